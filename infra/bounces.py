"""`./infra/run bounces < brev`: a letter that came back (RFC 3464) pauses its address; a mail server pipes returned mail here."""

import sys

from flask import Flask
from sqlalchemy import func, select

from saas import return_post, rooms
from saas.db import db


def take(app: Flask, raw: bytes) -> bool:
    """Read one returned letter; True when an address was paused by it. What is no lasting failure changes nothing."""
    with app.app_context():
        report = return_post.hard_bounce(raw)
        if report is None:
            return False
        with rooms.enter(rooms.of_house()):
            return bool(db.session.scalar(select(func.app.bounced(report.return_hash, report.status))))


def main() -> int:
    """Take the letter on standard input. The answer is always 0: a mail server would else send the report back again."""
    from infra.house import build

    paused = take(build(), sys.stdin.buffer.read(return_post.LARGEST + 1))
    print("Adressen er satt på vent." if paused else "Ingenting å sette på vent.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
