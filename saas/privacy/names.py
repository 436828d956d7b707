"""Names of people who are not at work: full names, given names beside a class or a deed, initials, nicknames."""

import re
from collections.abc import Collection, Iterator, Sequence

from saas.privacy import traits
from saas.privacy.lexicon import is_given_name, is_surname, words
from saas.privacy.roles import at_work
from saas.privacy.text import Sentence, Token

Hit = tuple[str, int, int]

PARTICLES = frozenset("van von de der den bin ibn abu al el da dos del la".split())
NAMING = frozenset("saken saka bilen mobilen hjemmet huset rommet klassen snakket snakka heter heiter heitte het kalles kallast kalla kalt eleven gutten guten jenta jenten ungdommen brukeren brukaren navn navnet namnet gjelder gjeld gutt gut jente elev lille vesle barnet klienten søsken moren mora faren pappaen mammaen vennen kompisen kjæresten bekymret bekymra bekymring uro etter mot hos tvillingene tvillingane sønnen datteren dattera broren søsteren".split())
LEADS = frozenset("for til av om rundt med om".split())
SIN = frozenset("sin si sitt sine".split())
INITIALS = re.compile(r"(?<![\w.])(?!N\. ?N\.)[A-ZÆØÅ]\. ?[A-ZÆØÅ]\.(?! ?[A-ZÆØÅ][a-zæøå]{2})|\b(?:initial\w*)\b\W{0,4}(?:er |var )?\W{0,2}[A-ZÆØÅ]\.? ?[A-ZÆØÅ]\b|(?<![\w.])(?!FN|EU|VG|TV|KG|SG|PP|IT|FA)[A-ZÆØÅ]{2} (?:i|på) (?:[1-9]|10) ?[A-Ha-h]\b|\b(?:[Ee]lev|[Ee]leven|[Gg]utten|[Gg]uten|[Jj]enta|[Gg]utt|[Jj]ente|[Uu]ngdom) «?(?-i:[A-ZÆØÅ])»?(?:\.|\b)(?![\w.])")
NICKNAME = re.compile(
    r"\b(?i:kallenavn\w*|kallenamn\w*|oppnavn\w*|oppnamn\w*|utnamn\w*|klengenavn\w*|gatenavn\w*|alias\w*|går under (?:navnet|namnet)|kjent som|kjend som|kalles|kallast|kalt|kalla|kaller seg|kallar seg)\b\W{0,3}(?:(?:er|var|for|bare|berre)\b)?\W{0,3}[«\"“']?[A-ZÆØÅ][\w']+", re.UNICODE
)
QUOTED_CALL = re.compile(r"\b(?:ring|kontakt|spør|snakk med|sms til|han|hun|gutten|guten|jenta)\b \W?«[^»\s]{2,20}»", re.IGNORECASE)
PROJECT = re.compile(r"\b(?:prosjekt\w*|tiltak\w*|program\w*|kampanj\w*|modell\w*|ordning\w*|metod\w*|appen|plattform\w*|fenomen\w*|kurs\w*|møteplass\w*|opplegg\w*|tilbud\w*|tilbod\w*|område\w*|sted\w*|trend\w*|stoff\w*)\b", re.IGNORECASE)


def names(sentence: Sentence, known: Collection[str]) -> Iterator[Hit]:
    """`known` holds lower-case names, whole and in parts, of the kommune's members and role holders."""
    if not sentence.shouted and ("." in sentence.text or sentence.any("young_one", "somebody", "somebody_general", "initials") or sentence.digits):
        yield from (("initials", *m.span()) for m in INITIALS.finditer(sentence.text))
    quoted = "«" in sentence.text or "\"" in sentence.text
    if (quoted or sentence.any("calling")) and not PROJECT.search(sentence.text):
        yield from (("nickname", *m.span()) for p in (NICKNAME, QUOTED_CALL) for m in p.finditer(sentence.text))
    taken = 0
    at = 0
    while at < len(sentence.tokens):
        if not sentence.tokens[at].capital and not is_given_name(sentence.tokens[at].low):
            at += 1
            continue
        last = _full_name(sentence, at)
        if last is None:
            if at >= taken:
                yield from _lone_given_name(sentence, at, known)
            at += 1
            continue
        if not _known(sentence.tokens[at : last + 1], known) and (_pupil(sentence, last) or not at_work(sentence, at, last)):
            yield "name", sentence.tokens[at].start, sentence.tokens[last].end
        at = taken = last + 1


