"""Every alert is about a figure that exists, slips off when it should, and leads to a page that says what to do."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from infra import verbs
from saas import metrics
from tests.infra.little_promql import Store, asked, firing, seconds, unfolded
from tests.world import log_in

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "infra" / "alerts"
RUNBOOK = ROOT / "infra" / "runbook" / "README.md"
RULES = yaml.safe_load((FOLDER / "bindeledd.rules.yaml").read_text())["groups"][0]["rules"]
CASES = yaml.safe_load((FOLDER / "bindeledd.tests.yaml").read_text())["tests"]
# What operators may write besides our own verbs; each is there on any machine that the house runs on, or comes with PostgreSQL.
PROGRAMS = {"curl", "df", "du", "psql", "openssl", "date", "kubectl", "docker", "journalctl", "systemctl", "grep"}


def anchors(text):
    """The headings of a page as links to them are written."""
    found = re.findall(r"^#+ (.+)$", text, re.M)
    return {re.sub(r"[^\w -]", "", heading.lower()).strip().replace(" ", "-") for heading in found}


def figures_of(expression):
    """The names of the figures that an expression asks for."""
    return set(re.findall(r"\bbindeledd_\w+", expression))


def test_every_figure_that_an_alert_asks_for_is_told(house, world):
    log_in(house, "koordinator@fjordvest.example").get("/k/nordvik/")
    metrics.count("bindeledd_rounds", "outbox.sweep")
    metrics.count("bindeledd_rate_limited", "guest")
    page = house.test_client().get("/metrics").get_data(as_text=True)
    told = {sample.name for family in text_string_to_metric_families(page) for sample in family.samples}
    wanted = {name for rule in RULES for name in figures_of(rule["expr"])}
    assert len(wanted) > 15
    assert wanted - told == set(), "An alert on a figure that nobody tells never slips off"


def test_every_label_that_an_alert_asks_for_is_one_of_the_figures_own():
    ends = ("_total", "_bucket", "_count")
    shapes = {f"{name}{end}": {*family.labels, "le"} for name, family in metrics.FAMILIES.items() for end in ends}
    for rule in RULES:
        for name, inside in re.findall(r"\b(bindeledd_\w+)\{([^}]*)\}", rule["expr"]):
            labels = set(re.findall(r"(\w+)\s*(?:=|!=|=~|!~)\s*\"", inside))
            assert labels <= shapes.get(name, {"part", "state", "post"}), rule["alert"]


@pytest.mark.parametrize("rule", RULES, ids=[rule["alert"] for rule in RULES])
def test_an_alert_says_what_it_means_and_leads_to_what_to_do(rule):
    page, _, anchor = rule["annotations"]["runbook"].partition("#")
    assert (ROOT / page).is_file() and anchor in anchors((ROOT / page).read_text()), "Give the runbook a section of this name"
    assert rule["labels"]["severity"] in ("critical", "warning", "info")
    assert rule["annotations"]["summary"].endswith(".") and len(rule["annotations"]["summary"]) < 140


@pytest.mark.parametrize("case", CASES, ids=[case["name"].replace(" ", "-") for case in CASES])
def test_the_right_alerts_slip_off_and_no_other(case):
    store = Store(case["input_series"], seconds(case["interval"]))
    for moment in case["promql_expr_test"]:
        expected = set(re.findall(r'alertname="(\w+)"', str(moment["exp_samples"])))
        assert firing(RULES, store, seconds(moment["eval_time"])) == expected, moment["eval_time"]


def test_each_alert_has_a_case_where_it_slips_off_and_one_where_it_does_not():
    slipped = {name for case in CASES for moment in case["promql_expr_test"] for name in re.findall(r'alertname="(\w+)"', str(moment))}
    assert {rule["alert"] for rule in RULES} == slipped
    calm = CASES[0]
    told = " ".join(series["series"] for series in calm["input_series"])
    assert calm["promql_expr_test"][0]["exp_samples"] == []
    lacking = {name for rule in RULES for name in figures_of(rule["expr"]) if name not in told}
    assert lacking == set(), "What is not told cannot be shown to be quiet"


def test_promtool_says_the_same():
    program = os.environ.get("PROMTOOL") or shutil.which("promtool")
    if program is None:
        pytest.skip("No promtool here (Debian: apt-get install prometheus); the same cases are run by our own reading of PromQL.")
    for command in (["check", "rules", "bindeledd.rules.yaml"], ["test", "rules", "bindeledd.tests.yaml"]):
        done = subprocess.run([program, *command], cwd=FOLDER, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


def test_our_reading_of_promql_can_say_no():
    store = Store([{"series": 'x{a="1"}', "values": "0+6x10"}, {"series": 'x{a="2"}', "values": "0x5 _"}], 60)
    assert unfolded("0+2x3 7x1 _ 4") == [0, 2, 4, 6, 7, 7, None, 4]
    assert asked('sum(x) > 20', store, 240) == {frozenset(): 24.0}
    assert asked('sum(x) > 30', store, 240) == {}
    assert asked('increase(x{a="1"}[5m])', store, 300) == {frozenset({("a", "1")}): 30.0}
    assert asked('x{a=~"2|3"} == 0 or absent(y{b="c"})', store, 120) == {frozenset({("a", "2")}): 0, frozenset({("b", "c")}): 1.0}
    assert asked('max by (a) (x) / max by (a) (x) < 2 and x{a="1"} > 5', store, 60) == {frozenset({("a", "1")}): 1.0}
    assert round(asked("predict_linear(x[5m], 60)", store, 300)[frozenset({("a", "1")})]) == 36
    with pytest.raises(AssertionError):
        asked("x offset 5m", store, 0)


def commands():
    """Every line of the runbook's boxes that an operator types: (the line, its words)."""
    for box in re.findall(r"^```(?:sh|shell)?\n(.*?)^```", RUNBOOK.read_text(), re.M | re.S):
        for line in box.splitlines():
            if line.strip() and not line.lstrip().startswith("#"):
                yield line, line.split("#")[0].split()


def test_the_runbook_tells_only_of_commands_that_exist():
    lines = list(commands())
    assert len(lines) > 15
    for line, words in lines:
        words = [word for word in words if "=" not in word.split("/")[0] or word.startswith("-")]
        if words[0] == "./infra/run":
            assert len(words) == 1 or words[1] in verbs.VERBS, f"«{line}»: ./infra/run has no such verb"
        else:
            assert words[0] in PROGRAMS, f"«{line}»: {words[0]} is not a program that operators are sure to have"


def test_addresses_settings_and_figures_in_the_runbook_exist(house):
    text = RUNBOOK.read_text()
    routes = {rule.rule for rule in house.url_map.iter_rules()}
    addresses = set(re.findall(r"`(/[a-z][^` ]*)`", text)) | {line.split("8000")[1] for line, _ in commands() if ":8000" in line}
    assert len(addresses) >= 2 and addresses <= routes
    told = "".join(path.read_text() for folder in ("saas", "infra") for path in (ROOT / folder).rglob("*.py"))
    for setting in set(re.findall(r"`([A-Z][A-Z_]{5,})(?:=[^`]*)?`", text)):
        assert f'"{setting}' in told, f"No setting is called {setting}"
    page = house.test_client().get("/metrics").get_data(as_text=True)
    for name in figures_of(text):
        assert re.sub("_(total|sum|count|bucket)$", "", name) in page, f"No figure is called {name}"
    for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text):
        assert (RUNBOOK.parent / link).exists(), f"{link} is led to, and is not there"
    assert set(re.findall(r"\]\(#([^)]+)\)", text)) <= anchors(text)
