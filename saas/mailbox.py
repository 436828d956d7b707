"""/postkasse: the demo's mailbox, with every letter that left as its receiver would see it. Demo mode only."""

import re
from datetime import date, datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, abort, current_app, render_template, request
from icalendar import Calendar
from markupsafe import Markup, escape

from saas.pages import paragraphs

# What file systems take, in signs; a letter's own name is far shorter.
LONGEST_NAME = 120
bp = Blueprint("mailbox", __name__)
SHOWN = 50


@bp.get("/postkasse")
def show() -> Any:
    """The newest letters first; `?til=` shows one receiver's, `?alle=1` more than the first fifty."""
    wanted = request.args.get("til", "").strip().lower()
    letters = [_summary(path) for path in sorted(_folder().glob("*.eml"), reverse=True)[:1000]]
    receivers = sorted({letter["address"]: letter["to"] for letter in letters}.items(), key=lambda pair: pair[1])
    chosen = [letter for letter in letters if not wanted or letter["address"] == wanted]
    shown = chosen if request.args.get("alle") else chosen[:SHOWN]
    return render_template("mailbox/index.html", letters=shown, total=len(chosen), receivers=receivers, wanted=wanted)


@bp.get("/postkasse/<name>")
def letter(name: str) -> Any:
    """One letter with its parts."""
    message = _read(name)
    body = message.get_body(preferencelist=("plain",))
    text = _with_links(body.get_content() if body else "")
    parts = [
        {"number": number, "filename": _filename(part), "size": len(_content(part))}
        for number, part in enumerate(message.walk())
        if part.get_filename() or part.get_content_type() == "text/calendar"
    ]
    summary = _summary(_folder() / name)
    return render_template("mailbox/letter.html", letter=summary, text=text, parts=parts, event=_event(message))


@bp.get("/postkasse/<name>/del/<int:number>")
def part(name: str, number: int) -> Any:
    """An attachment, always as a download: nothing from a letter runs in our own pages."""
    parts = list(_read(name).walk())
    if number >= len(parts) or parts[number].is_multipart():
        abort(404)
    found = parts[number]
    response = Response(_content(found), content_type=found.get_content_type())
    response.headers.set("Content-Disposition", "attachment", filename=_filename(found))
    return response


def _folder() -> Path:
    return current_app.config["HOUSE"].mailbox_folder


def _read(name: str) -> EmailMessage:
    path = _folder() / name
    # A name longer than a file system takes is not asked for: it would answer with an error, and not with a no.
    if "/" in name or not name.endswith(".eml") or len(name) > LONGEST_NAME or not path.is_file():
        abort(404)
    return BytesParser(policy=policy.default).parsebytes(path.read_bytes())  # type: ignore[return-value]


def _content(found: Any) -> bytes:
    return found.get_payload(decode=True) or b""


def _filename(found: Any) -> str:
    return found.get_filename() or "kalender.ics"


def _with_links(text: str) -> Markup:
    """The letter's words with links to our own house made clickable; every other address stays plain text."""
    own = re.escape(str(escape(current_app.config["HOUSE"].public_url)))
    page = str(paragraphs(text.replace("\r\n", "\n")))
    return Markup(re.sub(rf"{own}/[\w/?=&;%.~-]*[\w/]", r'<a class="ds-link" href="\g<0>">\g<0></a>', page))


def _event(message: EmailMessage) -> dict[str, Any] | None:
    """What a mail program would show of the calendar part: what, when, where, and whether it is called off."""
    for found in message.walk():
        if found.get_content_type() != "text/calendar":
            continue
        try:
            calendar = Calendar.from_ical(_content(found))
            event = calendar.walk("VEVENT")[0]
        except (ValueError, IndexError):
            return None
        starts, ends = event.get("DTSTART"), event.get("DTEND")
        return {
            "cancelled": str(calendar.get("METHOD", "")) == "CANCEL",
            "title": str(event.get("SUMMARY", "")),
            "place": str(event.get("LOCATION", "")),
            "starts": _moment(starts.dt) if starts else None,
            "ends": _moment(ends.dt) if ends else None,
        }
    return None


def _moment(value: date | datetime) -> datetime | None:
    return value if isinstance(value, datetime) else None


def _summary(path: Path) -> dict[str, Any]:
    message = BytesParser(policy=policy.default).parsebytes(path.read_bytes(), headersonly=True)
    to = message["To"].addresses[0] if message["To"] and message["To"].addresses else None
    sender = message["From"].addresses[0] if message["From"] and message["From"].addresses else None
    return {
        "name": path.name,
        "subject": str(message["Subject"] or ""),
        "to": to.display_name or to.addr_spec if to else "",
        "address": to.addr_spec.lower() if to else "",
        "sender": sender.display_name or sender.addr_spec if sender else "",
        "sender_address": sender.addr_spec if sender else "",
        "date": message["Date"].datetime if message["Date"] else None,
    }
