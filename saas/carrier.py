"""Hands a letter to the mail server, as RFC 5322 has it; knows no table and no room."""

import smtplib
import ssl
from collections.abc import Sequence
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr
from typing import Any
from urllib.parse import unquote, urlsplit

from flask import current_app


def no_reply() -> str:
    """The address that all letters come from, and that nobody reads."""
    return f"ikke-svar@{current_app.config['HOUSE'].mail_domain}"


def hand_over(letter: Any, *, sender: str, parts: Sequence[Any] = ()) -> tuple[str, bool] | None:
    """Give a letter to the mail server: None when it was taken, else (why not, whether for good)."""
    try:
        message = _message(letter, sender)
    except ValueError:
        return "E-postadressen kan ikke stå på et brev.", True
    _dress(message, letter, parts)
    try:
        _carry(message, getattr(letter, "envelope_from", None))
    except smtplib.SMTPRecipientsRefused as refused:
        code, reason = next(iter(refused.recipients.values()))
        return _words(code, reason), code >= 500
    except smtplib.SMTPResponseException as refused:
        return _words(refused.smtp_code, refused.smtp_error), False
    except (OSError, smtplib.SMTPException) as away:
        return f"E-posttjeneren svarer ikke ({type(away).__name__}).", False
    return None


def _words(code: int, reason: bytes | str) -> str:
    text = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else reason
    return f"Mottakerens e-posttjener svarte {code}: {text[:200]}"


def _carry(message: EmailMessage, envelope_from: str | None) -> None:
    """To the mail server, encrypted and logged in where the address says so."""
    url = urlsplit(current_app.config["HOUSE"].smtp_url)
    secure = url.scheme == "smtps"
    opener = smtplib.SMTP_SSL if secure else smtplib.SMTP
    with opener(url.hostname or "localhost", url.port or (465 if secure else 25), timeout=20) as server:
        if url.scheme == "smtp+starttls":
            server.starttls(context=ssl.create_default_context())
        if url.username:
            server.login(unquote(url.username), unquote(url.password or ""))
        server.send_message(message, from_addr=envelope_from or no_reply())


def _message(letter: Any, sender: str) -> EmailMessage:
    """Headers and words. Raises ValueError for a header with a line break in it, which could begin another."""
    message = EmailMessage(policy=SMTP)
    host = urlsplit(current_app.config["HOUSE"].public_url).hostname or "bindeledd"
    message["Message-ID"] = f"<{letter.id}@{host}>"
    message["Date"] = format_datetime(letter.created_at)
    message["From"] = formataddr((sender, no_reply()))
    message["To"] = formataddr((letter.to_name, letter.to_address))
    message["Subject"] = letter.subject
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.body)
    return message


def _dress(message: EmailMessage, letter: Any, parts: Sequence[Any]) -> None:
    """What some letters of a kommune carry beside their words; a letter of the house's own carries nothing more."""
    if getattr(letter, "html", None):
        message.add_alternative(letter.html, subtype="html")
    if getattr(letter, "stop_address", None):
        # RFC 8058: the receiver's own mail program may stop the list by one POST, without opening any page.
        message["List-Unsubscribe"] = f"<{letter.stop_address}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    if getattr(letter, "calendar", None) and letter.calendar_method:
        message.add_alternative(letter.calendar, subtype="calendar", params={"method": letter.calendar_method})
    for part in parts:
        kind, _, subtype = part.media_type.partition("/")
        message.add_attachment(part.content, maintype=kind, subtype=subtype, filename=part.filename)
