"""The way out: two people, the audited rows, once; told, refused, discarded and corrected through the doors."""

import pytest

from saas import rooms
from saas.centre import building, published, releases
from tests.saas.centre.worlds import Country, country

pytestmark = pytest.mark.usefixtures("few_groups")
WORK = "/senter/utgivelser/arbeid"
SERVED = "SELECT table_code, position, cell, keys, value, flag, units FROM {}.cells ORDER BY table_code, position"


@pytest.fixture
def waiting(hand_over, build):
    """A release that waits for two people."""
    hand_over(country(30), "2026T2")
    return build("2026T2")


def text(answer):
    """The page."""
    return answer.get_data(as_text=True)


def test_two_people_let_it_out_and_the_rows_are_the_audited_ones(waiting, publish, superuser):
    publish(waiting)
    rows = superuser.execute(SERVED.format("stat_pub")).fetchall()
    assert rows == superuser.execute(SERVED.format("stat_raw")).fetchall() != []
    names, sha = superuser.execute("SELECT approved_by, output_sha FROM stat_pub.releases").fetchone()
    assert (names, sha) == (["Redaktøren", "Analytikeren"], waiting.output_sha)


def test_one_person_is_not_two(waiting, editor, superuser):
    assert editor.post(f"{WORK}/{waiting.id}/godkjenning").status_code == 303
    again = editor.post(f"{WORK}/{waiting.id}/godkjenning")
    assert again.status_code == 409 and "Nå må én til gjøre det." in text(again)
    assert superuser.execute("SELECT count(*) FROM stat_pub.releases").fetchone() == (0,)
    assert superuser.execute("SELECT count(*) FROM stat_raw.approvals").fetchone() == (1,)


def test_out_is_out_and_cannot_be_approved_discarded_or_built_again(waiting, publish, editor, house, superuser):
    publish(waiting)
    assert editor.post(f"{WORK}/{waiting.id}/godkjenning").status_code == 409
    assert editor.post(f"{WORK}/{waiting.id}/forkasting", {"grunn": "Dette går ikke an."}).status_code == 409
    with house.app_context():
        assert not building.build(waiting.id)
    assert superuser.execute("SELECT count(*) FROM stat_pub.releases").fetchone() == (1,)


@pytest.mark.parametrize("tampering", [
    "UPDATE stat_raw.cells SET value = value + 1 WHERE value IS NOT NULL",
    "UPDATE stat_raw.cells SET value = truth, flag = '' WHERE flag = ':'",
    "UPDATE stat_raw.tables SET description = description || '{\"title\": \"Noe annet\"}'",
    "DELETE FROM stat_raw.equations",
    "UPDATE stat_raw.releases SET sharing = sharing + 1",
    "UPDATE stat_raw.releases SET audit = jsonb_set(audit, '{passed}', 'false')",
    "UPDATE stat_raw.releases SET audit = '{}'",
    "UPDATE stat_raw.releases SET output_sha = repeat('a', 64), audit = jsonb_set(audit, '{output_sha}', to_jsonb(repeat('a', 64)))",
    "UPDATE stat_raw.releases SET signature = repeat('a', 64)",
])  # fmt: skip
def test_what_is_not_the_audited_rows_cannot_go_out(waiting, editor, analyst, superuser, tampering):
    assert editor.post(f"{WORK}/{waiting.id}/godkjenning").status_code == 303
    superuser.execute(tampering)
    refused = analyst.post(f"{WORK}/{waiting.id}/godkjenning")
    assert refused.status_code == 409 and "ikke den som ble kontrollert" in text(refused)
    assert superuser.execute("SELECT count(*) FROM stat_pub.releases").fetchone() == (0,)


def test_the_editor_asks_through_the_door_and_the_page_follows_it(hand_over, editor, analyst, worker, superuser, monkeypatch):
    period = releases.to_ask_for([])
    hand_over(country(30), period)
    page = text(editor.get("/senter/utgivelser"))
    assert f"Lag utgivelse for {period[5]}. tertial {period[:4]}" in page and "Ingen tall er utgitt ennå" in page
    assert analyst.post("/senter/utgivelser").status_code == 404, "only the editor asks"
    made = editor.post("/senter/utgivelser")
    assert made.status_code == 303
    page = text(editor.get(made.location))
    assert "Venter på å bli laget" in page and "/framdrift" in page
    assert "HX-Refresh" not in editor.get(f"{made.location}/framdrift").headers
    worker.work()
    assert editor.get(f"{made.location}/framdrift").headers["HX-Refresh"] == "true"
    page = text(editor.get(made.location))
    for words in ("Godkjenn utgivelsen", "Hva beskyttelsen koster", "Slik er den kontrollert", "Hver koordinator", "Kontrollsum"):
        assert words in page
    assert "Lag utgivelse for" not in text(editor.get("/senter/utgivelser"))
    assert editor.post("/senter/utgivelser").location.endswith("/senter/utgivelser"), "a second press asks for nothing"
    assert superuser.execute("SELECT count(*) FROM stat_raw.releases").fetchone() == (1,)
    assert superuser.execute("SELECT count(*) FROM login_events WHERE action LIKE 'release.%'").fetchone() == (1,)