def _full_name(sentence: Sentence, at: int) -> int | None:
    """The last token of a full name that begins here. Small letters need a listed given name and surname."""
    first = sentence.tokens[at]
    if sentence.shouted or not first.capital:
        return _small_letter_name(sentence, at)
    last = at
    while last + 1 < len(sentence.tokens) and _joined(sentence, last) and last - at < 4:
        last += 1
    while last > at and sentence.tokens[last].low in PARTICLES:
        last -= 1
    while at < last and sentence.tokens[last].low in words("everyday"):
        last -= 1
    if last == at or _names_something_else(sentence, at, last):
        return None
    given, rest = first.low, [token.low for token in sentence.tokens[at + 1 : last + 1]]
    if given in words("everyday") or given in words("places") and not is_given_name(given):
        return None
    sure = is_given_name(given) and given not in words("ambiguous")
    surnamed = is_surname(rest[-1])
    if sure or (is_given_name(given) and surnamed):
        return last
    strong = surnamed and rest[-1] not in words("surname_only_words") and rest[-1] not in words("places")
    given_inside = any(is_given_name(word) and word not in words("ambiguous") for word in rest)
    return last if (strong and at > 0) or (strong and len(given) > 2 and not first.signs) or (given_inside and (is_surname(given) or given in words("ambiguous"))) else None


def _joined(sentence: Sentence, last: int) -> bool:
    token, after = sentence.tokens[last], sentence.tokens[last + 1]
    gap = sentence.text[token.end : after.start]
    return gap in (" ", ". ") and (gap == " " or len(token.text) == 1) and (after.capital or after.low in PARTICLES)


def _names_something_else(sentence: Sentence, at: int, last: int) -> bool:
    """A place, street, school, organisation, brand or prize that is called after somebody."""
    group = sentence.tokens[at : last + 1]
    following = sentence.tokens[last + 1 : last + 2]
    tied = following and sentence.text[group[-1].end : following[0].start] in (" ", "-")
    ends = [group[-1], *(following if tied else [])]
    return any(token.low in words("organisations") or _street(token) for token in [*group, *ends]) or not sentence.shouted and any(
        token.text.isupper() and len(token.text) > 2 for token in group
    )


def _street(token: Token) -> bool:
    return token.low.endswith(("veien", "vegen", "gata", "gate", "prisen", "skolen", "programmet", "senteret", "parken", "plassen", "skule", "skole"))


def _small_letter_name(sentence: Sentence, at: int) -> int | None:
    if at + 1 >= len(sentence.tokens) or sentence.text[sentence.tokens[at].end : sentence.tokens[at + 1].start] != " ":
        return None
    given, surname = sentence.tokens[at].low, sentence.tokens[at + 1].low
    if is_given_name(given) and surname.endswith("sen") and surname in words("surnames"):
        return at + 1
    listed = is_given_name(given) and given not in words("ambiguous") and not sentence.tokens[at].signs
    return at + 1 if listed and is_surname(surname) and surname not in words("surname_only_words") and surname not in words("ambiguous") or (
        listed and surname in words("surname_only_words") and traits.NAMED_CLASS.match(sentence.low, sentence.tokens[at + 1].end + 1) is not None
    ) else None


