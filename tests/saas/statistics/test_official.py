"""Public figures in the database: whole or not at all, the same twice, read by every kommune and written by none."""

import json
from decimal import Decimal

import psycopg
import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError, ProgrammingError

from infra import statistics as verb
from saas import jobs, rooms
from saas.db import db
from saas.register import kommuner
from saas.statistics import fetching, service, shipped
from saas.statistics.models import OfficialFigure, OfficialSeries
from saas.statistics.official import Batch, Published, Series
from saas.statistics.refusals import Away, BadTable
from tests.saas.statistics.replay import Reply

RUS = "ssb.08487.rusmidler"
ALL = [f"ssb.08487.{column}" for column in shipped.GROUPS] + [shipped.RATE]
ONE = Series("test.one", "En", "%", "SSB", "CC BY 4.0", notes=("Merk.",))


@pytest.fixture
def loaded(house, world):
    """A house with the shipped figures."""
    with house.app_context():
        return service.take_all(shipped.batches())


def written(database):
    with psycopg.connect(database) as connection:
        return connection.execute("SELECT series, region, period, value, flag FROM official_figures ORDER BY 1, 2, 3").fetchall()


def test_the_shipped_figures_twice_change_nothing_the_second_time(house, loaded, database):
    assert {one.code: (one.added, one.changed) for one in loaded} == {
        **dict.fromkeys(ALL, (1420, 0)), shipped.RATE: (358, 0)
    }  # fmt: skip
    before = written(database)
    with house.app_context():
        assert all((one.added, one.changed) == (0, 0) for one in service.take_all(shipped.batches()))
    assert written(database) == before


def test_suppressed_is_a_flag_and_never_nought(loaded, database):
    rows = written(database)
    rus = [row for row in rows if row[0] == RUS]
    assert len(rus) == 1420 and sum(row[4] == "suppressed" for row in rus) == 278
    assert all((row[3] is None) == (row[4] == "suppressed") for row in rows)
    assert not [row for row in rows if row[3] is not None and row[3] < 1]


def test_every_one_of_the_357_kommuner_can_be_read_and_compared(inside, loaded):
    with inside(read_only=True):
        for kommune in kommuner.all():
            found = service.figures_of(kommune.number, ALL)
            assert [figure.period for figure in found[shipped.RATE]] == ["2023-2024"]
            compared = service.compare(shipped.RATE, "2023-2024", kommune.number)
            assert compared.own and compared.shown_n + compared.hidden_n == compared.group_n >= kommuner.SMALLEST_GROUP
            assert compared.group_median and 15 < compared.group_median < 120
            assert kommune.number not in compared.group.numbers


def test_the_country_is_what_ssb_says_and_the_note_says_so(inside, loaded):
    with inside(read_only=True):
        rate = service.figures_of("0", ALL)
        assert list(rate) == [shipped.RATE], "the sum of the counts that are shown is not the country's count"
        assert rate[shipped.RATE][0].value == Decimal("58.6")
        series = {one.code: one for one in service.series_list()}
        assert shipped.COUNTRY_WIDE in series[shipped.RATE].notes and len(series) == 8
        assert all(one.source.startswith("SSB") and "Samarbeidsdesken" in one.source for one in series.values())


def test_counts_are_compared_per_1000_as_ssb_does_it(inside, loaded):
    with inside(read_only=True):
        off = []
        for kommune in kommuner.all():
            ours = service.compare("ssb.08487.alt", "2023-2024", kommune.number).own
            theirs = service.compare(shipped.RATE, "2023-2024", kommune.number).own
            if ours and ours.value is not None and theirs.value is not None:
                off.append(abs(ours.value - theirs.value))
        assert len(off) > 350 and max(off) <= Decimal("0.3")
        found = service.compare(RUS, "2023-2024", "1101")
        assert found.computed and found.unit == "per 1000 innbyggere" and found.country is None
        assert service.compare("ssb.08487.alt", "2020-2021", "1101").own.flag == "not_computable"


def test_what_is_hidden_in_the_group_is_counted_and_left_out(inside, loaded):
    with inside(read_only=True):
        found = service.compare(RUS, "2023-2024", "1151")
        assert found.own is None and found.hidden_n > 0 and found.shown_n > 0
        values = [
            figure.value * 1000 / kommuner.population(figure.region, 2024)
            for figure in db.session.scalars(
                select(OfficialFigure).where(
                    OfficialFigure.series == RUS, OfficialFigure.period == "2023-2024",
                    OfficialFigure.region.in_(found.group.numbers), OfficialFigure.flag == "",
                )
            )
        ]  # fmt: skip
        assert len(values) == found.shown_n
        assert abs(found.group_mean - sum(values) / len(values)) < Decimal("0.1")


