"""Who finds what: nothing of another kommune, and within one no more than the things' own pages show."""

import pytest
from sqlalchemy import select

from tests.tenants.search.conftest import WORD, counts, page, titles

# What a role without a seat finds of a kommune that has one of everything.
FOUND = {
    "member": {"goal", "finding", "evaluation", "need", "section", "signal", "card", "offer", "person", "organisation", "template",
               "document", "assessment", "plan", "agreement", "mandate", "source", "guide", "goal_plan", "anchoring",
               "contact", "measure", "wheel"},
    "practitioner": {"person", "organisation", "guide", "wheel"},
}  # fmt: skip


@pytest.mark.parametrize("role", ["coordinator", "chair", "data_protection_officer", "member", "practitioner"])
def test_each_role_finds_the_kinds_whose_pages_it_may_open(inside, everything, role):
    from saas.db import db
    from tenants.search import sight
    from tenants.search.models import KIND_NAMES, SearchEntry

    with inside("nordvik", role):
        seen = set(db.session.scalars(select(SearchEntry.kind).where(sight.visible(sight.seen_groups()))))
        there = set(db.session.scalars(select(SearchEntry.kind)))
    assert there <= set(KIND_NAMES)
    # The minutes of this world are a draft, so what is noted in them is found by those who write.
    everything_else = set(KIND_NAMES) if role == "coordinator" else set(KIND_NAMES) - {"note"}
    assert seen == FOUND.get(role, everything_else) & there


def test_what_is_found_can_be_opened_and_what_cannot_be_opened_is_not_found(as_role, everything):
    from tests.tenants.search.conftest import links

    for role in ("chair", "member", "practitioner", "data_protection_officer"):
        browser = as_role(role)
        found = {link for number in range(1, 6) for link in links(browser, WORD, side=number)}
        answers = {link: browser.get(link).status_code for link in found}
        assert found and {link: status for link, status in answers.items() if status != 200} == {}, role


def test_another_kommune_finds_no_word_no_count_and_no_suggestion(house, coordinator, stranger, square, everything):
    """The coordinator has both kommuner; standing in Hamnes, Nordvik is not there."""
    for asked in ("torget", "Trget", "14/26", "KG 14/26", WORD, WORD.replace("fugl", "fuhl"), "Koordineringsgruppen", "Hanne"):
        text = page(coordinator, asked, slug="hamnes")
        assert "Torget" not in text.replace(f"«{asked}»", "") and "Dahl" not in text and 'class="count"' not in text.split("facets")[-1]
        assert "Ingen treff i Hamnes" in text or "Ingen treff" in text
    assert stranger.get("/k/nordvik/sok/?q=torget").status_code == 404


def test_a_stranger_without_log_in_is_sent_to_the_door(house, world):
    assert house.test_client().get("/k/nordvik/sok/?q=torget").status_code == 302


def test_a_seat_opens_what_belongs_to_the_group_and_its_end_closes_it(member, inside, square):
    from datetime import timedelta

    from saas import clock
    from saas.db import db
    from tenants.groups.models import Seat

    assert titles(member, "rusmidler") == [] and "Torget" not in page(member, "Trget")
    with inside("nordvik"):
        seat = Seat(group_id=square.group, person_id=square.member, function="member", starts_on=clock.today() - timedelta(days=30))
        db.session.add(seat)
        db.session.flush()
        seat_id = seat.id
    assert len(titles(member, "rusmidler")) == 2
    with inside("nordvik"):
        db.session.get(Seat, (db.session.scalars(select(Seat.tenant_id)).first(), seat_id)).ends_on = clock.today() - timedelta(days=1)
    assert titles(member, "rusmidler") == []


def test_counts_tell_nothing_of_what_is_not_seen(member, square):
    assert counts(member, "rusmidler") == {}
    assert "Prøv færre" in page(member, "rusmidler")


def test_a_controllers_search_is_logged(house, inside, as_role, square):
    from saas.audit import AuditEvent
    from saas.db import db

    titles(as_role("data_protection_officer"), "torget")
    with inside("nordvik"):
        opened = [event.facts for event in db.session.scalars(select(AuditEvent).where(AuditEvent.action == "control.opened"))]
    assert any(facts.get("endpoint") == "search.index" for facts in opened)
    assert "torget" not in str(opened).lower()


def test_a_guest_adds_what_they_propose_and_reads_nothing(house, inside, square, database):
    import psycopg

    with psycopg.connect(database) as owner:
        told = owner.execute(
            "SELECT privilege_type FROM information_schema.role_table_grants "
            "WHERE grantee = 'bindeledd_guest' AND table_name = 'search_entries'"
        ).fetchall()
    assert told == [("INSERT",)]


def test_what_is_noted_is_found_by_others_once_the_minutes_are_sent(as_role, coordinator, inside, square):
    from sqlalchemy import update

    from saas.db import db
    from tenants.minutes.models import Minutes

    assert len(titles(as_role("chair"), "åpen hall")) == 1
    with inside("nordvik"):
        db.session.execute(update(Minutes).values(latest=0, stage="draft", sent_at=None))
    assert titles(as_role("chair"), "åpen hall") == []
    assert len(titles(coordinator, "åpen hall")) == 1
