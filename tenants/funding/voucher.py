"""One party's voucher: its own lines of a post with the sum written out, and no word of what the others pay."""

from typing import Any

from saas import clock, here, printing
from saas.errors import NotNow
from saas.pages import gettext
from tenants.funding.models import Position
from tenants.funding.money import amount, kroner, percent
from tenants.funding.positions import lines
from tenants.funding.split import Line, days_in, same
from tenants.funding.wording import full_day, span
from tenants.meetings.wording import in_the_kommunes_language


def pdf(position: Position, party: str) -> bytes:
    """The voucher as tagged A4. Raises NotNow where the shares are not 100 % on each day."""
    return printing.pdf(document(position, party), when=clock.now().replace(microsecond=0))


def filename(position: Position, party: str) -> str:
    """«Bilag 2026 Hamnes.pdf»"""
    with in_the_kommunes_language():
        return gettext("Bilag %(year)s %(party)s", year=position.year, party=party).replace("/", "-") + ".pdf"


def document(position: Position, party: str) -> dict[str, Any]:
    """What saas.printing sets: the party's lines alone."""
    own = [line for line in lines(position) if same(line.share.party) == same(party)]
    if not own:
        raise NotNow("Andelene er ikke 100 % til sammen hver dag i {year}. Rett dem først.", year=position.year)
    kommune, total = here.kommune(), sum(line.amount for line in own)
    with in_the_kommunes_language():
        title = gettext("Bilag til refusjonskrav %(year)s: %(party)s", year=position.year, party=party)
        return {
            "kind": "report",
            "language": kommune.language,
            "kommune": kommune.name,
            "title": title,
            "subtitle": position.title,
            "facts": _facts(position, party, total),
            "blocks": [
                {"type": "heading", "level": 1, "text": gettext("Beregning")},
                {"type": "table", "caption": gettext("Andel per periode"), "head": _head(), "align": ALIGN,
                 "rows": [*[_row(line) for line in own], [gettext("Sum"), "", "", amount(total)]]},
                {"type": "list", "items": [in_words(position, line) for line in own]},
                {"type": "text", "text": _about_rounding()},
            ],
            "labels": {"page": gettext("Side"), "of": gettext("av")},
            "footer": kommune.name,
        }  # fmt: skip


ALIGN = ["left", "right", "right", "right"]


def in_words(position: Position, line: Line) -> str:
    """«1. januar–30. juni: 181 av 365 dager × 50 % av 812 000 kr = 201 331,51 kr»"""
    return gettext(
        "%(span)s: %(days)s av %(all)s dager × %(percent)s av %(cost)s = %(amount)s",
        span=span(line.share.from_on, line.share.until_on),
        days=line.share.days,
        all=days_in(position.year),
        percent=percent(line.share.percent),
        cost=kroner(position.cost),
        amount=kroner(line.amount),
    )


def _facts(position: Position, party: str, total: int) -> list[list[str]]:
    return [
        [gettext("Til"), party],
        [gettext("Fra"), here.kommune().name],
        [gettext("Stilling"), f"{position.title}, {percent(position.fte_percent)}"],
        [gettext("Hele kostnaden"), kroner(position.cost)],
        [gettext("Å betale"), kroner(total)],
        [gettext("Laget"), full_day(clock.today())],
    ]


def _head() -> list[str]:
    return [gettext("Periode"), gettext("Dager"), gettext("Andel"), gettext("Beløp (kr)")]


def _row(line: Line) -> list[str]:
    share = line.share
    return [span(share.from_on, share.until_on), str(share.days), percent(share.percent), amount(line.amount)]


def _about_rounding() -> str:
    return gettext("Delene er rundet av til hele øre slik at de til sammen blir hele kostnaden.")
