"""One joint meeting in the demo: Nordvik, Solbygda and Hamnes, with two shared saker and one own sak in each."""

from datetime import date, timedelta
from uuid import UUID

from dateutil.relativedelta import relativedelta
from sqlalchemy import select

from infra.demo.calendar import nth_weekday
from infra.demo.founding import stable_id
from saas import clock, rooms
from saas.db import db
from saas.rooms import Kommune
from tenants.groups.models import Group
from tenants.joint import following, saker, service
from tenants.meetings import agenda
from tenants.meetings import service as meetings

COORDINATOR = ("koordinator@fjordvest.example", "Ingrid Solheim")
PLACE, PRACTICAL = "Fjordvest samfunnshus, storsalen", "Vi starter med lunsj kl. 11.30."
SHARED = (
    ("Ungdom som samles på tvers av kommunegrensene i helgene", "Hva ser vi, hvor, og når?", "discussion", 40),
    ("Samordnet natteravntjeneste i Fjordvest", "Forslag om felles opplæring og felles vaktliste.", "decision", 30),
)
OWN = {
    "nordvik": ("Skjenkekontroller i Nordvik sentrum", "Orientering fra kommunens skjenkekontroll.", "information"),
    "solbygda": ("Åpningstidene i ungdomsklubben", "Hvordan bruker ungdommene klubben etter ferien?", "discussion"),
    "hamnes": ("Natteramnane på kaia", "Kven går, og kva treng dei?", "discussion"),
}


def hold(kommuner: list[Kommune], today: date) -> None:
    """Nordvik asks, the two others say yes in their own rooms, and each puts a sak of its own on its own agenda."""
    by_slug = {kommune.slug: kommune for kommune in kommuner}
    if not set(OWN) <= set(by_slug):
        return
    with rooms.enter(_room(by_slug["nordvik"])):
        event_id = _begin(today)
    for slug in ("solbygda", "hamnes"):
        with rooms.enter(_room(by_slug[slug])):
            service.accept(event_id, _group())
    for slug, (title, description, kind) in OWN.items():
        with rooms.enter(_room(by_slug[slug])):
            row = service.of_event(event_id)
            assert row is not None
            following.follow(row)
            agenda.add(meetings.hold(row.meeting), title=title, description=description, kind=kind, minutes=15)


def day_of(today: date) -> date:
    """The second Thursday of the next month; July is nobody's."""
    month = today.replace(day=1) + relativedelta(months=1)
    month += timedelta(days=31) if month.month == 7 else timedelta()
    return nth_weekday(month.year, month.month, 4, 2)


def _begin(today: date) -> UUID:
    day = day_of(today)
    row = service.begin(
        _group(), clock.at(day, 12), clock.at(day, 14, 30), place=PLACE, practical=PRACTICAL, kommuner=("solbygda", "hamnes")
    )
    for title, description, kind, minutes in SHARED:
        saker.add(row, {"title": title, "description": description, "kind": kind, "minutes": minutes})
    return row.event_id


def _group() -> Group:
    return db.session.scalars(select(Group).where(Group.level == "COORDINATING", Group.closed_on.is_(None)).order_by(Group.name)).first()  # type: ignore[return-value]


def _room(kommune: Kommune) -> rooms.Room:
    """In the coordinator's own name: a yes can be given by nobody else."""
    email, name = COORDINATOR
    return rooms.of_job(stable_id("user", email), Kommune(**{**kommune.__dict__, "role": "coordinator"}), name)
