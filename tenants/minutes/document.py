"""The minutes as one document in the kommune's language: what is shown, printed, sent and frozen."""

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from saas import clock, here, printing
from saas.pages import clock_time, day, gettext, say
from tenants.groups.models import ITEM_KINDS
from tenants.meetings.models import ATTENDANCE, AgendaEntry, AgendaItem, Invitation
from tenants.meetings.service import secretary_of
from tenants.meetings.shielding import Audience, in_its_place, is_open_to, of_entries, title_of
from tenants.meetings.wording import in_a_sentence, in_the_kommunes_language, listed
from tenants.minutes.differences import heading_of
from tenants.minutes.models import Minutes
from tenants.minutes.reading import Book
from tenants.tasks.models import STATUSES, Task


def build(book: Book, number: int) -> dict[str, Any]:
    """A `saas.documents.Document` of the whole book, as version `number`; 0 is a draft.

    Saker carry entry_id and actions task_id besides, so that a frozen version still knows what it speaks of.
    """
    with in_the_kommunes_language():
        items = [_item(book, entry) for entry in book.entries]
        return {
            "kind": "minutes",
            "language": here.kommune().language,
            "kommune": here.kommune().name,
            "group": book.group.name,
            "title": title(book),
            "subtitle": None,
            "version": gettext("Versjon %(n)s", n=number) if number else None,
            "status": standing(book.minutes),
            "facts": _facts(book),
            "people": [_person(called) for called in book.invitations if called.attendance],
            "items": items,
            "actions": [{**action, "item": item["number"]} for item in items for action in item["actions"]],
            "labels": labels(),
            "footer": f"{here.kommune().name} – {title(book)}",
        }


def title(book: Book) -> str:
    """«Referat fra møte i koordineringsgruppen tirsdag 15. september 2026»"""
    when = day(book.meeting.day)
    return gettext("Referat fra møte i %(group)s %(day)s", group=in_a_sentence(book.group.name), day=when)


def filename(book: Book, ending: str) -> str:
    """«Referat KG 2026-09-15.pdf»"""
    with in_the_kommunes_language():
        words = gettext("Referat %(group)s %(day)s", group=book.group.short, day=book.meeting.day.isoformat())
    return f"{words}.{ending}"


def standing(minutes: Minutes | None) -> str:
    """Where the minutes are on their way, in words."""
    if minutes is not None and minutes.stage == "approved":
        return gettext("Godkjent %(day)s av %(name)s", day=_date(minutes.approved_at), name=minutes.approved_by)
    if minutes is not None and minutes.stage == "for_comment":
        return gettext("Sendt til merknad, frist %(day)s", day=_date(minutes.comment_until))
    return gettext("Utkast")


def extract(document: dict[str, Any], entry_id: str) -> dict[str, Any] | None:
    """Særutskrift: the same document with one sak only; None when the version has no such sak."""
    items = [item for item in document["items"] if item.get("entry_id") == entry_id]
    if not items:
        return None
    with in_the_kommunes_language():
        name = "  ".join(part for part in (items[0]["number"], items[0]["title"]) if part)
        heading = gettext("Særutskrift: %(sak)s", sak=name)
    return {
        **document, "kind": "extract", "title": heading, "subtitle": document["title"], "items": items,
        "people": [], "actions": [], "footer": f"{document['kommune']} – {heading}",
    }  # fmt: skip


def as_it_stands(document: dict[str, Any], minutes: Minutes) -> dict[str, Any]:
    """A frozen version with the words of today about where it is on its way; nothing of what it says is touched."""
    with in_the_kommunes_language():
        return {**document, "status": standing(minutes)}


def seen_by(document: dict[str, Any], audience: Audience) -> dict[str, Any]:
    """A document as somebody may see it: of a sak that is not theirs to read only its number and what it is called then.

    Judged by what is chosen today, not by what was chosen when it was frozen: what is exempt now must not be sent now.
    """
    if audience == "room":
        return document
    saker = of_entries(item.get("entry_id") for item in document["items"])
    with in_the_kommunes_language():
        items = [_seen_item(item, saker.get(str(item.get("entry_id"))), audience) for item in document["items"]]
    actions = [{**action, "item": item["number"]} for item in items for action in item["actions"]]
    return {**document, "items": items, "actions": actions if document["actions"] else []}


def headings_seen_by(headings: list[str], documents: Iterable[dict[str, Any]], audience: Audience) -> list[str]:
    """The headings under which something is changed, with those of shielded saker as their reader may see them."""
    masked: dict[str, str] = {}
    for one in documents:
        seen = seen_by(one, audience)
        masked |= {heading_of(told): heading_of(shown) for told, shown in zip(one["items"], seen["items"], strict=True)}
    return list(dict.fromkeys(masked.get(heading, heading) for heading in headings))


