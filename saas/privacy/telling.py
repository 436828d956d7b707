"""Lines that tell of somebody unnamed: «den som tente på …», «ho er fjorten», «bor i det røde huset ved kirka»."""

import re
from collections.abc import Iterator

from saas.privacy.families import is_danger
from saas.privacy.pronouns import rule_of
from saas.privacy.roles import is_organisation, is_title
from saas.privacy.text import Sentence, Token
from saas.privacy.traits import is_past

Hit = tuple[str, int, int]

WHO_REACH = 6  # Words after «den som» among which the deed stands.
THINGS = re.compile(  # In nynorsk a plan is a «han» and a list a «ho».
    r"\b\w*(?:plan|rapport|sak|list|skiss|avtal|ordning|rutin|oversikt|brosjyr|undersøk|kampanj|rettlei"
    r"|evaluering|søknad"
    r"|høyring|melding|tavl|statistikk|rut|løyving|ramm|handling)(?:en|a|et|i|ane)?\b"
)
BOTH_SEXES = re.compile(r"\b(?:han|hun|ho|hen)(?:/| og | eller )(?:han|hun|ho|hen)\b|\bhan-")
FOR_ALL = frozenset(["skal", "må", "vil", "ønsker", "ønskjer", "ynskjer"])
WORK = ("møte", "kommune", "fylkeskommune", "etaten", "stilling", "koordin", "saksliste", "innkalling")
ANYONE = frozenset(
    [
        "klienten",
        "pasienten",
        "lærlingen",
        "offeret",
        "flyktningen",
        "asylsøkeren",
        "vedkommende",
        "siktede",
        "tiltalte",
        "fornærmede",
    ]
)
NO_VERBS = frozenset(["og", "eller", "i", "med", "for", "som", "til", "på", "av", "uten", "utan"])
BARE_PARENTS = frozenset(
    ["mor", "far", "mormor", "morfar", "farmor", "farfar", "stefar", "stemor", "lillebror", "storebror"]
)
ONE_WHO = re.compile(r"\b(?:den|han|hun|ho) (?:ene )?som\b")
SOME_WHO = re.compile(r"\b(?:de|dei|dem|disse|desse) (?:to|tre|fire) som\b")
MANY_WHO = re.compile(r"\b(?:gutane|guttene|jentene|elevene|elevane|ungdommene|ungdomane|ungane|ungene|paret) som\b")
ONE_OF_THEM = re.compile(
    r"\b(?:den|det) (?:yngste|eldste|mellomste|minste|ene) (?:av (?:de|dei|dem|søst|syst|brød|brør|gut|jent)\w*"
    r"|i søskenflokken|sønn\w*|son\w*|datter\w*|dotter\w*|barnet|bror\w*|søster\w*|syster\w*)"
    r"|\bden (?:nye|unge|andre) (?:eleven|ungdommen|ungdomen|ungen|spilleren|spelaren)\b"
    r"|^\W*(?:eleven|barnet|ungdommen|ungdomen) (?:\w+ ){0,3}(?:skrev|skreiv|fortalte|fortalde|sa|kom|gjekk|gikk"
    r"|viste|fikk|fekk"
    r"|hadde|ble|blei|vart|rømte|gjorde|nektet|nekta|har sendt|har fått|har fortalt|har sagt|har vist|har blitt"
    r"|er blitt)\b"
)
OFFICE_OPENS = re.compile(
    r"^\W*(?:den \w+ )?\w*(?:eren|aren|øren|oren|anten|vakta|vakten|sjefen|mannen|isten|enten|logen|teinen|rektor"
    r"|formannen) "
    r"|^\W*(?:en |ein |ei )?(?:\w+ )?\w{2,}(?:er|ar|ør|ent|ist|prest|mann|leder|leiar) (?:\w+ ){0,4}(?=er |ble "
    r"|blei |vart |har )"
)
ACCUSED = re.compile(
    r"\b(?:er|ble|blei|vart|har vore|har vært|har blitt) (?:nå |no |tidligere |tidlegare |også )?(?:mistenkt"
    r"|siktet|sikta"
    r"|tiltalt|dømt|dømd|domfelt|anmeldt|meld|meldt til politiet|politimeldt|(?:teken|tatt) (?:for|med|i|av)"
    r"|pågrepet|pågripen|arrestert|innlagt"
    r"|innlagd|suspendert|bortvist|sparket|permittert|voldelig|valdeleg|rusavhengig|alkoholiker|alkoholisert"
    r"|kriminell)\b"
    r"|\b(?:selger|sel|langer|skaffer|skaffar|gir|gjev) (?:snus|øl|hasj|piller|narkotika|alkohol|røyk|vape|sprit"
    r"|brennevin)\b"
    r"|\b(?:gir|gjev) \w+ (?:snus|øl|hasj|piller|narkotika|alkohol|røyk|vape|sprit)\b"
    r"|\b(?:møtte|kom|møter|kjem|møtte opp) (?:beruset|berusa|ruset|rusa|full|påvirket|påverka)\b"
    r"|\b(?:sender|sende|sendte) (?:\w+ )?(?:meldinger|meldingar|bilder|bilete) til (?:\w+ )?(?:spill|spel|elev"
    r"|jent|gut|ungdom)"
    r"|\bhar sendt (?:upassende|upassande|seksuelle|krenkende|krenkjande)\b"
)
LIVES = re.compile(
    r"^\W*(?:bor|bur|bodde|budde|held til|holder til) (?:\w+ )?(?:i|på|hos|over|under|ved|bak|aleine|alene)\b"
    r"|\b(?:bor|bur|bodde|budde) (?:\w+ )?(?:i|over|under|bak|ved) (?:det|den) \w+ "
    r"(?:hus|leil|gård|gard|hytt|blokk|brakk|campingvogn)\w*"
    r"|\b(?:bor|bur|bodde|budde) (?:\w+ )?(?:i|over|bak) (?:kjellaren|kjelleren|campingvogn\w*|bilen|loftsleil\w*)\b"
    r"|\b(?:bor|bur) (?:heime |hjemme )?hos (?!foreldre\b|familie)\w+"
)
FARM_FOLK = re.compile(
    r"\b(?:dei|de|folka|folkene|ungane|ungene|barna|borna|guttene|gutane|jentene|brødrene|brørne) "
    r"(?:som (?:bor|bur) )?på (?!\w+(?:skole|skule))\w*(?:gard|gård|garden|gården|haugen|bakken|tun|tunet|heim"
    r"|set|rud)\b"
    r"(?! (?:skole|skule|barne|ungdoms))"
)
PARENTS = re.compile(
    r"(?<!der )(?<!når )(?<!at )\b(?:foreldrene|foreldra) (?:hans |hennes |hennar )?(?:er|har blitt|ble|vart|kommer"
    r"|kjem|sliter|slit|krangler|kranglar) (?:nylig |nyleg |begge |no |nå )?(?:skilt|skilde|separert\w*"
    r"|rusavhengige|arbeidsledige|arbeidslause|uføre|innsatte|om samvær|i konflikt|fra [a-zæøå]{4}|frå [a-zæøå]{4})"
    r"|\bforeldr(?:ene|a) (?:driver|driv|eier|eig|har dom|har mistet|har mista|er fetter|sitter|sit|soner|sonar"
    r"|flyktet)\b"
    r"|\bforeldr(?:ene|a) (?:begge )?(?:ruser|rusar|drikker|drikk|slår|doper|misbruker|misbrukar|sel|selger"
    r"|sitter inne)\b"
)


