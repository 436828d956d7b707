"""Which log-in services outside may open this kommune, and for which organisations. The database itself keeps the door."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select

from saas import audit, clock, here
from saas.accounts.guard import can
from saas.db import db
from saas.errors import Invalid, NotAllowed, NotFound
from saas.register import organisations
from tenants.access.models import IssuerPermit
from tenants.groups import guarding

LONGEST_NAME = 120


def listing() -> list[IssuerPermit]:
    """Those that open the kommune now."""
    query = select(IssuerPermit).where(IssuerPermit.revoked_at.is_(None))
    return list(db.session.scalars(query.order_by(IssuerPermit.issuer, IssuerPermit.name, IssuerPermit.org_number)))


def find(permit_id: UUID) -> IssuerPermit:
    """One permit of this kommune, revoked or not."""
    permit = db.session.scalars(select(IssuerPermit).where(IssuerPermit.id == permit_id)).one_or_none()
    if permit is None:
        raise NotFound()
    return permit


def let_in(issuer: str, number: str, name: str, known: Collection[str]) -> IssuerPermit:
    """Let in everybody with a role here who logs in at `issuer` on behalf of the organisation; `known` are the house's issuers.

    A permit that was revoked is taken up again: one service and one organisation have one row.
    """
    _require_admission()
    number, name = organisations.tidy(number), " ".join(name.split())
    if issuer not in known:
        raise Invalid("Velg en innloggingstjeneste.", field="tjeneste")
    if not organisations.is_one(number):
        raise Invalid("Skriv et gyldig organisasjonsnummer på ni sifre.", field="nummer")
    if len(name) > LONGEST_NAME:
        raise Invalid("Navnet kan ha høyst {n} tegn.", field="navn", n=LONGEST_NAME)
    guarding.check(None, {"navn": name})
    here.lock("issuer_permits")
    query = select(IssuerPermit).where(IssuerPermit.issuer == issuer, IssuerPermit.org_number == number)
    permit = db.session.scalars(query).one_or_none()
    if permit is not None and permit.revoked_at is None:
        raise Invalid("Denne organisasjonen slipper inn allerede.", field="nummer")
    permit = permit or IssuerPermit(issuer=issuer, org_number=number)
    permit.name, permit.added_by, permit.added_at, permit.revoked_at = name, here.actor_name(), clock.now(), None
    db.session.add(permit)
    db.session.flush()
    audit.record("issuer.let_in", permit, issuer=issuer, organisation=number)
    return permit


def revoke(permit: IssuerPermit) -> None:
    """Shut the door: sessions that came this way open the kommune no more, from their next request."""
    _require_admission()
    if permit.revoked_at is not None:
        return
    permit.revoked_at = clock.now()
    audit.record("issuer.shut_out", permit, issuer=permit.issuer, organisation=permit.org_number)


def _require_admission() -> None:
    if not can("admit"):
        raise NotAllowed("Rollen din i {kommune} gir ikke tilgang til dette.", kommune=here.kommune().name)
