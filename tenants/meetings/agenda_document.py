"""The agenda as a document for paper and Word, in the kommune's language."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from saas import clock, here, printing, wordfile
from saas.pages import gettext, moment, say
from tenants.groups.models import ITEM_KINDS
from tenants.meetings.models import AgendaEntry, Invitation, Meeting
from tenants.meetings.presence import standing
from tenants.meetings.shielding import Audience, Seen, on_agenda
from tenants.meetings.wording import (
    in_the_kommunes_language,
    length,
    meeting_title,
    meeting_when,
    round_words,
)  # fmt: skip


def pdf(
    meeting: Meeting, entries: Sequence[AgendaEntry], called: Sequence[Invitation], audience: Audience = "room"
) -> bytes:
    """The agenda as tagged A4, as `audience` may see it."""
    return printing.pdf(document(meeting, entries, called, audience), when=_now())


def docx(meeting: Meeting, entries: Sequence[AgendaEntry], called: Sequence[Invitation]) -> bytes:
    """The agenda as a Word file."""
    return wordfile.docx(document(meeting, entries, called), when=_now())


def filename(meeting: Meeting, ending: str) -> str:
    """«Saksliste KG 2026-09-15.pdf»"""
    with in_the_kommunes_language():
        return (
            gettext("Saksliste %(group)s %(day)s", group=meeting.group.short, day=meeting.day.isoformat())
            + f".{ending}"
        )


def document(
    meeting: Meeting, entries: Sequence[AgendaEntry], called: Sequence[Invitation], audience: Audience = "room"
) -> dict[str, Any]:
    """What saas.printing and saas.wordfile set. `entries` have their saker and papers, `called` their people, loaded."""
    kommune = here.kommune()
    with in_the_kommunes_language():
        return {
            "kind": "agenda",
            "language": kommune.language,
            "kommune": kommune.name,
            "group": meeting.group.name,
            "title": gettext(
                "Saksliste: %(meeting)s", meeting=meeting_title(meeting)[:1].lower() + meeting_title(meeting)[1:]
            ),
            "subtitle": meeting_when(meeting),
            "status": gettext("Laget %(when)s", when=moment(clock.now())),
            "facts": _facts(meeting, entries),
            "people": [_person(invitation) for invitation in standing(called)],
            "items": [_item(seen) for seen in on_agenda(entries, audience)],
            "labels": labels(),
            "footer": kommune.name,
        }


def labels() -> dict[str, str]:
    """The words that the layouts use."""
    return {
        "people": gettext("Innkalt"), "agenda": gettext("Saker"), "decision": gettext("Vedtak"),
        "actions": gettext("Oppgaver"), "what": gettext("Hva"), "who": gettext("Ansvarlig"), "due": gettext("Frist"),
        "status": gettext("Status"), "name": gettext("Navn"), "title": gettext("Rolle"),
        "organisation": gettext("Virksomhet"), "presence": gettext("Svar"), "papers": gettext("Sakspapirer"),
        "item": gettext("Sak"), "page": gettext("Side"), "of": gettext("av"),
    }  # fmt: skip


def _now() -> datetime:
    """This moment to the second, as finely as a document is dated."""
    return clock.now().replace(microsecond=0)


def _facts(meeting: Meeting, entries: Sequence[AgendaEntry]) -> list[list[str]]:
    facts = [[gettext("Tid"), meeting_when(meeting)]]
    if meeting.place:
        facts.append([gettext("Sted"), meeting.place])
    if meeting.practical:
        facts.append([gettext("Praktisk"), meeting.practical])
    if entries:
        facts.append([gettext("Samlet tid"), length(sum(entry.minutes for entry in entries))])
    return facts


def _person(invitation: Invitation) -> dict[str, str | None]:
    person = invitation.person
    return {"name": person.name, "title": invitation.title or person.title, "organisation": person.organisation.name}


def _item(seen: Seen) -> dict[str, Any]:
    return {
        "number": seen.label,
        "title": seen.title,
        "kind": say(ITEM_KINDS[seen.kind]) if seen.kind else None,
        "minutes": length(seen.minutes),
        "presenter": seen.presenter or None,
        "counter": round_words(seen.round) or None,
        "text": seen.description or None,
        "papers": [paper.filename for paper in seen.papers],
    }
