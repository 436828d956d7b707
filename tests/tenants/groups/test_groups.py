"""Groups through the door: founded, changed, closed, seen by those who belong."""

from datetime import timedelta
from uuid import uuid4

import pytest

from saas import clock
from tests.world import log_in

NEW = {"navn": "Koordineringsgruppen", "niva": "COORDINATING", "norm_per": "month", "norm_min": "1", "norm_max": "1",
       "juli_fri": "y"}


def id_from(answer):
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return answer.location.rstrip("/").split("/")[-1]


def words(answer):
    return answer.get_data(as_text=True)


def test_a_new_group_has_the_standing_items_of_its_level(coordinator, post):
    page = words(coordinator.get(f"/k/nordvik/grupper/{id_from(post('/k/nordvik/grupper/ny', NEW))}"))
    assert "Oppfølging av oppgaver" in page
    assert "Til sammen 115 minutter." in page
    assert "Møte hver måned, juli er fritatt" in page


def test_a_nynorsk_kommune_gets_the_nynorsk_agenda(coordinator, post):
    page = words(coordinator.get(f"/k/hamnes/grupper/{id_from(post('/k/hamnes/grupper/ny', NEW))}"))
    assert "Oppfølging av oppgåver" in page
    assert "Oppfølging av oppgaver" not in page


def test_the_empty_page_says_what_to_do_first(coordinator):
    assert "Opprett koordineringsgruppen" in words(coordinator.get("/k/nordvik/grupper/"))


def test_a_two_level_kommune_never_lacks_the_third(coordinator, post, database, gather):
    import psycopg

    gather()
    assert words(coordinator.get("/k/nordvik/grupper/")).count("Ingen gruppe på dette nivået ennå.") == 2
    with psycopg.connect(database) as connection:
        connection.execute("UPDATE tenants SET levels = 2 WHERE slug = 'nordvik'")
    page = words(coordinator.get("/k/nordvik/grupper/"))
    assert page.count("Ingen gruppe på dette nivået ennå.") == 1
    assert "Utførende nivå" not in page
    assert "Utførende nivå" not in words(coordinator.get("/k/nordvik/grupper/ny"))


@pytest.mark.parametrize(("field", "value", "complaint"), [
    ("navn", "", "Skriv hva gruppen heter."),
    ("navn", "x" * 81, "Skriv høyst 80 tegn."),
    ("navn", "Gruppen om Ole Hansen i 9A", "Teksten kan peke ut en person"),
    ("niva", "", "Velg fra listen."),
    ("niva", "REGIONAL", "Velg fra listen."),
    ("norm_per", "week", "Velg fra listen."),
    ("norm_min", "0", "Skriv et antall møter fra 1 til 24."),
    ("norm_min", "mange", "Skriv et helt tall."),
    ("norm_min", "9" * 30, "Skriv et helt tall."),
    ("norm_max", "25", "Skriv et antall møter fra 1 til 24."),
    ("norm_max", "", "Skriv et tall."),
])
def test_what_is_wrong_is_told_at_its_field_and_nothing_typed_is_lost(coordinator, post, field, value, complaint):
    answer = post("/k/nordvik/grupper/ny", {**NEW, "navn": "Ungdomsgruppen", field: value})
    assert answer.status_code == 422
    assert complaint in words(answer)
    assert f'id="{field}"' in words(answer)
    if field != "navn":
        assert 'value="Ungdomsgruppen"' in words(answer)
    assert "Ingen grupper ennå" in words(coordinator.get("/k/nordvik/grupper/"))


def test_the_highest_number_cannot_be_under_the_lowest(post):
    answer = post("/k/nordvik/grupper/ny", {**NEW, "norm_min": "4", "norm_max": "3"})
    assert answer.status_code == 422
    assert "Det høyeste antallet kan ikke være under det laveste" in words(answer)


def test_two_groups_cannot_have_the_same_name(post, group):
    answer = post("/k/nordvik/grupper/ny", {**NEW, "navn": "koordineringsgruppen"})
    assert answer.status_code == 422
    assert "Det finnes allerede en gruppe som heter koordineringsgruppen." in words(answer)


def test_a_double_click_founds_one_group(coordinator):
    form = {**NEW, "en_gang": str(uuid4())}
    first = coordinator.post("/k/nordvik/grupper/ny", form)
    second = coordinator.post("/k/nordvik/grupper/ny", form)
    assert second.status_code == 303
    assert second.location.endswith(first.location)
    page = words(coordinator.get("/k/nordvik/grupper/"))
    assert page.count(">Koordineringsgruppen</a>") == 1


