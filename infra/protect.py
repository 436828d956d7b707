"""Disclosure control as a filter: a case in, a table with blanks out, after the auditor has failed to open it."""

import json
import sys
import time
from collections.abc import Iterable, Mapping
from typing import Any

from infra.protect_input import Asked, BadInput, read
from infra.protecting import Opened, Protected, protect
from saas.auditor import Report
from saas.suppressor import BadCase, CannotProtect

BAD_INPUT, CANNOT_PROTECT = 2, 3
NAMED_AT_MOST = 10
QUIET_SECONDS = 2.0


def main() -> int:
    """Read one case from standard input; returns 0, 2 (the case cannot be read) or 3 (it cannot be protected)."""
    try:
        asked = read(sys.stdin.buffer.read())
        answer = protect(asked, _Teller().tell)
    except BadInput as trouble:
        return _stop(BAD_INPUT, f"Saken kan ikke leses: {trouble}")
    except BadCase as trouble:
        return _stop(BAD_INPUT, f"Saken henger ikke sammen: {trouble}")
    except CannotProtect as trouble:
        return _stop(CANNOT_PROTECT, _cannot(trouble.cells))
    except Opened as trouble:
        return _stop(CANNOT_PROTECT, _cannot(trouble.cells))
    print(json.dumps(document(asked, answer), ensure_ascii=False, indent=1))
    return 0


def document(asked: Asked, answer: Protected) -> dict[str, Any]:
    """What is told on standard output, with its keys in a fixed order; nothing in it is the value of a blank."""
    pattern, verdict = answer.pattern, answer.verdict
    order = [name for name in asked.order if name in pattern.cells]
    return {
        "cells": {name: _plain(pattern.cells[name]) for name in order},
        "equations": [{"total": row.total, "parts": list(row.parts)} for row in asked.case.equations],
        "status": {name: answer.status(name) for name in order},
        "audit": {
            "narrowest": _plain(verdict.narrowest),
            "attacked": verdict.attacked,
            "exact": verdict.exact,
            "broken": verdict.broken,
            "views": _views(verdict.views),
        },
        "why": {name: pattern.why[name] for name in order if pattern.why.get(name)},
    }


def _views(reports: Iterable[Report]) -> list[dict[str, Any]]:
    """One line for each kind of reader: how many readers, figures gone for, and the narrowest interval."""
    kinds: dict[str, list[Report]] = {}
    for report in reports:
        within, _, holder = report.view.partition("coordinator ")
        kinds.setdefault(within + "coordinators" if holder else report.view, []).append(report)
    return [
        {
            "view": kind,
            "readers": len(of_kind),
            "attacked": sum(report.attacked for report in of_kind),
            "narrowest": _plain(min((r.narrowest for r in of_kind if r.narrowest is not None), default=None)),
        }
        for kind, of_kind in kinds.items()
    ]


def _plain(value: float | None) -> float | int | None:
    """A number without the dust of floating point; whole numbers stay whole."""
    if value is None:
        return None
    tidy = round(float(value), 9)
    return int(tidy) if tidy.is_integer() else tidy


def _cannot(cells: Iterable[str]) -> str:
    names = list(cells)
    told = ", ".join(f"«{name}»" for name in names[:NAMED_AT_MOST])
    more = f" og {len(names) - NAMED_AT_MOST} til" if len(names) > NAMED_AT_MOST else ""
    return f"Saken kan ikke beskyttes: {told}{more} lar seg regne ut, uansett hva som skjules nå."


def _stop(code: int, sentence: str) -> int:
    print(" ".join(sentence.split()), file=sys.stderr)
    return code


class _Teller:
    """Says what is being done on what takes over two seconds, at most once for each thing that is done."""

    WORDS: Mapping[str, str] = {"suppress": "Skjuler celler …", "audit": "Prøver å regne ut det som er skjult …"}

    def __init__(self) -> None:
        self.started = time.monotonic()
        self.told: set[str] = set()

    def tell(self, phase: str) -> None:
        """One line for a phase, once the filter has run for a while."""
        if phase not in self.told and time.monotonic() - self.started > QUIET_SECONDS:
            self.told.add(phase)
            print(self.WORDS[phase], file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
