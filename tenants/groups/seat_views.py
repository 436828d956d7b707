"""The doors of seats: given, changed, ended, and the vara behind each."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for

from saas import clock
from saas.accounts.guard import may
from saas.errors import Guarded, Invalid, NotNow
from saas.forms import kept
from saas.pages import gettext
from tenants.groups import service
from tenants.groups.doors import bp
from tenants.groups.forms import DeputyForm, SeatForm
from tenants.groups.models import Seat
from tenants.network import service as network


@bp.route("/<uuid:group_id>/plasser/ny", methods=["GET", "POST"])
@may("coordinate")
def new_seat(group_id: UUID) -> Any:
    """Give somebody a place in the group."""
    group = service.find(group_id)
    form = SeatForm(network.people(), data={"funksjon": "member", "forste_dag": clock.today()})
    status = 200 if request.method == "GET" else 422
    if request.method == "POST" and form.validate():
        try:
            seat = service.give_seat(
                group, form.person.chosen, title=form.tittel.data or None, kept=kept(), **_dates(form)
            )
            flash(gettext("%(name)s har fått plass i gruppen.", name=seat.person.name), "success")
            return redirect(url_for("groups.show", group_id=group_id), 303)
        except (Invalid, NotNow, Guarded) as refusal:
            status = form.take(refusal)
    return render_template("groups/seat_form.html", form=form, group=group, seat=None, deputy=None), status


@bp.route("/<uuid:group_id>/plasser/<uuid:seat_id>", methods=["GET", "POST"])
@may("coordinate")
def change_seat(group_id: UUID, seat_id: UUID) -> Any:
    """Another function, title or period."""
    group = service.find(group_id)
    seat = service.find_seat(group, seat_id)
    form, status = _filled(seat), 200 if request.method == "GET" else 422
    if request.method == "POST" and form.validate():
        try:
            service.change_seat(
                group, seat, form.versjon.seen, title=form.tittel.data or "", kept=kept(), **_dates(form)
            )
            flash(gettext("Endringen er lagret."), "success")
            return redirect(url_for("groups.show", group_id=group_id), 303)
        except (Invalid, NotNow, Guarded) as refusal:
            status = form.refuse(refusal, seat)
    deputy = group.deputy_of(seat, clock.today())
    return render_template("groups/seat_form.html", form=form, group=group, seat=seat, deputy=deputy), status


@bp.post("/<uuid:group_id>/plasser/<uuid:seat_id>/slutt")
@may("coordinate")
def remove_seat(group_id: UUID, seat_id: UUID) -> Any:
    """Out of the group at once."""
    group = service.find(group_id)
    seat = service.find_seat(group, seat_id)
    name = seat.person.name
    service.remove_seat(group, seat)
    flash(gettext("%(name)s er ikke lenger med i gruppen.", name=name), "success")
    return redirect(url_for("groups.show", group_id=group_id), 303)


@bp.route("/<uuid:group_id>/plasser/<uuid:seat_id>/vara", methods=["GET", "POST"])
@may("coordinate")
def name_deputy(group_id: UUID, seat_id: UUID) -> Any:
    """Name a vara."""
    group = service.find(group_id)
    seat = service.find_seat(group, seat_id)
    taken = {other.person_id for other in group.seats if other.held_on(clock.today())}
    free = [person for person in network.people() if person.id not in taken]
    form, status = DeputyForm(free, data={"forste_dag": clock.today()}), 200 if request.method == "GET" else 422
    if request.method == "POST" and form.validate():
        try:
            named = service.name_deputy(
                group, seat, form.person.chosen, starts_on=form.forste_dag.data, ends_on=form.siste_dag.data
            )
            flash(gettext("%(vara)s er vara for %(name)s.", vara=named.person.name, name=seat.person.name), "success")
            return redirect(url_for("groups.show", group_id=group_id), 303)
        except (Invalid, NotNow, Guarded) as refusal:
            status = form.take(refusal)
    return render_template("groups/deputy_form.html", form=form, group=group, seat=seat), status


def _filled(seat: Seat) -> SeatForm:
    form = SeatForm(
        [],
        data={
            "funksjon": seat.function,
            "fungerende": seat.acting,
            "tittel": seat.title,
            "forste_dag": seat.starts_on,
            "siste_dag": seat.ends_on,
            "versjon": seat.version,
        },
    )
    # A seat stays with its person; somebody else gets a seat of their own.
    del form.person
    return form


def _dates(form: SeatForm) -> dict[str, Any]:
    return {
        "function": form.funksjon.data,
        "acting": form.fungerende.data,
        "starts_on": form.forste_dag.data,
        "ends_on": form.siste_dag.data,
    }
