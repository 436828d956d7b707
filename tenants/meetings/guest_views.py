"""The meeting by signed link: answer, own tasks, papers and a proposal, without log-in. GET changes nothing."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request

from saas import clock, here
from saas.accounts import links
from saas.errors import Guarded, Invalid, NotFound, NotNow
from saas.forms import kept
from saas.furnishing import Link
from saas.pages import gettext, say
from tenants.meetings import answers, backlog, papers, service, shielding
from tenants.meetings.doors import as_paper
from tenants.meetings.forms import ProposalForm
from tenants.meetings.meeting_page import NAMES
from tenants.meetings.models import Invitation, Meeting
from tenants.tasks import service as tasks


def meeting_by_link(link: Link) -> Any:
    """One person's page for one meeting."""
    try:
        invitation = answers.invitation_by_link(link.subject_id, link.person_id, clock.today())
    except NotFound:
        return render_template("accounts/dead_link.html", too_often=False), 404
    meeting = invitation.meeting
    here.set_actor_name(invitation.person.name)
    if request.method != "POST":
        return _read(meeting, invitation)
    return _write(link, meeting, invitation)


def _read(meeting: Meeting, invitation: Invitation) -> Any:
    wanted = request.args.get("papir")
    if wanted is None:
        return _page(meeting, invitation, ProposalForm(formdata=None))
    try:
        paper = papers.find_paper_of_meeting(meeting, UUID(wanted))
        if not shielding.paper_is_open_to(paper, paper.item, _audience(meeting, invitation)):
            raise NotFound()
        return as_paper(paper)
    except ValueError:
        raise NotFound() from None


def _write(link: Link, meeting: Meeting, invitation: Invitation) -> Any:
    form, problem = ProposalForm(), ""
    proposes = "forslag" in request.form
    if proposes and not form.validate():
        return _page(meeting, invitation, form), 422
    try:
        said = _do(meeting, invitation, form)
    except (Invalid, NotNow, Guarded) as refusal:
        if proposes:
            status = form.take(refusal)
        else:
            form, status, problem = ProposalForm(formdata=None), refusal.status, say(refusal.message, **refusal.params)
        return _page(meeting, invitation, form, problem), status
    links.mark_used(link.id)
    flash(said, "success")
    return redirect(request.path, 303)


def _do(meeting: Meeting, invitation: Invitation, form: ProposalForm) -> str:
    """The one deed that was asked for. Returns what to say."""
    if "forslag" in request.form:
        if meeting.state not in service.PLANNED:
            raise NotNow("Saker kan ikke foreslås her nå. Ta kontakt med sekretæren.")
        backlog.propose(meeting.group, invitation.person, **form.words(), kept=kept())
        return gettext("Forslaget er sendt til sekretæren.")
    if "oppgave" in request.form:
        return _report(invitation)
    choice = request.form.get("svar", "")
    answers.answer(invitation, choice)
    said = gettext("Svaret er lagret.")
    return f"{said} {gettext('Vara får innkallingen om kort tid.')}" if choice == "deputy" else said


def _report(invitation: Invitation) -> str:
    """How one's own task goes."""
    try:
        task = tasks.find_for_guest(UUID(request.form["oppgave"]), invitation.person_id)
    except ValueError:
        task = None
    if task is None:
        raise Invalid("Velg en av dine egne oppgaver.")
    tasks.report(task, request.form.get("status", ""), task.status_note)
    return gettext("Takk. Status er lagret.")


def _audience(meeting: Meeting, invitation: Invitation) -> shielding.Audience:
    return shielding.audience_of(meeting.group, invitation.person_id, meeting.day)


def _page(meeting: Meeting, invitation: Invitation, form: ProposalForm, problem: str = "") -> str:
    entries = shielding.on_agenda(service.entries(meeting), _audience(meeting, invitation))
    return render_template(
        "meetings/guest.html", meeting=meeting, invitation=invitation, form=form, problem=problem, names=NAMES,
        entries=entries, my_tasks=tasks.open_for(invitation.person), deputy=answers.deputy_for(invitation),
        can_answer=answers.can_answer(meeting), secretary=service.secretary_of(meeting.group, meeting.day),
        may_propose=meeting.state in service.PLANNED, link_token=request.path.rpartition("/")[2],
    )  # fmt: skip
