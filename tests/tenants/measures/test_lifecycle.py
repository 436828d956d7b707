"""From Forslag to Evaluert through the door: every lock with its reason, every step kept with who and why."""

from datetime import date

import pytest

from tenants.measures import lifecycle, service
from tenants.measures.models import STATES
from tests.tenants.measures.conftest import LIST, TODAY, form_of, text

LOCK = (
    "Tiltaket kan ikke settes i gang før evalueringen er planlagt. "
    "Velg: Effekt · Gjennomføring · Brukererfaring · Deltakelse · Evalueres ikke, fordi …"
)


def test_a_proposal_gets_the_years_next_number_and_its_first_step(post, scene, inside):
    for n in range(2):
        answer = post("", form_of(scene, tittel=f"Tiltak {n}"))
        assert answer.status_code == 303, text(answer)
    with inside():
        found = service.proposals()
        assert [one.label for one in found] == ["T-26-001", "T-26-002"]
        assert [(s.from_state, s.to_state, s.by) for s in service.steps_of(found[0])] == [
            ("", "proposed", "Coordinator Nordvik")
        ]


def test_besluttet_i_sak_writes_both_steps_in_one_press(post, scene, make, read, coordinator, inside):
    one = make(item_id=scene.sak)
    page = text(coordinator.get(f"{LIST}{one}"))
    assert "Besluttet i sak 19/26 i Nordvik" in page
    answer = post(f"{one}/vedtak", {"sak": str(scene.sak), "dato": "2026-10-13", "versjon": "1"})
    assert answer.status_code == 303
    assert read(one, "state", "decided_on", "item_id") == ("decided", date(2026, 10, 13), scene.sak)
    with inside():
        steps = [(s.from_state, s.to_state) for s in service.steps_of(service.find(one))]
    assert steps == [("", "proposed"), ("proposed", "assessed"), ("assessed", "decided")]


def test_it_cannot_start_before_the_evaluation_is_planned(post, make, read, coordinator):
    one = make("decided")
    answer = post(f"{one}/igangsetting")
    assert answer.status_code == 409 and LOCK in text(answer)
    assert f"/tiltak/{one}/evalueringsplan" in text(answer) and read(one, "state") == "decided"


@pytest.mark.parametrize(
    "plan, ready",
    [
        ({"form": "participation", "indikator": "Ungdommer per kveld", "dato": "2026-12-11", "ansvarlig": ""},
         False),
        ({"form": "participation", "indikator": "", "dato": "2026-12-11", "ansvarlig": "yusuf"}, False),
        ({"form": "participation", "indikator": "Ungdommer per kveld", "ansvarlig": "yusuf"}, False),
        ({"form": "effect", "indikator": "Tilbudt cannabis", "dato": "2026-12-11", "ansvarlig": "yusuf"}, False),
        ({"form": "effect", "indikator": "Tilbudt cannabis", "dato": "2026-12-11", "ansvarlig": "yusuf",
          "utgangspunkt": "14", "mal": "10,5"}, True),
        ({"form": "participation", "indikator": "Ungdommer per kveld", "dato": "2026-12-11", "ansvarlig": "yusuf",
          "utgangspunkt": "0", "mal": "35"}, True),
        ({"form": "none", "grunn": "Tiltaket er en enkelt orientering til foreldre."}, True),
    ],
)  # fmt: skip
def test_the_plan_must_be_whole(post, make, read, scene, coordinator, plan, ready):
    one = make("decided")
    plan = {**plan, "ansvarlig": str(scene.yusuf)} if plan.get("ansvarlig") else plan
    assert post(f"{one}/evalueringsplan", plan).status_code == 303
    page = text(coordinator.get(f"{LIST}{one}"))
    assert ("Klar til å settes i gang" in page) == ready
    answer = post(f"{one}/igangsetting")
    assert answer.status_code == (303 if ready else 409)
    assert (LOCK in text(answer)) != ready
    assert read(one, "state") == ("started" if ready else "decided")


@pytest.mark.parametrize(
    "plan, said",
    [
        ({"form": ""}, "Velg hva som skal evalueres."),
        ({"form": "magi"}, "Velg fra listen."),
        ({"form": "none", "grunn": "For lite."}, "med minst 20 tegn"),
        ({"form": "effect", "mal": "mange"}, "Skriv et tall, for eksempel 12,5."),
        ({"form": "effect", "dato": "i fjor"}, "Skriv en dato"),
        ({"form": "effect", "indikator": "x" * 301}, "høyst 300 tegn"),
        ({"form": "effect", "ansvarlig": "ingen"}, "Velg fra listen."),
        ({"form": "effect", "indikator": "en gutt (15) i 10B fra Fjellveien"}, "peke ut en person"),
    ],
)
def test_a_bad_plan_is_refused_at_its_field(post, make, inside, plan, said):
    one = make("decided")
    answer = post(f"{one}/evalueringsplan", plan)
    assert answer.status_code == 422 and said in text(answer)
    with inside():
        assert service.plan_of(service.find(one)) is None


