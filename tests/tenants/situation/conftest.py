"""1 November 2026 in Nordvik: a styringsgruppe that has met, findings, proposals and figures; laid straight into rows."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest

from saas import clock
from saas.db import db
from tenants.findings.models import Finding
from tenants.indicators.models import IndicatorReading
from tenants.measures.models import Measure
from tenants.minutes.models import MinutesVersion
from tests.tenants.overview import scene

TODAY = date(2026, 11, 1)


@dataclass
class Sheet:
    """Ids of what stands on the sheet."""

    steering: UUID
    finding: UUID
    measure: UUID


@pytest.fixture(autouse=True)
def november(house: Any) -> None:
    """Sunday 1 November 2026."""
    clock.move_to(clock.at(TODAY, 9))


@pytest.fixture
def sheet(inside: Any) -> Sheet:
    """Nordvik's."""
    with inside():
        return fill("Nordviks")


def reading(code: str, year: int, value: float | None, **facts: Any) -> None:
    """A figure of a series on ungdomstrinnet."""
    given = {"title": f"Tall {code}", "source": "Ungdata", "unit": "%", "n": 312} | facts
    number = None if value is None else Decimal(str(value))
    db.session.add(
        IndicatorReading(code=code, period=str(year), year=year, level="lower_secondary", value=number,
                         flag="" if number is not None else "suppressed", **given)
    )  # fmt: skip


def fill(whose: str) -> Sheet:
    """Everything, in the room that we stand in."""
    steering = scene.group("Styringsgruppen", "STEERING")
    held = scene.meeting(steering, date(2026, 9, 15), "held")
    entry = scene.sak(held, f"{whose} lys ved torget")
    for status, due in (("done", date(2026, 10, 1)), ("open", date(2026, 10, 15)), ("open", date(2026, 12, 1))):
        scene.task(steering, None, due, status=status).entry_id = entry.id
    minutes = scene.minutes(held, date(2026, 9, 16), "for_comment", date(2026, 9, 30))
    minutes.latest = 1
    item = {"entry_id": str(entry.id), "number": "7/26", "title": f"{whose} lys ved torget", "decision": "60 000 kr til lys."}
    scene.add(
        MinutesVersion(
            minutes_id=minutes.id, number=1, reason="comment", document={"items": [item]}, sha256="x", created_by="Ingrid"
        )
    )
    for year, value in ((2019, 11), (2022, 12), (2025, 14)):
        reading("ungdata.977", year, value, title="Tilbudt hasj eller marihuana siste år")
    reading("ungdata.638", 2019, 80, title="Trygt å være ute om kvelden")
    findings = [finding(whose, severity, kind) for severity, kind in (
        ("low", "worry"), ("very_high", "worry"), ("high", "worry"), ("medium", "worry"), ("very_high", "works"))]  # fmt: skip
    measures = [measure(whose, steering.id, n, state) for n, state in enumerate(("proposed", "assessed", "decided"), 1)]
    return Sheet(steering.id, findings[1].id, measures[1].id)


def finding(whose: str, severity: str, kind: str) -> Finding:
    """A finding of some severity."""
    return scene.add(
        Finding(
            title=f"{whose} {kind} {severity.replace('_', ' ')}", kind=kind, theme="substances", arena="public_space", age_group="13_15",
            heading="challenges", severity=severity, spread="some", trend="rising", noted_on=TODAY,
        )
    )  # fmt: skip


def measure(whose: str, group_id: UUID, number: int, state: str, title: str = "") -> Measure:
    """A measure on its way."""
    owner = scene.person().organisation_id
    return scene.add(
        Measure(
            id=uuid4(), number=number, year=2026, title=title or f"{whose} tiltak {state}", theme="substances", arena="leisure",
            age_group="13_15", type="leisure", prevention_level="universal", group_id=group_id, state=state,
            owner_id=owner, responsible_id=scene.person().id,
        )
    )  # fmt: skip
