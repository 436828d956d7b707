"""Measures: what is tried, by whom, towards which goal. The verbs; and, by the same name, what others ask about them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from saas import audit, clock, vocabulary
from saas.db import check_version, db
from saas.errors import Invalid, NotNow
from tenants.groups import guarding
from tenants.groups.guarding import Kept
from tenants.measures import frame, numbering, ties
from tenants.measures.evaluation_plans import Planned, plan_of, plans_of, set_plan
from tenants.measures.frame import outside_frame
from tenants.measures.lifecycle import EARLIEST, assess, begin, clean, decide, end, hold, mark_evaluated, reject, start
from tenants.measures.listing import Filters, Listing, listed
from tenants.measures.models import DECIDED, Measure
from tenants.measures.overlap import like
from tenants.measures.questions import (
    by_state,
    coordinator_owned,
    find,
    of_finding,
    of_goal,
    of_ids,
    of_item,
    of_round,
    proposals,
    running,
    stale,
    steps_of,
    without_finding_ids,
    youth_share,
)
from tenants.measures.status import ask_now, report

__all__ = [
    "Facts", "Filters", "Listing", "Planned", "ask_now", "assess", "by_state", "change", "coordinator_owned", "decide",
    "end", "find", "like", "listed", "mark_evaluated", "of_finding", "of_goal", "of_ids", "of_item", "of_round",
    "outside_frame", "plan_of", "plans_of", "proposals", "propose", "reject", "report", "running", "set_plan", "stale",
    "start", "steps_of", "without_finding_ids", "youth_share",
]  # fmt: skip

LONGEST_TITLE, LONGEST_TEXT, LONGEST_POLICE, LONGEST_YOUTH = 200, 4000, 1000, 500


@dataclass(frozen=True)
class Facts:
    """What is written about a measure. The codes are those of saas.vocabulary; `bti_level` is 0–3 or None."""

    title: str
    theme: str
    arena: str
    age_group: str
    type: str
    prevention_level: str
    group_id: UUID | None
    description: str = ""
    bti_level: int | None = None
    goal_id: UUID | None = None
    round_id: UUID | None = None
    item_id: UUID | None = None
    owner_id: UUID | None = None
    responsible_id: UUID | None = None
    coordinator_role: str = "coordinates"
    police_contribution: str = ""
    youth_input: bool = False
    youth_note: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    finding_ids: Iterable[UUID] = ()


def propose(facts: Facts, *, coordinator_ok: bool = False, kept: Kept | None = None) -> Measure:
    """«Forslag»: a new measure with the next number of the year.

    Raises Invalid or Guarded with the form's fields (tittel, tema, …). `coordinator_ok`: the advice against having
    the coordinator answer for it has been read.
    """
    year = clock.today().year
    measure = Measure(year=year, round_id=facts.round_id)
    round_ = ties.round_(facts.round_id)
    _write(measure, facts, coordinator_ok, kept)
    measure.item = ties.sak(facts.item_id or (round_.item_id if round_ else None))
    measure.item_id = measure.item.id if measure.item else None
    # The number is taken last, when nothing more can be refused: the row behind it is locked for all others.
    measure.number = numbering.take(year)
    db.session.add(measure)
    db.session.flush()
    ties.tie_findings(measure.id, facts.finding_ids)
    return begin(measure)


def change(
    measure: Measure, seen: int | None, facts: Facts, *, coordinator_ok: bool = False, kept: Kept | None = None
) -> Measure:
    """The facts as they shall be from now on. One that loses its goal after the decision goes to the styringsgruppe."""
    hold(measure)
    if measure.state in ("evaluated", "rejected"):
        raise NotNow("Tiltaket er evaluert eller avvist, og kan ikke endres.")
    if measure.state in DECIDED and facts.owner_id is None:
        raise Invalid("Et besluttet tiltak må ha en tjeneste som eier det.", field="eier")
    former_item = measure.item_id
    _write(measure, facts, coordinator_ok, kept, seen=seen)
    if measure.state not in DECIDED and facts.item_id != former_item:
        measure.item = ties.sak(facts.item_id)
        measure.item_id = facts.item_id
    ties.tie_findings(measure.id, facts.finding_ids)
    db.session.flush()
    audit.record("measure.changed", measure, goal=measure.goal_id, owner=measure.owner_id)
    frame.bring_up()
    return measure


def _write(measure: Measure, facts: Facts, coordinator_ok: bool, kept: Kept | None, *, seen: int | None = None) -> None:
    """Check everything before the row is touched: a refused page must show what stands."""
    texts = _texts(facts)
    codes = _codes(facts)
    _dates(facts)
    group = ties.group(facts.group_id)
    goal = ties.goal(facts.goal_id, measure.goal_id)
    owner = ties.owner(facts.owner_id)
    responsible = ties.person(facts.responsible_id, measure.responsible_id)
    if ties.is_coordinator(responsible) and facts.responsible_id != measure.responsible_id and not coordinator_ok:
        raise Invalid(
            "Koordinatoren skal først og fremst initiere og koordinere, ikke gjennomføre tiltakene. "
            "Velg en annen, eller bekreft under.",
            field="ansvarlig",
        )
    guarding.check(group, texts, kept)
    if measure.state:
        check_version(measure, seen)
    measure.title, measure.description = texts["tittel"], texts["beskrivelse"]
    measure.police_contribution, measure.youth_note = texts["politi"], texts["ungdom_notat"]
    for name, code in codes.items():
        setattr(measure, name, code)
    measure.bti_level, measure.youth_input = facts.bti_level, facts.youth_input
    measure.starts_on, measure.ends_on = facts.starts_on, facts.ends_on
    measure.group_id, measure.goal_id = group.id, facts.goal_id
    measure.owner_id, measure.responsible_id = facts.owner_id, facts.responsible_id
    measure.group, measure.goal, measure.owner, measure.responsible = group, goal, owner, responsible


def _texts(facts: Facts) -> dict[str, str]:
    title = " ".join(clean(facts.title, "tittel", LONGEST_TITLE).split())
    if not title:
        raise Invalid("Skriv hva tiltaket heter.", field="tittel")
    return {
        "tittel": title,
        "beskrivelse": clean(facts.description, "beskrivelse", LONGEST_TEXT),
        "politi": clean(facts.police_contribution, "politi", LONGEST_POLICE),
        "ungdom_notat": clean(facts.youth_note, "ungdom_notat", LONGEST_YOUTH),
    }


def _codes(facts: Facts) -> dict[str, str]:
    if facts.bti_level is not None and str(facts.bti_level) not in vocabulary.BTI_LEVELS:
        raise Invalid("Velg fra listen.", field="bti")
    return {
        "theme": vocabulary.require("theme", facts.theme, "tema"),
        "arena": vocabulary.require("arena", facts.arena, "arena"),
        "age_group": vocabulary.require("age_group", facts.age_group, "alder"),
        "type": vocabulary.require("measure_type", facts.type, "type"),
        "prevention_level": vocabulary.require("prevention_level", facts.prevention_level, "niva"),
        "coordinator_role": vocabulary.require("coordinator_role", facts.coordinator_role, "rolle"),
    }


def _dates(facts: Facts) -> None:
    for field, day in (("fra", facts.starts_on), ("til", facts.ends_on)):
        if day is not None and not EARLIEST <= day <= date(2100, 1, 1):
            raise Invalid("Datoen ser feil ut. Se særlig på året.", field=field)
    if facts.starts_on and facts.ends_on and facts.ends_on < facts.starts_on:
        raise Invalid("Sluttdatoen kan ikke være før startdatoen.", field="til")
