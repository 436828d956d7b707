"""The package to the new coordinator: one kommune's, never all in one. Kept as it was made, with its hash."""

import hashlib
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from saas import audit, clock, here, printing
from saas.db import db
from saas.db import find as find_row
from saas.errors import NotAllowed
from saas.pages import gettext, say, short_day
from tenants.frames.models import Agreement, AgreementParty, Mandate
from tenants.goals import service as goals
from tenants.handover import choosing, service
from tenants.handover.models import Handover, HandoverPackage
from tenants.measures import service as measures
from tenants.meetings import service as meetings
from tenants.meetings.wording import in_the_kommunes_language
from tenants.minutes import service as minutes
from tenants.minutes.models import Minutes
from tenants.network import service as network

Block = dict[str, Any]
LAST_MINUTES = 4
YEAR = timedelta(days=365)


def make(handover: Handover) -> HandoverPackage:
    """«Lag pakke»: a PDF of this kommune as it stands now."""
    service.require_steering(handover)
    service.hold(handover, *service.OPEN)
    content = printing.pdf(report(handover), when=clock.now().replace(microsecond=0))
    name = f"Overlevering {here.kommune().name} {clock.today().isoformat()}.pdf"
    package = HandoverPackage(
        handover_id=handover.id, filename=name, content=content, sha256=hashlib.sha256(content).hexdigest(),
        created_by=here.actor_name(),
    )  # fmt: skip
    db.session.add(package)
    db.session.flush()
    audit.record("handover.package_made", package, handover=handover.id, sha256=package.sha256)
    return package


def of(handover: Handover) -> list[tuple[UUID, str, str, Any]]:
    """(id, file name, hash, when) of each package, the latest first; never the bytes."""
    columns: list[Any] = [getattr(HandoverPackage, name) for name in ("id", "filename", "sha256", "created_at")]
    query = select(*columns).where(HandoverPackage.handover_id == handover.id)
    return [tuple(row) for row in db.session.execute(query.order_by(HandoverPackage.created_at.desc()))]  # type: ignore[misc]


def find(package_id: UUID) -> HandoverPackage:
    """One package, for the old and the new coordinator and the chief executive. Raises NotFound before NotAllowed."""
    package = find_row(HandoverPackage, package_id)
    if not may_read():
        raise NotAllowed("Pakken er for koordinatoren og kommunedirektøren.")
    return package


def may_read() -> bool:
    """The old coordinator until the minute, the new one from it, and the chief executive."""
    return here.role() in ("coordinator", "chief_executive")


def report(handover: Handover) -> dict[str, Any]:
    """A `saas.documents.Report` in the kommune's language."""
    with in_the_kommunes_language():
        place = here.kommune().name
        title = gettext("Overleveringspakke for %(place)s", place=place)
        return {
            "kind": "report", "language": here.kommune().language, "kommune": place, "title": title,
            "status": say(service.STATES[handover.state]),
            "facts": [
                [gettext("Overleverer"), handover.from_name], [gettext("Overtar"), handover.to_name],
                [gettext("Tidspunkt"), f"{short_day(handover.at)} kl. {handover.at.astimezone(clock.OSLO):%H.%M}"],
            ],
            "blocks": [
                *_notes(handover), *_mandates(), *_agreements(), *_wheel(), *_goals(), *_measures(), *_minutes(),
                *_contacts(), *_deadlines(handover),
            ],
            "labels": {"page": gettext("Side"), "of": gettext("av")},
            "footer": f"{place} – {title}",
        }  # fmt: skip


def _notes(handover: Handover) -> list[Block]:
    asked = (
        (gettext("Hva fungerer"), handover.works), (gettext("Hva er vanskelig"), handover.hard),
        (gettext("Hvem du bør møte først"), handover.meet_first),
    )  # fmt: skip
    blocks = [_heading(gettext("Notater"))]
    for heading, text in asked:
        blocks += [{"type": "heading", "text": heading, "level": 2}, _text(text or gettext("Ikke skrevet."))]
    return blocks


def _mandates() -> list[Block]:
    found = list(db.session.scalars(select(Mandate).where(Mandate.state != "replaced").order_by(Mandate.number)))
    blocks = [_heading(gettext("Mandat"))]
    for mandate in found:
        parts = (mandate.purpose, mandate.tasks, mandate.authority, mandate.composition, mandate.rhythm, mandate.reporting)
        state = gettext("godkjent") if mandate.state == "approved" else gettext("utkast")
        blocks += [
            {"type": "heading", "text": f"{mandate.group.name}, {state}", "level": 2},
            _text("\n\n".join(part for part in parts if part)),
        ]
    return blocks if found else [*blocks, _text(gettext("Ingen mandat er lagt inn."))]


