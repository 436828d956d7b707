"""The only door into the national figures: a kommune's own job hands over its profile and its rows, and nothing else."""

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import isfinite
from uuid import UUID

from flask import current_app
from sqlalchemy import delete, select

from saas import clock, rooms
from saas.centre import periods
from saas.centre.catalogue import BY_CODE, DIMENSIONS, Indicator
from saas.centre.models import Contribution, Profile
from saas.db import db
from saas.errors import Invalid

# The two figures that a mean is made of.
PARTS = ("sum", "n")
LARGEST = 1e9


@dataclass(frozen=True)
class ProfileFacts:
    """How a kommune stands in a period. `coordinator` is a user's id, or None when nobody coordinates."""

    shares: bool
    region: str
    band: str
    centrality: str
    coordinator: UUID | None = None


@dataclass(frozen=True)
class Row:
    """One number: an indicator of the catalogue, a code for each of its dimensions, and how many.

    A mean has two rows, `codes` {"part": "sum"} and {"part": "n"}. A combination without a row counts as zero.
    """

    indicator: str
    codes: Mapping[str, str]
    number: float


def hand_over(period: str, profile: ProfileFacts, rows: Iterable[Row]) -> int:
    """Replace what this kommune hands over for a tertial; how many rows it now is.

    Must be called in the kommune's own room. A profile that does not share has no rows, whatever is given.
    Raises Invalid for a period, indicator, code or number that the catalogue does not know; then nothing is changed.
    """
    periods.check(period)
    _check_profile(profile)
    contributions = [_contribution(period, row) for row in rows] if profile.shares else []
    if len({(one.indicator, one.codes) for one in contributions}) != len(contributions):
        raise Invalid("Den samme kombinasjonen er levert to ganger.", field="rader")
    rooms.lock(f"intake:{period}")
    _place(period, profile)
    db.session.execute(delete(Contribution).where(Contribution.period == period))
    db.session.add_all(contributions)
    db.session.flush()
    return len(contributions)


def written(indicator: Indicator, codes: Mapping[str, str]) -> str:
    """How a row's codes are kept: «theme=places|status=ongoing», in the indicator's own order. Raises Invalid."""
    dims = ("part",) if indicator.kind == "mean" else indicator.dims
    if set(codes) != set(dims):
        raise Invalid("Raden har ikke de inndelingene som tallet skal ha.", field=indicator.code)
    for dim in dims:
        allowed: Iterable[str] = PARTS if dim == "part" else DIMENSIONS[dim][1]
        if codes[dim] not in allowed:
            raise Invalid("«{code}» er ingen kode for «{dim}».", field=indicator.code, code=codes[dim], dim=dim)
    return "|".join(f"{dim}={codes[dim]}" for dim in dims)


def read_codes(codes: str) -> dict[str, str]:
    """The codes of a kept row, the reverse of `written`."""
    return dict(part.split("=", 1) for part in codes.split("|") if part)


def pseudonym(coordinator: UUID | None, kommune: UUID) -> str:
    """A name for whoever coordinates that says nothing of who it is; the same in all their kommuner.

    Without a coordinator the kommune stands for itself.
    """
    key = f"coordinator:{current_app.config['SECRET_KEY']}".encode()
    content = f"user:{coordinator}" if coordinator else f"kommune:{kommune}"
    return hmac.new(key, content.encode(), hashlib.sha256).hexdigest()[:32]


def _check_profile(profile: ProfileFacts) -> None:
    for dim in ("region", "band", "centrality"):
        if getattr(profile, dim) not in DIMENSIONS[dim][1]:
            raise Invalid("«{code}» er ingen kode for «{dim}».", field=dim, code=getattr(profile, dim), dim=dim)


def _contribution(period: str, row: Row) -> Contribution:
    indicator = BY_CODE.get(row.indicator)
    if indicator is None:
        raise Invalid("«{code}» er ikke et nasjonalt tall.", field="rader", code=row.indicator)
    number = row.number
    if isinstance(number, bool) or not isinstance(number, int | float) or not isfinite(number) or not 0 <= number < LARGEST:
        raise Invalid("Tallet må være null eller større.", field=row.indicator)
    if indicator.kind == "yes_no" and number not in (0, 1):
        raise Invalid("Tallet må være 0 eller 1.", field=row.indicator)
    return Contribution(
        period=period,
        indicator=indicator.code,
        definition=indicator.definition,
        codes=written(indicator, row.codes),
        number=float(number),
    )


def _place(period: str, profile: ProfileFacts) -> None:
    """Write the profile of the period, or bring the one that is there up to date."""
    kept = db.session.scalars(select(Profile).where(Profile.period == period)).one_or_none()
    if kept is None:
        kept = Profile(period=period)
        db.session.add(kept)
    kept.shares, kept.counted_at = profile.shares, clock.now()
    kept.region, kept.band, kept.centrality = profile.region, profile.band, profile.centrality
    kept.coordinator = pseudonym(profile.coordinator, rooms.kommune().id)
