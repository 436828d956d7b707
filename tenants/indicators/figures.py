"""Single figures for other pages: the latest value of a series with its trend, its source, and whether it is old."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from saas import charts, clock
from saas.pages import gettext, say
from saas.statistics import service as statistics
from saas.statistics.models import OfficialSeries
from tenants.indicators import official
from tenants.indicators import series as own
from tenants.indicators.series import Series

OWN, OFFICIAL = "own:", "official:"
# Older than this and a figure is marked.
OLD_YEARS = 2
# How many figures a page of one sheet has room for.
FEW = 5


@dataclass(frozen=True)
class Figure:
    """A series as one line on a page. `value` is in words, and so is a figure that is hidden or missing."""

    key: str
    label: str
    value: str
    trend: str
    points: Sequence[charts.Point]
    source: str
    period: str
    n: int | None
    old: bool
    unit: str = ""
    decimals: int = 0
    caution: str = ""

    @property
    def spark(self) -> charts.Spark:
        """The tiny line beside it."""
        return charts.spark(self.points, self.unit, self.decimals)


def series_keys() -> list[tuple[str, str]]:
    """(key, label) of everything that can be chosen: the kommune's own series first, then the public ones it has."""
    return [*((series.key, series.label) for series in own.listing()), *_official_keys()]


def figure(key: str, on: date | None = None) -> Figure | None:
    """One figure as of a day (today), or None where the kommune has no such series."""
    return next(iter(figures([key], on)), None)


def figures(keys: Iterable[str], on: date | None = None) -> list[Figure]:
    """Several figures in the order asked for; those that are gone are left out. A constant number of statements."""
    wanted = list(dict.fromkeys(keys))
    day = on or clock.today()
    found = {**_own(wanted, day), **_official(wanted, day)}
    return [found[key] for key in wanted if key in found]


def chosen(limit: int = FEW) -> list[Figure]:
    """What a kommune would show that has not chosen: SLT's own first, those with the newest figures, then public ones."""
    listed = own.listing()
    newest = max((series.latest for series in listed), default=0)
    fresh = [series.key for series in listed if series.latest >= newest - OLD_YEARS - 1]
    keys = fresh[:limit]
    if len(keys) < limit:
        keys += [key for key, _ in _official_keys()][: limit - len(keys)]
    return figures(keys)


def _official_keys() -> list[tuple[str, str]]:
    """The public series that the kommune has figures in."""
    listed = {series.code: say(series.title) for series in statistics.series_list()}
    present = statistics.figures_of(official.own_number(), listed)
    return [(f"{OFFICIAL}{code}", title) for code, title in listed.items() if code in present]


def is_old(year: int, on: date) -> bool:
    """Whether the end of a figure's year lies more than 24 months back."""
    return on > date(year + OLD_YEARS, 12, 31)


def _own(keys: list[str], on: date) -> dict[str, Figure]:
    pairs = [key.removeprefix(OWN).rpartition(":")[::2] for key in keys if key.startswith(OWN)]
    asked = [Series(code, level, "", "", "", 0, 0) for code, level in pairs if code]
    filled = own.fill(asked) if asked else []
    return {series.key: _of_own(series, on) for series in filled if series.readings}


def _of_own(series: Series, on: date) -> Figure:
    sex = series.sexes[0]
    points, last = series.points(sex), [r for r in series.readings if own.plain_sex(r.sex) == sex][-1]
    series.title, series.source, series.unit = last.title, last.source, last.unit
    label = f"{series.label}, {own.sex_words(sex)}" if sex else series.label
    made = _made(series.key, label, points, series.unit, series.decimals)
    return replace(made, source=series.source, n=last.n, old=is_old(last.year, on))


def _official(keys: list[str], on: date) -> dict[str, Figure]:
    codes = [key.removeprefix(OFFICIAL) for key in keys if key.startswith(OFFICIAL)]
    if not codes:
        return {}
    listed = {series.code: series for series in statistics.series_list()}
    found = statistics.figures_of(official.own_number(), codes)
    return {f"{OFFICIAL}{code}": _of_official(listed[code], rows, on) for code, rows in found.items()}


def _of_official(series: OfficialSeries, rows: list[statistics.Figure], on: date) -> Figure:
    points = [charts.Point(row.period, row.value, row.flag) for row in rows]
    decimals = 0 if series.unit == "lovbrudd" else 1
    label = f"{say(series.title)} ({official.mean_note(rows[-1].period)})"
    made = _made(f"{OFFICIAL}{series.code}", label, points, series.unit, decimals)
    return replace(made, source=series.source, old=is_old(int(points[-1].at_year or on.year), on))


def _made(
    key: str, label: str, points: list[charts.Point], unit: str, decimals: int
) -> Figure:
    last = points[-1]
    shown = charts.text_of(last.figure, unit, decimals) if last.figure is not None else say(charts.FLAG_WORDS[last.reason])
    trend = charts.spark(points, unit, decimals).words if len(points) > 1 else gettext("Bare målt én gang.")
    return Figure(
        key=key, label=label, value=shown, trend=trend, points=points, source="", period=last.label, n=None, old=False,
        unit=unit, decimals=decimals, caution=charts.caution(last.n) if last.few else "",
    )  # fmt: skip
