"""One meeting, three states of one page: before, during and after; for the coordinator and for a member."""

from typing import Any

from flask import render_template, url_for
from werkzeug.routing import BuildError

from saas import clock
from saas.accounts.guard import can
from saas.pages import gettext, ngettext
from tenants.meetings import answers, backlog, notices, presence, service, shielding, wording
from tenants.meetings.forms import ProposalForm
from tenants.meetings.models import ANSWERS, ATTENDANCE, STATES, AgendaEntry, Invitation, Meeting
from tenants.network import service as network
from tenants.tasks import service as tasks

# Colours only repeat what the words say.
STATE_COLOURS = {"draft": "neutral", "called": "info", "under_way": "warning", "held": "success", "cancelled": "danger"}
ANSWER_COLOURS = {"coming": "success", "not_coming": "danger", "deputy": "warning", "waiting": "neutral"}
SECTOR_COLOURS = {"coming": "success", "waiting": "neutral", "missing": "danger"}


def show(meeting: Meeting, *, problem: str = "", proposal: ProposalForm | None = None) -> str:
    """The page. `problem` is a refusal to tell on top; `proposal` a form that was sent and must be mended."""
    entries, called = service.entries(meeting), service.attendance(meeting)
    shielding.note_reading(entry.item for entry in entries)
    me = network.me()
    mine = next((i for i in called if me and i.person_id == me.id), None)
    return render_template(
        "meetings/meeting.html", meeting=meeting, entries=entries, called=called, mine=mine, problem=problem,
        coordinates=can("coordinate"), may_propose=can("propose") and me is not None and meeting.state != "cancelled",
        proposal=proposal or ProposalForm(formdata=None), my_tasks=tasks.open_for(me), now=clock.now(),
        **_about_agenda(meeting, entries), **_about_people(meeting, called), **_about_me(mine), **_coordinators(meeting),
        minutes_url=minutes_url(meeting), names=NAMES,
    )  # fmt: skip


NAMES = {
    "states": STATES, "answers": ANSWERS, "attendance": ATTENDANCE, "state_colours": STATE_COLOURS,
    "answer_colours": ANSWER_COLOURS, "sector_colours": SECTOR_COLOURS,
}  # fmt: skip


def presence_panel(meeting: Meeting) -> str:
    """The list of who is there, alone, for the page that is open."""
    called = service.attendance(meeting)
    return render_template(
        "meetings/presence.html", meeting=meeting, called=called, names=NAMES, coordinates=can("coordinate"),
        **_about_people(meeting, called),
    )  # fmt: skip


def progress(meeting: Meeting) -> dict[str, Any] | None:
    """«12 av 30 brev sendt», or None while no letter is written."""
    counts = notices.progress(meeting)
    total = sum(counts.values())
    if not total:
        return None
    words = ngettext("%(done)s av %(num)s brev sendt", "%(done)s av %(num)s brev sendt", total, done=counts["sent"])
    if counts["failed"]:
        failed = ngettext("%(num)s brev kom ikke fram", "%(num)s brev kom ikke fram", counts["failed"])
        words = gettext("%(sent)s, %(failed)s", sent=words, failed=failed)
    settled = counts["sent"] + counts["failed"]
    return {"done": settled, "total": total, "text": words, "failed": counts["failed"]}


def minutes_url(meeting: Meeting) -> str | None:
    """Where the minutes are written while the meeting lasts, and checked when it is over; None without that feature."""
    try:
        return url_for("minutes.check" if meeting.state == "held" else "minutes.write", meeting_id=meeting.id)
    except BuildError:
        return None


def _about_agenda(meeting: Meeting, entries: list[AgendaEntry]) -> dict[str, Any]:
    available = int((meeting.ends_at - meeting.starts_at).total_seconds()) // 60
    planned = sum(entry.minutes for entry in entries)
    follow_up = backlog.follow_up_entry(entries)
    return {
        "time_taken": wording.time_taken(planned, available),
        "too_long": planned > available,
        "follow_up": follow_up,
        "open_tasks": tasks.open_of_group(meeting.group) if follow_up and meeting.state in service.PLANNED else [],
    }


def _about_people(meeting: Meeting, called: list[Invitation]) -> dict[str, Any]:
    standing = presence.standing(called)
    return {
        "standing": standing,
        "sectors": presence.before(called),
        "represented": presence.during(called),
        "principals": {i.person_id: i.person.name for i in called},
        "answer_counts": {answer: sum(i.answer == answer for i in standing) for answer in ANSWERS},
    }


def _about_me(mine: Invitation | None) -> dict[str, Any]:
    if mine is None:
        return {"can_answer": False, "deputy": None}
    return {"can_answer": answers.can_answer(mine.meeting), "deputy": answers.deputy_for(mine)}


def _coordinators(meeting: Meeting) -> dict[str, Any]:
    """What only the one who plans needs to see."""
    if not can("coordinate"):
        return {"receivers": None, "waiting": [], "letters": None, "outsiders": [], "previous": None}
    plan = meeting.state in service.PLANNED
    callable_now = meeting.state in ("draft", "called")
    waiting = backlog.waiting(meeting.group_id) if plan else []
    shielding.note_reading(waiting)
    return {
        "receivers": notices.receivers(meeting) if callable_now else None,
        "waiting": waiting,
        "letters": progress(meeting),
        "outsiders": network.people() if meeting.state == "under_way" else [],
        "previous": service.previous_held(meeting) if plan else None,
    }
