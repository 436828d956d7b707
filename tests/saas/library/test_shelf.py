"""/senter/maler: the editor writes and publishes, the analyst reads, kommuner see what is out and nothing else."""

from uuid import uuid4

import pytest

from saas import rooms
from saas.library import shelf, stocking, wording
from saas.library.shelf_guard import kommune_in
from tests.saas.library import staff

SHELF = "/senter/maler"
WORDS = {"slag": "guide", "tittel_nb": "Mal for oppstart", "sammendrag_nb": "Til den første uken",
         "tekst_nb": "# Oppstart\n\nI {{kommune}}."}


@pytest.fixture
def editor(house, database, world):
    """Logged in as the centre's editor."""
    return staff.editor_of(house, database)


@pytest.fixture
def analyst(house, database, world):
    """Logged in as the centre's analyst."""
    return staff.analyst_of(house, database)


@pytest.fixture
def begin(editor):
    """Write a new template through the door; its address."""

    def write(**changed):
        answer = editor.post(SHELF, {"nokkel": str(uuid4()), **WORDS, **changed})
        assert answer.status_code == 303, answer.get_data(as_text=True)
        return answer.location

    return write


@pytest.fixture
def at_the_shelf(house):
    """`with at_the_shelf():` the lobby's room, to look at what is kept."""

    def enter():
        return _Lobby(house)

    return enter


class _Lobby:
    def __init__(self, house):
        self.context = house.test_request_context("/")

    def __enter__(self):
        self.context.push()
        self.room = rooms.enter(rooms.lobby())
        return self.room.__enter__()

    def __exit__(self, *error):
        try:
            return self.room.__exit__(*error)
        finally:
            self.context.pop()


def text(answer):
    return answer.get_data(as_text=True)


def version_on(page):
    return page.split('name="versjon"', 1)[1].split('value="', 1)[1].split('"', 1)[0]


def publish(editor, address, **form):
    version = version_on(text(editor.get(address + "/publisering")))
    return editor.post(address + "/publisering", {"versjon": version, "bekreftet": "y", **form})


def test_a_template_is_written_confirmed_and_published_and_then_offered_to_kommuner(editor, begin, coordinator):
    address = begin()
    assert "Mal for oppstart" not in text(coordinator.get("/k/nordvik/maler/")), "a draft is the centre's own"
    refused = editor.post(address + "/publisering", {"versjon": "1"})
    assert refused.status_code == 422 and "Kryss av når du har lest malen" in text(refused)
    assert "Mal for oppstart" not in text(coordinator.get("/k/nordvik/maler/"))

    assert publish(editor, address).status_code == 303
    assert "Malen inneholder ingen kommuneopplysninger ✓" in text(editor.get(address))
    assert "Mal for oppstart" in text(coordinator.get("/k/nordvik/maler/"))


def test_a_new_edition_gets_the_next_number_says_what_is_new_and_the_old_one_stays(editor, begin):
    address = begin()
    publish(editor, address)
    version = version_on(text(editor.get(address + "/rediger")))
    changed = {**WORDS, "tekst_nb": "# Oppstart\n\nNytt.", "versjon": version}
    assert editor.post(address + "/rediger", changed).status_code == 303
    refused = publish(editor, address)
    assert refused.status_code == 409 and "Skriv hva som er nytt" in text(refused)

    version = version_on(text(editor.get(address + "/rediger")))
    editor.post(address + "/rediger", {**changed, "versjon": version, "nytt_nb": "Kortere innledning"})
    assert publish(editor, address).status_code == 303
    page = text(editor.get(address))
    assert "utgave 2" in page and "Kortere innledning" in page and "Publisert" in page and "Sunniva Hegg" in page
    assert "Kommunens navn" in text(editor.get(address + "/utgaver/1"))
    assert "Nytt." in text(editor.get(address + "/utgaver/2"))
    assert editor.get(address + "/utgaver/3").status_code == 404


def test_both_languages_go_out_together_under_one_number(editor, begin, at_the_shelf):
    address = begin(tittel_nn="Mal for oppstart", tekst_nn="# Oppstart\n\nPå nynorsk.")
    publish(editor, address)
    with at_the_shelf():
        assert sorted((one.language, one.number) for one in shelf.offers()) == [("nb", 1), ("nn", 1)]


