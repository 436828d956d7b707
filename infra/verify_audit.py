"""`./infra/run verify-audit`: walks each kommune's chain in its own room and says where it breaks, if it does."""

import sys

from infra.house import build
from saas import chain, rooms
from saas.chain import Verdict


def main() -> int:
    """One line per kommune; exit 1 when a chain is broken or has no seal.

    The head that is printed is worth keeping elsewhere: with it, an older end of the chain put back shows too.
    """
    app, troubled = build(), 0
    with app.app_context():
        for kommune in rooms.all_kommuner():
            with rooms.enter(rooms.of_job(rooms.service_of(kommune), kommune, read_only=True)):
                verdict = chain.verify()
            troubled += not verdict.whole
            print(f"{kommune.name}: {words(verdict)}")
    return 1 if troubled else 0


def words(verdict: Verdict) -> str:
    """The verdict as one line."""
    if verdict.broken_at is not None:
        return f"Brudd ved hendelse {verdict.broken_at}: {verdict.links} hendelser"
    if not verdict.sealed:
        return f"Loggkjeden henger sammen, men har ikke segl ennå: {verdict.links} hendelser"
    return f"Loggkjeden er hel: {verdict.links} hendelser" + (f", hode {verdict.head}" if verdict.head else "")


if __name__ == "__main__":
    sys.exit(main())
