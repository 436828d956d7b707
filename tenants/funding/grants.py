"""The verbs of grants: registered, applied for, answered, reported; and the measures they pay for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from saas import audit, here
from saas.db import check_version, db
from saas.errors import Invalid, NotFound, NotNow
from saas.pages import say
from saas.plaintext import clean
from tenants.bti.service import keeper
from tenants.funding import questions, rules
from tenants.funding.models import GRANT_STATES, SCHEMES, SLT, Grant, GrantMeasure, GrantYear
from tenants.groups import guarding
from tenants.measures.models import Measure

LONGEST_NAME, LONGEST_REFERENCE, LONGEST_CONDITIONS, LONGEST_RESULTS = 200, 100, 4000, 6000
MOST_YEARS, FIRST, LAST = 10, 2000, 2100
# From → to. The way back is there too: an answer that was pressed by mistake is taken back, not explained away.
STEPS: dict[str, tuple[str, ...]] = {
    "considered": ("applied",),
    "applied": ("granted", "refused", "considered"),
    "granted": ("reported", "applied"),
    "refused": ("applied",),
    "reported": ("granted",),
}


@dataclass(frozen=True)
class Told:
    """What is written about a grant. Deadlines that are left out are the scheme's own, where it has any."""

    name: str
    grantor: str
    scheme: str
    first_year: int
    years: int
    reference: str = ""
    apply_by: date | None = None
    report_by: date | None = None
    conditions: str = ""


def add(told: Told, state: str = "considered", *, kept: guarding.Kept | None = None) -> Grant:
    """A new grant, as far as it has come. Raises Invalid or Guarded with the form's fields, NotNow for a missing report."""
    if state not in GRANT_STATES:
        raise Invalid("Velg fra listen.", field="tilstand")
    grant = Grant(state=state)
    _write(grant, told, kept)
    db.session.add(grant)
    db.session.flush()
    db.session.refresh(grant, ["amounts", "ties"])
    if state == "applied":
        _require_open_way(grant)
    audit.record("grant.added", grant, scheme=grant.scheme, state=state, first_year=grant.first_year, years=grant.years)
    return grant


def change(grant: Grant, seen: int | None, told: Told, *, kept: guarding.Kept | None = None) -> None:
    """What is written about it, from now on. A year with money in it cannot fall out of the period."""
    _hold(grant, seen)
    new = range(told.first_year, told.first_year + told.years)
    if lost := [row for row in grant.amounts if row.year not in new]:
        if filled := [row.year for row in lost if row.amount or row.own or row.spent]:
            raise Invalid("Det står beløp på {year}. Fjern dem før perioden endres.", field="ar", year=filled[0])
        for row in lost:
            db.session.delete(row)
    _write(grant, told, kept)
    db.session.flush()
    db.session.refresh(grant, ["amounts"])
    audit.record("grant.changed", grant, scheme=grant.scheme, first_year=grant.first_year, years=grant.years)


def set_amounts(grant: Grant, seen: int | None, amounts: Sequence[rules.Money]) -> None:
    """Granted, own and spent for each year of the period, in øre."""
    _hold(grant, seen)
    known = {row.year: row for row in grant.amounts}
    for money in amounts:
        if money.year not in grant.period:
            raise Invalid("{year} er ikke med i tilskuddsperioden.", year=money.year)
        row = known.get(money.year)
        if row is None:
            row = GrantYear(grant_id=grant.id, year=money.year)
            db.session.add(row)
        row.amount, row.own, row.spent = money.amount, money.own, money.spent
    db.session.flush()
    db.session.refresh(grant, ["amounts"])
    audit.record("grant.amounts_set", grant, years=len(amounts), amount=sum(money.amount for money in amounts))


def move(grant: Grant, seen: int | None, state: str) -> str:
    """The next step, or one back; the state it led to. A delivered report with years left sets the next deadline."""
    if state not in STEPS[grant.state]:
        raise NotNow("Tilskuddet er «{now}» og kan ikke settes til det.", now=say(GRANT_STATES[grant.state]).lower())
    check_version(grant, seen)
    if state == "applied" and grant.state == "considered":
        _require_open_way(grant)
    before, following = grant.state, None
    if state == "reported":
        following = rules.next_report(grant.report_by, grant.first_year, grant.years)
    if following:
        grant.report_by = following
    else:
        grant.state = state
    audit.record("grant.moved", grant, before=before, after=grant.state, report_by=grant.report_by)
    return grant.state