@pytest.mark.parametrize(
    ("field", "words", "told"),
    [
        ("tekst_nb", "Ring Kari Nordmann på 912 34 567.", "peke ut en person"),
        ("sammendrag_nb", "Fnr 01900199976", "peke ut en person"),
        ("tekst_nb", "Slik gjør de det i Nordvik.", "Malen nevner Nordvik"),
        ("tittel_nb", "Årshjul for Bergen", "Malen nevner Bergen"),
        ("tekst_nb", "Etter modell fra Nes kommune.", "Malen nevner Nes"),
        ("tekst_nb", "{{hemmelig}}", "er ikke et felt"),
        ("tekst_nb", "x\n" * 1600, "høyst 1500 linjer"),
        ("tekst_nb", "x" * 60_001, "høyst 60000 tegn"),
        ("tittel_nb", "x" * 161, "høyst 160 tegn"),
        ("tittel_nb", "", "Skriv en tittel"),
        ("tekst_nb", "   \n", "Skriv malen"),
        ("slag", "noe", "Velg hva slags mal"),
    ],
)
def test_what_may_not_stand_in_a_template_is_told_at_its_field_and_nothing_is_kept(editor, at_the_shelf, field, words, told):
    answer = editor.post(SHELF, {"nokkel": str(uuid4()), **WORDS, field: words})
    assert answer.status_code == 422 and told in text(answer)
    with at_the_shelf():
        assert shelf.listed() == []


def test_the_guard_reads_once_more_when_it_is_published(editor, begin, sql_as_owner):
    address = begin()
    sql_as_owner("UPDATE shared_template_versions SET body = 'Kontakt Kari Nordmann på 912 34 567.'")
    answer = publish(editor, address)
    assert answer.status_code == 422 and "Personvernvakten" in text(answer)
    sql_as_owner("UPDATE shared_template_versions SET body = 'Som i Nordvik.'")
    answer = publish(editor, address)
    assert answer.status_code == 422 and "Malen nevner Nordvik" in text(answer)
    assert sql_as_owner("SELECT published_at FROM shared_template_versions") == [(None,)]


@pytest.fixture
def sql_as_owner(database):
    """A statement to the database as its owner."""
    import psycopg

    def ask(query, *values):
        with psycopg.connect(database) as connection:
            cursor = connection.execute(query, values)
            return cursor.fetchall() if cursor.description else []

    return ask


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("Møtet er i Nordvik.", "Nordvik"), ("Nordviks plan", "Nordvik"), ("NORDVIK", "NORDVIK"), ("Bergen-modellen", "Bergen"),
        ("De i Nes har", "Nes"), ("Time kommune", "Time"), ("Unjárga", "Unjárga"), ("- Tromsø", "Tromsø"),
        ("En time om dagen", None), ("Time 1", None), ("## Heim og skule", None), ("| Strand | x |", None), ("bergens", None),
        ("Vi møtes i oslofjordens", None), ("Vikar", None), ("", None),
    ],
)  # fmt: skip
def test_a_kommune_is_known_by_its_name_and_an_ordinary_word_is_left_alone(words, named):
    assert kommune_in(words) == named


def test_a_preview_shows_the_page_and_keeps_nothing(editor, at_the_shelf):
    answer = editor.post(SHELF, {"nokkel": str(uuid4()), **WORDS, "tekst_nb": "# Hei\n\n<script>x</script>", "handling": "forhandsvis"})
    assert answer.status_code == 200 and "<h2>Hei</h2>" in text(answer) and "&lt;script&gt;" in text(answer)
    with at_the_shelf():
        assert shelf.listed() == []


def test_an_older_page_overwrites_nothing_and_both_texts_stand_there(editor, begin, at_the_shelf):
    address = begin()
    version = version_on(text(editor.get(address + "/rediger")))
    editor.post(address + "/rediger", {**WORDS, "versjon": version, "tekst_nb": "Den andres."})
    answer = editor.post(address + "/rediger", {**WORDS, "versjon": version, "tekst_nb": "Min egen."})
    page = text(answer)
    assert answer.status_code == 409 and "Min egen." in page and "Den andres." in page
    again = editor.post(address + "/rediger", {**WORDS, "versjon": version_on(page), "tekst_nb": "Min egen."})
    assert again.status_code == 303
    for stale in ({"versjon": version}, {"versjon": ""}, {"versjon": "x"}):
        for door in ("/publisering", "/tilbaketrekking", "/tilbud", "/utkast/sletting"):
            assert editor.post(address + door, {**stale, "bekreftet": "y"}).status_code == 409, (door, stale)


