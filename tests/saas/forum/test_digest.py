"""The weekly letter: titles only, on Monday, exactly once to each who wants it, and turned off with one press."""

import re
from datetime import datetime

import pytest

from saas import clock, jobs
from saas.forum import digest
from tests.saas.forum.conftest import HERE, text
from tests.world import Browser

MONDAY = datetime(2026, 10, 19, 7, 10, tzinfo=clock.OSLO)


@pytest.fixture
def strike(house, worker):
    """The clock strikes at a moment; so many times."""

    def at(moment, times=1):
        clock.move_to(moment)
        for _stroke in range(times):
            with house.app_context():
                jobs.ask_house("forum.digest")
            worker.work()

    return at


@pytest.fixture
def letters(postbox):
    """Who has got which letter: (address, subject, body)."""
    return lambda: [(letter["To"], letter["Subject"], letter.get_content()) for letter in postbox.letters]


def test_each_member_gets_one_letter_a_week_with_titles_only(ask, reply, marte, analyst, member, strike, letters):
    strike(datetime(2026, 10, 14, 11, tzinfo=clock.OSLO))
    question = ask("Hvordan får dere skolen med?", mer="Hos oss sender skolene en ny person.")
    reply(question, "Vi skrev det inn i mandatet.", marte)
    strike(datetime(2026, 10, 19, 6, 50, tzinfo=clock.OSLO), 2)
    assert letters() == []

    strike(MONDAY, 3)
    strike(datetime(2026, 10, 21, 9, tzinfo=clock.OSLO))

    got = letters()
    assert sorted(to for to, _subject, _body in got) == [
        "Coordinator Nordvik <koordinator@fjordvest.example>", "Eli Strand <analytiker@senter.example>",
        "Marte Bråten <marte@skogheim.example>",
    ]  # fmt: skip
    for _to, subject, body in got:
        assert subject == "Nytt i fagnettverket" and "Hvordan får dere skolen med?" in body
        assert f"http://bindeledd.test{question}" in body
        assert "ny person" not in body and "mandatet" not in body


def test_the_next_week_tells_of_what_came_since_and_a_quiet_week_of_nothing(ask, reply, marte, strike, letters):
    strike(datetime(2026, 10, 14, 11, tzinfo=clock.OSLO))
    question = ask("Hvordan får dere skolen med?")
    strike(MONDAY)
    first = len(letters())
    assert first == 2
    clock.move_to(datetime(2026, 10, 20, 12, tzinfo=clock.OSLO))
    reply(question, "Et svar.", marte)
    strike(datetime(2026, 10, 26, 8, tzinfo=clock.OSLO), 2)
    news = [body for _to, _subject, body in letters()[first:]]
    assert len(news) == 2 and all("Nye svar:" in body and "1 svar" in body and "Nye spørsmål" not in body for body in news)
    strike(datetime(2026, 11, 2, 8, tzinfo=clock.OSLO))
    assert len(letters()) == first + 2


def test_removed_questions_are_not_told_of(ask, coordinator, strike, letters):
    strike(datetime(2026, 10, 14, 11, tzinfo=clock.OSLO))
    question = ask("Hvordan får dere skolen med?")
    assert coordinator.post(f"{question}/fjerning", {"versjon": "1"}).status_code == 303
    strike(MONDAY)
    assert letters() == []


def test_the_switch_turns_it_off_and_on(ask, coordinator, strike, letters, marte):
    strike(datetime(2026, 10, 14, 11, tzinfo=clock.OSLO))
    assert "Du får ukebrevet" in text(coordinator.get(f"{HERE}/varsel"))
    for _press in (1, 2):
        assert coordinator.post(f"{HERE}/varsel", {"ukentlig": "nei"}).status_code == 303
    assert "Du får ikke ukebrevet" in text(coordinator.get(f"{HERE}/varsel"))
    ask("Hvordan får dere skolen med?", marte)
    strike(MONDAY)
    assert [to for to, *_ in letters()] == ["Marte Bråten <marte@skogheim.example>"]
    coordinator.post(f"{HERE}/varsel", {"ukentlig": "ja"})
    assert "Du får ukebrevet" in text(coordinator.get(f"{HERE}/varsel"))


def test_the_link_in_the_letter_turns_it_off_without_logging_in_and_looking_changes_nothing(
    house, ask, marte, strike, letters, sql
):
    strike(datetime(2026, 10, 14, 11, tzinfo=clock.OSLO))
    ask("Hvordan får dere skolen med?")
    strike(MONDAY)
    body = next(body for to, _subject, body in letters() if "marte" in to)
    address = re.search(r"http://bindeledd\.test(/fagnettverk/avmelding/\S+)", body)[1]
    guest = Browser(house)

    assert "Slå av ukebrevet" in text(guest.get(address))
    assert sql("SELECT count(*) FROM network_follows WHERE digest = 'never'") == [(0,)]
    for _press in (1, 2):
        assert "Ukebrevet er slått av" in text(guest.post(address))
    gone = sql("SELECT u.email FROM network_follows f JOIN users u ON u.id = f.user_id WHERE digest = 'never'")
    assert gone == [("marte@skogheim.example",)]
    # The link is no key: it opens nothing else, and one that the house has not made opens nothing at all.
    assert guest.get(HERE).status_code in (302, 303, 401)
    # The last letter of a seal has bits that say nothing, so one in the middle of it is changed.
    for forged in (address[:-10] + ("A" if address[-10] != "A" else "B") + address[-9:], f"{HERE}/avmelding/tull"):
        assert guest.get(forged).status_code == 404 and guest.post(forged).status_code == 404


def test_whoever_has_stopped_gets_no_letter(ask, marte, strike, letters, sql):
    strike(datetime(2026, 10, 14, 11, tzinfo=clock.OSLO))
    ask("Hvordan får dere skolen med?")
    sql("UPDATE memberships SET valid_to = CURRENT_DATE - 1 WHERE user_id = (SELECT id FROM users WHERE email = 'marte@skogheim.example')")
    strike(MONDAY)
    assert [to for to, *_ in letters()] == ["Coordinator Nordvik <koordinator@fjordvest.example>"]


def test_monday_at_seven_is_monday_at_seven_also_when_the_clocks_are_turned():
    for moment, due in (
        (datetime(2026, 10, 19, 6, 59, tzinfo=clock.OSLO), datetime(2026, 10, 12, 7, tzinfo=clock.OSLO)),
        (datetime(2026, 10, 19, 7, 0, tzinfo=clock.OSLO), datetime(2026, 10, 19, 7, tzinfo=clock.OSLO)),
        (datetime(2026, 10, 26, 9, 0, tzinfo=clock.OSLO), datetime(2026, 10, 26, 7, tzinfo=clock.OSLO)),
        (datetime(2026, 10, 25, 23, 0, tzinfo=clock.UTC), datetime(2026, 10, 19, 7, tzinfo=clock.OSLO)),
    ):
        assert digest.this_weeks(moment) == due


def test_the_clock_asks_for_the_round():
    from infra import clock as rounds

    assert jobs.is_house_job("forum.digest") and "forum.digest" in rounds.HOUSE_ROUNDS
