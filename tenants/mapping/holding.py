"""A kartlegging that is adopted does not change, also when somebody writes at the moment it is adopted."""

from sqlalchemy import select

from saas.db import db
from saas.errors import NotNow
from tenants.mapping.models import Assessment, AssessmentSection


def lock(assessment: Assessment) -> None:
    """Deeds on one kartlegging come one after the other, and the later one sees what the first did."""
    db.session.scalar(select(Assessment.id).where(Assessment.id == assessment.id).with_for_update())
    db.session.refresh(assessment, ["state", "title", "due_on", "summary", "item_id", "version"])


def hold(assessment: Assessment) -> None:
    """Keep the kartlegging until the deed is done. Raises NotNow when it is adopted."""
    lock(assessment)
    if assessment.adopted:
        raise NotNow("Kartleggingen er vedtatt og kan ikke endres.")


def hold_section(section: AssessmentSection) -> None:
    """Keep a part and its kartlegging, and see the part as it stands now. Raises NotNow when it is adopted."""
    hold(section.assessment)
    db.session.refresh(section, ["text", "state", "person_id", "due_on", "written_by", "written_at", "version"])
