"""Questions and answers among coordinators and the centre: who is in, what may be written, and how often."""

from uuid import uuid4

import pytest

from tests.saas.forum.conftest import HERE, text
from tests.world import Browser


def test_a_question_is_read_and_answered_by_the_others_with_names(ask, reply, marte, analyst):
    question = ask(mer="Hos oss sender skolene en ny person hver gang.", tema="absence")
    page = text(marte.get(question))
    assert "Hvordan får dere skolen med?" in page and "Coordinator Nordvik" in page and "Skolefravær og frafall" in page

    assert reply(question, browser=marte).status_code == 303
    assert reply(question, "Veilederen sier noe om dette.", analyst).status_code == 303

    page = text(marte.get(question))
    assert "Marte Bråten</strong>, SLT-koordinator" in page and "Eli Strand</strong>, Kompetansesenteret" in page
    assert "2 svar" in text(marte.get(HERE))


def test_everybody_says_on_the_form_who_reads_and_files_cannot_be_attached(ask, coordinator):
    for address in (f"{HERE}/nytt", ask()):
        page = text(coordinator.get(address))
        assert "Skriv aldri om personer" in page and 'type="file"' not in page and "multipart" not in page


def test_those_who_are_not_in_find_no_such_page(house, world, ask, answered, member, marte, sql):
    question, given = answered
    from tests.world import log_in

    chair, officer = log_in(house, "chair@nordvik.example"), log_in(house, "data_protection_officer@nordvik.example")
    addresses = [HERE, f"{HERE}/nytt", f"{HERE}/varsel", question]
    deeds = [HERE, f"{HERE}/varsel", f"{question}/svar", f"{question}/lukking", f"{question}/fjerning", f"{question}/gjenapning",
             f"{given}/fjerning", f"{given}/festing", f"{given}/losning"]  # fmt: skip
    for browser in (member, chair, officer):
        assert [browser.get(address).status_code for address in addresses] == [404] * len(addresses)
        codes = [browser.post(deed, {"sporsmal": "x", "svar": "x", "versjon": "1"}).status_code for deed in deeds]
        assert codes == [404] * len(deeds)
    assert Browser(house).get(HERE).status_code in (302, 303, 401)
    assert sql("SELECT count(*) FROM network_questions") == [(1,)]


def test_whoever_stops_coordinating_is_out_at_the_next_press(marte, ask, sql):
    question = ask()
    assert marte.get(question).status_code == 200
    sql("UPDATE memberships SET valid_to = CURRENT_DATE - 1 WHERE user_id = (SELECT id FROM users WHERE email = 'marte@skogheim.example')")
    assert marte.get(question).status_code == 404 and marte.get(HERE).status_code == 404


def test_a_log_in_without_its_second_step_opens_nothing(analyst, marte, sql):
    assert analyst.get(HERE).status_code == 200
    sql("UPDATE login_sessions SET strong = false")
    assert analyst.get(HERE).status_code == 404 and marte.get(HERE).status_code == 404


def test_the_list_is_searched_by_words_and_theme_and_finds_answers_too(ask, reply, coordinator):
    one, other = ask("Hvordan får dere skolen med?", tema="absence"), ask("Når snakker dere om russetiden?", tema="graduation")
    reply(one, "Et vedtak i styringsgruppen hjalp.")

    def shown(query):
        page = text(coordinator.get(f"{HERE}?{query}"))
        return [address for address in (one, other) if address in page]

    assert shown("") == [one, other]
    assert shown("ord=styringsgruppen+hjalp") == [one]
    assert shown("tema=graduation") == [other]
    assert shown("ubesvart=1") == [other]
    assert shown("ord=100%25") == [] and shown("ord=_") == []
    assert shown("tema=tull") == [one, other]


def test_the_same_form_sent_twice_is_one_question_and_one_answer(coordinator, ask, reply, sql):
    number = str(uuid4())
    first, again = ask(en_gang=number), ask(en_gang=number)
    assert first == again
    twice = str(uuid4())
    for _press in (1, 2):
        assert reply(first, en_gang=twice).status_code == 303
    assert sql("SELECT count(*) FROM network_questions") == [(1,)]
    assert sql("SELECT count(*) FROM network_answers") == [(1,)]


def test_a_number_that_is_another_members_question_is_refused_and_shows_nothing(ask, marte, sql):
    number = ask().rsplit("/", 1)[1]
    answer = marte.post(HERE, {"en_gang": number, "sporsmal": "Noe annet?"})
    assert answer.status_code == 404
    assert sql("SELECT title FROM network_questions") == [("Hvordan får dere skolen med?",)]


@pytest.mark.parametrize("words", ["Ole Hansen i 9A er bekymringen", "jenta på 14 i Fjellveien 3", "Nummeret er 01810550003"])
def test_nothing_about_persons_is_taken_in(coordinator, ask, reply, sql, words):
    question = ask()
    for answer in (
        coordinator.post(HERE, {"sporsmal": words}),
        coordinator.post(HERE, {"sporsmal": "Et spørsmål", "mer": words}),
        reply(question, words),
    ):
        page = text(answer)
        assert answer.status_code == 422 and "guard-block" in page and "__behold" not in page
    assert sql("SELECT count(*) FROM network_questions") == [(1,)] and sql("SELECT count(*) FROM network_answers") == [(0,)]


def test_members_may_thank_each_other_by_name(answered, reply):
    question, _given = answered
    assert reply(question, "Takk, Marte Bråten. Det prøver vi.").status_code == 303


@pytest.mark.parametrize(
    "wrong", [{"sporsmal": ""}, {"sporsmal": "   "}, {"sporsmal": "x" * 161}, {"mer": "x" * 4001}, {"tema": "romfart"}]
)
def test_what_makes_no_sense_is_told_at_its_field(coordinator, sql, wrong):
    answer = coordinator.post(HERE, {"en_gang": "tull", "sporsmal": "Hva?", **wrong})
    assert answer.status_code == 422 and 'aria-invalid="true"' in text(answer)
    assert sql("SELECT count(*) FROM network_questions") == [(0,)]


def test_one_person_writes_so_much_in_an_hour_and_the_others_are_not_stopped(coordinator, marte, ask, monkeypatch, sql):
    from saas.forum import service

    monkeypatch.setattr(service, "RATE", "3/hour")
    for number in range(3):
        ask(f"Spørsmål nummer {number}?")
    refused = coordinator.post(HERE, {"sporsmal": "Ett til?", "mer": "Det jeg skrev, er her ennå."})
    assert refused.status_code == 429 and "Prøv igjen om en time" in text(refused) and "Det jeg skrev, er her ennå." in text(refused)
    assert sql("SELECT count(*) FROM network_questions") == [(3,)]
    ask("Fra en annen?", marte)


def test_mine_and_the_menu_lead_to_the_network_for_coordinators_only(coordinator, member):
    assert text(coordinator.get("/mine")).count('href="/fagnettverk"') == 2
    assert "/fagnettverk" not in text(member.get("/mine"))
