"""Plans through the door: a draft of what is known, an order of priority, and a vedtak that freezes it all."""

import io
from uuid import uuid4

import pytest
from docx import Document
from pypdf import PdfReader

from saas.db import db, find
from tenants.measures.models import Measure, MeasureStep
from tenants.plans import contents, questions
from tenants.plans.models import ActionPlan
from tests.tenants.plans.conftest import TITLES, VEDTAK, address

YEARS = {"fra_ar": "2027", "til_ar": "2027"}
TEXTS = {"tittel": "Handlingsplan 2027", "alder_fra": "10", "alder_til": "25", "situasjon": "Ny tekst"}


def text(answer):
    return answer.get_data(as_text=True)


def pdf_text(answer):
    pages = PdfReader(io.BytesIO(answer.get_data())).pages
    return " ".join("\n".join(page.extract_text() for page in pages).split())


def row(inside, plan, slug="nordvik"):
    with inside(slug, read_only=True):
        found = find(ActionPlan, plan)
        return {column.key: getattr(found, column.key) for column in ActionPlan.__table__.columns}


def order_of(inside, plan):
    with inside("nordvik", read_only=True):
        return [(one.measure.title, one.chosen) for one in questions.proposals(find(ActionPlan, plan))]


def states(inside):
    with inside("nordvik", read_only=True):
        return {one.title: one.state for one in db.session.query(Measure)}


def test_a_draft_is_written_from_what_is_known(coordinator, nordvik_place, six, inside):
    answer = coordinator.post("/k/nordvik/planer/", YEARS)
    assert answer.status_code == 303, text(answer)
    page = text(coordinator.get(answer.location))
    assert "riktig hjelp til riktig tid" in page
    assert "Flere er tilbudt hasj" in page
    assert "Handlingsplan 2027" in page
    plan = answer.location.rsplit("/", 1)[1]
    assert [title for title, _ in order_of(inside, plan)] == TITLES


def test_members_write_drafts_and_practitioners_do_not(member, practitioner, plan, inside):
    assert member.post(address(plan, "/endring"), TEXTS).status_code == 303
    assert row(inside, plan)["situation"] == "Ny tekst"
    assert practitioner.get(address(plan)).status_code == 403
    assert practitioner.post(address(plan, "/endring"), TEXTS).status_code == 403


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"tittel": ""}, "Skriv hva planen heter"),
        ({"situasjon": "x" * 8001}, "høyst 8000 tegn"),
        ({"alder_fra": "30"}, "fra yngste til eldste"),
        ({"alder_til": "gammel"}, "Skriv et helt tall"),
        ({"situasjon": "Ring 010203 12345 om gutten"}, "kan peke ut en person"),
    ],
)
def test_what_is_wrong_in_a_text_is_told(coordinator, plan, inside, change, words):
    answer = coordinator.post(address(plan, "/endring"), {**TEXTS, **change})
    assert answer.status_code == 422
    assert words in text(answer)
    assert row(inside, plan)["age_from"] == 0


def test_two_who_write_do_not_overwrite_each_other(coordinator, member, plan, inside):
    assert coordinator.post(address(plan, "/endring"), {**TEXTS, "versjon": "1"}).status_code == 303
    answer = member.post(address(plan, "/endring"), {**TEXTS, "situasjon": "En annens ord", "versjon": "1"})
    assert answer.status_code == 409
    assert "En annens ord" in text(answer)
    assert row(inside, plan)["situation"] == "Ny tekst"


@pytest.mark.parametrize(
    ("years", "status"),
    [
        (("2027", "2027"), 409), (("2026", "2028"), 409), (("2027", "2031"), 422), (("2027", "2026"), 422),
        (("1027", "1027"), 422), (("", "2027"), 422), (("x", "2027"), 422),
    ],
)  # fmt: skip
def test_a_period_is_one_to_four_years_and_has_one_draft(coordinator, plan, years, status):
    answer = coordinator.post("/k/nordvik/planer/", dict(zip(("fra_ar", "til_ar"), years, strict=True)))
    assert answer.status_code == status


def test_the_leader_puts_the_proposals_in_order(chair, chief, plan, six, inside):
    turned = [str(one) for one in reversed(six)]
    assert chair.post(address(plan, "/prioritering"), {"rekkefolge": turned, "antall": "2"}).status_code == 303
    assert order_of(inside, plan)[:3] == [(TITLES[5], True), (TITLES[4], True), (TITLES[3], False)]
    script = {"X-Requested-With": "sortable"}
    answer = chief.post(address(plan, "/prioritering"), {"rekkefolge": [str(one) for one in six]}, headers=script)
    assert answer.status_code == 204
    assert order_of(inside, plan)[:3] == [(TITLES[0], True), (TITLES[1], True), (TITLES[2], False)]
    assert chair.post(address(plan, "/prioritering"), {"flytt": f"ned:{six[0]}"}).status_code == 303
    assert order_of(inside, plan)[:2] == [(TITLES[1], True), (TITLES[0], True)]


