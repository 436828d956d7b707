"""What is public is chosen sak by sak, by those who may, with a basis; every choice is remembered and none is lost."""

from uuid import uuid4

import pytest

from saas import clock
from saas.db import db
from tenants.publicity import bases
from tenants.publicity.models import PublicityChoice
from tests.tenants.publicity.conftest import choose, item_of, log_of
from tests.world import log_in


def words(answer):
    return " ".join(answer.get_data(as_text=True).split())


def test_a_sak_that_nobody_has_judged_is_unset_and_listed(coordinator, told, inside):
    assert {item_of(inside, told, kind).publicity for kind in told.saker} == {"unset"}
    page = words(coordinator.get(told.path()))
    assert "Saker som ikke er vurdert (6)" in page


def test_the_coordinator_chooses_and_it_is_remembered(coordinator, told, inside):
    assert choose(coordinator, told, "exempt").status_code == 303

    item = item_of(inside, told, "exempt")
    assert (item.publicity, item.legal_basis) == ("exempt", "offl. § 24")
    with inside():
        row = db.session.query(PublicityChoice).one()
        assert (row.basis_code, row.edition, row.chosen_as) == ("offl-24", bases.in_force(clock.today()).edition, "coordinator")
        assert row.chosen_by
    assert ("item.publicity_chosen", item.id) in log_of(inside)
    assert "Saker som ikke er vurdert (5)" in words(coordinator.get(told.path()))


def test_the_chair_may_change_it_and_both_choices_stand_in_the_history(coordinator, chair, told, inside):
    choose(coordinator, told, "exempt")
    assert choose(chair, told, "exempt", "public").status_code == 303

    assert item_of(inside, told, "exempt").publicity == "public"
    with inside():
        rows = db.session.query(PublicityChoice).order_by(PublicityChoice.chosen_at).all()
        assert sorted(row.chosen_as for row in rows) == ["chair", "coordinator"]


@pytest.mark.parametrize("email", ["member@nordvik.example", "data_protection_officer@nordvik.example"])
def test_nobody_else_chooses(house, told, inside, email):
    browser = log_in(house, email)
    answer = choose(browser, told, "exempt", "public")
    assert answer.status_code == 403
    assert "Bare koordinatoren og lederen av styringsgruppen kan velge" in words(answer)
    assert item_of(inside, told, "exempt").publicity == "unset"


def test_a_practitioner_sees_nothing_of_it(house, told):
    assert log_in(house, "practitioner@nordvik.example").get(told.path()).status_code == 403


@pytest.mark.parametrize("bad, sentence", [
    ({"offentlighet": "exempt", "hjemmel": ""}, "Velg hjemmelen som saken er unntatt etter."),
    ({"offentlighet": "exempt", "hjemmel": "offl-99"}, "Velg noe fra listen."),
    ({"offentlighet": "hemmelig"}, "Velg om saken er offentlig."),
    ({"offentlighet": ""}, "Velg om saken er offentlig."),
    ({"offentlighet": "public", "offentlig_tittel": "x" * 201}, "Offentlig tittel kan ha høyst 200 tegn."),
])  # fmt: skip
def test_what_makes_no_sense_is_refused_and_nothing_is_chosen(coordinator, told, inside, bad, sentence):
    answer = choose(coordinator, told, "exempt", **bad)
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert item_of(inside, told, "exempt").publicity == "unset"


def test_two_who_choose_at_once_do_not_overwrite_each_other(coordinator, told, inside):
    stale = item_of(inside, told, "exempt").version
    choose(coordinator, told, "exempt")
    answer = choose(coordinator, told, "exempt", "public", versjon=str(stale))
    assert answer.status_code == 409
    assert item_of(inside, told, "exempt").publicity == "exempt"


def test_the_same_press_twice_is_one_choice(coordinator, told, inside):
    once = str(uuid4())
    choose(coordinator, told, "internal", en_gang=once)
    choose(coordinator, told, "internal", en_gang=once)
    with inside():
        assert db.session.query(PublicityChoice).count() == 1


def test_the_guard_reads_what_becomes_public(coordinator, told, inside):
    answer = choose(coordinator, told, "public", offentlig_tittel="Gutten på 14 år i Fjellveien 3")
    assert answer.status_code == 422
    assert item_of(inside, told, "public").publicity == "unset"


def test_paragraph_14_is_warned_against_in_a_group_of_several_bodies(coordinator, told):
    choose(coordinator, told, "exempt", hjemmel="offl-14")
    page = words(coordinator.get(told.path(f"saker/{told.saker['exempt'][0]}")))
    assert "Gruppen har medlemmer fra flere organ (kommunen, Handelsstanden, NAV og Politiet)" in page
    assert "Hjemmelen gir adgang til å unnta, ikke plikt." in page


def test_a_title_that_may_give_it_away_is_warned_against_until_it_has_another(coordinator, told):
    address = told.path(f"saker/{told.saker['exempt'][0]}")
    choose(coordinator, told, "exempt")
    assert "Tittelen kan selv røpe" in words(coordinator.get(address))
    choose(coordinator, told, "exempt", offentlig_tittel="Sikring av bygg")
    assert "Tittelen kan selv røpe" not in words(coordinator.get(address))


