"""«Hvem har tilgang nå, hvorfor, til når?»: everything that opens the kommune, today or on a chosen day."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload, lazyload

from saas import clock
from saas.accounts.guard import role_name
from saas.accounts.links import GuestLink
from saas.db import db
from saas.pages import gettext, say
from tenants.access import members
from tenants.access.models import Feed, IssuerPermit, RoleInvitation
from tenants.control.words import PURPOSES
from tenants.groups.models import FUNCTIONS, Group, Seat
from tenants.network.models import Person
from tenants.onboarding.models import CoordinatorRequest


@dataclass(frozen=True)
class Entry:
    """One thing that opens something: who has it, what it opens, why, and from when to when."""

    who: str
    what: str
    why: str = ""
    starts: date | None = None
    ends: date | None = None
    given_by: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Part:
    """One part of the list, with its heading and what it says when there is nothing in it."""

    code: str
    title: str
    nothing: str
    entries: list[Entry] = field(default_factory=list)


@dataclass(frozen=True)
class _Day:
    """A whole day in Oslo, or for today: this moment."""

    day: date

    @property
    def first(self) -> datetime:
        return clock.now() if self.day == clock.today() else clock.at(self.day, 0)

    @property
    def last(self) -> datetime:
        return clock.now() if self.day == clock.today() else clock.at(self.day + timedelta(days=1), 0)

    def between(self, begun: Any, *ended: Any) -> list[Any]:
        """As a condition: begun by this day, and not ended before it."""
        return [begun <= self.last, *(or_(end.is_(None), end > self.first) for end in ended)]


def of(day: date) -> list[Part]:
    """The whole list on a day. The number of statements is the same however long it is."""
    held = [m for m in members.members() if m.holds_on(day) and not m.disabled]
    names = {m.user_id: m.name for m in held}
    when = _Day(day)
    return [
        Part("roller", gettext("Roller"), gettext("Ingen har en rolle denne dagen."), _roles(held)),
        Part("plasser", gettext("Plasser i grupper"), gettext("Ingen har plass i en gruppe denne dagen."), _seats(day)),
        Part("lenker", gettext("Gjestelenker"), gettext("Ingen gjestelenke virker."), _links(when)),
        Part("kalendere", gettext("Kalenderadresser"), gettext("Ingen kalenderadresse virker."), _feeds(when, names)),
        Part("tjenester", gettext("Tjenestebrukere"), gettext("Ingen tjenestebruker."), _services(held)),
        Part(
            "innlogging", gettext("Innloggingstjenester"), gettext("Bare huset sin egen innlogging slipper inn."), _issuers(when)
        ),
        Part("invitasjoner", gettext("Invitasjoner som venter"), gettext("Ingen invitasjon venter på svar."), _invited(when)),
        Part("koordinatorer", gettext("Spurt om å koordinere"), gettext("Ingen er spurt."), _asked(when)),
    ]


def _roles(held: Iterable[members.Member]) -> list[Entry]:
    return [
        Entry(
            f"{m.name} ({m.email})", role_name(m.role), m.reason, m.valid_from, m.last_day, m.given_by,
            tuple(note for note in (
                gettext("Fungerende") if m.acting else "",
                gettext("To-trinns innlogging") if m.second_step else gettext("Uten to-trinns innlogging"),
            ) if note),
        )
        for m in held if m.role != "service"
    ]  # fmt: skip


def _services(held: Iterable[members.Member]) -> list[Entry]:
    why = gettext("Gjør det klokken setter i gang: purringer, varsler og brev.")
    return [Entry(m.name, role_name(m.role), why, m.valid_from, m.last_day) for m in held if m.role == "service"]


def _seats(day: date) -> list[Entry]:
    query = (
        select(Seat)
        .join(Group, Group.id == Seat.group_id)
        .where(
            Seat.starts_on <= day,
            or_(Seat.ends_on.is_(None), Seat.ends_on >= day),
            or_(Group.closed_on.is_(None), Group.closed_on > day),
        )
    )
    options = joinedload(Seat.group).options(lazyload(Group.seats))
    found = sorted(db.session.scalars(query.options(options)), key=lambda seat: (seat.group.name, seat.person.name))
    return [
        Entry(
            _named(seat.person), seat.group.name, say(FUNCTIONS[seat.function]), seat.starts_on, seat.ends_on,
            notes=(gettext("Vara"),) if seat.deputy_for else (gettext("Fungerende"),) if seat.acting else (),
        )
        for seat in found
    ]  # fmt: skip


def _links(when: _Day) -> list[Entry]:
    # Links live by the real clock, as the walls do; a day in the past is compared with what is written.
    now = datetime.now(clock.UTC) if when.day == clock.today() else when.first
    query = select(GuestLink).where(
        GuestLink.created_at <= when.last,
        GuestLink.expires_at > now,
        or_(GuestLink.revoked_at.is_(None), GuestLink.revoked_at > when.first),
    )
    found = list(db.session.scalars(query.order_by(GuestLink.expires_at, GuestLink.id)))
    people = {p.id: p for p in db.session.scalars(select(Person).where(Person.id.in_({link.person_id for link in found})))}
    return [
        Entry(
            _named(people.get(link.person_id)), say(PURPOSES.get(link.purpose, "Annet")), gettext("Fikk lenken i brev"),
            _date(link.created_at), _date(link.expires_at), notes=(gettext("Brukt"),) if link.used_at else (gettext("Ikke brukt"),),
        )
        for link in found
    ]  # fmt: skip


def _feeds(when: _Day, names: dict[Any, str]) -> list[Entry]:
    query = select(Feed).where(*when.between(Feed.created_at, Feed.revoked_at)).order_by(Feed.created_at, Feed.id)
    why = gettext("Leser møter og frister, bare så lenge rollen varer")
    return [
        Entry(
            names.get(feed.user_id, gettext("Uten rolle nå: adressen åpner ingenting")),
            gettext("Kalender"),
            why,
            _date(feed.created_at),
        )
        for feed in db.session.scalars(query)
    ]


def _issuers(when: _Day) -> list[Entry]:
    query = (
        select(IssuerPermit).where(*when.between(IssuerPermit.added_at, IssuerPermit.revoked_at)).order_by(IssuerPermit.issuer)
    )
    return [
        Entry(
            one.name or one.org_number,
            one.issuer,
            gettext("Org.nr. %(number)s", number=one.org_number),
            _date(one.added_at),
            None,
            one.added_by,
        )
        for one in db.session.scalars(query)
    ]


def _invited(when: _Day) -> list[Entry]:
    query = select(RoleInvitation).where(
        *when.between(RoleInvitation.created_at, RoleInvitation.revoked_at, RoleInvitation.accepted_at, RoleInvitation.expires_at)
    )
    return [
        Entry(f"{one.name} ({one.email})", role_name(one.role), one.reason, one.from_on, one.until_on, one.invited_by,
              (gettext("Invitasjonen gjelder til %(day)s", day=_date(one.expires_at).strftime("%d.%m.%Y")),))
        for one in db.session.scalars(query.order_by(RoleInvitation.created_at, RoleInvitation.id))
    ]  # fmt: skip


def _asked(when: _Day) -> list[Entry]:
    asked = CoordinatorRequest
    query = select(asked).where(*when.between(asked.asked_at, asked.answered_at, asked.expires_at), asked.state != "withdrawn")
    return [
        Entry(
            f"{one.name} ({one.email})",
            gettext("Felles SLT-koordinator"),
            "",
            _date(one.asked_at),
            _date(one.expires_at),
            one.asked_by,
        )
        for one in db.session.scalars(query.order_by(asked.asked_at, asked.id))
    ]


def _named(person: Person | None) -> str:
    return f"{person.name} ({person.email})" if person and person.email else person.name if person else gettext("Ukjent")


def _date(moment: datetime) -> date:
    return moment.astimezone(clock.OSLO).date()
