"""What a statistics office publishes, on its way into the database: a series, its figures, and what they need to be."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from saas.statistics import periods
from saas.statistics.numbers import FLAGS
from saas.statistics.refusals import N_, BadTable

COUNTRY = "0"
RATE_UNIT = "per 1000 innbyggere"


@dataclass(frozen=True)
class Series:
    """One indicator from an office. `notes` are shown wherever the figures are."""

    code: str
    title: str
    unit: str
    source: str
    licence: str
    table_id: str = ""
    link: str = ""
    notes: tuple[str, ...] = ()
    updated_at: datetime | None = None


@dataclass(frozen=True)
class Published:
    """One figure for a region (a kommune's number, or «0» for the country) and a period: a value or a flag."""

    region: str
    period: str
    value: Decimal | None
    flag: str = ""


@dataclass
class Batch:
    """A series with its figures."""

    series: Series
    figures: list[Published] = field(default_factory=list)

    def payload(self) -> dict[str, Any]:
        """As the database's function takes it. Raises BadTable for what must not come in; a figure said twice counts once."""
        kept: dict[tuple[str, str], Published] = {}
        for figure in self.figures:
            _check(figure)
            if kept.setdefault((figure.region, figure.period), figure) != figure:
                raise BadTable(
                    N_("To forskjellige tall for {region} i {period}."), region=figure.region, period=figure.period
                )
        series = self.series
        return {
            "series": {
                **{name: getattr(series, name) for name in ("code", "title", "unit", "source", "licence", "table_id", "link")},
                "notes": list(series.notes),
                "updated_at": series.updated_at.isoformat() if series.updated_at else None,
            },
            "figures": [
                # As text: a float on the way would change what the office wrote.
                {"region": f.region, "period": f.period, "value": None if f.value is None else str(f.value), "flag": f.flag}
                for f in kept.values()
            ],
        }


def _check(figure: Published) -> None:
    if not figure.region or len(figure.region) > 20:
        raise BadTable(N_("Et tall mangler region."))
    if periods.read(figure.period).text != figure.period:
        raise BadTable(N_("«{period}» er ikke en periode. Skriv for eksempel 2025 eller 2023-2024."), period=figure.period)
    if (figure.value is None) != bool(figure.flag) or figure.flag and figure.flag not in FLAGS:
        raise BadTable(N_("Et tall må ha enten en verdi eller en grunn til at den mangler."))
