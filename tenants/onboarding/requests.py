"""Koordinator: an own one is invited; one who coordinates for others is asked, and answers outside this room."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func, select

from saas import audit, clock, here, outbox, privacy
from saas.accounts import limit
from saas.db import check_version, db
from saas.db import find as find_row
from saas.errors import Guarded, Invalid, NotNow
from saas.pages import letter
from saas.plaintext import clean
from tenants.access import service as access
from tenants.access.models import RoleInvitation
from tenants.groups.models import Group
from tenants.network.models import Organisation
from tenants.onboarding import people
from tenants.onboarding.models import CoordinatorRequest

# A request is good for this long, by the real clock: the walls know no other.
DAYS = 30
# The same in both languages.
TITLE, COOPERATION = "SLT-koordinator", "Interkommunalt SLT-samarbeid"
_EMAIL = re.compile(r"[^\s@<>\";,:]+@[^\s@<>\";,:]+\.[^\s@<>\";,:]+")


def coordinators() -> list[access.Member]:
    """Those who coordinate here today; one statement."""
    return [member for member in access.members() if member.role == "coordinator" and member.live]


def all_requests() -> list[CoordinatorRequest]:
    """Everybody who has been asked, the latest first."""
    query = select(CoordinatorRequest).order_by(CoordinatorRequest.asked_at.desc(), CoordinatorRequest.id)
    return list(db.session.scalars(query))


def find(asked_id: UUID) -> CoordinatorRequest:
    """One who has been asked. Raises NotFound."""
    return find_row(CoordinatorRequest, asked_id)


def invite_own(name: str, email: str) -> RoleInvitation:
    """Invite the kommune's own coordinator, by letter; they become it when they accept."""
    _nobody_yet()
    return access.invite(email=email, name=name, role="coordinator", from_on=clock.today())


def ask(
    name: str, email: str, *, percent: Decimal | None = None, host: str = "", message: str = ""
) -> CoordinatorRequest:
    """Ask somebody who coordinates for others, by letter. Asked twice is asked once.

    An address that nobody here has gets the very same answer. Raises NotNow for one who has as many kommuner as anybody
    may have, Invalid and Guarded with «navn», «epost», «prosent», «vert», «melding».
    """
    name, email, host = " ".join(clean(name).split()), email.strip().lower(), " ".join(clean(host).split())
    message = clean(message).strip()
    _check(name, email, percent, host, message)
    here.lock("coordinator_requests")
    _nobody_yet()
    for other in all_requests():
        if other.open and other.email == email:
            return other
        if other.open:
            raise NotNow("Dere har spurt {name} og venter på svar. Trekk den forespørselen først.", name=other.name)
    if full := db.session.execute(select(func.app.coordinator_is_full(email))).scalar():
        raise limit.full(full)
    now = datetime.now(UTC)
    asked = CoordinatorRequest(
        name=name, email=email, fte_percent=percent, host=host, message=message, asked_by=here.actor_name()[:200],
        asked_at=now, expires_at=now + timedelta(days=DAYS),
    )  # fmt: skip
    db.session.add(asked)
    db.session.flush()
    subject, body = letter("onboarding/asked.txt", here.kommune().language, asked=asked, days=DAYS)
    outbox.post((name, email), subject, body, template="onboarding/asked.txt", about=asked)
    audit.record("coordinator.asked", asked, percent=percent)
    return asked


def withdraw(asked: CoordinatorRequest, seen: int | None) -> None:
    """Take a request back before it is answered."""
    check_version(asked, seen)
    db.session.refresh(asked, ["state"])
    if asked.state == "withdrawn":
        raise NotNow("Forespørselen er allerede trukket tilbake.")
    if asked.state != "waiting":
        raise NotNow("{name} har allerede svart.", name=asked.name)
    asked.state = "withdrawn"
    audit.record("coordinator.request_withdrawn", asked)


def welcome() -> None:
    """What was answered since the last stroke is made true in the network, and told. Each answer once."""
    query = select(CoordinatorRequest).where(
        CoordinatorRequest.state.in_(("accepted", "refused")), CoordinatorRequest.welcomed_at.is_(None)
    )
    for asked in list(db.session.scalars(query.order_by(CoordinatorRequest.answered_at).with_for_update(skip_locked=True))):
        asked.welcomed_at = clock.now()
        if asked.state == "accepted":
            _take_in(asked)
        _tell(asked)
        audit.record(f"coordinator.{asked.state}", asked, user=asked.answered_by)


def _take_in(asked: CoordinatorRequest) -> None:
    """The coordinator as a person in the network, tied to their log-in, and secretary of the groups that lack one."""
    member = next((m for m in access.members() if m.user_id == asked.answered_by), None)
    person = people.by_address(asked.email)
    if person is None:
        name = member.name if member else asked.name
        row = people.Row(name, TITLE, asked.host or COOPERATION, "other", asked.email)
        person = people.find_or_add(row)
    if person.user_id is None:
        person.user_id = asked.answered_by
    db.session.flush()
    # The clock has no role that sees groups, so they are asked for by themselves.
    open_groups = select(Group).where(Group.level.in_(("STEERING", "COORDINATING")), Group.closed_on.is_(None))
    for group in db.session.scalars(open_groups):
        people.seat_coordinator(group, person)


def _tell(asked: CoordinatorRequest) -> None:
    """Whoever starts up and whoever leads is told what was answered."""
    template = f"onboarding/{asked.state}.txt"
    told = {m.email: m.name for m in access.members() if m.live and m.role in ("starter", "chief_executive")}
    for address, name in sorted(told.items()):
        subject, body = letter(template, here.kommune().language, asked=asked, receiver=name)
        outbox.post((name, address), subject, body, template=template, about=asked)


def _nobody_yet() -> None:
    if there := coordinators():
        raise NotNow(
            "{kommune} har allerede en SLT-koordinator: {name}. Et bytte gjøres som overlevering.",
            kommune=here.kommune().name, name=there[0].name,
        )  # fmt: skip


def _check(name: str, email: str, percent: Decimal | None, host: str, message: str) -> None:
    if not 1 <= len(name) <= 120:
        raise Invalid("Skriv navnet, med høyst 120 tegn.", field="navn")
    if not _EMAIL.fullmatch(email) or len(email) > 254:
        raise Invalid("Skriv e-postadressen som navn@sted.no.", field="epost")
    if percent is not None and not 0 < percent <= 100:
        raise Invalid("Skriv en stillingsprosent over 0 og høyst 100.", field="prosent")
    for field, text, most in (("vert", host, 120), ("melding", message, 1000)):
        if len(text) > most:
            raise Invalid("Teksten kan ha høyst {n} tegn.", field=field, n=most)
    known = frozenset(db.session.scalars(select(Organisation.name)))
    findings = {}
    for field, text, levels in (("navn", name, ("block",)), ("vert", host, ("block", "warn")), ("melding", message, ("block", "warn"))):
        # No group is there to remember that a phrase was kept, so every finding here can only be rewritten.
        found = [replace(f, level="block") for f in privacy.inspect(text, known_names=known | {name}) if f.level in levels]
        if found:
            findings[field] = found
    if findings:
        raise Guarded(findings)