def telling(sentence: Sentence) -> Iterator[Hit]:
    """Hits of a sentence that is not about anybody, and not of a colleague."""
    if " som " in sentence.low and not sentence.any("general", "by_office"):
        yield from _who(sentence)
    if not sentence.any("general"):
        yield from (("age_place", *m.span()) for m in ONE_OF_THEM.finditer(sentence.low))
        if "bor" in sentence.low or "bur" in sentence.low or "bodde" in sentence.low or "held til" in sentence.low:
            yield from (("address", *m.span()) for m in LIVES.finditer(sentence.low))
        if OFFICE_OPENS.match(sentence.low) and (accused := ACCUSED.search(sentence.low)):
            yield "deed", *accused.span()
    yield from _child(sentence)
    yield from _from_somewhere(sentence)
    yield from _opening(sentence)
    yield from _mentioned(sentence)
    if " på " in sentence.low:
        yield from (("family", *m.span()) for m in FARM_FOLK.finditer(sentence.low))
    if "foreldr" in sentence.low:
        yield from (("parent", *m.span()) for m in PARENTS.finditer(sentence.low))


def tells_of_work(sentence: Sentence) -> bool:
    """Whether the «han» or «hun» of the next sentence may be a colleague."""
    return sentence.any("report") or any(is_title(token) for token in sentence.tokens)


