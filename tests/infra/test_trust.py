"""What the documents about privacy and security claim, is so: each proof they name is there, each number is the code's."""

import ast
import importlib
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask_wtf import FlaskForm
from pypdf import PdfReader
from wtforms.fields.core import UnboundField

from infra import supply_audit
from infra.ground import ROOT
from infra.trust.__main__ import TOKEN, documents, main, report
from infra.verbs import VERBS
from saas import config
from saas.db import Base
from tenants.control import retention

UNITS = {"minutter": timedelta(minutes=1), "timer": timedelta(hours=1), "dager": timedelta(days=1)}
NUMBER = re.compile(r"`([a-z_]+(?:\.\w+)+)` = (\d+)(?: (minutter|timer|dager))?")
SETTING = re.compile(r"[A-Z][A-Z0-9]*(?:_(?:[A-Z0-9]+|<NAVN>))+")
CHILD_OR_SENSITIVE = re.compile(
    r"birth|born|fnr|personal_number|national_id|child|pupil|gender|diagnos|health|victim|suspect|guardian|parent_|home_address"
    r"|fodsel|fodt|personnummer|(^|_)barn($|_|et|a)|(^|_)elev|kjonn|diagnose|foresatt|mistenkt|fornaermet|helse",
    re.IGNORECASE,
)
REACHES = re.compile(r"(^|_)(e?mail|phone|to_address|to_name|device|email_hash|address_hash|actor_name|public_key)($|_)")
# A figure for all girls or all boys of a grade, with how many answered; never for one of them.
OF_FIGURES = {"ReadingForm.kjonn": "tenants/indicators/forms.py"}
# Said in the text, and no proof of anything.
WORDS = {"security@": "saas/finders.py", "--unntatt": "infra/supply_audit.py"}


def tokens(path: Path) -> set[str]:
    """What stands between backticks."""
    return set(TOKEN.findall(path.read_text()))


def settings_in_code() -> set[str]:
    """Every name in capitals that stands as a string of its own in the code that reads settings."""
    found: set[str] = set()
    for path in [*(ROOT / "saas").glob("*.py"), *(ROOT / "infra").glob("*.py")]:
        strings = (node.value for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Constant))
        found |= {value for value in strings if isinstance(value, str) and SETTING.fullmatch(value)}
    return found


def lacking(token: str, routes: set[str], settings: set[str]) -> str:
    """Why a token proves nothing; an empty string for one that does."""
    if "::" in token:
        file, _, name = token.partition("::")
        if not (ROOT / file).is_file():
            return "no such file"
        names = {node.name for node in ast.walk(ast.parse((ROOT / file).read_text())) if isinstance(node, ast.FunctionDef)}
        return "" if name.startswith("test_") and name in names else "no such test"
    if token.startswith("./infra/run"):
        verb = token.removeprefix("./infra/run").split()
        return "" if not verb or verb[0] in VERBS else "no such verb"
    if token in WORDS:
        return "" if token in (ROOT / WORDS[token]).read_text() else "not said there"
    if token.startswith("/"):
        return "" if {token, f"{token}/"} & routes else "no such address"
    if SETTING.fullmatch(token):
        part = token.partition("<NAVN>_")[2]
        return "" if token in settings or part in config.OIDC_PARTS else "no such setting"
    if (ROOT / token.removeprefix("./")).exists():
        return ""
    if "/" in token:
        return "no such file"
    if "." in token:
        return "" if value_of(token) is not None else "no such constant"
    return "" if token in Base.metadata.tables else "nothing that is known"


def value_of(name: str) -> Any:
    """The value of a constant by its full name; None where there is none."""
    parts = name.split(".")
    for cut in range(len(parts) - 1, 0, -1):
        try:
            found: Any = importlib.import_module(".".join(parts[:cut]))
        except ImportError:
            continue
        for part in parts[cut:]:
            found = getattr(found, part, None)
        return found
    return None


def test_everything_that_a_document_leans_on_is_there(house: Any) -> None:
    routes, settings = {rule.rule for rule in house.url_map.iter_rules()}, settings_in_code()
    named = [(path.name, token) for path in documents() for token in sorted(tokens(path))]
    wrong = [f"{file}: {token}: {why}" for file, token in named if (why := lacking(token, routes, settings))]

    assert wrong == []
    assert len({token for path in documents() for token in tokens(path) if "::" in token}) > 70


@pytest.mark.parametrize(
    "token",
    [
        "tests/walls/test_tickets.py::test_that_never_was", "tests/finnes_ikke.py::test_x", "./infra/run flytt", "/finnes/ikke",
        "FINNES_IKKE", "OIDC_<NAVN>_HEMMELIG", "infra/finnes-ikke.md", "saas.config.Settings.finnes_ikke", "finnes_ikke",
        "tests/world.py::add_user",
    ],
)  # fmt: skip
def test_what_is_not_there_would_be_told_of(token: str) -> None:
    assert lacking(token, {"/sikkerhet"}, settings_in_code())


