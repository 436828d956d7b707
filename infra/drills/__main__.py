"""`./infra/run drill` lists the drills, `./infra/run drill <name>` does one of them, `./infra/run drill alle` does them all."""

import sys

from infra.drills.catalogue import DRILLS
from infra.drills.telling import Tale
from infra.ground import CannotGoOn


def main(arguments: list[str]) -> int:
    """0 when all that was expected was seen, 1 when not, 2 for a drill that is unknown."""
    if not arguments:
        print(_table())
        return 0
    wanted = list(DRILLS) if arguments == ["alle"] else arguments
    if unknown := [name for name in wanted if name not in DRILLS]:
        print(f"«{unknown[0]}» er ingen øvelse.\n{_table()}", file=sys.stderr)
        return 2
    failed = [name for name in wanted if not _held(name)]
    if len(wanted) > 1:
        print(f"{len(wanted) - len(failed)} av {len(wanted)} øvelser gikk som ventet.")
    if failed:
        print(f"Ikke som ventet: {', '.join(failed)}.")
    return 1 if failed else 0


def _held(name: str) -> bool:
    drill, tale = DRILLS[name], Tale(_print)
    _print(f"Øvelse «{name}»: {drill.about}. Tar om lag {drill.minutes} min. Ingenting utenfor en midlertidig mappe blir rørt.")
    try:
        drill.run(tale, lambda line: _print(f"  {line}"))
    except CannotGoOn as trouble:
        tale.expect("øvelsen lar seg holde.", str(trouble), False)
    _print(f"«{name}» gikk som ventet." if tale.came_true else f"«{name}» gikk IKKE som ventet ({len(tale.wrong)} avvik).")
    return tale.came_true


def _print(line: str) -> None:
    print(line, flush=True)


def _table() -> str:
    lines = [f"  ./infra/run drill {name:<19} {drill.about} ({drill.minutes} min)" for name, drill in DRILLS.items()]
    return "Øvelser, hver på egne tjenere i en midlertidig mappe:\n" + "\n".join([*lines, "  ./infra/run drill alle"])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