def _agreements() -> list[Block]:
    query = select(Agreement).where(Agreement.state.in_(("draft", "in_force"))).order_by(Agreement.title)
    found = list(db.session.scalars(query))
    parties: dict[UUID, list[str]] = {}
    for party in db.session.scalars(select(AgreementParty).order_by(AgreementParty.organisation)):
        parties.setdefault(party.agreement_id, []).append(party.organisation)
    rows = [[a.title, ", ".join(parties.get(a.id, [])), short_day(a.valid_to) or gettext("uten sluttdato")] for a in found]
    head = [gettext("Avtale"), gettext("Parter"), gettext("Gjelder til")]
    return _listed(gettext("Avtaler"), head, rows, gettext("Ingen avtaler er lagt inn."))


def _wheel() -> list[Block]:
    coming = meetings.between(clock.today(), clock.today() + YEAR)
    rows = [[short_day(m.day), f"{m.starts:%H.%M}", m.group.name, m.place] for m in coming if m.counts]
    head = [gettext("Dag"), gettext("Klokkeslett"), gettext("Gruppe"), gettext("Sted")]
    return _listed(gettext("Årshjul: møtene det neste året"), head, rows, gettext("Ingen møter er planlagt."))


def _goals() -> list[Block]:
    rows = [[goal.title, goal.years, goal.indicator or goal.judged_by] for goal in goals.adopted()]
    head = [gettext("Mål"), gettext("Periode"), gettext("Måles ved")]
    return _listed(gettext("Mål"), head, rows, gettext("Ingen mål er vedtatt."))


def _measures() -> list[Block]:
    rows = [
        [f"{m.label} {m.title}", m.owner.name if m.owner else "", m.responsible.name if m.responsible else "", short_day(m.ends_on)]
        for m in measures.running()
    ]
    head = [gettext("Tiltak"), gettext("Eier"), gettext("Ansvarlig"), gettext("Til")]
    return _listed(gettext("Tiltak"), head, rows, gettext("Ingen tiltak er i gang."))


def _minutes() -> list[Block]:
    query = select(Minutes).where(Minutes.sent_at.is_not(None)).order_by(Minutes.sent_at.desc()).limit(LAST_MINUTES)
    found, decided = list(db.session.scalars(query).unique()), minutes.decisions()
    blocks = [_heading(gettext("De fire siste referatene"))]
    for one in found:
        points = [f"{d.number} {d.title}: {d.text}".strip() for d in decided if d.minutes_id == one.id]
        blocks.append({"type": "heading", "text": f"{one.meeting.group.name}, {short_day(one.meeting.day)}", "level": 2})
        blocks.append({"type": "list", "items": points} if points else _text(gettext("Ingen vedtak.")))
    return blocks if found else [*blocks, _text(gettext("Ingen referater er sendt."))]


def _contacts() -> list[Block]:
    rows = [[p.name, p.title, p.organisation.name, p.email, p.phone] for p in network.people()]
    head = [gettext("Navn"), gettext("Tittel"), gettext("Virksomhet"), gettext("E-post"), gettext("Telefon")]
    return _listed(gettext("Kontakter"), head, rows, gettext("Ingen personer er lagt inn."))


def _deadlines(handover: Handover) -> list[Block]:
    chosen = choosing.choices(handover)
    open_ = sorted((d for d in choosing.duties_of(handover) if d.due), key=lambda d: d.due)  # type: ignore[arg-type, return-value]
    rows = [[short_day(duty.due), duty.text, _who(handover, chosen.get(duty.key))] for duty in open_]
    head = [gettext("Frist"), gettext("Hva"), gettext("Hvem fra nå")]
    return _listed(gettext("Frister"), head, rows, gettext("Ingen frister er satt."))


def _who(handover: Handover, row: Any) -> str:
    if row is not None and row.choice == "close":
        return gettext("Avsluttes")
    return row.person.name if row is not None and row.person is not None else handover.to_name


def _listed(heading: str, head: Sequence[str], rows: list[list[str]], none: str) -> list[Block]:
    if not rows:
        return [_heading(heading), _text(none)]
    table = {"type": "table", "caption": heading, "head": list(head), "rows": rows, "align": ["left"] * len(head)}
    return [_heading(heading), table]


def _heading(text: str) -> Block:
    return {"type": "heading", "text": text, "level": 1}


def _text(text: str) -> Block:
    return {"type": "text", "text": text}
