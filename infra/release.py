"""`./infra/run release <period>`: asks for the national release of a tertial and builds it in the foreground, as statistics."""

import sys
from typing import Any

from infra.house import build as furnish
from saas.centre import asking, building
from saas.centre.catalogue import BY_CODE
from saas.centre.models import Release
from saas.errors import Invalid

USAGE = "Bruk: ./infra/run release <år>T<tertial>, for eksempel 2026T2"
STEPS = {"freeze": "Fryser tallene", "protect": "Beskytter", "store": "Legger tabellene på plass", "audit": "Kontrollerer"}
REFUSED = 3


def main(arguments: list[str]) -> int:
    """Exit 0 when the release waits for approval or is out, 3 with the reason when it cannot be built, 2 for a wrong call."""
    if len(arguments) != 1:
        print(USAGE, file=sys.stderr)
        return 2
    app = furnish()
    with app.app_context():
        try:
            release_id = asking.ask(arguments[0], "Kommandolinjen")
        except Invalid:
            print(USAGE, file=sys.stderr)
            return 2
        if asking.find(release_id).state in ("asked", "building"):
            building.build(release_id, listen=_Progress())
        return _tell(asking.find(release_id))


class _Progress:
    """Prints each step once."""

    def __init__(self) -> None:
        self.last = ""

    def __call__(self, step: str, share: float) -> None:
        if step != self.last:
            kind, _, code = step.partition(":")
            about = f": {BY_CODE[code].title}" if code in BY_CODE else ""
            print(f"{100 * share:3.0f} %  {STEPS.get(kind, kind)}{about}", flush=True)
            self.last = step


def _tell(release: Release) -> int:
    """The outcome in a few lines: what it shows and hides, and how it was attacked."""
    if release.state == "failed":
        print(f"Kan ikke utgis: {release.failure}", file=sys.stderr)
        return REFUSED
    if release.state in ("asked", "building"):
        print("Utgivelsen lages av en annen nå.", file=sys.stderr)
        return REFUSED
    for line in [*_utility(release), *(_view(view) for view in release.audit.get("views", []))]:
        print(line)
    print(f"Kontrollsum {release.output_sha}")
    print("Utgivelsen er ute fra før." if release.state == "published" else "Venter på godkjenning fra to personer.")
    return 0


def _utility(release: Release) -> list[str]:
    cost = release.utility
    hidden = f"{cost['hidden']} av {cost['cells']} tall er skjult, {100 * cost['mass']:.1f} % av det som er talt."
    lines = [f"{release.sharing} av {release.kommuner} kommuner deler tall, fra {release.coordinators} koordinatorer.", hidden]
    for code, own in cost["by_indicator"].items():
        lines.append(f"  {BY_CODE[code].title}: {own['open']} vises, {own['hidden']} er skjult")
    return lines


def _view(view: dict[str, Any]) -> str:
    narrowest = "" if view["narrowest"] is None else f", smaleste intervall {view['narrowest']:g}"
    return (
        f"Kontroll {view['name']}: {view['attacked']} tall angrepet, {view['exact']} funnet, "
        f"{view['broken']} for nær{narrowest} ({view['seconds']:.1f} s)"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
