"""A finding: written in codes, standing on sources, marked when it stands weakly; and all that is refused."""

from uuid import uuid4

import pytest

from saas import vocabulary
from saas.audit import AuditEvent
from saas.db import db
from saas.errors import Invalid
from tenants.findings import service
from tenants.findings.models import Finding, FindingSource
from tenants.rounds.models import Round
from tests.tenants.findings.conftest import TODAY, text, value_of

LIST = "/k/nordvik/funn/"
FORM = {
    "tittel": "Flere blir tilbudt cannabis i sentrum",
    "slag": "worry",
    "tema": "substances",
    "arena": "public_space",
    "alder": "13_15",
    "overskrift": "challenges",
    "alvor": "high",
    "utbredelse": "some",
    "utvikling": "rising",
}


def rows(inside, slug="nordvik"):
    with inside(slug):
        return [(f.title, f.kind, f.severity, f.closed_on, f.version) for f in db.session.query(Finding)]


def test_the_coordinator_writes_a_finding_and_it_stands_in_the_list(coordinator, inside, source):
    police = source("police", "Politiets andre tertial")
    answer = coordinator.post(LIST, {**FORM, "kilder": [str(police)], "beskrivelse": "Sett flere kvelder."})
    assert answer.status_code == 303
    page = text(coordinator.get(answer.location))
    assert "Politiets andre tertial" in page and "Svakt belagt" in page
    assert "Ikke hørt ennå: skolen og ungdommens stemme." in " ".join(page.split())
    assert "Alvorlighet" in page and "Høy" in page and "Øker" in page
    listed = text(coordinator.get(LIST))
    assert "Flere blir tilbudt cannabis" in listed and "Svakt belagt" in listed and "Bekymrer" in listed
    with inside():
        event = db.session.query(AuditEvent).filter(AuditEvent.action == "finding.added").one()
        assert "cannabis" not in str(event.facts)


def test_three_types_of_sources_are_enough_and_two_of_the_same_are_one(inside, finding, source):
    police, second, school, youth = source("police"), source("police"), source("school"), source("youth")
    weak, strong, bare = finding(source_ids=[police, second, school]), finding(source_ids=[police, school, youth]), finding()
    with inside():
        backing = service.evidence(service.find(weak))
        assert (backing.types, backing.weak, backing.missing_voices) == (("police", "school"), True, ("youth",))
        assert not service.evidence(service.find(strong)).weak
        assert service.weak_ids() == {weak, bare}
        assert [s.id for s in service.sources_of([bare, strong])[bare]] == []
        assert {s.id for s in service.sources_of([bare, strong])[strong]} == {police, school, youth}
        assert {f.id for f in service.current("substances")} == {weak, strong, bare}
        assert service.current("traffic") == [] and [f.id for f in service.of_ids([bare, uuid4()])] == [bare]


def test_the_filters_choose(coordinator, finding, source):
    three = [source("police"), source("school"), source("youth")]
    finding("Fredagsåpen hall gir trygghet", kind="works", theme="safe_places", arena="leisure", strengths=["safety"])
    finding("Fraværet øker", theme="absence", arena="school", age_group="16_18", source_ids=three)
    for asked, seen, unseen in (
        ("?tema=absence", "Fraværet", "Fredagsåpen"),
        ("?slag=works", "Fredagsåpen", "Fraværet"),
        ("?arena=school", "Fraværet", "Fredagsåpen"),
        ("?alder=16_18", "Fraværet", "Fredagsåpen"),
        ("?svak=1", "Fredagsåpen", "Fraværet"),
        ("?vis=lukkede&tema=tull", "Ingen funn passer", "Fraværet"),
    ):
        page = text(coordinator.get(LIST + asked))
        assert seen in page and unseen not in page, asked


