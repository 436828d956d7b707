"""Hands a letter to the mail server, as RFC 5322 has it; knows no table and no room."""

import logging
import smtplib
import ssl
import time
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr
from typing import Any
from urllib.parse import unquote, urlsplit

from flask import current_app

log = logging.getLogger(__name__)
# Seconds for everything up to the letter itself, for the answer to it, and for the good-bye. A server that looks through
# letters may think for minutes (RFC 5321, 4.5.3.2.6); whoever hangs up before it has answered makes it come twice.
GREETING, ANSWER, GOODBYE = 45.0, 180.0, 5.0
# Seconds that a mail server which does not answer is left in peace: one letter waits for it, the others are put off at once.
PEACE = 50.0
# The mail server's address → until when (monotonic) it is left in peace, and what it was that failed.
_away: dict[str, tuple[float, str]] = {}


@dataclass(frozen=True)
class Trouble:
    """Why a letter was not taken. `for_good`: no use in trying again. `tried`: false where only another letter was.

    `unsure`: the whole letter was given and no answer came; it may have been taken all the same.
    """

    words: str
    for_good: bool = False
    tried: bool = True
    unsure: bool = False


def no_reply() -> str:
    """The address that all letters come from, and that nobody reads."""
    return f"ikke-svar@{current_app.config['HOUSE'].mail_domain}"


def hand_over(letter: Any, *, sender: str, parts: Sequence[Any] = ()) -> Trouble | None:
    """Give a letter to the mail server: None when it was taken, else the trouble. Raises nothing: a letter that only raised
    would be tried for ever, and seen by nobody."""
    try:
        message = _message(letter, sender)
    except ValueError:
        return Trouble("E-postadressen kan ikke stå på et brev.", for_good=True)
    address = current_app.config["HOUSE"].smtp_url
    until, why = _away.get(address, (0.0, ""))
    if time.monotonic() < until:
        return Trouble(why, tried=False)
    progress = _Progress()
    try:
        _dress(message, letter, parts)
        _carry(message, getattr(letter, "envelope_from", None), progress)
    except Exception as error:
        return _told(error, progress, address)
    _away.pop(address, None)
    return None


def forget_away() -> None:
    """Ask every mail server anew, also one that did not answer a moment ago."""
    _away.clear()


@dataclass
class _Progress:
    """How far a conversation came: whether the server let us in, and whether the letter's words had begun to go."""

    admitted: bool = False
    given: bool = False


def _told(error: Exception, progress: _Progress, address: str) -> Trouble:
    """What a failed conversation says about the letter, and about the mail server."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, reason = next(iter(error.recipients.values()))
        return Trouble(_words(code, reason), for_good=code >= 500)
    if isinstance(error, smtplib.SMTPResponseException) and error.smtp_code > 0:
        trouble = Trouble(_words(error.smtp_code, error.smtp_error))
    elif progress.given:
        return Trouble("E-posttjeneren fikk brevet, men svarte ikke. Det kan ha kommet fram.", unsure=True)
    elif isinstance(error, (OSError, smtplib.SMTPException)):
        trouble = Trouble(f"E-posttjeneren svarer ikke ({type(error).__name__}).")
    else:
        # A job's time may run out anywhere; that, too, is only a try that failed.
        log.error("A letter stopped unexpectedly: %s", type(error).__name__)
        trouble = Trouble(f"Brevet lot seg ikke sende ({type(error).__name__}).")
    if not progress.admitted and isinstance(error, (OSError, smtplib.SMTPException)):
        _away[address] = (time.monotonic() + PEACE, trouble.words)
    return trouble


def _words(code: int, reason: bytes | str) -> str:
    text = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else reason
    return f"Mottakerens e-posttjener svarte {code}: {text[:200]}"


class _Timed:
    """A conversation with one limit for all of it up to the letter, and a long one for the answer to the letter."""

    progress: _Progress
    until = 0.0

    def getreply(self) -> Any:
        """The server's next answer, in what is left of the time."""
        left = self.until - time.monotonic()
        if left <= 0:
            self.close()  # type: ignore[attr-defined]
            raise smtplib.SMTPServerDisconnected("Time is up.")
        if self.sock is not None:  # type: ignore[attr-defined]
            self.sock.settimeout(left)  # type: ignore[attr-defined]
        return super().getreply()  # type: ignore[misc]

    def data(self, message: Any) -> Any:
        """The letter itself; from here on a silence no longer means that it was not taken."""
        self.progress.given, self.until = True, time.monotonic() + ANSWER
        return super().data(message)  # type: ignore[misc]


class _Plain(_Timed, smtplib.SMTP):
    """In the clear, or encrypted on the way in by STARTTLS."""


class _Secure(_Timed, smtplib.SMTP_SSL):
    """Encrypted from the first byte."""


def _carry(message: EmailMessage, envelope_from: str | None, progress: _Progress) -> None:
    """To the mail server, encrypted and logged in where the address says so."""
    url = urlsplit(current_app.config["HOUSE"].smtp_url)
    secure = url.scheme == "smtps"
    server: Any = _Secure(timeout=20, context=ssl.create_default_context()) if secure else _Plain(timeout=20)
    server.progress, server.until = progress, time.monotonic() + GREETING
    # Whose certificate it must be; smtplib itself sets it only where it connects on its own.
    server._host = url.hostname or "localhost"
    try:
        code, reply = server.connect(server._host, url.port or (465 if secure else 25))
        if code != 220:
            raise smtplib.SMTPConnectError(code, reply)
        _log_in(server, url)
        progress.admitted = True
        server.send_message(message, from_addr=envelope_from or no_reply())
        # The letter is taken. Whatever becomes of the good-bye, it is not to be sent again.
        _say_goodbye(server)
    finally:
        server.close()


def _log_in(server: Any, url: Any) -> None:
    if url.scheme == "smtp+starttls":
        server.starttls(context=ssl.create_default_context())
    if url.username:
        server.login(unquote(url.username), unquote(url.password or ""))
    server.ehlo_or_helo_if_needed()


def _say_goodbye(server: Any) -> None:
    server.until = time.monotonic() + GOODBYE
    try:
        server.quit()
    except Exception as rude:
        log.info("The mail server took a letter and was rude afterwards: %s", type(rude).__name__)


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