@pytest.mark.parametrize("who", ["coordinator", "member"])
def test_others_do_not_put_them_in_order(request, who, plan, six, inside):
    answer = request.getfixturevalue(who).post(
        address(plan, "/prioritering"), {"rekkefolge": [str(one) for one in reversed(six)], "antall": "2"}
    )
    assert answer.status_code == 403
    assert "Styringsgruppen prioriterer" in text(answer)
    assert order_of(inside, plan)[0] == (TITLES[0], False)


def test_an_order_of_another_list_is_refused(chair, plan, six, inside):
    for ids in (six[:5], [*six, uuid4()], [*six[:5], six[0]], []):
        answer = chair.post(address(plan, "/prioritering"), {"rekkefolge": [str(one) for one in ids], "antall": "1"})
        assert answer.status_code == 409
    whole = [str(one) for one in six]
    for count in ("7", "-1", "tre", ""):
        assert chair.post(address(plan, "/prioritering"), {"rekkefolge": whole, "antall": count}).status_code == 422
    assert not any(chosen for _, chosen in order_of(inside, plan))


def test_more_proposals_are_added_and_taken_out(coordinator, plan, six, nordvik_place, make_measure, inside):
    seventh = make_measure(nordvik_place, "Ungdomslos", 7)
    assert coordinator.post(address(plan, "/forslag"), {"tiltak": str(uuid4())}).status_code == 422
    assert coordinator.post(address(plan, "/forslag"), {"tiltak": str(seventh)}).status_code == 303
    assert coordinator.post(address(plan, "/forslag"), {"tiltak": str(seventh)}).status_code == 422
    assert coordinator.post(address(plan, f"/forslag/{six[0]}/fjerning"), {}).status_code == 303
    assert [title for title, _ in order_of(inside, plan)] == [*TITLES[1:], "Ungdomslos"]
    assert coordinator.post(address(plan, f"/forslag/{six[0]}/fjerning"), {}).status_code == 404
    assert coordinator.post(address(plan, "/forslag"), {"tiltak": "alle"}).status_code == 303
    assert order_of(inside, plan)[-1][0] == TITLES[0]


def test_the_vedtak_decides_the_chosen_and_freezes_the_plan(chair, adopted, inside, nordvik_place):
    now = states(inside)
    assert [now[title] for title in TITLES] == ["decided"] * 3 + ["proposed"] * 3
    frozen = row(inside, adopted)
    content = frozen["frozen"]
    assert (frozen["state"], frozen["adopted_by"], frozen["item_id"]) == ("adopted", "Chair Nordvik", nordvik_place.sak)
    assert [one["title"] for one in content["measures"]] == TITLES[:3]
    assert content["measures"][0]["owner"] == "Rådhuset"
    assert content["measures"][0]["evaluation"]["target"] == "35"
    assert content["goals"][0]["title"] == "Færre unge er tilbudt hasj"
    assert content["resolution"]["text"] == VEDTAK
    assert content["youth"] == {"with": 2, "total": 3}
    assert contents.fingerprint(content) == frozen["sha256"]
    with inside("nordvik", read_only=True):
        steps = db.session.query(MeasureStep.to_state).filter(MeasureStep.measure_id == content["measures"][0]["id"])
        assert {step for (step,) in steps} >= {"decided"}
    page = text(chair.get(address(adopted)))
    assert "Vedtatt 12. november 2026, revisjon 0" in page
    assert VEDTAK in page
    assert "Ungdom har gitt innspill til 2 av 3 tiltak." in page
    assert "Revisjon 0 er vedtaket." in page


def test_nothing_in_an_adopted_plan_is_changed_not_even_by_the_leader(chair, adopted, six, inside, nordvik_place):
    before = row(inside, adopted)
    deeds = {
        "/endring": TEXTS,
        "/prioritering": {"rekkefolge": [str(one) for one in six], "antall": "1"},
        "/forslag": {"tiltak": "alle"},
        f"/forslag/{six[0]}/fjerning": {},
        "/vedtak": {"sak": str(nordvik_place.sak), "dato": "2026-11-12", "vedtak": "Et helt annet vedtak."},
        "/sletting": {},
    }
    for path, form in deeds.items():
        answer = chair.post(address(adopted, path), form)
        assert answer.status_code == 409, path
        assert "vedtatt og frosset" in text(answer), path
    assert chair.get(address(adopted, "/endring")).status_code == 409
    assert row(inside, adopted) == before