def test_a_colleagues_name_in_a_public_title_is_warned_against(coordinator, told):
    choose(coordinator, told, "public", offentlig_tittel="Innlegg ved Are Nygård")
    assert "Personvernvakten fant" in words(coordinator.get(told.path(f"saker/{told.saker['public'][0]}")))


def test_a_paper_is_judged_by_itself(coordinator, told, inside):
    from tenants.meetings.models import Paper

    address = told.path(f"saker/{told.saker['public'][0]}/papirer/{told.papers['public']}")
    answer = coordinator.post(address, {"offentlighet": "exempt", "hjemmel": "offl-13", "en_gang": str(uuid4())})
    assert answer.status_code == 303
    with inside():
        paper = db.session.query(Paper).filter(Paper.id == told.papers["public"]).one()
        assert (paper.publicity, paper.legal_basis) == ("exempt", "offl. § 13, jf. fvl. § 13")
    foreign = told.path(f"saker/{told.saker['public'][0]}/papirer/{told.papers['exempt']}")
    assert coordinator.post(foreign, {"offentlighet": "public"}).status_code == 404
    assert coordinator.post(address, {"offentlighet": "alt"}).status_code == 422


def test_reading_an_exempt_sak_leaves_a_trace_wherever_it_is_read(coordinator, told, inside):
    item, entry = told.saker["exempt"]
    choose(coordinator, told, "exempt")
    places = [
        f"/k/nordvik/moter/{told.held.meeting}", f"/k/nordvik/moter/{told.held.meeting}/saksliste.pdf",
        f"/k/nordvik/moter/papirer/{told.papers['exempt']}", f"/k/nordvik/referater/skriv/{told.held.meeting}?sak={entry}",
        f"/k/nordvik/referater/kontroll/{told.held.meeting}", f"/k/nordvik/saker/{item}/vei", told.path(f"saker/{item}"),
    ]  # fmt: skip
    for place in places:
        before = log_of(inside).count(("item.read_exempt", item))
        assert coordinator.get(place).status_code == 200, place
        assert log_of(inside).count(("item.read_exempt", item)) == before + 1, place


def test_reading_a_sak_that_is_not_exempt_leaves_none(coordinator, told, inside):
    coordinator.get(f"/k/nordvik/moter/{told.held.meeting}")
    assert "item.read_exempt" not in [action for action, _ in log_of(inside)]


def test_the_controllers_log_finds_who_has_read(house, coordinator, told):
    controller, address = log_in(house, "data_protection_officer@nordvik.example"), "/k/nordvik/kontroll/logg?slag=unntatt"
    before = words(controller.get(address)).count("Lest unntatt sak")
    choose(coordinator, told, "exempt")
    coordinator.get(f"/k/nordvik/moter/{told.held.meeting}")
    assert words(controller.get(address)).count("Lest unntatt sak") > before


def test_a_sak_that_is_lifted_takes_its_shield_along(told, inside, coordinator):
    from tenants.groups.models import Group
    from tenants.lifting import service as lifting
    from tenants.meetings import backlog

    choose(coordinator, told, "exempt")
    with inside():
        db.session.add(Group(name="Styringsgruppen", level="STEERING", norm_per="year", norm_min=3, norm_max=4))
        db.session.flush()
        lifted = lifting.lift(backlog.find_item(told.saker["exempt"][0]), "Trenger ressurser utover rammen.")
        assert (lifted.publicity, lifted.legal_basis) == ("exempt", "offl. § 24")


def test_another_kommunes_saker_papers_and_minutes_do_not_exist(coordinator, told, elsewhere, inside):
    theirs = elsewhere.saker["exempt"][0]
    for address in (f"saker/{theirs}", f"referater/{uuid4()}"):
        assert coordinator.get(told.path(address)).status_code == 404
    data = {"offentlighet": "public", "hjemmel": "", "versjon": "1", "en_gang": str(uuid4())}
    assert coordinator.post(told.path(f"saker/{theirs}"), data).status_code == 404
    mixed = told.path(f"saker/{told.saker['exempt'][0]}/papirer/{elsewhere.papers['exempt']}")
    assert coordinator.post(mixed, data).status_code == 404
    assert item_of(inside, elsewhere, "exempt").publicity == "unset"


def test_the_bases_are_data_with_an_edition_a_source_and_no_lawyers_word_yet():
    for edition in bases.editions():
        assert edition.source and not edition.checked_by_lawyer and "jurist" in edition.note
        codes = [basis.code for basis in edition.bases]
        assert len(set(codes)) == len(codes)
        assert {"offl-13", "offl-14", "offl-15", "offl-16", "offl-20", "offl-21", "offl-22", "offl-23", "offl-24", "offl-26",
                "koml-11-5"} <= set(codes)  # fmt: skip
        assert all(len(basis.citation) <= 80 for basis in edition.bases)
