"""The kommune's own value beside the released median of its size, only where that is open; never another kommune's."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, select

from saas import charts, here
from saas.centre.catalogue import BY_CODE
from saas.centre.models import Published, PublishedCell, PublishedTable
from saas.db import db
from saas.pages import gettext, number, say
from tenants.sharing.handed import Number, numbers_of, profile_of, used_in_releases
from tenants.sharing.preview import counted_now
from tenants.sharing.profile import facts
from tenants.sharing.span import Span
from tenants.sharing.wording import of_codes

MEDIANS = "-median-band"
# So many others at the least stand behind a median that is shown beside one's own.
OTHERS = 5


@dataclass(frozen=True)
class Beside:
    """One indicator: the own value and the median in words (or why that is not shown), and both as a chart where they are."""

    title: str
    formula: str
    definition: int
    own: str
    median: str
    group: int | None
    chart: charts.Chart | None


def band(release: Published) -> str:
    """Which size of kommune it is held up against. Raises NotNow where the register does not know the kommune."""
    kept = profile_of(release.period)
    return kept.band if kept else facts(Span.of(release.period), shares=False).band


def beside_medians(release: Published, of_band: str) -> list[Beside]:
    """Every indicator that a median is released of, in the release's own order."""
    own = own_numbers(release)
    return [_beside(table, cell, own) for table, cell in _medians(release, of_band)]


def own_numbers(release: Published) -> list[Number]:
    """The numbers that the release used of the kommune; where it was not in it, those it has of the same period."""
    used = next((one.numbers for one in used_in_releases() if one.id == release.id), None)
    return used or numbers_of(release.period) or counted_now(release.period)


def own_value(indicator: str, numbers: Sequence[Number]) -> float | None:
    """One value of an indicator: a mean, or the sum of its numbers; None for one that is no quantity, or has none."""
    found = {one.codes: one.number for one in numbers if one.indicator == indicator}
    kind = BY_CODE[indicator].kind if indicator in BY_CODE else ""
    if kind == "mean":
        return found["part=sum"] / found["part=n"] if found.get("part=n") else None
    return sum(found.values()) if kind in ("stock", "flow") and indicator != "staffing" else None


def _medians(release: Published, of_band: str) -> list[tuple[PublishedTable, PublishedCell]]:
    """The cell of the band in each table of medians, in one statement."""
    same = and_(PublishedCell.release_id == PublishedTable.release_id, PublishedCell.table_code == PublishedTable.code)
    query = (
        select(PublishedTable, PublishedCell)
        .join(PublishedCell, same)
        .where(PublishedTable.release_id == release.id, PublishedTable.code.endswith(MEDIANS))
        .where(PublishedCell.keys["band"].astext == of_band)
        .order_by(PublishedTable.position)
    )
    return [(table, cell) for table, cell in db.session.execute(query)]


def _beside(table: PublishedTable, cell: PublishedCell, numbers: Sequence[Number]) -> Beside:
    about: dict[str, Any] = table.description
    value = own_value(table.indicator, numbers)
    enough = cell.units is not None and cell.units > OTHERS
    median = cell.value if cell.flag == "" and enough else None
    decimals = int(about.get("decimals", 0))
    unit = say(str(about["unit"]))
    return Beside(
        title=say(str(about["title"])),
        formula=say(str(about.get("formula", ""))),
        definition=int(about["definition"]),
        own=_in_words(value, decimals, unit) or _codes_in_words(table.indicator, numbers),
        median=_in_words(median, decimals, unit) or _hidden(cell.flag),
        group=cell.units if median is not None else None,
        chart=_chart(about, value, median, unit, decimals) if None not in (value, median) else None,
    )


def _in_words(value: float | None, decimals: int, unit: str) -> str:
    return "" if value is None else f"{number(value, decimals)}\u00a0{unit}"


def _hidden(flag: str) -> str:
    if flag == "..":
        return gettext("Vises ikke – gruppen er endret siden sist")
    return gettext("Vises ikke – gruppen er for liten")


def _codes_in_words(indicator: str, numbers: Sequence[Number]) -> str:
    """What the kommune is, for an indicator that sorts it rather than measures it; «Mangler» where it has no number."""
    own = [one for one in numbers if one.indicator == indicator and one.number]
    return of_codes(indicator, own[0].codes) if len(own) == 1 and own[0].codes else gettext("Mangler")


def _chart(about: dict[str, Any], own: float | None, median: float | None, unit: str, decimals: int) -> charts.Chart:
    name = here.kommune().name
    points = [charts.Point(name, own), charts.Point(gettext("Like store kommuner, midterste verdi"), median)]
    return charts.bars(say(str(about["title"])), points, unit, decimals, say(str(about.get("source", ""))), emphasis=name)
