"""One joint meeting on a page: who holds it, what is shared, what is this kommune's own; and its mark on other pages."""

from typing import Any

from flask import render_template
from markupsafe import Markup

from saas import here
from saas.accounts.guard import can
from tenants.joint import following, holding, service
from tenants.joint.forms import AskForm
from tenants.joint.models import PARTY_STATES, JointMeeting
from tenants.meetings import meeting_page
from tenants.meetings import service as meetings
from tenants.meetings.models import Meeting
from tenants.meetings.wording import listed

PARTY_COLOURS = {"asked": "warning", "joined": "success", "left": "neutral"}


def show(row: JointMeeting, *, problem: str = "", ask: AskForm | None = None) -> str:
    """The page. `problem` is a refusal to tell on top; `ask` a form that was sent and must be mended."""
    event, entries = service.shared(row), meetings.entries(row.meeting)
    own_places = {entry.entry_id: entry for entry in following.entries_of(row).values()}
    return render_template(
        "joint/show.html", joint=row, meeting=row.meeting, event=event, entries=entries, places=own_places,
        items={item.id: item for item in event.items} if event else {}, problem=problem, ask=ask or AskForm(formdata=None),
        coordinates=can("coordinate"), newer=following.newer_texts(row, event) if event and following.approved(row.meeting) else 0,
        together=listed(row.names), everywhere=everywhere(row), names=meeting_page.NAMES,
        party_states=PARTY_STATES, party_colours=PARTY_COLOURS,
    )  # fmt: skip


def everywhere(row: JointMeeting) -> str:
    """Where a press on a shared page is felt: «Hamnes, Nordvik og Solbygda»."""
    return listed(sorted([here.kommune().name, *row.names]))


def joint_line(meeting: Meeting) -> Markup:
    """«Felles med Solbygda og Hamnes» under a meeting's heading; nothing for a meeting that the group holds alone."""
    held = holding.joint_of(meeting)
    return Markup("") if held is None else Markup(render_template("joint/line.html", held=held))


def joint_note(meeting: Meeting, entry_id: Any) -> Markup:
    """Above the notes of a sak in a joint meeting: where the shared text is written, and that these words stay here."""
    held = holding.joint_of(meeting)
    if held is None:
        return Markup("")
    place = held.places.get(entry_id)
    return Markup(render_template("joint/note.html", held=held, place=place, added=holding.added_to(meeting).get(entry_id)))


def joint_tag(held: Any, entry_id: Any) -> Markup:
    """«Felles» or «Kun Nordvik» beside a sak of a joint meeting; nothing where `held` is None."""
    return Markup("") if held is None else Markup(render_template("joint/tag.html", shared=entry_id in held.places, held=held))
