"""The ground that two worlds stand on: both kommuner full and alive, kept as a template that each walk gets a fresh copy of."""

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg

from infra import migrate
from saas import clock, jobs, shell
from saas.db import db
from tests.walls.test_crawler import NUMBERS, TABLES, _fill
from tests.walls.two_worlds_state import State
from tests.world import Place, log_in

# One word each, in small letters so that the person-data guard takes it for none; nothing else in either kommune says it.
WORDS = {"nordvik": "ekornbjelle", "hamnes": "tjeldreir"}
# Everybody who walks: the coordinator, who is called PERSON, has both kommuner, the others one each.
PERSON = "Orrlyng"
ROLES = ("coordinator", "chair", "member", "practitioner", "data_protection_officer")


@dataclass
class Ground:
    """What a walk needs. `ids` is kommune → variant → table → id; `browsers` is (role, kommune) → logged-in browser."""

    house: Any
    cluster: Any
    name: str
    mail: Path
    places: dict[str, Place]
    ids: dict[str, list[dict[str, UUID]]]
    browsers: dict[tuple[str, str], Any] = field(default_factory=dict)

    @property
    def admin_url(self) -> str:
        """Past every wall."""
        return psycopg.conninfo.make_conninfo(self.cluster.admin_url, dbname=self.name)

    def state(self) -> State:
        """Eyes that see both kommuner whole."""
        return State(self.admin_url, {place.id: WORDS[slug] for slug, place in self.places.items()})

    def let_go(self) -> None:
        """No connection of ours holds the database."""
        with self.house.app_context():
            for engine in db.engines.values():
                engine.dispose()

    def keep(self) -> None:
        """Make what stands now the template."""
        self.let_go()
        self.cluster.create_database(f"{self.name}_ground", template=self.name)

    def anew(self) -> None:
        """A fresh copy: database, queue and letters as they were."""
        self.let_go()
        self.cluster.drop_database(self.name)
        self.cluster.create_database(self.name, template=f"{self.name}_ground")
        migrate.close_database(self.cluster.owner_url_of(self.name))
        with self.house.app_context():
            jobs.connection().flushall()
        shell.forget_queue_state()
        for letter in self.mail.glob("*.eml"):
            letter.unlink()

    def address(self, endpoint: str, slug: str, variant: int = 0) -> str:
        """The address of a page of this kommune, by one of the sets of ids that go together."""
        rule = next(r for r in self.house.url_map.iter_rules(endpoint) if "GET" in (r.methods or ()))
        known = self.ids[slug][0] | self.ids[slug][variant % len(self.ids[slug])]
        values: dict[str, Any] = {"kommune": slug}
        for argument in rule.arguments - {"kommune"}:
            values[argument] = NUMBERS[argument] if argument in NUMBERS else known[TABLES[argument]]
        return str(self.house.url_map.bind("bindeledd.test").build(endpoint, values, "GET"))


def lay(house: Any, cluster: Any, database: str, mailbox: Any, world: dict[str, Place], inside: Any) -> Ground:
    """Fill both kommuner, log everybody in, and keep it as the template."""
    ids = {}
    for slug, word in WORDS.items():
        first = _fill(inside, slug, word)
        with inside(slug):
            ids[slug] = [first, *(_lively(word, first, world[slug].users))]
    name = psycopg.conninfo.conninfo_to_dict(database)["dbname"]
    ground = Ground(house, cluster, str(name), Path(mailbox.folder), world, ids)
    with psycopg.connect(ground.admin_url) as owner:
        owner.execute("UPDATE users SET name = %s WHERE email = 'koordinator@fjordvest.example'", (f"Inga {PERSON}",))
    for slug in WORDS:
        for role in ROLES:
            email = "koordinator@fjordvest.example" if role == "coordinator" else f"{role}@{slug}.example"
            ground.browsers[role, slug] = log_in(house, email)
    ground.keep()
    return ground


def _lively(word: str, first: dict[str, UUID], users: dict[str, UUID]) -> list[dict[str, UUID]]:
    """What one of everything lacks: people with log-ins and seats, a meeting to come, and one held with minutes to write.

    A draft has no deliveries, and a text that came too late has been chosen: else nothing could be discarded or sent.
    """
    from tenants.groups.models import Group, Seat
    from tenants.minutes.models import TextConflict
    from tenants.network.models import Organisation, Person
    from tenants.outreach.models import Delivery

    db.session.query(Delivery).delete()
    db.session.query(TextConflict).delete()
    group = _kept(Group(name=f"{word} kjerne", level="COORDINATING", norm_per="month", norm_min=1, norm_max=1))
    _kept(Group(name=f"{word} styring", level="STEERING", norm_per="year", norm_min=1, norm_max=4))
    office = _kept(Organisation(name=f"{word} kontor", type="municipal_leadership"))
    for role, function in (("chair", "leader"), ("member", "member"), ("practitioner", "member")):
        person = Person(name=f"{word} {role}", email=f"{role}@{word}.example", organisation_id=office.id, user_id=users[role])
        seat = Seat(group_id=group.id, person_id=_kept(person).id, function=function, starts_on=clock.today() - timedelta(days=400))
        _kept(seat)
    common = {"groups": group.id, "organisations": office.id, "people": person.id, "seats": seat.id}
    planned, held = _meeting(word, group.id, 9, "draft"), _meeting(word, group.id, -3, "held")
    called = _meeting(word, group.id, 4, "draft")
    return [common | planned, common | held, common | called]


def _meeting(word: str, group_id: UUID, days: int, state: str) -> dict[str, UUID]:
    """A meeting so many days from now, with one sak of its own."""
    from tenants.groups.models import Seat
    from tenants.meetings.models import AgendaEntry, AgendaItem, Invitation, Meeting

    start = clock.at(clock.today() + timedelta(days=days), 9)
    ended = start + timedelta(hours=2) if state == "held" else None
    meeting = _kept(Meeting(group_id=group_id, starts_at=start, ends_at=start + timedelta(hours=2), place=f"{word} sal", state=state,
                            calendar_uid=f"{uuid4()}@bindeledd", called_at=ended and start, started_at=ended and start, ended_at=ended))
    item = _kept(AgendaItem(group_id=group_id, title=f"{word} sak om hallen", kind="discussion", number=(days + 20) if ended else None,
                            year=clock.today().year if ended else None))
    entry = _kept(AgendaEntry(meeting_id=meeting.id, item_id=item.id, position=1))
    made = {"meetings": meeting.id, "agenda_items": item.id, "agenda_entries": entry.id}
    if ended:
        for seat in db.session.query(Seat).filter(Seat.group_id == group_id):
            called = _kept(Invitation(meeting_id=meeting.id, person_id=seat.person_id, attendance="present"))
            made["invitations"] = called.id
    return made


def _kept(row: Any) -> Any:
    db.session.add(row)
    db.session.flush()
    return row