def test_a_form_without_its_token_is_refused(coordinator):
    assert coordinator.client.post("/k/nordvik/grupper/ny", data=NEW).status_code == 400
    assert "Ingen grupper ennå" in words(coordinator.get("/k/nordvik/grupper/"))


def test_a_change_on_an_old_version_is_refused_and_offered_again_on_the_new(coordinator, post, group):
    address = f"/k/nordvik/grupper/{group.id}/endre"
    assert post(address, {**NEW, "navn": "Arbeidsutvalget", "versjon": "1"}).status_code == 303
    stale = post(address, {**NEW, "navn": "Oppvekstteamet", "versjon": "1"})
    assert stale.status_code == 409
    assert 'value="Oppvekstteamet"' in words(stale)
    assert 'name="versjon" value="2"' in words(stale)
    assert "Arbeidsutvalget" in words(coordinator.get(f"/k/nordvik/grupper/{group.id}"))
    assert post(address, {**NEW, "navn": "Oppvekstteamet", "versjon": "tull"}).status_code == 409


def test_the_level_cannot_be_changed_by_a_form(coordinator, post, group):
    post(f"/k/nordvik/grupper/{group.id}/endre", {**NEW, "niva": "STEERING", "versjon": "1"})
    assert "Koordinerende nivå" in words(coordinator.get(f"/k/nordvik/grupper/{group.id}"))


def test_a_closed_group_leaves_the_list_and_can_be_opened_again(coordinator, post, group):
    address = f"/k/nordvik/grupper/{group.id}"
    assert post(f"{address}/avslutning").status_code == 303
    assert str(group.id) not in words(coordinator.get("/k/nordvik/grupper/"))
    assert str(group.id) in words(coordinator.get("/k/nordvik/grupper/?avsluttet=ja"))
    assert "Gruppen ble avsluttet" in words(coordinator.get(address))
    assert post(f"{address}/avslutning").status_code == 409
    assert post(f"{address}/plasser/ny", {"person": group.people["Hanne Dahl"]}).status_code in (409, 422)
    assert post(f"{address}/gjenapning").status_code == 303
    assert str(group.id) in words(coordinator.get("/k/nordvik/grupper/"))


def test_a_member_sees_only_the_groups_they_sit_in(member, gather, make_me):
    mine, other = gather(), gather(name="Styringsgruppen", level="STEERING", cast=[])
    assert str(mine.id) not in words(member.get("/k/nordvik/grupper/"))
    make_me(mine.people["Hanne Dahl"], "member")
    page = words(member.get("/k/nordvik/grupper/"))
    assert str(mine.id) in page
    assert str(other.id) not in page
    assert member.get(f"/k/nordvik/grupper/{mine.id}").status_code == 200
    hidden = member.get(f"/k/nordvik/grupper/{other.id}")
    assert hidden.status_code == 404
    assert hidden.data == member.get(f"/k/nordvik/grupper/{uuid4()}").data


def test_access_stops_the_day_after_the_last(member, group, make_me, inside):
    from tenants.groups import service as groups

    make_me(group.people["Hanne Dahl"], "member")
    with inside():
        found = groups.find(group.id)
        groups.end_seat(found, groups.find_seat(found, group.seats["Hanne Dahl"]), clock.today())
    assert member.get(f"/k/nordvik/grupper/{group.id}").status_code == 200
    with inside():
        found = groups.find(group.id)
        groups.end_seat(found, groups.find_seat(found, group.seats["Hanne Dahl"]), clock.today() - timedelta(days=1))
    assert member.get(f"/k/nordvik/grupper/{group.id}").status_code == 404


def test_a_seat_that_has_not_begun_gives_no_access_yet(member, group, make_me, inside):
    from tenants.groups import service as groups

    make_me(group.people["Hanne Dahl"], "member")
    with inside():
        found = groups.find(group.id)
        groups.find_seat(found, group.seats["Hanne Dahl"]).starts_on = clock.today() + timedelta(days=1)
    assert member.get(f"/k/nordvik/grupper/{group.id}").status_code == 404


def test_addresses_are_for_the_coordinator_until_the_group_shares_them(member, coordinator, group, make_me, post):
    make_me(group.people["Hanne Dahl"], "member")
    page = f"/k/nordvik/grupper/{group.id}"
    assert "kari@nordvik.example" in words(coordinator.get(page))
    assert "kari@nordvik.example" not in words(member.get(page))
    assert "hanne@nordvik.example" in words(member.get(page))
    post(f"{page}/endre", {**NEW, "versjon": "1", "del_adresser": "y"})
    assert "kari@nordvik.example" in words(member.get(page))


