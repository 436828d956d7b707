"""What the lists of coverage show: offers, running measures, and the log of contacts."""

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from saas.db import db
from tenants.coverage.matrix import RUNNING, for_age, still_offered
from tenants.coverage.models import Contact, Offer
from tenants.measures.models import Measure
from tenants.network.models import Organisation


def offers(
    theme: str | None = None, sector: str | None = None, age: str | None = None, *, ended: bool = False
) -> list[Offer]:
    """Offers by organisation and title: those that stand, or those that have ended."""
    query = select(Offer).join(Organisation, Organisation.id == Offer.organisation_id)
    query = query.where(~still_offered() if ended else still_offered(), *for_age(Offer.age_group, age))
    if theme:
        query = query.where(Offer.theme == theme)
    if sector:
        query = query.where(Organisation.type == sector)
    query = query.options(joinedload(Offer.organisation)).order_by(Organisation.name, Offer.title, Offer.id)
    return list(db.session.scalars(query))


def running(theme: str | None = None, sector: str | None = None, age: str | None = None) -> list[Measure]:
    """Measures that are decided or started, with their owner."""
    query = select(Measure).where(Measure.state.in_(RUNNING), *for_age(Measure.age_group, age))
    if theme:
        query = query.where(Measure.theme == theme)
    if sector:
        of_type = select(Organisation.id).where(Organisation.type == sector)
        query = query.where(Measure.owner_id.in_(of_type))
    query = query.options(joinedload(Measure.owner)).order_by(Measure.year, Measure.number)
    return list(db.session.scalars(query))


def contacts(limit: int | None = None) -> list[Contact]:
    """The log, newest first."""
    query = select(Contact).options(joinedload(Contact.organisation)).order_by(Contact.on_date.desc(), Contact.id)
    return list(db.session.scalars(query.limit(limit) if limit else query))


def contacts_count() -> int:
    """How long the log is."""
    return db.session.scalar(select(func.count()).select_from(Contact)) or 0
