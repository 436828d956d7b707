"""Every door of a kommune, given signs that look like digits and are none: a sentence or a page, never a breakdown."""

import re
from pathlib import Path

import pytest

from tests.walls.test_crawler import _address, _rules, full  # noqa: F401
from tests.world import log_in

ROOT = Path(__file__).resolve().parents[2]
ASKED_FOR = (r'(?:form|args|values)\.get(?:list)?\("(\w+)"', r"^    (\w+) = \w*(?:Field|Several|Choice)\w*\(")
# A digit to str.isdigit and none to int; and a number that is longer than int will read.
ODD = ("²", "9" * 5000)


def _names():
    """The name of every field and every question that some door of a kommune reads."""
    code = "\n".join(path.read_text() for path in sorted((ROOT / "tenants").rglob("*.py")))
    return sorted({name for pattern in ASKED_FOR for name in re.findall(pattern, code, re.MULTILINE)} - {"csrf_token", "en_gang"})


def test_there_are_fields_to_try():
    assert {"versjon", "ar", "dato"} <= set(_names()) and len(_names()) > 100


@pytest.mark.parametrize("sign", ODD, ids=lambda sign: sign[:8])
def test_no_door_breaks_down(house, full, sign):  # noqa: F811
    browser = log_in(house, "koordinator@fjordvest.example")
    given = dict.fromkeys(_names(), sign)
    broken = []
    for rule in _rules(house):
        address = _address(house, rule, "hamnes", lambda table: full["hamnes"][table])
        if "GET" in rule.methods:
            broken += _broken(rule, lambda at=address: browser.get(at, query_string=given))
        if "POST" in rule.methods:
            # The number alone too: what is wrong with the rest must not hide what is done with it.
            broken += _broken(rule, lambda at=address: browser.post(at, {"versjon": sign}))
            broken += _broken(rule, lambda at=address: browser.post(at, given))
    assert broken == []


def _broken(rule, ask):
    try:
        code = ask().status_code
    except Exception as error:  # The house lets what it did not expect through to a test.
        return [f"{rule.rule}: {type(error).__name__}: {str(error)[:120]}"]
    return [f"{rule.rule}: {code}"] if code >= 500 else []