def test_the_list_stops_at_seven_until_all_are_asked_for(coordinator, finding):
    for n in range(9):
        finding(f"Funn nummer {n} i rekken")
    assert text(coordinator.get(LIST)).count("i rekken</a>") == 7
    assert text(coordinator.get(LIST + "?vis_alle=1")).count("i rekken</a>") == 9


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"tittel": ""}, "Skriv funnet i én setning."),
        ({"tittel": "   "}, "Skriv funnet i én setning."),
        ({"tittel": "a" * 201}, "Skriv høyst 200 tegn."),
        ({"beskrivelse": "a" * 4001}, "Skriv høyst 4000 tegn."),
        ({"tema": "cannabis"}, "Velg fra listen."),
        ({"alvor": ""}, "Velg fra listen."),
        ({"styrker": ["safety"]}, "Bare det som fungerer bra, kan merkes med en styrke."),
        ({"slag": "works", "styrker": ["luck"]}, "Velg fra listen."),
        ({"kilder": [str(uuid4())]}, "Velg fra listen."),
        ({"kilder": ["x"]}, "Velg fra listen."),
        ({"dato": "2026-09-13"}, "Datoen ser feil ut."),
        ({"dato": "i går"}, "Skriv datoen som"),
        ({"fra_runde": str(uuid4())}, "finnes ikke."),
        ({"fra_evaluering": str(uuid4())}, "finnes ikke."),
        ({"beskrivelse": "Snakket med 15017012398"}, "15017012398"),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_nothing_is_saved(coordinator, inside, wrong, said):
    answer = coordinator.post(LIST, {**FORM, **wrong})
    assert answer.status_code == 422 and said in text(answer)
    if "tittel" not in wrong:
        assert FORM["tittel"] in text(answer)
    assert rows(inside) == []


@pytest.mark.parametrize("field", ["kind", "theme", "arena", "age_group", "heading", "severity", "spread", "trend"])
def test_the_verb_itself_refuses_unknown_codes(inside, field):
    given = {"title": "x", "kind": "worry", "theme": "absence", "arena": "school", "age_group": "all"}
    with inside(), pytest.raises(Invalid):
        service.add(**{**given, field: "made-up"})


def test_changing_replaces_the_sources_and_a_stale_change_is_refused(coordinator, inside, finding, source):
    police, school = source("police"), source("school")
    row = finding(source_ids=[police])
    page = text(coordinator.get(f"{LIST}{row}/endring"))
    assert value_of(page, "versjon") == "1" and "checked" in page
    form = {**FORM, "tittel": "Færre blir tilbudt", "kilder": [str(school)], "versjon": "1"}
    assert coordinator.post(f"{LIST}{row}/endring", form).status_code == 303
    with inside():
        assert [s.id for s in service.sources_of([row])[row]] == [school]
    late = coordinator.post(f"{LIST}{row}/endring", {**form, "tittel": "Min egen tekst"})
    assert late.status_code == 409 and "Noen har endret dette" in text(late) and "Min egen tekst" in text(late)
    assert value_of(text(late), "versjon") == "2"
    assert coordinator.post(f"{LIST}{row}/endring", {**form, "versjon": ""}).status_code == 409
    assert rows(inside)[0][0] == "Færre blir tilbudt"


def test_closing_and_opening_again(coordinator, inside, finding):
    row = finding()
    assert coordinator.post(f"{LIST}{row}/lukking", {"versjon": "1"}).status_code == 303
    assert rows(inside)[0][3] == TODAY
    again = coordinator.post(f"{LIST}{row}/lukking", {"versjon": "2"})
    assert again.status_code == 409 and "Funnet er allerede lukket." in text(again)
    assert "Flere blir tilbudt" not in text(coordinator.get(LIST))
    assert "Flere blir tilbudt" in text(coordinator.get(LIST + "?vis=lukkede"))
    assert coordinator.post(f"{LIST}{row}/gjenapning", {"versjon": "1"}).status_code == 409
    assert coordinator.post(f"{LIST}{row}/gjenapning", {"versjon": "2"}).status_code == 303
    again = coordinator.post(f"{LIST}{row}/gjenapning", {"versjon": "3"})
    assert again.status_code == 409 and "Funnet er allerede åpent." in text(again)


def test_a_round_that_it_came_from_is_told_and_counts_as_a_source(coordinator, inside, group):
    with inside():
        made = Round(group_id=group, kind="challenge", title="Uro ved Torget", theme="substances", description="x",
                     due_on=TODAY)  # fmt: skip
        db.session.add(made)
        db.session.flush()
        round_id = made.id
    page = text(coordinator.get(f"{LIST}nytt?fra_runde={round_id}&tema=substances&arena=school&alder=13_15"))
    assert value_of(page, "fra_runde") == str(round_id)
    for code in ("substances", "school", "13_15"):
        assert f'selected value="{code}"' in page
    answer = coordinator.post(LIST, {**FORM, "fra_runde": str(round_id)})
    assert answer.status_code == 303
    assert "En utfordringsrunde" in text(coordinator.get(answer.location))
    with inside():
        found = db.session.query(Finding).one()
        assert found.from_round_id == round_id and service.evidence(found).types == ("round",)


