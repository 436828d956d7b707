"""The form and the page: what is filled in beforehand, what is refused at which field, and what the page says."""

from datetime import date
from uuid import uuid4

import pytest

from tenants.measures import service
from tenants.rounds.models import Round
from tests.tenants.measures.conftest import LIST, add, form_of, text

COORDINATOR = "Koordinatoren skal først og fremst initiere og koordinere, ikke gjennomføre tiltakene."


@pytest.mark.parametrize(
    "wrong, said",
    [
        ({"tittel": ""}, "Skriv hva tiltaket heter."),
        ({"tittel": "   "}, "Skriv hva tiltaket heter."),
        ({"tittel": "x" * 201}, "høyst 200 tegn"),
        ({"beskrivelse": "x" * 4001}, "høyst 4000 tegn"),
        ({"politi": "x" * 1001}, "høyst 1000 tegn"),
        ({"ungdom_notat": "x" * 501}, "høyst 500 tegn"),
        ({"tema": "magi"}, "Velg fra listen."),
        ({"alder": ""}, "Velg fra listen."),
        ({"bti": "7"}, "Velg fra listen."),
        ({"rolle": "sjef"}, "Velg fra listen."),
        ({"gruppe": ""}, "Velg gruppe."),
        ({"gruppe": str(uuid4())}, "Velg hvilken gruppe som tar initiativ til tiltaket."),
        ({"mal": str(uuid4())}, "Velg et mål fra listen."),
        ({"mal": "m1"}, "Velg fra listen."),
        ({"funn": [str(uuid4())]}, "Velg funn fra listen."),
        ({"sak": str(uuid4())}, "Velg en sak fra listen."),
        ({"eier": str(uuid4())}, "Velg hvilken tjeneste som eier tiltaket."),
        ({"ansvarlig": str(uuid4())}, "Velg en person fra listen."),
        ({"runde": str(uuid4())}, "Velg en runde fra listen."),
        ({"runde": "r"}, "Velg fra listen."),
        ({"fra": "i morgen"}, "Skriv en dato"),
        ({"fra": "0026-01-01"}, "Se særlig på året."),
        ({"fra": "2026-12-01", "til": "2026-11-01"}, "Sluttdatoen kan ikke være før startdatoen."),
        ({"beskrivelse": "Ole Hansen i 9A har det vanskelig."}, "peke ut en person"),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_nothing_is_saved(post, scene, inside, wrong, said):
    answer = post("", form_of(scene, **wrong))
    assert answer.status_code == 422 and said in text(answer)
    with inside():
        assert service.proposals() == []


def test_a_refused_proposal_takes_no_number(post, scene, inside):
    assert post("", form_of(scene, funn=[str(uuid4())])).status_code == 422
    post("", form_of(scene))
    with inside():
        assert service.proposals()[0].label == "T-26-001"


def test_the_coordinator_as_responsible_is_advised_against_once(post, scene, inside, coordinator):
    form = form_of(scene, ansvarlig=str(scene.ingrid))
    answer = post("", form)
    assert answer.status_code == 422 and COORDINATOR in text(answer) and 'name="bekreft"' in text(answer)
    assert post("", {**form, "bekreft": "y"}).status_code == 303
    with inside():
        measure = service.proposals()[0]
        one, count = measure.id, service.coordinator_owned()
    assert count == 0 and COORDINATOR in text(coordinator.get(f"{LIST}{one}"))
    assert post(f"{one}/endring", {**form, "versjon": "1", "tittel": "Nytt navn"}).status_code == 303


def test_the_statistic_counts_what_the_coordinator_answers_for(make, scene, inside):
    with inside():
        facts = service.Facts("Eget tiltak", "parents", "home", "all", "parents", "universal", scene.kg,
                              owner_id=scene.school, responsible_id=scene.ingrid)  # fmt: skip
        measure = service.propose(facts, coordinator_ok=True)
        service.decide(measure, None, date(2026, 10, 20), "Vi gjør det.")
        assert service.coordinator_owned() == 1


def test_a_proposal_from_a_round_a_finding_and_a_goal_is_filled_in(coordinator, scene, inside, post):
    with inside():
        made = add(Round(kind="challenge", group_id=scene.kg, title="Uro og rusmidler ved Torget", theme="substances",
                         item_id=scene.sak, description="Flere ungdommer samles.", state="closed", outcome="confirmed"))  # fmt: skip
        round_id = made.id
    page = text(coordinator.get(f"{LIST}ny?fra_runde={round_id}"))
    assert 'value="Uro og rusmidler ved Torget"' in page and f'name="runde" value="{round_id}"' in page
    assert '<option selected value="substances">' in page and f'<option selected value="{scene.sak}">' in page
    page = text(coordinator.get(f"{LIST}ny?fra_funn={scene.finding}"))
    assert '<option selected value="safe_places">' in page and '<option selected value="public_space">' in page
    assert f'<option selected value="{scene.goal}">' in text(coordinator.get(f"{LIST}ny?mal={scene.goal}"))
    page = text(coordinator.get(f"{LIST}ny?tema=parents&alder=13_15&arena=tull"))
    assert '<option selected value="parents">' in page and '<option selected value="13_15">' in page
    assert coordinator.get(f"{LIST}ny?fra_runde={uuid4()}").status_code == 404
    assert post("", form_of(scene, runde=str(round_id))).status_code == 303
    with inside():
        measure = service.of_round(round_id)[0]
        assert measure.item_id == scene.sak


def test_a_member_may_propose_but_not_change(member, post, scene, inside, make):
    assert member.get(f"{LIST}ny").status_code == 200
    assert post("", form_of(scene), member).status_code == 303
    one = make()
    assert post(f"{one}/endring", form_of(scene), member).status_code == 403


def test_a_change_on_an_old_version_is_refused_and_nothing_lost(post, make, scene, read):
    one = make()
    answer = post(f"{one}/endring", {**form_of(scene, tittel="Mitt"), "versjon": "7"})
    assert answer.status_code == 409 and 'value="Mitt"' in text(answer)
    assert read(one, "title") == "Fredagsåpent i Nordvikhallen"
    assert post(f"{one}/endring", {**form_of(scene, tittel="Mitt", funn=[]), "versjon": "1"}).status_code == 303
    assert read(one, "title", "version") == ("Mitt", 2)


def test_a_decided_measure_keeps_an_owner_and_its_sak(post, make, scene, read, coordinator):
    one = make("decided")
    answer = post(f"{one}/endring", form_of(scene, eier=""))
    assert answer.status_code == 422 and "må ha en tjeneste som eier det" in text(answer)
    assert 'name="sak"' not in text(coordinator.get(f"{LIST}{one}/endring"))
    assert post(f"{one}/endring", form_of(scene)).status_code == 303
    assert read(one, "item_id") == scene.sak
    gone = make("rejected")
    assert post(f"{gone}/endring", form_of(scene)).status_code == 409


def test_two_that_do_the_same_are_told_of_each_other(post, make, scene, coordinator):
    make(title="Fredagsklubben", starts_on=date(2026, 9, 1), ends_on=date(2026, 12, 1))
    make(title="Bare i fjor", starts_on=date(2025, 9, 1), ends_on=date(2025, 12, 1))
    make(title="For foreldre", age_group="parents")
    make("rejected", title="Avvist klubb")
    make(title="For alle", age_group="all", arena="all")
    answer = post("", form_of(scene, fra="2026-11-01", til="2026-12-31"))
    page = text(coordinator.get(answer.location))
    assert "Ligner på" in page and "Fredagsklubben" in page and "For alle" in page
    for unlike in ("Bare i fjor", "For foreldre", "Avvist klubb"):
        assert unlike not in page


def test_the_page_says_what_is_missing(make, coordinator, scene):
    page = text(coordinator.get(f"{LIST}{make(finding_ids=[], goal_id=None)}"))
    assert "Uten kunnskapsgrunnlag" in page and "Ikke knyttet til et mål" in page
    page = text(coordinator.get(f"{LIST}{make('decided')}"))
    assert "Mangler: en plan for evalueringen." in page and "KG 19/26" in page


def test_milestones_and_tasks_hang_on_the_measure(post, make, coordinator, scene, worker, postbox, inside):
    one = make("started")
    assert post(f"{one}/milepeler", {"milepel": "", "dag": "2026-11-01"}).status_code == 422
    assert post(f"{one}/milepeler", {"milepel": "Nøkler er delt ut", "dag": "1.11.2026"}).status_code == 303
    page = text(coordinator.get(f"{LIST}{one}"))
    assert "Nøkler er delt ut" in page and "1. nov." in page
    row = page.split("/milepeler/", 1)[1].split("/", 1)[0]
    assert post(f"{one}/milepeler/{row}/maloppnaelse", {"versjon": "1"}).status_code == 303
    assert "Nådd 20. okt." in text(coordinator.get(f"{LIST}{one}"))
    assert post(f"{one}/milepeler/{row}/sletting").status_code == 409
    other = make("started")
    assert post(f"{other}/milepeler/{row}/maloppnaelse").status_code == 404
    assert post(f"{one}/oppgaver", {"gruppe": str(scene.kg), "hva": "", "ansvarlig": str(scene.yusuf)}).status_code == 422
    task = {"gruppe": str(scene.kg), "hva": "Skaff vakter", "ansvarlig": str(scene.yusuf), "frist": "2026-11-01"}
    assert post(f"{one}/oppgaver", task).status_code == 303
    assert "Skaff vakter" in text(coordinator.get(f"{LIST}{one}"))
    worker.work()
    assert "T-26-001" in postbox.letters[-1].get_content()
