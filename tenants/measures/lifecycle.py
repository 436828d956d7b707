"""The life of a measure: Forslag → Vurdert → Besluttet → Igangsatt → Avsluttet → Evaluert, each step with who, when and why."""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import func, select

from saas import audit, clock, here
from saas.accounts import links
from saas.db import check_version, db
from saas.errors import Invalid, NotNow
from saas.pages import gettext
from tenants.groups import guarding
from tenants.groups.guarding import Kept
from tenants.measures import frame
from tenants.measures.models import STATES, EvaluationPlan, Measure, MeasureStep
from tenants.meetings.models import AgendaItem
from tenants.network.models import Organisation

# From → to. Everything else is refused.
STEPS: dict[str, tuple[str, ...]] = {
    "proposed": ("assessed", "rejected"),
    "assessed": ("decided", "rejected"),
    "decided": ("started", "assessed", "rejected"),
    "started": ("ended",),
    "ended": ("evaluated",),
    "evaluated": (),
    "rejected": (),
}
SHORTEST_WHY, LONGEST_WHY, LONGEST_DECISION = 10, 2000, 2000
# A planned day outside this is a slip of the finger, such as the year 0026.
EARLIEST = date(2015, 1, 1)

# Evaluations come later in the year, and say here whether a measure has one.
EVALUATED: list[Callable[[UUID], bool]] = []


def assess(measure: Measure, why: str = "", *, seen: int | None = None, kept: Kept | None = None) -> Measure:
    """«Vurdert»: the proposal has been looked at. From a decided one it is a step back, which needs its reason."""
    hold(measure)
    _require(measure, "proposed", "decided", wanted="assessed")
    back = measure.state == "decided"
    why = _why(measure, why, kept, needed=back)
    check_version(measure, seen)
    step(measure, "assessed", why)
    if back:
        measure.item_id = measure.decided_on = None
        measure.decision = ""
    return measure


def decide(
    measure: Measure,
    item: AgendaItem | None,
    decided_on: date | None,
    decision: str = "",
    why: str = "",
    *,
    owner: Organisation | None = None,
    seen: int | None = None,
    kept: Kept | None = None,
) -> Measure:
    """«Besluttet»: in a sak or with a written decision, on a day, and owned by a service.

    A proposal that nobody has assessed is assessed in the same press; both steps are kept. Raises Invalid
    (fields sak, vedtak, dato, eier) and NotNow. One without an adopted goal goes to the styringsgruppe.
    """
    hold(measure)
    _require(measure, "proposed", "assessed", wanted="decided")
    decision = clean(decision, "vedtak", LONGEST_DECISION)
    if item is None and not decision:
        raise Invalid("Velg saken tiltaket ble besluttet i, eller skriv vedtaket.", field="sak")
    if decided_on is None:
        raise Invalid("Skriv når tiltaket ble besluttet.", field="dato")
    if not EARLIEST <= decided_on <= clock.today():
        raise Invalid("Beslutningen må være tatt i dag eller før.", field="dato")
    owner_id = owner.id if owner else measure.owner_id
    if owner_id is None:
        raise Invalid("Velg hvilken tjeneste som eier tiltaket.", field="eier")
    guarding.check(measure.group, {"vedtak": decision}, kept)
    why = _why(measure, why, kept)
    check_version(measure, seen)
    if measure.state == "proposed":
        step(measure, "assessed", why)
    measure.item_id, measure.item = (item.id, item) if item else (None, None)
    measure.decided_on, measure.decision, measure.owner_id = decided_on, decision, owner_id
    step(measure, "decided", why)
    db.session.refresh(measure, ["owner"])
    frame.bring_up()
    return measure


def start(
    measure: Measure, on: date | None = None, why: str = "", *, seen: int | None = None, kept: Kept | None = None
) -> Measure:
    """«Igangsatt»: refused until it is decided how the measure will be judged (decision D4)."""
    hold(measure)
    _require(measure, "decided", wanted="started")
    plan = db.session.scalars(select(EvaluationPlan).where(EvaluationPlan.measure_id == measure.id)).one_or_none()
    if plan is None or plan.lacks:
        raise NotNow(
            "Tiltaket kan ikke settes i gang før evalueringen er planlagt. "
            "Velg: Effekt · Gjennomføring · Brukererfaring · Deltakelse · Evalueres ikke, fordi …"
        )
    today = clock.today()
    began = on or (measure.starts_on if measure.starts_on and measure.starts_on <= today else today)
    if not EARLIEST <= began <= today:
        raise Invalid("Startdatoen må være i dag eller før.", field="dato")
    if measure.ends_on and measure.ends_on < began:
        raise Invalid("Tiltaket kan ikke starte etter sluttdatoen. Endre datoene først.", field="dato")
    why = _why(measure, why, kept)
    check_version(measure, seen)
    # From now on the month runs within which somebody should tell how it goes.
    measure.starts_on, measure.status, measure.status_at = began, "none", clock.now()
    return step(measure, "started", why)


