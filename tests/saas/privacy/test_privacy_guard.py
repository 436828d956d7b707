"""What the guard promises about words: who is caught, who passes, what may be kept, and at what price in time."""

import time
from pathlib import Path
from typing import NamedTuple

import pytest

from saas.privacy import REASONS, inspect, worst

CORPUS = Path(__file__).parents[2] / "data" / "guard_corpus.tsv"
TUNED = ["tune", "held", "fresh1", "fresh2", "fresh3"]  # The rules have been mended after these.
UNSEEN = "unseen"  # Written last, its misses left unmended: it tells what a stranger's lines would meet.
SENTENCE = "Rektor Hanne Dahl orienterte om fraværet på ungdomstrinnet, som har økt fra 6,1 til 8,9 prosent i 2026. "


class Line(NamedTuple):
    half: str
    mode: str
    expected: str
    text: str

    def verdict(self) -> str:
        return worst(inspect(self.text, small=self.mode == "small"))


def corpus(half: str) -> list[Line]:
    rows = (row.split("\t") for row in CORPUS.read_text("utf-8").splitlines() if row and not row.startswith("#"))
    return [line for line in (Line(*row) for row in rows) if line.half == half]


@pytest.mark.parametrize("half", TUNED)
def test_at_least_97_of_100_lines_about_persons_are_caught(half: str) -> None:
    lines = [line for line in corpus(half) if line.expected != "pass"]
    missed = [line.text for line in lines if line.verdict() == "pass"]
    assert len(lines) > 120
    assert len(missed) <= 0.03 * len(lines), missed


@pytest.mark.parametrize("half", TUNED)
def test_at_most_6_of_100_clean_lines_give_a_false_alarm(half: str) -> None:
    lines = [line for line in corpus(half) if line.expected == "pass"]
    alarms = [line.text for line in lines if line.verdict() != "pass"]
    assert len(lines) >= 70
    assert len(alarms) <= 0.06 * len(lines), alarms


def test_of_lines_never_tuned_to_95_of_100_are_caught_and_at_most_8_give_a_false_alarm() -> None:
    about_persons = [line for line in corpus(UNSEEN) if line.expected != "pass"]
    clean = [line for line in corpus(UNSEEN) if line.expected == "pass"]
    assert len(about_persons) > 100 and len(clean) >= 70
    assert len([line for line in about_persons if line.verdict() == "pass"]) <= 0.05 * len(about_persons)
    assert len([line for line in clean if line.verdict() != "pass"]) <= 0.08 * len(clean)


@pytest.mark.parametrize("half", [*TUNED, UNSEEN])
def test_every_line_with_a_personal_number_is_blocked(half: str) -> None:
    assert [line.text for line in corpus(half) if line.expected == "block" and line.verdict() != "block"] == []


@pytest.mark.parametrize(
    "spelling",
    ["en gutt (15) i 10B", "EN GUTT PÅ 15 I 10B", "en gutt, 15 år, i 10 b", "15 åring i 10.b", "15-åringen i 10B",
     "femten år gammel gutt i 10b", "en gutt på 15\u00a0år", "femtenåringen", "en １５-åring"],
)  # fmt: skip
def test_an_age_is_seen_however_it_is_spelled(spelling: str) -> None:
    assert worst(inspect(spelling)) == "warn"


def test_members_and_role_holders_may_be_named() -> None:
    assert inspect("Yusuf Warsame ringte Torunn Myklebust.", known_names=["Yusuf Warsame", "Torunn Myklebust"]) == []
    assert worst(inspect("Yusuf Warsame ringte Torunn Myklebust.")) == "warn"


def test_the_given_name_alone_of_a_known_person_passes() -> None:
    assert inspect("Yusuf har fått nøkkel.", known_names=["Yusuf Warsame"]) == []
    assert worst(inspect("Yusuf har stjålet en moped.", known_names=["Kari Moen"])) == "warn"


def test_what_the_group_has_kept_is_not_pointed_at_again() -> None:
    text = "Torunn Myklebust ringte."
    [finding] = inspect(text)
    assert finding.key == "torunn myklebust"
    assert inspect(text, kept={finding.key}) == []


