"""`./infra/run bench [--small] [--resume] [walls|pages|growth|kommuner|letters …]`: ratios of one run, as a table and a picture.

`bench disclosure` hides cells, `bench search` searches among 50,000 things.
"""

import sys
import time
import traceback
from collections.abc import Callable
from typing import Any

from infra.bench import disclosure, growth, houses, kommuner, letters, pages, report, search, walls
from infra.ground import CannotGoOn

# What needs the fewest kommuner first, so that most is kept if the disk or the patience ends.
PARTS: dict[str, Callable[[houses.Ground], dict[str, Any]]] = {
    "pages": pages.measure, "kommuner": kommuner.measure, "walls": walls.measure, "growth": growth.measure, "letters": letters.measure,
}  # fmt: skip
FLAGS = ("--small", "--resume")


def main(arguments: list[str]) -> int:
    """Measure the parts that are named, or all; what is measured is written after each. 2 for a word that is no part."""
    if arguments[:1] == ["disclosure"]:
        return disclosure.main(arguments[1:])
    if arguments[:1] == ["search"]:
        return search.main()
    named = [word for word in arguments if word not in FLAGS]
    if unknown := [word for word in named if word not in PARTS]:
        known = ", ".join([*PARTS, "disclosure", "search", *FLAGS])
        print(f"«{unknown[0]}» er ingen del av målingene. Kjente: {known}.", file=sys.stderr)
        return 2
    small = "--small" in arguments
    kept = report.kept(small)
    asked = [part for part in PARTS if part in (named or PARTS) and not ("--resume" in arguments and report.is_fresh(kept, part))]
    try:
        return _measure(asked, small, kept)
    except CannotGoOn as trouble:
        print(f"Stopper: {trouble}", file=sys.stderr)
        return 1


def _measure(asked: list[str], small: bool, kept: dict[str, Any]) -> int:
    failed = []
    if asked:
        with houses.ground(small) as ground:
            failed = [part for part in asked if not _measured(part, ground, kept)]
    print(report.table(kept))
    print(f"Skrevet til {report.place(small)}.md, .json og .svg.")
    for part in failed:
        print(f"Ikke målt: {report.TITLES[part]}; årsaken står over. `bench {part}` prøver den alene.", file=sys.stderr)
    return 1 if failed else 0


def _measured(part: str, ground: houses.Ground, kept: dict[str, Any]) -> bool:
    """One part, kept as soon as it is there; one that fails is told, and does not take the others with it."""
    houses.tell(f"måler: {report.TITLES[part]}")
    started = time.monotonic()
    try:
        found = PARTS[part](ground)
    except Exception:
        traceback.print_exc()
        return False
    kept[part] = {"found": found, "seconds": time.monotonic() - started, **report.conditions(ground)}
    report.keep(kept, ground.small)
    return True


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
