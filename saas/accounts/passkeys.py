"""Passkeys (WebAuthn): made here, used here, and for nobody and nowhere else."""

import json
import struct
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import webauthn
from flask import current_app
from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from saas import clock
from saas.accounts import ceremonies
from saas.accounts.credentials import Passkey
from saas.accounts.models import User
from saas.db import db
from saas.errors import Invalid, NotFound

NEW, USE = "passkey_new", "passkey_use"
MINUTES = 5
MOST = 10
VERIFIED = UserVerificationRequirement.REQUIRED
# What a made-up answer may make the reader stumble over.
UNREADABLE = (WebAuthnException, ValueError, TypeError, KeyError, IndexError, AttributeError, struct.error)
REFUSED = "Passnøkkelen kunne ikke brukes. Prøv igjen, eller logg inn på en annen måte."


def home() -> tuple[str, str]:
    """(the name that keys are bound to, the origin that the browser must be at), from PUBLIC_URL."""
    parts = urlsplit(current_app.config["HOUSE"].public_url)
    host = parts.hostname or "localhost"
    if host in ("127.0.0.1", "::1"):
        # Browsers bind no key to a number; on one's own machine the name is localhost.
        port = f":{parts.port}" if parts.port else ""
        return "localhost", f"{parts.scheme}://localhost{port}"
    return host, f"{parts.scheme}://{parts.netloc}"


def begin_new(user: Any) -> tuple[str, dict[str, Any]]:
    """(token, what the browser must be told) to make a key for `user` (id, email, name)."""
    options = webauthn.generate_registration_options(
        rp_id=home()[0],
        rp_name="Bindeledd",
        user_id=user.id.bytes,
        user_name=user.email,
        user_display_name=user.name,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, require_resident_key=True, user_verification=VERIFIED
        ),
        exclude_credentials=_descriptors(user.id),
    )
    return _begun(NEW, user.id, options)


def begin_use(user_id: UUID | None) -> tuple[str, dict[str, Any]]:
    """(token, what the browser must be told) to log in: as `user_id` after a password, or as whoever the key belongs to.

    Nobody is told which keys an e-mail address has: without a password any key may answer, and tells itself whose it is.
    """
    allowed = _descriptors(user_id) if user_id else None
    options = webauthn.generate_authentication_options(rp_id=home()[0], allow_credentials=allowed, user_verification=VERIFIED)
    return _begun(USE, user_id, options)


def finish_new(user_id: UUID, token: str, answer: str, name: str) -> Passkey:
    """Keep the key that the browser made. Raises Invalid for an answer that is not to this question, from this place."""
    name = _name(name)
    begun = ceremonies.take(token, NEW)
    if begun is None or begun.user_id != user_id:
        raise Invalid("Dette tok for lang tid, eller er gjort før. Prøv igjen.")
    host, origin = home()
    try:
        made = webauthn.verify_registration_response(
            credential=answer,
            expected_challenge=base64url_to_bytes(begun.facts["challenge"]),
            expected_rp_id=host,
            expected_origin=origin,
            require_user_verification=True,
        )
    except UNREADABLE as wrong:
        raise Invalid("Passnøkkelen kunne ikke lagres. Prøv igjen, eller bruk en annen enhet.") from wrong
    if len(of(user_id)) >= MOST:
        raise Invalid("Du kan ha høyst {n} passnøkler. Slett en først.", n=MOST)
    row = {
        "user_id": user_id,
        "credential_id": bytes_to_base64url(made.credential_id),
        "public_key": made.credential_public_key,
        "sign_count": made.sign_count,
        "transports": _transports(answer),
        "name": name,
    }
    # A key that somebody has registered already stays theirs.
    kept = db.session.scalar(insert(Passkey).values(row).on_conflict_do_nothing().returning(Passkey.id))
    if kept is None:
        raise Invalid("Denne passnøkkelen er allerede i bruk.")
    return db.session.get_one(Passkey, kept)


