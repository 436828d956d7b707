"""`./infra/run take-in <file> <kommune>`: puts a takeout back into an empty kommune."""

import sys
from pathlib import Path

from infra.house import build
from saas import audit, rooms
from saas.errors import Refusal


def main(arguments: list[str]) -> int:
    """Read the file into the kommune in one transaction; exit 1 and a sentence when it cannot be."""
    if len(arguments) != 2 or not Path(arguments[0]).is_file():
        print("Bruk: ./infra/run take-in <fil> <kommune>", file=sys.stderr)
        return 2
    app = build()
    with app.app_context():
        kommune = next((place for place in rooms.all_kommuner() if place.slug == arguments[1]), None)
        if kommune is None:
            print(f"Ingen kommune i drift heter {arguments[1]}.", file=sys.stderr)
            return 1
        from tenants.departure import takeout_file

        try:
            with Path(arguments[0]).open("rb") as file, rooms.enter(rooms.of_job(rooms.service_of(kommune), kommune)):
                counts = takeout_file.read_in(file)
                audit.seal_taken_in()
                audit.record("export.taken_in", rows=sum(counts.values()))
        except Refusal as refusal:
            print(refusal.message.format(**refusal.params), file=sys.stderr)
            return 1
    print(f"{kommune.name}: {sum(counts.values())} rader i {len(counts)} tabeller.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
