"""Nordvik with one of everything, and a group with a sak of 15 September; Hamnes with words of its own."""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from saas import clock
from saas.db import db
from tests.walls.test_crawler import _fill
from tests.world import log_in

WORD = "Kanarifugl-7f3a"


@dataclass
class Square:
    """A group in Nordvik, its sak 14/26 and what was decided in it, by id."""

    group: UUID
    item: UUID
    note: UUID
    meeting: UUID
    member: UUID


@pytest.fixture
def everything(inside: Any) -> dict[str, UUID]:
    """One of each kind of row in Nordvik; every free text carries the word."""
    return _fill(inside, "nordvik", WORD)


@pytest.fixture
def square(inside: Any, world: Any) -> Square:
    """Sak KG 14/26 about Torget, with a decision; nobody but the coordinator sees it until somebody is given a seat."""
    from tenants.groups.models import Group
    from tenants.meetings import models as m
    from tenants.minutes.models import MinuteNote, Minutes
    from tenants.network.models import Organisation, Person

    with inside("nordvik"):
        school = Organisation(id=uuid4(), name="Nordvik ungdomsskole", type="school")
        hanne = Person(id=uuid4(), name="Hanne Dahl", title="Rektor", organisation_id=school.id, user_id=world["nordvik"].users["member"])
        group = Group(id=uuid4(), name="Koordineringsgruppen", level="COORDINATING", norm_per="month", norm_min=1, norm_max=1)
        start = clock.now() - timedelta(days=3)
        meeting = m.Meeting(id=uuid4(), group_id=group.id, starts_at=start, ends_at=start + timedelta(hours=2), calendar_uid=str(uuid4()),
                            state="held", place="Rådhuset, møterom Fjorden")
        item = m.AgendaItem(id=uuid4(), group_id=group.id, title="Uro og rusmidler ved Torget fredag kveld", kind="decision",
                            description="Flere ungdommer har meldt om utrygghet.", number=14, year=2026)
        entry = m.AgendaEntry(id=uuid4(), meeting_id=meeting.id, item_id=item.id, position=1)
        note = MinuteNote(id=uuid4(), entry_id=entry.id, meeting_id=meeting.id, notes="Forebygging ble drøftet.",
                          decision="Åpen hall fredager.")
        minutes = Minutes(id=uuid4(), meeting_id=meeting.id, stage="for_comment", latest=1, sent_at=start)
        for row in (school, hanne, group, meeting, item, entry, note, minutes):
            db.session.add(row)
            db.session.flush()
        return Square(group.id, item.id, note.id, meeting.id, hanne.id)


@pytest.fixture
def find(coordinator: Any) -> Any:
    """find("torget") → the titles of the hits, as the coordinator of Nordvik sees them."""
    return lambda words, **more: titles(coordinator, words, **more)


def page(browser: Any, words: str, slug: str = "nordvik", **more: Any) -> str:
    """The search page as text."""
    answer = browser.get(f"/k/{slug}/sok/", query_string={"q": words, **more})
    assert answer.status_code == 200, answer.status_code
    return str(answer.get_data(as_text=True))


def titles(browser: Any, words: str, **more: Any) -> list[str]:
    """What the hits are called, without marks."""
    found = re.findall(r'<li><div class="row-main">\s*<a class="ds-link" href="[^"]*">(.*?)</a>', page(browser, words, **more), re.DOTALL)
    return [re.sub(r"</?mark>", "", title) for title in found]


def links(browser: Any, words: str, **more: Any) -> list[str]:
    """Where the hits lead."""
    return re.findall(r'<li><div class="row-main">\s*<a class="ds-link" href="([^"#]*)', page(browser, words, **more))


def counts(browser: Any, words: str, **more: Any) -> dict[str, int]:
    """Facet → how many, as the page tells; empty where nothing was found."""
    found = re.findall(r"([^<>]+) <span class=\"count\">(\d+)</span></a></li>", page(browser, words, **more).split('class="facets"')[-1])
    return {name.strip(): int(number) for name, number in found}


@pytest.fixture
def as_role(house: Any, world: Any) -> Any:
    """as_role("chair") → a browser logged in as that role of Nordvik."""
    return lambda role: log_in(house, f"{role}@nordvik.example")
