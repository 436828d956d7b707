"""The verbs of a handover: started, told about, its duties given away; and what others ask about it."""

import re
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from saas import audit, clock, here
from saas.db import check_version, db
from saas.db import find as find_row
from saas.errors import Invalid, NotAllowed, NotNow
from tenants.access import service as access
from tenants.bti.service import keeper
from tenants.groups import guarding
from tenants.handover import members, notices
from tenants.handover.models import Handover, HandoverApproval
from tenants.network import service as network
from tenants.network.models import Person

STATES = {
    "draft": "Forberedes", "waiting": "Venter på godkjenning", "approved": "Godkjent", "done": "Gjennomført",
    "refused": "Avslått", "cancelled": "Avbrutt",
}  # fmt: skip
OPEN = ("draft", "waiting", "approved")
LONGEST_NAME, LONGEST_REASON, LONGEST_NOTE, SHORTEST_REASON = 120, 500, 4000, 10
FURTHEST = timedelta(days=730)
INVITED_FOR = "Overtar som koordinator"
_ADDRESS = re.compile(r"[^\s@<>\";,:]+@[^\s@<>\";,:]+\.[^\s@<>\";,:]+")


def find(handover_id: UUID) -> Handover:
    """One of the kommune's handovers, for those who may know of it. Raises NotFound before NotAllowed."""
    handover = find_row(Handover, handover_id)
    require_insight()
    return handover


def hold(handover: Handover, *states: str) -> None:
    """Lock it until the transaction ends. Raises NotNow unless it is in one of the states."""
    db.session.execute(select(Handover.id).where(Handover.id == handover.id).with_for_update())
    db.session.refresh(handover)
    if handover.state not in states:
        words = {
            "draft": "Overleveringen er ikke sendt til godkjenning ennå.", "waiting": "Overleveringen venter på godkjenning.",
            "approved": "Overleveringen er allerede godkjent.", "done": "Overleveringen er gjennomført.",
            "refused": "Overleveringen er avslått.", "cancelled": "Overleveringen er avbrutt.",
        }  # fmt: skip
        raise NotNow(words[handover.state])


def require_insight() -> None:
    """Coordinator, leaders and the data protection officer know of handovers. Raises NotAllowed for all others."""
    if here.role() not in ("coordinator", "chief_executive", "chair", "starter", "data_protection_officer", "service"):
        raise NotAllowed("Rollen din i {kommune} gir ikke tilgang til dette.", kommune=here.kommune().name)


def listed() -> list[Handover]:
    """Every handover of the kommune, the latest first."""
    return list(db.session.scalars(select(Handover).order_by(Handover.created_at.desc(), Handover.id)))


def under_way(user_id: UUID | None = None) -> Handover | None:
    """The handover that somebody (the visitor) is in the middle of here."""
    leaving = user_id or here.actor_id()
    query = select(Handover).where(Handover.from_user_id == leaving, Handover.state.in_(OPEN))
    return db.session.scalars(query.order_by(Handover.created_at.desc()).limit(1)).one_or_none()


def from_person(handover: Handover) -> Person | None:
    """Who hands over, as the network knows them."""
    return find_row(Person, handover.from_person_id) if handover.from_person_id else None


def steers(handover: Handover) -> bool:
    """Whether the visitor prepares this handover: the one who leaves, until it is done."""
    return here.role() == "coordinator" and handover.from_user_id == here.actor_id() and handover.state in OPEN


def require_steering(handover: Handover) -> None:
    """Raises NotAllowed for everybody but the one who hands over."""
    if here.role() != "coordinator" or handover.from_user_id != here.actor_id():
        raise NotAllowed("Bare den som overleverer, kan gjøre dette.")


def check_wanted(name: str, email: str, at: datetime) -> tuple[str, str]:
    """Who takes over and when, before any room is opened. Raises Invalid with the form's fields."""
    name, email = " ".join(name.replace("\x00", "").split()), email.strip().lower()
    if not name or len(name) > LONGEST_NAME:
        raise Invalid("Skriv navnet på den som overtar, med høyst {n} tegn.", field="navn", n=LONGEST_NAME)
    if not _ADDRESS.fullmatch(email) or len(email) > 254:
        raise Invalid("Skriv e-postadressen til den som overtar.", field="epost")
    if at.astimezone(clock.OSLO).date() > clock.today() + FURTHEST:
        raise Invalid("Datoen ser feil ut. Se særlig på året.", field="dato")
    return name, email


def require_tomorrow(at: datetime) -> None:
    """A planned handover is at the earliest tomorrow, so that the leader has time to answer. Raises Invalid."""
    if at.astimezone(clock.OSLO).date() <= clock.today() or at <= members.real_now():
        raise Invalid("Overleveringen kan tidligst skje i morgen.", field="dato")


