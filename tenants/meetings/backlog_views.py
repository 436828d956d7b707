"""The doors of the backlog: saker that wait, proposals, and «Foreslå en sak» on a meeting's page."""

from typing import Any
from uuid import UUID

from flask import render_template, request, url_for

from saas.accounts.guard import can, may
from saas.errors import Guarded, Invalid, NotFound, NotNow
from saas.forms import kept
from saas.pages import gettext
from tenants.groups import service as groups
from tenants.meetings import agenda, backlog, meeting_page, service, shielding
from tenants.meetings.doors import bp, chosen, done
from tenants.meetings.forms import BacklogForm, ProposalForm, choose_among
from tenants.network import service as network


@bp.get("/saker")
@may("read")
def waiting() -> Any:
    """Saker that wait for a meeting."""
    return _backlog_page(BacklogForm(formdata=None))


@bp.post("/saker")
@may("propose")
def propose() -> Any:
    """A sak for one of the groups."""
    form, status = BacklogForm(), 422
    choose_among(form.gruppe, groups.visible())
    if form.validate():
        try:
            group = backlog.find_own_group(chosen([form.gruppe.data])[0])
            backlog.propose(group, network.me(), **form.words(), kept=kept())
            return done(gettext("Saken er lagret, og venter på et møte."), url_for(".waiting"))
        except (Invalid, NotNow, Guarded) as refusal:
            status = form.take(refusal)
    return _backlog_page(form), status


@bp.post("/<uuid:meeting_id>/forslag")
@may("propose")
def propose_at(meeting_id: UUID) -> Any:
    """«Foreslå en sak», from a member's page before the meeting."""
    meeting, form, status = service.find(meeting_id), ProposalForm(), 422
    if form.validate():
        try:
            backlog.propose(meeting.group, network.me(), **form.words(), kept=kept())
            said = gettext("Forslaget er sendt til sekretæren.")
            return done(said, url_for(".show", meeting_id=meeting.id))
        except (Invalid, NotNow, Guarded) as refusal:
            status = form.take(refusal)
    return meeting_page.show(meeting, proposal=form), status


@bp.post("/saker/<uuid:item_id>/trekk")
@may("read")
def withdraw(item_id: UUID) -> Any:
    """Off the list: by the coordinator, or by the one who proposed it."""
    item = backlog.find_item(item_id)
    me = network.me()
    if not can("coordinate") and (me is None or item.proposed_by != me.id):
        raise NotFound()
    agenda.withdraw(item)
    return done(gettext("Saken er trukket."), url_for(".waiting"))


def _backlog_page(form: BacklogForm) -> str:
    choose_among(form.gruppe, groups.visible())
    items = backlog.waiting(_wanted())
    shielding.note_reading(items)
    return render_template(
        "meetings/backlog.html", form=form, items=items, groups=groups.visible(), me=network.me(),
        coordinates=can("coordinate"), may_propose=can("propose"), wanted=_wanted(),
    )  # fmt: skip


def _wanted() -> UUID | None:
    try:
        return UUID(request.args.get("gruppe", ""))
    except ValueError:
        return None
