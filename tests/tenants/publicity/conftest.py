"""A held meeting with four saker, one of each kind of publicity, and a word in every corner of those that are not public."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest

from saas import clock
from saas.db import db
from tenants.meetings.models import AgendaEntry, AgendaItem, Invitation, Meeting, Paper, PaperContent
from tenants.minutes.models import MinuteNote
from tenants.network.models import Organisation, Person
from tenants.tasks.models import Task
from tests.tenants.minutes.conftest import Held, add_sak, set_up
from tests.world import log_in

# Where somebody can write about a sak: a word of its own in each, so that a leak says where it comes from.
CORNERS = ("tittel", "beskrivelse", "vedtak", "notat", "handling", "filnavn", "filtekst", "opplaster")
CHOSEN = {"public": ("public", ""), "exempt": ("exempt", "offl-24"), "internal": ("internal", ""), "unset": ("unset", "")}


@dataclass
class Told:
    """The ids of what was set up. `saker` maps publicity → (item, entry)."""

    held: Held
    saker: dict[str, tuple[UUID, UUID]]
    guest: UUID
    minutes: UUID | None = None
    papers: dict[str, UUID] = field(default_factory=dict)

    def path(self, rest: str = "") -> str:
        """An address under publicity."""
        return f"/k/{self.held.slug}/offentlighet/{rest}"


def secret(kind: str, corner: str) -> str:
    """«zqexemptvedtakzq»: no word of any language, so that finding it is a leak and nothing else."""
    return f"zq{kind}{corner}zq"


def secrets(*kinds: str) -> list[str]:
    """Every word that stands in the saker of these kinds."""
    return [secret(kind, corner) for kind in kinds for corner in CORNERS]


@pytest.fixture(autouse=True)
def september(house: Any) -> None:
    """Wednesday 16 September 2026 at ten: the day after the meeting."""
    clock.move_to(clock.at(date(2026, 9, 16), 10))


@pytest.fixture
def told(world: Any, inside: Any) -> Told:
    """Nordvik's meeting; nothing is chosen yet."""
    with inside("nordvik"):
        return tell("nordvik", world["nordvik"].users)


@pytest.fixture
def elsewhere(world: Any, inside: Any) -> Told:
    """The like of it in Hamnes."""
    with inside("hamnes"):
        return tell("hamnes", world["hamnes"].users)


@pytest.fixture
def chair(house: Any, world: Any) -> Any:
    """Logged in as the chair of Nordvik's styringsgruppe."""
    return log_in(house, "chair@nordvik.example")


def tell(slug: str, users: dict[str, UUID], state: str = "held") -> Told:
    """Call inside a room. The first two saker of `set_up` stay as they are, unjudged and without secrets."""
    held = set_up(slug, users)
    db.session.query(Meeting).filter(Meeting.id == held.meeting).one().state = state
    found = Told(held, {}, _guest(held.meeting, slug))
    for number, kind in enumerate(CHOSEN, start=21):
        found.saker[kind] = _sak(found, kind, number)
    return found


def _guest(meeting_id: UUID, slug: str) -> UUID:
    """Somebody from outside the group who was at the meeting."""
    organisation = Organisation(name="Havnevesenet", type="other")
    db.session.add(organisation)
    db.session.flush()
    guest = Person(name="Gro Gjestesen", title="Havnefogd", email=f"gro@{slug}.example", organisation_id=organisation.id)
    db.session.add(guest)
    db.session.flush()
    db.session.add(Invitation(meeting_id=meeting_id, person_id=guest.id, attendance="present", title="Havnefogd"))
    db.session.flush()
    return guest.id


