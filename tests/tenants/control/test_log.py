"""The log on the page: searched, in plain words, paged by number, and never a free text; and the check of the chain."""

import ast
from pathlib import Path

import pytest

from saas import audit, chain
from tenants.control import log
from tenants.control.actions import is_known, words_of
from tenants.control.words import PURPOSES, RULES, SUBJECTS
from tenants.features import FEATURES
from tests.tenants.control.conftest import HERE, text

ROOT = Path(__file__).resolve().parents[3]


def _recorded():
    """Every action that the code records, with where; what is put together of a name is spelt out here."""
    from tenants.goals.models import STATES as GOAL_STATES
    from tenants.measures.models import STATES as MEASURE_STATES
    from tenants.resources.models import LINE_STATES

    pieces = {"goal.": {"reopened", *GOAL_STATES} - {"draft"}, "measure.": set(MEASURE_STATES), "resource.": set(LINE_STATES) - {"waiting"},
              "handover.started_": {"planned", "emergency"}, "access_request.": {"invited", "refused"},
              "coordinator.": {"accepted", "refused", "withdrawn", "full"}, "startup.step_": {"done", "skipped", "open"}}
    for path in [*(ROOT / "saas").rglob("*.py"), *(ROOT / "tenants").rglob("*.py"), *(ROOT / "infra").rglob("*.py")]:
        for call in ast.walk(ast.parse(path.read_text())):
            if not (isinstance(call, ast.Call) and ast.unparse(call.func) in ("audit.record", "record") and call.args):
                continue
            first = call.args[0]
            if isinstance(first, ast.JoinedStr):
                start = first.values[0].value
                assert start in pieces, f"{path}: {ast.unparse(first)}: say here what it can be"
                yield from ((start + rest, path) for rest in pieces[start])
            else:
                words = [c.value for c in ast.walk(first) if isinstance(c, ast.Constant) and isinstance(c.value, str) and "." in c.value]
                yield from ((word, path) for word in words)


def test_every_action_that_the_code_records_has_words():
    found = list(_recorded())
    assert len(found) > 150
    assert sorted({f"{action} ({path.relative_to(ROOT)})" for action, path in found if not is_known(action)}) == []


def test_every_purpose_thing_and_rule_has_a_name():
    from saas.privacy.wording import RULES as GUARD
    from tenants.control.subject import pointing

    assert {purpose for feature in FEATURES for purpose in feature.purposes} <= set(PURPOSES)
    assert {model.__tablename__ for model, _ in pointing()} <= set(SUBJECTS)
    assert set(GUARD) == set(RULES)


def _write(inside, slug="nordvik", **facts):
    with inside(slug):
        audit.record("task.changed", None, **facts)
        audit.record("minutes.sent")
        audit.record("role.given", None, role="member", reason="Hemmelig grunn")
        audit.record("letter.failed")


def test_it_is_searched_by_kind_person_thing_and_day(officer, inside, kari):
    _write(inside)
    with inside("nordvik", "member"):
        from tenants.network.service import find_person

        audit.record("person.changed", find_person(kari.id))
    for query, there, gone in (
        ("slag=referat", "Referat: sendt", "Oppgave: endret"),
        ("slag=rolle", "Rolle: gitt", "Referat: sendt"),
        ("slag=brev", "Brev: mislyktes", "Rolle: gitt"),
        ("navn=member", "Person: endret", "Rolle: gitt"),
        ("ting=people", "Person: endret", "Rolle: gitt"),
        (f"id={kari.id}", "Person: endret", "Rolle: gitt"),
        ("fra=2026-09-15&til=15.9.2026", "Rolle: gitt", "Ingen hendelser"),
        ("til=2026-09-14", "Ingen hendelser", "Rolle: gitt"),
        ("slag=unntatt", "Ingen hendelser", "Rolle: gitt"),
    ):
        page = text(officer.get(f"{HERE}logg?{query}"))
        assert there in page and gone not in page, query
    officer.get(HERE)
    assert "Kontroll: side åpnet" in text(officer.get(f"{HERE}logg?slag=kontroll"))