def test_pressing_twice_makes_one_template_and_one_edition(editor, at_the_shelf):
    form = {"nokkel": str(uuid4()), **WORDS}
    first, second = editor.post(SHELF, form), editor.post(SHELF, form)
    assert first.location == second.location
    version = version_on(text(editor.get(first.location + "/publisering")))
    pressed = [editor.post(first.location + "/publisering", {"versjon": version, "bekreftet": "y"}).status_code for _ in range(2)]
    assert pressed == [303, 409]
    with at_the_shelf():
        assert [one.number for one in shelf.offers()] == [1] and len(shelf.listed()) == 1


def test_a_withdrawn_template_is_offered_no_more_its_history_stays_and_it_can_come_back(editor, begin, coordinator):
    address = begin()
    publish(editor, address)
    editor.post(address + "/tilbaketrekking", {"versjon": version_on(text(editor.get(address)))})
    assert "Mal for oppstart" not in text(coordinator.get("/k/nordvik/maler/"))
    page = text(editor.get(address))
    assert "Trukket tilbake" in page and "utgave 1" in page
    editor.post(address + "/tilbud", {"versjon": version_on(page)})
    assert "Mal for oppstart" in text(coordinator.get("/k/nordvik/maler/"))


def test_a_draft_can_be_thrown_away_and_what_is_published_stays(editor, begin):
    address = begin()
    assert editor.post(address + "/utkast/sletting", {"versjon": version_on(text(editor.get(address)))}).location.endswith(SHELF)
    assert editor.get(address).status_code == 404
    second = begin()
    publish(editor, second)
    editor.post(second + "/rediger", {**WORDS, "tittel_nb": "Annen tittel", "versjon": version_on(text(editor.get(second + "/rediger")))})
    editor.post(second + "/utkast/sletting", {"versjon": version_on(text(editor.get(second)))})
    page = text(editor.get(second))
    assert "Annen tittel" not in page and "utgave 1" in page


def test_the_analyst_reads_and_writes_nothing_and_for_others_the_pages_do_not_exist(analyst, editor, begin, coordinator, house):
    address = begin()
    assert analyst.get(SHELF).status_code == 200 and "Mal for oppstart" in text(analyst.get(address))
    assert "Rediger utkastet" not in text(analyst.get(address))
    for door in ("/ny", f"{address.removeprefix(SHELF)}/rediger", f"{address.removeprefix(SHELF)}/publisering"):
        assert analyst.get(SHELF + door).status_code == 404
    for door in ("", *(address.removeprefix(SHELF) + end for end in
                       ("/rediger", "/publisering", "/tilbaketrekking", "/tilbud", "/utkast/sletting"))):
        assert analyst.post(SHELF + door, {**WORDS, "versjon": "1", "bekreftet": "y"}).status_code == 404, door
        assert coordinator.post(SHELF + door, {**WORDS, "versjon": "1", "bekreftet": "y"}).status_code == 404, door
    assert coordinator.get(SHELF).status_code == 404 and coordinator.get(address).status_code == 404
    assert editor.get(f"{SHELF}/{uuid4()}").status_code == 404


def test_what_comes_with_the_house_is_put_on_an_empty_shelf_once_and_passes_its_own_guard(house, at_the_shelf):
    with at_the_shelf():
        assert stocking.stock() == len(stocking.shipped()) >= 20
        assert stocking.stock() == 0
        titles = {one.title for one in shelf.offers()}
        assert {"Årshjul SLT 2027", "Handlingsplan for SLT", "Mandat for styringsgruppen", "Innkalling til koordineringsgruppa"} <= titles
        assert {one.number for one in shelf.offers() if one.template.code == "innkalling-koordineringsgruppen"} == {2}
    for one in stocking.shipped():
        with house.test_request_context("/"):
            wording.check(one.language, wording.Wording(one.title, one.summary, one.body, one.changes))
    languages = [one.language for one in stocking.shipped()]
    assert len({one.code for one in stocking.shipped() if one.language == "nn"}) >= 3 and "nb" in languages


def test_a_list_of_thirty_asks_the_database_as_often_as_a_list_of_three(house, at_the_shelf):
    from sqlalchemy import event

    from saas.db import db

    asked = []
    with at_the_shelf():
        bind = db.session.get_bind()
        event.listen(bind, "before_cursor_execute", lambda *args: asked.append(args[2]))
        counts = []
        for number in (3, 27):
            for _ in range(number):
                shelf.begin(uuid4(), "guide", {"nb": shelf.Wording("Mal", "", "Tekst")}, "Sunniva Hegg")
            asked.clear()
            shelf.listed()
            shelf.offers()
            counts.append(len(asked))
    assert counts[0] == counts[1]
