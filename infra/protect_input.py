"""Reads the filter's case, and says in Norwegian what is wrong with it."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from saas.suppressor import Case, Earlier, Equation, Parameters


class BadInput(ValueError):
    """The case is not JSON or not of the promised shape; the message is the rest of a Norwegian sentence."""


@dataclass(frozen=True)
class Asked:
    """One case: for the suppressor, and what the auditor is told beside it. `order` is the ids as they came."""

    case: Case
    parameters: Mapping[str, Any]
    limits: Mapping[str, tuple[float, float | None]]
    order: tuple[str, ...]


def read(source: bytes) -> Asked:
    """Bytes of JSON to a case. Raises BadInput."""
    try:
        document = json.loads(source.decode("utf-8-sig"), parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise BadInput("det som kom inn, er ikke gyldig JSON.") from None
    if not isinstance(document, dict):
        raise BadInput("den skal være et JSON-objekt.")
    equations = _equations(document.get("equations"), "equations")
    contributions = _contributions(document.get("contributions") or {}, "contributions")
    figures = _figures(document) if not contributions else {}
    most, limits = _bounds(document.get("bounds"))
    case = Case(
        equations=equations,
        contributions=contributions,
        coordinators=_words(document.get("coordinators"), "coordinators"),
        parameters=_parameters(document.get("parameters")),
        earlier=[_earlier(row, number) for number, row in enumerate(_list(document.get("earlier"), "earlier"), 1)],
        bounds=most,
        withheld=_withheld(document.get("withheld")),
        structural=frozenset(_ids(document.get("structural"), "structural")),
        shares=_words(document.get("shares"), "shares"),
        figures=figures,
        primaries=frozenset(_ids(document.get("primary"), "primary")),
    )
    return Asked(case, _object(document.get("parameters"), "parameters"), limits, _order(case))


def _order(case: Case) -> tuple[str, ...]:
    sums = [name for row in case.equations for name in (row.total, *row.parts)]
    return tuple(dict.fromkeys([*sums, *case.contributions, *case.figures]))


def _figures(document: Mapping[str, Any]) -> dict[str, float]:
    if "cells" not in document:
        raise BadInput("den mangler «contributions», som sier hva hver kommune har i hver celle.")
    return {name: _number(value, f"cells, «{name}»") for name, value in _object(document["cells"], "cells").items()}


def _equations(rows: Any, where: str) -> list[Equation]:
    found = []
    for row in _list(rows, where):
        if not isinstance(row, dict) or not isinstance(row.get("total"), str) or not isinstance(row.get("parts"), list):
            raise BadInput(f"hver rad i «{where}» skal ha «total» og «parts».")
        parts = _ids(row["parts"], where)
        if not parts:
            raise BadInput(f"summen «{row['total']}» i «{where}» har ingen deler.")
        if len(set(parts)) < len(parts) or row["total"] in parts:
            raise BadInput(f"summen «{row['total']}» i «{where}» har samme del to ganger, eller seg selv som del.")
        found.append(Equation(row["total"], tuple(parts)))
    return found


def _contributions(rows: Any, where: str) -> dict[str, dict[str, float]]:
    return {
        leaf: {
            kommune: _number(value, f"{where}, «{leaf}»")
            for kommune, value in _object(own, f"{where}, «{leaf}»").items()
        }
        for leaf, own in _object(rows, where).items()
    }


def _earlier(row: Any, number: int) -> Earlier:
    """A release that is out: only what is published of it, and who contributed if that is still kept."""
    where = f"earlier, nummer {number}"
    release = _object(row, where)
    cells = {
        name: None if value is None else _number(value, f"{where}, «{name}»")
        for name, value in _object(release.get("cells"), where).items()
    }
    contributions = release.get("contributions")
    return Earlier(
        cells=cells,
        equations=_equations(release.get("equations"), where),
        contributions=None if contributions is None else _contributions(contributions, where),
        coordinators=None if release.get("coordinators") is None else _words(release["coordinators"], where),
    )


def _bounds(document: Any) -> tuple[dict[str, float], dict[str, tuple[float, float | None]]]:
    """A number is the most one kommune can have in a leaf; a pair is what the cell itself lies between."""
    most: dict[str, float] = {}
    limits: dict[str, tuple[float, float | None]] = {}
    for name, value in _object(document, "bounds").items():
        if isinstance(value, list) and len(value) == 2:
            least, highest = value
            limits[name] = (
                0.0 if least is None else _number(least, "bounds"),
                None if highest is None else _number(highest, "bounds"),
            )
        else:
            most[name] = _number(value, f"bounds, «{name}»")
    return most, limits


def _withheld(document: Any) -> dict[str, str]:
    if isinstance(document, list):
        return dict.fromkeys(_ids(document, "withheld"), "withheld")
    return _words(document, "withheld")


def _parameters(document: Any) -> Parameters:
    try:
        return Parameters.of(_object(document, "parameters"))
    except (ValueError, TypeError):
        raise BadInput("«parameters» har et ukjent navn eller en verdi som ikke går an.") from None


def _words(document: Any, where: str) -> dict[str, str]:
    found = _object(document, where)
    if not all(isinstance(value, str) for value in found.values()):
        raise BadInput(f"verdiene i «{where}» skal være tekst.")
    return found


def _object(document: Any, where: str) -> dict[str, Any]:
    if document is None:
        return {}
    if not isinstance(document, dict):
        raise BadInput(f"«{where}» skal være et objekt.")
    return document


def _list(document: Any, where: str) -> list[Any]:
    if document is None:
        return []
    if not isinstance(document, list):
        raise BadInput(f"«{where}» skal være en liste.")
    return document


def _ids(document: Any, where: str) -> list[str]:
    found = _list(document, where)
    if not all(isinstance(name, str) for name in found):
        raise BadInput(f"«{where}» skal bare ha celle-navn som tekst.")
    return found


def _number(value: Any, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise BadInput(f"«{where}» har noe som ikke er et tall.".replace("««", "«").replace("»»", "»"))
    if value < 0:
        raise BadInput(f"«{where}» har et tall under null.".replace("««", "«").replace("»»", "»"))
    return value


def _no_constant(name: str) -> None:
    raise ValueError(name)
