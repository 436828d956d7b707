"""The kommune's templates: taken from the shelf, written from nothing, changed, put away; and whose they are."""

from uuid import uuid4

import pytest

from saas.db import db
from tenants.templates.models import DocumentTemplate
from tests.tenants.templates.conftest import BASE, MINE, edit, hidden, text
from tests.world import log_in

NEW = {"slag": "guide", "sprak": "nb", "tittel": "Vår egen", "tekst": "# Vår egen\n\nI {{kommune}}."}


@pytest.fixture
def rows(inside):
    """The kommune's templates as they stand."""

    def look(slug="nordvik"):
        with inside(slug):
            found = db.session.query(DocumentTemplate).order_by(DocumentTemplate.created_at).all()
            return [(one.title, one.body, one.shared_number, one.base_body, one.version) for one in found]

    return look


def test_what_is_taken_into_use_is_the_kommunes_own_copy_and_tells_where_it_came_from(coordinator, copy, rows):
    page = text(coordinator.get(copy))
    assert "Fra Kompetansesenteret, utgave 1" in page and "Kommunens navn" in page
    assert rows() == [("Innkalling", BASE, 1, BASE, 1)] and rows("hamnes") == []
    assert "Tilbud fra Kompetansesenteret" not in text(coordinator.get(MINE + "/")), "what is taken is offered no more"
    assert "Tilbud fra Kompetansesenteret" in text(coordinator.get("/k/hamnes/maler/")).replace("Tilbod frå", "Tilbud fra")


def test_the_offer_can_be_read_before_it_is_taken_and_a_draft_or_a_made_up_id_cannot(coordinator, publish, edition_id, world):
    publish()
    page = text(coordinator.get(f"{MINE}/tilbud?utgave={edition_id()}"))
    assert "Ta i bruk" in page and "Ta med saker." in page
    for made_up in (uuid4(), "x", ""):
        assert coordinator.get(f"{MINE}/tilbud?utgave={made_up}").status_code == 404
        assert coordinator.post(f"{MINE}/tilbud", {"utgave": str(made_up)}).status_code == 404


def test_pressing_ta_i_bruk_twice_makes_one_copy(coordinator, publish, edition_id, rows):
    publish()
    form = {"utgave": str(edition_id()), "en_gang": str(uuid4())}
    first, second = coordinator.post(f"{MINE}/tilbud", form), coordinator.post(f"{MINE}/tilbud", form)
    assert first.location == second.location and len(rows()) == 1
    again = coordinator.post(f"{MINE}/tilbud", {**form, "en_gang": str(uuid4())})
    assert again.status_code == 409 and "allerede en kopi" in text(again) and len(rows()) == 1


def test_the_kommunes_own_language_comes_first(coordinator, publish, world):
    publish()
    publish(title="Innkalling på nynorsk", language="nn")
    page = text(coordinator.get("/k/hamnes/maler/"))
    assert page.index("Innkalling på nynorsk") < page.index(">Innkalling<")


def test_own_words_are_saved_with_a_new_version_and_what_it_was_copied_from_stays(coordinator, copy, rows):
    assert edit(coordinator, copy, "# Møte\n\nVåre ord.").status_code == 303
    assert rows() == [("Innkalling", "# Møte\n\nVåre ord.", 1, BASE, 2)]
    assert edit(coordinator, copy, "# Møte\n\nVåre ord.").status_code == 303
    assert rows()[0][4] == 2, "nothing changed is nothing saved"


def test_an_older_page_overwrites_nothing_and_both_texts_stand_there(coordinator, copy, rows):
    edit(coordinator, copy, "Den andres.")
    for seen in ("1", "", "x"):
        answer = edit(coordinator, copy, "Min egen.", versjon=seen)
        page = text(answer)
        assert answer.status_code == 409 and "Min egen." in page and "Den andres." in page
    assert hidden(page, "versjon") == "2", "the next attempt is made on what stands now"
    assert rows()[0][1] == "Den andres."


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"tittel": ""}, "Skriv en tittel"), ({"tittel": "x" * 161}, "høyst 160 tegn"), ({"tekst": " \n"}, "Skriv teksten"),
        ({"tekst": "x" * 60_001}, "høyst 60000 tegn"), ({"tekst": "x\n" * 1600 + "y"}, "høyst 1500 linjer"),
        ({"tekst": "{{ukjent}}"}, "er ikke et felt"), ({"tekst": "Ring Kari Nordmann på 912 34 567."}, "peke ut en person"),
        ({"tittel": "01900199976"}, "peke ut en person"),
    ],
)  # fmt: skip
def test_what_may_not_be_saved_is_told_at_its_field_and_kept_on_the_page(coordinator, copy, rows, changed, told):
    before = rows()
    answer = edit(coordinator, copy, "Ord.", **changed)
    assert answer.status_code == 422 and told in text(answer) and rows() == before
    created = coordinator.post(f"{MINE}/ny", {**NEW, "nokkel": str(uuid4()), **changed})
    assert created.status_code == 422 and told in text(created) and rows() == before


