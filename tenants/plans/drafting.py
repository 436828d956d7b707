"""The first words of a new plan, from what the kommune knows already; everything can be written over."""

from collections.abc import Iterable

from saas import clock, here
from saas.pages import gettext
from tenants.findings import service as findings
from tenants.groups import service as groups
from tenants.mapping import questions as mapping
from tenants.measures import service as measures
from tenants.meetings.wording import in_the_kommunes_language
from tenants.network import service as network
from tenants.plans.models import ActionPlan

LONGEST = 8000
# Who is no part of the kommune, and takes part all the same.
PARTNERS = ("voluntary", "trade_association", "youth_council")


def prefill(plan: ActionPlan) -> ActionPlan:
    """Write the five parts of an empty plan, in the kommune's language."""
    with in_the_kommunes_language():
        plan.title = gettext("Handlingsplan %(years)s", years=plan.years)
        plan.overall = gettext(
            "Barn og unge i %(kommune)s får riktig hjelp til riktig tid, fra tjenester som samarbeider godt på tvers av "
            "etater og faggrupper.",
            kommune=here.kommune().name,
        )
        plan.situation = _cut(_situation())
        plan.offers = _cut(_offers())
        plan.process = _cut(_process())
        plan.partners = _cut(_partners())
    return plan


def usual_year() -> int:
    """From August on it is next year that is planned."""
    today = clock.today()
    return today.year + (today.month >= 8)


def _situation() -> str:
    assessment = mapping.latest_adopted()
    parts = [assessment.summary] if assessment and assessment.summary else []
    open_findings = findings.current()
    if open_findings:
        parts += [gettext("Dette vet vi nå:"), _points(finding.title for finding in open_findings)]
    return "\n\n".join(parts)


def _offers() -> str:
    running = measures.running()
    if not running:
        return ""
    lines = (f"{one.title} ({one.owner.name})" if one.owner else one.title for one in running)
    return "\n\n".join([gettext("Disse tiltakene er i gang eller besluttet:"), _points(lines)])


def _process() -> str:
    lines = []
    for group in groups.visible():
        places = dict.fromkeys(seat.person.organisation.name for seat in group.seats_on(clock.today()))
        lines.append(f"{group.name}: {', '.join(places)}" if places else group.name)
    said = gettext("Forslagene er samlet i koordineringsgruppen og prioritert av styringsgruppen.")
    return "\n\n".join([said, gettext("Disse har deltatt:"), _points(lines)]) if lines else said


def _partners() -> str:
    return _points(one.name for one in network.organisations() if one.type in PARTNERS)


def _points(lines: Iterable[str]) -> str:
    return "\n".join(f"- {' '.join(line.split())}" for line in lines)


def _cut(text: str) -> str:
    """Whole lines only, as many as the column holds."""
    while len(text) > LONGEST:
        text = text[:LONGEST].rpartition("\n")[0]
    return text
