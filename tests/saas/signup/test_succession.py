"""A number is an attribute with a period; merging and splitting close kommuner, and both histories can be read."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import psycopg
import pytest

from saas import clock, rooms
from saas.pages import short_day
from saas.signup import succession
from tests.world import add_user, found_kommune, log_in

DECISION = "Stortingets vedtak 14. juni 2026, kontrollert mot Lovdata."


def page(answer):
    return answer.get_data(as_text=True)


@pytest.fixture
def today():
    return clock.today().isoformat()


@pytest.fixture
def fjordvest(database, world):
    """The kommune that takes over, with a chief executive of its own."""
    place = found_kommune(database, "fjordvest", "Fjordvest", number="9911", population=17000, colour=5)
    with psycopg.connect(database) as connection:
        add_user(connection, "direktor@fjordvest.example", "Direktør Fjordvest", place, "chief_executive")
    return place


@pytest.fixture
def merged(editor, world, fjordvest, today):
    """Nordvik and Hamnes have become Fjordvest."""
    ids = [str(world[slug].id) for slug in ("nordvik", "hamnes")]
    data = {"slag": "merge", "foer": ids, "etter": [str(fjordvest.id)], "dato": today, "vedtak": DECISION, "kontrollert": "y"}
    answer = editor.post("/senter/kommuner/etterfolgere", data)
    assert answer.status_code == 303, page(answer)
    return data


def _renumber(editor, place, **changed):
    data = {"nummer": "9941", "navn": "Nordvik", "fra": clock.today().isoformat(), "kontrollert": "y", **changed}
    return editor.post(f"/senter/kommuner/{place.id}/nummer", data)


def test_a_new_number_keeps_the_old_one_with_its_period(house, editor, world, sql, coordinator):
    assert _renumber(editor, world["nordvik"]).status_code == 303
    yesterday = clock.today() - timedelta(days=1)
    rows = sql("SELECT number, valid_to FROM tenant_numbers WHERE tenant_id = %s ORDER BY valid_from", world["nordvik"].id)
    assert rows == [("9901", yesterday), ("9941", None)]
    assert sql("SELECT number FROM tenants WHERE slug = 'nordvik'") == [("9941",)]
    assert coordinator.get("/k/nordvik/").status_code == 200
    shown = page(editor.get("/senter/kommuner"))
    with house.test_request_context():
        assert f"Tidligere: Nordvik (9901 til {short_day(yesterday)})" in shown


def test_an_old_number_is_neither_free_nor_here(editor, world, guest):
    _renumber(editor, world["nordvik"])
    assert "ikke lenger i bruk" in page(guest.get("/registrer/kommune/9901"))


@pytest.mark.parametrize(
    "changed",
    [{"nummer": "9903"}, {"nummer": "99"}, {"navn": ""}, {"kontrollert": ""}, {"fra": ""}, {"fra": "2099-01-01"}, {"fra": "i går"}],
)
def test_a_number_that_cannot_be_is_refused(editor, world, sql, changed):
    answer = _renumber(editor, world["nordvik"], **changed)
    assert answer.status_code == 422 and f'href="#{next(iter(changed))}"' in page(answer)
    assert sql("SELECT number FROM tenants WHERE slug = 'nordvik'") == [("9901",)]
    assert sql("SELECT count(*) FROM tenant_numbers") == [(0,)]


def test_a_day_before_the_present_number_began_is_refused(editor, world):
    assert _renumber(editor, world["nordvik"]).status_code == 303
    answer = _renumber(editor, world["nordvik"], nummer="9942", fra="2020-01-01")
    assert answer.status_code == 422 and 'href="#fra"' in page(answer)


def test_only_an_editor_may(house, world, coordinator, editor, sql):
    assert _renumber(coordinator, world["nordvik"]).status_code == 404
    sql("UPDATE login_sessions SET strong = false")
    assert _renumber(editor, world["nordvik"]).status_code == 404


def test_the_database_itself_asks_who_it_is(house, world, coordinator, sql):
    from sqlalchemy.exc import DBAPIError

    with coordinator.client.session_transaction() as session:
        secret = session["_user_id"]
    ids = [place.id for place in world.values()]
    with house.app_context():
        deeds = (
            lambda: succession.renumber(secret, ids[0], "9999", "Tyv", clock.today()),
            lambda: succession.succeed(secret, "merge", ids[:1], ids[1:], clock.today(), DECISION),
            lambda: succession.open_histories(secret, ids[0]),
        )
        for deed in deeds:
            with pytest.raises(DBAPIError), rooms.enter(rooms.lobby()):
                deed()
    assert sql("SELECT count(*) FROM tenants WHERE lifecycle = 'closed' OR name = 'Tyv'") == [(0,)]


def test_after_a_merge_everything_can_be_read_and_nothing_written(merged, coordinator, house, sql):
    assert sql("SELECT slug, lifecycle FROM tenants ORDER BY slug") == [
        ("fjordvest", "operating"), ("hamnes", "closed"), ("nordvik", "closed")
    ]  # fmt: skip
    for slug in ("nordvik", "hamnes", "fjordvest"):
        assert coordinator.get(f"/k/{slug}/").status_code == 200
        assert coordinator.get(f"/k/{slug}/oppgaver/").status_code == 200
    refused = coordinator.post("/k/nordvik/oppgaver/", {"hva": "Noe nytt"})
    assert refused.status_code == 409 and "Nordvik er avsluttet. Alt kan leses, ingenting kan endres." in page(refused)
    assert coordinator.post("/k/hamnes/hva/som/helst").status_code == 404


def test_every_page_of_a_closed_kommune_still_opens(merged, house, coordinator, sql):
    """Nothing that a page does on the side (a log, a counter) may need to write."""
    watcher = log_in(house, "data_protection_officer@nordvik.example")
    rules = [rule.rule for rule in house.url_map.iter_rules() if rule.rule.startswith("/k/") and rule.arguments == {"kommune"}]
    addresses = [rule.replace("<kommune>", "nordvik") for rule in rules]
    broken = [(a, code) for a in addresses for b in (coordinator, watcher) if (code := b.get(a).status_code) >= 500]
    assert len(addresses) > 20 and broken == []
    assert "Nordvik er avsluttet" in page(coordinator.get("/k/nordvik/"))
    assert "er avsluttet" not in page(coordinator.get("/k/fjordvest/"))


def test_what_the_centre_does_is_logged(merged, sql):
    assert sql("SELECT action, result FROM login_events WHERE action LIKE 'centre.%%'") == [("centre.merge", "done")]


def test_whoever_leads_the_successor_reads_both_histories(merged, house, sql):
    browser = log_in(house, "direktor@fjordvest.example")
    assert browser.get("/k/nordvik/").status_code == browser.get("/k/hamnes/").status_code == 200
    given = sql("SELECT DISTINCT given_by FROM memberships WHERE reason LIKE 'Leser historikken%%'")
    assert given == [("Sunniva Hegg",)]


def test_those_who_come_later_are_let_in_when_the_editor_says_so(merged, editor, house, database, fjordvest):
    with psycopg.connect(database) as connection:
        add_user(connection, "ny@fjordvest.example", "Ny Direktør", fjordvest, "chief_executive")
        add_user(connection, "vanlig@fjordvest.example", "Vanlig", fjordvest, "member")
    late = log_in(house, "ny@fjordvest.example")
    assert late.get("/k/nordvik/").status_code == 404
    assert editor.post(f"/senter/kommuner/{fjordvest.id}/innsyn").status_code == 303
    assert late.get("/k/nordvik/").status_code == 200
    assert log_in(house, "vanlig@fjordvest.example").get("/k/nordvik/").status_code == 404
    before = late.get("/mine").status_code
    assert editor.post(f"/senter/kommuner/{fjordvest.id}/innsyn").status_code == 303 and before == late.get("/mine").status_code


def test_another_kommune_gets_no_history(merged, house, database):
    place = found_kommune(database, "solbygda", "Solbygda", number="9902")
    assert place.slug == "solbygda"
    browser = log_in(house, "member@solbygda.example")
    assert browser.get("/k/nordvik/").status_code == browser.get("/k/fjordvest/").status_code == 404


def test_a_closed_kommune_is_closed_once(merged, editor, sql):
    assert editor.post("/senter/kommuner/etterfolgere", merged).status_code == 422
    assert sql("SELECT count(*) FROM tenant_successions") == [(2,)]


def test_links_from_outside_die_with_the_kommune(editor, world, fjordvest, sql, today):
    sql(
        "INSERT INTO guest_links (tenant_id, token_hash, purpose, subject_id, person_id, expires_at) "
        "VALUES (%s, encode(sha256('t'), 'hex'), 'x', gen_random_uuid(), gen_random_uuid(), now() + interval '1 day')", world["nordvik"].id
    )  # fmt: skip
    data = {"slag": "merge", "foer": [str(world["nordvik"].id)], "etter": [str(fjordvest.id)], "dato": today, "vedtak": DECISION}
    assert editor.post("/senter/kommuner/etterfolgere", {**data, "kontrollert": "y"}).status_code == 303
    assert sql("SELECT count(*) FROM guest_links WHERE revoked_at IS NULL") == [(0,)]


def test_a_split_has_one_before_and_several_after(editor, world, fjordvest, sql, today):
    nordvik, hamnes = str(world["nordvik"].id), str(world["hamnes"].id)
    data = {"slag": "split", "foer": [nordvik], "dato": today, "vedtak": DECISION, "kontrollert": "y"}
    for after in ([], [hamnes], [nordvik, hamnes]):
        assert editor.post("/senter/kommuner/etterfolgere", {**data, "etter": after}).status_code == 422
    assert editor.post("/senter/kommuner/etterfolgere", {**data, "etter": [hamnes, str(fjordvest.id)]}).status_code == 303
    assert sql("SELECT kind FROM tenant_successions") == [("split",), ("split",)]


@pytest.mark.parametrize("changed", [{"vedtak": "fordi"}, {"dato": "2099-01-01"}, {"slag": "x"}, {"kontrollert": ""}, {"foer": []}])
def test_a_merge_without_a_decision_is_refused(editor, world, fjordvest, sql, today, changed):
    data = {"slag": "merge", "foer": [str(world["nordvik"].id)], "etter": [str(fjordvest.id)], "dato": today, "vedtak": DECISION}
    answer = editor.post("/senter/kommuner/etterfolgere", {**data, "kontrollert": "y", **changed})
    assert answer.status_code == 422 and "data-error-summary" in page(answer)
    assert sql("SELECT count(*) FROM tenant_successions") == [(0,)]


def test_two_who_press_at_once_merge_once(editor, house, world, fjordvest, sql, today):
    data = {"slag": "merge", "foer": [str(world["nordvik"].id)], "etter": [str(fjordvest.id)], "dato": today, "vedtak": DECISION}
    other = log_in(house, "redaktor@senter.example")
    browsers = [editor, other]
    for browser in browsers:
        browser.token()
    with ThreadPoolExecutor(2) as pool:
        press = lambda browser: browser.post("/senter/kommuner/etterfolgere", {**data, "kontrollert": "y"}).status_code  # noqa: E731
        codes = sorted(pool.map(press, browsers))
    assert codes[0] == 303 and codes[1] in (409, 422)
    assert sql("SELECT count(*) FROM tenant_successions") == [(1,)]


def test_ids_never_collide_and_the_past_is_told_inside(merged, inside, world, fjordvest, house, sql):
    with house.test_request_context("/"):
        kommune = next(k for k in rooms.all_kommuner() if k.slug == "fjordvest")
        with rooms.enter(rooms.of_job(fjordvest.users["coordinator"], kommune)):
            told = [(former.name, former.number) for former in succession.formerly()]
    assert sorted(told) == [("Hamnes", "9903"), ("Nordvik", "9901")]
    with house.app_context(), rooms.enter(rooms.lobby(read_only=True)):
        assert succession.formerly() == [] and succession.followed_by() == []
    places = {str(row[0]) for row in sql("SELECT id FROM tenants")}
    assert {str(world["nordvik"].id), str(world["hamnes"].id), str(fjordvest.id)} == places
