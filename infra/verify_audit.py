"""`./infra/run verify-audit`: walks each kommune's chain in its own room and says where it breaks, if it does."""

import sys

from infra.house import build
from saas import audit, rooms


def main() -> int:
    """One line per kommune; exit 1 when a chain is broken."""
    app, broken = build(), 0
    with app.app_context():
        for kommune in rooms.all_kommuner():
            with rooms.enter(rooms.of_job(rooms.service_of(kommune), kommune, read_only=True)):
                links = 0

                def counted() -> object:
                    nonlocal links
                    for link in audit.chain():
                        links += 1
                        yield link

                found = audit.first_break(counted())  # type: ignore[arg-type]
            broken += found is not None
            verdict = "Loggkjeden er hel" if found is None else f"Brudd ved hendelse {found}"
            print(f"{kommune.name}: {verdict}: {links} hendelser")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
