"""«Send til utførende»: a sak one or two levels down, with its reason and a deadline; and the answer that comes back."""

from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select

from saas import audit, clock, here, outbox, pages
from saas.accounts.guard import can
from saas.db import check_version, db
from saas.errors import Invalid, NotAllowed, NotNow, Stale
from saas.pages import gettext
from tenants.groups import guarding
from tenants.groups import service as groups
from tenants.groups.models import LEVELS, Group
from tenants.lifting.chain import ancestors
from tenants.lifting.models import SentItem
from tenants.meetings import agenda, backlog, shielding
from tenants.meetings import service as meetings
from tenants.meetings.models import AgendaItem
from tenants.meetings.wording import in_a_sentence, in_the_kommunes_language
from tenants.network.models import Person

SHORTEST_REASON, LONGEST_REASON = 10, 1000
SHORTEST_ANSWER, LONGEST_ANSWER = 10, 4000
FURTHEST = timedelta(days=366)
# How long before the deadline a group that has not answered is reminded, once.
BEFORE = timedelta(days=3)
FEW = ("leader", "secretary")


def receivers(item: AgendaItem) -> list[Group]:
    """The open groups on a level below the sak's own that the visitor sees, and that it did not come from."""
    levels = list(LEVELS)
    passed = {one.group_id for one in ancestors(item)}
    below = levels[levels.index(item.group.level) + 1 :]
    return [group for group in groups.visible() if group.level in below and group.id not in passed]


def unsent_receivers(item: AgendaItem) -> list[Group]:
    """Those of them that do not have the sak already: what a form offers."""
    query = select(AgendaItem.group_id).where(AgendaItem.origin_id == item.id, AgendaItem.state != "withdrawn")
    there = set(db.session.scalars(query))
    return [group for group in receivers(item) if group.id not in there]


def send(
    item: AgendaItem, group_id: UUID | None, reason: str, due_on: date | None, seen: int | None = None,
    kept: guarding.Kept | None = None,
) -> SentItem:  # fmt: skip
    """A sak in the receiving group, on its next meeting where one is planned; its leader and secretary are told.

    Raises NotNow when it has been sent there before or is withdrawn, Stale when the sak was changed meanwhile, Invalid and
    Guarded with «grunn», «gruppe» and «frist».
    """
    here.lock(f"lift:{item.id}")
    db.session.refresh(item, ["version", "state"])
    group = _receiver(item, group_id)
    reason, due_on = _reason(reason), _deadline(due_on)
    if seen is not None and seen != item.version:
        raise Stale("Noen har endret dette siden du åpnet siden. Se gjennom det som står nå, og lagre på nytt.")
    _may_be_sent(item, group)
    guarding.check(item.group, {"grunn": reason}, kept)
    made = _made(item, group, reason, kept)
    sent = SentItem(item_id=item.id, made_id=made.id, reason=reason, due_on=due_on, sent_by=here.actor_name())
    db.session.add(sent)
    db.session.flush()
    audit.record("item.sent", item, to=made.id, group=group.id, due_on=due_on)
    _write(sent, group, "lifting/sent.txt")
    return sent


def answer(sent: SentItem, words: str, seen: int | None = None, kept: guarding.Kept | None = None) -> None:
    """«Svar»: what the receiving group says, once; those it was sent from are told.

    Raises NotAllowed for others than the coordinator and the group's leader and secretary, NotNow when it is answered,
    Stale, Invalid and Guarded (field «svar»).
    """
    require_answerer(sent)
    words = words.replace("\x00", "").strip()
    if not SHORTEST_ANSWER <= len(words) <= LONGEST_ANSWER:
        raise Invalid("Skriv et svar på {least}–{most} tegn.", field="svar", least=SHORTEST_ANSWER, most=LONGEST_ANSWER)
    guarding.check(sent.made.group, {"svar": words}, kept)
    db.session.execute(select(SentItem.id).where(SentItem.id == sent.id).with_for_update())
    db.session.refresh(sent, ["answered_at", "version"])
    if sent.answered_at is not None:
        raise NotNow("Saken er allerede besvart.")
    check_version(sent, seen)
    sent.answer, sent.answered_at, sent.answered_by = words, clock.now(), here.actor_name()
    audit.record("item.answered", sent.item, by=sent.made_id)
    _write(sent, sent.item.group, "lifting/came_back.txt", also=sent.item.proposer)


def of_made(item: AgendaItem) -> SentItem | None:
    """How a sak came to its group, where it was sent there."""
    return db.session.scalars(select(SentItem).where(SentItem.made_id == item.id)).unique().one_or_none()


