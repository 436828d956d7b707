"""What came of a measure: filled from the plan, told before and after, kept as a lesson, and found again."""

from decimal import Decimal
from uuid import uuid4

import pytest

from tenants.evaluation import panel, service
from tenants.measures import service as measures
from tests.tenants.measures.conftest import LIST, TODAY, text

HERE = "/k/nordvik/evalueringer/"
GOOD = {
    "form": "participation", "indikator": "Ungdommer til stede", "enhet": "per kveld", "utgangspunkt": "0", "mal": "35",
    "resultat": "38", "antall": "12", "dato": TODAY.isoformat(), "dom": "works",
    "laerdom": "Voksne fra idrettslaget gjorde at de eldste kom.", "neste": "continue", "styrker": ["safety", "growth"],
}  # fmt: skip


@pytest.fixture
def write(post):
    """Write an evaluation through the door."""

    def send(measure_id, browser=None, **changed):
        return post(f"tiltak/{measure_id}", {**GOOD, **changed}, browser, base=HERE)

    return send


@pytest.fixture
def judged(make, write, inside):
    """A measure and its evaluation."""
    one = make("ended")
    assert write(one).status_code == 303
    with inside():
        return one, service.of_measure(one)[0].id


def test_the_form_is_filled_from_the_plan_and_the_measure_becomes_evaluated(make, coordinator, write, read, inside):
    one = make("ended")
    page = text(coordinator.get(f"{HERE}tiltak/{one}/ny"))
    assert 'value="Ungdommer til stede"' in page and 'value="35"' in page and 'value="0"' in page
    answer = write(one)
    assert answer.status_code == 303 and read(one, "state") == "evaluated"
    page = text(coordinator.get(answer.location))
    assert "Fra 0 til 38\u00a0per kveld. Målet var 35." in page and "Virker" in page and "chart-drawing" in page
    assert "Trygghet" in page and "Voksne fra idrettslaget" in page and "n=12" in page
    with inside():
        last = measures.steps_of(measures.find(one))[-1]
        assert (last.from_state, last.to_state) == ("ended", "evaluated")
    assert "Fra 0 til 38" in text(coordinator.get(f"{LIST}{one}"))


def test_on_the_way_it_goes_on_and_a_proposal_is_not_judged(make, write, read, post):
    one = make("started")
    assert write(one, dom="unknown", styrker=[], resultat="").status_code == 303
    assert read(one, "state") == "started"
    post(f"{one}/avslutning", {"dato": TODAY.isoformat()})
    assert post(f"{one}/evaluert").status_code == 303 and read(one, "state") == "evaluated"
    refused = write(make("decided"))
    assert refused.status_code == 409 and "ikke satt i gang" in text(refused)


@pytest.mark.parametrize(
    "wrong, said",
    [
        ({"laerdom": ""}, "Skriv hva dere har lært"),
        ({"laerdom": "x" * 4001}, "høyst 4000 tegn"),
        ({"laerdom": "Ole Hansen i 9A sluttet å komme."}, "peke ut en person"),
        ({"indikator": "x" * 301}, "høyst 300 tegn"),
        ({"form": "none"}, "Velg hva som er evaluert."),
        ({"form": "tull"}, "Velg fra listen."),
        ({"dom": "kanskje"}, "Velg fra listen."),
        ({"neste": ""}, "Velg fra listen."),
        ({"styrker": ["styrke"]}, "Velg fra listen."),
        ({"dom": "not"}, "Styrker velges bare når tiltaket virker"),
        ({"form": "effect", "resultat": ""}, "Skriv resultatet, eller velg"),
        ({"resultat": "mange"}, "Skriv et tall, for eksempel 12,5."),
        ({"resultat": "1e400"}, "Skriv et tall, for eksempel 12,5."),
        ({"antall": "12,5"}, "Antallet må være et helt tall fra 0."),
        ({"antall": "-1"}, "Antallet må være et helt tall fra 0."),
        ({"dato": "2026-10-21"}, "i dag eller før"),
        ({"dato": ""}, "Skriv når det ble evaluert"),
    ],
)
def test_what_is_wrong_is_told_at_its_field(make, write, inside, read, wrong, said):
    one = make("ended")
    answer = write(one, **wrong)
    assert answer.status_code == 422 and said in text(answer)
    with inside():
        assert service.of_measure(one) == []
    assert read(one, "state") == "ended"


