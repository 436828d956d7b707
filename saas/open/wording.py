"""Public pages in words: who coordinates, where and when they are met, when a meeting is."""

from datetime import date, datetime
from typing import Any

from saas import clock
from saas.open.models import PublicFace
from saas.pages import clock_time, day, gettext, say

# Code → bokmål, as the days stand after «Treffes på …».
OFFICE_DAYS = {"mon": "mandager", "tue": "tirsdager", "wed": "onsdager", "thu": "torsdager", "fri": "fredager"}
OFFICE_WEEKS = {"odd": "i oddetallsuker", "even": "i partallsuker"}
NUMBERS = {1: "én annen kommune", 2: "to andre kommuner", 3: "tre andre kommuner", 4: "fire andre kommuner", 5: "fem andre kommuner"}
# A house is not a name: «på rådhuset i Nordvik», but «på Kaia».
HOUSES = ("huset", "senteret", "kontoret", "tunet")


def who(page: PublicFace) -> str:
    """«Ingrid Solheim er SLT-koordinator for Nordvik og fire andre kommuner.»"""
    contact = page.content.get("contact")
    if not contact:
        return gettext("%(kommune)s har SLT-koordinator.", kommune=page.name)
    places = {"name": contact["name"], "kommune": page.name}
    if contact.get("acting"):
        return gettext("%(name)s er vikar for SLT-koordinatoren i %(kommune)s.", **places)
    others = int(contact.get("kommuner") or 1) - 1
    if others < 1:
        return gettext("%(name)s er SLT-koordinator for %(kommune)s.", **places)
    many = say(NUMBERS[others]) if others in NUMBERS else gettext("%(n)s andre kommuner", n=others)
    return gettext("%(name)s er SLT-koordinator for %(kommune)s og %(others)s.", others=many, **places)


def where(page: PublicFace) -> str:
    """«Treffes på rådhuset i Nordvik mandager.»; nothing where the kommune has not said when."""
    office = page.content.get("office") or {}
    days = [say(OFFICE_DAYS[code]) for code in office.get("days", []) if code in OFFICE_DAYS]
    place = str(office.get("place") or "")
    if not days and not place:
        return ""
    words = " ".join(part for part in (_joined(days), say(OFFICE_WEEKS.get(office.get("weeks") or "", ""))) if part)
    if not place:
        return gettext("Treffes %(days)s.", days=words)
    return gettext("Treffes på %(place)s %(days)s.", place=_in_a_sentence(place), days=words).replace(" .", ".")


def when(meeting: dict[str, Any]) -> str:
    """«tirsdag 15. september 2026 kl. 09.00–11.00»"""
    starts, ends = datetime.fromisoformat(meeting["starts"]), datetime.fromisoformat(meeting["ends"])
    return f"{day(starts.astimezone(clock.OSLO))} kl. {clock_time(starts)}–{clock_time(ends)}"


def period(measure: dict[str, Any]) -> str:
    """«fra 1. september 2026 til 30. juni 2027», or the one of them that is known."""
    first, last = (date.fromisoformat(found) if (found := measure.get(key)) else None for key in ("starts_on", "ends_on"))
    if first and last:
        return gettext("%(first)s til %(last)s", first=_long(first), last=_long(last))
    if first:
        return gettext("fra %(day)s", day=_long(first))
    return gettext("til %(day)s", day=_long(last)) if last else ""


def begun(page: PublicFace, yes: bool = True) -> list[dict[str, Any]]:
    """The measures that are under way today; with `yes` false those that are decided and start later."""
    today = clock.today().isoformat()
    return [one for one in page.content.get("measures", []) if ((one.get("starts_on") or "") <= today) == yes]


def ahead(page: PublicFace) -> list[dict[str, Any]]:
    """The meetings that are not over."""
    return [one for one in page.content.get("meetings", []) if datetime.fromisoformat(one["ends"]) > clock.now()]


def dial(phone: str) -> str:
    """A telephone number as a link wants it: digits, and a plus first."""
    return "".join(sign for place, sign in enumerate(phone.strip()) if sign.isdigit() or (sign == "+" and place == 0))


def _long(on: date) -> str:
    """«15. september 2026»"""
    return day(on).partition(" ")[2]


def _joined(words: list[str]) -> str:
    if len(words) < 2:
        return "".join(words)
    return gettext("%(first)s og %(last)s", first=", ".join(words[:-1]), last=words[-1])


def _in_a_sentence(place: str) -> str:
    first = place.split(" ", 1)[0]
    return place[:1].lower() + place[1:] if first.lower().endswith(HOUSES) else place