def end(
    measure: Measure, on: date | None, why: str = "", *, seen: int | None = None, kept: Kept | None = None
) -> Measure:
    """«Avsluttet», on a day. The links in the letters that ask for its status open nothing any more."""
    hold(measure)
    _require(measure, "started", wanted="ended")
    if on is None:
        raise Invalid("Skriv når tiltaket ble avsluttet.", field="dato")
    if on > clock.today():
        raise Invalid("Sluttdatoen må være i dag eller før.", field="dato")
    if measure.starts_on and on < measure.starts_on:
        raise Invalid("Tiltaket kan ikke være avsluttet før det startet.", field="dato")
    why = _why(measure, why, kept)
    check_version(measure, seen)
    measure.ends_on = on
    links.revoke(measure.id, "measure.status")
    return step(measure, "ended", why)


def mark_evaluated(measure: Measure, why: str = "", *, seen: int | None = None, kept: Kept | None = None) -> Measure:
    """«Evaluert»: it has an evaluation, or it was decided beforehand that it should have none."""
    hold(measure)
    _require(measure, "ended", wanted="evaluated")
    plan = db.session.scalars(select(EvaluationPlan).where(EvaluationPlan.measure_id == measure.id)).one_or_none()
    if not (plan is not None and plan.excused) and not any(has(measure.id) for has in EVALUATED):
        raise NotNow("Skriv evalueringen først. Da blir tiltaket evaluert.")
    why = _why(measure, why, kept)
    check_version(measure, seen)
    return step(measure, "evaluated", why)


def reject(measure: Measure, why: str, *, seen: int | None = None, kept: Kept | None = None) -> Measure:
    """«Avvist», with the reason that the next who thinks of it will read."""
    hold(measure)
    _require(measure, "proposed", "assessed", "decided", wanted="rejected")
    why = _why(measure, why, kept, needed=True)
    check_version(measure, seen)
    return step(measure, "rejected", why)


def begin(measure: Measure) -> Measure:
    """The first step of a new measure: it is proposed."""
    return _record(measure, "", "proposed", "")


def step(measure: Measure, to: str, why: str = "") -> Measure:
    """Take one step and write it down. Raises NotNow for one that is not in STEPS."""
    former = measure.state
    if to not in STEPS[former]:
        raise _cannot(measure, to)
    measure.state = to
    return _record(measure, former, to, why)


def _record(measure: Measure, former: str, to: str, why: str) -> Measure:
    db.session.flush()
    last = db.session.scalar(select(func.max(MeasureStep.at)).where(MeasureStep.measure_id == measure.id))
    # Never the same moment twice: two steps of one press keep their order.
    at = max(clock.now(), last + timedelta(microseconds=1)) if last else clock.now()
    db.session.add(
        MeasureStep(measure_id=measure.id, from_state=former, to_state=to, why=why, by=here.actor_name(), at=at)
    )
    db.session.flush()
    audit.record(f"measure.{to}", measure, former=former)
    return measure


def hold(measure: Measure) -> Measure:
    """Lock the measure until the transaction ends and read it anew, so that two steps never cross."""
    db.session.execute(select(Measure.id).where(Measure.id == measure.id).with_for_update())
    db.session.refresh(measure)
    return measure


def clean(text: str | None, field: str, longest: int) -> str:
    """A text as it is kept. Raises Invalid when it is too long."""
    text = (text or "").replace("\x00", "").strip()
    if len(text) > longest:
        raise Invalid("Teksten kan ha høyst {n} tegn.", field=field, n=longest)
    return text


def _require(measure: Measure, *states: str, wanted: str) -> None:
    if measure.state not in states:
        raise _cannot(measure, wanted)


def _cannot(measure: Measure, wanted: str) -> NotNow:
    return NotNow(
        "Tiltaket står som «{now}», og kan ikke bli «{wanted}» derfra.",
        now=gettext(STATES[measure.state]), wanted=gettext(STATES[wanted]),
    )  # fmt: skip


def _why(measure: Measure, why: str, kept: Kept | None, *, needed: bool = False) -> str:
    why = clean(why, "begrunnelse", LONGEST_WHY)
    if needed and len(why) < SHORTEST_WHY:
        raise Invalid("Skriv hvorfor, med minst {n} tegn.", field="begrunnelse", n=SHORTEST_WHY)
    guarding.check(measure.group, {"begrunnelse": why}, kept)
    return why
