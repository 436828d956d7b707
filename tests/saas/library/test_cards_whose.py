"""Whose a card is: never shown, and never to be had, unless the kommune chose to stand by its name; and what a search finds."""

import pytest
from sqlalchemy import column, func, select, table
from sqlalchemy.exc import ProgrammingError

from saas import rooms
from saas.db import db
from tests.saas.library.conftest import OFFICE, text

HERE = "/k/hamnes/erfaringer/"
ORIGIN = select(table("library_cards", column("origin")).c.origin)


def test_no_page_at_the_centre_or_in_another_kommune_tells_whose_a_card_is(offer, on_shelf, editor, analyst, coordinator, world):
    """Crawled as a whole: the name, the slug and the id of the kommune stand nowhere on the pages that show its cards."""
    waiting, out = offer(title="Et kort som venter"), on_shelf()
    shown = [
        *((editor, address) for address in (OFFICE, f"{OFFICE}?alle=1", f"{OFFICE}/{waiting}", f"{OFFICE}/{out}")),
        *((analyst, address) for address in (OFFICE, f"{OFFICE}/{out}", f"{OFFICE}?ord=nordvik")),
        *((coordinator, address) for address in (HERE, f"{HERE}kort/{out}", f"{HERE}kort/{out}/tiltak")),
    ]
    for browser, address in shown:
        answer = browser.get(address)
        page = text(answer).split("<main", 1)[1].replace('value="nordvik"', "")
        assert answer.status_code == 200
        for trace in ("Nordvik", "nordvik", str(world["nordvik"].id), "9901"):
            assert trace not in page, f"{address} tells of {trace}"


def test_no_room_may_read_the_column_that_knows(house, world, offer, inside):
    offer()
    for room in (rooms.lobby(), rooms.centre(), rooms.statistics(), rooms.of_house()):
        with house.app_context(), pytest.raises(ProgrammingError, match="permission denied"), rooms.enter(room):
            db.session.execute(ORIGIN).all()
    with pytest.raises(ProgrammingError, match="permission denied"), inside("nordvik"):
        db.session.execute(ORIGIN).all()


@pytest.mark.parametrize("role", ["lobby", "worker", "kommune", "guest", "statistics", "centre"])
def test_no_role_has_a_grant_on_whose_it_is_and_the_editor_cannot_rewrite_a_card(sql, role):
    def may(privilege, name):
        return sql(f"SELECT has_column_privilege('bindeledd_{role}', 'library_cards', '{name}', '{privilege}')")[0][0]

    assert not any(may(privilege, "origin") for privilege in ("SELECT", "INSERT", "UPDATE", "REFERENCES"))
    assert not any(may("UPDATE", words) for words in ("title", "what", "evaluation", "kommune_name", "challenge", "advice"))
    assert sql(f"SELECT has_table_privilege('bindeledd_{role}', 'library_cards', 'INSERT, DELETE')") == [(False,)]


def test_a_kommunes_room_sees_no_card_that_is_not_published_whatever_it_asks_for(offer, on_shelf, inside):
    from saas.library.models import LibraryCard

    offer(title="Et kort som venter")
    out = on_shelf()
    for slug in ("hamnes", "nordvik"):
        with inside(slug):
            assert list(db.session.scalars(select(LibraryCard.id))) == [out]


def test_the_functions_answer_only_in_the_room_of_the_cards_own_kommune(house, on_shelf, inside, world):
    card = on_shelf()
    with house.app_context(), pytest.raises(ProgrammingError), rooms.enter(rooms.lobby()):
        db.session.execute(select(func.app.withdraw_card(card)))
    with inside("hamnes"):
        assert db.session.scalar(select(func.app.my_card(card))) is None
        assert db.session.scalar(select(func.app.withdraw_card(card))) is False
    with inside("nordvik"):
        assert db.session.scalar(select(func.app.my_card(card)))["state"] == "published"


def test_the_name_stands_where_it_was_chosen(on_shelf, analyst, coordinator):
    card = on_shelf(show_name=True)
    assert "Nordvik" in text(analyst.get(f"{OFFICE}/{card}")) and "frå Nordvik" in text(coordinator.get(HERE))
    assert str(card) in text(coordinator.get(f"{HERE}?ord=nordvik"))


def test_the_search_finds_by_theme_level_verdict_and_words_and_nothing_by_nonsense(on_shelf, coordinator, analyst):
    hall = on_shelf()
    parents = on_shelf(title="Foreldremøte", theme="parents", level="selective", verdict="works", what="Felles møte 100 %.", advice="")
    for browser, base in ((coordinator, HERE), (analyst, OFFICE)):

        def shown(query, browser=browser, base=base):
            page = text(browser.get(f"{base}?{query}"))
            return {card for card in (hall, parents) if str(card) in page}

        assert shown("") == {hall, parents}
        assert shown("tema=parents") == shown("niva=selective") == shown("dom=works") == {parents}
        assert shown("ord=sammen+JENTENE") == {hall} and shown("ord=100+%25") == {parents}
        assert shown("ord=_") == shown("ord=%27%3B--") == shown("tema=parents&dom=partly") == set()
        assert shown("tema=tull&niva=tull&dom=tull") == {hall, parents}


def test_a_long_list_shows_seven_and_then_all_in_a_fixed_number_of_statements(on_shelf, coordinator, house):
    from sqlalchemy import event

    count = []
    for number in range(2):
        on_shelf(title=f"Kort nummer {number}")
    engines = [engine for engine in _engines(house)]
    for engine in engines:
        event.listen(engine, "before_cursor_execute", lambda *args: count.append(1))
    coordinator.get(HERE)
    few, count[:] = len(count), []
    for number in range(2, 9):
        on_shelf(title=f"Kort nummer {number}")
    count[:] = []
    page = text(coordinator.get(HERE))
    assert len(count) == few and page.count("Kort nummer") == 7 and "Vis alle (9)" in page
    assert text(coordinator.get(f"{HERE}?alle=1")).count("Kort nummer") == 9


def _engines(house):
    with house.app_context():
        return list(db.engines.values())


def test_a_card_can_be_the_start_of_a_measure_and_nothing_is_written_by_looking(on_shelf, coordinator, inside, sql):
    from saas import clock
    from tenants.groups.models import Group
    from tenants.measures.models import Measure

    card = on_shelf()
    with inside("hamnes"):
        group = Group(name="Koordineringsgruppen", level="COORDINATING", norm_per="month", norm_min=1, norm_max=1, created_at=clock.now())
        db.session.add(group)
    page = text(coordinator.get(f"{HERE}kort/{card}/tiltak"))
    assert "Åpen hall fredag kveld" in page and "Hallen var åpen hver fredag." in page
    assert '<option selected value="safe_places">' in page and 'action="/k/hamnes/tiltak/"' in page
    with inside("hamnes"):
        assert list(db.session.scalars(select(Measure.id))) == []


def test_a_card_that_is_not_out_starts_nothing(offer, coordinator):
    card = offer()
    assert coordinator.get(f"{HERE}kort/{card}").status_code == 404
    assert coordinator.get(f"{HERE}kort/{card}/tiltak").status_code == 404