def _lone_given_name(sentence: Sentence, at: int, known: Collection[str]) -> Iterator[Hit]:
    token = sentence.tokens[at]
    if token.low in known or (token.low.endswith("s") and token.low[:-1] in known) or _known_name_around(sentence, at, known):
        return
    genitive = token.low.endswith("s") and is_given_name(token.low[:-1]) and not is_given_name(token.low)
    word = token.low[:-1] if genitive else token.low
    if not (is_given_name(word) or _unlisted(sentence, at)) or _names_something_else(sentence, at, at):
        return
    doubtful = word in words("ambiguous") or not is_given_name(word) or word in words("everyday") or word in words("places")
    small = sentence.shouted or not token.capital
    if _pupil(sentence, at) and not (small and doubtful):
        yield "given_name", token.start, token.end
    elif not small and (_told_of(sentence, at, genitive) or (not doubtful and _has_done(sentence, at))) and not at_work(sentence, at, at):
        if not doubtful or at > 0:
            yield "given_name", token.start, token.end


def _unlisted(sentence: Sentence, at: int) -> bool:
    """A capitalised word inside a sentence that is no known place or everyday word: perhaps a name from anywhere."""
    token = sentence.tokens[at]
    tied = at > 0 and sentence.text[sentence.tokens[at - 1].end : token.start] == " " and not sentence.tokens[at - 1].low.isdigit()
    plain = tied and token.capital and not token.text.isupper() and len(token.text) > 2 and not token.signs
    return plain and token.text.isalpha() and not any(token.low in words(kind) for kind in ("everyday", "places", "organisations"))


def _pupil(sentence: Sentence, last: int) -> bool:
    """A class or an age right after the name outweighs any title before it."""
    after = sentence.low[sentence.tokens[last].end : sentence.tokens[last].end + 30]
    return bool(re.match(r"\W{0,2}(?:går |gjekk |gikk )?", after) and (traits.NAMED_CLASS.match(after.lstrip(" ,")) or re.match(r",? (?:går |gikk )?(?:i|på|fra|frå) (?:klasse )?(?:(?:[1-9]|10) ?[a-h]\b|vg ?[123]\b|(?:[1-9]|10)\. ?(?:klasse|trinn|steg))|\s?,? ?\(?\d{1,2}(?: år)?\)|, \d{1,2}(?: år)?\b(?![.:/])|,? \d{1,2} år\b| går (?:i|på) ", after)))


def _told_of(sentence: Sentence, at: int, genitive: bool) -> bool:
    tokens = sentence.tokens
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    gap = sentence.text[tokens[at].end : after.start] if after else ""
    if after and gap == ", " and after.low in ("som", "han", "hun", "ho") and is_given_name(tokens[at].low):
        return True
    if after and (after.low in SIN or (genitive and "kin_bare" in after.signs)):
        return True
    if not is_given_name(tokens[at].low) and not (at and tokens[at - 1].low in ("heter", "heiter", "eleven", "navnet", "namnet")):
        return at > 1 and tokens[at - 2].low in ("heter", "heiter") and _unlisted(sentence, at)
    before = [token.low for token in tokens[max(0, at - 2) : at]]
    aged = at > 1 and tokens[at - 1].low in ("gamle", "gammel") and "år" in before
    return aged or bool(before and (before[-1] in NAMING or (before[-1] in LEADS and len(before) > 1 and before[0] in NAMING)))


def _has_done(sentence: Sentence, at: int) -> bool:
    """Something that one does not say of a colleague in minutes: a deed, kin, or how somebody is."""
    after = sentence.tokens[at + 1 : at + 2]
    state = at == 0 and any("state" in token.signs for token in after) and "ansvar" not in sentence.low
    paired = any(token.low == "og" for token in after) and at == 0 and any("state" in t.signs for t in sentence.tokens[at + 3 : at + 4])
    return (sentence.any("deed", "kin", "foster") and not sentence.any("general")) or ((state or paired) and not sentence.any("report"))


def _known(tokens: Sequence[Token], known: Collection[str]) -> bool:
    return " ".join(token.low for token in tokens) in known or all(token.low in known for token in tokens)


def _known_name_around(sentence: Sentence, at: int, known: Collection[str]) -> bool:
    return bool(known) and any(_known(sentence.tokens[max(0, at - before) : at + 2 - before], known) for before in (0, 1))