def test_every_number_is_the_one_in_the_code() -> None:
    claims = [(path.name, *found) for path in documents() for found in NUMBER.findall(path.read_text())]
    wrong = []
    for file, name, number, unit in claims:
        value = value_of(name)
        # A constant that is a plain number tells its unit by its name; the words around it are for the reader.
        told: Any = int(number) * UNITS[unit] if isinstance(value, timedelta) else int(number)
        if value != told:
            wrong.append(f"{file}: {name} is {value_of(name)!r}, and the document says {number} {unit}")

    assert wrong == [] and len(claims) >= 13
    constants = {token for path in documents() for token in tokens(path) if re.fullmatch(r"[a-z_]+(\.\w+)+", token) and "/" not in token}
    assert {token for token in constants if not (ROOT / token).exists()} == {name for _, name, _, _ in claims}


def test_the_periods_of_the_kommune_are_the_rules_own() -> None:
    told = (ROOT / "infra/trust/lagring.md").read_text()

    for rule in retention.RULES:
        assert f"| {rule.what} | {rule.period} |" in told, rule.code


def test_no_column_is_made_for_a_child_or_for_what_is_sensitive() -> None:
    names = {f"{table.fullname}.{column.name}" for table in Base.metadata.tables.values() for column in table.columns}
    fields = {f"{form.__name__}.{name}" for form in forms(FlaskForm) for name in dir(form) if isinstance(getattr(form, name), UnboundField)}
    pieces = {name: name.rpartition(".")[2] for name in names | fields} | {table: table for table in Base.metadata.tables}

    assert {name for name, piece in pieces.items() if CHILD_OR_SENSITIVE.search(piece)} == OF_FIGURES.keys()
    assert len(names) > 1000 and len(fields) > 200


@pytest.mark.parametrize("name", ["birth_date", "child_id", "elev_id", "fodselsnummer", "barnets_navn", "helse", "guardian_email"])
def test_such_a_column_would_be_seen(name: str) -> None:
    assert CHILD_OR_SENSITIVE.search(name)


def test_every_table_that_holds_a_way_to_reach_somebody_is_in_the_record() -> None:
    told = tokens(ROOT / "infra/trust/protokoll.md")
    holding = {table.fullname for table in Base.metadata.tables.values() if any(REACHES.search(column.name) for column in table.columns)}

    assert holding - told == set(), "Say in infra/trust/protokoll.md whose it is, and what"
    assert len(holding) > 15


def test_every_risk_has_a_measure_that_can_be_checked_or_somebody_to_fill_it_in() -> None:
    for name in ("ros.md", "dpia.md", "databehandleravtale-vedlegg.md"):
        rows = [line for line in (ROOT / "infra/trust" / name).read_text().splitlines() if line.startswith("|")]
        # A line with two numbers is a risk; a line of the annex's table is a measure.
        lines = [row for row in rows if re.search(r"\| [1-4] \| [1-4] \|", row) or "vedlegg" in name and "---" not in row][1:]
        bare = [row[:60] for row in lines if not TOKEN.search(row) and "[fylles ut:" not in row]
        assert bare == [] and len(lines) > 6, name


def test_the_set_is_whole_and_the_overview_names_all_of_it() -> None:
    named = tokens(ROOT / "infra/trust/README.md")

    assert {str(path.relative_to(ROOT)) for path in documents()} - {"infra/trust/README.md"} <= named
    assert ROOT / ".github/SECURITY.md" in documents()


def test_what_nobody_here_can_know_is_left_open_and_marked() -> None:
    for name in ("dpia.md", "ros.md", "underdatabehandlere.md", "protokoll.md", "databehandleravtale-vedlegg.md", "lagring.md"):
        assert "[fylles ut:" in (ROOT / "infra/trust" / name).read_text(), name
    assert not any(re.search(r"TODO|XXX|\[K\]|\[V\]", path.read_text()) for path in documents())


def test_it_can_be_printed_with_its_proofs_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from infra.trust import __main__ as trust

    chosen = [ROOT / "infra/trust/ros.md", ROOT / "infra/trust/lagring.md"]
    monkeypatch.setattr(trust, "documents", lambda: chosen)
    assert main([str(tmp_path / "ny")]) == 0

    read = PdfReader(tmp_path / "ny" / "ros.pdf")
    words = " ".join(" ".join(page.extract_text() for page in read.pages).split())
    assert read.metadata and read.metadata.title == "Risiko- og sårbarhetsanalyse (utkast)"
    assert "[1]" in words and "raw sql sees only its own rows whatever it asks" in words
    assert {file.name for file in (tmp_path / "ny").iterdir()} == {"ros.pdf", "lagring.pdf"}


def test_every_document_is_one_that_can_be_set(capsys: pytest.CaptureFixture[str]) -> None:
    from saas.documents import prepared

    for path in documents():
        made = prepared(report(path))
        assert made["title"] and made["blocks"], path.name
    assert main([]) == 2 and "Bruk: ./infra/run trust" in capsys.readouterr().err


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "fil").write_text("")

    assert main([str(tmp_path / "fil")]) == 1
    assert capsys.readouterr().err.startswith("Stopper: kan ikke skrive i")


def test_what_is_promised_about_looking_up_holes_is_what_the_verb_says() -> None:
    told = (ROOT / "infra/trust/oppdatering.md").read_text()

    assert "osv.dev" in told and supply_audit.SERVICE.endswith("osv.dev")
    assert "ender med 0" in told and "1 når noe er funnet" in told and "3 når ingen svarte" in told


def forms(parent: type[FlaskForm]) -> set[type[FlaskForm]]:
    """Every form of the house."""
    import tenants.features  # noqa: F401

    return {form for child in parent.__subclasses__() for form in (child, *forms(child))}