def test_a_pronoun_after_a_colleague_is_the_colleague() -> None:
    assert inspect("Politikontakt Are Nygård orienterte. Han har vært på kurs.") == []
    assert worst(inspect("Han har vært på kurs.")) == "warn"


def test_each_place_in_a_text_is_pointed_at_once() -> None:
    spans = [(f.start, f.end) for f in inspect("Guten i 8. klasse på Hamnes, sonen til lensmannen, vart teken.")]
    assert all(end <= start for (_, end), (start, _) in zip(spans, spans[1:], strict=False))
    assert spans


@pytest.mark.parametrize(
    ("of_anybody", "of_somebody"),
    [
        ("Faren for gjengrekruttering øker.", "Faren har gjeld."),
        ("Når gutten er over 15 år, samtykker han selv.", "Gutten er ute hver kveld."),
        ("Den som selger alkohol til barn, kan straffes.", "Den som tente på skuret, er kjent."),
        ("Elever som ruser seg, får hjelp.", "Eleven som knuste ruta, får hjelp."),
        ("Unge som bor i kommunen, får tilbud.", "Bor i det røde huset ved kirka."),
    ],
)
def test_what_is_said_of_anybody_passes_and_of_somebody_warns(of_anybody: str, of_somebody: str) -> None:
    assert inspect(of_anybody) == []
    assert worst(inspect(of_somebody)) == "warn"


def test_a_block_can_never_be_kept() -> None:
    [finding] = inspect("01810550003")
    assert worst(inspect("01810550003", kept={finding.key})) == "block"


def test_a_small_kommune_is_more_careful() -> None:
    assert inspect("Den eneste butikken er stengt, og to familier har svart.") == []
    assert worst(inspect("To familier flyttet.", small=True)) == "warn"


def test_offsets_point_into_the_text_as_it_was_written() -> None:
    text = "Møte.\n\u00a0Ring 412\u00a034\u00a0567, fnr ０１８１０５５０００３"
    assert [text[finding.start : finding.end] for finding in inspect(text)] == [
        "412\u00a034\u00a0567",
        "０１８１０５５０００３",
    ]


def test_names_under_a_heading_of_attendance_pass_until_an_empty_line() -> None:
    assert inspect("Til stede:\nOle Brandt\nKari Sandvik Moen\n") == []
    assert worst(inspect("Til stede:\nOle Brandt\n\nKari Sandvik Moen\n")) == "warn"


def test_every_reason_is_a_plain_sentence_that_can_be_translated() -> None:
    texts = {text for line in corpus("tune") for f in inspect(line.text) for text in (f.reason, f.suggestion) if text}
    assert texts <= set(REASONS)
    assert [text for text in REASONS if "%" in text or "!" in text or not text.endswith((".", "»"))] == []


def _work(text: str) -> float:
    """The least processor time of three readings, in seconds."""
    spent = []
    for _ in range(3):
        start = time.process_time()
        inspect(text)
        spent.append(time.process_time() - start)
    return max(min(spent), 0.002)


def test_a_text_eight_times_as_long_costs_about_eight_times_as_much() -> None:
    text = SENTENCE * 500
    inspect(text[:5000])
    assert _work(text[:40_000]) / _work(text[:5000]) < 24  # Twice the square of eight would be 128.


@pytest.mark.parametrize(
    "evil",
    [
        "a",
        "1",
        "1 ",
        "12 ",
        "@",
        "a@",
        "Ole ",
        ".",
        " ",
        "9a ",
        "jenta i 9a ",
        "«",
        "snap ",
        "født 12.",
        "Aa",
        "kalt ",
        "12.03.26 ",
        "a-",
        "a_",
        "snap a.",
        "den som ",
        "bor i det ",
        "«Aa» ",
    ],
)
def test_no_text_makes_the_guard_hang(evil: str) -> None:
    long = (evil * 80_000)[:80_000]
    assert _work(long) / _work(long[:10_000]) < 32  # Eight is linear, sixty-four is the square.
