"""The ratios as a picture: a bar for each on a scale of tens, a mark where its target is, and every value as words."""

from collections.abc import Sequence
from html import escape
from math import log10

ROW, TEXT, BARS, VALUE, TOP = 26, 430, 420, 110, 46
LOW, HIGH = 0.01, 10_000.0
REACHED, MISSED, PLAIN = "#1b6b4a", "#a3361d", "#44546a"
# What is drawn: (what, value, target or None, whether it is reached or None).
Row = tuple[str, float, float | None, bool | None]


def draw(rows: Sequence[Row]) -> str:
    """An SVG of its own, without script and without anything fetched; readable aloud by its title and its words."""
    height = TOP + ROW * len(rows) + 30
    width = TEXT + BARS + VALUE
    drawn = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" aria-labelledby="tittel" '
        'font-family="system-ui, sans-serif" font-size="13">',
        '<title id="tittel">Målte forhold mot målene de skal holde</title>', f'<rect width="{width}" height="{height}" fill="#fff"/>',
        '<text x="10" y="24" font-size="16" fill="#1d2733">Målte forhold mot målene de skal holde</text>', *_scale(height),
    ]  # fmt: skip
    drawn += [part for number, row in enumerate(rows) for part in _bar(TOP + ROW * number, row)]
    note = "Skalaen går i tierpotenser. Strek: målet. Grønn: nådd. Rød: ikke nådd. Grå: uten mål."
    return "\n".join([*drawn, f'<text x="10" y="{height - 10}" fill="#44546a">{note}</text>', "</svg>"]) + "\n"


def _scale(height: int) -> list[str]:
    found = []
    for power in range(-2, 5):
        x, label = _x(10.0**power), f"{10.0**power:g}".replace(".", ",")
        found.append(f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{TOP - 4}" y2="{height - 28}" stroke="#dde3ea"/>')
        found.append(f'<text x="{x:.1f}" y="{TOP - 8}" text-anchor="middle" font-size="11" fill="#44546a">{label}</text>')
    return found


def _bar(y: int, row: Row) -> list[str]:
    what, value, target, reached = row
    colour = {True: REACHED, False: MISSED, None: PLAIN}[reached]
    start, end = sorted((_x(1.0), _x(value)))
    shown = f"{value:.2f}" if value < 3 else f"{value:.1f}" if value < 20 else f"{value:.0f}"
    parts = [
        f'<text x="10" y="{y + 17}" fill="#1d2733">{escape(what)}</text>',
        f'<rect x="{start:.1f}" y="{y + 6}" width="{max(2.0, end - start):.1f}" height="14" fill="{colour}"/>',
        f'<text x="{TEXT + BARS + 10}" y="{y + 17}" fill="{colour}">{shown.replace(".", ",")} ×</text>',
    ]
    if target is not None:
        x = _x(target)
        parts.append(f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{y + 2}" y2="{y + 24}" stroke="#1d2733" stroke-width="2"/>')
    return parts


def _x(value: float) -> float:
    kept = min(max(value, LOW), HIGH)
    return TEXT + BARS * (log10(kept) - log10(LOW)) / (log10(HIGH) - log10(LOW))
