"""Files of figures: errors by row and nothing taken, everything or nothing, and twice the same changes nothing."""

import io
import json
import re
from decimal import Decimal
from html import unescape
from uuid import uuid4

import pytest

from tenants.indicators import files, importing
from tests.tenants.indicators.conftest import CSV

PLACE = "/k/nordvik/tall/import"
HEADER = CSV.split("\r\n", 1)[0]


def send(browser, content, name="tall.csv", place=PLACE, **more):
    """Choose a file and press «Se gjennom filen»."""
    content = content.encode() if isinstance(content, str) else content
    form = {"fil": (io.BytesIO(content), name), **more}
    return browser.post(place, form, content_type="multipart/form-data")


def hidden(page):
    """The preview's form."""
    names = ("filnavn", "format", "innhold")
    return {name: unescape(re.search(f'name="{name}" value="([^"]*)"', page)[1]) for name in names}


def take(browser, content, name="tall.csv", **more):
    """Both steps; the text of the page that follows."""
    looked = send(browser, content, name, **more)
    assert looked.status_code == 200, looked.get_data(as_text=True)
    page = looked.get_data(as_text=True)
    if "Ingen endringer" in page:
        return page
    done = browser.post(f"{PLACE}/utforing", {**hidden(page), "en_gang": str(uuid4())})
    assert done.status_code == 303, done.get_data(as_text=True)
    return browser.get(done.headers["Location"]).get_data(as_text=True)


def test_a_file_is_looked_through_and_then_taken_in_whole(coordinator, kept, logged):
    page = send(coordinator, CSV).get_data(as_text=True)
    assert "3 rader er klare" in page and "Importer 3 rader i Nordvik" in re.sub(r"\s+", " ", page)
    assert kept() == {} and logged() == []
    assert "3 rader er lest. 3 nye, 0 endret, 0 som før." in take(coordinator, CSV)
    assert kept() == {
        ("ungdata.967", "2022", "lower_secondary", ""): (Decimal("4.5"), "", 310, 1),
        ("ungdata.967", "2025", "lower_secondary", ""): (None, "suppressed", None, 1),
        ("kommune.klubb", "2025", "", ""): (Decimal(18), "", None, 1),
    }
    assert logged() == [("csv", 3, 3, 0)]


def test_the_same_again_changes_nothing_and_what_differs_is_counted(coordinator, kept, logged):
    take(coordinator, CSV)
    before = kept()
    assert "Ingen endringer: alle tallene står der fra før." in take(coordinator, CSV.encode("cp1252"))
    assert kept() == before and logged() == [("csv", 3, 3, 0)]
    assert "0 nye, 1 endret, 2 som før." in take(coordinator, CSV.replace("4,5", "4,6"))
    assert kept()["ungdata.967", "2022", "lower_secondary", ""] == (Decimal("4.6"), "", 310, 2)
    assert logged()[1:] == [("csv", 3, 0, 1)]


