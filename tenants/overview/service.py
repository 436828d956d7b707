"""The overview's two questions: how does one kommune stand among mine, and what is next in this one."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from saas import clock, here, outbox
from saas.accounts.guard import can
from saas.pages import gettext, ngettext
from tenants.groups import service as groups
from tenants.groups.models import Group
from tenants.meetings import presence
from tenants.meetings import service as meetings
from tenants.meetings.models import Meeting
from tenants.minutes import service as minutes_service
from tenants.minutes.models import Minutes
from tenants.network import service as network
from tenants.network.models import Person
from tenants.notices import service as notices
from tenants.onboarding import service as onboarding
from tenants.onboarding.service import Beginning
from tenants.overview import questions
from tenants.overview.burning import burning
from tenants.overview.facts import Event, Place, Strip, Urgent
from tenants.sight import whole
from tenants.tasks import service as tasks
from tenants.tasks.models import Task

LAST_DECISIONS = 5


@dataclass
class Turn:
    """«Din tur»: what waits for the visitor in this kommune."""

    tasks: list[Task] = field(default_factory=list)
    unanswered: list[Meeting] = field(default_factory=list)
    comments: list[Minutes] = field(default_factory=list)
    urgent: list[Urgent] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.tasks or self.unanswered or self.comments or self.urgent)


@dataclass
class Desk:
    """A kommune's overview. `steps` is (people, groups, meetings): which of the first three are done."""

    place: Place
    me: Person | None
    next: Meeting | None
    lacks: list[str]
    turn: Turn
    decisions: list[minutes_service.Decision]
    steps: tuple[bool, bool, bool]
    beginning: Beginning

    @property
    def begun(self) -> bool:
        """Past the first three steps."""
        return all(self.steps)


def place_of_mine() -> Place:
    """The kommune in whose room we stand, as a row among one's own. The number of statements never grows with rows."""
    seen = {group.id: group for group in groups.visible()}
    return _place(seen, network.me(), questions.coming(seen))


def events(first: date, last: date) -> list[Event]:
    """The kommune's meetings that the visitor sees from `first` to `last`, both included."""
    seen = {group.id: group for group in groups.visible()}
    return [_event(meeting, seen[meeting.group_id]) for meeting in questions.between(seen, first, last)]


def desk() -> Desk:
    """Everything on this kommune's overview."""
    seen, me = {group.id: group for group in groups.visible()}, network.me()
    coming = questions.coming(seen)
    place = _place(seen, me, coming)
    nearest = coming[0] if coming else None
    lacks = _lacks(nearest) if nearest is not None and can("coordinate") else []
    turn = Turn(urgent=place.urgent)
    if me is not None:
        turn.tasks = tasks.open_for(me)
        turn.unanswered = questions.unanswered(me)
        turn.comments = questions.for_my_comment(me)
    decided = minutes_service.decisions(limit=LAST_DECISIONS) if seen else []
    beginning = onboarding.beginning(with_structure=can("see_all"))
    return Desk(place, me, nearest, lacks, turn, decided, questions.what_exists(), beginning)


def _place(seen: dict[UUID, Group], me: Person | None, coming: list[Meeting]) -> Place:
    today = clock.today()
    strips = _strips(seen, today)
    unsent, numbers = questions.unsent(seen, today), questions.task_numbers(me)
    failed = outbox.counts()["failed"] if can("coordinate") else 0
    rounds = whole.rounds_to_end() if can("coordinate") else []
    return Place(
        kommune=here.kommune(),
        strips=strips,
        coming=[_event(meeting, seen[meeting.group_id]) for meeting in coming],
        unsent=unsent,
        last_sent=questions.last_sent(seen),
        tasks=numbers,
        failed_letters=failed,
        measures=whole.running(),
        urgent=burning(strips, unsent, numbers, failed, rounds, today),
        unread=notices.unread_count(),
    )


def _strips(seen: dict[UUID, Group], today: date) -> list[Strip]:
    standings = meetings.cadence_of(seen.values(), today)
    return [
        Strip(
            group_id=group.id,
            name=group.name,
            short=group.short,
            level=group.level,
            months=[{"state": month.state, "text": month.text} for month in standings[group.id].months],
            summary=standings[group.id].summary,
            warning=standings[group.id].warning,
            urgent=standings[group.id].urgent,
            next_by=standings[group.id].next_by,
        )
        for group in seen.values()
    ]


def _event(meeting: Meeting, group: Group) -> Event:
    return Event(
        here.kommune(), meeting.id, group.name, group.short, meeting.starts, meeting.ends, meeting.place, meeting.state
    )


def _lacks(meeting: Meeting) -> list[str]:
    """What the next meeting still needs, in the order that it is done."""
    found = []
    if not questions.entries_of(meeting):
        found.append(gettext("Sakslisten er tom"))
    if meeting.state == "draft":
        return [*found, gettext("Innkallingen er ikke sendt")]
    called = questions.invitations_to(meeting)
    silent = sum(invitation.answer == "waiting" for invitation in presence.standing(called))
    if silent:
        found.append(ngettext("%(num)s har ikke svart", "%(num)s har ikke svart", silent))
    police = next(sector for sector in presence.before(called) if sector.type == "police")
    return [*found, police.text] if police.state == "missing" else found
