"""The doors of sakspapirer: in, out and away."""

from typing import Any
from uuid import UUID

from flask import request, url_for

from saas.accounts.guard import may
from saas.errors import Guarded, Invalid, NotNow
from saas.forms import kept
from saas.pages import gettext
from tenants.meetings import agenda, agenda_views, papers, service, shielding
from tenants.meetings.doors import as_paper, bp, done
from tenants.meetings.forms import PaperForm

# One byte more than is allowed is enough to know that a file is too large.
READ_AT_MOST = 10 * 1024 * 1024 + 1


@bp.post("/<uuid:meeting_id>/saker/<uuid:entry_id>/papirer")
@may("coordinate")
def add_paper(meeting_id: UUID, entry_id: UUID) -> Any:
    """Add one paper to a sak."""
    meeting = service.find(meeting_id)
    entry, form = agenda.find_entry(meeting, entry_id), PaperForm()
    sent = request.files.get("fil")
    try:
        service.must_be(meeting, *service.PLANNED)
        name = papers.required(sent.filename if sent else None)
        paper = papers.add_paper(entry.item, name, sent.stream.read(READ_AT_MOST), kept())  # type: ignore[union-attr]
    except (Invalid, NotNow, Guarded) as refusal:
        status = form.take(refusal)
        return agenda_views.sak_page(meeting, agenda_views.filled(entry), entry, form), status
    said = gettext("%(name)s er lagt til.", name=paper.filename)
    return done(said, url_for(".edit_item", meeting_id=meeting.id, entry_id=entry.id))


@bp.get("/papirer/<uuid:paper_id>")
@may("read")
def paper(paper_id: UUID) -> Any:
    """A paper, to be saved."""
    found = papers.find_paper(paper_id)
    shielding.note_reading([found.item])
    return as_paper(found)


@bp.post("/<uuid:meeting_id>/saker/<uuid:entry_id>/papirer/<uuid:paper_id>/slett")
@may("coordinate")
def delete_paper(meeting_id: UUID, entry_id: UUID, paper_id: UUID) -> Any:
    """Take a paper away."""
    meeting = service.find(meeting_id)
    entry = agenda.find_entry(meeting, entry_id)
    found = papers.find_paper_of_meeting(meeting, paper_id)
    papers.delete_paper(found)
    return done(gettext("Sakspapiret er slettet."), url_for(".edit_item", meeting_id=meeting.id, entry_id=entry.id))
