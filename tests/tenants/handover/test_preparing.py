"""Before the leader answers: what is open, what becomes of it, the notes, the package, and a counter to zero."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from tests.tenants.handover.conftest import DAY, INGRID
from tests.world import log_in

MINE = "/mine/overlevering"


def text(answer):
    return answer.get_data(as_text=True)


def once():
    return {"en_gang": str(uuid4())}


def key(stage, kind):
    return f"{kind}.{stage.ids[kind]}"


def test_everything_open_is_counted_across_the_kommuner(coordinator, jonas, stage):
    stage(), stage("hamnes")
    page = text(coordinator.get(MINE))
    assert "Du har 12 åpne ansvar i 2 kommuner: 2 oppgaver, 2 tiltak, 2 evalueringer, 2 rapportforespørsler, 2 møteserier" in page
    only = text(coordinator.get(f"{MINE}?kommune_valgt=hamnes"))
    assert only.count("Rapport om fravær") == 1


def test_a_handover_starts_in_each_chosen_kommune_with_one_bundle(start, stage, ids, rows):
    stage(), stage("hamnes")
    assert start("nordvik", "hamnes").status_code == 303
    query = "SELECT bundle_id, state, to_name, at AT TIME ZONE 'Europe/Oslo' FROM handovers"
    found = rows("nordvik", query) + rows("hamnes", query)
    assert len(found) == 2 and len({row[0] for row in found}) == 1
    assert {(row[1], row[2], row[3].date(), row[3].hour) for row in found} == {("draft", "Jonas Myrvold", DAY, 0)}


def test_a_second_start_changes_nothing_and_says_so(start, stage, coordinator, rows):
    stage()
    start("nordvik")
    start("nordvik")
    assert "Det er allerede startet en overlevering i Nordvik." in text(coordinator.get(MINE))
    assert rows("nordvik", "SELECT count(*) FROM handovers") == [(1,)]


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"dato": str(date.today())}, "Overleveringen kan tidligst skje i morgen."),
        ({"dato": str(date.today() + timedelta(days=1000))}, "Datoen ser feil ut."),
        ({"dato": "snart"}, "dato"),
        ({"epost": "jonas"}, "Skriv e-postadressen"),
        ({"navn": " "}, "Skriv navnet"),
        ({"kommuner": []}, "Velg minst én kommune."),
    ],
)
def test_what_is_wrong_with_the_start_is_told_and_nothing_starts(start, stage, rows, facts, words):
    stage()
    email = facts.pop("epost", "jonas@fjordvest.example")
    answer = start("nordvik", email=email, **facts)
    assert answer.status_code == 422 and words in text(answer)
    assert rows("nordvik", "SELECT count(*) FROM handovers") == [(0,)]


def test_one_cannot_hand_over_to_oneself(start, stage, coordinator):
    stage()
    start("nordvik", email=INGRID)
    assert "må være en annen enn den som overleverer" in text(coordinator.get(MINE))


def test_a_successor_without_an_account_is_invited_but_is_not_coordinator_before_approval(start, stage, rows, worker, postbox):
    stage()
    assert start("nordvik", email="ny@fjordvest.example").status_code == 303
    worker.work()
    assert "ny@fjordvest.example" in [letter["To"].addresses[0].addr_spec for letter in postbox.letters]
    assert rows("nordvik", "SELECT role, from_on FROM role_invitations") == [("member", DAY)]


def test_finishing_with_something_left_is_refused_with_what_it_is(start, stage, ids, coordinator, rows):
    mine = stage()
    stage("hamnes")
    start("nordvik", "hamnes")
    found = ids()
    for slug in ("nordvik", "hamnes"):
        coordinator.post(f"/k/{slug}/overlevering/{found[slug]}/resten", once())
    with_left = f"/k/nordvik/overlevering/{found['nordvik']}"
    rows("nordvik", "DELETE FROM handover_duties WHERE subject_id = %s", mine.ids["report"])
    words = "Du kan ikke fullføre: 1 rapportforespørsel i Nordvik mangler ny ansvarlig."
    answer = coordinator.post(f"{with_left}/fullforing", once())
    assert answer.status_code == 409 and words in text(answer)
    answer = coordinator.post(f"{MINE}/fullforing")
    assert answer.status_code == 409 and words in text(answer)
    coordinator.post(f"{with_left}/valg", {**once(), "ansvar": key(mine, "report"), "valg": "successor"})
    assert coordinator.post(f"{MINE}/fullforing").status_code == 303
    assert "Venter på godkjenning" in text(coordinator.get(MINE))


def test_the_page_for_all_kommuner_saves_choices_where_they_belong(start, stage, ids, coordinator, rows):
    here, there = stage(), stage("hamnes")
    start("nordvik", "hamnes")
    coordinator.post(
        f"{MINE}/ansvar",
        {
            f"valg.nordvik.{key(here, 'task')}": f"other:{here.kari}",
            f"valg.hamnes.{key(there, 'task')}": "close",
            f"grunn.hamnes.{key(there, 'task')}": "Oppgaven er ikke lenger aktuell.",
            f"valg.nordvik.{key(here, 'measure')}": "successor",
        },
    )
    query = "SELECT kind, choice, person_id, reason FROM handover_duties ORDER BY kind, choice"
    assert rows("nordvik", query) == [("measure", "successor", None, ""), ("task", "other", here.kari, "")]
    assert rows("hamnes", query) == [("task", "close", None, "Oppgaven er ikke lenger aktuell.")]


def test_a_failure_in_one_kommune_leaves_the_others_work_standing(start, stage, coordinator, rows):
    here, there = stage(), stage("hamnes")
    start("nordvik", "hamnes")
    coordinator.post(
        f"{MINE}/ansvar",
        {
            f"valg.hamnes.{key(there, 'task')}": "successor", f"valg.nordvik.{key(here, 'measure')}": "successor",
            f"valg.nordvik.{key(here, 'task')}": "close", f"grunn.nordvik.{key(here, 'task')}": "kort",
        },
    )
    assert "Nordvik: Skriv hvorfor" in text(coordinator.get(MINE))
    assert rows("nordvik", "SELECT * FROM handover_duties") == []
    assert rows("hamnes", "SELECT kind, subject_id FROM handover_duties") == [("task", there.ids["task"])]


def test_what_follows_the_secretary_goes_together_and_what_follows_the_office_to_the_successor(start, stage, ids, coordinator, rows):
    mine = stage()
    start("nordvik")
    page = f"/k/nordvik/overlevering/{ids()['nordvik']}"
    coordinator.post(f"{page}/valg", {**once(), "ansvar": key(mine, "series"), "valg": f"other:{mine.kari}"})
    assert rows("nordvik", "SELECT kind, person_id FROM handover_duties ORDER BY kind") == [("report", mine.kari), ("series", mine.kari)]
    answer = coordinator.post(f"{page}/valg", {**once(), "ansvar": key(mine, "need"), "valg": f"other:{mine.kari}"})
    assert answer.status_code == 409 and "kan bare overføres til den som overtar" in text(answer)
    answer = coordinator.post(f"{page}/valg", {**once(), "ansvar": key(mine, "evaluation"), "valg": "close", "grunn": "Den trengs ikke."})
    assert answer.status_code == 409 and "kan ikke avsluttes" in text(answer)
    answer = coordinator.post(f"{page}/valg", {**once(), "ansvar": key(mine, "task"), "valg": f"other:{uuid4()}"})
    assert answer.status_code == 422


def test_notes_stand_under_the_guard_and_go_stale(start, stage, ids, coordinator):
    stage()
    start("nordvik")
    page = f"/k/nordvik/overlevering/{ids()['nordvik']}"
    answer = coordinator.post(f"{page}/notater", {**once(), "fungerer": "Ole Hansen i 9A er grei.", "versjon": "1"})
    assert answer.status_code == 422 and "peke ut en person" in text(answer) and "Ole Hansen i 9A" in text(answer)
    assert coordinator.post(f"{page}/notater", {**once(), "fungerer": "Møtene går som de skal.", "versjon": "1"}).status_code == 303
    assert coordinator.post(f"{page}/notater", {**once(), "fungerer": "Noe annet.", "versjon": "1"}).status_code == 409
    assert "Møtene går som de skal." in text(coordinator.get(page))


def test_the_package_is_one_kommunes_and_kept_with_its_hash(start, stage, ids, coordinator, house, rows):
    import hashlib

    stage(), stage("hamnes")
    start("nordvik", "hamnes")
    page = f"/k/nordvik/overlevering/{ids()['nordvik']}"
    coordinator.post(f"{page}/notater", {**once(), "fungerer": "Møtene går som de skal.", "versjon": "1"})
    assert coordinator.post(f"{page}/pakke", once()).status_code == 303
    [(package, sha256, content)] = rows("nordvik", "SELECT id, sha256, content FROM handover_packages")
    address = f"/k/nordvik/overlevering/pakker/{package}.pdf"
    answer = coordinator.get(address)
    assert answer.data == bytes(content) and answer.data.startswith(b"%PDF")
    assert hashlib.sha256(answer.data).hexdigest() == sha256
    assert log_in(house, "chief_executive@nordvik.example").get(address).status_code == 200
    assert log_in(house, "member@nordvik.example").get(address).status_code == 403
    assert log_in(house, "chair@nordvik.example").get(address).status_code == 403
    assert coordinator.get(f"/k/hamnes/overlevering/pakker/{package}.pdf").status_code == 404


def test_the_package_says_what_the_kommune_has(start, stage, ids, inside):
    mine = stage()
    start("nordvik")
    handover_id = ids()["nordvik"]
    with inside("nordvik"):
        from tenants.handover import package, service

        made = package.report(service.find(handover_id))
    words = str(made)
    for part in ("Mandat", "Avtaler", "Årshjul", "Mål", "Tiltak", "De fire siste referatene", "Kontakter", "Frister", "Notater"):
        assert part in words
    assert "Kari Moen" in words and "Kartlegg fravær" in words and mine.slug == "nordvik"


def test_another_kommunes_handover_does_not_exist_here(start, stage, ids, coordinator, house):
    here, there = stage(), stage("hamnes")
    start("nordvik", "hamnes")
    theirs = ids()["hamnes"]
    stranger = log_in(house, "chair@nordvik.example")
    for browser in (coordinator, stranger):
        assert browser.get(f"/k/nordvik/overlevering/{theirs}").status_code == 404
        for deed in ("notater", "valg", "resten", "pakke", "fullforing", "godkjenning", "avslag", "avbrytelse"):
            assert browser.post(f"/k/nordvik/overlevering/{theirs}/{deed}", once()).status_code == 404
        assert browser.post(f"/k/nordvik/overlevering/personer/{there.kari}", once()).status_code == 404
    own = f"/k/nordvik/overlevering/{ids()['nordvik']}"
    assert coordinator.post(f"{own}/valg", {**once(), "ansvar": key(there, "task"), "valg": "successor"}).status_code == 404
    answer = coordinator.post(f"{own}/valg", {**once(), "ansvar": key(here, "task"), "valg": f"other:{there.kari}"})
    assert answer.status_code == 422


def test_a_member_sees_nothing_and_steers_nothing(start, stage, ids, member):
    stage()
    start("nordvik")
    page = f"/k/nordvik/overlevering/{ids()['nordvik']}"
    assert member.get("/k/nordvik/overlevering/").status_code == 403
    assert member.get(page).status_code == 403
    for deed in ("notater", "valg", "resten", "pakke", "fullforing", "godkjenning", "avslag", "avbrytelse"):
        assert member.post(f"{page}/{deed}", once()).status_code == 403
    assert "Du har ingen åpne ansvar." in text(member.get(MINE))


def test_the_leader_cannot_prepare_and_the_coordinator_cannot_approve(start, stage, ids, coordinator, house):
    mine = stage()
    start("nordvik")
    page = f"/k/nordvik/overlevering/{ids()['nordvik']}"
    chair = log_in(house, "chair@nordvik.example")
    assert chair.post(f"{page}/resten", once()).status_code == 403
    assert chair.post(f"{page}/valg", {**once(), "ansvar": key(mine, "task"), "valg": "successor"}).status_code == 403
    assert chair.post(f"{page}/godkjenning", once()).status_code == 409
    coordinator.post(f"{page}/resten", once())
    coordinator.post(f"{page}/fullforing", once())
    assert coordinator.post(f"{page}/godkjenning", once()).status_code == 403


def test_nobody_leaves_the_network_with_open_duties(coordinator, stage, jonas, inside):
    mine = stage()
    with inside("nordvik"):
        from saas.db import find
        from tenants.groups.models import Group
        from tenants.network.models import Person
        from tests.tenants.overview import scene

        scene.task(find(Group, mine.group), find(Person, mine.kari), DAY, "Ring skolen")
    person = f"/k/nordvik/nettverk/personer/{mine.kari}"
    answer = coordinator.post(f"{person}/slutt", {**once(), "siste_dag": str(date.today()), "versjon": "1"})
    assert answer.status_code == 409 and "Kari Moen har åpne ansvar: 1 oppgave." in text(answer)
    assert "Åpne ansvar" in text(coordinator.get(person)) and "Ring skolen" in text(coordinator.get(person))
    assert coordinator.post(f"/k/nordvik/overlevering/personer/{mine.kari}", {**once(), "til": str(mine.ingrid)}).status_code == 303
    assert "Ring skolen" not in text(coordinator.get(person))
    answer = coordinator.post(f"{person}/slutt", {**once(), "siste_dag": str(date.today()), "versjon": "1"})
    assert answer.status_code == 303
