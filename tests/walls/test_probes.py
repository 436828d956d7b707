"""Every field of every door, filled with what breaks out of fields elsewhere: told calmly, never run, never kept as it came."""

import time

import pytest
from sqlalchemy import event

from saas.db import db
from tests.walls import probes
from tests.walls.probes_signs import CONTROL, FORMULA, MARKUP, STORED, broken_out, fitting
from tests.walls.test_crawler import _fill, full  # noqa: F401

# A refusal in words, or the deed done; anything else is a breakdown.
CALM = {200, 303, 400, 403, 404, 409, 413, 422, 429}
ADDRESSES = ("https://[", "https://[::1]:x/", "https://x:99999999/", "Ball, https://[", "Ball https://[x", "javascript:alert(1)")


class Written:
    """What is sent to the database to be kept, and should not be."""

    def __init__(self, house):
        self.wrong = set()
        with house.app_context():
            event.listen(db.engines["kommune"], "before_cursor_execute", self._look)

    def _look(self, _connection, _cursor, statement, parameters, _context, _many):
        if not statement.startswith(("INSERT", "UPDATE")):
            return
        for row in parameters if isinstance(parameters, list) else [parameters]:
            for name, value in (row or {}).items():
                if isinstance(value, str) and STORED.search(value):
                    self.wrong.add(f"{statement.split('(')[0].split(' SET')[0]}: {name}")


@pytest.mark.parametrize("words", [MARKUP, CONTROL], ids=["markup", "control"])
def test_no_field_is_broken_out_of(house, full, words):  # noqa: F811
    """Filled in as a person would have done, but for the words in every field that takes words."""
    written, sent, wrong, done = Written(house), probes.browsers(house), [], 0
    for door in probes.doors(house, full["hamnes"]):
        body = door.body(full["hamnes"], lambda one: fitting(words, one.longest) if one.free else None)
        with probes.rolled_back():
            answer = probes.send(sent[door.who], door, probes.address(house, door, full["hamnes"]), body)
        done += answer.status_code == 303
        if (why := broken_out(answer)) or answer.status_code not in CALM or written.wrong:
            wrong.append(f"{door.name}: {answer.status_code} {why} {sorted(written.wrong)}")
            written.wrong.clear()
    assert not wrong, "\n".join(wrong)
    assert done > 60, "the words must come through to the rows, or nothing is shown"


def test_no_question_is_broken_out_of(house, full):  # noqa: F811
    """The same words in every question that a page reads out of its address."""
    sent, wrong = probes.browsers(house), []
    for door in probes.doors(house, full["hamnes"], "GET"):
        for words in (MARKUP, CONTROL) if door.fields else ():
            body = dict.fromkeys(door.fields, words)
            answer = probes.send(sent[door.who], door, probes.address(house, door, full["hamnes"]), body)
            if (why := broken_out(answer)) or answer.status_code not in CALM | {302}:
                wrong.append(f"{door.name}: {answer.status_code} {why}")
    assert not wrong, "\n".join(wrong)


def test_no_address_of_a_page_breaks_a_door(house, full):  # noqa: F811
    """What looks like an address and cannot be taken apart as one; alone, and after a title with a comma or a line between."""
    sent, wrong, tried = probes.browsers(house), [], 0
    for door in probes.doors(house, full["hamnes"]):
        if not (taking := {name for name in door.fields if "lenke" in name or "adresse" in name}):
            continue
        for words in ADDRESSES:
            body = door.body(full["hamnes"], lambda one, these=taking, text=words: text if one.name in these else None)
            with probes.rolled_back():
                answer = probes.send(sent[door.who], door, probes.address(house, door, full["hamnes"]), body)
            tried += 1
            if (why := broken_out(answer)) or answer.status_code not in CALM:
                wrong.append(f"{door.name} {words}: {answer.status_code} {why}")
    assert not wrong, "\n".join(wrong)
    assert tried > 20


def test_a_million_letters_in_a_field_are_refused_in_good_time(house, full):  # noqa: F811
    sent, wrong = probes.browsers(house), []
    # A million letters take their time to be sent, also where they are refused at once: here and there is enough.
    for door in probes.doors(house, full["hamnes"])[::8]:
        first = next((one for one in door.fields.values() if one.free), None)
        if first is None:
            continue
        body = door.body(full["hamnes"], lambda one, only=first: "Laget går på ski. " * 56_000 if one.name == only.name else None)
        began = time.process_time()
        with probes.rolled_back():
            answer = probes.send(sent[door.who], door, probes.address(house, door, full["hamnes"]), body)
        took = time.process_time() - began
        if answer.status_code not in CALM or took > probes.HELD:
            wrong.append(f"{door.name}: {first.name} {answer.status_code} after {took:.1f} s")
    assert not wrong, "\n".join(wrong)


def test_what_stands_in_the_rows_is_never_run_on_any_page_or_in_any_file(house, world, inside):
    """Every text of the kommune is a formula, a tag and a template; every page, document, table and calendar is read."""
    ids = _fill(inside, "hamnes", FORMULA)
    sent, wrong, seen = probes.browsers(house), [], set()
    for rule, method, at in probes.addresses(house, "hamnes", ids.__getitem__):
        if method == "GET":
            answer = sent[probes.SENT[0]].get(at)
            seen.add(answer.mimetype)
            if why := broken_out(answer):
                wrong.append(f"{rule.rule}: {answer.status_code} {why}")
    assert not wrong, "\n".join(wrong)
    assert {"text/html", "text/csv", "application/pdf"} <= seen
