"""What stands about the programme: who may change it, what is refused, and that nobody else's is seen."""

from uuid import uuid4

import pytest

from saas.db import db
from tenants.bti.models import BtiProgramme
from tests.tenants.bti.conftest import GUIDE
from tests.world import log_in

PAGE = "/k/nordvik/bti/"
FORM = f"{PAGE}endring"
GOOD = {"status": "introducing", "tittel": "Sammen for barn", "lenke": GUIDE, "notat": "Starter i barnehagene."}


def text(answer):
    return answer.get_data(as_text=True)


@pytest.fixture
def read(inside):
    def look(slug="nordvik"):
        with inside(slug):
            rows = db.session.query(BtiProgramme).all()
            return [(row.status, row.leader_id, row.guide_title, row.guide_link, row.note, row.version) for row in rows]

    return look


def test_the_coordinator_writes_it_down_and_everybody_reads_it(coordinator, member, people, read):
    assert "Legg inn lenken" in text(coordinator.get(PAGE))
    assert "Ingenting er lagt inn" in text(member.get(PAGE))
    assert "Lagre i Nordvik" in text(coordinator.get(FORM))
    answer = coordinator.post(FORM, {**GOOD, "leder": str(people["nordvik"])})
    assert answer.status_code == 303
    assert read() == [("introducing", people["nordvik"], "Sammen for barn", GUIDE, "Starter i barnehagene.", 1)]
    page = text(member.get(PAGE))
    assert "Innføres" in page and "Mona Lie, Rådgiver" in page and f'href="{GUIDE}"' in page
    assert 'rel="noopener noreferrer"' in page and "Nivå 0" in page and "14 dager" in page and "aldri her" in page


def test_only_the_coordinator_changes_it(member, house, settled, read):
    before = read()
    chair = log_in(house, "chair@nordvik.example")
    for browser in (member, chair):
        assert browser.get(FORM).status_code == 403
        assert browser.post(FORM, GOOD).status_code == 403
    assert read() == before


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"status": ""}, "Velg noe fra listen."),
        ({"status": "finished"}, "Velg noe fra listen."),
        ({"leder": "ikke-en-person"}, "Velg hvem som leder innføringen, fra listen."),
        ({"leder": "6f9619ff-8b86-d011-b42d-00c04fc964ff"}, "Velg hvem som leder innføringen, fra listen."),
        ({"tittel": "a" * 201}, "høyst 200 tegn"),
        ({"lenke": "https://x.example/" + "a" * 500}, "høyst 500 tegn"),
        ({"notat": "a" * 2001}, "høyst 2000 tegn"),
        ({"lenke": "javascript:alert(1)"}, "begynner med https://"),
        ({"lenke": "data:text/html,hei"}, "begynner med https://"),
        ({"lenke": "//x.example/bti"}, "begynner med https://"),
        ({"lenke": "www.nordvik.example/bti"}, "begynner med https://"),
        ({"lenke": "https://"}, "begynner med https://"),
        ({"lenke": "https://[x"}, "begynner med https://"),
        ({"lenke": "https://ola:hemmelig@x.example/"}, "begynner med https://"),
        ({"lenke": 'https://x.example/" onclick="x'}, "begynner med https://"),
        ({"notat": "Gjelder 15017012398"}, "Teksten kan peke ut en person"),
        ({"notat": "Kevin Berg i 9B trenger hjelp"}, "notat__behold"),
    ],
)
def test_bad_input_is_told_at_its_field_and_writes_nothing(coordinator, people, read, wrong, said):
    answer = coordinator.post(FORM, {**GOOD, **wrong})
    assert answer.status_code == 422 and said in text(answer)
    assert "Not a valid" not in text(answer)
    assert read() == []


def test_a_stale_change_is_refused_and_what_was_typed_is_kept(coordinator, settled, read):
    assert coordinator.post(FORM, {**GOOD, "versjon": "1"}).status_code == 303
    for seen in ("1", "", "x"):
        late = coordinator.post(FORM, {**GOOD, "tittel": "Min tittel", "versjon": seen})
        assert late.status_code == 409 and "Min tittel" in text(late) and 'name="versjon" value="2"' in text(late)
    assert read()[0][2] == "Sammen for barn" and len(read()) == 1


def test_the_same_form_twice_makes_one_programme(coordinator, people, read):
    form = {**GOOD, "en_gang": str(uuid4())}
    assert coordinator.post(FORM, form).status_code == coordinator.post(FORM, form).status_code == 303
    assert len(read()) == 1 and read()[0][-1] == 1


def test_another_kommunes_programme_and_people_are_not_there(coordinator, stranger, settled, people, read):
    assert GUIDE not in text(coordinator.get("/k/hamnes/bti/"))
    assert coordinator.post("/k/hamnes/bti/endring", {**GOOD, "leder": str(people["nordvik"])}).status_code == 422
    assert read("hamnes") == []
    assert stranger.get(PAGE).status_code == 404 and stranger.post(FORM, GOOD).status_code == 404
    assert read()[0][2] == "Sammen"
