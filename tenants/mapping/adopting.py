"""Adoption: once, with a date, when all parts are finished; and then it stands as it stood."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from saas import audit, clock, here, vocabulary
from saas.db import check_version, db
from saas.errors import Invalid, NotNow
from saas.pages import say
from tenants.findings import service as findings
from tenants.mapping.contents import snapshot
from tenants.mapping.holding import hold
from tenants.mapping.models import Assessment, AssessmentFinding, AssessmentSection
from tenants.meetings.wording import listed as said_in_a_row

EARLIEST = date(2000, 1, 1)


def adopt(assessment: Assessment, seen_version: int | None, on: date | None) -> None:
    """Freeze the kartlegging with its findings as they are. Raises NotNow while a part is not finished."""
    hold(assessment)
    query = select(AssessmentSection.heading).where(AssessmentSection.assessment_id == assessment.id)
    left = set(db.session.scalars(query.where(AssessmentSection.state != "done")))
    if left:
        names = said_in_a_row([say(words) for code, words in vocabulary.HEADINGS.items() if code in left])
        raise NotNow("Kartleggingen kan ikke vedtas før alle delene er ferdige. Det mangler: {parts}.", parts=names)
    if on is None or not EARLIEST <= on <= clock.today():
        raise Invalid("Velg en dag som har vært. Se særlig på året.", field="dato")
    check_version(assessment, seen_version)
    frozen = _freeze(assessment)
    assessment.state, assessment.adopted_on = "adopted", on
    assessment.adopted_by = here.actor_name()[:200]
    db.session.flush()
    audit.record("assessment.adopted", assessment, on=on, findings=frozen)


def _freeze(assessment: Assessment) -> int:
    query = select(AssessmentFinding).where(AssessmentFinding.assessment_id == assessment.id)
    rows = list(db.session.scalars(query.options(joinedload(AssessmentFinding.finding))))
    backing = findings.evidences([row.finding for row in rows])
    for row in rows:
        row.frozen = snapshot(row.finding, backing[row.finding_id].types)
    return len(rows)
