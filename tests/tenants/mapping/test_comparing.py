"""What is new since last year; where in the cycle the kommune is; and what the evaluations taught."""

from datetime import date

import pytest
from sqlalchemy import select

from saas.db import db
from tenants.evaluation.models import Evaluation
from tenants.findings import service as findings
from tenants.findings.models import Finding
from tenants.goals.models import Goal
from tenants.mapping import cycle, service
from tenants.measures.models import Measure
from tests.tenants.mapping.conftest import TODAY, begin, find, finish, part_of

BASE = "/k/nordvik/kartlegging/"


def text(answer):
    return answer.get_data(as_text=True)


@pytest.fixture
def two_years(scene, inside):
    """2025 adopted with three findings; 2026 open, with one gone, one new and one worse. Ids by year."""
    with inside():
        old = begin(scene, 2025)
        finish(old)
        service.adopt(old, None, TODAY)
        vaping = findings.find(scene.findings["vaping"])
        findings.change(vaping, None, title=vaping.title, kind="worry", theme="substances", arena="leisure",
                        age_group="13_15", severity="very_high", trend="rising",
                        description="Det begynte i fjor. Nå er det hver dag.")  # fmt: skip
        findings.close(findings.find(scene.findings["fravær"]))
        new = service.start(2026, "Kartlegging 2026", scene.group, previous_id=old.id)
        service.include(new, [find(title="Sene kvelder på torget").id])
        works = part_of(new, "works")
        service.write(works, None, "Slik er det her. Det er lite som virker. works.", finished=False)
        return {2025: old.id, 2026: new.id}


def measure(scene, number=1, **facts):
    given = {
        "number": number, "year": 2026, "title": "Åpen hall", "theme": "substances", "arena": "leisure",
        "age_group": "13_15", "type": "leisure", "prevention_level": "universal", "group_id": scene.group,
        "owner_id": scene.organisation, "state": "started", **facts,
    }  # fmt: skip
    row = Measure(**given)
    db.session.add(row)
    db.session.flush()
    return row


def evaluation(scene, **facts):
    tried = measure(scene, state="evaluated", **{k: facts.pop(k) for k in ("number", "theme") if k in facts})
    given = {"type": "effect", "evaluated_on": date(2026, 6, 1), "verdict": "works", "lesson": "Åpent til ti hjalp.",
             "next": "continue", "strengths": ["safety"], **facts}  # fmt: skip
    row = Evaluation(measure_id=tried.id, **given)
    db.session.add(row)
    db.session.flush()
    return row


def test_findings_come_go_and_change_field_by_field(inside, scene, two_years):
    with inside():
        found = service.compare(service.find(two_years[2026]), service.find(two_years[2025]))
        assert [line.facts["title"] for line in found.added] == ["Sene kvelder på torget"]
        assert [line.facts["title"] for line in found.removed] == ["Mer fravær på mandager"]
        (changed,) = found.changed
        said = {change.field: (change.before, change.after) for change in changed.changes}
        assert said == {"Alvorlighet": ("Høy", "Svært høy"), "Arena": ("Skole", "Fritid")}
        assert [line.text for line in changed.text[0].lines if line.kind == "added"] == [
            "Det begynte i fjor.", "Nå er det hver dag.",
        ]  # fmt: skip
        assert found.unchanged == 1


def test_texts_are_compared_sentence_by_sentence(inside, two_years):
    with inside():
        found = service.compare(service.find(two_years[2026]), service.find(two_years[2025]))
        works = next(part for part in found.sections if part.heading == "Hva fungerer bra")
        kinds = [(line.kind, line.text) for line in works.lines if line.kind != "same"]
        assert kinds == [("deleted", "Det er mye som virker."), ("added", "Det er lite som virker.")]


def test_the_page_says_it_in_words_and_takes_another_year(coordinator, member, inside, scene, two_years):
    page = text(coordinator.get(f"{BASE}{two_years[2026]}/sammenligning"))
    assert "1 nytt funn, 1 borte, 1 endret, 1 uendret." in page
    assert "Alvorlighet: Høy" in page and "Svært høy" in page and "<ins>" in page and "<del>" in page
    assert member.get(f"{BASE}{two_years[2026]}/sammenligning").status_code == 200
    backwards = text(coordinator.get(f"{BASE}{two_years[2025]}/sammenligning?mot={two_years[2026]}"))
    assert "Kartlegging 2025 holdt opp mot Kartlegging 2026" in backwards
    assert coordinator.get(f"{BASE}{two_years[2026]}/sammenligning?mot=tull").status_code == 404


def test_two_adopted_are_compared_as_they_were_adopted(inside, two_years):
    with inside():
        new = service.find(two_years[2026])
        finish(new)
        service.adopt(new, None, TODAY)
        for finding in findings.current():
            findings.close(finding)
        for row in db.session.scalars(select(Finding)):
            row.severity = "low"
        found = service.compare(service.find(two_years[2026]), service.find(two_years[2025]))
        said = {change.field: change.after for change in found.changed[0].changes}
        assert said["Alvorlighet"] == "Svært høy" and found.unchanged == 1