def start(bundle_id: UUID, name: str, email: str, at: datetime, reason: str = "") -> Handover:
    """This kommune's part of a handover, by the coordinator who leaves. Who has no account is invited."""
    if here.role() != "coordinator":
        raise NotAllowed("Bare koordinatoren kan starte en overlevering.")
    name, email = check_wanted(name, email, at)
    require_tomorrow(at)
    me = next((m for m in members.holding("coordinator") if m.user_id == here.actor_id()), None)
    if me is None or here.actor_id() is None:
        raise NotNow("Du er ikke koordinator i {kommune}.", kommune=here.kommune().name)
    person = network.me()
    facts: dict[str, Any] = {"from_user_id": me.user_id, "from_name": me.name, "from_person_id": person.id if person else None}
    return _begin("planned", bundle_id, name, email, at, reason, from_email=me.email, **facts)


def start_emergency(from_user_id: UUID | None, name: str, email: str, at: datetime, reason: str) -> Handover:
    """«Fungerende koordinator»: by the chief executive, without the one who is away. It has one of its two approvals."""
    if here.role() != "chief_executive":
        raise NotAllowed("Bare kommunedirektøren kan sette inn en fungerende koordinator.")
    name, email = check_wanted(name, email, at)
    reason = tidy_reason(reason, "begrunnelse")
    held = members.holding("coordinator")
    away = next((m for m in held if from_user_id in (None, m.user_id)), None)
    if away is None:
        raise NotNow("{kommune} har ingen koordinator nå. Inviter en ny under Tilgang.", kommune=here.kommune().name)
    person = db.session.scalars(
        select(Person).where(Person.user_id == away.user_id, Person.left_on.is_(None)).order_by(Person.id)
    ).first()
    facts: dict[str, Any] = {"from_user_id": away.user_id, "from_name": away.name, "from_person_id": person.id if person else None}
    handover = _begin("emergency", UUID(int=0), name, email, at, reason, from_email=away.email, **facts)
    handover.bundle_id, handover.state = handover.id, "waiting"
    approval = HandoverApproval(handover_id=handover.id, user_id=here.actor_id(), name=here.actor_name(), role=here.role(), approved=True)
    db.session.add(approval)
    db.session.flush()
    return handover


def write_notes(handover: Handover, seen: int | None, works: str, hard: str, meet_first: str, kept: guarding.Kept | None) -> None:
    """«Hva fungerer, hva er vanskelig, hvem bør du møte først?» under the guard."""
    require_steering(handover)
    hold(handover, *OPEN)
    texts = {"fungerer": works, "vanskelig": hard, "mote_forst": meet_first}
    texts = {field: text.replace("\x00", "").replace("\r\n", "\n").strip() for field, text in texts.items()}
    for field, text in texts.items():
        if len(text) > LONGEST_NOTE:
            raise Invalid("Teksten kan ha høyst {n} tegn.", field=field, n=LONGEST_NOTE)
    guarding.check(keeper(), texts, kept)
    check_version(handover, seen)
    handover.works, handover.hard, handover.meet_first = texts.values()
    audit.record("handover.notes_written", handover)


def tidy_reason(reason: str, field: str = "grunn") -> str:
    """A reason as it is kept: long enough to say something, and under the guard. Raises Invalid or Guarded."""
    reason = " ".join(reason.replace("\x00", "").split())
    if not SHORTEST_REASON <= len(reason) <= LONGEST_REASON:
        raise Invalid(
            "Skriv hvorfor, med {least} til {most} tegn.", field=field, least=SHORTEST_REASON, most=LONGEST_REASON
        )
    guarding.check(keeper(), {field: reason})
    return reason


def _begin(
    kind: str, bundle_id: UUID, name: str, email: str, at: datetime, reason: str, *, from_email: str,
    from_user_id: UUID, from_name: str, from_person_id: UUID | None,
) -> Handover:  # fmt: skip
    if email == from_email.lower():
        raise Invalid("Den som overtar, må være en annen enn den som overleverer.", field="epost")
    here.lock(f"handover:{from_user_id}")
    if under_way(from_user_id):
        raise NotNow("Det er allerede startet en overlevering i {kommune}.", kommune=here.kommune().name)
    known = members.successor(email)
    if known is None:
        day = at.astimezone(clock.OSLO).date()
        # An account to begin with: the coordinator's own role comes with the leader's approval, and never before.
        access.invite(email=email, name=name, role="member", from_on=day, reason=INVITED_FOR)
    handover = Handover(
        bundle_id=bundle_id, kind=kind, at=at, reason=reason, from_user_id=from_user_id, from_name=from_name,
        from_person_id=from_person_id, to_user_id=known[0] if known else None, to_name=known[1] if known else name,
        to_email=email, created_by=here.actor_name(),
    )  # fmt: skip
    db.session.add(handover)
    db.session.flush()
    audit.record(f"handover.started_{kind}", handover, at=at, from_user=from_user_id, known=known is not None)
    if kind == "emergency":
        notices.ask(handover)
    return handover
