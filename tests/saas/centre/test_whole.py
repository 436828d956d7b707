"""The whole catalogue in one release: every table as the pages are promised it, the same figure with one value everywhere."""

import pytest

from saas.centre.catalogue import DIMENSIONS, INDICATORS, Indicator
from tests.saas.centre.worlds import country


def _tables(indicator: Indicator, period: str) -> tuple[tuple[str, ...], ...]:
    """The finer crossings come once a year, in its last tertial."""
    return indicator.tables + (indicator.yearly if period.endswith("T3") else indicator.between)


@pytest.mark.parametrize("period", ["2026T2", "2026T3"])
def test_every_table_of_the_catalogue_is_laid_out_as_promised(hand_over, build, superuser, period):
    hand_over(country(12, 2, regions=2), period)
    release = build(period)
    assert release.state == "waiting", release.failure
    tables = dict(superuser.execute("SELECT code, description FROM stat_raw.tables ORDER BY position").fetchall())
    promised = ["-".join([one.code, *dims]) for one in INDICATORS for dims in _tables(one, period)]
    assert [code for code in tables if "median" not in code] == promised
    assert {code for code in tables if "median" in code} == {
        "meetings_held-median-band", "measures-median-band", "days_to_minutes-median-band"
    }  # fmt: skip
    once: dict[str, object] = {}
    for code, description in tables.items():
        told = {"title", "unit", "kind", "definition", "formula", "includes", "source", "decimals", "rounded_to", "dims"}
        assert told <= set(description)
        rows = superuser.execute(
            "SELECT position, cell, keys, value, flag, units FROM stat_raw.cells WHERE table_code = %s ORDER BY position", (code,)
        ).fetchall()
        size = 1
        for dim in description["dims"]:
            size *= len(dim["codes"]) + 1
        assert [row[0] for row in rows] == list(range(size)) and rows[0][2] == {}
        for _, cell, keys, value, flag, units in rows:
            assert (value is None) == (flag != "") and (units is None) == (value is None)
            assert set(keys) <= set(DIMENSIONS)
            assert once.setdefault(cell, (value, flag, units)) == (value, flag, units), "one figure, one value"
            assert value is None or value == round(value), "nothing is shown finer than whole"
    shown = superuser.execute("SELECT count(*) FROM stat_raw.cells WHERE flag = ''").fetchone()[0]
    assert shown > 20
