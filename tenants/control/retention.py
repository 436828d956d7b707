"""How long things are kept, in one table; a trial that counts and deletes nothing, and the real run that does just that."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, any_, delete, exists, func, or_, select, update

from saas import audit, clock, here
from saas.accounts.links import GuestLink
from saas.archive import service as archive
from saas.archive.models import FilingPackage
from saas.db import InTenant, db, find
from saas.errors import NotAllowed, NotNow
from saas.outbox import Letter, LetterPart
from tenants.access import members
from tenants.access.models import AccessRequest, RoleInvitation
from tenants.control.models import RetentionRun
from tenants.minutes.models import MinuteNote, Minutes, TextConflict
from tenants.network.models import Person

GOOD_FOR = timedelta(hours=24)
# Who may let the real run go. Whoever controls looks on.
RUNNERS = ("coordinator", "chief_executive")
_AT_ONCE = 5000


@dataclass(frozen=True)
class Rule:
    """What is kept for how long. `find` names the rows that are due; without it nothing is deleted here, and `why` tells why."""

    code: str
    what: str
    period: str
    why: str
    find: Callable[[datetime], Select[Any]] | None = None
    erase: Callable[[list[UUID]], int] | None = None


def _links(now: datetime) -> Select[Any]:
    # Links run out by the real clock, as the walls read them.
    due = datetime.now(clock.UTC) - (clock.now() - now) - timedelta(days=30)
    return select(GuestLink.id).where(or_(GuestLink.expires_at < due, GuestLink.revoked_at < due))


def _ended_people(now: datetime) -> Select[Any]:
    day = (now - timedelta(days=365)).astimezone(clock.OSLO).date()
    live = {member.user_id for member in members.members() if member.last_day is None or member.last_day >= day}
    alone = or_(Person.user_id.is_(None), Person.user_id.not_in(live))
    return select(Person.id).where(Person.left_on < day, or_(Person.email != "", Person.phone != ""), alone)


def _conflicts(now: datetime) -> Select[Any]:
    query = select(TextConflict.id).join(MinuteNote, MinuteNote.id == TextConflict.note_id)
    query = query.join(Minutes, Minutes.meeting_id == MinuteNote.meeting_id)
    return query.where(Minutes.stage == "approved", Minutes.approved_at < now - timedelta(days=90))


def _old_letter(now: datetime) -> list[Any]:
    return [Letter.state != "waiting", Letter.created_at < now - timedelta(days=365)]


def _letters(now: datetime) -> Select[Any]:
    return select(Letter.id).where(*_old_letter(now))


def _parts(now: datetime) -> Select[Any]:
    """Attachments that only old letters carry."""
    kept = exists().where(
        LetterPart.id == any_(Letter.part_ids), or_(Letter.state == "waiting", Letter.created_at >= now - timedelta(days=365))
    )
    used = exists().where(LetterPart.id == any_(Letter.part_ids), *_old_letter(now))
    return select(LetterPart.id).where(used, ~kept)


def _packages(now: datetime) -> Select[Any]:
    """What the archive has not receipted is never due: the copy here may be the only one."""
    return archive.receipted_packages(now - timedelta(days=90))


def _invitations(now: datetime) -> Select[Any]:
    due, one = now - timedelta(days=365), RoleInvitation
    return select(one.id).where(or_(one.accepted_at < due, one.revoked_at < due, one.expires_at < due))


def _requests(now: datetime) -> Select[Any]:
    return select(AccessRequest.id).where(AccessRequest.state != "waiting", AccessRequest.decided_at < now - timedelta(days=365))


def _remove(model: type[InTenant]) -> Callable[[list[UUID]], int]:
    return lambda ids: int(db.session.execute(_plain(delete(model).where(model.id.in_(ids)))).rowcount)  # type: ignore[attr-defined]


def _plain(statement: Any) -> Any:
    """As it stands: no row of these is held in memory."""
    return statement.execution_options(synchronize_session=False)


def _forget_contact(ids: list[UUID]) -> int:
    changed = update(Person).where(Person.id.in_(ids)).values(email="", phone="", version=Person.version + 1)
    return int(db.session.execute(_plain(changed)).rowcount)  # type: ignore[attr-defined]


# In the order of deletion: attachments are found by the letters that carry them, so they go first.
RULES = (
    Rule("links", "Gjestelenker", "30 dager etter at de er utløpt eller trukket", "Lenken åpner ingenting lenger.", _links,
         _remove(GuestLink)),
    Rule("people", "Kontaktopplysninger til avsluttede brukere", "1 år etter siste dag",
         "E-post og telefon slettes. Navnet følger det personen har vært med på.", _ended_people, _forget_contact),
    Rule("conflicts", "Kladd til godkjente referat", "90 dager etter godkjenning",
         "Tekster som ble valgt bort. Referatets egen tekst er arkivpliktig.", _conflicts, _remove(TextConflict)),
    Rule("parts", "Vedlegg til gamle brev", "1 år", "Dokumentet selv ligger i saken.", _parts, _remove(LetterPart)),
    Rule("letters", "Sendte brev", "1 år", "At brevet ble sendt, står i loggen.", _letters, _remove(Letter)),
    Rule("packages", "Pakker til arkivet", "90 dager etter at arkivet har kvittert",
         "En pakke uten kvittering slettes aldri. Kvitteringen blir liggende.", _packages, _remove(FilingPackage)),
    Rule("invitations", "Invitasjoner til roller", "1 år etter at de er brukt, trukket eller utløpt",
         "Rollen selv står i tilgangslisten.", _invitations, _remove(RoleInvitation)),
    Rule("requests", "Forespørsler om tilgang", "1 år etter at de er besvart", "Svaret er gitt.", _requests, _remove(AccessRequest)),
    Rule("deeds", "Kvitteringer for skjema", "3 dager", "Slettes av seg selv hver dag."),
    Rule("sessions", "Innlogginger", "12 timer", "Ligger utenfor kommunen og slettes av seg selv."),
    Rule("log", "Logg", "12 måneder er foreslått, men loggen slettes ikke",
         "Hver hendelse bygger på den forrige. Tas én ut, kan ingen lenger se om noe er endret."),
    Rule("minutes", "Referat", "Bevares", "Arkivpliktig, ikke eksportert: slettes aldri herfra før arkivet har kvittert."),
)  # fmt: skip


def trial() -> RetentionRun:
    """«Prøvekjør sletting»: count what is due by each rule. Nothing is deleted."""
    now = clock.now()
    run = RetentionRun(kind="trial", by=here.actor_name(), at=now, counts={**_counted(now), "held": _held()})
    db.session.add(run)
    db.session.flush()
    audit.record("retention.tried", run, **{code: found["n"] for code, found in run.counts.items() if isinstance(found, dict)})
    return run


def run_for_real(trial_id: UUID) -> RetentionRun:
    """Delete exactly what a trial less than a day old counted, or stop. Raises NotFound, NotAllowed and NotNow."""
    counted = find(RetentionRun, trial_id)
    if here.role() not in RUNNERS:
        raise NotAllowed("Bare SLT-koordinatoren eller kommunedirektøren kan slette etter en prøvekjøring.")
    here.lock("retention")
    _still_good(counted)
    if _counted(counted.at) != _only_rules(counted.counts):
        raise NotNow("Noe har endret seg siden prøvekjøringen. Ingenting er slettet. Prøvekjør på nytt.")
    for rule in RULES:
        if rule.find and rule.erase:
            ids, expected = _due(rule, counted.at), counted.counts[rule.code]["n"]
            erased = sum(rule.erase(ids[start : start + _AT_ONCE]) for start in range(0, len(ids), _AT_ONCE))
            if erased != expected:
                raise NotNow("Noe har endret seg siden prøvekjøringen. Ingenting er slettet. Prøvekjør på nytt.")
    run = RetentionRun(kind="real", by=here.actor_name(), at=clock.now(), counts=counted.counts, trial_id=counted.id)
    db.session.add(run)
    db.session.flush()
    audit.record("retention.run", run, trial=counted.id, **{code: found["n"] for code, found in _only_rules(run.counts).items()})
    return run


def latest() -> list[RetentionRun]:
    """The latest runs, newest first."""
    return list(db.session.scalars(select(RetentionRun).order_by(RetentionRun.at.desc(), RetentionRun.id).limit(10)))


def is_usable(run: RetentionRun, runs: Iterable[RetentionRun]) -> bool:
    """Whether a trial may still be carried out: young enough, not used, and with something to delete."""
    used = any(other.trial_id == run.id for other in runs)
    return run.kind == "trial" and not used and run.at > clock.now() - GOOD_FOR and total(run) > 0


def total(run: RetentionRun) -> int:
    """How many rows a run counted."""
    return sum(found["n"] for found in _only_rules(run.counts).values())


def _still_good(run: RetentionRun) -> None:
    if run.kind != "trial":
        raise NotNow("Slettingen er allerede gjort.")
    if db.session.scalar(select(RetentionRun.id).where(RetentionRun.trial_id == run.id).limit(1)) is not None:
        raise NotNow("Prøvekjøringen er allerede brukt. Prøvekjør på nytt.")
    if run.at <= clock.now() - GOOD_FOR:
        raise NotNow("Prøvekjøringen er mer enn et døgn gammel. Prøvekjør på nytt.")
    if not total(run):
        raise NotNow("Det er ingenting å slette.")


def _only_rules(counts: dict[str, Any]) -> dict[str, Any]:
    return {rule.code: counts[rule.code] for rule in RULES if rule.code in counts}


def _counted(now: datetime) -> dict[str, Any]:
    """Rule → how many rows are due, and a mark of exactly which."""
    counts = {}
    for rule in RULES:
        if rule.find:
            ids = _due(rule, now)
            counts[rule.code] = {"n": len(ids), "mark": hashlib.sha256("".join(map(str, ids)).encode()).hexdigest()[:32]}
    return counts


def _due(rule: Rule, now: datetime) -> list[UUID]:
    assert rule.find is not None
    return sorted(db.session.scalars(rule.find(now)))


def _held() -> int:
    """Minutes that the archive has not receipted as they stand now: they are nowhere else than here."""
    there = archive.is_receipted("minutes", Minutes.id, Minutes.latest)
    return db.session.scalar(select(func.count()).select_from(Minutes).where(~there)) or 0
