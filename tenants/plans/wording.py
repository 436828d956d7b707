"""Goals, measures and differences of a plan in words, from plain values: the same for a page, a file and the table."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from saas import vocabulary
from saas.pages import day, gettext, say
from tenants.goals.numbers import amount
from tenants.goals.progress import by
from tenants.plans.differences import Difference, Entry

# Field of a goal or a measure → bokmål, as the revision table names it.
FIELD_NAMES = {
    "title": "Tittel", "description": "Beskrivelse", "focus_area": "Satsingsområde", "theme": "Tema",
    "from_year": "Fra og med år", "to_year": "Til og med år", "measurable": "Kan måles", "indicator": "Indikator",
    "unit": "Enhet", "baseline": "Utgangspunkt", "baseline_year": "Utgangspunktet gjelder år", "target": "Måltall",
    "target_on": "Måldato", "judged_by": "Slik vurderes det", "rank": "Prioritet", "goal": "Mål", "arena": "Arena",
    "age_group": "Aldersgruppe", "type": "Type", "prevention_level": "Forebyggingsnivå", "owner": "Eier",
    "responsible": "Ansvarlig", "starts_on": "Start", "ends_on": "Slutt", "youth": "Innspill fra ungdom",
    "evaluation": "Evaluering",
}  # fmt: skip
_CODES = {
    "theme": "theme", "arena": "arena", "age_group": "age_group", "type": "measure_type",
    "prevention_level": "prevention_level",
}  # fmt: skip
# Too long to be quoted twice in a table.
_LONG = ("description", "judged_by")
LONGEST = 2000


def of_difference(difference: Difference, titles: Mapping[str, str]) -> str:
    """«T-26-007 Lys ved Torget: Start endret fra 1. desember 2026 til 1. mars 2027»"""
    name = called(difference)
    if difference.change == "added":
        new_goal = difference.part == "goals"
        return (gettext("Nytt mål: %(name)s", name=name) if new_goal else gettext("Nytt tiltak: %(name)s", name=name))[
            :LONGEST
        ]
    if difference.change == "removed":
        if difference.part == "goals":
            return gettext("Målet gjelder ikke lenger: %(name)s", name=name)[:LONGEST]
        return gettext("Tiltaket er tatt ut: %(name)s", name=name)[:LONGEST]
    field = say(FIELD_NAMES[difference.field])
    if difference.field in _LONG:
        return gettext("%(name)s: %(field)s er endret", name=name, field=field)[:LONGEST]
    unit = difference.entry.get("unit", "") if difference.part == "goals" else ""
    before, after = (value(difference.field, one, titles, unit) for one in (difference.before, difference.after))
    said = gettext(
        "%(name)s: %(field)s endret fra %(before)s til %(after)s", name=name, field=field, before=before, after=after
    )
    return said[:LONGEST]


def called(difference: Difference) -> str:
    """«T-26-007 Lys ved Torget», or a goal's title in quotes."""
    entry = difference.entry
    return f"{entry['label']} {entry['title']}" if difference.part == "measures" else f"«{entry['title']}»"


def value(field: str, given: Any, titles: Mapping[str, str], unit: str = "") -> str:
    """One value as a reader sees it."""
    if given is None or given == "":
        return gettext("ikke satt")
    if field in _CODES:
        return say(vocabulary.words(_CODES[field], given))
    if field in ("baseline", "target"):
        return amount(Decimal(given), unit)
    if field in ("target_on", "starts_on", "ends_on"):
        return on(given)
    if field in ("measurable", "youth"):
        return gettext("Ja") if given else gettext("Nei")
    if field == "goal":
        return f"«{titles.get(given, gettext('et mål som ikke gjelder lenger'))}»"
    return evaluation(given) if field == "evaluation" else str(given)


def on(iso: str | None) -> str:
    """«1. mars 2027»"""
    return day(date.fromisoformat(iso)).partition(" ")[2] if iso else ""


def evaluation(given: Mapping[str, Any] | None) -> str:
    """«Effekt: Andel tilbudt hasj, måles 1. juni 2027 av Hanne Dahl»"""
    if not given:
        return gettext("Ikke planlagt")
    if given["type"] == "none":
        return gettext("Evalueres ikke, fordi %(reason)s", reason=given["reason"])
    words = say(vocabulary.words("evaluation_type", given["type"]))
    parts = [f"{words}: {given['indicator']}" if given["indicator"] else words]
    numbers = [amount(Decimal(given[end]), given["unit"]) for end in ("baseline", "target") if given[end] is not None]
    if len(numbers) == 2:
        parts.append(gettext("fra %(before)s til %(after)s", before=numbers[0], after=numbers[1]))
    if given["measure_on"]:
        parts.append(gettext("måles %(day)s", day=on(given["measure_on"])))
    if given["responsible"]:
        parts.append(gettext("av %(name)s", name=given["responsible"]))
    return ", ".join(parts)


def aim(goal: Entry) -> str:
    """«14 % i 2025. Målet er 10 % innen 2029.», or how it is judged."""
    if not goal["measurable"]:
        return gettext("Målet kan ikke måles. Slik vurderes det: %(how)s", how=goal["judged_by"])
    said = []
    if goal["baseline"] is not None:
        start = amount(Decimal(goal["baseline"]), goal["unit"])
        year = goal["baseline_year"]
        said.append(
            gettext("%(value)s i %(year)s.", value=start, year=year)
            if year
            else gettext("%(value)s ved start.", value=start)
        )
    if goal["target"] is not None and goal["target_on"]:
        target, when = amount(Decimal(goal["target"]), goal["unit"]), by(date.fromisoformat(goal["target_on"]))
        said.append(gettext("Målet er %(value)s innen %(when)s.", value=target, when=when))
    words = " ".join(said)
    return f"{goal['indicator']}: {words}" if goal["indicator"] else words


def period(measure: Entry) -> str:
    """«1. mars 2027 – 1. desember 2027», or as much of it as is known."""
    start, end = on(measure["starts_on"]), on(measure["ends_on"])
    if start and end:
        return f"{start} – {end}"
    if start:
        return gettext("fra %(day)s", day=start)
    return gettext("til %(day)s", day=end) if end else gettext("ikke satt")
