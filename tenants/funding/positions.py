"""The verbs of posts: what a post costs in a year, which party pays what part of it, and where the money comes from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select

from saas import audit, here
from saas.db import check_version, db
from saas.db import find as find_row
from saas.errors import Invalid, NotFound
from saas.plaintext import clean
from tenants.bti.service import keeper
from tenants.funding.models import Position, PositionShare, PositionSource
from tenants.funding.money import percent
from tenants.funding.split import Line, Share, doubled, same, split, uneven
from tenants.funding.wording import span
from tenants.groups import guarding

LONGEST_TITLE, LONGEST_PARTY, LONGEST_SOURCE = 200, 100, 200
MOST_ROWS, MOST_DECIMALS = 24, 4
FIRST, LAST = 2000, 2100


@dataclass(frozen=True)
class Sum:
    """Whether the money for this kommune's part of a post adds up. `needed` is its part, or the whole without shares."""

    needed: int
    found: int
    own_part: bool

    @property
    def missing(self) -> int:
        """In øre; below zero where there is more than needed."""
        return self.needed - self.found


def positions() -> list[Position]:
    """All posts with shares and sources, the latest year first. Three statements however many."""
    return list(db.session.scalars(select(Position).order_by(Position.year.desc(), Position.title)))


def find(position_id: UUID) -> Position:
    """A post with its shares and sources. Raises NotFound."""
    return find_row(Position, position_id)


def find_share(position: Position, share_id: UUID) -> PositionShare:
    """One share of a post. Raises NotFound, also for another post's share."""
    for share in position.shares:
        if share.id == share_id:
            return share
    raise NotFound()


def add(title: str, year: int, cost: int, fte_percent: Decimal, *, kept: guarding.Kept | None = None) -> Position:
    """A post in a year. Raises Invalid or Guarded with «tittel», «ar», «kostnad», «prosent»."""
    if not FIRST <= year <= LAST:
        raise Invalid("Skriv et årstall, for eksempel 2027.", field="ar")
    position = Position(year=year)
    _write(position, title, cost, fte_percent, kept)
    db.session.add(position)
    db.session.flush()
    db.session.refresh(position, ["shares", "sources"])
    audit.record("position.added", position, year=year, cost=cost)
    return position


def change(
    position: Position, seen: int | None, title: str, cost: int, fte_percent: Decimal, *, kept: guarding.Kept | None = None
) -> None:
    """Another title or cost; the split follows. The year stays, since the shares lie in it."""
    check_version(position, seen)
    _write(position, title, cost, fte_percent, kept)
    audit.record("position.changed", position, year=position.year, cost=cost)


def set_shares(position: Position, seen: int | None, shares: Sequence[Share], *, kept: guarding.Kept | None = None) -> None:
    """Who pays what part, from and to which day; all of it at once, since it must be 100 % every day.

    Raises Invalid that names the days and the sum, and Guarded with the field «part».
    """
    shares = [Share(" ".join(clean(s.party).split()), s.percent, s.from_on, s.until_on) for s in shares]
    for share in shares:
        _check_share(share, position.year)
    if twice := doubled(shares):
        raise Invalid("{party} står to ganger {day}.", party=twice.party, day=span(twice.from_on, twice.from_on))
    if shares and (wrong := uneven(position.year, shares)):
        found = "; ".join(f"{span(one.from_on, one.until_on)}: {percent(one.total)}" for one in wrong[:5])
        raise Invalid("Andelene skal være 100 % til sammen hver dag i {year}. Se {days}.", year=position.year, days=found)
    guarding.check(keeper(), {"part": ", ".join(sorted({share.party for share in shares}))}, kept)
    check_version(position, seen)
    _replace(position, shares)
    audit.record("position.shares_set", position, lines=len(shares), parties=len({same(s.party) for s in shares}))


