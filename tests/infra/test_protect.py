"""`./infra/run protect`: a case in, a table out; what cannot be read or done is said in one sentence."""

import json

import pytest

from infra import protecting
from tests.infra.protect_kit import NORTH, SOUTH, WEST, holds, protect, regions, run  # noqa: F401


def test_as_a_process_it_reads_a_case_and_writes_a_table() -> None:
    case = regions(north=NORTH, south=SOUTH, few={"f1": 3, "f2": 9})

    code, out, said = run(case)

    document = json.loads(out)
    assert code == 0, said
    assert list(document) == ["cells", "equations", "status", "audit", "why"]
    assert list(document["cells"]) == ["all", "north", "south", "few"]
    assert document["status"]["few"] == "primary" and document["cells"]["few"] is None
    assert '"all": 97,' in out and document["audit"]["exact"] == 0 and document["audit"]["attacked"] > 0
    holds(case, document)


@pytest.mark.parametrize("wrong", [b"", b"{", b"[1]", b'{"equations": 3}', b'{"equations": []}', b"\xff\xfe",
                                   b'{"equations": [], "contributions": {"a": {"k": NaN}}}',
                                   b'{"equations": [], "contributions": {"a": {"k": -1}}}',
                                   b'{"equations": [], "contributions": {"a": {"k": "3"}}}',
                                   b'{"equations": [{"total": "t", "parts": []}], "contributions": {"a": {"k": 1}}}',
                                   b'{"equations": [{"total": "t", "parts": ["a", "a"]}], "contributions": {"a": {"k": 1}}}',
                                   b'{"equations": [{"total": "t", "parts": ["x"]}], "contributions": {"a": {"k": 1}}}',
                                   b'{"equations": [{"total": "t", "parts": ["u"]}, {"total": "u", "parts": ["t"]}], '
                                   b'"contributions": {"a": {"k": 1}}}',
                                   b'{"equations": [], "contributions": {"a": {"k": 1}}, "parameters": {"q": 1}}',
                                   b'{"equations": [], "contributions": {"a": {"k": 1}}, "earlier": [{"cells": 3}]}'])  # fmt: skip
def test_what_is_no_case_is_one_sentence_and_two(wrong: bytes, protect) -> None:
    assert "Saken" in protect(wrong, 2)


def test_bad_input_to_the_process_leaves_nothing_on_the_output() -> None:
    code, out, said = run(b"not json")

    assert (code, out) == (2, "") and said == "Saken kan ikke leses: det som kom inn, er ikke gyldig JSON.\n"


def test_the_same_case_gives_the_same_bytes() -> None:
    case = regions(north=NORTH, south=SOUTH, west=WEST, few={"f1": 3, "f2": 9})

    assert run(case)[1] == run(case)[1]


def test_decimals_are_kept_and_whole_numbers_stay_whole(protect) -> None:
    tenths = {f"t{n}": 2.1 + n / 10 for n in range(8)}

    out = protect(regions(tenths=tenths, south=SOUTH))

    assert out["cells"]["tenths"] == 19.6
    assert isinstance(out["cells"]["south"], int)


def test_what_was_published_before_and_opens_it_all_is_one_sentence_and_three(protect) -> None:
    """The total and one of two parts are out; the other part, three kommuner's, cannot be hidden any more."""
    few = {"f1": 3, "f2": 9}
    earlier = [{"cells": {"all": sum(SOUTH.values()) + 12, "south": sum(SOUTH.values())}, "equations": []}]
    case = regions(south=SOUTH, few=few) | {"earlier": earlier}

    said = protect(case, 3)

    assert "«few»" in said and "12" not in said


def test_cells_withheld_beforehand_are_blank_and_say_so(protect) -> None:
    out = protect(regions(north=NORTH, south=SOUTH, west=WEST) | {"withheld": {"north": "joiners"}})

    assert out["cells"]["north"] is None and out["status"]["north"] == "withheld"


def test_what_the_auditor_opens_is_handed_back(protect, monkeypatch: pytest.MonkeyPatch) -> None:
    """A suppressor that forgets the second blank is put right by the auditor."""
    honest = protecting.suppressor.protect

    def careless(case, **how):
        pattern = honest(case, **how)
        for name, status in pattern.status.items():
            if status == "secondary":
                pattern.cells[name] = float(sum(case.contributions[name].values()))
                pattern.status[name] = "open"
        return pattern

    monkeypatch.setattr(protecting.suppressor, "protect", careless)
    case = regions(north=NORTH, south=SOUTH, few={"f1": 3, "f2": 9})

    out = protect(case)

    assert sum(value is None for value in out["cells"].values()) >= 2
    assert "secondary" in out["status"].values()
    holds(case, out)


def test_five_hundred_cells_come_through(protect) -> None:
    rows, columns = 20, 24
    contributions = {
        f"r{r}c{c}": {f"k{r}-{n}": float((r * 7 + c * 5 + n * 3) % 9) for n in range(6)} for r in range(rows) for c in range(columns)
    }
    by_row = [{"total": f"r{r}", "parts": [f"r{r}c{c}" for c in range(columns)]} for r in range(rows)]
    by_column = [{"total": f"c{c}", "parts": [f"r{r}c{c}" for r in range(rows)]} for c in range(columns)]
    top = [{"total": "all", "parts": [f"r{r}" for r in range(rows)]}, {"total": "all", "parts": [f"c{c}" for c in range(columns)]}]

    out = protect({"equations": [*by_row, *by_column, *top], "contributions": contributions})

    assert len(out["cells"]) == 525 and out["audit"]["exact"] == 0