def test_no_free_text_is_shown_not_even_where_a_fact_holds_one(officer, inside):
    _write(inside, note="Hemmelig notat")
    page = text(officer.get(f"{HERE}logg"))
    assert "Oppgave: endret" in page and "Hemmelig" not in page and "Medlem" in page


@pytest.mark.parametrize("query", ["fra=igår", "til=99.99.2026"])
def test_a_day_that_is_none_is_told_of(officer, query):
    answer = officer.get(f"{HERE}logg?{query}")
    assert answer.status_code == 422 and "Du må rette opp én ting" in text(answer)


@pytest.mark.parametrize("query", ["for=x", "for=-1", "id=x", "slag=x", "ting=%25", "navn=%25", "for=" + "9" * 40, "navn=" + "a" * 200])
def test_what_makes_no_sense_breaks_nothing(officer, query):
    assert officer.get(f"{HERE}logg?{query}").status_code in (200, 422)


def test_it_is_paged_by_number(officer, inside):
    with inside():
        for number in range(120):
            audit.record("task.added", None, number=number)
    page = text(officer.get(f"{HERE}logg?slag=&navn=coord"))
    assert "<td>120</td>" in page and "<td>71</td>" in page and "<td>70</td>" not in page
    assert "for=71" in page and "navn=coord" in page
    page = text(officer.get(f"{HERE}logg?for=71&navn=coord"))
    assert "<td>70</td>" in page and "<td>71</td>" not in page


def test_another_kommunes_events_are_never_found(officer, inside, settle):
    _write(inside, "hamnes")
    assert "Referat: sendt" not in text(officer.get(f"{HERE}logg"))


def test_the_page_says_that_the_chain_is_whole_and_how_long_it_is(officer, inside):
    _write(inside)
    assert "Loggkjeden er hel: 4 hendelser" in text(officer.get(f"{HERE}logg/kontroll"))
    assert "Loggkjeden er hel: 5 hendelser" in text(officer.get(f"{HERE}logg/kontroll"))


def test_the_page_says_where_it_breaks(officer, inside, owner):
    _write(inside)
    owner("UPDATE audit_events SET action = 'task.added' WHERE number = 3")
    assert "Brudd ved hendelse 3" in text(officer.get(f"{HERE}logg/kontroll"))


def test_a_long_chain_is_checked_in_steps_and_no_step_can_be_skipped(coordinator, inside, monkeypatch, owner):
    monkeypatch.setattr(chain, "step", lambda walk, step=chain.step: step(walk, 10))
    with inside():
        for number in range(25):
            audit.record("task.added", None, number=number)
    page = text(coordinator.get(f"{HERE}logg/kontroll"))
    assert "Kontrollert 10 av 25 hendelser" in page and "<noscript>" in page
    onwards = page.split('hx-get="', 1)[1].split('"', 1)[0].replace("&amp;", "&")
    second = coordinator.get(onwards, headers={"HX-Request": "true"})
    assert "Kontrollert 20 av 25" in text(second) and "<html" not in text(second)
    third = text(second).split('hx-get="', 1)[1].split('"', 1)[0].replace("&amp;", "&")
    assert "Loggkjeden er hel: 25 hendelser" in text(coordinator.get(third))
    owner("UPDATE audit_events SET action = 'x' WHERE number = 2")
    forged = onwards.replace("fra=10.", "fra=12.")
    assert "Brudd ved hendelse 2" in text(coordinator.get(forged))


def test_twenty_thousand_events_are_walked(inside):
    """The page takes five thousand a time; the operator's command takes them all."""
    with inside():
        for number in range(2000):
            audit.record("task.added", None, number=number)
    with inside("nordvik", read_only=True):
        assert chain.verify().whole
        assert log.verdict_words(chain.Verdict(18442)) == "Loggkjeden er hel: 18\u00a0442 hendelser"
        assert log.verdict_words(chain.Verdict(18442, 9120)) == "Brudd ved hendelse 9\u00a0120"
        assert words_of("nothing.known") == "nothing.known"