@pytest.mark.parametrize("region", ["9901", "", "9999", "x" * 500])
def test_a_kommune_of_the_demo_has_no_figures_and_that_is_no_error(inside, loaded, region):
    with inside(read_only=True):
        assert service.figures_of(region, ALL) == {}
        found = service.compare(shipped.RATE, "2023-2024", region)
        assert (found.own, found.group, found.group_median, found.group_n) == (None, None, None, 0)
        assert found.country is not None
        assert service.compare("no.such", "2025", region).own is None


def test_half_of_it_changes_nothing(house, world, database):
    wrong = Batch(Series("test.two", "To", "%", "SSB", ""), [])
    payload = wrong.payload()
    payload["figures"] = [{"region": "1101", "period": "2025", "value": None, "flag": ""}]
    right = Batch(ONE, [Published("1101", "2025", Decimal("1.5"))]).payload()
    with house.app_context(), pytest.raises(DBAPIError):
        rooms.take_official(right, payload)
    assert written(database) == []
    with house.app_context(), pytest.raises(DBAPIError):
        rooms.take_official({**right, "figures": [*right["figures"], *payload["figures"]]})
    assert written(database) == []


def test_a_changed_figure_is_changed_and_counted(house, world, database):
    with house.app_context():
        service.take(ONE, [Published("1101", "2025", Decimal("1.50")), Published("4206", "2025", None, "suppressed")])
        taken = service.take(ONE, [Published("1101", "2025", None, "missing"), Published("4206", "2024", Decimal(2))])
    assert (taken.added, taken.changed) == (1, 1)
    assert [row[2:] for row in written(database)] == [
        ("2025", None, "missing"), ("2024", Decimal(2), ""), ("2025", None, "suppressed"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "figures",
    [
        [Published("1101", "2025", None)], [Published("1101", "2025", Decimal(1), "missing")], [Published("", "2025", Decimal(1))],
        [Published("1101", "i fjor", Decimal(1))], [Published("1101", "2025", None, "hemmelig")],
        [Published("1101", "2025", Decimal(1)), Published("1101", "2025", Decimal(2))],
    ],
)  # fmt: skip
def test_what_makes_no_sense_never_reaches_the_database(house, world, database, figures):
    with house.app_context(), pytest.raises(BadTable):
        service.take(ONE, figures)
    assert written(database) == []


@pytest.mark.parametrize("statement", ["insert", "update", "delete", "function"])
def test_a_kommunes_room_cannot_write_public_figures(inside, loaded, statement):
    attempts = {
        "insert": lambda: db.session.add(OfficialFigure(series=RUS, region="1", period="2025", value=Decimal(1), flag="")),
        "update": lambda: db.session.query(OfficialSeries).update({"title": "x"}),
        "delete": lambda: db.session.query(OfficialFigure).delete(),
        "function": lambda: db.session.execute(select(func.app.take_official(json.dumps({})))),
    }
    with pytest.raises(ProgrammingError), inside():
        attempts[statement]()
        db.session.flush()


@pytest.mark.parametrize("kind", ["guest", "lobby"])
@pytest.mark.parametrize("table", ["official_figures", "official_series"])
def test_guests_and_the_lobby_do_not_even_read(house, loaded, settings, kind, table):
    address = settings.room_urls[kind].replace("+psycopg", "")
    with psycopg.connect(address) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(f"SELECT * FROM {table}")


def test_the_verb_loads_once_and_again_after_a_change(house, world, database, settings, monkeypatch):
    from infra import house as plug

    monkeypatch.setattr(plug, "build", lambda check: house)
    assert not verb.is_loaded(database)
    assert len(verb.load(database)) == 8
    assert verb.is_loaded(database) and verb.load(database) == []
    monkeypatch.setattr(shipped, "EDITION", "next")
    assert not verb.is_loaded(database)
    with psycopg.connect(database) as connection:
        connection.execute("TRUNCATE official_figures")
    monkeypatch.undo()
    assert not verb.is_loaded(database), "a truncated table is not a loaded one"


def test_the_demos_reset_leaves_the_public_figures(house, loaded, database):
    from infra.demo import founding

    founding.empty(database)
    assert len(written(database)) == 1420 * 7 + 358


# ------------------------------------------------------------------------------------------------ fetched from SSB


def ssb_answers(asked):
    """Table 08487 as SSB shapes it, small, with the groups it no longer counts by still among the codes."""
    names = ("Alle lovbruddsgrupper", "¬ Eiendomstyveri", "¬ Vold og mishandling", "¬ Rusmiddellovbrudd",
             "¬ Ordens- og integritetskrenkelse", "¬ Trafikkovertredelse", "¬ Andre lovbrudd", "Økonomi")  # fmt: skip
    groups = {f"{at:02}": name for at, name in enumerate(names)}
    sides = {
        "Gjerningssted": {"Ialt": "Hele landet", "1101": "Eigersund", "4206": "Farsund", "1111": "Sokndal"},
        "LovbruddKrim": groups,
        "ContentsCode": {"AnmLovbr": "Anmeldte lovbrudd", "AnmLovbrPer1000": "Anmeldte lovbrudd per 1 000 innbyggere"},
        "Tid": {f"{year}-{year + 1}": f"{year}-{year + 1}" for year in range(2019, 2024)},
    }
    if asked.method == "POST":
        sides = {one["variableCode"]: {code: sides[one["variableCode"]][code] for code in one["valueCodes"]}
                 for one in asked.body["selection"]}  # fmt: skip
    elif "/data" in asked.path:
        chosen = dict(part.split("=") for part in asked.path.split("?")[1].split("&"))
        sides = {name: {code: all_[code] for code in chosen[f"valueCodes[{name}]"].split(",")} for name, all_ in sides.items()}
    cells = 1
    for codes in sides.values():
        cells *= len(codes)
    return Reply(json.dumps({
        "class": "dataset", "version": "2.0", "label": "08487", "updated": "2026-03-16T07:00:00Z", "note": ["Nytt brudd."],
        "extension": {"noteMandatory": {"0": True}, "contact": [{"name": "Kari"}]},
        "id": list(sides), "size": [len(codes) for codes in sides.values()],
        "role": {"time": ["Tid"], "geo": ["Gjerningssted"], "metric": ["ContentsCode"]},
        "dimension": {name: {"label": name, "category": {"index": {c: at for at, c in enumerate(codes)}, "label": codes}}
                      for name, codes in sides.items()},
        "value": [float(at) for at in range(cells)], "status": {"1": ":"},
    }).encode())  # fmt: skip


@pytest.fixture
def fetched_from(house, world, office, asked_from, still, gate, monkeypatch):
    from saas.statistics.client import Ssb

    office.answer = ssb_answers
    monkeypatch.setattr(fetching, "Ssb", lambda settings: Ssb(asked_from, still.time, gate))
    return office


def test_newer_figures_from_ssb(house, fetched_from, inside, database):
    with house.app_context():
        taken = fetching.fetch()
    assert {one.code: one.added for one in taken} == dict.fromkeys(ALL, 4 * 4)
    with inside(read_only=True):
        series = {one.code: one for one in service.series_list()}
        assert series[RUS].updated_at.year == 2026 and "Nytt brudd." in series[RUS].notes
        assert [figure.period for figure in service.figures_of("0", ALL)[shipped.RATE]][-1] == "2023-2024"
        assert service.figures_of("0", ALL)[shipped.RATE][1].flag == "suppressed"
    with house.app_context():
        assert {(one.added, one.changed) for one in fetching.fetch()} == {(0, 0)}


def test_a_table_that_is_not_as_it_was_changes_nothing(house, fetched_from, database):
    fetched_from.answer = lambda asked: Reply(ssb_answers(asked).body.replace(b"Rusmiddellovbrudd", b"Noe annet"))
    with house.app_context(), pytest.raises(BadTable):
        fetching.fetch()
    assert written(database) == []


def test_an_office_that_is_away_changes_nothing_and_the_round_lives_on(house, fetched_from, database, monkeypatch):
    fetched_from.answer = lambda asked: Reply(b"", status=503)
    with house.app_context():
        with pytest.raises(Away):
            fetching.fetch()
        switch_on(house, monkeypatch)
        fetching.daily()
    assert written(database) == []


def switch_on(house, monkeypatch):
    from dataclasses import replace

    monkeypatch.setitem(house.config, "HOUSE", replace(house.config["HOUSE"], statistics_fetch=True))


def test_the_clock_fetches_only_when_switched_on(house, fetched_from, worker, database, monkeypatch):
    from infra import clock

    with house.app_context():
        assert "statistics.fetch" not in clock.house_rounds(house)
        fetching.daily()
        assert fetched_from.asked == []
        switch_on(house, monkeypatch)
        assert "statistics.fetch" in clock.house_rounds(house)
        due = {"statistics.fetch": 0.0}
        clock.strike(due)
        clock.strike(due)
        assert jobs.queue().count == 1
    worker.work()
    assert len(written(database)) == 8 * 16


def test_a_house_job_needs_the_houses_seal_and_a_kommunes_job_is_none(house, world):
    with house.app_context():
        for envelope in (
            {"name": "statistics.fetch", "house": True},
            {"name": "statistics.fetch", "house": True, "seal": "forged"},
            {**sealed({"name": "statistics.fetch"})},
        ):
            with pytest.raises(PermissionError):
                jobs.perform_house(envelope)
        with pytest.raises(KeyError):
            jobs.perform(sealed({"name": "statistics.fetch", "house": True}))
        with pytest.raises(LookupError):
            jobs.ask_house("outbox.sweep")


def sealed(envelope):
    return {**envelope, "seal": jobs._seal(envelope)}


def test_a_house_job_stands_in_no_room(house, world, worker, monkeypatch):
    seen = []

    def look() -> None:
        try:
            db.session.scalars(select(OfficialSeries)).all()
        except rooms.NoRoom:
            seen.append("no room")

    monkeypatch.setitem(jobs._house, "tests.look", look)
    with house.app_context():
        jobs.ask_house("tests.look")
    worker.work()
    assert seen == ["no room"]
