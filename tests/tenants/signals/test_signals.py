"""Signals without persons: the short form, who may, areas large enough, clusters that become one sak."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import event

from saas import clock, vocabulary
from saas.audit import AuditEvent
from saas.db import db
from saas.errors import Invalid
from tenants.meetings.models import AgendaItem
from tenants.signals.models import Area, Signal
from tests.tenants.signals.conftest import THIS_WEEK, text

REGISTER = "/k/nordvik/signaler/"
FORM = {"tema": "substances", "arena": "public_space", "alder": "13_15", "antall": "6_10", "sektor": "school"}


def rows(inside, slug="nordvik"):
    with inside(slug):
        return [(s.theme, s.week_on, s.area_id, s.note, s.sector) for s in db.session.query(Signal)]


def test_a_member_notes_a_signal_of_this_week_with_the_sector_filled_in(member, inside, group):
    page = text(member.get(f"{REGISTER}nytt?tema=absence"))
    assert 'selected value="school"' in page and 'selected value="absence"' in page and "Uke 37 (7.9.–13.9.)" in page
    answer = member.post(REGISTER, FORM)
    assert answer.status_code == 303 and "Takk for signalet" in text(member.get(answer.location))
    assert rows(inside) == [("substances", THIS_WEEK, None, "", "school")]
    page = text(member.get(REGISTER))
    assert "Rusmidler blant unge · Uteområder og sentrum" in page and "1 signal, uke 37" in page
    with inside():
        assert "substances" in str(db.session.query(AuditEvent).filter(AuditEvent.action == "signal.noted").one().facts)


def test_a_practitioner_has_the_form_and_the_thanks_but_not_the_register(practitioner, inside):
    assert practitioner.get(f"{REGISTER}nytt").status_code == 200
    answer = practitioner.post(REGISTER, FORM)
    assert answer.status_code == 303 and "Se signalene" not in text(practitioner.get(answer.location))
    assert len(rows(inside)) == 1
    assert practitioner.get(REGISTER).status_code == 403
    assert practitioner.post(f"{REGISTER}forslag", FORM).status_code == 403
    assert practitioner.get(f"{REGISTER}omrader/").status_code == 403


def test_who_only_looks_notes_nothing(officer, inside, member):
    assert officer.get(REGISTER).status_code == 200
    for answer in (officer.get(f"{REGISTER}nytt"), officer.post(REGISTER, FORM)):
        assert answer.status_code == 403 and "kan ikke melde signaler" in text(answer)
    assert rows(inside) == []
    assert member.post(f"{REGISTER}omrader/", {"navn": "Torget", "innbyggere": "900"}).status_code == 403


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"tema": ""}, "Velg fra listen."),
        ({"arena": "hjemme hos Ola"}, "Velg fra listen."),
        ({"alder": "14"}, "Velg fra listen."),
        ({"antall": "3"}, "Velg fra listen."),
        ({"sektor": "nabo"}, "Velg fra listen."),
        ({"omrade": str(uuid4())}, "Velg fra listen."),
        ({"uke": "2026-09-08"}, "Velg fra listen."),
        ({"uke": "2026-09-14"}, "Velg fra listen."),
        ({"uke": "2026-06-15"}, "Velg fra listen."),
        ({"notat": "a" * 1001}, "Skriv høyst 1000 tegn."),
        ({"notat": "15017012398 var der"}, "Én eller to setninger"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_saved(coordinator, inside, wrong, said):
    answer = coordinator.post(REGISTER, {**FORM, **wrong})
    assert answer.status_code == 422 and said in text(answer)
    assert rows(inside) == []


@pytest.mark.parametrize("wrong", [
    {"theme": "x"}, {"arena": "x"}, {"age_group": "x"}, {"size": "x"}, {"sector": "x"}, {"area_id": uuid4()},
    {"week_on": THIS_WEEK + timedelta(weeks=1)}, {"week_on": THIS_WEEK - timedelta(weeks=12)},
    {"week_on": THIS_WEEK + timedelta(days=1)}, {"text": "a" * 1001},
])  # fmt: skip
def test_the_verb_itself_refuses(signal, wrong):
    with pytest.raises(Invalid):
        signal(**wrong)


def test_a_warning_in_the_note_can_only_be_rewritten(coordinator, inside, group):
    answer = coordinator.post(REGISTER, {**FORM, "notat": "En gutt (15) i 10B fra Fjellveien"})
    assert answer.status_code == 422 and "notat__behold" not in text(answer) and "guard-block" in text(answer)
    assert rows(inside) == []


def test_a_double_click_notes_one(coordinator, inside):
    form = {**FORM, "en_gang": str(uuid4())}
    coordinator.post(REGISTER, form)
    coordinator.post(REGISTER, form)
    assert len(rows(inside)) == 1


def test_an_area_must_be_large_enough(coordinator, inside):
    address = f"{REGISTER}omrader/"
    small = coordinator.post(address, {"navn": "Ytre øy", "innbyggere": "199"})
    assert small.status_code == 422 and "Et område må ha minst 200 innbyggere." in text(small)
    assert coordinator.post(address, {"navn": "Torget", "innbyggere": "200"}).status_code == 303
    twice = coordinator.post(address, {"navn": "torget", "innbyggere": "1 900"})
    assert twice.status_code == 422 and "torget står allerede på listen." in text(twice)
    for wrong in ({"navn": ""}, {"navn": "a" * 101}, {"innbyggere": "mange"}, {"innbyggere": ""}, {"navn": "15017012398"}):
        assert coordinator.post(address, {"navn": "Sentrum", "innbyggere": "900", **wrong}).status_code == 422, wrong
    with inside():
        row = db.session.query(Area).one().id
    assert coordinator.post(f"{address}{row}", {"navn": "Torget", "innbyggere": "150", "versjon": "1"}).status_code == 422
    assert coordinator.post(f"{address}{row}", {"navn": "Torget", "innbyggere": "950", "versjon": "1"}).status_code == 303
    assert coordinator.post(f"{address}{row}", {"navn": "Annet", "innbyggere": "950", "versjon": "1"}).status_code == 409
    with inside():
        assert [(a.name, a.residents) for a in db.session.query(Area)] == [("Torget", 950)]


def test_an_area_that_a_signal_names_stays(coordinator, area, signal, inside):
    used, unused = area("Torget"), area("Sentrum")
    signal(area_id=used)
    refused = coordinator.post(f"{REGISTER}omrader/{used}/sletting", {"versjon": "1"})
    assert refused.status_code == 409 and "Torget er brukt i signaler" in text(refused)
    assert coordinator.post(f"{REGISTER}omrader/{unused}/sletting", {"versjon": "0"}).status_code == 409
    assert coordinator.post(f"{REGISTER}omrader/{unused}/sletting", {"versjon": "1"}).status_code == 303
    with inside():
        assert [a.name for a in db.session.query(Area)] == ["Torget"]


def test_signals_older_than_twelve_months_are_shown_only_when_asked_for(coordinator, signal):
    signal(theme="absence", arena="school")
    clock.move_to(clock.at(THIS_WEEK + timedelta(days=366 + 7), 9))
    page = text(coordinator.get(REGISTER))
    assert "Skolefravær og frafall · Skole" not in page and "Vis også 1 signal som er eldre" in page
    assert "Skolefravær og frafall · Skole" in text(coordinator.get(REGISTER + "?eldre=1"))
    clock.move_to(clock.at(THIS_WEEK + timedelta(days=364), 9))
    assert "Skolefravær og frafall · Skole" in text(coordinator.get(REGISTER))


def test_a_pile_can_be_made_into_a_finding(coordinator, signal):
    signal()
    page = text(coordinator.get(REGISTER))
    address = "/k/nordvik/funn/nytt?tema=substances&amp;arena=public_space&amp;alder=13_15"
    assert address in page
    form = text(coordinator.get(address.replace("&amp;", "&")))
    assert all(f'selected value="{code}"' in form for code in ("substances", "public_space", "13_15"))


def test_another_kommunes_ids_are_not_seen_not_used_and_not_changed(coordinator, inside, area, signal, group):
    theirs = area("Hamnes brygge", slug="hamnes")
    for _ in range(3):
        signal(slug="hamnes", area_id=theirs, text="Hamnes sitt notat")
    page = text(coordinator.get(REGISTER)).split("<main", 1)[1]
    assert "Hamnes" not in page and "Tre like signaler på fire uker</h2>" not in page
    for address in (f"omrader/{theirs}", f"omrader/{theirs}/sletting"):
        assert coordinator.post(REGISTER + address, {"navn": "x", "innbyggere": "900", "versjon": "1"}).status_code == 404
    assert coordinator.get(f"{REGISTER}omrader/{theirs}").status_code == 404
    assert coordinator.post(REGISTER, {**FORM, "omrade": str(theirs)}).status_code == 422
    with pytest.raises(Invalid):
        signal(area_id=theirs)
    form = {"tema": "substances", "arena": "public_space", "omrade": str(theirs), "gruppe": str(group)}
    assert coordinator.post(f"{REGISTER}forslag", form).status_code == 409
    foreign_group = {**form, "omrade": str(theirs)}
    assert coordinator.post("/k/hamnes/signaler/forslag", foreign_group).status_code == 422
    assert rows(inside) == []
    with inside("hamnes"):
        assert db.session.query(AgendaItem).count() == 0 and {s.item_id for s in db.session.query(Signal)} == {None}


def test_thirty_take_no_more_statements_than_three(house, coordinator, area, signal, group):
    counted = []
    with house.app_context():
        engine = db.engines["kommune"]

    def note(connection, cursor, statement, *rest):
        counted.append(statement)

    def asked():
        counted.clear()
        event.listen(engine, "before_cursor_execute", note)
        assert coordinator.get(f"{REGISTER}?vis_alle=1").status_code == 200
        event.remove(engine, "before_cursor_execute", note)
        return len(counted)

    for n in range(3):
        signal(area_id=area(f"Område {n}"))
    few = asked()
    themes = list(vocabulary.THEMES)
    for n in range(30):
        signal(n % 12, theme=themes[n % len(themes)], area_id=area(f"Sted {n}"))
    assert asked() == few, "\n\n".join(counted)
