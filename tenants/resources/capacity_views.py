"""The doors of capacities: how much each service can give in a year."""

from typing import Any
from uuid import UUID

from flask import render_template, request, url_for

from saas.accounts.guard import can, may
from saas.errors import Invalid, NotNow
from saas.pages import gettext
from tenants.network import service as network
from tenants.resources import capacity
from tenants.resources.doors import bp, done, pressed
from tenants.resources.forms import Amount, CapacityForm, required, version


@bp.get("/kapasitet")
@may("know")
def capacities() -> Any:
    """Every capacity with what is promised from it."""
    return _page()


@bp.post("/kapasitet")
@may("coordinate")
def add_capacity() -> Any:
    """Save how much an organisation can give."""
    form, status = CapacityForm(network.organisations()), 422
    if form.validate():
        try:
            capacity.add_capacity(
                required(form.organisasjon), form.type.data or "", form.enhet.data or "", form.ar.data or 0,
                form.mengde.data,
            )  # fmt: skip
            return done(gettext("Kapasiteten er lagret."), url_for(".capacities"))
        except (Invalid, NotNow) as refusal:
            status = form.take(refusal)
    return _page(form), status


@bp.post("/kapasitet/<uuid:capacity_id>/endring")
@may("coordinate")
def change_capacity(capacity_id: UUID) -> Any:
    """Save another amount."""
    found, form = capacity.find_capacity(capacity_id), CapacityForm([])
    seen = version(request.form.get("versjon"))
    return pressed(
        lambda: capacity.change_capacity(found, seen, _number(form)), gettext("Kapasiteten er endret."),
        lambda told: _page(problem=told), url_for(".capacities"),
    )  # fmt: skip


@bp.post("/kapasitet/<uuid:capacity_id>/sletting")
@may("coordinate")
def remove_capacity(capacity_id: UUID) -> Any:
    """Take the capacity off the list."""
    found = capacity.find_capacity(capacity_id)
    return pressed(
        lambda: capacity.remove_capacity(found), gettext("Kapasiteten er slettet."), lambda told: _page(problem=told),
        url_for(".capacities"),
    )  # fmt: skip


def _number(form: CapacityForm) -> Any:
    field: Amount = form.mengde
    if field.process_errors:
        raise Invalid("Skriv et tall, for eksempel 12,5.", field="mengde")
    return field.data


def _page(form: CapacityForm | None = None, problem: str = "") -> str:
    form = form or (CapacityForm(network.organisations(), blank=True) if can("coordinate") else None)
    return render_template(
        "resources/capacities.html", loads=capacity.loads(), form=form, problem=problem, coordinates=can("coordinate")
    )
