"""What the fields of a template are filled with: the kommune's own name, people, meetings, goals and measures."""

from flask_babel import force_locale

from saas import clock, here
from saas.library import fields
from saas.pages import day, gettext, say
from tenants.goals import questions as goals
from tenants.groups import service as groups
from tenants.groups.models import Group, Seat
from tenants.handover import members
from tenants.measures import questions as measures
from tenants.measures.models import Measure
from tenants.meetings import service as meetings
from tenants.meetings import wording

# So many coming meetings of a group are named.
MEETINGS = 6


def filled(body: str, language: str) -> str:
    """The body with its fields filled in, in the language of the template. What is not known says so, to be written by hand."""
    with force_locale(language):
        return fields.fill(body, known(), missing)


def known() -> dict[str, fields.Value]:
    """Code → words, for every field that is known today. A constant number of statements."""
    today = clock.today()
    seen = groups.visible()
    steering, coordinating = _of_level(seen, "STEERING"), _of_level(seen, "COORDINATING")
    leader = steering.leader_on(today) if steering else None
    return {
        "kommune": here.kommune().name,
        "dato": day(today).partition(" ")[2],
        "år": str(today.year),
        "neste_år": str(today.year + 1),
        "koordinator": ", ".join(member.name for member in members.holding("coordinator")),
        "leder_styringsgruppe": leader.name if leader else "",
        "medlemmer_styringsgruppe": _members(steering),
        "medlemmer_koordineringsgruppe": _members(coordinating),
        "møter_styringsgruppe": _meetings(steering),
        "møter_koordineringsgruppe": _meetings(coordinating),
        "mål": [goal.title for goal in goals.adopted()],
        "tiltak": [_measure(measure) for measure in measures.running()],
    }


def missing(code: str) -> str:
    """«[fyll inn: SLT-koordinator]»"""
    return gettext("[fyll inn: %(field)s]", field=say(fields.FIELDS[code].label)) if code in fields.FIELDS else "{{" + code + "}}"


def _of_level(seen: list[Group], level: str) -> Group | None:
    return next((group for group in seen if group.level == level), None)


def _members(group: Group | None) -> list[str]:
    return [_seat(seat) for seat in group.seats_on(clock.today())] if group else []


def _seat(seat: Seat) -> str:
    parts = (seat.person.name, seat.title or seat.person.title, seat.person.organisation.name)
    return ", ".join(part for part in parts if part)


def _meetings(group: Group | None) -> list[str]:
    coming = meetings.upcoming(MEETINGS, group.id) if group else []
    return [", ".join(part for part in (wording.meeting_when(meeting), meeting.place) if part) for meeting in coming]


def _measure(measure: Measure) -> str:
    responsible = gettext("ansvarlig: %(name)s", name=measure.responsible.name) if measure.responsible else ""
    return ", ".join(part for part in (f"{measure.label} {measure.title}", responsible) if part)
