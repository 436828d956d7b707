"""What of all that can be found the visitor may see: each thing by the same rule as its own page."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, True_, and_, or_, select

from saas.accounts.guard import can
from tenants.groups import service as groups
from tenants.groups.models import Group
from tenants.measures import sight as measures
from tenants.measures.models import Measure
from tenants.minutes.models import MinuteNote, Minutes
from tenants.rounds import sight as rounds
from tenants.rounds.models import Round
from tenants.search.models import SearchEntry
from tenants.tasks import sight as tasks
from tenants.tasks.models import Task

# Which ability opens the page of a kind. What is neither here nor below is found by nobody.
ABILITY = {
    "person": "read", "organisation": "read", "guide": "read", "wheel": "read",
    "goal": "know", "finding": "know", "evaluation": "know", "need": "know", "section": "know", "signal": "know", "card": "know",
    "offer": "know", "template": "know", "document": "know", "assessment": "know", "plan": "know",
    "agreement": "know", "mandate": "know", "source": "know", "goal_plan": "know", "anchoring": "know", "contact": "know",
    # A situation report may go with another group's sak; members find it there.
    "grant": "see_all", "situation": "see_all",
}  # fmt: skip
# What belongs to a group is found by those who see the group: exempt saker too, and nobody else learns of them.
OF_A_GROUP = ("item", "note", "paper", "meeting")
# What is noted in a meeting is its writer's until the minutes have been sent.
NOTES = "note"
# These features have a rule of their own: one's own tasks, one's own service's measures, the rounds one is asked in.
OWN_RULE = ("task", "measure", "round")


def visible(seen: list[Group]) -> ColumnElement[bool]:
    """A criterion on SearchEntry. `seen` are the groups that the visitor sees, closed ones too."""
    ids = [group.id for group in seen]
    kinds = [kind for kind, ability in ABILITY.items() if can(ability)]
    parts = _of_groups(ids, kinds)
    for kind, model, criterion in _ruled():
        if isinstance(criterion, True_):
            kinds.append(kind)
        else:
            parts.append(and_(SearchEntry.kind == kind, SearchEntry.object_id.in_(select(model.id).where(criterion))))
    found = or_(SearchEntry.kind.in_(kinds), *parts)
    return found if can("coordinate") else and_(found, or_(SearchEntry.kind != NOTES, SearchEntry.object_id.in_(_sent_notes())))


def seen_groups() -> list[Group]:
    """The visitor's groups, as the other pages know them."""
    return groups.visible(include_closed=True)


def _of_groups(ids: list[UUID], kinds: list[str]) -> list[ColumnElement[bool]]:
    """All groups' things for those who see all groups; else those of the groups in sight."""
    if can("see_all"):
        kinds.extend([*OF_A_GROUP, "group"])
        return []
    return [
        and_(SearchEntry.kind.in_(OF_A_GROUP), SearchEntry.group_id.in_(ids)),
        and_(SearchEntry.kind == "group", SearchEntry.object_id.in_(ids)),
    ]


def _sent_notes() -> Any:
    sent = select(Minutes.meeting_id).where(Minutes.latest > 0)
    return select(MinuteNote.id).where(MinuteNote.meeting_id.in_(sent))


def _ruled() -> tuple[tuple[str, Any, ColumnElement[bool]], ...]:
    return (
        ("task", Task, tasks.visible()),
        ("measure", Measure, measures.visible()),
        ("round", Round, rounds.visible()),
    )
