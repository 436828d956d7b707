"""Single figures for other pages: words, age, caution, and as many statements for thirty series as for six."""

from datetime import date
from decimal import Decimal

from sqlalchemy import event

from saas.db import db
from tenants.indicators import service
from tenants.indicators.models import IndicatorReading


def write(code, year, value, level="lower_secondary", **facts):
    facts = {"title": code, "source": "Ungdata", "unit": "%", "n": 300, "flag": "" if value is not None else "suppressed"} | facts
    db.session.add(IndicatorReading(code=code, period=str(year), year=year, level=level, value=value, **facts))


def test_a_figure_says_its_value_its_trend_and_its_source(inside):
    with inside():
        write("ungdata.977", 2022, Decimal(11), title="Tilbudt hasj")
        write("ungdata.977", 2025, Decimal(14), title="Tilbudt hasj", n=31)
        found = service.figure("own:ungdata.977:lower_secondary")
        assert found.label == "Tilbudt hasj, ungdomstrinnet" and found.value == "14\u00a0%" and not found.old
        assert found.trend.startswith("Økte fra 11\u00a0% i 2022 til 14\u00a0% i 2025.")
        assert found.caution == "Få svar (n=31): tolk med varsomhet" and len(found.spark.dots) == 2
        assert service.series_keys() == [("own:ungdata.977:lower_secondary", "Tilbudt hasj, ungdomstrinnet")]


def test_hidden_is_a_word_and_one_figure_is_no_trend(inside):
    with inside():
        write("a", 2025, None)
        found = service.figure("own:a:lower_secondary")
        assert found.value == "Skjult" and found.trend == "Bare målt én gang." and found.spark.paths == []


def test_a_figure_is_old_24_months_after_its_year_is_out():
    assert not service.is_old(2024, date(2026, 12, 31)) and service.is_old(2024, date(2027, 1, 1))
    assert service.is_old(2023, date(2026, 11, 1))


def test_levels_and_sexes_written_in_words_are_read_as_what_they_mean(inside):
    with inside():
        write("a", 2025, Decimal(5), level="ungdomstrinn", sex="alle")
        found = service.figure("own:a:ungdomstrinn")
        assert found.label == "a, ungdomstrinnet" and found.value == "5\u00a0%"


def test_only_girls_measured_is_said(inside):
    with inside():
        write("a", 2025, Decimal(5), sex="girls")
        assert service.figure("own:a:lower_secondary").label == "a, ungdomstrinnet, jenter"


def test_the_number_of_statements_does_not_grow(house, inside, member):
    counts = []
    for number in (6, 30):
        with inside():
            for n in range(number):
                for year in (2022, 2025):
                    write(f"{number}.{n}", year, Decimal(n))
        with house.app_context():
            engine = db.engines["kommune"]
        sent = []

        def note(*args, sent=sent):
            sent.append(args[2])

        event.listen(engine, "before_cursor_execute", note)
        assert member.get("/k/nordvik/tall/?alle=1").status_code == 200
        assert member.get("/k/nordvik/situasjonsbilde/").status_code == 200
        event.remove(engine, "before_cursor_execute", note)
        counts.append(len(sent))
    assert counts[0] == counts[1]
