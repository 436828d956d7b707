"""November 2026 in Nordvik, and a way to write figures through the door."""

from typing import Any

import pytest
from sqlalchemy import select

from saas import clock
from saas.db import db
from tenants.indicators.models import IndicatorImport, IndicatorReading

CSV = (
    "indikator;tittel;periode;nivå;kjønn;verdi;enhet;n;landet;kilde;lisens;lenke\r\n"
    "ungdata.967;Brukt cannabis siste år;2022;Ungdomstrinnet;;4,5;%;310;3,9;Ungdata;;\r\n"
    "ungdata.967;Brukt cannabis siste år;2025;Ungdomstrinnet;;Skjult;%;;4,1;Ungdata;;\r\n"
    "kommune.klubb;Åpne kvelder på klubben;2025;;;18;kvelder;;;Nordvik kommune;;\r\n"
)


@pytest.fixture(autouse=True)
def november(house: Any) -> None:
    """1 November 2026."""
    clock.move_to(clock.at(clock.now().date().replace(2026, 11, 1), 9, 0))


@pytest.fixture
def kept(inside: Any) -> Any:
    """What the kommune's table holds: (code, period, level, sex) → (value, flag, n, version)."""

    def read(slug: str = "nordvik") -> dict[Any, Any]:
        with inside(slug):
            return {
                (r.code, r.period, r.level, r.sex): (r.value, r.flag, r.n, r.version)
                for r in db.session.scalars(select(IndicatorReading))
            }

    return read


@pytest.fixture
def logged(inside: Any) -> Any:
    """What the kommune's list of imports holds: (format, rows, added, changed)."""

    def read(slug: str = "nordvik") -> list[Any]:
        with inside(slug):
            rows = db.session.scalars(select(IndicatorImport).order_by(IndicatorImport.at))
            return [(r.format, r.rows, r.added, r.changed) for r in rows]

    return read


def given(**changes: Any) -> dict[str, Any]:
    """A form filled in: 967 for all on ungdomstrinnet in 2025."""
    form = {"indikator": "ungdata.967", "trinn": "lower_secondary", "kjonn": "", "aar": "2025", "verdi": "14",
            "n": "312", "landet": "12"}  # fmt: skip
    return {name: value for name, value in {**form, **changes}.items() if value is not None}
