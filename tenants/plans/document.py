"""The plan as a document of five parts: the same blocks for the page, the PDF and the Word file."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from saas import clock, here, printing, wordfile
from saas.pages import gettext, ngettext
from tenants.meetings.wording import in_the_kommunes_language
from tenants.plans import contents, questions, wording
from tenants.plans.contents import Content
from tenants.plans.differences import Entry
from tenants.plans.models import ActionPlan, PlanRevision

Block = dict[str, Any]


def report(plan: ActionPlan) -> dict[str, Any]:
    """A `saas.documents.Report` of the plan in the kommune's language; an adopted one from what was frozen."""
    content, recorded = contents.of(plan), questions.revisions(plan)
    with in_the_kommunes_language():
        return {
            "kind": "report",
            "language": here.kommune().language,
            "kommune": content["kommune"],
            "title": content["title"],
            "subtitle": None,
            "status": standing(plan, len(recorded)),
            "facts": _facts(plan, content),
            "blocks": [*parts(content), *after(plan, content, recorded)],
            "labels": {"page": gettext("Side"), "of": gettext("av")},
            "footer": f"{content['kommune']} – {content['title']}",
        }


def pdf(plan: ActionPlan) -> bytes:
    """Tagged A4. The same adopted plan gives the same bytes."""
    return printing.pdf(report(plan), when=made_at(plan))


def docx(plan: ActionPlan) -> bytes:
    """A Word file."""
    return wordfile.docx(report(plan), when=made_at(plan))


def filename(plan: ActionPlan, ending: str) -> str:
    """«Handlingsplan 2027.pdf»"""
    return f"{contents.of(plan)['title'].replace('/', '-')[:100]}.{ending}"


def made_at(plan: ActionPlan) -> datetime:
    """When the plan became what it is: at the vedtak or its last revision; a draft is made now."""
    if plan.adopted_on is None or not plan.adopted:
        return clock.now().replace(microsecond=0)
    return clock.at(max([plan.adopted_on, *(row.on_date for row in questions.revisions(plan))]), 12)


def standing(plan: ActionPlan, recorded: int) -> str:
    """«Vedtatt 12. november 2026, revisjon 2», or «Utkast»."""
    if not plan.adopted or plan.adopted_on is None:
        return gettext("Utkast")
    when = wording.on(plan.adopted_on.isoformat())
    return gettext("Vedtatt %(day)s, revisjon %(n)s", day=when, n=recorded)


def parts(content: Content) -> list[Block]:
    """The overall goal and the five parts."""
    blocks: list[Block] = []
    for heading, text in (
        (gettext("Overordnet mål"), content["overall"]),
        (gettext("1. Dagens situasjon"), content["situation"]),
        (gettext("2. Tilbud og tiltak vi har"), content["offers"]),
        (gettext("3. Prosess og deltakere"), content["process"]),
    ):
        blocks += [_heading(heading), _text(text or _unwritten(content))]
    blocks += [_heading(gettext("4. Mål, strategier, ansvar og oppfølging")), *_goals(content)]
    partners = content["partners"] or _unwritten(content)
    return [*blocks, _heading(gettext("5. Ikke-kommunale og frivillige partnere")), _text(partners)]


def after(plan: ActionPlan, content: Content, recorded: Sequence[PlanRevision]) -> list[Block]:
    """The vedtak and what has been changed since; nothing for a draft."""
    if not plan.adopted:
        return []
    resolution = content["resolution"]
    sak = " ".join(part for part in (resolution["sak"], resolution["sak_title"]) if part)
    said = gettext("Vedtatt av %(group)s i sak %(sak)s.", group=resolution["group"], sak=sak)
    rows = [
        ["0", wording.on(resolution["on"]), gettext("Vedtaket"), "", resolution["by"]],
        *([str(row.number), wording.on(row.on_date.isoformat()), row.what, row.why, row.by] for row in recorded),
    ]
    head = [gettext("Nr."), gettext("Dato"), gettext("Endring"), gettext("Begrunnelse"), gettext("Ført av")]
    return [
        _heading(gettext("Vedtak")), _text(resolution["text"]), _text(said),
        _heading(gettext("Revisjoner")),
        _text(gettext("Revisjon 0 er vedtaket. Planen over står slik den ble vedtatt. Senere endringer er ført her.")),
        _table(gettext("Revisjonstabell"), head, rows, ["right", "left", "left", "left", "left"]),
    ]  # fmt: skip


