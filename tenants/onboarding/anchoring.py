"""Plassering og forankring: where the coordinator sits and what was decided, registered in frames, each only once."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from saas.errors import Invalid
from tenants.frames import anchorings, placements
from tenants.frames import service as frames
from tenants.frames.models import Anchoring, Placement
from tenants.onboarding import requests, steps


@dataclass(frozen=True)
class Present:
    """What is registered already; `percent` is what an asked coordinator was asked for."""

    placement: Placement | None
    decisions: list[Anchoring]
    percent: Decimal | None


def present() -> Present:
    """What stands today; the kommune's decisions, the newest first."""
    decisions = [row for row in anchorings.all_anchorings() if row.party == "municipality"]
    asked = next((one for one in requests.all_requests() if one.state in ("waiting", "accepted")), None)
    return Present(placements.latest(), decisions, asked.fte_percent if asked else None)


def save(form: Any) -> None:
    """Register what the form asks for and what is not there yet. Raises Invalid or Guarded at the form's own fields."""
    steps.hold("anchoring")
    before = present()
    if "slag" in form and before.placement is None:
        frames.place(
            kind=form.slag.data or "", fte_percent=form.prosent.data, from_on=form.fra.data, sector=form.sektor.data or "",
            reports_to=form.rapporterer_til.data or "", steps_to_top=form.ledd.data, office_address=form.adresse.data or "",
            office_days=form.dager.data or (), office_weeks=form.uker.data or "all",
        )  # fmt: skip
    if "organ" in form and not before.decisions:
        _anchor(form)


def _anchor(form: Any) -> None:
    """The decision can wait; begun, it must be whole."""
    told = (form.organ.data, form.dato.data, form.saksnr.data, form.tittel.data)
    if not any(told):
        return
    if form.dato.data is None:
        raise Invalid("Velg dagen det ble vedtatt, fram til i dag.", field="dato")
    frames.anchor(
        party="municipality", body=form.organ.data or "", decided_on=form.dato.data, title=form.tittel.data or "",
        case_number=form.saksnr.data or "",
    )  # fmt: skip
