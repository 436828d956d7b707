"""/mine: all of one's kommuner on one page, each in its own row, and nothing of what is not one's own."""

from datetime import date

import psycopg
import pytest

from saas import clock
from tests.tenants.overview import scene
from tests.world import Browser, add_user, log_in

COORDINATOR = "koordinator@fjordvest.example"


@pytest.fixture(autouse=True)
def morning(world):
    clock.move_to(scene.MORNING)


@pytest.fixture
def burning(inside):
    """Nordvik with something of everything that burns; Hamnes without a meeting in September."""
    with inside("nordvik"):
        group = scene.group()
        held = scene.meeting(group, date(2026, 8, 18), "held")
        scene.minutes(held)
        scene.meeting(group, date(2026, 9, 15))
        scene.task(group, scene.person(), date(2026, 8, 20))
        scene.task(group, scene.person("Kari Moen"), date(2026, 8, 25))
        scene.task(group, scene.person("Nils Rød"), date(2026, 9, 25))
        scene.letter("failed")
    with inside("hamnes"):
        scene.group("Samarbeidsgruppa", "COORDINATING")


def page_of(browser, address="/mine"):
    answer = browser.get(address)
    assert answer.status_code == 200, answer.status_code
    return answer.get_data(as_text=True)


def test_the_page_greets_and_says_how_much_burns(coordinator, burning):
    page = page_of(coordinator)
    assert "God morgen, Coordinator. 2 kommuner · 4 ting haster" in page


@pytest.mark.parametrize(
    ("hour", "words"), [(6, "God morgen"), (10, "God dag"), (17, "God dag"), (18, "God kveld"), (2, "God kveld")]
)
def test_the_greeting_follows_the_clock(coordinator, hour, words):
    clock.move_to(scene.MORNING.replace(hour=hour))
    assert words in page_of(coordinator)


def test_each_burning_thing_has_its_kommune_one_sentence_and_one_way_on(coordinator, burning):
    urgent = page_of(coordinator).split('id="haster"')[1].split("</section>")[0]
    assert "1 brev kom ikke fram." in urgent and "/k/nordvik/brev/" in urgent
    assert "Koordineringsgruppen: referat fra 18.8. er ikke sendt. 10 virkedager siden møtet." in urgent
    assert "/k/nordvik/referater/" in urgent
    assert "2 oppgaver er over frist." in urgent and "/k/nordvik/oppgaver/?fane=over-frist" in urgent
    assert "Samarbeidsgruppa har ikkje møte i september. Planlegg innan 20.9." in urgent
    assert "Planlegg i Hamnes" in urgent
    assert urgent.count('class="badge"') == urgent.count("<li>") == 4
    assert urgent.count('class="ds-button"') == 4


def test_the_hamnes_rows_are_in_hamnes_own_language_unless_one_has_chosen(coordinator, burning):
    urgent = page_of(coordinator).split('id="haster"')[1].split("</section>")[0]
    assert '<p class="row-main" lang="nn">Samarbeidsgruppa' in urgent
    assert '<p class="row-main" lang="nb">Koordineringsgruppen' in urgent
    token = coordinator.get("/meg").get_data(as_text=True).split('name="csrf_token" value="')[1].split('"')[0]
    coordinator.client.post("/meg/sprak", data={"csrf_token": token, "sprak": "nb"})
    assert "Samarbeidsgruppa har ikke møte i september. Planlegg innen 20.9." in page_of(coordinator)


def test_nothing_burning_is_said_calmly(coordinator, inside):
    page = page_of(coordinator)
    assert "2 kommuner · ingenting haster" in page
    assert "panel-urgent" not in page


def test_each_kommune_has_one_row_with_strips_tasks_meeting_and_minutes(coordinator, inside, burning):
    with inside("nordvik"):
        steering = scene.group("Styringsgruppen", "STEERING")
        for month in (2, 5):
            held = scene.meeting(steering, date(2026, month, 12), "held")
        scene.minutes(held, sent_on=date(2026, 5, 13), stage="approved")
    rows = page_of(coordinator).split("<tbody>")[1].split("</tbody>")[0].split("<tr>")[1:]
    assert len(rows) == 2
    hamnes, nordvik = rows
    assert "Hamnes" in hamnes and "Nordvik" not in hamnes
    assert "Hamnes" not in nordvik
    assert nordvik.count('class="strip"') == 2 and 'aria-label="KG"' in nordvik and 'aria-label="SG"' in nordvik
    assert "2 av 3–4 møter i 2026. Neste bør holdes innen" in nordvik
    assert ">3<" in nordvik and "2 over frist" in nordvik
    assert "KG 15. sep." in nordvik and "om\u00a014\u00a0dager" in nordvik
    assert "12. mai" in nordvik and "etter\u00a01\u00a0virkedag" in nordvik
    assert "Ikke planlagt" in hamnes and "Ingen sendt" in hamnes


