"""The doors of the meeting while it lasts: start, who is there, end."""

from typing import Any
from uuid import UUID

from flask import request

from saas.accounts.guard import may
from saas.errors import NotFound
from saas.pages import gettext, ngettext
from tenants.meetings import answers, attendance, meeting_page, service
from tenants.meetings.doors import attempt, bp, chosen
from tenants.network import service as network


@bp.post("/<uuid:meeting_id>/start")
@may("coordinate")
def start(meeting_id: UUID) -> Any:
    """«Start møtet»."""
    meeting = service.find(meeting_id)

    def deed() -> str:
        service.start(meeting)
        return gettext("Møtet er i gang. Marker hvem som er til stede.")

    return attempt(meeting, deed, anchor="oppmote")


@bp.post("/<uuid:meeting_id>/slutt")
@may("coordinate")
def end(meeting_id: UUID) -> Any:
    """«Avslutt møtet»."""
    meeting = service.find(meeting_id)

    def deed() -> str:
        service.end(meeting)
        return gettext("Møtet er avsluttet.")

    return attempt(meeting, deed)


@bp.post("/<uuid:meeting_id>/oppmote")
@may("coordinate")
def mark(meeting_id: UUID) -> Any:
    """One person, one tap. The list alone is sent back to a page that is open."""
    meeting = service.find(meeting_id)

    def deed() -> str:
        attendance.mark(meeting, chosen([request.form.get("invitasjon", "")])[0], request.form.get("oppmote", ""))
        return ""

    answer = attempt(meeting, deed, anchor="oppmote")
    if request.headers.get("HX-Request") and not isinstance(answer, tuple):
        return meeting_page.presence_panel(meeting)
    return answer


@bp.post("/<uuid:meeting_id>/oppmote/alle")
@may("coordinate")
def mark_the_coming(meeting_id: UUID) -> Any:
    """Everyone who said they would come."""
    meeting = service.find(meeting_id)

    def deed() -> str:
        number = attendance.mark_the_coming(meeting)
        return ngettext("%(num)s person er ført som til stede.", "%(num)s personer er ført som til stede.", number)

    return attempt(meeting, deed, anchor="oppmote")


@bp.post("/<uuid:meeting_id>/gjester")
@may("coordinate")
def add_guest(meeting_id: UUID) -> Any:
    """Somebody who is there without being called."""
    meeting = service.find(meeting_id)

    def deed() -> str:
        stands_in = request.form.get("for", "")
        person = attendance.add_guest(
            meeting, chosen([request.form.get("person", "")])[0], chosen([stands_in])[0] if stands_in else None
        )
        return gettext("%(name)s er ført som til stede.", name=person.name)

    return attempt(meeting, deed, anchor="oppmote")


@bp.post("/<uuid:meeting_id>/svar")
@may("read")
def answer(meeting_id: UUID) -> Any:
    """One's own answer to the notice."""
    meeting = service.find(meeting_id)
    mine = answers.invitation_of(meeting, network.me())
    if mine is None:
        raise NotFound()

    def deed() -> str:
        choice = request.form.get("svar", "")
        answers.answer(mine, choice)
        said = gettext("Svaret er lagret.")
        return f"{said} {gettext('Vara får innkallingen om kort tid.')}" if choice == "deputy" else said

    return attempt(meeting, deed)
