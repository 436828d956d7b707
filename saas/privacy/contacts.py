"""Ways to reach or find one person: telephones, mail, homes, cars, positions, accounts."""

import re
from collections.abc import Iterator

from saas.privacy.handles import handles
from saas.privacy.text import Sentence

Hit = tuple[str, int, int]

PHONE = re.compile(
    r"(?<![\d.,/-])(?:(?P<land>(?:\+|\b00)[ ]?\d{2})[ .-]?)?(?P<number>\d{8}"
    r"|\d{3}[ .-]\d{2}[ .-]\d{3}|\d{2}[ .-]\d{2}[ .-]\d{2}[ .-]\d{2}|\d{4}[ -]\d{4}"
    r"|(?:\d ){7}\d|(?<!\d)47[49]\d{7})(?![\d%]|[.,/-]\d)"
)
PHONE_WORD = re.compile(
    r"\b(?:tlf|telefon\w*|tel|mob|mobil\w*|ring\w*|sms|kontakt\w*|nummer\w*|nås|når|whatsapp"
    r"|vipps\w*)\b",
    re.IGNORECASE,
)
NOT_PHONE = re.compile(
    r"\b(?:kid|konto\w*|faktura\w*|kr|kroner|isbn|org\w*|sak\w*|journal\w*"
    r"|arkiv\w*)\b\W{0,6}(?:n(?:umme)?r\W{0,3})?$",
    re.IGNORECASE,
)
MAIL = re.compile(r"(?<![\w.+-])([\w.+-]{1,64})\s?@\s?([\w-]{1,63}(?:\.[\w-]{1,63}){1,4})")
ROLE_BOXES = re.compile(
    r"(?:^|[._-])(?:post|postmottak|firmapost|info|kontakt|resepsjon\w*|servicetorg\w*|service|slt"
    r"|support|hjelp|politi\w*|barnevern\w*|skole\w*|rektor|ungdom\w*|klubb\w*|"
    r"fritid\w*|styret?|leder|leiar|koordinator|medlem|personvern\w*|personvernombud"
    r"|kommunedirekt\w*|ordforer|redaktor|redaksjon\w*|noreply|arkiv|nav|frivillig\w*|"
    r"helsestasjon\w*|kultur\w*|natteravn\w*|utforende|analytiker|presse|booking|påmelding"
    r"|pamelding|barn\w*|oppvekst\w*|faktura\w*)(?:$|[._-])",
    re.IGNORECASE,
)
OFFICE_DOMAINS = re.compile(
    r"(?:^|\.)(?:kommune|politiet|nav|dep|fylkeskommune|statsforvalteren|konfliktraadet|bufetat"
    r"|udir|regjeringen|domstol|rodekors|redcross)\.\w+$|fylke\.no$",
    re.IGNORECASE,
)
PUPIL = re.compile(r"\belev", re.IGNORECASE)
STREET = re.compile(r"(?:veien|vegen|gata|gaten|gate|vei|veg|stredet|alleen|alléen|allé)$")
STREET_LIKE = re.compile(
    r"(?:gt|vn|bakken|lia|tunet|stien|svingen|kroken|haugen|åsen|grenda|hagen|jordet|toppen|marka"
    r"|plass|plassen|terrasse|ringen|løkka|kaia|brygga|bråtet|feltet|neset|lunden|brinken|kleiva"
    r"|myra|høgda|sletta|stranda)$"
)
NUMBER = re.compile(
    r"\.?,?\s{0,2}(?:nr\.?\s?)?(\d{1,3})(?:\s?([a-hA-H]))?(?![\w%/–-]|[.:,]\d|\.\s?[a-zæøå]{3}"
    r"|\s(?:prosent|personer|elever|ungdommer|barn|år|mill))"
)
PROPERTY = re.compile(
    r"\b(?:gnr|gårdsnummer|gardsnummer|g\.?nr|gbnr)\W{0,3}\d{1,4}\W{1,6}(?:(?:bnr|b\.?nr"
    r"|bruksnummer)\W{0,3})?\d{1,4}",
    re.IGNORECASE,
)
WITH_POSTCODE = re.compile(
    r"\b[A-ZÆØÅ][\wæøå]+(?: [\wæøå]+)? \d{1,3} ?[A-Ha-h]?, ?\d{4} [A-ZÆØÅ]"
    r"|\b(?:[Bb]or|[Bb]ur|[Bb]odde|[Bb]udde|[Aa]dress[ea]n?) (?:er |i |på |: ?)?[A-ZÆØÅ][\wæøå]+(?: [\wæøå]+)? \d{1,3}"
    r"(?![\d.:/]| (?:personer|elever|barn|unge|ungdom|prosent))\b"
)
AT_NUMBER = re.compile(
    r"\b(?:i|på) (?:hus)?(?:nummer|nr\.?) ?\d{1,3}\b|\b[HUKL]0[1-9]0\d\b|(?:veien|vegen|gata),? \d\. ?et(?:g|asje)\b"
    r"|(?<=\w\w\w)v\. \d{1,3}\b|\b(?:gård|gard|gaard), \d{4} \w",
    re.IGNORECASE,
)
PLATE = re.compile(r"\b(?!NO|KR|NR|CA|PB|KG|SG|SAK)[A-ZÆØÅ]{2}[ -]?\d{2} ?\d{3}\b")
ANY_PLATE = re.compile(
    r"\b(?:skilt\w*|reg\.?\s?n(?:umme)?r\.?|registreringsn\w*|kjennemerke\w*|bilnummer\w*|bil\w*"
    r"|moped\w*)\b[^\d\n]{0,20}?\b(?:[a-zæøå]{2}[ -]?\d{4,5}|(?-i:[A-ZÆØÅ]{3})[ -]?\d{3})\b",
    re.IGNORECASE,
)
DEGREES = re.compile(
    r"\bIP\b.{0,14}\b\d{1,3}(?:\.\d{1,3}){3}\b"
    r"|(?<![\d.])[5-7]\d[.,]\d{3,8}°?\s?[NØE]?\s?[,;/ ]\s?[ØE]?\s?\d{1,2}[.,]\d{3,8}"
    r"|\d{1,2}\s?°\s?\d{1,2}\s?['′’]"
)
ACCOUNT = re.compile(
    r"(?<!\d)\d{4}[. ]\d{2}[. ]\d{5}(?!\d)|\b(?:konto\w*"
    r"|bankkonto\w*)\b\W{0,4}(?:n(?:umme)?r\W{0,3})?\d[\d .]{9,14}\d",
    re.IGNORECASE,
)
CASE_NUMBER = re.compile(
    r"\b(?:sak\w*|anmeld\w*|melding\w*|straffesak\w*|forhold\w*|henvisning\w*|stafettlogg\w*"
    r"|klient\w*|journaln\w*|pasient\w*|elevn\w*|elev-id)\b[ .:]{0,3}(?:id|n(?:umme)?r"
    r"|nummer)?[ .:#-]{0,3}\d{6,10}\b|\b(?:elev|pasient|klient)(?:nummer|nr\.?|-?id):? ?\d{3,10}\b",
    re.IGNORECASE,
)