@pytest.mark.parametrize("address", ["ny", "{id}/endre", "{id}/plasser/ny", "{id}/faste-punkter/ny"])
def test_a_member_may_read_but_not_coordinate(member, group, make_me, address):
    make_me(group.people["Hanne Dahl"], "member")
    address = f"/k/nordvik/grupper/{address.format(id=group.id)}"
    assert member.get(address).status_code == 403
    assert member.post(address, NEW).status_code == 403
    assert "Gi plass i gruppen" not in words(member.get(f"/k/nordvik/grupper/{group.id}"))


def test_another_kommunes_groups_cannot_be_seen_reached_or_filled(coordinator, stranger, post, gather, inside):
    from tenants.groups import service as groups

    own, foreign = gather("nordvik"), gather("hamnes")
    theirs = f"/k/nordvik/grupper/{foreign.id}"
    seat = foreign.seats["Hanne Dahl"]
    for address in (theirs, f"{theirs}/endre", f"{theirs}/plasser/ny", f"{theirs}/plasser/{seat}",
                    f"/k/nordvik/grupper/{own.id}/plasser/{seat}", f"/k/nordvik/grupper/{own.id}/plasser/{seat}/vara"):
        assert coordinator.get(address).status_code == 404, address
    for address in (f"{theirs}/avslutning", f"{theirs}/plasser/{seat}/slutt",
                    f"/k/nordvik/grupper/{own.id}/plasser/{seat}/slutt", f"{theirs}/faste-punkter/rekkefolge"):
        assert post(address).status_code == 404, address
    answer = post(f"/k/nordvik/grupper/{own.id}/plasser/ny",
                  {"person": foreign.people["Hanne Dahl"], "funksjon": "member", "forste_dag": "2026-09-01"})
    assert answer.status_code == 422
    assert stranger.get(f"/k/nordvik/grupper/{own.id}").status_code == 404
    with inside("hamnes", read_only=True):
        assert len(groups.find(foreign.id).seats_on(clock.today())) == 4
        assert groups.find(foreign.id).closed_on is None


def test_the_pages_ask_the_same_of_the_database_however_many_sit_in_the_groups(coordinator, gather, statements, house):
    few = [(f"Person Nummer{n}", "leder", f"Enhet {n}", "school", "member") for n in range(3)]
    many = [(f"Kollega Nummer{n}", "leder", f"Avdeling {n}", "nav", "member") for n in range(30)]
    small = gather(cast=few)
    counts = []
    for address in ("/k/nordvik/grupper/", f"/k/nordvik/grupper/{small.id}", "/k/nordvik/nettverk/?alle=ja"):
        coordinator.get(address)
        with statements() as asked:
            assert coordinator.get(address).status_code == 200
        counts.append(len(asked))
    large = gather(name="Den store gruppen", cast=many)
    again = []
    for address in ("/k/nordvik/grupper/", f"/k/nordvik/grupper/{large.id}", "/k/nordvik/nettverk/?alle=ja"):
        with statements() as asked:
            assert coordinator.get(address).status_code == 200
        again.append(len(asked))
    assert again == counts


def test_a_panel_from_a_later_feature_is_shown_on_the_groups_page(coordinator, group, monkeypatch):
    from tenants.groups import service as groups

    monkeypatch.setattr(groups, "PANELS", [lambda found: f"<p>Neste møte i {found.level}</p>"])
    assert "<p>Neste møte i COORDINATING</p>" in words(coordinator.get(f"/k/nordvik/grupper/{group.id}"))


def test_deeds_are_remembered_without_words(group, inside):
    from saas import audit

    with inside(read_only=True):
        links = list(audit.chain())
        assert {"group.founded", "seat.given", "person.added"} <= {link.action for link in links}
        told = " ".join(str(link.facts) for link in links)
        assert "Hanne" not in told
        assert "Koordineringsgruppen" not in told


def test_the_front_of_the_house_refuses_who_is_not_logged_in(house, group):
    answer = house.test_client().get(f"/k/nordvik/grupper/{group.id}")
    assert answer.status_code == 302
    assert "/logg-inn" in answer.location


def test_the_data_protection_officer_reads_every_group_and_changes_none(house, group):
    officer = log_in(house, "data_protection_officer@nordvik.example")
    assert officer.get(f"/k/nordvik/grupper/{group.id}").status_code == 200
    assert officer.post(f"/k/nordvik/grupper/{group.id}/avslutning").status_code == 403