def test_what_is_kept_despite_a_warning_is_remembered(coordinator, inside, group):
    words = "Rektor Kåre Nordmann ser at fraværet øker"
    refused = coordinator.post(LIST, {**FORM, "tittel": words})
    assert refused.status_code == 422 and "tittel__behold" in text(refused)
    key = text(refused).split('name="tittel__behold" value="', 1)[1].split('"', 1)[0]
    keep = {"tittel": words, "tittel__behold": key, "tittel__behold_grunn": "rektor, uttaler seg som leder"}
    assert coordinator.post(LIST, {**FORM, **keep}).status_code == 303


def test_without_a_group_a_warning_can_only_be_rewritten(coordinator):
    refused = coordinator.post(LIST, {**FORM, "tittel": "Rektor Kåre Nordmann ser at fraværet øker"})
    assert refused.status_code == 422 and "tittel__behold" not in text(refused)


def test_a_double_click_makes_one(coordinator, inside):
    form = {**FORM, "en_gang": str(uuid4())}
    first, second = coordinator.post(LIST, form), coordinator.post(LIST, form)
    assert first.location == second.location and len(rows(inside)) == 1


def test_each_role_reaches_what_it_may(member, practitioner, chair, finding, coordinator):
    row = finding()
    for address in (LIST, f"{LIST}{row}", "/k/nordvik/kilder/", "/k/nordvik/virker/", "/k/nordvik/ungdommens-stemme/"):
        assert member.get(address).status_code == 200, address
        assert practitioner.get(address).status_code == 403, address
    for address in (LIST, f"{LIST}{row}/endring", f"{LIST}{row}/lukking", f"{LIST}{row}/gjenapning"):
        assert member.post(address, FORM).status_code == 403 and chair.post(address, FORM).status_code == 403
    assert member.get(f"{LIST}nytt").status_code == 403
    assert "Lukk funnet" not in text(member.get(f"{LIST}{row}")) and "Lukk funnet" in text(coordinator.get(f"{LIST}{row}"))
    assert coordinator.get(f"{LIST}{uuid4()}").status_code == 404


def test_another_kommunes_ids_are_not_seen_not_used_and_not_changed(coordinator, inside, finding, source):
    theirs, their_source = finding("Hamnes sitt funn", slug="hamnes"), source("police", "Hamnes sin kilde", slug="hamnes")
    mine = finding()
    for method, address in (
        ("get", f"{LIST}{theirs}"), ("get", f"{LIST}{theirs}/endring"), ("post", f"{LIST}{theirs}/endring"),
        ("post", f"{LIST}{theirs}/lukking"), ("post", f"{LIST}{theirs}/gjenapning"),
        ("get", f"/k/nordvik/kilder/{their_source}"), ("post", f"/k/nordvik/kilder/{their_source}/endring"),
        ("get", f"/k/nordvik/kilder/ny?til_funn={theirs}"),
    ):  # fmt: skip
        assert getattr(coordinator, method)(address).status_code == 404, address
    answer = coordinator.post(f"{LIST}{mine}/endring", {**FORM, "versjon": "1", "kilder": [str(their_source)]})
    assert answer.status_code == 422
    tied = coordinator.post("/k/nordvik/kilder/", {"tittel": "x", "type": "police", "ar": "2025", "til_funn": str(theirs)})
    assert tied.status_code == 404
    with inside(), pytest.raises(Invalid):
        service.change(service.find(mine), 1, title="x", kind="worry", theme="absence", arena="school", age_group="all",
                       source_ids=[their_source])  # fmt: skip
    assert "Hamnes" not in text(coordinator.get(LIST)).split("<main", 1)[1]
    with inside("hamnes"):
        assert db.session.query(FindingSource).count() == 0
        assert db.session.query(Finding).one().version == 1


def test_the_buttons_lead_to_the_next_link_of_the_line(coordinator, chair, house, finding):
    row = finding()
    page, of_chair = text(coordinator.get(f"{LIST}{row}")), text(chair.get(f"{LIST}{row}"))
    for endpoint, words in (("measures.new", "Foreslå tiltak"), ("rounds.new", "Start utfordringsrunde")):
        assert (words in page) == (endpoint in house.view_functions)
    assert "Lag mål" not in page and ("Lag mål" in of_chair) == ("goals.new" in house.view_functions)
    assert vocabulary.ENOUGH_SOURCE_TYPES == 3
