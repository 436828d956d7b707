"""A situasjonsbilde as it was presented: frozen with its fingerprint when a sak is made of it, and read again by date."""

import hashlib
import json
from typing import Any
from uuid import UUID

from sqlalchemy import select

from saas import audit, clock, here
from saas.accounts.guard import can
from saas.db import db
from saas.db import find as find_row
from saas.errors import Invalid, NotFound, NotNow
from tenants.groups import service as groups
from tenants.groups.guarding import Kept
from tenants.groups.models import Group
from tenants.meetings import backlog
from tenants.meetings.models import AgendaItem
from tenants.meetings.wording import in_the_kommunes_language
from tenants.situation import content as sheet
from tenants.situation import wording
from tenants.situation.models import SituationReport

LONGEST_SUMMARY = 2000


def draft() -> tuple[Group, str, str]:
    """The styringsgruppe, and the title and summary that a sak would get, in the kommune's language."""
    group = _steering()
    with in_the_kommunes_language():
        content = sheet.build()
        return group, wording.title(content), sheet.summary(content)[:LONGEST_SUMMARY]


def present(summary: str, kept: Kept | None = None) -> SituationReport:
    """«Lag sak til styringsgruppen»: a sak that waits for the next meeting, and the sheet frozen as it stands now."""
    group = _steering()
    with in_the_kommunes_language():
        content = sheet.build()
        title = wording.title(content)
    if len(summary) > LONGEST_SUMMARY:
        raise Invalid("Sammendraget kan ha høyst {n} tegn.", field="beskrivelse", n=LONGEST_SUMMARY)
    item = backlog.propose(group, None, title=title, description=summary.strip(), kind="discussion", kept=kept)
    report = SituationReport(
        on_date=clock.today(), content=content, summary=summary.strip(), item_id=item.id,
        created_by=here.actor_name()[:200], sha256=fingerprint(content),
    )  # fmt: skip
    db.session.add(report)
    db.session.flush()
    audit.record("situation.presented", report, item=item.id, sha256=report.sha256)
    return report


def frozen() -> list[tuple[SituationReport, AgendaItem]]:
    """Those that were presented to a group the visitor sees, the newest first, each with its sak."""
    query = select(SituationReport).order_by(SituationReport.on_date.desc(), SituationReport.created_at.desc())
    rows = list(db.session.scalars(query))
    items = db.session.scalars(select(AgendaItem).where(AgendaItem.id.in_([row.item_id for row in rows])))
    seen = {group.id for group in groups.visible(include_closed=True)}
    known = {item.id: item for item in items if item.group_id in seen}
    return [(row, known[row.item_id]) for row in rows if row.item_id in known]


def find(situation_id: UUID) -> SituationReport:
    """One that the visitor may see: as its sak, or as somebody who sees all. Otherwise NotFound."""
    report = find_row(SituationReport, situation_id)
    if report.item_id is not None:
        backlog.find_item(report.item_id)
    elif not can("see_all"):
        raise NotFound()
    return report


def whole(report: SituationReport) -> bool:
    """Whether it still says what it said."""
    return fingerprint(report.content) == report.sha256


def fingerprint(content: dict[str, Any]) -> str:
    """The same for the same content, however it was kept."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _steering() -> Group:
    group = sheet.steering_group()
    if group is None:
        raise NotNow("Kommunen har ingen styringsgruppe i Bindeledd. Opprett den under Grupper først.")
    return group
