"""A kommune takes everything with it: whole, readable, and the same when it is put back."""

import io
import json
import zipfile

import pytest

from saas import takeout
from saas.errors import Invalid, NotNow
from tenants.departure import takeout_file
from tests.walls.test_crawler import _fill
from tests.world import add_user, found_kommune, log_in

PAGE = "/k/nordvik/uttrekk/"


@pytest.fixture
def full(inside):
    """Nordvik with one of everything; Hamnes with a little of its own."""
    _fill(inside, "nordvik", "Uttrekksord")
    _fill(inside, "hamnes", "Fremmedord")


def _take(coordinator, worker, slug="nordvik"):
    coordinator.post(f"/k/{slug}/uttrekk/", {"en_gang": ""})
    worker.work()
    page = coordinator.get(f"/k/{slug}/uttrekk/").get_data(as_text=True)
    address = page.split('action="', 2)[-1]
    address = next(part.split('"')[0] for part in page.split('action="') if part.split('"')[0].endswith("/fil"))
    answer = coordinator.post(address)
    assert answer.status_code == 200 and answer.mimetype == "application/zip"
    return answer.data


def test_a_takeout_holds_every_table_every_file_and_the_minutes_as_pdf(coordinator, full, worker):
    with zipfile.ZipFile(io.BytesIO(_take(coordinator, worker))) as bundle:
        names, about = bundle.namelist(), json.loads(bundle.read("innhold.json"))
        schema = json.loads(bundle.read("skjema.json"))["tables"]
        assert set(about["rows"]) == set(schema) == {t.name for t in takeout.tables()}
        assert all(about["rows"][t] == len(json.loads(bundle.read(f"data/{t}.json"))) for t in schema)
        for table, columns in schema.items():
            for row in json.loads(bundle.read(f"data/{table}.json")):
                assert set(row) == set(columns)
        assert [n for n in names if n.startswith("pdf/")]
        assert any(bundle.read(n) == b"Uttrekksord" for n in names if n.startswith("files/paper_contents/"))
        whole = b"".join(bundle.read(n) for n in names)
        assert b"Uttrekksord" in whole and b"Fremmedord" not in whole


def test_put_back_into_an_empty_kommune_it_is_the_same(coordinator, full, worker, database, house, world, inside):
    before = _take(coordinator, worker)
    world["ny"] = found_kommune(database, "ny", "Ny", number="9999")
    with inside("ny"):
        counts = takeout_file.read_in(io.BytesIO(before))
    assert sum(counts.values()) > 50
    after = _take(log_in(house, "koordinator@fjordvest.example"), worker, "ny")
    with zipfile.ZipFile(io.BytesIO(before)) as one, zipfile.ZipFile(io.BytesIO(after)) as other:
        for table in takeout.tables():
            if table.name in takeout.FOUNDING:
                continue
            first = json.loads(one.read(f"data/{table.name}.json"))
            second = json.loads(other.read(f"data/{table.name}.json"))
            if table.name == "audit_events":
                second = second[: len(first)]  # What was done in the new kommune comes after.
            assert first == second, table.name
        files = [n for n in one.namelist() if n.startswith(("files/", "pdf/"))]
        assert [one.read(n) for n in files] == [other.read(n) for n in files]


def test_a_kommune_with_anything_in_it_takes_nothing_in(coordinator, full, worker, inside):
    content = _take(coordinator, worker)
    with pytest.raises(NotNow), inside("hamnes"):
        takeout_file.read_in(io.BytesIO(content))


def test_a_changed_takeout_is_refused(coordinator, full, worker, database, world, inside):
    content, changed = _take(coordinator, worker), io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"Uttrekksord gruppe", b"Endret ord gruppe"))
    world["ny"] = found_kommune(database, "ny", "Ny", number="9999")
    for file in (changed, io.BytesIO(b"not a zip")):
        file.seek(0)
        with pytest.raises(Invalid), inside("ny"):
            takeout_file.read_in(file)


def test_only_leaders_take_everything_out(house, world, member, database):
    import psycopg

    assert member.get(PAGE).status_code == 403
    with psycopg.connect(database) as connection:
        add_user(connection, "direktor@nordvik.example", "Direktør", world["nordvik"], "chief_executive")
    officer = log_in(house, "data_protection_officer@nordvik.example")
    assert officer.get(PAGE).status_code == 200
    assert officer.post(PAGE).status_code == 403
    assert log_in(house, "direktor@nordvik.example").post(PAGE).status_code == 303


def test_another_kommunes_takeout_does_not_exist(coordinator, full, worker, stranger):
    _take(coordinator, worker)
    page = coordinator.get(PAGE).get_data(as_text=True)
    address = next(part.split('"')[0] for part in page.split('action="') if part.split('"')[0].endswith("/fil"))
    assert stranger.post(address).status_code == 404
    assert coordinator.post(address.replace("nordvik", "hamnes")).status_code == 404


def test_one_takeout_at_a_time_and_old_ones_are_thrown_away(coordinator, full, worker, inside):
    from datetime import timedelta

    from saas import clock, jobs
    from saas.db import db
    from tenants.departure.models import Export

    assert coordinator.post(PAGE).status_code == 303
    assert coordinator.post(PAGE).status_code == 409
    worker.work()
    clock.move_to(clock.now() + timedelta(days=8))
    with inside("nordvik"):
        jobs.later("departure.export")
    worker.work()
    with inside("nordvik", read_only=True):
        assert {(export.state, export.content) for export in db.session.query(Export)} == {("expired", None)}