def test_a_confirmation_of_what_is_there_already_writes_nothing(coordinator, kept, logged):
    form = hidden(send(coordinator, CSV).get_data(as_text=True))
    for _ in range(2):
        assert coordinator.post(f"{PLACE}/utforing", {**form, "en_gang": str(uuid4())}).status_code == 303
    assert "Ingen endringer: tallene sto der fra før." in coordinator.get("/k/nordvik/tall/").get_data(as_text=True)
    assert logged() == [("csv", 3, 3, 0)] and {row[3] for row in kept().values()} == {1}


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        ("ungdata.967;T;2025;;;14;%;;;Ungdata;;", "n", "Skriv hvor mange som har svart."),
        ("ungdata.967;T;2025;;;14;%;29;;Ungdata;;", "verdi", "Bare 29 har svart."),
        ("egen.1;T;2025;;;14;%;;;Ungdata 2025;;", "n", "Skriv hvor mange som har svart."),
        ("egen.1;T;2025;;;114;%;300;;Ungdata;;", "verdi", "Prosent må være fra 0 til 100."),
        ("egen.1;T;i fjor;;;14;;;;Vi;;", "periode", "er ikke en periode"),
        ("egen.1;T;2025;;;mange;;;;Vi;;", "verdi", "er ikke et tall"),
        ("egen.1;;2025;;;1;;;;Vi;;", "tittel", "Feltet må fylles ut."),
        ("egen.1;=HYPERLINK(1);2025;;;1;;;;Vi;;", "tittel", "kan kjøre det som en formel"),
        ("egen.1;Ola Nordmann ruser seg;2025;;;1;;;;Vi;;", "tittel", "navn"),
        ("egen.1;T;2025;10. trinn: gutter;;1;;;;Vi;;", "nivå", "kolon"),
        ("egen.1;T;2025;;;1;;;;Vi;;\r\negen.1;T;2025;;;2;;;;Vi;;", "", "står også i rad 5"),
    ],
)
def test_one_bad_row_is_told_with_its_number_and_nothing_is_taken(coordinator, kept, row, column, words):
    answer = send(coordinator, f"{CSV}{row}\r\n")
    page = unescape(answer.get_data(as_text=True))
    told = re.search(r'<td data-label="Rad">([56])</td><td[^>]*>(.*?)</td><td>(.*?)</td>', page)
    assert answer.status_code == 422 and told and told[2] == column and words in told[3]
    assert "Ingenting er lagret" in page and 'name="innhold"' not in page
    assert kept() == {}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "Velg en fil."),
        (b"hei", "mangler kolonnen"),
        (HEADER.encode(), "ingen rader"),
        (b"PK\x03\x04rest", "regneark"),
        (b"\x00\x00\x00\x00", "ikke en tekstfil"),
        (b'{"class": "dataset"', "ikke hel JSON"),
        (b'{"class": "collection"}', "ikke en tabell i JSON-stat"),
        (b"x\n" * 10_100, "flere enn 10 000 rader"),
    ],
)
def test_a_file_that_is_none_is_refused_in_words(coordinator, kept, content, words):
    answer = send(coordinator, content)
    assert answer.status_code == 422 and words in unescape(answer.get_data(as_text=True)) and kept() == {}


@pytest.mark.parametrize("packed", ["", "!", "aGVp", "x" * 200])
def test_a_mangled_confirmation_is_refused(coordinator, kept, packed):
    answer = coordinator.post(f"{PLACE}/utforing", {"innhold": packed, "format": "csv"})
    assert answer.status_code == 422 and "Filen kom ikke hel fram." in answer.get_data(as_text=True) and kept() == {}


def test_what_was_changed_between_preview_and_deed_is_checked_again(coordinator, kept):
    bad = files.pack(CSV.replace(";310;", ";12;").encode())
    answer = coordinator.post(f"{PLACE}/utforing", {"innhold": bad, "format": "csv"})
    assert answer.status_code == 409 and kept() == {}
    blown = files.pack(b"0" * (files.LARGEST_UNPACKED + 10))
    assert coordinator.post(f"{PLACE}/utforing", {"innhold": blown, "format": "csv"}).status_code == 422


def test_a_failure_half_way_leaves_nothing(coordinator, kept, logged, monkeypatch):
    form = hidden(send(coordinator, CSV).get_data(as_text=True))
    written = importing._write

    def failing(values, log):
        written(values[:2], log)
        raise RuntimeError("the third row")

    monkeypatch.setattr(importing, "_write", failing)
    assert coordinator.post(f"{PLACE}/utforing", form).status_code == 500
    assert kept() == {} and logged() == []


def test_as_many_rows_as_are_allowed_are_taken_at_once(coordinator, kept, logged):
    rows = [f"egen.{n};Tall;{2000 + n % 25};{n % 7}. trinn;;{n % 90},5;%;{n + 50};;Vi;;" for n in range(9_990)]
    take(coordinator, "\r\n".join([HEADER, *rows]))
    assert len(kept()) == 9_990 and logged() == [("csv", 9_990, 9_990, 0)]


def test_what_a_file_hides_is_no_longer_public(coordinator, inside, kept):
    from sqlalchemy import select, update

    from saas.db import db
    from tenants.indicators.models import IndicatorReading

    take(coordinator, CSV)
    with inside():
        db.session.execute(update(IndicatorReading).values(publishable=True))
    take(coordinator, CSV.replace("4,5;%;310", "Skjult;%;").replace(";18;", ";19;"))
    with inside():
        told = {(r.code, r.period): r.publishable for r in db.session.scalars(select(IndicatorReading))}
    assert told == {("ungdata.967", "2022"): False, ("ungdata.967", "2025"): True, ("kommune.klubb", "2025"): True}


