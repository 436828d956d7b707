"""The year on paper: the wheel's list month by month, as it lies on a meeting table."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from saas import clock, here, printing
from saas.pages import gettext, numeric_day, say
from tenants.meetings.wording import in_the_kommunes_language
from tenants.wheel.drawing import summary
from tenants.wheel.models import MONTHS, RINGS, WheelEntry


def pdf(year: int, entries: Sequence[WheelEntry]) -> bytes:
    """Tagged A4 in the kommune's language."""
    return printing.pdf(report(year, entries), when=clock.now().replace(microsecond=0))


def report(year: int, entries: Sequence[WheelEntry]) -> dict[str, Any]:
    """A `saas.documents.Report` of the year, with a table for each month that has something in it."""
    place = here.kommune()
    with in_the_kommunes_language():
        title = gettext("Årshjul %(year)s", year=year)
        return {
            "kind": "report",
            "language": place.language,
            "kommune": place.name,
            "title": title,
            "subtitle": None,
            "facts": [[gettext("Skrevet ut"), numeric_day(clock.today()) + str(clock.today().year)]],
            "blocks": [{"type": "text", "text": summary(year, entries, clock.today())}, *_months(entries)],
            "labels": {"page": gettext("Side"), "of": gettext("av")},
            "footer": f"{place.name} – {title}",
        }


def filename(year: int) -> str:
    """«Årshjul 2027.pdf»"""
    return f"{gettext('Årshjul')} {year}.pdf"


def days(entry: WheelEntry) -> str:
    """«12.3.», «12.3.–14.3.», or nothing for a whole month."""
    if entry.starts_on is None:
        return ""
    if entry.ends_on is None or entry.ends_on == entry.starts_on:
        return numeric_day(entry.starts_on)
    return f"{numeric_day(entry.starts_on)}–{numeric_day(entry.ends_on)}"


def owner(entry: WheelEntry) -> str:
    """Who answers for it, or that nobody does."""
    return entry.responsible.name if entry.responsible is not None and not entry.without_owner else gettext("Mangler ansvarlig")


def _months(entries: Sequence[WheelEntry]) -> list[dict[str, Any]]:
    blocks: list[dict[str, Any]] = []
    head = [gettext("Dag"), gettext("Hva"), gettext("Hvem"), gettext("Ansvarlig"), gettext("Forberedes fra")]
    for month, found in groupby(entries, key=lambda entry: entry.month):
        rows = [
            [days(one), one.title, one.group.name if one.group else say(RINGS[one.ring]), owner(one),
             numeric_day(one.prepared_from) if one.lead_days else ""]
            for one in found
        ]  # fmt: skip
        name = say(MONTHS[str(month)])
        blocks += [{"type": "heading", "text": name, "level": 1}, {"type": "table", "caption": name, "head": head, "rows": rows}]
    return blocks