def test_norwegian_numbers_and_a_change_on_an_old_version(judged, post, inside, coordinator):
    _, one = judged
    stale = post(f"{one}/endring", {**GOOD, "versjon": "9", "laerdom": "Noe annet."}, base=HERE)
    assert stale.status_code == 409 and "Noe annet." in text(stale)
    changed = {**GOOD, "versjon": "1", "resultat": "1 500,5", "dom": "partly", "styrker": []}
    assert post(f"{one}/endring", changed, base=HERE).status_code == 303
    with inside():
        found = service.find(one)
        assert (found.result, found.verdict, found.version) == (Decimal("1500.5"), "partly", 2)
    assert "Virker delvis" in text(coordinator.get(f"{HERE}{one}"))


def test_the_lesson_is_taken_into_the_next_kartlegging_once(judged, post, coordinator, inside):
    _, one = judged
    answer = post(f"{one}/funn", base=HERE)
    assert answer.status_code == 303 and "/funn/" in answer.location
    with inside():
        finding = service.finding_of(one)
        assert (finding.kind, finding.theme, finding.strengths) == ("works", "safe_places", ["growth", "safety"])
        assert finding.from_evaluation_id == one
    again = post(f"{one}/funn", base=HERE)
    assert again.status_code == 409 and "allerede tatt med" in text(again)
    assert "Tatt med som funn" in text(coordinator.get(f"{HERE}{one}"))


def test_lessons_are_found_by_theme_verdict_and_words(make, write, coordinator, inside):
    write(make("ended", title="Åpen hall"))
    write(make("ended", title="Foreldrekveld", theme="parents"), dom="not", styrker=[], laerdom="100 % kom ikke.")
    for query, shown, hidden in (
        ("", ("Åpen hall", "Foreldrekveld"), ()),
        ("?tema=parents", ("Foreldrekveld",), ("Åpen hall",)),
        ("?dom=works", ("Åpen hall",), ("Foreldrekveld",)),
        ("?ord=IDRETTSLAGET", ("Åpen hall",), ("Foreldrekveld",)),
        ("?ord=100+%25", ("Foreldrekveld",), ("Åpen hall",)),
        ("?ord=_", (), ("Åpen hall", "Foreldrekveld")),
        ("?tema=tull&dom=tull", ("Åpen hall", "Foreldrekveld"), ()),
    ):
        page = text(coordinator.get(HERE + query))
        assert all(f">{one}</a>" in page for one in shown) and not any(f">{one}</a>" in page for one in hidden), query
    with inside():
        assert [one.measure.title for one in service.lessons("parents")] == ["Foreldrekveld"]
        assert len(service.lessons()) == 2
        assert [one.measure.title for one in service.working()] == ["Åpen hall"]


def test_what_works_is_the_newest_verdict_of_each_measure(make, write, inside):
    one = make("started")
    write(one, dato="2026-10-01")
    write(one, dato="2026-10-19", dom="not", styrker=[])
    with inside():
        assert service.working() == []


def test_words_for_other_pages(judged, house, coordinator, inside):
    _, one = judged
    house.jinja_env.globals["probe"] = panel.working_measures
    page = text(coordinator.get("/k/nordvik/virker/"))
    assert f"/k/nordvik/evalueringer/{one}" in page and "Voksne fra idrettslaget" in page


def test_who_may_do_what(judged, make, write, member, practitioner, chair, post):
    one, evaluation = judged
    assert member.get(HERE).status_code == 200 and chair.get(f"{HERE}{evaluation}").status_code == 200
    assert practitioner.get(HERE).status_code == 403 and practitioner.get(f"{HERE}{evaluation}").status_code == 403
    for browser in (member, practitioner, chair):
        assert write(one, browser).status_code == 403
        assert post(f"{evaluation}/funn", {}, browser, base=HERE).status_code == 403
        assert post(f"{evaluation}/endring", GOOD, browser, base=HERE).status_code == 403


def test_another_kommune_is_neither_seen_nor_touched(make, other, scene, inside, coordinator, stranger, write, post):
    theirs = make("ended", slug="hamnes", where=other, title="Hamnes' eget")
    with inside("hamnes"):
        measure = measures.find(theirs)
        judged = service.Judged("participation", "works", "Det gikk bra.", "continue", TODAY)
        one = service.add(measure, judged).id
    assert write(theirs).status_code == 404 and coordinator.get(f"{HERE}tiltak/{theirs}/ny").status_code == 404
    assert coordinator.get(f"{HERE}{one}").status_code == 404 and coordinator.get(f"{HERE}{uuid4()}").status_code == 404
    for door in ("endring", "funn"):
        assert post(f"{one}/{door}", GOOD, base=HERE).status_code == 404
    assert "Hamnes&#39; eget" not in text(coordinator.get(HERE)) and stranger.get(HERE).status_code == 404
    with inside():
        assert service.lessons() == [] and service.working() == []
