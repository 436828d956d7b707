"""The house guards itself: what is wrong is listed, with how to mend it."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from infra import catalogues, migrate
from tests.world import SECRET

ROOT = Path(__file__).resolve().parents[2]
CODE = [path for folder in ("saas", "tenants", "infra", "migrations") for path in sorted((ROOT / folder).rglob("*.py"))]
TOP = {"saas", "tenants", "migrations", "templates", "infra", "tests", "pyproject.toml", "README.md"}


def test_the_top_level_is_the_design_cards():
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    # What tools demand: CI looks for .ci, git for .gitignore, and whoever finds a hole for .github/SECURITY.md alone.
    top = {name.split("/")[0] for name in tracked} - {".ci", ".gitignore", ".github"}
    assert {name for name in tracked if name.startswith(".github/")} <= {".github/SECURITY.md"}
    assert top <= TOP, f"Move these under a folder of the design card: {sorted(top - TOP)}"


def test_no_feature_names_the_kommune():
    """The room decides; a feature that says tenant_id has begun to decide for itself."""
    guilty = [
        str(path.relative_to(ROOT))
        for path in sorted((ROOT / "tenants").rglob("*"))
        if path.suffix in (".py", ".html", ".txt") and "tenant_id" in path.read_text()
    ]
    assert guilty == [], "Let the database fill in tenant_id (saas.db.InTenant)"


def test_hand_written_sql_stands_in_one_file_only():
    guilty = []
    for path in CODE:
        place = str(path.relative_to(ROOT))
        if place.startswith(("migrations/", "infra/")) or place == "saas/rooms.py":
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            name = getattr(getattr(node, "func", None), "id", None) or getattr(getattr(node, "func", None), "attr", None)
            if isinstance(node, ast.Call) and name in ("text", "exec_driver_sql"):
                guilty.append(f"{place}:{node.lineno}")
    assert guilty == [], "Write it with SQLAlchemy's expressions, or give saas/rooms.py a function"


def _imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def test_inside_a_feature_only_the_doors_know_the_web_and_only_the_verbs_know_the_database():
    """Doors are named …views.py, doors.py, …_page.py or panel.py, forms …forms.py; everything else is verbs, rows and jobs."""
    wrong = []
    for path in sorted((ROOT / "tenants").glob("*/*.py")):
        name, used = path.stem, _imports(path)
        door, form = name.endswith(("views", "_page", "panel")) or name == "doors", name.endswith("forms")
        web = {"flask", "flask_login", "flask_wtf", "rq", "redis"}
        data = {"sqlalchemy", "saas.db", "saas.outbox", "saas.audit"}
        banned = data if door else (data | {"rq", "redis"} if form else web)
        wrong += [
            f"{path.relative_to(ROOT)} imports {module}"
            for module in sorted(used)
            if any(module == word or module.startswith(word + ".") for word in banned)
        ]
    assert wrong == []


def test_no_setting_outlives_its_transaction():
    guilty = [
        str(path.relative_to(ROOT))
        for path in CODE
        if re.search(r"set_config\([^)]*,\s*false\)", path.read_text()) and "infra" not in path.parts
    ]
    assert guilty == [], "set_config(…, true): a setting for the session reaches the pool's next customer"


def test_files_and_functions_are_small_rooms():
    """About 200 lines and 25 lines; a little slack, so that a comment is never cut to fit."""
    large = []
    for path in CODE:
        place, lines = str(path.relative_to(ROOT)), path.read_text().splitlines()
        if place.startswith("migrations/versions/"):
            continue  # A step is read once, from top to bottom, and never changed.
        if len(lines) > 260:
            large.append(f"{place}: {len(lines)} lines")
        for node in ast.walk(ast.parse("\n".join(lines))):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.end_lineno - node.lineno > 45:
                large.append(f"{place}: {node.name}, {node.end_lineno - node.lineno} lines")
    assert large == [], "Split it by what it is about"


def test_every_module_opens_with_what_it_is_for():
    silent = [
        str(path.relative_to(ROOT))
        for path in CODE
        if path.read_text().strip() and not ast.get_docstring(ast.parse(path.read_text()))
    ]
    assert silent == []


@pytest.mark.parametrize("language", catalogues.LANGUAGES)
def test_every_text_on_screen_is_there_in(language):
    lacking = catalogues.missing(language)
    assert lacking == [], f"{len(lacking)} texts lack {language}: run python -m infra.catalogues update, then translate"


def test_translations_keep_the_places_of_their_source():
    wrong = []
    for language in catalogues.LANGUAGES:
        for message in catalogues._read(language):
            sources = message.id if isinstance(message.id, (tuple, list)) else [message.id]
            strings = message.string if isinstance(message.string, (tuple, list)) else [message.string]
            wanted = {place for text in sources for place in re.findall(r"%\(\w+\)s|\{\w+\}", text)}
            for text in strings:
                if text and set(re.findall(r"%\(\w+\)s|\{\w+\}", text)) - wanted:
                    wrong.append(f"{language}: {text}")
    assert wrong == []


def test_migrations_walk_up_and_down_and_up(cluster):
    url = cluster.create_database("walking")
    try:
        migrate.upgrade(url, SECRET)
        assert migrate.at_head(url)
        migrate.downgrade(url)
        with psycopg.connect(url) as connection:
            left = connection.execute(
                "SELECT relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
                "WHERE nspname IN ('public', 'app', 'stat_raw', 'stat_pub') AND relkind = 'r' AND relname <> 'schema_version'"
            ).fetchall()
        assert left == []
        migrate.upgrade(url, SECRET)
        assert migrate.at_head(url)
    finally:
        cluster.drop_database("walking")


def test_the_head_file_names_the_newest_step():
    newest = max(path.name[:4] for path in (ROOT / "migrations/versions").glob("0*.py"))
    assert (ROOT / "migrations/head").read_text().strip() == newest


def test_models_and_tables_say_the_same(database):
    """Every column of a model is in its table with the same emptiness, and every table's columns are in its model."""
    import tenants.features  # noqa: F401
    from saas.db import Base

    wrong = []
    with psycopg.connect(database) as connection:
        rows = connection.execute(
            "SELECT CASE table_schema WHEN 'public' THEN '' ELSE table_schema || '.' END || table_name, column_name, is_nullable "
            "FROM information_schema.columns WHERE table_schema IN ('public', 'stat_raw', 'stat_pub')"
        ).fetchall()
    in_tables = {(table, column): nullable == "YES" for table, column, nullable in rows}
    modelled = {table.fullname for table in Base.metadata.tables.values()}
    for table in Base.metadata.tables.values():
        for column in table.columns:
            if in_tables.get((table.fullname, column.name)) is not column.nullable:
                wrong.append(f"{table.fullname}.{column.name}: model nullable={column.nullable}")
    known = {(table.fullname, column.name) for table in Base.metadata.tables.values() for column in table.columns}
    ours = {key for key in in_tables if key[0] in modelled}
    # Whose a card is, no room may read; so no model has the column.
    unknown = ours - known - {("users", "created_at"), ("letter_parts", "created_at"), ("library_cards", "origin")}
    assert wrong == [] and unknown == set()


def test_the_import_contracts_hold():
    tool = Path(sys.executable).parent / "lint-imports"
    answer = subprocess.run([tool, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stdout[-3000:]


def test_no_file_speaks_of_a_machine_or_a_package_index():
    words = ("/root/", "/home/", "pypi.org", "registry.npmjs", "files.pythonhosted")
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    guilty = []
    for name in tracked:
        path = ROOT / name
        if name.startswith("tests/walls/test_house") or not path.is_file():
            continue
        text = path.read_bytes().decode("utf-8", "replace")
        guilty += [f"{name}: {word}" for word in words if word in text]
    assert guilty == []
