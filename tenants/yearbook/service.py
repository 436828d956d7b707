"""The verbs of the annual report: begin a year's, write in it, and freeze it when it is adopted."""

from datetime import date
from uuid import UUID

from sqlalchemy import select

from saas import audit, clock, here
from saas.db import check_version, db
from saas.db import find as find_row
from saas.errors import Invalid, NotNow
from tenants.evaluation.models import Evaluation
from tenants.groups import guarding
from tenants.meetings.fields import tidy
from tenants.meetings.shielding import is_shielded
from tenants.plans.service import guard_group
from tenants.yearbook import document, facts
from tenants.yearbook.models import AnnualReport

LONGEST = 4000
FIRST_YEAR = 2015


def reports() -> list[AnnualReport]:
    """Every annual report, the newest first."""
    return list(db.session.scalars(select(AnnualReport).order_by(AnnualReport.year.desc())))


def find(annual_id: UUID) -> AnnualReport:
    """One report, or NotFound."""
    return find_row(AnnualReport, annual_id)


def years() -> list[int]:
    """The years that a report can be begun for: this one and the two before it, those that have none."""
    taken, this = {row.year for row in reports()}, clock.today().year
    return [year for year in (this - 1, this, this - 2) if year not in taken]


def begin(year: int) -> AnnualReport:
    """A draft, with what the year's evaluations taught filled in. Raises Invalid, and NotNow where there is one."""
    if not FIRST_YEAR <= year <= clock.today().year:
        raise Invalid("Velg et år fra listen.", field="ar")
    here.lock("annual_report")
    if db.session.scalar(select(AnnualReport.id).where(AnnualReport.year == year)) is not None:
        raise NotNow("Årsrapporten for {year} finnes allerede.", year=year)
    row = AnnualReport(year=year, learnt=_lessons(facts.evaluations(year)))
    db.session.add(row)
    db.session.flush()
    audit.record("annual_report.begun", row, year=year)
    return row


def write(row: AnnualReport, seen: int | None, summary: str, learnt: str, ahead: str, *, kept: guarding.Kept | None = None) -> AnnualReport:
    """The three texts. Raises NotNow for an adopted report, Invalid and Guarded at «kort», «laert» and «videre»."""
    _require_draft(row)
    texts = {"kort": tidy(summary), "laert": tidy(learnt), "videre": tidy(ahead)}
    for field, text in texts.items():
        if len(text) > LONGEST:
            raise Invalid("Teksten kan ha høyst {n} tegn.", field=field, n=LONGEST)
    guarding.check(guard_group(), texts, kept)
    check_version(row, seen)
    row.summary, row.learnt, row.ahead = texts["kort"], texts["laert"], texts["videre"]
    audit.record("annual_report.written", row, year=row.year)
    return row


def adopt(row: AnnualReport, seen: int | None, on: date) -> AnnualReport:
    """Freeze the report with the year's facts as they stand now. Raises NotNow before the year is over or without a summary."""
    _require_draft(row)
    if row.year >= clock.today().year:
        raise NotNow("Året er ikke over. Årsrapporten kan vedtas fra 1. januar {year}.", year=row.year + 1)
    if not row.summary:
        raise NotNow("Skriv «Året kort fortalt» før rapporten vedtas.")
    if not date(row.year, 12, 31) < on <= clock.today():
        raise Invalid("Rapporten er vedtatt i dag eller tidligere, etter at året var over.", field="dato")
    check_version(row, seen)
    content = document.compose(row, on)
    row.state, row.adopted_on, row.adopted_by = "adopted", on, here.actor_name()
    row.content, row.sha256 = content, document.fingerprint(content)
    db.session.flush()
    audit.record("annual_report.adopted", row, year=row.year, sha256=row.sha256)
    return row


def delete_draft(row: AnnualReport) -> None:
    """Throw away a draft."""
    _require_draft(row)
    audit.record("annual_report.deleted", row, year=row.year)
    db.session.delete(row)


def is_whole(row: AnnualReport) -> bool:
    """Whether an adopted report is word for word what was frozen."""
    return row.content is not None and document.fingerprint(row.content) == row.sha256


def _lessons(found: list[Evaluation]) -> str:
    lines = [f"- {one.measure.title}: {' '.join(one.lesson.split())}" for one in found if one.lesson and not is_shielded(one.measure.item)]
    kept: list[str] = []
    for line in lines:
        if len("\n".join([*kept, line])) <= LONGEST:
            kept.append(line)
    return "\n".join(kept)


def _require_draft(row: AnnualReport) -> None:
    if row.adopted:
        raise NotNow("Årsrapporten for {year} er vedtatt og kan ikke endres.", year=row.year)
