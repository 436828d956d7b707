"""Codes from an app (TOTP) and codes on paper: sealed or hashed at rest, each good for one log-in, guessing made slow."""

import base64
import hashlib
import hmac
import re
import secrets
from datetime import datetime, timedelta
from uuid import UUID

import pyotp
import segno
from cryptography.fernet import Fernet, InvalidToken
from flask import current_app
from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from saas import clock
from saas.accounts.credentials import LoginEvent, RecoveryCode, TotpSecret
from saas.db import db
from saas.errors import Invalid, TooMany

STEP = 30
HOW_MANY = 10
WRONG, WINDOW = 5, timedelta(minutes=15)
# No letters that look like others: people copy these from paper.
LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"


def new_secret() -> str:
    """A secret for an app, in the letters that apps take (base 32)."""
    return pyotp.random_base32()


def seal(secret: str) -> str:
    """The secret as it may lie in the database."""
    return _fernet().encrypt(secret.encode()).decode()


def unseal(sealed: str) -> str:
    """The secret again. Raises InvalidToken where the house's secret is another than the one it was sealed under."""
    return _fernet().decrypt(sealed.encode()).decode()


def picture(secret: str, email: str) -> str:
    """A QR code as a data: address, for the app's camera."""
    address = pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name="Bindeledd")
    return segno.make(address, error="m").svg_data_uri(scale=5, border=4, dark="#000", light="#fff")


def step_of(secret: str, code: str) -> int | None:
    """The half minute that a code belongs to: this one, the last or the next; None for a wrong code."""
    if not re.fullmatch(r"[0-9]{6}", code):
        return None
    now = int(datetime.now(clock.UTC).timestamp()) // STEP
    app = pyotp.TOTP(secret)
    fitting = [step for step in (now - 1, now, now + 1) if hmac.compare_digest(app.at(step * STEP), code)]
    return fitting[-1] if fitting else None


def keep(user_id: UUID, secret: str, step: int) -> None:
    """The app has shown its first code: from now on it is asked for. A new app takes the place of the old."""
    row = {"sealed": seal(secret), "confirmed_at": datetime.now(clock.UTC), "last_step": step}
    query = insert(TotpSecret).values(user_id=user_id, **row)
    db.session.execute(query.on_conflict_do_update(index_elements=["user_id"], set_=row))


def check(user_id: UUID, typed: str) -> str:
    """Use a code; «totp» or «recovery», whichever it was. Raises Invalid, or TooMany after five wrong ones."""
    # One at a time for each person, so that many guesses at once are still counted one by one.
    db.session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"code:{user_id}", 0))))
    _throttle(user_id)
    code = re.sub(r"[\s-]", "", typed).lower()
    if re.fullmatch(r"[0-9]{6}", code):
        if _use_app(user_id, code):
            return "totp"
    elif _use_paper(user_id, code):
        return "recovery"
    raise Invalid("Koden er feil, eller den er brukt før.", field="kode")


def new_set(user_id: UUID) -> list[str]:
    """Ten new codes, to be shown this once; the old ones are dead."""
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
    shown = []
    for _ in range(HOW_MANY):
        code = "".join(secrets.choice(LETTERS) for _ in range(12))
        db.session.add(RecoveryCode(user_id=user_id, code_hash=_hash(user_id, code)))
        shown.append("-".join(code[i : i + 4] for i in (0, 4, 8)))
    return shown


def left(user_id: UUID) -> int:
    """How many codes on paper are unused."""
    query = select(func.count()).select_from(RecoveryCode).where(RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None))
    return db.session.scalar(query) or 0


def forget_app(user_id: UUID) -> None:
    """The app's codes are no longer asked for."""
    db.session.execute(delete(TotpSecret).where(TotpSecret.user_id == user_id))


def forget_paper(user_id: UUID) -> None:
    """No code on paper opens anything any more."""
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))


def _use_app(user_id: UUID, code: str) -> bool:
    found = db.session.get(TotpSecret, user_id)
    if found is None or found.confirmed_at is None:
        return False
    try:
        step = step_of(unseal(found.sealed), code)
    except InvalidToken:
        return False
    if step is None:
        return False
    # The database compares and writes in one movement: the same code never counts twice, also not at the same moment.
    newer = update(TotpSecret).where(TotpSecret.user_id == user_id, TotpSecret.last_step < step).values(last_step=step)
    return db.session.scalar(newer.returning(TotpSecret.last_step)) is not None


def _use_paper(user_id: UUID, code: str) -> bool:
    own = (RecoveryCode.user_id == user_id, RecoveryCode.code_hash == _hash(user_id, code), RecoveryCode.used_at.is_(None))
    return db.session.scalar(update(RecoveryCode).where(*own).values(used_at=func.now()).returning(RecoveryCode.id)) is not None


def _throttle(user_id: UUID) -> None:
    """Only wrong codes since the last right one count."""
    since = datetime.now(clock.UTC) - WINDOW
    mine = (LoginEvent.user_id == user_id, LoginEvent.action == "code", LoginEvent.at > since)
    last_right = select(func.max(LoginEvent.at)).where(*mine, LoginEvent.result == "ok").scalar_subquery()
    wrong = select(func.count()).select_from(LoginEvent).where(*mine, LoginEvent.result == "wrong")
    count = db.session.scalar(wrong.where(LoginEvent.at > func.coalesce(last_right, since))) or 0
    if count >= WRONG:
        raise TooMany("Det er skrevet feil kode for mange ganger. Prøv igjen om et kvarter.")


def _key(purpose: str) -> bytes:
    return hmac.new(current_app.config["SECRET_KEY"].encode(), purpose.encode(), hashlib.sha256).digest()


def _fernet() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(_key("totp")))


def _hash(user_id: UUID, code: str) -> str:
    """Keyed, so that somebody with a copy of the table alone cannot try codes against it."""
    return hmac.new(_key("recovery"), f"{user_id}:{code}".encode(), hashlib.sha256).hexdigest()