def finish_use(token: str, answer: str) -> User:
    """Whoever this answer proves to be. Raises Invalid, with the same words whatever was wrong."""
    begun = ceremonies.take(token, USE)
    key = _key_in(answer)
    if begun is None or key is None or (begun.user_id is not None and begun.user_id != key.user_id):
        raise Invalid(REFUSED)
    user = db.session.get(User, key.user_id)
    if user is None or user.disabled_at is not None or not _belongs(answer, user):
        raise Invalid(REFUSED)
    host, origin = home()
    try:
        proved = webauthn.verify_authentication_response(
            credential=answer,
            expected_challenge=base64url_to_bytes(begun.facts["challenge"]),
            expected_rp_id=host,
            expected_origin=origin,
            credential_public_key=key.public_key,
            credential_current_sign_count=key.sign_count,
            require_user_verification=True,
        )
    except UNREADABLE as wrong:
        raise Invalid(REFUSED) from wrong
    if not _count_up(key, proved.new_sign_count):
        raise Invalid(REFUSED)
    return user


def claimed(answer: str) -> UUID | None:
    """Whose key an answer names, proved or not: for the log of refusals."""
    key = _key_in(answer)
    return key.user_id if key else None


def of(user_id: UUID) -> list[Passkey]:
    """Somebody's keys, the oldest first."""
    return list(db.session.scalars(select(Passkey).where(Passkey.user_id == user_id).order_by(Passkey.created_at, Passkey.id)))


def rename(user_id: UUID, passkey_id: UUID, name: str) -> None:
    """Give one of one's own keys another name. Raises NotFound, Invalid."""
    _own(user_id, passkey_id).name = _name(name)


def forget(user_id: UUID, passkey_id: UUID) -> None:
    """This key opens nothing any more. Raises NotFound for anybody else's."""
    _own(user_id, passkey_id)
    db.session.execute(delete(Passkey).where(Passkey.id == passkey_id, Passkey.user_id == user_id))


def _begun(kind: str, user_id: UUID | None, options: Any) -> tuple[str, dict[str, Any]]:
    token = ceremonies.begin(kind, user_id, {"challenge": bytes_to_base64url(options.challenge)}, MINUTES)
    return token, json.loads(webauthn.options_to_json(options))


def _own(user_id: UUID, passkey_id: UUID) -> Passkey:
    key = db.session.scalars(select(Passkey).where(Passkey.id == passkey_id, Passkey.user_id == user_id)).one_or_none()
    if key is None:
        raise NotFound()
    return key


def _descriptors(user_id: UUID) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(key.credential_id)) for key in of(user_id)]


def _read(answer: str) -> dict[str, Any]:
    try:
        found = json.loads(answer[:20_000])
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _key_in(answer: str) -> Passkey | None:
    named = _read(answer).get("id")
    if not isinstance(named, str):
        return None
    return db.session.scalars(select(Passkey).where(Passkey.credential_id == named)).one_or_none()


def _belongs(answer: str, user: User) -> bool:
    """A key that says whose it is must say the same as we do."""
    response = _read(answer).get("response")
    handle = response.get("userHandle") if isinstance(response, dict) else None
    return handle in (None, "") or handle == bytes_to_base64url(user.id.bytes)


def _count_up(key: Passkey, count: int) -> bool:
    """A key that counts must always count upwards; a copy of it would fall behind."""
    newer = (Passkey.id == key.id, (Passkey.sign_count < count) | ((Passkey.sign_count == 0) & (count == 0)))
    query = update(Passkey).where(*newer).values(sign_count=count, used_at=datetime.now(clock.UTC)).returning(Passkey.id)
    return db.session.scalar(query) is not None


def _transports(answer: str) -> list[str]:
    known = ("usb", "nfc", "ble", "smart-card", "hybrid", "internal")
    response = _read(answer).get("response")
    named = response.get("transports") if isinstance(response, dict) else None
    return [way for way in known if isinstance(named, list) and way in named]


def _name(name: str) -> str:
    name = " ".join(name.split())
    if not 1 <= len(name) <= 80:
        raise Invalid("Gi passnøkkelen et navn på høyst 80 tegn.", field="navn")
    return name
