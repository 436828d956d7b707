"""The offices' own files through the door: SSB's table 08487 as it is laid out, and JSON-stat from SSB and FHI as sent."""

from decimal import Decimal
from pathlib import Path

import pytest

from saas.statistics import shipped
from tests.tenants.indicators.test_import import send, take

SAMPLES = Path(__file__).resolve().parents[4] / "shared" / "data" / "statistics"
SSB, FHI = SAMPLES / "ssb_pxwebapi2_12134_jsonstat2.json", SAMPLES / "fhi_open_api_response_example.json"
needs_samples = pytest.mark.skipif(not SSB.exists(), reason="The offices' own answers lie in shared/, which is not here.")
COUNTS = shipped.COUNTS.read_bytes()


def test_the_whole_table_of_357_kommuner_gives_the_place_that_is_asked_for(coordinator, kept):
    page = take(coordinator, COUNTS, "08487.csv", omrade="Eigersund")
    assert "28 nye" in page
    found = {(key[0], key[1]): value[0] for key, value in kept().items()}
    assert found[("ssb.08487.alt.1101", "2023-2024")] == Decimal(719)
    assert {key[1] for key in kept()} == {"2020-2021", "2021-2022", "2022-2023", "2023-2024"}
    again = send(coordinator, COUNTS, "08487.csv", omrade="1101").get_data(as_text=True)
    assert "Ingen endringer" in again


def test_what_ssb_has_hidden_is_skjult_and_never_nought(coordinator, kept):
    small = next(
        line.split(",")[0] for line in COUNTS.decode().splitlines()[1:] if line.split(",")[6] == "" and line.split(",")[3]
    )
    take(coordinator, COUNTS, "08487.csv", omrade=small)
    hidden = [value for key, value in kept().items() if value[1] == "suppressed"]
    assert hidden and all(value[0] is None for value in hidden)
    assert "Skjult" in coordinator.get("/k/nordvik/tall/").get_data(as_text=True)


def test_a_file_without_the_kommune_asks_whose_figures_to_take(coordinator, kept):
    answer = send(coordinator, COUNTS, "08487.csv")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and "Skriv hvilket område du vil ta inn. Filen har: 0301 Oslo" in page
    wrong = send(coordinator, COUNTS, "08487.csv", omrade="Atlantis")
    assert wrong.status_code == 422 and "Filen har ikke området «Atlantis»." in wrong.get_data(as_text=True)
    assert kept() == {}


def test_every_row_of_a_broken_table_is_told_and_none_is_taken(coordinator, kept):
    lines = COUNTS.decode().splitlines()
    lines[5] = lines[5].replace(lines[5].split(",")[3], "=2+2", 1)
    lines[9], lines[12] = "03x1," + lines[9].split(",", 1)[1], lines[11]
    answer = send(coordinator, "\n".join(lines), "08487.csv", omrade="0301")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and "Ingenting er lagret" in page
    assert "Kommunenummeret skal ha fire sifre." in page and "Samme kommune og periode står også i rad 12." in page
    assert ">6<" in page and ">10<" in page and ">13<" in page and kept() == {}


@needs_samples
def test_ssbs_own_answer_gives_the_place_that_is_asked_for(coordinator, kept):
    take(coordinator, SSB.read_bytes(), "12134.json", omrade="4601")
    assert {key[:2]: value[0] for key, value in kept().items()} == {
        ("ssb.12134.KOSAG110000.4601", "2024"): Decimal(66605)
    }
    assert "Bergen" in coordinator.get("/k/nordvik/tall/").get_data(as_text=True)


@needs_samples
def test_fhis_own_answer_with_a_list_as_index_is_read_too(coordinator, kept):
    take(coordinator, FHI.read_bytes(), "fhi.json", omrade="Oslo", kilde="Folkehelseinstituttet")
    assert sorted((key[1], value[0]) for key, value in kept().items()) == [("2020", Decimal(3516)), ("2021", Decimal(2817))]


@needs_samples
@pytest.mark.parametrize("cut", [10, 400, 3000])
def test_a_truncated_answer_is_refused_in_words(coordinator, kept, cut):
    answer = send(coordinator, SSB.read_bytes()[:-cut], "12134.json", omrade="4601")
    assert answer.status_code == 422 and "Filen er ikke hel JSON." in answer.get_data(as_text=True)
    assert kept() == {}


def test_another_kommune_sees_nothing_of_what_was_imported(coordinator, kept):
    take(coordinator, COUNTS, "08487.csv", omrade="1101")
    assert kept("hamnes") == {}
