"""What comes back from a letter to many: keyed parts of addresses (confirm, stop, returned mail), and delivery reports.

The keys are the house's own, so an address cannot be guessed; tables keep only what an address hashes to.
"""

import hashlib
import hmac
import re
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage, Message
from email.parser import BytesParser
from uuid import UUID

from flask import current_app

# What an e-mail address looks like here: one line, one «@», a domain with a dot; nothing that could begin another header.
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?=.{4,190}$)[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_RETURNED = re.compile(r"retur\+([0-9a-f]{40})@", re.IGNORECASE)
# Where mail servers write to whom a report was sent, before and after it was passed on.
_RECEIVED_BY = ("delivered-to", "x-original-to", "envelope-to", "to")
# A report is a few kB; somebody who sends more has sent something else.
LARGEST = 1024 * 1024


@dataclass(frozen=True)
class Report:
    """A report that a letter could not be delivered for good: whose it was (as a hash), and the status («5.1.1»)."""

    return_hash: str
    status: str


def is_address(given: str) -> bool:
    """Whether this can be an e-mail address. It is then one line, and no longer than mail allows."""
    return len(given) <= 254 and _ADDRESS.fullmatch(given) is not None


def sealed(kommune_id: UUID, email: str) -> str:
    """A fingerprint of an address under the house's key and this kommune: a stop can be kept without the address."""
    return _keyed("reader", kommune_id, email.strip().lower())


def stop_token(kommune_id: UUID, reader_id: UUID) -> str:
    """The part of an address that stops the kommune's bulletins for one reader."""
    return _keyed("stop", kommune_id, str(reader_id))[:40]


def return_token(kommune_id: UUID, reader_id: UUID) -> str:
    """The part of the envelope's address that tells whose letter came back."""
    return _keyed("return", kommune_id, str(reader_id))[:40]


def stop_address(slug: str, kommune_id: UUID, reader_id: UUID) -> str:
    """The whole address that stops the kommune's bulletins for one reader."""
    return f"{current_app.config['HOUSE'].public_url}/apen/{slug}/stopp/{stop_token(kommune_id, reader_id)}"


def confirm_address(slug: str, token: str) -> str:
    """The whole address that says yes to following a kommune."""
    return f"{current_app.config['HOUSE'].public_url}/apen/{slug}/folg/{token}"


def return_address(kommune_id: UUID, reader_id: UUID) -> str:
    """Where a letter to this reader comes back to when it cannot be delivered."""
    return f"retur+{return_token(kommune_id, reader_id)}@{current_app.config['HOUSE'].mail_domain}"


def hashed(token: str) -> str:
    """What a table keeps of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def hard_bounce(raw: bytes) -> Report | None:
    """The failure that a delivery report (RFC 3464) tells of; None for anything else, and for what is only put off."""
    letter = BytesParser(policy=policy.default).parsebytes(raw[:LARGEST])
    if letter.get_content_type() != "multipart/report" or letter.get_param("report-type") != "delivery-status":
        return None
    token = next(filter(None, (_token(letter, name) for name in _RECEIVED_BY)), None)
    statuses = [status for part in letter.walk() if part.get_content_type() == "message/delivery-status" for status in _failed(part)]
    return Report(hashed(token), statuses[0]) if token and statuses else None


def _failed(part: EmailMessage | Message) -> list[str]:
    """The permanent failures among the report's blocks, one for each receiver; the first block is about the server."""
    blocks = part.get_payload()
    found = []
    for block in blocks if isinstance(blocks, list) else []:
        if not isinstance(block, Message):
            continue
        status = str(block.get("Status", "")).strip()
        if str(block.get("Action", "")).strip().lower() == "failed" and re.fullmatch(r"5\.\d{1,3}\.\d{1,3}", status):
            found.append(status)
    return found


def _token(letter: EmailMessage | Message, name: str) -> str | None:
    for value in letter.get_all(name, []):
        if found := _RETURNED.search(str(value)):
            return found[1].lower()
    return None


def _keyed(purpose: str, kommune_id: UUID, content: str) -> str:
    key = f"bulletin-{purpose}:{current_app.config['SECRET_KEY']}:{kommune_id}".encode()
    return hmac.new(key, content.encode(), hashlib.sha256).hexdigest()
