"""The doors of Styringsgruppe: founded, checked, and filled with those who lack."""

from typing import Any
from uuid import UUID

from flask import render_template, url_for

from saas.accounts.guard import can, may
from saas.errors import Guarded, Invalid, NotAllowed, NotNow
from saas.pages import gettext
from tenants.groups import service as groups
from tenants.onboarding import steering as service
from tenants.onboarding.doors import bp, done, go_on
from tenants.onboarding.forms import MemberForm, SteeringForm


@bp.get("/styringsgruppe")
@may("see_all")
def steering() -> Any:
    """«Politirådet er styringsgruppen», and who lacks."""
    return _page()


@bp.post("/styringsgruppe/gruppe")
@may("coordinate")
def found_steering() -> Any:
    """Make the styringsgruppe."""
    form, status = SteeringForm(), 422
    if form.validate():
        try:
            group = service.found(form.navn.data or "", bool(form.politirad.data), form.rows)
            said = gettext("%(group)s er opprettet med medlemmer og faste punkter.", group=group.name)
            return done(said, url_for(".steering"))
        except (Invalid, NotNow, Guarded) as refusal:
            status = form.take(refusal)
    return _page(founding=form), status


@bp.post("/styringsgruppe/medlem")
@may("coordinate")
def add_member() -> Any:
    """One more, and a letter that invites them."""
    standings = service.standings()
    form, status = MemberForm([one.group for one in standings]), 422
    if form.validate():
        try:
            group = groups.find(UUID(str(form.gruppe.data)))
            person = service.add_member(group, form.row, invited=bool(form.inviter.data))
            return done(gettext("%(name)s er lagt til i %(group)s.", name=person.name, group=group.name), url_for(".steering"))
        except (Invalid, NotNow, NotAllowed, Guarded) as refusal:
            status = form.take(refusal)
    return _page(member=form), status


@bp.post("/styringsgruppe")
@may("coordinate")
def finish_steering() -> Any:
    """«Lagre og fortsett»."""
    return go_on("steering")


def _page(founding: SteeringForm | None = None, member: MemberForm | None = None) -> str:
    standings = service.standings()
    return render_template(
        "onboarding/steering.html", standings=standings, founded=service.of_level(standings, "STEERING"),
        founding=founding or SteeringForm(blank=True, politirad=True),
        member=member or MemberForm([one.group for one in standings], blank=True), coordinates=can("coordinate"),
    )  # fmt: skip
