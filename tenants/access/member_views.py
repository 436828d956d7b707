"""The doors of one role: what it is, its last day, a new period."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, url_for

from saas import here
from saas.accounts.guard import may, role_name
from saas.errors import Invalid, NotNow
from saas.pages import say
from tenants.access import rules, service
from tenants.access.doors import bp, done
from tenants.access.forms import LastDayForm, NewLastDayForm


@bp.get("/tilgang/<uuid:membership_id>")
@may("read")
def show_member(membership_id: UUID) -> Any:
    """One role of one person."""
    return _shown(service.find_member(membership_id))


@bp.post("/tilgang/<uuid:membership_id>/avslutning")
@may("read")
def end(membership_id: UUID) -> Any:
    """A last day; access ends the day after."""
    found = service.find_member(membership_id)
    form, status = LastDayForm(), 422
    if form.validate() and form.siste_dag.data:
        try:
            service.end(found.id, form.siste_dag.data)
        except (Invalid, NotNow) as refusal:
            status = form.take(refusal)
        else:
            return _ended(found)
    rules.must_admit()
    return _shown(found, ending=form), status


@bp.post("/tilgang/<uuid:membership_id>/forlengelse")
@may("read")
def prolong(membership_id: UUID) -> Any:
    """A new period of the same role."""
    found = service.find_member(membership_id)
    form, status = NewLastDayForm(), 422
    if form.validate():
        try:
            service.prolong(found.id, form.ny_siste_dag.data)
            return done(say("Rollen til {name} er forlenget.", name=found.name))
        except (Invalid, NotNow) as refusal:
            status = form.take(refusal)
    rules.must_admit()
    return _shown(found, going_on=form), status


def _ended(found: service.Member) -> Any:
    said = say("Siste dag for {name} er lagret. Tilgangen slutter dagen etter.", name=found.name)
    if found.user_id == here.actor_id():
        # One's own access may have ended with this very press.
        flash(said, "success")
        return redirect("/mine", 303)
    return done(said)


def _shown(found: service.Member, ending: LastDayForm | None = None, going_on: NewLastDayForm | None = None) -> str:
    rules.must_admit()
    me = found.user_id == here.actor_id()
    givable = found.role in service.roles_to_give()
    return render_template(
        "access/member.html", member=found, role=role_name(found.role), me=me, may_end=(givable or me) and not found.over,
        may_prolong=givable and not me and found.last_day is not None, ending=ending or LastDayForm(formdata=None),
        going_on=going_on or NewLastDayForm(formdata=None), problems=ending or going_on, back=url_for("access.index"),
    )  # fmt: skip