def table(regions, source="Statistisk sentralbyrå", **changes):
    """A small table as SSB sends it: two regions, two sexes, two years."""
    made = {
        "version": "2.0", "class": "dataset", "label": "12345: Elever, etter region, kjønn og år", "source": source,
        "role": {"time": ["Tid"], "geo": ["Region"], "metric": ["ContentsCode"]},
        "id": ["Region", "Kjonn", "ContentsCode", "Tid"], "size": [2, 2, 1, 2],
        "extension": {"px": {"tableid": "12345"}},
        "dimension": {
            "Region": {"category": {"index": {r: n for n, r in enumerate(regions)}, "label": {r: r for r in regions}}},
            "Kjonn": {"category": {"index": {"2": 0, "1": 1}, "label": {"2": "Jenter", "1": "Gutter"}}},
            "ContentsCode": {"category": {"index": {"Frafall": 0}, "label": {"Frafall": "Frafall"},
                                          "unit": {"Frafall": {"base": "prosent"}}}},
            "Tid": {"category": {"index": {"2024": 0, "2025": 1}, "label": {"2024": "2024", "2025": "2025"}}},
        },
        "value": [1, 2, 3, 4, 12.5, None, 14, 15], "status": {"5": ":"},
    }  # fmt: skip
    return json.dumps({**made, **changes})


def test_a_table_from_the_office_gives_the_kommunes_own_rows(coordinator, kept, logged):
    assert "4 nye" in take(coordinator, table(["0301", "9901"]), "tabell.json")
    assert {key[1:]: value[:2] for key, value in kept().items()} == {
        ("2024", "", "girls"): (Decimal("12.5"), ""),
        ("2025", "", "girls"): (None, "suppressed"),
        ("2024", "", "boys"): (Decimal(14), ""),
        ("2025", "", "boys"): (Decimal(15), ""),
    }
    assert {key[0] for key in kept()} == {"ssb.12345.Frafall"} and logged() == [("jsonstat", 4, 4, 0)]
    page = coordinator.get("/k/nordvik/tall/").get_data(as_text=True)
    assert "Elever: Frafall" in page and "Statistisk sentralbyrå" in page


def test_a_table_without_the_kommune_is_refused(coordinator, kept):
    other = send(coordinator, table(["0301", "1101"]))
    assert other.status_code == 422
    assert "Filen har ingen tall for Nordvik (kommunenummer 9901)." in other.get_data(as_text=True)
    nowhere = send(coordinator, table(["0301", "9901"], role={"time": ["Tid"], "geo": ["Annet"]}))
    assert "Filen sier ikke hvilken kommune tallene gjelder." in nowhere.get_data(as_text=True)
    nobody = send(coordinator, table(["0301", "9901"], source=None))
    assert "Skriv kilden." in nobody.get_data(as_text=True)
    assert send(coordinator, table(["0301", "9901"], source=None), kilde="Udir").status_code == 200
    assert kept() == {}


def test_a_guarded_source_or_name_is_refused(coordinator):
    answer = send(coordinator, table(["0301", "9901"], source=None), kilde="Ola Nordmann ruser seg")
    assert answer.status_code == 422 and "Ola Nordmann" in answer.get_data(as_text=True)
    assert send(coordinator, CSV, "Ola Nordmann.csv").status_code in (200, 422)


def test_the_template_has_the_columns_and_reads_as_ours(coordinator):
    answer = coordinator.get(f"{PLACE}/mal.csv")
    assert answer.get_data().startswith(b"\xef\xbb\xbfindikator;tittel;periode;") and "attachment" in answer.headers["Content-Disposition"]
    page = send(coordinator, answer.get_data() + CSV.split("\r\n", 1)[1].encode()).get_data(as_text=True)
    assert "3 rader er klare" in page


def test_another_kommune_is_left_alone(coordinator, kept):
    take(coordinator, CSV)
    assert kept("hamnes") == {}
    assert send(coordinator, table(["9901", "0301"]), place="/k/hamnes/tall/import").status_code == 422


def test_a_file_sent_twice_with_the_same_number_is_one_deed(coordinator, logged):
    form = {**hidden(send(coordinator, CSV).get_data(as_text=True)), "en_gang": str(uuid4())}
    assert [coordinator.post(f"{PLACE}/utforing", form).status_code for _ in range(2)] == [303, 303]
    assert logged() == [("csv", 3, 3, 0)]