def may_answer(sent: SentItem) -> bool:
    """The coordinator, and the receiving group's leader and secretary."""
    mine = groups.mine(sent.made.group)
    return can("coordinate") or (mine is not None and mine.function in FEW)


def require_answerer(sent: SentItem) -> None:
    """Raises NotAllowed for everybody else."""
    if not may_answer(sent):
        raise NotAllowed("Bare lederen og sekretæren i gruppen, eller koordinatoren, kan svare på saken.")


def remind() -> int:
    """One round of the clock: groups whose deadline is near and that have not answered; each is reminded once."""
    near = clock.today() + BEFORE
    query = select(SentItem).where(SentItem.answered_at.is_(None), SentItem.reminded_at.is_(None), SentItem.due_on <= near)
    waiting = list(db.session.scalars(query.with_for_update(of=SentItem, skip_locked=True)).unique())
    for sent in waiting:
        sent.reminded_at = clock.now()
        _write(sent, sent.made.group, "lifting/not_answered.txt")
        audit.record("item.reminded", sent.made)
    return len(waiting)


def officers(group: Group) -> list[Person]:
    """The group's leader and secretary today, those who can get a letter."""
    return [seat.person for seat in group.seats_on(clock.today()) if seat.function in FEW and seat.person.active and seat.person.email]


def _receiver(item: AgendaItem, group_id: UUID | None) -> Group:
    possible = receivers(item)
    if not possible:
        raise NotNow("Det finnes ingen gruppe på nivået under som saken kan sendes til.")
    found = next((group for group in possible if group.id == group_id), None)
    if found is None:
        raise Invalid("Velg en gruppe fra listen.", field="gruppe")
    return found


def _reason(reason: str) -> str:
    reason = " ".join(reason.replace("\x00", "").split())
    if not SHORTEST_REASON <= len(reason) <= LONGEST_REASON:
        raise Invalid("Skriv hva gruppen skal gjøre, med {least}–{most} tegn.", field="grunn", least=SHORTEST_REASON, most=LONGEST_REASON)
    return reason


def _deadline(due_on: date | None) -> date:
    if due_on is None or not clock.today() < due_on <= clock.today() + FURTHEST:
        raise Invalid("Velg en frist etter i dag, innen et år.", field="frist")
    return due_on


def _may_be_sent(item: AgendaItem, group: Group) -> None:
    if item.state == "withdrawn":
        raise NotNow("Saken er trukket, og kan ikke sendes.")
    query = select(AgendaItem.id).where(
        AgendaItem.origin_id == item.id, AgendaItem.group_id == group.id, AgendaItem.state != "withdrawn"
    )
    if db.session.scalar(query.limit(1)) is not None:
        raise NotNow("Saken er allerede sendt til {group}.", group=in_a_sentence(group.name))


def _made(item: AgendaItem, group: Group, reason: str, kept: guarding.Kept | None) -> AgendaItem:
    with in_the_kommunes_language():
        origin = gettext("Sendt fra %(group)s", group=in_a_sentence(item.group.name))
        number = gettext(", sak %(label)s", label=item.label) if item.label else ""
    words = f"{origin}{number}: {reason}\n\n{item.description}".strip()
    made = backlog.propose(group, None, title=item.title, description=words[:10_000], kind=item.kind, kept=kept)
    made.origin_id = item.id
    if item.publicity in shielding.SHIELDED:
        # The words came along, and with them what was chosen for them; the receiving group may choose anew.
        made.publicity, made.legal_basis = item.publicity, item.legal_basis
    coming = meetings.upcoming(1, group.id)
    if coming and coming[0].state != "under_way":
        agenda.place(coming[0], made)
    return made


def _write(sent: SentItem, to: Group, template: str, also: Person | None = None) -> None:
    """A letter to a group's leader and secretary, and to the one who proposed the sak; titles as letters may show them."""
    people = {person.id: person for person in officers(to)}
    if also is not None and also.active and also.email:
        people.setdefault(also.id, also)
    with in_the_kommunes_language():
        title = shielding.title_of(sent.item, "member")
    for person in people.values():
        # Whoever proposed the sak without sitting in the group gets its title only where the group itself would.
        inside = any(seat.person_id == person.id and seat.held_on(clock.today()) for seat in to.seats)
        subject, body = pages.letter(
            template, here.kommune().language, person=person, sent=sent, title=title, with_words=inside and not sent.shielded
        )
        outbox.post(person.address, subject, body, template=template, about=sent.made)
