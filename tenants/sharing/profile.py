"""What goes along with the kommune's numbers: its region, its size, how central it lies, and who coordinates, under a pseudonym."""

from uuid import UUID

from sqlalchemy import column, select, table

from saas import here
from saas.centre.geography import band_of, region_of
from saas.centre.intake import ProfileFacts
from saas.db import db
from saas.errors import NotNow
from saas.register import kommuner
from tenants.access.members import members
from tenants.sharing.span import Span


def facts(span: Span, *, shares: bool) -> ProfileFacts:
    """How the kommune stands in a period. Raises NotNow where the register does not know where it lies."""
    place = kommuner.look_up(_number(), demo=True)
    if place is None:
        raise NotNow("Kommunenummeret er ikke i registeret. Derfor kan ikke tallene plasseres i en region.")
    return ProfileFacts(
        shares=shares,
        region=region_of(place.number, place.county),
        band=band_of(here.kommune().population or place.population),
        centrality=str(place.centrality),
        coordinator=_coordinator(span),
    )


def _number() -> str:
    tenants = table("tenants", column("id"), column("number"))
    return db.session.scalar(select(tenants.c.number).where(tenants.c.id == here.kommune().id)) or ""


def _coordinator(span: Span) -> UUID | None:
    """Who coordinates on the last day: of several, the one who began first; None where nobody does."""
    held = [m for m in members() if m.role == "coordinator" and not m.disabled and m.holds_on(span.last)]
    first = min(held, key=lambda member: (member.valid_from, str(member.user_id)), default=None)
    return first.user_id if first else None
