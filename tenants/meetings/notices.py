"""Letters about a meeting: the notice, what has changed, called off; and those to deputies. Each with its calendar part."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from saas import audit, calendars, clock, here, outbox
from saas.accounts import links
from saas.db import check_version, db
from saas.errors import NotNow
from saas.pages import letter
from tenants.meetings import agenda, agenda_document, shielding, ties
from tenants.meetings.models import AgendaEntry, Invitation, Meeting
from tenants.meetings.presence import standing
from tenants.meetings.service import ask_for_deputies, attendance, entries, hold, must_be, secretary_of
from tenants.meetings.wording import in_the_kommunes_language
from tenants.network.models import Person

# How long after the meeting a link still opens its page, in days.
LINK_LIVES = 14


@dataclass
class Receivers:
    """Who the notice goes to: those who hold a seat on the day of the meeting, and nobody else."""

    written: list[Person] = field(default_factory=list)
    without_address: list[Person] = field(default_factory=list)


def receivers(meeting: Meeting) -> Receivers:
    """Who would be written to now, and who cannot be, for want of an address."""
    found = Receivers()
    for person, _ in _seat_holders(meeting):
        (found.written if person.email else found.without_address).append(person)
    return found


def call(meeting: Meeting, seen: int | None) -> int:
    """«Send innkalling»: everyone with a seat is called, by letter where they have an address. Returns how many letters.

    Sent again, SEQUENCE rises, so that calendars take the new one for the old.
    """
    hold(meeting)
    must_be(meeting, "draft", "called")
    check_version(meeting, seen)
    if meeting.ends_at <= clock.now():
        raise NotNow("Tidspunktet for møtet er passert. Endre det før du sender innkallingen.")
    if not receivers(meeting).written:
        raise NotNow("Ingen i gruppen har e-postadresse. Legg inn adressene under Nettverk først.")
    agenda.prepare(meeting)
    again = meeting.state == "called"
    if again:
        meeting.sequence = ties.next_sequence(meeting)
    meeting.state, meeting.called_at = "called", clock.now()
    _invite(meeting)
    sent = _write(meeting, "meetings/changed.txt" if again else "meetings/called.txt")
    audit.record("meeting.called", meeting, letters=sent, sequence=meeting.sequence)
    ask_for_deputies()
    return sent


def tell_of_change(meeting: Meeting, *, moved: bool) -> int:
    """A called meeting has another time or place: a new notice. At another time everybody has to answer anew."""
    meeting.sequence = ties.next_sequence(meeting)
    _invite(meeting)
    if moved:
        for invitation in attendance(meeting):
            if invitation.answer in ("coming", "not_coming"):
                invitation.answer, invitation.answered_at = "waiting", None
    sent = _write(meeting, "meetings/changed.txt", moved=moved)
    audit.record("meeting.called", meeting, letters=sent, sequence=meeting.sequence)
    ask_for_deputies()
    return sent


def tell_of_cancellation(meeting: Meeting) -> int:
    """The meeting is off: everyone called gets a CANCEL for the same entry in their calendar."""
    meeting.sequence = ties.next_sequence(meeting)
    called = [i for i in standing(attendance(meeting)) if i.person.email]
    for invitation in called:
        _post(meeting, invitation, "meetings/cancelled.txt", "CANCEL", entries=[])
    return len(called)


def progress(meeting: Meeting) -> dict[str, int]:
    """How many letters about the meeting are waiting, sent and failed."""
    return outbox.counts(meeting.id)


def write_one(meeting: Meeting, invitation: Invitation, template: str, method: Literal["REQUEST", "CANCEL"]) -> None:
    """One letter about one invitation (a deputy's), counted with the invitation and not with the meeting."""
    called, listed = attendance(meeting), entries(meeting)
    audience = shielding.audience_of(meeting.group, invitation.person_id, meeting.day)
    parts = [_attachment(meeting, listed, called, audience)] if method == "REQUEST" else []
    principal = next((i.person for i in called if i.person_id == invitation.standing_in_for), None)
    _post(meeting, invitation, template, method, entries=listed, parts=parts, about=invitation, principal=principal)


def _seat_holders(meeting: Meeting) -> Iterable[tuple[Person, Any]]:
    """Person and seat, each person once, of those who hold a seat on the day and are still in the network then."""
    found: dict[Any, tuple[Person, Any]] = {}
    for seat in meeting.group.seats_on(meeting.day):
        if seat.person.left_on is None or seat.person.left_on >= meeting.day:
            found.setdefault(seat.person_id, (seat.person, seat))
    return found.values()


def _invite(meeting: Meeting) -> None:
    """See that everyone with a seat has an invitation; those who have one keep it, and their answer."""
    there = {invitation.person_id for invitation in attendance(meeting)}
    for person, seat in _seat_holders(meeting):
        if person.id not in there:
            title = seat.title or person.title
            db.session.add(Invitation(meeting_id=meeting.id, person_id=person.id, seat_id=seat.id, title=title))
    db.session.flush()


def _write(meeting: Meeting, template: str, **facts: Any) -> int:
    """One letter to each seat holder with an address, all with the same attachment."""
    called, listed = attendance(meeting), entries(meeting)
    holders = {person.id for person, _ in _seat_holders(meeting)}
    told = [i for i in standing(called) if i.person.email and (i.person_id in holders or i.standing_in_for)]
    attached: dict[shielding.Audience, outbox.LetterPart] = {}
    for invitation in told:
        audience = shielding.audience_of(meeting.group, invitation.person_id, meeting.day)
        if audience not in attached:
            attached[audience] = _attachment(meeting, listed, called, audience)
        _post(meeting, invitation, template, "REQUEST", entries=listed, parts=[attached[audience]], **facts)
    return len(told)


def _post(
    meeting: Meeting, invitation: Invitation, template: str, method: Literal["REQUEST", "CANCEL"], *,
    entries: Sequence[AgendaEntry], parts: list[outbox.LetterPart] | None = None, about: Any = None, **facts: Any,
) -> None:  # fmt: skip
    language, person = here.kommune().language, invitation.person
    days = max((meeting.day - clock.today()).days, 0) + LINK_LIVES
    link = links.make("meeting.answer", meeting.id, person.id, days=days)
    secretary = secretary_of(meeting.group, meeting.day)
    audience = shielding.audience_of(meeting.group, person.id, meeting.day)
    context = {"meeting": meeting, "entries": _seen(entries, audience), "person": person, "link": link, "secretary": secretary, **facts}
    subject, body = letter(template, language, **context)
    body = _without_gaps(body)
    # A calendar is read over many shoulders: it says no more than anybody may know, whoever it is sent to.
    shown = {**context, "entries": _seen(entries, "outside")}
    calendar = (method, _calendar(meeting, person, method, secretary, shown))
    outbox.post(
        person.address, subject, body, template=template, about=about or meeting, calendar=calendar, parts=parts
    )


def _calendar(
    meeting: Meeting,
    person: Person,
    method: Literal["REQUEST", "CANCEL"],
    secretary: Person | None,
    context: dict[str, Any],
) -> bytes:
    summary, description = letter("meetings/calendar.txt", here.kommune().language, **context)
    organizer = secretary.address if secretary and secretary.email else (here.kommune().name, outbox.no_reply())
    return calendars.invitation(
        method=method, uid=meeting.calendar_uid, sequence=meeting.sequence, stamp=clock.now(), starts=meeting.starts,
        ends=meeting.ends, summary=summary, description=_without_gaps(description), location=meeting.place, organizer=organizer,
        attendee=person.address, url=None,
    )  # fmt: skip


def _seen(entries: Sequence[AgendaEntry], audience: shielding.Audience) -> list[shielding.Seen]:
    """The agenda as its reader may see it, in the kommune's language."""
    with in_the_kommunes_language():
        return shielding.on_agenda(entries, audience)


def _attachment(
    meeting: Meeting, listed: Sequence[AgendaEntry], called: Sequence[Invitation], audience: shielding.Audience
) -> outbox.LetterPart:
    name = agenda_document.filename(meeting, "pdf")
    return outbox.attach(name, "application/pdf", agenda_document.pdf(meeting, listed, called, audience))


def _without_gaps(text: str) -> str:
    """Parts that are empty leave no holes in a letter."""
    return re.sub(r"\n{3,}", "\n\n", text)