def tie(grant: Grant, measure_id: UUID | None) -> None:
    """That the grant pays for a measure. Raises Invalid for one that is not there, or is tied already."""
    _require_unreported(grant)
    here.lock("grant_measures")
    query = select(Measure).where(Measure.id == measure_id, Measure.state != "rejected")
    if measure_id is None or db.session.scalars(query).one_or_none() is None:
        raise Invalid("Velg et tiltak fra listen.", field="tiltak")
    if measure_id in {row.measure_id for row in _ties(grant)}:
        raise Invalid("Tiltaket er knyttet til tilskuddet allerede.", field="tiltak")
    db.session.add(GrantMeasure(grant_id=grant.id, measure_id=measure_id))
    db.session.flush()
    db.session.refresh(grant, ["ties"])
    audit.record("grant.tied", grant, measure=measure_id)


def untie(grant: Grant, measure_id: UUID) -> None:
    """That it does not, after all. Raises NotFound where there was no tie."""
    _require_unreported(grant)
    tied = next((row for row in _ties(grant) if row.measure_id == measure_id), None)
    if tied is None:
        raise NotFound()
    db.session.delete(tied)
    db.session.flush()
    db.session.refresh(grant, ["ties"])
    audit.record("grant.untied", grant, measure=measure_id)


def write_results(grant: Grant, seen: int | None, text: str, *, kept: guarding.Kept | None = None) -> None:
    """What came of it, for the report."""
    text = clean(text).strip()
    if len(text) > LONGEST_RESULTS:
        raise Invalid("Teksten kan ha høyst {n} tegn.", field="resultater", n=LONGEST_RESULTS)
    _require_unreported(grant)
    guarding.check(keeper(), {"resultater": text}, kept)
    _hold(grant, seen)
    grant.results = text
    audit.record("grant.results_written", grant, length=len(text))


def _ties(grant: Grant) -> list[GrantMeasure]:
    return list(db.session.scalars(select(GrantMeasure).where(GrantMeasure.grant_id == grant.id)))


def _hold(grant: Grant, seen: int | None) -> None:
    _require_unreported(grant)
    check_version(grant, seen)


def _require_unreported(grant: Grant) -> None:
    if grant.state == "reported":
        raise NotNow("Tilskuddet er rapportert. Angre det først hvis noe må endres.")


def _require_open_way(grant: Grant) -> None:
    """An application may be sent only where no rule stops it. Raises NotNow with the first one that does."""
    for check in questions.checks(grant):
        if check.level == "stop":
            raise NotNow(check.words.message, **check.words.params)


def _write(grant: Grant, told: Told, kept: guarding.Kept | None) -> None:
    name, grantor, reference = (" ".join(clean(text).split()) for text in (told.name, told.grantor, told.reference))
    conditions = clean(told.conditions).strip()
    if told.scheme not in SCHEMES:
        raise Invalid("Velg fra listen.", field="ordning")
    _check_texts(name, grantor, reference, conditions)
    _check_period(told)
    guarding.check(
        keeper(), {"navn": name, "giver": grantor, "referanse": reference, "vilkar": conditions}, kept
    )
    grant.name, grant.grantor, grant.reference, grant.conditions = name, grantor, reference, conditions
    grant.scheme, grant.first_year, grant.years = told.scheme, told.first_year, told.years
    apply_by, report_by = rules.deadlines(told.scheme, told.first_year)
    grant.apply_by, grant.report_by = told.apply_by or apply_by, told.report_by or report_by


def _check_texts(name: str, grantor: str, reference: str, conditions: str) -> None:
    if not name:
        raise Invalid("Skriv hva tilskuddet gjelder.", field="navn")
    if not grantor:
        raise Invalid("Skriv hvem som gir tilskuddet.", field="giver")
    texts = (
        ("navn", name, LONGEST_NAME),
        ("giver", grantor, LONGEST_NAME),
        ("referanse", reference, LONGEST_REFERENCE),
        ("vilkar", conditions, LONGEST_CONDITIONS),
    )
    for field, text, most in texts:
        if len(text) > most:
            raise Invalid("Teksten kan ha høyst {n} tegn.", field=field, n=most)


def _check_period(told: Told) -> None:
    if not FIRST <= told.first_year <= LAST:
        raise Invalid("Skriv et årstall, for eksempel 2027.", field="ar")
    if not 1 <= told.years <= MOST_YEARS:
        raise Invalid("Skriv et antall år fra 1 til {n}.", field="antall", n=MOST_YEARS)
    if told.scheme == SLT and told.years > rules.MOST_YEARS:
        raise Invalid("SLT-tilskudd gis for høyst {n} år.", field="antall", n=rules.MOST_YEARS)
    for field, day in (("soknadsfrist", told.apply_by), ("rapportfrist", told.report_by)):
        if day is not None and not FIRST <= day.year <= LAST:
            raise Invalid("Fristen ser feil ut. Se særlig på året.", field=field)
    if told.apply_by and told.report_by and told.report_by < told.apply_by:
        raise Invalid("Rapportfristen kan ikke komme før søknadsfristen.", field="rapportfrist")