def _seen_item(item: dict[str, Any], sak: AgendaItem | None, audience: Audience) -> dict[str, Any]:
    """A sak that is nowhere to be found any more is nobody's outside the room."""
    if sak is not None and is_open_to(sak, audience):
        return {**item, "title": title_of(sak, audience)} if audience == "outside" else item
    place = in_its_place(sak) if sak is not None else gettext("Tittelen vises ikke her")
    where = gettext("Saken kan leses av dem som er logget inn.") if audience == "member" else None
    return {**dict.fromkeys(item), "entry_id": item.get("entry_id"), "item_id": item.get("item_id"), "number": item["number"],
            "title": place, "notes": where, "actions": [], "papers": []}  # fmt: skip


def as_pdf(words: dict[str, Any], when: datetime) -> bytes:
    """Tagged A4, made at `when`; a PDF tells time to the second."""
    return printing.pdf(words, when=when.replace(microsecond=0))


def fingerprint(document: dict[str, Any]) -> str:
    """SHA-256 of the document, the same for the same words whatever order the keys lie in."""
    return hashlib.sha256(json.dumps(document, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def labels() -> dict[str, str]:
    """What the layouts say in their own words."""
    return {
        "people": gettext("Deltakere"), "agenda": gettext("Saker"), "decision": gettext("Vedtak"),
        "actions": gettext("Handlinger"), "what": gettext("Hva"), "who": gettext("Ansvarlig"),
        "due": gettext("Frist"), "status": gettext("Status"), "name": gettext("Navn"), "title": gettext("Tittel"),
        "organisation": gettext("Virksomhet"), "presence": gettext("Oppmøte"), "papers": gettext("Sakspapirer"),
        "item": gettext("Sak"), "page": gettext("Side"), "of": gettext("av"),
    }  # fmt: skip


def _facts(book: Book) -> list[list[str]]:
    meeting = book.meeting
    clock_words = f"{day(meeting.day)} kl. {clock_time(meeting.starts)}–{clock_time(meeting.ends)}"
    facts = [[gettext("Tid"), clock_words], [gettext("Sted"), meeting.place]]
    secretary = secretary_of(book.group, meeting.day)
    facts.append([gettext("Referent"), secretary.name if secretary else ""])
    return [fact for fact in facts if fact[1]]


def _person(called: Invitation) -> dict[str, Any]:
    """With the title of that day: what somebody is called later does not change what was."""
    return {
        "name": called.person.name,
        "title": called.title or called.person.title or None,
        "organisation": called.person.organisation.name,
        "status": say(ATTENDANCE[str(called.attendance)]),
    }


def _item(book: Book, entry: AgendaEntry) -> dict[str, Any]:
    note = book.notes.get(entry.id)
    return {
        "entry_id": str(entry.id),
        "item_id": str(entry.item_id),
        "number": entry.item.label or None,
        "title": entry.item.title,
        "kind": say(ITEM_KINDS[entry.item.kind]),
        "minutes": None,
        "presenter": entry.presenter.name if entry.presenter else None,
        "counter": None,
        "text": None,
        "notes": _together(book, entry, "notes", note.notes.strip() if note else "") or None,
        "decision": _together(book, entry, "decision", note.decision.strip() if note else "") or None,
        "actions": [_action(task) for task in book.tasks.get(entry.id, [])],
        "papers": [],
    }


def _together(book: Book, entry: AgendaEntry, part: str, own: str) -> str:
    """This group's words; where others have written about the sak too, theirs first, and each under its name."""
    added = book.added.get(entry.id)
    theirs = getattr(added, part).strip() if added else ""
    if added is None or not theirs or not own:
        return theirs or own
    here_alone = gettext("Kun %(kommune)s:", kommune=here.kommune().name)
    shared = gettext("Felles med %(names)s:", names=listed(added.names))
    return f"{shared}\n{theirs}\n\n{here_alone}\n{own}"


def _action(task: Task) -> dict[str, Any]:
    return {
        "task_id": str(task.id),
        "what": task.what,
        "who": task.responsible.name if task.responsible else None,
        "due": _date(task.due_on) or None,
        "status": say(STATUSES[task.status]),
    }


def _date(value: Any) -> str:
    """«18. september 2026»: inside a line the weekday is noise."""
    words = day(value.astimezone(clock.OSLO) if hasattr(value, "astimezone") else value)
    return words.partition(" ")[2]