def test_the_whole_way_and_what_ends_it(post, make, read, scene, inside):
    one = make("started")
    assert post(f"{one}/evaluert").status_code == 409
    assert "Skriv når tiltaket ble avsluttet." in text(post(f"{one}/avslutning"))
    assert post(f"{one}/avslutning", {"dato": "2026-10-21"}).status_code == 422
    assert post(f"{one}/avslutning", {"dato": TODAY.isoformat(), "begrunnelse": "Hallen stenger."}).status_code == 303
    assert read(one, "state", "ends_on") == ("ended", TODAY)
    refused = post(f"{one}/evaluert")
    assert refused.status_code == 409 and "Skriv evalueringen først." in text(refused)
    with inside():
        measure = service.find(one)
        service.set_plan(measure, service.Planned("none", reason="Kommunen har ikke tall å måle dette med."), seen=1)
    assert post(f"{one}/evaluert").status_code == 303
    assert read(one, "state") == "evaluated"
    with inside():
        assert [s.why for s in service.steps_of(service.find(one))][-2] == "Hallen stenger."


@pytest.mark.parametrize("state", list(STATES))
def test_every_step_that_is_not_in_the_table_is_refused(post, make, read, scene, state):
    plan = service.Planned("none", reason="Kommunen har ikke tall å måle dette med.")
    one = make(state, plan=plan)
    doors = {"assessed": "vurdering", "decided": "vedtak", "started": "igangsetting", "ended": "avslutning",
             "evaluated": "evaluert", "rejected": "avvisning"}  # fmt: skip
    allowed = {*lifecycle.STEPS[state], *({"decided"} if state == "proposed" else ())}
    for wanted, door in doors.items():
        if wanted not in allowed:
            data = {"dato": TODAY.isoformat(), "begrunnelse": "Fordi gruppen ønsker det.", "sak": str(scene.sak)}
            answer = post(f"{one}/{door}", data)
            assert answer.status_code == 409, (state, wanted)
            assert f"Tiltaket står som «{STATES[state]}», og kan ikke bli «{STATES[wanted]}» derfra." in text(answer)
            assert read(one, "state") == state


def test_a_step_back_and_a_rejection_need_their_reason(post, make, read, chair):
    one, two = make("decided"), make("decided")
    assert post(f"{one}/vurdering").status_code == 422
    assert post(f"{one}/vurdering", {"begrunnelse": "Hallen er solgt til andre."}).status_code == 303
    assert read(one, "state", "item_id", "decided_on") == ("assessed", None, None)
    assert post(f"{two}/avvisning", {"begrunnelse": "Nei."}, chair).status_code == 422
    assert post(f"{two}/avvisning", {"begrunnelse": "Pengene er brukt opp."}, chair).status_code == 303
    assert read(two, "state") == "rejected"


@pytest.mark.parametrize(
    "decision, said",
    [
        ({}, "Velg saken tiltaket ble besluttet i, eller skriv vedtaket."),
        ({"vedtak": "Vi gjør det.", "dato": ""}, "Skriv når tiltaket ble besluttet."),
        ({"vedtak": "Vi gjør det.", "dato": "2026-10-21"}, "i dag eller før"),
        ({"vedtak": "x" * 2001}, "høyst 2000 tegn"),
        ({"sak": "ikke-en-sak"}, "Velg fra listen."),
        ({"vedtak": "Ole Hansen i 9A skal følges opp"}, "peke ut en person"),
    ],
)
def test_a_decision_needs_its_sak_or_words_its_day_and_an_owner(post, make, read, decision, said):
    one = make("assessed")
    answer = post(f"{one}/vedtak", {"dato": TODAY.isoformat(), **decision})
    assert answer.status_code == 422 and said in text(answer)
    assert read(one, "state") == "assessed"


def test_without_an_owner_nothing_is_decided(post, make, read, scene):
    one = make("assessed", owner_id=None)
    whole = {"vedtak": "Vi gjør det.", "dato": TODAY.isoformat()}
    answer = post(f"{one}/vedtak", whole)
    assert answer.status_code == 422 and "Velg hvilken tjeneste som eier tiltaket." in text(answer)
    assert post(f"{one}/vedtak", {**whole, "eier": str(scene.culture)}).status_code == 303
    assert read(one, "owner_id") == scene.culture


def test_of_two_who_press_the_second_is_told(post, make, read, scene):
    one = make("assessed")
    assert post(f"{one}/avvisning", {"begrunnelse": "Pengene er brukt opp.", "versjon": "0"}).status_code == 409
    assert read(one, "state") == "assessed"


def test_who_may_take_steps(post, make, member, practitioner, chair, read):
    one = make("decided")
    for door in ("vurdering", "vedtak", "igangsetting", "avslutning", "evaluert", "evalueringsplan", "milepeler", "oppgaver"):
        for browser in (member, practitioner, chair):
            assert post(f"{one}/{door}", {}, browser).status_code == 403
    assert post(f"{one}/avvisning", {"begrunnelse": "Vi vil ikke ha det."}, member).status_code == 403
    assert read(one, "state") == "decided"


def test_the_same_press_twice_is_one_step(coordinator, make, inside):
    one, number = make(), "7f2c0c86-58f2-4e7a-9b0e-3c2c9a1f0e11"
    for _ in range(2):
        assert coordinator.post(f"{LIST}{one}/vurdering", {"en_gang": number}).status_code == 303
    with inside():
        assert len(service.steps_of(service.find(one))) == 2
