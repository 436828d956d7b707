"""Rapportforespørsel: questions to units, answers by link, late ones named, and one document of it all."""

import io
from datetime import timedelta
from uuid import UUID, uuid4

import docx
import pypdf
import pytest

from saas.db import db
from tenants.rounds.models import Round, RoundAnswer, RoundQuestion
from tests.tenants.rounds.conftest import DUE, text
from tests.tenants.tasks.conftest import value_of

LIST = "/k/nordvik/foresporsler/"
QUESTIONS = {"sporsmal_1": "Hva ser dere nå?", "sporsmal_2": "Hva er nytt siden sist?", "sporsmal_3": ""}


@pytest.fixture
def asked(coordinator, scene, worker):
    """A report asked of three units; its letters have arrived."""
    form = scene.form("Hanne Dahl", "Kari Moen", "Nils Rød", tittel="Status før styringsgruppen", **QUESTIONS)
    answer = coordinator.post(LIST, form)
    assert answer.status_code == 303, text(answer)
    worker.work()
    return UUID(answer.location.rsplit("/", 1)[1])


@pytest.fixture
def report(guest, link_to):
    """`report("kari", svar_1="…")`: answer by link."""

    def send(name, **answers):
        link = link_to(name)
        version = value_of(text(guest.open(link)), "versjon")
        return guest.answer(link, versjon=version, **answers)

    return send


def test_the_form_holds_the_usual_questions(coordinator, scene):
    page = text(coordinator.get(f"{LIST}ny"))
    for question in ("Hva ser dere nå?", "Hva er nytt siden sist?", "Hva trenger dere av de andre?"):
        assert f'value="{question}"' in page


def test_units_answer_by_link_and_may_change_it(asked, guest, link_to, report, inside, coordinator):
    page = guest.open(link_to("kari"))
    assert len(page.data) < 40_000 and "Hva ser dere nå?" in text(page)
    assert "Svaret ditt er lagret" in text(report("kari", svar_1="Mer uro på kveldstid.", svar_2=""))
    assert "Mer uro på kveldstid." in text(guest.open(link_to("kari")))
    report("kari", svar_1="Mindre uro.", svar_2="Nye åpningstider.")
    with inside():
        assert sorted(x.text for x in db.session.query(RoundAnswer)) == ["Mindre uro.", "Nye åpningstider."]
    shown = text(coordinator.get(f"{LIST}{asked}"))
    assert "1 av 3 har svart" in shown


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({}, "Svar på minst ett spørsmål."),
        ({"svar_1": "a" * 6001}, "høyst 6000 tegn"),
        ({"svar_1": "Gjelder Kristoffer Lindqvist"}, "Ser ut som et personnavn."),
    ],
)
def test_an_answer_that_cannot_stand_is_refused(asked, report, inside, answers, words):
    answer = report("kari", **answers)
    assert answer.status_code == 422 and words in text(answer)
    with inside():
        assert db.session.query(RoundAnswer).count() == 0


def test_the_late_are_named_and_reminded_twice(asked, report, strike, coordinator, postbox):
    report("kari", svar_1="Rolig.")
    for day in (-3, 3, 10):
        strike(DUE + timedelta(days=day), "rounds.remind", "rounds.land")
    late = [x["To"].addresses[0].addr_spec.split("@")[0] for x in postbox.letters[3:]]
    assert sorted(late) == ["hanne", "hanne", "nils", "nils"]
    assert "Over frist: Nordvik ungdomsskole, Teknisk etat." in text(coordinator.get(f"{LIST}{asked}"))


def test_the_answers_become_one_document_by_question_and_by_recipient(asked, report, coordinator):
    report("kari", svar_1="Mer uro på kveldstid.", svar_2="Nye åpningstider.")
    report("hanne", svar_1="Fraværet øker.")
    by_question = text(coordinator.get(f"{LIST}{asked}/samlet"))
    assert by_question.index("Mer uro") < by_question.index("Fraværet øker") < by_question.index("Nye åpningstider")
    by_unit = text(coordinator.get(f"{LIST}{asked}/samlet?etter=mottaker"))
    assert by_unit.index("Mer uro") < by_unit.index("Nye åpningstider") < by_unit.index("Fraværet øker")
    pdf = coordinator.get(f"{LIST}{asked}/samlet.pdf")
    words = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf.data)).pages)
    assert "Fraværet øker." in words and "Teknisk etat, Nils Rød" in words
    word = docx.Document(io.BytesIO(coordinator.get(f"{LIST}{asked}/samlet.docx?etter=mottaker").data))
    assert "Nye åpningstider." in [paragraph.text for paragraph in word.paragraphs]


def test_a_closed_report_takes_no_answer_and_is_no_round(asked, coordinator, member, guest, link_to, inside):
    path = f"/k/nordvik/runder/{asked}/avslutning"
    assert member.post(path).status_code == 403
    assert coordinator.get(f"/k/nordvik/runder/{asked}").location.endswith(f"/foresporsler/{asked}")
    assert coordinator.post(path, {"versjon": "1"}).status_code == 409
    assert coordinator.post(path, {"versjon": "2"}).status_code == 303
    assert coordinator.post(path, {"versjon": "3"}).status_code == 409
    assert "Forespørselen er avsluttet" in text(guest.open(link_to("kari")))
    with inside():
        assert db.session.query(Round).one().outcome is None


def test_questions_are_needed_and_not_too_long(coordinator, scene, inside):
    none = coordinator.post(LIST, scene.form(sporsmal_1=" ", sporsmal_2=""))
    assert none.status_code == 422 and "Skriv minst ett spørsmål." in text(none)
    long = coordinator.post(LIST, scene.form(sporsmal_1="a" * 501))
    assert long.status_code == 422 and "høyst 500 tegn" in text(long)
    named = coordinator.post(LIST, scene.form(sporsmal_1="Hva skjer med Kristoffer Lindqvist?"))
    assert named.status_code == 422
    with inside():
        assert db.session.query(RoundQuestion).count() == 0


def test_another_kommunes_report_is_not_there(coordinator, gather, scene):
    hamnes = gather("hamnes")
    made = coordinator.post("/k/hamnes/foresporsler/", hamnes.form(sporsmal_1="Hva ser dere?", en_gang=str(uuid4())))
    theirs = made.location.rsplit("/", 1)[1]
    for path in ("", "/samlet", "/samlet.pdf", "/samlet.docx"):
        assert coordinator.get(f"{LIST}{theirs}{path}").status_code == 404