FIVE_DIGITS = re.compile(r"\d(?:\W{0,2}\d){4}")
VEHICLE = ("skilt", "reg", "kjennemerke", "bil", "moped")
LONG_NUMBERS = (("plate", PLATE), ("position", DEGREES), ("account", ACCOUNT), ("case_number", CASE_NUMBER))


def ways_to_reach(sentence: Sentence) -> Iterator[Hit]:
    if sentence.digits:
        yield from _homes(sentence)
        yield from (("address", *m.span()) for m in AT_NUMBER.finditer(sentence.text))
        if any(word in sentence.low for word in VEHICLE):
            yield from (("plate", *m.span()) for m in ANY_PLATE.finditer(sentence.text))
    if sentence.digits and FIVE_DIGITS.search(sentence.text):
        yield from _phones(sentence)
        for rule, pattern in LONG_NUMBERS:
            yield from ((rule, *m.span()) for m in pattern.finditer(sentence.text))
    if "@" in sentence.text:
        yield from _mail(sentence)
    yield from handles(sentence)


def _phones(sentence: Sentence) -> Iterator[Hit]:
    if sentence.any("duty") and not sentence.any("his_her", "kin", "parent"):
        return
    for m in PHONE.finditer(sentence.text):
        before, number = sentence.text[max(0, m.start() - 30) : m.start()], m["number"]
        said = m["land"] or PHONE_WORD.search(before) or PHONE_WORD.search(sentence.text)
        grouped_or_mobile = number[0] in "49" or (
            not number.isdigit() and not re.match(r"\d{4}[ -]|20\d\d", number) and number[0] in "235679"
        )
        if number[0] in "235678" and _public(sentence):
            continue
        if (said or grouped_or_mobile or number.startswith("00 00 00")) and not NOT_PHONE.search(before):
            yield "phone", m.start(), m.end()


def _mail(sentence: Sentence) -> Iterator[Hit]:
    for m in MAIL.finditer(sentence.text):
        office = OFFICE_DOMAINS.search(m[2]) and not PUPIL.search(m[2])
        if not office and not ROLE_BOXES.search(m[1]):
            yield "email", m.start(), m.end()


def _homes(sentence: Sentence) -> Iterator[Hit]:
    """A street with a house number, unless the sentence tells of a public place and of nobody's home."""
    for m in PROPERTY.finditer(sentence.text):
        yield "address", m.start(), m.end()
    if not _public(sentence):
        yield from (("address", *m.span()) for m in WITH_POSTCODE.finditer(sentence.text))
    for token in sentence.tokens:
        street = STREET.search(token.low) or (token.capital and STREET_LIKE.search(token.low))
        number = NUMBER.match(sentence.text, token.end) if street else None
        if number and not _public(sentence):
            yield "address", token.start, number.end()


def _public(sentence: Sentence) -> bool:
    return sentence.any("venue") and not sentence.any("home")