def _unwritten(content: Content) -> str:
    """An empty part of a draft waits; of an adopted plan it stays empty."""
    return gettext("Ikke beskrevet.") if content["resolution"]["on"] else gettext("Ikke skrevet ennå.")


def _facts(plan: ActionPlan, content: Content) -> list[list[str]]:
    years = (content["from_year"], content["to_year"])
    facts = [
        [gettext("Periode"), str(years[0]) if years[0] == years[1] else f"{years[0]}–{years[1]}"],
        [gettext("Målgruppe"), gettext("%(first)s–%(last)s år", first=content["age_from"], last=content["age_to"])],
    ]
    if plan.adopted:
        facts.append([gettext("Fingeravtrykk"), f"SHA-256 {plan.sha256}"])
    return facts


def _goals(content: Content) -> list[Block]:
    blocks: list[Block] = []
    for number, goal in enumerate(content["goals"], start=1):
        towards = [one for one in content["measures"] if one["goal"] == goal["id"]]
        blocks += [
            {"type": "heading", "text": f"{number}. {goal['title']}", "level": 2},
            _text(wording.aim(goal)), _text(goal["description"]), *_measures(towards),
        ]  # fmt: skip
    known = {goal["id"] for goal in content["goals"]}
    loose = [one for one in content["measures"] if one["goal"] not in known]
    if loose:
        blocks += [{"type": "heading", "text": gettext("Tiltak uten mål i planen"), "level": 2}, *_measures(loose)]
    if not blocks:
        blocks.append(_text(gettext("Ingen mål eller tiltak er valgt ennå.")))
    if content["measures"]:
        blocks.append(_text(youth_words(content["youth"])))
    if content["running"]:
        blocks += [
            {"type": "heading", "text": gettext("Tiltak som fortsetter"), "level": 2},
            {"type": "list", "items": [_named(one) for one in content["running"]]},
        ]
    if content["others"]:
        blocks += [
            {"type": "heading", "text": gettext("Forslag som ikke er valgt"), "level": 2},
            {"type": "list", "items": [_named(one) for one in content["others"]]},
        ]
    return blocks


def youth_words(youth: dict[str, int]) -> str:
    """«Ungdom har gitt innspill til 2 av 3 tiltak.»"""
    return ngettext(
        "Ungdom har gitt innspill til %(n)s av %(num)s tiltak.", "Ungdom har gitt innspill til %(n)s av %(num)s tiltak.",
        youth["total"], n=youth["with"],
    )  # fmt: skip


def _measures(found: Sequence[Entry]) -> list[Block]:
    head = [gettext("Tiltak"), gettext("Eier og ansvarlig"), gettext("Når"), gettext("Evaluering")]
    rows = [
        [
            _named(one),
            ", ".join(part for part in (one["owner"], one["responsible"]) if part) or gettext("ikke satt"),
            wording.period(one),
            wording.evaluation(one["evaluation"]),
        ]
        for one in found
    ]
    return (
        [_table(gettext("Tiltak mot målet"), head, rows)] if rows else [_text(gettext("Ingen nye tiltak i perioden."))]
    )


def _named(entry: Entry) -> str:
    return f"{entry['label']} {entry['title']}"


def _heading(text: str) -> Block:
    return {"type": "heading", "text": text, "level": 1}


def _text(text: str) -> Block:
    return {"type": "text", "text": text}


def _table(caption: str, head: list[str], rows: list[list[str]], align: list[str] | None = None) -> Block:
    return {"type": "table", "caption": caption, "head": head, "rows": rows, "align": align or ["left"] * len(head)}
