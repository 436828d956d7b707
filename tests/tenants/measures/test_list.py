"""The list, the timeline and the walls: filters, one drawing and its table, no more statements for thirty than for three."""

from contextlib import contextmanager
from datetime import date

import pytest
from sqlalchemy import event

from saas.db import db
from tenants.measures import service
from tests.tenants.measures.conftest import LIST, form_of, text


def test_filters(make, scene, coordinator, inside):
    make("started", title="Er i gang")
    make("decided", title="Uten plan", goal_id=None)
    make("proposed", title="Et forslag", theme="parents", owner_id=scene.school)
    make("rejected", title="Sagt nei til")
    everything = text(coordinator.get(LIST))
    assert "Sagt nei til" not in everything and everything.index("Er i gang") < everything.index("Et forslag")
    for query, shown in (
        ("?tilstand=started", {"Er i gang"}),
        ("?tilstand=rejected", {"Sagt nei til"}),
        ("?tema=parents", {"Et forslag"}),
        (f"?eier={scene.school}", {"Et forslag"}),
        (f"?mal={scene.goal}", {"Er i gang", "Et forslag"}),
        ("?utvalg=utenfor", {"Uten plan"}),
        ("?utvalg=uten-plan", {"Uten plan"}),
        ("?tilstand=alle", {"Er i gang", "Uten plan", "Et forslag", "Sagt nei til"}),
        ("?tilstand=tull&tema=tull&eier=tull&utvalg=tull", {"Er i gang", "Uten plan", "Et forslag"}),
    ):
        page = text(coordinator.get(LIST + query))
        found = {title for title in ("Er i gang", "Uten plan", "Et forslag", "Sagt nei til") if f">{title}</a>" in page}
        assert found == shown or "tull" in query, query


def test_seven_rows_before_all(make, coordinator):
    for n in range(9):
        make(title=f"Tiltak {n}")
    page = text(coordinator.get(LIST))
    assert "Vis alle (9)" in page and page.count('class="row-main"') == 7
    assert text(coordinator.get(LIST + "?alle=1")).count('class="row-main"') == 9


def test_the_timeline_says_the_same_twice(make, coordinator, inside):
    make("started", starts_on=date(2026, 9, 1), ends_on=date(2027, 3, 1))
    make(title="Uten dager", starts_on=None)
    make(title="I fjor", starts_on=date(2025, 2, 1), ends_on=date(2025, 5, 1))
    page = text(coordinator.get(f"{LIST}tidslinje"))
    drawing, table = page.split('class="timeline"', 1)[1].split("Det samme som tabell", 1)
    assert "T-26-001" in drawing and "T-26-001" in table and "tl-today" in drawing and "I fjor" not in page
    assert "Uten dager" in table.split("Uten startdato (1)")[1]
    assert "I fjor" in text(coordinator.get(f"{LIST}tidslinje?ar=2025"))
    assert coordinator.get(f"{LIST}tidslinje?ar=tull").status_code == 200
    assert coordinator.get(f"{LIST}tidslinje?ar=-99999999999").status_code == 200


@contextmanager
def counted(house):
    """What is sent to the kommune's room."""
    asked = []

    def note(connection, cursor, statement, *rest):
        asked.append(statement)

    with house.app_context():
        engine = db.engines["kommune"]
    event.listen(engine, "before_cursor_execute", note)
    yield asked
    event.remove(engine, "before_cursor_execute", note)


@pytest.mark.parametrize("address", [f"{LIST}?alle=1", f"{LIST}tidslinje", f"{LIST}utenfor-rammene"])
def test_thirty_cost_no_more_statements_than_three(house, coordinator, make, address):
    def fill(number):
        for n in range(number):
            make("decided", title=f"Tiltak {number} {n}", goal_id=None, starts_on=date(2026, 9, 1))

    fill(3)
    coordinator.get(address)
    with counted(house) as few:
        assert coordinator.get(address).status_code == 200
    fill(27)
    with counted(house) as many:
        assert coordinator.get(address).status_code == 200
    assert len(few) > 2 and len(many) == len(few), "\n\n".join(many)


def test_another_kommune_is_neither_seen_nor_touched(coordinator, stranger, member, make, other, scene, post, read):
    theirs = make("proposed", slug="hamnes", where=other, title="Hamnes' eget")
    mine = make()
    for browser in (coordinator, member):
        assert browser.get(f"{LIST}{theirs}").status_code == 404
        assert "Hamnes" not in text(browser.get(f"{LIST}tidslinje")).split("</header>")[1]
    for door in ("vurdering", "vedtak", "avvisning", "endring", "status", "milepeler", "oppgaver", "evalueringsplan"):
        assert post(f"{theirs}/{door}", form_of(scene)).status_code == 404
    assert stranger.get(f"{LIST}{mine}").status_code == 404
    for name, foreign in (("gruppe", other.kg), ("mal", other.goal), ("eier", other.culture), ("ansvarlig", other.yusuf),
                          ("sak", other.sak), ("funn", other.finding)):  # fmt: skip
        for path in ("", f"{mine}/endring"):
            answer = post(path, form_of(scene, **{name: str(foreign)}))
            assert answer.status_code == 422, (name, path)
    answer = post(f"{mine}/vedtak", {"sak": str(other.sak), "dato": "2026-10-13"})
    assert answer.status_code == 422
    answer = post(f"{mine}/vedtak", {"vedtak": "Ja.", "dato": "2026-10-13", "eier": str(other.culture)})
    assert answer.status_code == 422
    answer = post(f"{mine}/evalueringsplan", {"form": "effect", "ansvarlig": str(other.yusuf)})
    assert answer.status_code == 422
    assert coordinator.get(f"{LIST}ny?fra_funn={other.finding}").status_code == 404
    assert read(mine, "state", "version") == ("proposed", 1)
    assert read(theirs, "state", "version", slug="hamnes") == ("proposed", 1)


def test_words_for_other_pages(make, inside, scene):
    make("decided", youth_input=True)
    make("decided")
    make("proposed", youth_input=True)
    with inside():
        assert service.youth_share() == (1, 2)
        assert service.by_state()["decided"] == 2 and service.by_state()["ended"] == 0
        assert len(service.of_goal(scene.goal)) == 3 and len(service.of_finding(scene.finding)) == 3
