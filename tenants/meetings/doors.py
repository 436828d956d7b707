"""What all the doors of meetings share: the blueprint, and how a deed of one press ends."""

from collections.abc import Callable
from io import BytesIO
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, flash, redirect, send_file, url_for

from saas.errors import Invalid, NotNow
from saas.pages import say
from tenants.meetings import meeting_page, papers, wording
from tenants.meetings.models import Meeting, Paper

bp = Blueprint("meetings", __name__, url_prefix="/k/<kommune>/moter")
for name, words in wording.FILTERS.items():
    bp.add_app_template_filter(words, name)


def attempt(meeting: Meeting, deed: Callable[[], str], *, anchor: str = "") -> Any:
    """Do a deed of one press. `deed` returns what to say; a refusal is told on the meeting's own page."""
    try:
        said = deed()
    except (Invalid, NotNow) as refusal:
        return meeting_page.show(meeting, problem=say(refusal.message, **refusal.params)), refusal.status
    return done(said, url_for("meetings.show", meeting_id=meeting.id, _anchor=anchor or None))


def done(said: str, address: str) -> Any:
    """Say that it is done, and go on."""
    if said:
        flash(said, "success")
    return redirect(address, 303)


def as_file(content: bytes, filename: str, media_type: str) -> Response:
    """A file to be saved, never to be shown by the browser on its own."""
    return send_file(BytesIO(content), mimetype=media_type, as_attachment=True, download_name=filename)


def as_paper(paper: Paper) -> Response:
    """A sakspapir as it came in."""
    return as_file(papers.content_of(paper), paper.filename, paper.media_type)


def chosen(values: list[str]) -> list[UUID]:
    """Ids from a form. Raises Invalid for what is no id."""
    try:
        return [UUID(value) for value in values]
    except ValueError:
        raise Invalid("Velg noe fra listen.") from None