def _who(sentence: Sentence) -> Iterator[Hit]:
    """«Den som tente på skuret», «de to som ble bortvist»; a rule for all («… kan straffes») is no one."""
    for rule, pattern in (("pronoun", ONE_WHO), ("few", SOME_WHO)):
        for m in pattern.finditer(sentence.low):
            later = [token for token in sentence.tokens if token.start >= m.end()][:WHO_REACH]
            if any("deed" in token.signs for token in later) and not any(token.low in FOR_ALL for token in later):
                yield rule if rule == "few" else rule_of(sentence, rule), m.start(), m.end()
    for at, token in enumerate(sentence.tokens[:-2]):
        if sentence.tokens[at + 1].low == "som" and _one_person(token) and is_past(sentence.tokens[at + 2].low):
            yield rule_of(sentence, "pronoun"), token.start, token.end
    for m in MANY_WHO.finditer(sentence.low):
        later = [token for token in sentence.tokens if token.start >= m.end()][:2]
        past = any("deed" in token.signs and not token.low.endswith(("er", "ar", "es")) for token in later)
        if past and not any(token.low in ("blir", "vert") for token in later):
            yield "few", m.start(), m.end()


def _from_somewhere(sentence: Sentence) -> Iterator[Hit]:
    """«Eleven fra Syria», «konfirmanten fra Nes»."""
    for token, of, where in zip(sentence.tokens, sentence.tokens[1:], sentence.tokens[2:], strict=False):
        if "somebody_general" in token.signs and of.low in ("fra", "frå") and where.capital and not is_title(token):
            yield rule_of(sentence, "age_place"), token.start, where.end


def _one_person(token: Token) -> bool:
    """«Eleven», «føreren», «kassereren»; those with a title may simply have led the meeting."""
    return "somebody_general" in token.signs or (token.low.endswith(("eren", "aren")) and not is_title(token))


def _child(sentence: Sentence) -> Iterator[Hit]:
    """«Gutten», «dattera», «mannen»: somebody in particular, whatever is said, unless a rule about anybody opens it."""
    if not sentence.any("child_one", "kin") or _staged(sentence) or sentence.any("entitled"):
        return
    supposed = min((token.start for token in sentence.tokens if "general" in token.signs), default=len(sentence.text))
    for at, token in enumerate(sentence.tokens):
        if token.signs & {"child_one", "kin"} and token.start < supposed and not is_danger(sentence, at):
            yield rule_of(sentence, "age_place"), token.start, token.end


def _staged(sentence: Sentence) -> bool:
    return re.search(r"\b(?:plakat|film|bok|skuespill|skodespel|figur|teikn|tegn|teater)", sentence.low) is not None


def _opening(sentence: Sentence) -> Iterator[Hit]:
    """«Moren er renholder», «far drikker», «eksen har lagt ut bilder», unless a colleague reports."""
    first, *rest = sentence.tokens
    if not rest or sentence.any("report", "entitled") or is_danger(sentence, 0):
        return
    if rest[0].low in NO_VERBS:
        return
    if "somebody" in first.signs and first.low in ANYONE:
        return
    told = first.low in BARE_PARENTS or "state" in rest[0].signs or not rest[0].signs.isdisjoint(("deed", "work"))
    if told and not first.signs.isdisjoint(("kin", "parent", "somebody")) and not sentence.any("general"):
        yield rule_of(sentence, "parent"), first.start, rest[0].end


def _mentioned(sentence: Sentence) -> Iterator[Hit]:
    """«Det er ikke første gang han gjør dette»: somebody spoken of, unless a colleague or anybody is meant."""
    if not sentence.any("he_she") or sentence.any("report", "entitled", "general") or _colleague(sentence):
        return
    if BOTH_SEXES.search(sentence.low) or THINGS.search(sentence.low):
        return
    for token in sentence.tokens:
        if token.low in ("han", "hun", "ho", "ham"):
            yield rule_of(sentence, "pronoun"), token.start, token.end
            return


def _colleague(sentence: Sentence) -> bool:
    return sentence.after_colleague or any(
        is_title(token) or (token.capital and is_organisation(token)) or token.low.startswith(WORK)
        for token in sentence.tokens[1:]
    )
