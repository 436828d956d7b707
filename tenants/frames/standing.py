"""What is in place and what to do next, at a glance; and the agreements on a line of years. Plain values for the page."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from saas import clock
from saas.pages import gettext, ngettext, say, short_day
from tenants.frames import placements
from tenants.frames.models import AGREEMENT_STATES, BOTH, Agreement, Anchoring, Mandate, Placement
from tenants.funding.money import percent
from tenants.groups.models import Group

# A last day nearer than this is told of in the status.
SOON = 90
LEVELS = ("STEERING", "COORDINATING")


@dataclass(frozen=True)
class Way:
    """Where a button leads."""

    text: str
    endpoint: str
    params: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Row:
    """One thing that should be in place. `next` is the next thing to do, where there is one."""

    title: str
    text: str
    status: str
    colour: str
    show: Way | None = None
    next: Way | None = None


@dataclass(frozen=True)
class Bar:
    """One agreement on the line: x and width in the drawing's own units."""

    agreement: Agreement
    x: int
    y: int
    width: int


@dataclass(frozen=True)
class Drawing:
    """The years, today's place, and the bars."""

    width: int
    height: int
    years: list[tuple[int, int]]
    today: int
    bars: list[Bar]


def glance(
    periods: Sequence[Placement], anchorings: Sequence[Anchoring], mandates: Sequence[Mandate],
    agreements: Sequence[Agreement], groups: Sequence[Group],
) -> list[Row]:  # fmt: skip
    """The list on top of the page, in the order that things are done."""
    return [
        _placement(placements.current(periods), periods),
        *(_anchoring(party, anchorings) for party in BOTH),
        *_mandates(mandates, groups),
        _police(agreements),
    ]


def agreement_status(agreement: Agreement) -> tuple[str, str]:
    """(words, colour): «Gjelder, går ut om 80 dager»."""
    if agreement.state == "draft":
        unsigned = [party.organisation for party in agreement.parties if party.signed_on is None]
        if unsigned:
            return gettext("Mangler signatur fra %(who)s", who=", ".join(unsigned)), "warning"
        return gettext("Signert av begge, ikke satt i kraft"), "warning"
    if agreement.state != "in_force":
        return say(AGREEMENT_STATES[agreement.state]), "neutral"
    return _until(agreement.valid_to, gettext("Gjelder"))


def mandate_status(mandate: Mandate) -> tuple[str, str]:
    """(words, colour): «Signert av begge»."""
    if mandate.state == "draft":
        return gettext("Utkast"), "warning"
    if mandate.state == "replaced":
        return gettext("Erstattet"), "neutral"
    if not mandate.signed_by_both:
        return gettext("Vedtatt, mangler signatur"), "warning"
    return _until(mandate.valid_to, gettext("Signert av begge"))


def timeline(agreements: Sequence[Agreement]) -> Drawing | None:
    """Each agreement with a first day as a bar; one without a last day runs to the edge. None where there are none."""
    dated = sorted((one for one in agreements if one.valid_from), key=lambda one: (one.valid_from, one.title))
    if not dated:
        return None
    today = clock.today()
    first = min(min(one.valid_from.year for one in dated if one.valid_from), today.year)
    last = max(max((one.valid_to or today).year for one in dated), today.year + 1)
    first = max(first, last - 14)
    start, end, width = date(first, 1, 1), date(last, 12, 31), 960

    def x(day: date) -> int:
        return round((min(max(day, start), end) - start).days / (end - start).days * width)

    bars = []
    for number, one in enumerate(dated):
        left, right = x(one.valid_from or start), x(_last_day(one) or end)
        bars.append(Bar(one, left, 24 + number * 44, max(right - left, 4)))
    years = [(x(date(year, 1, 1)), year) for year in range(first, last + 1)]
    return Drawing(width, 30 + len(bars) * 44, years, x(today), bars)


def _last_day(agreement: Agreement) -> date | None:
    ends = [day for day in (agreement.valid_to, agreement.ended_on) if day is not None]
    return min(ends, default=None)


def _until(last: date | None, words: str) -> tuple[str, str]:
    if last is None:
        return words, "success"
    left = (last - clock.today()).days
    if left < 0:
        return gettext("Gikk ut %(day)s", day=short_day(last)), "danger"
    if left <= SOON:
        if left == 0:
            return gettext("%(words)s, går ut i dag", words=words), "warning"
        ends = ngettext("går ut om %(num)s dag", "går ut om %(num)s dager", left)
        return f"{words}, {ends}", "warning"
    return words, "success"