def test_a_draft_can_be_put_away_with_a_reason(waiting, analyst, editor):
    for reason in ("", "kort", "x" * 501):
        assert analyst.post(f"{WORK}/{waiting.id}/forkasting", {"grunn": reason}).status_code == 422
    assert analyst.post(f"{WORK}/{waiting.id}/forkasting", {"grunn": "Tre kommuner leverte feil tall."}).status_code == 303
    page = text(editor.get(f"{WORK}/{waiting.id}"))
    assert "Forkastet" in page and "Tre kommuner leverte feil tall." in page
    assert editor.post(f"{WORK}/{waiting.id}/godkjenning").status_code == 409


@pytest.fixture
def one_more(hand_over):
    """Every kommune has held one meeting more than it first said."""
    made = country(30)
    more = {kommune: {**rows, "meetings_held": {"": rows["meetings_held"][""] + 1}} for kommune, rows in made.rows.items()}
    return lambda: hand_over(Country(dict(made.members), more), "2026T2")


def test_a_correction_is_a_new_release_and_the_old_one_stays(waiting, publish, editor, analyst, worker, one_more, superuser, house):
    publish(waiting)
    old = superuser.execute(SERVED.format("stat_pub")).fetchall()
    one_more()
    assert analyst.post(f"{WORK}/{waiting.id}/retting", {"grunn": "Alle talte ett møte for lite."}).status_code == 404
    asked = editor.post(f"{WORK}/{waiting.id}/retting", {"grunn": "Alle talte ett møte for lite."})
    assert asked.status_code == 303
    assert editor.post(f"{WORK}/{waiting.id}/retting", {"grunn": "Alle talte ett møte for lite."}).status_code == 409
    worker.work()
    for person in (editor, analyst):
        assert person.post(f"{asked.location}/godkjenning").status_code == 303
    kept = "SELECT table_code, position, cell, keys, value, flag, units FROM stat_pub.cells WHERE release_id = %s ORDER BY 1, 2"
    assert superuser.execute(kept, (waiting.id,)).fetchall() == old
    with house.app_context(), rooms.enter(rooms.centre()):
        assert [one.corrects for one in published.current()] == [waiting.id] and len(published.releases()) == 2
        opened = published.table(published.latest().id, "meetings_held-region")
        assert opened.cells[0].value == published.table(waiting.id, "meetings_held-region").cells[0].value + 30
        assert published.correction_of(waiting.id).reason == "Alle talte ett møte for lite."
        assert [point.cell.value for point in published.series("meetings_held")] == [opened.cells[0].value]


def test_others_than_the_centre_find_no_door_here(waiting, house, world, coordinator, member):
    for address in ("/senter/utgivelser", f"{WORK}/{waiting.id}", f"{WORK}/{waiting.id}/framdrift"):
        for person in (coordinator, member):
            assert person.get(address).status_code == 404
            assert person.post(f"{WORK}/{waiting.id}/godkjenning").status_code == 404
    assert house.test_client().get("/senter/utgivelser").status_code in (302, 303, 401)


def test_one_who_has_left_the_centre_approves_nothing(waiting, editor, superuser):
    superuser.execute("UPDATE centre_members SET valid_to = '2020-02-01'")
    assert editor.post(f"{WORK}/{waiting.id}/godkjenning").status_code == 404
    assert superuser.execute("SELECT count(*) FROM stat_raw.approvals").fetchone() == (0,)


def test_a_draft_is_nowhere_to_be_found_for_those_who_read_what_is_out(waiting, editor, house):
    """Attack 13: neither by its id nor by any list."""
    assert editor.get(f"/senter/utgivelser/{waiting.id}").status_code == 404
    with house.app_context(), rooms.enter(rooms.centre()):
        assert published.releases() == [] and published.latest() is None


def test_the_shelf_says_no_figure_of_one_kommune(waiting, superuser):
    """Neither ids of kommuner nor coordinators' pseudonyms stand in anything that goes out."""
    out = str(superuser.execute("SELECT to_jsonb(r) - 'id' FROM stat_raw.releases r").fetchone())
    out += str(superuser.execute("SELECT description FROM stat_raw.tables").fetchall())
    out += str(superuser.execute("SELECT cell, keys FROM stat_raw.cells").fetchall())
    for member in country(30).members.values():
        assert member.kommune not in out and member.coordinator not in out