def set_sources(
    position: Position, seen: int | None, sources: Sequence[tuple[str, int]], *, kept: guarding.Kept | None = None
) -> None:
    """Where the money comes from: (source, øre) each. Whether it adds up is shown, never forced."""
    named = [(" ".join(clean(name).split()), amount) for name, amount in sources]
    if len(named) > MOST_ROWS:
        raise Invalid("Det er plass til {n} linjer.", n=MOST_ROWS)
    for name, _amount in named:
        if not name or len(name) > LONGEST_SOURCE:
            raise Invalid("Skriv hvor pengene kommer fra, med høyst {n} tegn.", n=LONGEST_SOURCE)
    guarding.check(keeper(), {"kilde": ", ".join(name for name, _amount in named)}, kept)
    check_version(position, seen)
    for row in position.sources:
        db.session.delete(row)
    db.session.flush()
    db.session.add_all([PositionSource(position_id=position.id, source=name, amount=amount) for name, amount in named])
    db.session.flush()
    db.session.refresh(position, ["sources"])
    audit.record("position.sources_set", position, lines=len(named), amount=sum(amount for _name, amount in named))


def lines(position: Position) -> list[Line]:
    """The post's cost on its shares; empty where there are none, or where a day is not 100 %."""
    shares = [Share(row.party, row.share, row.from_on, row.until_on) for row in position.shares]
    if not shares or uneven(position.year, shares):
        return []
    return split(position.cost, position.year, shares)


def adds_up(position: Position) -> Sum:
    """The sources held against this kommune's own part; against the whole cost where it is no party."""
    home = {same(name) for name in (here.kommune().name, f"{here.kommune().name} kommune")}
    own = [line.amount for line in lines(position) if same(line.share.party) in home]
    found = sum(source.amount for source in position.sources)
    return Sum(sum(own) if own else position.cost, found, bool(own))


def _replace(position: Position, shares: Sequence[Share]) -> None:
    """Lines that stay keep their id, so that the address of a voucher goes on meaning the same party."""
    old = {(same(row.party), row.from_on): row for row in position.shares}
    for share in shares:
        row = old.pop((same(share.party), share.from_on), None)
        if row is None:
            row = PositionShare(position_id=position.id, from_on=share.from_on)
            db.session.add(row)
        row.party, row.share, row.until_on = share.party, share.percent, share.until_on
    for row in old.values():
        db.session.delete(row)
    db.session.flush()
    db.session.refresh(position, ["shares"])


def _check_share(share: Share, year: int) -> None:
    if not share.party or len(share.party) > LONGEST_PARTY:
        raise Invalid("Skriv hvem som betaler, med høyst {n} tegn.", n=LONGEST_PARTY)
    exponent = share.percent.normalize().as_tuple().exponent
    if not 0 < share.percent <= 100 or not isinstance(exponent, int) or -exponent > MOST_DECIMALS:
        raise Invalid("Andelen til {party} skal være over 0 og høyst 100 %, med høyst {n} desimaler.",
                      party=share.party, n=MOST_DECIMALS)  # fmt: skip
    if share.until_on < share.from_on:
        raise Invalid("Til-datoen for {party} er før fra-datoen.", party=share.party)
    if not date(year, 1, 1) <= share.from_on <= share.until_on <= date(year, 12, 31):
        raise Invalid("Datoene for {party} skal være i {year}.", party=share.party, year=year)


def _write(position: Position, title: str, cost: int, fte_percent: Decimal, kept: guarding.Kept | None) -> None:
    title = " ".join(clean(title).split())
    if not title or len(title) > LONGEST_TITLE:
        raise Invalid("Skriv hva stillingen heter, med høyst {n} tegn.", field="tittel", n=LONGEST_TITLE)
    if cost < 0:
        raise Invalid("Kostnaden kan ikke være under 0.", field="kostnad")
    if not 0 < fte_percent <= 100:
        raise Invalid("Skriv en stillingsprosent over 0 og høyst 100.", field="prosent")
    here.lock("positions")
    taken = select(Position.id).where(Position.year == position.year, Position.title == title)
    if set(db.session.scalars(taken)) - {position.id}:
        raise Invalid("{title} står allerede i {year}.", field="tittel", title=title, year=position.year)
    guarding.check(keeper(), {"tittel": title}, kept)
    position.title, position.cost, position.fte_percent = title, cost, fte_percent
