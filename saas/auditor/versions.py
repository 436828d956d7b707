"""One id, two figures: a corrected figure is two quantities, and the older of them gets a name of its own."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from saas.auditor.publication import Publication, Sum

SAME = 1e-9
Made = Mapping[str, Mapping[str, float]]


def reconcile(
    publications: Sequence[Publication], made: Sequence[Made | None] | None = None
) -> tuple[list[Publication], list[str]]:
    """Give older versions of changed figures a suffix (`~1`, `~2` …), oldest publication first.

    `made`, where the truth is told, is for each publication {cell: {kommune: figure}}: then a figure is the same only
    if it is made of the same. Without it, a figure has changed when it was shown with two values, or when it is a
    blank in a sum that has changed and nothing shown explains it. Also returns the ids that have changed.
    """
    names = older_names(publications, made)
    changed = dict.fromkeys(name for new in names for name in new)
    shown_twice = [name for name in changed if _values(publications, name) > 1]
    return [renamed(publication, new) for publication, new in zip(publications, names, strict=True)], shown_twice


def older_names(publications: Sequence[Publication], made: Sequence[Made | None] | None = None) -> list[dict[str, str]]:
    """For each publication: {id: new id} of the figures that a later one has otherwise."""
    told = list(made) if made else [None] * len(publications)
    newest = _newest_values(publications, told)
    newest_made: dict[str, Mapping[str, float]] = {}
    for figures in told:
        newest_made |= figures or {}
    versions: dict[str, list[object]] = {}
    answer = []
    for publication, figures in zip(publications, told, strict=True):
        if figures is not None:
            moved = {name: figures[name] for name in figures if figures[name] != newest_made[name]}
            marks: dict[str, object] = {name: tuple(sorted(own.items())) for name, own in moved.items()}
        else:
            changes = _changes(publication, newest)
            generation = tuple(sorted(changes.items()))
            marks = dict.fromkeys([*changes, *sorted(_blanks_that_moved(publication, changes))], generation)
        answer.append({name: f"{name}~{_number(versions, name, mark)}" for name, mark in marks.items()})
    return answer


def _number(versions: dict[str, list[object]], name: str, mark: object) -> int:
    known = versions.setdefault(name, [])
    if mark not in known:
        known.append(mark)
    return known.index(mark) + 1


def _newest_values(publications: Sequence[Publication], told: Sequence[Made | None]) -> dict[str, float]:
    newest: dict[str, float] = {}
    for publication, figures in zip(publications, told, strict=True):
        shown = {name: value for name, value in publication.cells.items() if value is not None}
        newest |= {name: value for name, value in shown.items() if name not in publication.rounded}
        newest |= {name: float(sum(own.values())) for name, own in (figures or {}).items()}
    return newest


def _changes(publication: Publication, newest: Mapping[str, float]) -> dict[str, float]:
    """How much each figure shown here has moved since."""
    return {
        name: newest[name] - value
        for name, value in publication.cells.items()
        if value is not None and name not in publication.rounded and abs(newest.get(name, value) - value) > SAME
    }


def _blanks_that_moved(publication: Publication, changes: Mapping[str, float]) -> set[str]:
    """Blanks that cannot be the same as before: a sum they stand in has changed, and nothing shown explains it."""
    moved: set[str] = set()
    while changes:
        more: set[str] = set()
        for row in publication.sums:
            difference = changes.get(row.total, 0.0) - sum(changes.get(part, 0.0) for part in row.parts)
            blanks = {name for name in (row.total, *row.parts) if publication.cells.get(name) is None}
            if abs(difference) > SAME or blanks & moved:
                more |= blanks - moved
        if not more:
            break
        moved |= more
    return moved


def renamed(publication: Publication, new: Mapping[str, str]) -> Publication:
    """The same publication with new ids."""
    if not new:
        return publication
    return replace(
        publication,
        cells={new.get(name, name): value for name, value in publication.cells.items()},
        equations=[
            Sum(new.get(total, total), tuple(new.get(part, part) for part in parts))
            for total, parts in publication.equations
        ],
        bounds={new.get(name, name): pair for name, pair in publication.bounds.items()},
        rounded={new.get(name, name): step for name, step in publication.rounded.items()},
        targets={
            target: {new.get(name, name): factor for name, factor in terms.items()}
            for target, terms in publication.targets.items()
        },
    )


def _values(publications: Sequence[Publication], name: str) -> int:
    shown = [p.cells[name] for p in publications if p.cells.get(name) is not None and name not in p.rounded]
    return len(set(shown))