@pytest.mark.parametrize("wrong", [{"slag": "noe"}, {"sprak": "en"}, {"slag": ""}])
def test_a_kind_or_a_language_that_is_none_is_refused(coordinator, world, rows, wrong):
    assert coordinator.post(f"{MINE}/ny", {**NEW, "nokkel": str(uuid4()), **wrong}).status_code == 422 and rows() == []


def test_a_template_from_nothing_is_made_once_however_often_it_is_sent(coordinator, world, rows):
    form = {**NEW, "nokkel": str(uuid4())}
    first, second = coordinator.post(f"{MINE}/ny", form), coordinator.post(f"{MINE}/ny", form)
    assert first.status_code == 303 and first.location == second.location and len(rows()) == 1
    assert "Kommunens egen" in text(coordinator.get(first.location))


def test_a_preview_keeps_nothing_and_the_save_after_it_does(coordinator, copy, rows):
    before = rows()
    shown = edit(coordinator, copy, "# Nytt\n\n<script>x</script>", handling="forhandsvis")
    assert shown.status_code == 200 and "<h2>Nytt</h2>" in text(shown) and "<script>x" not in text(shown) and rows() == before
    form = {**NEW, "nokkel": str(uuid4())}
    assert coordinator.post(f"{MINE}/ny", {**form, "handling": "forhandsvis"}).status_code == 200 and rows() == before
    assert coordinator.post(f"{MINE}/ny", form).status_code == 303 and len(rows()) == 2


def test_a_template_is_put_away_and_fetched_back(coordinator, copy):
    put_away = coordinator.post(copy + "/arkivering", {"versjon": "1", "en_gang": str(uuid4())})
    assert put_away.status_code == 303 and "Lagt bort (1)" in text(coordinator.get(MINE + "/"))
    assert coordinator.post(copy + "/henting", {"versjon": "1", "en_gang": str(uuid4())}).status_code == 409
    assert coordinator.post(copy + "/henting", {"versjon": "2", "en_gang": str(uuid4())}).status_code == 303
    assert "Lagt bort" not in text(coordinator.get(MINE + "/"))


def test_members_and_the_chair_read_and_only_the_coordinator_writes(house, coordinator, copy, rows):
    before = rows()
    for role in ("member", "chair"):
        browser = log_in(house, f"{role}@nordvik.example")
        assert browser.get(copy).status_code == 200 and "Rediger malen" not in text(browser.get(copy))
        assert browser.get(f"{MINE}/").status_code == 200
        for door in ("/rediger", "/arkivering", "/henting", "/endringer", "/endringer/nei", "/dokument"):
            assert browser.post(copy + door, {"versjon": "1", "tittel": "x", "tekst": "x", "nummer": "1"}).status_code == 403, door
        assert browser.post(f"{MINE}/ny", NEW).status_code == 403 and browser.post(f"{MINE}/tilbud", {}).status_code == 403
    assert log_in(house, "practitioner@nordvik.example").get(copy).status_code == 403
    assert rows() == before


def test_another_kommunes_template_does_not_exist_here(house, coordinator, copy, rows, stranger):
    before = rows()
    foreign = copy.replace("/k/nordvik/", "/k/hamnes/")
    for browser in (coordinator, stranger):
        for door in ("", "/rediger", "/endringer", "/dokument"):
            assert browser.get(foreign + door).status_code in (403, 404), door
        for door in ("/rediger", "/arkivering", "/henting", "/endringer", "/endringer/nei", "/dokument"):
            answer = browser.post(foreign + door, {"versjon": "1", "tittel": "x", "tekst": "x", "nummer": "1"})
            assert answer.status_code == (404 if browser is coordinator else 403), door
    assert coordinator.get(foreign).status_code == 404 and stranger.get(copy).status_code == 404 and rows() == before


def test_the_log_tells_what_was_done_and_never_what_was_written(coordinator, copy, inside):
    from saas.audit import AuditEvent
    from tenants.control import actions

    edit(coordinator, copy, "Hemmelige ord.")
    with inside("nordvik"):
        logged = [(one.action, one.facts) for one in db.session.query(AuditEvent).all() if one.action.startswith("template.")]
    assert [action for action, _ in logged] == ["template.taken_in", "template.changed"] and "Hemmelige" not in str(logged)
    made = ("template.added", "template.taken_in", "template.changed", "template.renewed", "template.kept", "template.archived",
            "template.restored", "document.written", "document.changed", "document.archived", "document.restored")  # fmt: skip
    assert [action for action in made if not actions.is_known(action)] == []