def _placement(now: Placement | None, periods: Sequence[Placement]) -> Row:
    title, show = gettext("Plassering og stilling"), Way(gettext("Plassering og stilling"), "frames.placement")
    if now is None:
        if periods and periods[0].from_on > clock.today():
            text = gettext("Begynner %(day)s.", day=short_day(periods[0].from_on))
            return Row(title, text, gettext("Ikke begynt"), "warning", show)
        text = gettext("Hvor koordinatoren sitter, hvem de rapporterer til, og hvor stor stillingen er.")
        return Row(title, text, gettext("Mangler"), "danger", show, Way(gettext("Registrer plassering"), "frames.new_placement"))
    text = ", ".join(part for part in (now.sector, gettext("%(n)s stilling", n=percent(now.fte_percent))) if part)
    status, colour = _until(now.until_on, gettext("På plass"))
    if placements.few(now):
        status, colour = gettext("Under %(n)s stilling", n=percent(placements.FEW_PERCENT)), "warning"
    return Row(title, text, status, colour, show, Way(gettext("Endre plassering"), "frames.new_placement"))


def _anchoring(party: str, anchorings: Sequence[Anchoring]) -> Row:
    police = party == "police"
    title = gettext("Forankring i politiet") if police else gettext("Forankring i kommunen")
    found = next((one for one in anchorings if one.party == party), None)
    if found is None:
        text = gettext("Et vedtak i politiets ledelse.") if police else gettext("Et vedtak i kommunens ledelse eller politiske organer.")
        way = Way(gettext("Registrer vedtaket"), "frames.new_anchoring", {"part": party})
        return Row(title, text, gettext("Mangler"), "danger", None, way)
    text = ", ".join(part for part in (" ".join(filter(None, (found.body, found.case_number))), short_day(found.decided_on)) if part)
    return Row(title, text, gettext("Forankret"), "success", Way(title, "frames.edit_anchoring", {"anchoring_id": found.id}))


def _mandates(mandates: Sequence[Mandate], groups: Sequence[Group]) -> list[Row]:
    rows = []
    for group in sorted((g for g in groups if g.level in LEVELS), key=lambda g: (LEVELS.index(g.level), g.name)):
        own = [one for one in mandates if one.group_id == group.id]
        rows.append(_mandate(group, own))
    if not any(group.level == "STEERING" for group in groups):
        text = gettext("Mandatet kommer fra styringsgruppen. Den er ikke opprettet ennå.")
        rows.insert(0, Row(gettext("Mandat"), text, gettext("Mangler"), "danger", None, Way(gettext("Se gruppene"), "groups.index")))
    return rows


def _mandate(group: Group, own: Sequence[Mandate]) -> Row:
    title = gettext("Mandat for %(group)s", group=group.name)
    holds = next((one for one in own if one.state == "approved"), None)
    draft = next((one for one in own if one.state == "draft"), None)
    if holds is None and draft is None:
        text = gettext("Oppgaver og myndighet, vedtatt av styringsgruppen.")
        begin = Way(gettext("Skriv mandat"), "frames.draft_mandate", {"gruppe": group.id})
        return Row(title, text, gettext("Mangler"), "danger", None, begin)
    shown = holds or draft
    assert shown is not None
    status, colour = mandate_status(shown)
    text = gettext("Versjon %(n)s", n=shown.number)
    if shown.approved_on:
        text = gettext("Versjon %(n)s, vedtatt %(day)s", n=shown.number, day=short_day(shown.approved_on))
    if holds and draft:
        text = gettext("%(text)s. Versjon %(n)s er et utkast.", text=text, n=draft.number)
    way = _mandate_way(draft or shown)
    return Row(title, text, status, colour, Way(title, "frames.show_mandate", {"mandate_id": shown.id}), way)


def _mandate_way(mandate: Mandate) -> Way | None:
    if mandate.state == "draft":
        return Way(gettext("Gjør ferdig utkastet"), "frames.show_mandate", {"mandate_id": mandate.id})
    if not mandate.signed_by_both:
        return Way(gettext("Registrer signatur"), "frames.sign_mandate", {"mandate_id": mandate.id})
    return None


def _police(agreements: Sequence[Agreement]) -> Row:
    title = gettext("Avtale med politiet")
    own = [one for one in agreements if one.kind == "police" and one.state in ("in_force", "draft")]
    found = min(own, key=lambda one: (one.state != "in_force", -one.number), default=None)
    if found is None:
        text = gettext("Samarbeidet skal være skriftlig og forpliktende, hos kommunen og hos politiet.")
        begin = Way(gettext("Registrer avtalen"), "frames.new_agreement", {"slag": "police"})
        return Row(title, text, gettext("Mangler"), "danger", None, begin)
    status, colour = agreement_status(found)
    show = Way(title, "frames.show_agreement", {"agreement_id": found.id})
    signed = sum(party.signed_on is not None for party in found.parties)
    text = ngettext("%(num)s part har signert", "%(num)s parter har signert", signed)
    way = Way(gettext("Åpne avtalen"), "frames.show_agreement", {"agreement_id": found.id}) if colour != "success" else None
    return Row(title, text, status, colour, show, way)
