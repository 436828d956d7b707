"""/postkasse: the demo's mailbox, with every letter that left as its receiver would see it. Demo mode only."""

from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, abort, current_app, render_template, request

bp = Blueprint("mailbox", __name__)
SHOWN = 50


@bp.get("/postkasse")
def show() -> Any:
    """The newest letters first; `?til=` shows one receiver's."""
    wanted = request.args.get("til", "").strip().lower()
    letters = [_summary(path) for path in sorted(_folder().glob("*.eml"), reverse=True)[:1000]]
    receivers = sorted({letter["address"] for letter in letters})
    chosen = [letter for letter in letters if not wanted or letter["address"] == wanted]
    return render_template("mailbox/index.html", letters=chosen[:SHOWN], total=len(chosen), receivers=receivers, wanted=wanted)


@bp.get("/postkasse/<name>")
def letter(name: str) -> Any:
    """One letter with its parts."""
    message = _read(name)
    body = message.get_body(preferencelist=("plain",))
    parts = [
        {"number": number, "filename": part.get_filename() or part.get_content_type(), "type": part.get_content_type()}
        for number, part in enumerate(message.walk())
        if part.get_filename() or part.get_content_type() == "text/calendar"
    ]
    text = body.get_content() if body else ""
    return render_template("mailbox/letter.html", letter=_summary(_folder() / name), text=text, parts=parts)


@bp.get("/postkasse/<name>/del/<int:number>")
def part(name: str, number: int) -> Any:
    """An attachment, always as a download: nothing from a letter runs in our own pages."""
    parts = list(_read(name).walk())
    if number >= len(parts) or parts[number].is_multipart():
        abort(404)
    content = parts[number].get_payload(decode=True)
    filename = parts[number].get_filename() or "mote.ics"
    response = Response(content, content_type=parts[number].get_content_type())  # type: ignore[arg-type]
    response.headers.set("Content-Disposition", "attachment", filename=filename)
    return response


def _folder() -> Path:
    return current_app.config["HOUSE"].mailbox_folder


def _read(name: str) -> EmailMessage:
    path = _folder() / name
    if "/" in name or not name.endswith(".eml") or not path.is_file():
        abort(404)
    return BytesParser(policy=policy.default).parsebytes(path.read_bytes())  # type: ignore[return-value]


def _summary(path: Path) -> dict[str, Any]:
    message = BytesParser(policy=policy.default).parsebytes(path.read_bytes(), headersonly=True)
    to = message["To"].addresses[0] if message["To"] and message["To"].addresses else None
    return {
        "name": path.name,
        "subject": str(message["Subject"] or ""),
        "to": to.display_name or to.addr_spec if to else "",
        "address": to.addr_spec.lower() if to else "",
        "sender": str(message["From"] or ""),
        "date": message["Date"].datetime if message["Date"] else None,
    }