def test_the_week_holds_this_week_and_the_next_from_all_kommuner(coordinator, inside, burning):
    with inside("hamnes"):
        group = scene.group("Styringsgruppa", "STEERING")
        scene.meeting(group, date(2026, 9, 1), hour=12)
        scene.meeting(group, date(2026, 9, 13))
        scene.meeting(group, date(2026, 9, 14))
        scene.meeting(group, date(2026, 9, 4), "cancelled")
    week = page_of(coordinator).split('id="uka"')[1].split("</section>")[0]
    assert "Tirsdag 1. sep., 12.00 (i dag)" in week
    assert "Søndag 13. sep." in week
    assert "14. sep." not in week and "15. sep." not in week and "4. sep." not in week


def test_at_most_seven_burning_things_are_shown_before_one_asks_for_all(coordinator, inside):
    with inside("nordvik"):
        group = scene.group()
        scene.meeting(group, date(2026, 9, 15))
        for day in range(3, 15):
            scene.meeting(group, date(2026, 8, day), "held")
    page = page_of(coordinator)
    urgent = page.split('id="haster"')[1].split("</section>")[0]
    assert urgent.count("<li>") == 7
    assert "Vis alle (12)" in urgent and "12 ting haster" in page
    assert page_of(coordinator, "/mine?alle=1").split('id="haster"')[1].split("</section>")[0].count("<li>") == 12


def test_a_lost_kommune_is_gone_at_the_next_request(coordinator, burning, database, world):
    assert "Hamnes" in page_of(coordinator)
    assert coordinator.get("/k/hamnes/").status_code == 200
    with psycopg.connect(database) as connection:
        connection.execute(
            "UPDATE memberships SET valid_to = '2020-12-31' WHERE tenant_id = %s AND role = 'coordinator'",
            (world["hamnes"].id,),
        )
    assert coordinator.get("/mine").location == "/k/nordvik/"
    calendar = page_of(coordinator, "/mine/kalender")
    assert "Hamnes" not in calendar and "Samarbeidsgruppa" not in calendar
    assert coordinator.get("/k/hamnes/").status_code == 404


def test_a_kommune_lost_while_the_page_is_made_is_simply_left_out(coordinator, burning, database, monkeypatch):
    from saas import here
    from tenants.overview import service

    read = service.place_of_mine

    def lose_it_first():
        if here.kommune().slug == "hamnes":
            with psycopg.connect(database) as connection:
                connection.execute("UPDATE memberships SET valid_to = '2020-12-31' WHERE role = 'coordinator'")
        return read()

    monkeypatch.setattr(service, "place_of_mine", lose_it_first)
    page = page_of(coordinator)
    assert "Samarbeidsgruppa" not in page


def test_an_error_in_one_kommune_leaves_no_room_open(coordinator, burning, monkeypatch):
    from saas import rooms
    from tenants.overview import service

    with monkeypatch.context() as broken:
        broken.setattr(service, "place_of_mine", lambda: 1 / 0)
        answer = coordinator.get("/mine")
        assert answer.status_code == 500
        with pytest.raises(rooms.NoRoom):
            rooms.current()
    assert "2 kommuner" in page_of(coordinator)


def test_one_without_any_kommune_gets_a_page_that_explains(coordinator, database):
    with psycopg.connect(database) as connection:
        connection.execute("UPDATE memberships SET valid_to = '2020-12-31' WHERE role = 'coordinator'")
    page = page_of(coordinator)
    assert "Du hører ikke til noen kommune nå" in page
    assert "/k/" not in page and "Velg kommune" not in page


def test_a_member_of_one_kommune_goes_to_its_overview(member):
    assert member.get("/mine").location == "/k/nordvik/"


def test_one_who_is_not_logged_in_is_sent_to_the_door(house, world):
    for address in ("/mine", "/mine/kalender"):
        assert Browser(house).get(address).location == f"/logg-inn?neste={address}"


def test_another_kommunes_rows_never_reach_a_stranger(house, inside, burning, database, world):
    """A member of both kommuner sees the groups they sit in, and nothing of the others."""
    with psycopg.connect(database) as connection:
        user = add_user(connection, "begge@fjordvest.example", "Begge To", world["nordvik"], "member")
        add_user(connection, "begge@fjordvest.example", "Begge To", world["hamnes"], "member")
        connection.execute("UPDATE users SET language = 'nb' WHERE id = %s", (user,))
    with inside("hamnes"):
        me = scene.person("Begge To", user_id=user)
        mine = scene.group("Fagteam Hamnes", "OPERATIONAL")
        scene.seat(mine, me)
        scene.meeting(mine, date(2026, 9, 3))
        scene.task(mine, me, date(2026, 8, 1))
    page = page_of(log_in(house, "begge@fjordvest.example"))
    assert "Fagteam Hamnes" in page and "1 av dine oppgaver er over frist." in page
    assert "Samarbeidsgruppa" not in page and "Koordineringsgruppen" not in page
    assert "brev kom ikke fram" not in page and "referat fra" not in page
    stranger = log_in(house, "member@hamnes.example")
    assert stranger.get("/mine").location == "/k/hamnes/"
    assert "Fagteam Hamnes" not in page_of(stranger, "/mine/kalender")


def test_nothing_can_be_written_from_the_page(coordinator, burning):
    page = page_of(coordinator)
    body = page.split("<main")[1].split("</main>")[0]
    assert 'method="post"' not in body and "<button" not in body
    assert coordinator.post("/mine").status_code == 405
    assert coordinator.post("/mine/kalender").status_code == 405