def test_a_first_kartlegging_has_nothing_to_be_compared_with(coordinator, begun):
    assert "Ingenting å sammenligne med" in text(coordinator.get(f"{BASE}{begun}/sammenligning"))


def test_lessons_on_the_same_themes_are_offered_and_become_findings_once(coordinator, member, inside, scene, begun):
    with inside():
        same = evaluation(scene).id
        evaluation(scene, number=2, theme="extremism", lesson="Noe om hat.")
        silent = evaluation(scene, number=3, lesson="").id
    page = text(coordinator.get(f"{BASE}{begun}/funn"))
    assert "Åpent til ti hjalp." in page and "Noe om hat." not in page
    deed = f"{BASE}{begun}/lardommer/{same}"
    assert member.post(deed).status_code == 403
    answer = coordinator.post(deed)
    assert answer.status_code == 303 and answer.location.endswith("/endring")
    assert coordinator.post(deed).status_code == 303
    assert "Åpent til ti hjalp." not in text(coordinator.get(f"{BASE}{begun}/funn")).split('id="med"')[0]
    with inside():
        (finding,) = db.session.scalars(select(Finding).where(Finding.from_evaluation_id == same))
        assert (finding.kind, finding.theme, finding.strengths) == ("works", "substances", ["safety"])
        assert finding.description == "Åpent til ti hjalp." and findings.evidence(finding).types == ("evaluation",)
        lines = service.listed(service.find(begun))
        assert finding.id in {line.finding_id for line in lines} and len(lines) == 4
    assert coordinator.post(f"{BASE}{begun}/lardommer/{begun}").status_code == 404
    assert coordinator.post(f"{BASE}{begun}/lardommer/{silent}").status_code in (303, 422)


def test_what_did_not_work_is_a_worry(coordinator, inside, scene, begun):
    with inside():
        failed = evaluation(scene, verdict="not", lesson="Ingen kom.").id
    coordinator.post(f"{BASE}{begun}/lardommer/{failed}")
    with inside():
        finding = db.session.scalars(select(Finding).where(Finding.from_evaluation_id == failed)).one()
        assert (finding.kind, finding.strengths) == ("worry", [])


def test_a_lesson_is_not_taken_into_an_adopted_one(coordinator, inside, scene, begun):
    with inside():
        same = evaluation(scene).id
        assessment = service.find(begun)
        finish(assessment)
        service.adopt(assessment, None, TODAY)
    answer = coordinator.post(f"{BASE}{begun}/lardommer/{same}")
    assert answer.status_code == 409 and "vedtatt og kan ikke endres" in text(answer)
    with inside():
        assert db.session.scalars(select(Finding).where(Finding.from_evaluation_id == same)).first() is None


def test_the_cycle_stands_where_something_waits(inside, scene):
    def here():
        found = cycle.steps(service.current(), service.latest_adopted())
        return next(step.title for step in found if step.here), {step.title: step.said for step in found}

    with inside():
        assert here()[0] == "Kartlegg" and here()[1]["Kartlegg"] == "Ikke begynt"
        assessment = begin(scene)
        assert here()[1]["Kartlegg"] == "0 av 5 deler er ferdige"
        finish(assessment)
        service.adopt(assessment, None, TODAY)
        assert here() == ("Kartlegg", {**here()[1], "Kartlegg": "Vedtatt 12. okt."})
        one = measure(scene, state="proposed")
        db.session.add(Goal(group_id=scene.steering, title="Mindre vaping", theme="substances", from_year=2026, to_year=2029))
        db.session.flush()
        assert here()[0] == "Prioriter" and here()[1]["Prioriter"] == "1 utkast til mål, 1 forslag til tiltak"
        db.session.scalars(select(Goal)).one().state = "adopted"
        for state, step, said in (
            ("assessed", "Beslutt", "1 tiltak venter på vedtak"),
            ("started", "Gjennomfør", "1 tiltak er i gang"),
            ("ended", "Evaluer", "1 tiltak venter på evaluering"),
            ("evaluated", "Kartlegg", None),
        ):
            one.state = state
            db.session.flush()
            assert here()[0] == step and said in (None, here()[1][step])


def test_proposals_stand_in_the_order_of_their_goals(inside, scene, begun):
    with inside():
        ranked = [Goal(group_id=scene.steering, title=f"Mål {n}", theme="substances", from_year=2026, to_year=2029, rank=n)
                  for n in (2, 1)]  # fmt: skip
        db.session.add_all(ranked)
        db.session.flush()
        measure(scene, 1, title="Uten mål", state="proposed")
        measure(scene, 2, title="For mål to", state="assessed", goal_id=ranked[0].id)
        measure(scene, 3, title="For mål en", state="proposed", goal_id=ranked[1].id)
        measure(scene, 4, title="I gang", state="started")
        said = service.summary_of(service.find(begun)).split("Foreslåtte tiltak:")[1].split()
        assert " ".join(said) == "- For mål en - For mål to - Uten mål"