@pytest.mark.parametrize("who", ["coordinator", "chief", "member"])
def test_only_the_leader_adopts(request, who, plan, six, chair, inside, nordvik_place):
    chair.post(address(plan, "/prioritering"), {"rekkefolge": [str(one) for one in six], "antall": "3"})
    browser = request.getfixturevalue(who)
    form = {"sak": str(nordvik_place.sak), "dato": "2026-11-12", "vedtak": VEDTAK}
    answer = browser.post(address(plan, "/vedtak"), form)
    assert answer.status_code == 403
    assert "Bare lederen av styringsgruppen vedtar" in text(answer)
    assert row(inside, plan)["state"] == "draft"


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"sak": ""}, 422), ({"sak": "other_sak"}, 422), ({"sak": "waiting"}, 422), ({"vedtak": "Ja"}, 422),
        ({"vedtak": "x" * 4001}, 422), ({"dato": "2026-11-13"}, 422), ({"dato": ""}, 422), ({"versjon": "1"}, 409),
    ],
)  # fmt: skip
def test_a_vedtak_needs_its_sak_its_words_and_the_plan_as_it_stands(
    chair, plan, six, inside, nordvik_place, change, status
):
    chair.post(address(plan, "/prioritering"), {"rekkefolge": [str(one) for one in six], "antall": "3"})
    form = {"sak": "sak", "dato": "2026-11-12", "vedtak": VEDTAK, **change}
    form["sak"] = str(getattr(nordvik_place, form["sak"])) if form["sak"] else ""
    assert chair.post(address(plan, "/vedtak"), form).status_code == status
    assert row(inside, plan)["state"] == "draft"
    assert set(states(inside).values()) == {"proposed"}


def test_a_plan_is_not_adopted_without_choices_or_with_homeless_ones(
    chair, coordinator, plan, six, inside, nordvik_place, make_measure
):
    form = {"sak": str(nordvik_place.sak), "dato": "2026-11-12", "vedtak": VEDTAK}
    none = chair.post(address(plan, "/vedtak"), form)
    assert none.status_code == 409
    assert "Ingen forslag er valgt" in text(none)
    homeless = make_measure(nordvik_place, "Uten eier", 7, owner_id=None)
    coordinator.post(address(plan, "/forslag"), {"tiltak": str(homeless)})
    ids = [str(homeless), *(str(one) for one in six)]
    chair.post(address(plan, "/prioritering"), {"rekkefolge": ids, "antall": "2"})
    answer = chair.post(address(plan, "/vedtak"), form)
    assert answer.status_code == 409
    assert "T-26-007" in text(answer)
    assert set(states(inside).values()) == {"proposed"}


def test_the_same_plan_gives_the_same_file(chair, adopted, inside):
    first, second = (chair.get(address(adopted, "/plan.pdf")) for _ in range(2))
    assert first.headers["Content-Type"] == "application/pdf"
    assert first.get_data() == second.get_data()
    words = pdf_text(first)
    assert VEDTAK in words
    assert "Lys ved" in words, words
    with inside("nordvik"):
        measure = db.session.query(Measure).filter_by(title="Lys ved Torget").one()
        measure.title = "Et annet navn"
    assert chair.get(address(adopted, "/plan.pdf")).get_data() == first.get_data()
    answer = chair.get(address(adopted, "/plan.docx"))
    word = Document(io.BytesIO(answer.get_data()))
    assert VEDTAK in [paragraph.text for paragraph in word.paragraphs]


def test_a_draft_can_be_deleted_and_its_proposals_stay(coordinator, plan, inside):
    assert coordinator.post(address(plan, "/sletting"), {}).status_code == 303
    assert coordinator.get(address(plan)).status_code == 404
    assert set(states(inside).values()) == {"proposed"}


def test_current_and_latest(inside, adopted):
    with inside("nordvik", read_only=True):
        assert questions.current() is None
        assert questions.latest_adopted().id == adopted


def test_another_kommunes_plan_and_measures_are_none(
    coordinator, stranger, chair, plan, six, hamnes_place, make_measure, inside, nordvik_place
):
    theirs = make_measure(hamnes_place, "Hamnes sitt tiltak", 1)
    with inside("hamnes"):
        from tenants.plans import service

        foreign = service.draft(2027, 2027).id
    for path in ("", "/endring", "/prioritering", "/vedtak", "/plan.pdf", "/plan.docx"):
        assert chair.get(address(foreign, path)).status_code == 404, path
        assert stranger.get(address(plan, path)).status_code == 404, path
    for path in (
        "/endring",
        "/prioritering",
        "/vedtak",
        "/forslag",
        "/sletting",
        "/revisjoner",
        f"/forslag/{theirs}/fjerning",
    ):
        assert chair.post(address(foreign, path), {}).status_code == 404, path
    assert coordinator.post(address(plan, "/forslag"), {"tiltak": str(theirs)}).status_code == 422
    assert coordinator.post(address(plan, f"/forslag/{theirs}/fjerning"), {}).status_code == 404
    ids = [*(str(one) for one in six), str(theirs)]
    assert chair.post(address(plan, "/prioritering"), {"rekkefolge": ids, "antall": "1"}).status_code == 409
    chair.post(address(plan, "/prioritering"), {"rekkefolge": ids[:-1], "antall": "1"})
    form = {"sak": str(hamnes_place.sak), "dato": "2026-11-12", "vedtak": VEDTAK}
    assert chair.post(address(plan, "/vedtak"), form).status_code == 422
    assert "Hamnes sitt" not in text(coordinator.get("/k/nordvik/planer/"))
