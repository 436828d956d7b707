"""What a chart says in one sentence, for those who hear it and those who are in a hurry."""

from collections.abc import Sequence

from saas.charts.values import FEW_ANSWERS, FLAG_WORDS, Line, Point, along, text_of
from saas.pages import gettext, say


def of_lines(lines: Sequence[Line], unit: str, decimals: int) -> str:
    """«Økte fra 11 % i 2019 til 14 % i 2025. Landet: 12 %.»"""
    places = dict(along(lines))
    ordered = sorted(lines, key=lambda line: not line.emphasis)
    if not ordered:
        return gettext("Det er ingen tall å vise.")
    first, *others = ordered
    said = of_points(first.points, unit, decimals, places)
    sentences = [said if first.emphasis or not others else f"{first.name}: {said}"]
    last = _last(first, places)
    for line in others:
        end = _last(line, places)
        if end is None:
            sentences.append(gettext("%(name)s: ingen tall å vise.", name=line.name))
        elif last is not None and end.label == last.label:
            sentences.append(f"{line.name}: {_value(end, unit, decimals)}.")
        else:
            sentences.append(f"{line.name}: {_value(end, unit, decimals)} {_when(end)}.")
    return " ".join(sentences)


def of_points(points: Sequence[Point], unit: str, decimals: int, places: dict[str, float] | None = None) -> str:
    """One line alone: from where to where, what is hidden, and whether few have answered."""
    where = dict(along([Line("", points)])) if places is None else places
    ordered = sorted(points, key=lambda point: where[point.label])
    there = [point for point in ordered if point.figure is not None]
    return " ".join([_movement(_comparable(ordered), unit, decimals), *_lacking(ordered), *_careful(there)])


def of_bars(points: Sequence[Point], unit: str, decimals: int, emphasis: str | None) -> str:
    """The one it is about, then the highest and the lowest, then what is hidden."""
    there = [point for point in points if point.figure is not None]
    sentences = []
    if not points:
        sentences.append(gettext("Det er ingen tall å vise."))
    elif not there:
        sentences.append(gettext("Ingen av tallene kan vises."))
    for point in there:
        if point.label == emphasis or len(there) == 1:
            sentences.append(f"{point.label}: {_value(point, unit, decimals)}.")
    if len(there) > 1:
        high, low = max(there, key=lambda p: p.figure or 0), min(there, key=lambda p: p.figure or 0)
        if high.figure == low.figure:
            sentences.append(gettext("Alle er like: %(value)s.", value=_value(high, unit, decimals)))
        else:
            sentences.append(
                gettext(
                    "Høyest: %(high)s, %(most)s. Lavest: %(low)s, %(least)s.",
                    high=high.label, most=_value(high, unit, decimals),
                    low=low.label, least=_value(low, unit, decimals),
                )  # fmt: skip
            )
    return " ".join([*sentences, *_lacking(points)])


def caution(n: int | None) -> str:
    """«Få svar (n=31): tolk med varsomhet», or nothing where enough have answered."""
    if n is None or n >= FEW_ANSWERS:
        return ""
    return gettext("Få svar (n=%(n)s): tolk med varsomhet", n=n)


def reason(point: Point) -> str:
    """«Skjult», «Mangler», «Kan ikke beregnes»; nothing for a point with a value."""
    return say(FLAG_WORDS.get(point.reason, ""))


def cell(point: Point | None, unit: str, decimals: int) -> str:
    """What the table shows: the value, or in words why there is none."""
    if point is None:
        return gettext("Mangler")
    return _value(point, unit, decimals) if point.figure is not None else reason(point)


def _comparable(ordered: Sequence[Point]) -> list[Point]:
    """The points with a figure since the last break: only those may be set up against each other."""
    last = max((place for place, point in enumerate(ordered) if point.breaks), default=0)
    since = [point for point in ordered[last:] if point.figure is not None]
    return since or [point for point in ordered if point.figure is not None][-1:]


def _movement(there: Sequence[Point], unit: str, decimals: int) -> str:
    if not there:
        return gettext("Ingen av tallene kan vises.")
    start, end = there[0], there[-1]
    said = {"end": _value(end, unit, decimals), "then": _when(end), "start": _value(start, unit, decimals), "first": _when(start)}
    if start is end:
        return gettext("%(end)s %(then)s.", end=said["end"], then=said["then"])
    if said["start"] == said["end"]:
        return gettext("Likt: %(end)s både %(first)s og %(then)s.", end=said["end"], first=said["first"], then=said["then"])
    if (end.figure or 0) > (start.figure or 0):
        return gettext("Økte fra %(start)s %(first)s til %(end)s %(then)s.", **said)
    return gettext("Gikk ned fra %(start)s %(first)s til %(end)s %(then)s.", **said)


def _lacking(points: Sequence[Point]) -> list[str]:
    """«Skjult: 2022.», each reason with its periods."""
    said = []
    for flag, word in FLAG_WORDS.items():
        if labels := [point.label for point in points if point.reason == flag]:
            listed = ", ".join(labels)
            if len(labels) > 6:
                listed = gettext("%(labels)s og %(n)s til", labels=", ".join(labels[:5]), n=len(labels) - 5)
            said.append(f"{say(word)}: {listed}.")
    return said


def _careful(there: Sequence[Point]) -> list[str]:
    return [caution(there[-1].n) + "."] if there and there[-1].few else []


def _value(point: Point, unit: str, decimals: int) -> str:
    return text_of(point.figure or 0, unit, decimals)


def _when(point: Point) -> str:
    return gettext("i %(year)s", year=point.label) if point.at_year is not None else f"({point.label})"


def _last(line: Line, places: dict[str, float]) -> Point | None:
    there = [point for point in line.points if point.figure is not None]
    return max(there, key=lambda point: places[point.label], default=None)
