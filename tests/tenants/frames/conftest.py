"""A styringsgruppe with a sak in a held meeting, in both kommuner; mandates and agreements through the door."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from saas import clock
from saas.db import db
from tenants.frames.models import Agreement
from tenants.meetings.models import AgendaEntry, Meeting
from tests.tenants.goals.conftest import (  # noqa: F401
    TODAY,
    Place,
    chair,
    chief,
    hamnes_place,
    nordvik_place,
    november,
    practitioner,
)

HOME = "/k/nordvik/rammer/"
POLICE = {
    "slag": "police", "tittel": "Samarbeidsavtale", "fra": "2026-01-01", "til": "2027-12-31",
    "navn": "Per Aasen", "navn_tittel": "Kommunedirektør", "motpart": "Fjordvest lensmannsdistrikt",
    "motpart_navn": "Are Nygård", "motpart_tittel": "Politistasjonssjef",
}  # fmt: skip


def text(answer: Any) -> str:
    """The page on one line."""
    return " ".join(answer.get_data(as_text=True).split())


def hold_meeting(place: Place) -> None:
    """The steering group met two days ago with the sak on its agenda."""
    starts = clock.at(TODAY - timedelta(days=2), 9)
    meeting = Meeting(
        group_id=place.group, starts_at=starts, ends_at=starts + timedelta(hours=2), calendar_uid=str(uuid4()),
        state="held", ended_at=starts + timedelta(hours=2),
    )  # fmt: skip
    db.session.add(meeting)
    db.session.flush()
    db.session.add(AgendaEntry(meeting_id=meeting.id, item_id=place.sak, position=1))
    db.session.flush()


@pytest.fixture
def held(nordvik_place: Place, inside: Any) -> Place:  # noqa: F811
    """Nordvik's, with the meeting held."""
    with inside():
        hold_meeting(nordvik_place)
    return nordvik_place


@pytest.fixture
def make_mandate(inside: Any) -> Any:
    """`make_mandate(browser, place)`: a draft with the standard text, through the door; its id."""

    def make(browser: Any, place: Place) -> UUID:
        answer = browser.post(f"/k/{place.slug}/rammer/mandat/", {"gruppe": str(place.group), "en_gang": str(uuid4())})
        assert answer.status_code == 303, text(answer)
        return UUID(answer.location.split("/mandat/")[1].split("/")[0])

    return make


@pytest.fixture
def approved(held: Place, coordinator: Any, chair: Any, make_mandate: Any) -> UUID:  # noqa: F811
    """Version 1 of the styringsgruppe's mandate, approved."""
    mandate = make_mandate(coordinator, held)
    answer = chair.post(f"{HOME}mandat/{mandate}/vedtak", {"sak": str(held.sak), "versjon": "1"})
    assert answer.status_code == 303, text(answer)
    return mandate


@pytest.fixture
def make_agreement(coordinator: Any) -> Any:
    """`make_agreement(til=…)`: an agreement through the door; its id."""

    def make(slug: str = "nordvik", **facts: str) -> UUID:
        answer = coordinator.post(f"/k/{slug}/rammer/avtale/", {**POLICE, "en_gang": str(uuid4()), **facts})
        assert answer.status_code == 303, text(answer)
        return UUID(answer.location.rsplit("/", 1)[1])

    return make


@pytest.fixture
def parties_of(inside: Any) -> Any:
    """`parties_of(agreement)`: {party: id}."""

    def look(agreement: UUID, slug: str = "nordvik") -> dict[str, UUID]:
        with inside(slug):
            row = db.session.query(Agreement).filter(Agreement.id == agreement).one()
            return {party.party: party.id for party in row.parties}

    return look


@pytest.fixture
def sign(coordinator: Any, parties_of: Any) -> Any:
    """`sign(agreement, "police")`: register a signature through the door."""

    def put(agreement: UUID, party: str, slug: str = "nordvik", **facts: str) -> Any:
        form = {"navn": "Are Nygård", "tittel": "Politistasjonssjef", "dato": "2026-11-01", "versjon": "1", **facts}
        return coordinator.post(
            f"/k/{slug}/rammer/avtale/{agreement}/part/{parties_of(agreement, slug)[party]}/signatur", form
        )

    return put


@pytest.fixture
def in_force(make_agreement: Any, sign: Any, coordinator: Any) -> Any:
    """`in_force(til=…)`: an agreement that both have signed, in force; its id."""

    def make(slug: str = "nordvik", **facts: str) -> UUID:
        agreement = make_agreement(slug, **facts)
        for party in ("municipality", "police"):
            assert sign(agreement, party, slug).status_code == 303
        answer = coordinator.post(f"/k/{slug}/rammer/avtale/{agreement}/ikraft", {})
        assert answer.status_code == 303, text(answer)
        return agreement

    return make


@pytest.fixture
def row(inside: Any) -> Any:
    """`row(Mandate, id, "state")`: a column as it stands."""

    def look(model: Any, row_id: UUID, name: str = "state", slug: str = "nordvik") -> Any:
        with inside(slug):
            return getattr(db.session.query(model).filter(model.id == row_id).one(), name)

    return look