def _sak(told: Told, kind: str, number: int) -> tuple[UUID, UUID]:
    held = told.held
    entry_id = add_sak(held.group, held.meeting, number, secret(kind, "tittel"), "decision", number)
    entry = db.session.query(AgendaEntry).filter(AgendaEntry.id == entry_id).one()
    entry.item.description = secret(kind, "beskrivelse")
    words = {"notes": secret(kind, "notat"), "decision": secret(kind, "vedtak")}
    db.session.add(MinuteNote(entry_id=entry_id, meeting_id=held.meeting, **words))
    db.session.add(Task(group_id=held.group, meeting_id=held.meeting, entry_id=entry_id, what=secret(kind, "handling"),
                        source=f"sak {number}/26", responsible_id=told.guest, due_on=date(2026, 10, 2)))  # fmt: skip
    paper = Paper(id=uuid4(), item_id=entry.item_id, filename=f"{secret(kind, 'filnavn')}.txt", media_type="text/plain", size=9,
                  sha256=kind, uploaded_by=secret(kind, "opplaster"))  # fmt: skip
    db.session.add(paper)
    db.session.flush()
    db.session.add(PaperContent(paper_id=paper.id, content=secret(kind, "filtekst").encode()))
    db.session.flush()
    told.papers[kind] = paper.id
    return entry.item_id, entry_id


def choose(browser: Any, told: Told, kind: str, publicity: str | None = None, **more: Any) -> Any:
    """Press «Lagre valget» for the sak of this kind, with what its kind says unless told otherwise."""
    item_id = told.saker[kind][0]
    page = browser.get(told.path(f"saker/{item_id}")).get_data(as_text=True)
    version = page.split('name="versjon" value="', 1)[1].split('"', 1)[0] if 'name="versjon"' in page else "1"
    chosen, basis = CHOSEN[publicity or kind]
    data = {"offentlighet": chosen, "hjemmel": basis, "offentlig_tittel": "", "versjon": version, "en_gang": str(uuid4()), **more}
    return browser.post(told.path(f"saker/{item_id}"), data)


def choose_all(browser: Any, told: Told) -> None:
    """Each sak as its kind says."""
    for kind in ("public", "exempt", "internal"):
        answer = choose(browser, told, kind)
        assert answer.status_code == 303, answer.get_data(as_text=True)


def approve(inside: Any, told: Told) -> UUID:
    """Sent for comment on the 16th, approved on the 21st. Returns the minutes' id."""
    from tenants.minutes import sending
    from tenants.minutes.reading import open_book

    with inside(told.held.slug):
        sending.send(open_book(told.held.meeting), date(2026, 9, 18), None)
    clock.move_to(clock.at(date(2026, 9, 21), 9))
    with inside(told.held.slug):
        book = open_book(told.held.meeting)
        told.minutes = sending.approve(book, None).id
    return told.minutes


def publish(browser: Any, told: Told, **more: Any) -> Any:
    """Look at the preview, tick that it is read, and press «Publiser offentlig referat»."""
    ticked = {name: "y" for name in ("deltakere", "drofting") if more.get(name)}
    query = "&".join(f"{name}=1" for name in ticked)
    page = browser.get(told.path(f"referater/{told.minutes}" + (f"?{query}" if query else ""))).get_data(as_text=True)
    seen = page.split('name="kontrollsum" value="', 1)[1].split('"', 1)[0] if "kontrollsum" in page else ""
    data = {"kontrollsum": seen, "lest": "y", "en_gang": str(uuid4()), **ticked, **more}
    return browser.post(told.path(f"referater/{told.minutes}/publisering"), data)


def item_of(inside: Any, told: Told, kind: str) -> Any:
    """The sak as it stands: id, version, publicity, legal_basis and public_title."""
    columns = (AgendaItem.id, AgendaItem.version, AgendaItem.publicity, AgendaItem.legal_basis, AgendaItem.public_title)
    with inside(told.held.slug):
        return db.session.query(*columns).filter(AgendaItem.id == told.saker[kind][0]).one()


def out_now(inside: Any, told: Told) -> Any:
    """The content that is out, or None."""
    from tenants.publicity.models import PublishedMinutes

    with inside(told.held.slug):
        row = db.session.query(PublishedMinutes).filter(PublishedMinutes.withdrawn_at.is_(None)).one_or_none()
        return row.content if row else None


def log_of(inside: Any, slug: str = "nordvik") -> list[tuple[str, Any]]:
    """(action, subject) of everything in the log."""
    from saas.audit import AuditEvent

    with inside(slug):
        return [(event.action, event.subject_id) for event in db.session.query(AuditEvent).order_by(AuditEvent.number)]
