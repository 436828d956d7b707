"""Where the page of a found thing is: an address' name and what stands in it. A sak and a note lie on their meeting's pages."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import select

from saas.db import db
from tenants.meetings.models import AgendaEntry, Meeting
from tenants.minutes.models import Minutes
from tenants.rounds.models import Round
from tenants.search.models import SearchEntry

# Kind → the address' name, and what its id is called there; without one, the thing stands in a list.
PAGES: dict[str, tuple[str, str]] = {
    "task": ("tasks.show", "task_id"),
    "measure": ("measures.show", "measure_id"),
    "goal": ("goals.show", "goal_id"),
    "finding": ("findings.show", "finding_id"),
    "evaluation": ("evaluation.show", "evaluation_id"),
    "need": ("resources.show_need", "need_id"),
    "section": ("mapping.section", "section_id"),
    "signal": ("signals.index", ""),
    "card": ("practice.show", "practice_id"),
    "grant": ("funding.show_grant", "grant_id"),
    "offer": ("coverage.offers", ""),
    "person": ("network.person", "person_id"),
    "organisation": ("network.organisation", "organisation_id"),
    "group": ("groups.show", "group_id"),
    "paper": ("meetings.paper", "paper_id"),
    "template": ("templates.show", "template_id"),
    "document": ("templates.document", "document_id"),
    "assessment": ("mapping.show", "assessment_id"),
    "plan": ("plans.show", "plan_id"),
    "situation": ("situation.show", "situation_id"),
    "agreement": ("frames.show_agreement", "agreement_id"),
    "mandate": ("frames.show_mandate", "mandate_id"),
    "source": ("findings.source", "source_id"),
    "guide": ("bti.index", ""),
    "goal_plan": ("goals.show", "goal_id"),
    "anchoring": ("frames.index", ""),
    "meeting": ("meetings.show", "meeting_id"),
    "contact": ("network.organisation", "organisation_id"),
    "wheel": ("wheel.index", ""),
}


@dataclass(frozen=True)
class Place:
    """What url_for needs: the address' name, its ids, and the place on the page."""

    endpoint: str
    values: dict[str, Any] = field(default_factory=dict)


def of(entries: Sequence[SearchEntry]) -> dict[UUID, Place]:
    """Entry → its place, in at most five statements however many entries there are."""
    found: dict[UUID, Place] = {}
    by_kind = {kind: [entry for entry in entries if entry.kind == kind] for kind in {entry.kind for entry in entries}}
    saker = _meetings_of_items(entry.object_id for entry in by_kind.get("item", []))
    notes = _minutes_of_entries(entry.page_id for entry in by_kind.get("note", []))
    rounds = _round_kinds(entry.object_id for entry in by_kind.get("round", []))
    for entry in entries:
        if entry.kind == "item":
            found[entry.id] = saker.get(entry.object_id) or Place("meetings.waiting")
        elif entry.kind == "note":
            found[entry.id] = notes.get(entry.page_id) or Place("minutes.index")
        elif entry.kind == "round":
            report = rounds.get(entry.object_id) == "report"
            found[entry.id] = Place("rounds.show_report" if report else "rounds.show", {"round_id": entry.object_id})
        else:
            found[entry.id] = _plain(entry)
    return found


def _plain(entry: SearchEntry) -> Place:
    endpoint, name = PAGES[entry.kind]
    if entry.kind == "wheel":
        return Place(endpoint, {"ar": entry.label})
    return Place(endpoint, {name: entry.page_id} if name else {})


def _meetings_of_items(ids: Iterable[UUID]) -> dict[UUID, Place]:
    """Sak → its place on the agenda of the latest meeting it was up in."""
    query = select(AgendaEntry.item_id, AgendaEntry.id, AgendaEntry.meeting_id).join(Meeting, Meeting.id == AgendaEntry.meeting_id)
    query = query.where(AgendaEntry.item_id.in_(list(ids))).order_by(Meeting.starts_at)
    return {
        item: Place("meetings.show", {"meeting_id": meeting, "_anchor": f"sak-{entry}"})
        for item, entry, meeting in db.session.execute(query)
    }


def _minutes_of_entries(ids: Iterable[UUID]) -> dict[UUID, Place]:
    """A sak's place on an agenda → the same place in the minutes, or on the meeting's page before there are any."""
    query = select(AgendaEntry.id, AgendaEntry.meeting_id).where(AgendaEntry.id.in_(list(ids)))
    meetings = {entry: meeting for entry, meeting in db.session.execute(query)}
    written = select(Minutes.meeting_id, Minutes.id).where(Minutes.meeting_id.in_(list(meetings.values())))
    minutes = {meeting: one for meeting, one in db.session.execute(written)}
    found = {}
    for entry, meeting in meetings.items():
        anchor = {"_anchor": f"sak-{entry}"}
        there = minutes.get(meeting)
        found[entry] = Place("minutes.show", {"minutes_id": there, **anchor}) if there else Place("meetings.show", {"meeting_id": meeting})
    return found


def _round_kinds(ids: Iterable[UUID]) -> dict[UUID, str]:
    """Round → whether it is a round or a request for a report: each has a page of its own."""
    return {one: kind for one, kind in db.session.execute(select(Round.id, Round.kind).where(Round.id.in_(list(ids))))}
