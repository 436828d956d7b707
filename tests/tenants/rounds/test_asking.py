"""A draft, its way out to the leaders, and what is refused on the way."""

from datetime import timedelta
from uuid import uuid4

import pytest

from saas.audit import AuditEvent
from saas.db import db
from tenants.groups.models import GuardException
from tenants.meetings.models import AgendaItem
from tenants.rounds.models import Round, RoundRecipient
from tests.tenants.rounds.conftest import TODAY, TOLD, WORRY, text
from tests.tenants.tasks.conftest import value_of

LIST = "/k/nordvik/runder/"


def test_the_form_asks_as_j1_does_with_the_group_chosen_and_the_guest_beside(coordinator, scene):
    page = text(coordinator.get(f"{LIST}ny"))
    assert "Beskriv situasjonen uten navn eller opplysninger som kan kjenne igjen enkeltpersoner." in page
    assert f'value="{scene.people["Hanne Dahl"]}" checked' in page
    assert f'value="{scene.people["Bjørn Haug"]}">' in page and "Andre i nettverket (1)" in page
    assert f'value="{scene.people["Ingrid Solheim"]}" checked' not in page
    assert "Send runde i Nordvik" in page


def test_what_points_out_a_person_is_stopped_with_a_better_word_and_the_better_word_is_sent(coordinator, scene, inside):
    stopped = coordinator.post(LIST, scene.form(beskrivelse="en gutt (15) i 10B fra Fjellveien"))
    assert stopped.status_code == 422 and "en gutt (15) i 10B fra Fjellveien" in text(stopped)
    assert "Dette kan peke ut en person" in text(stopped)
    with inside():
        assert db.session.query(Round).count() == 0
    assert coordinator.post(LIST, scene.form(beskrivelse="Flere ungdommer på ungdomstrinnet")).status_code == 303


def test_what_the_coordinator_keeps_with_a_reason_is_remembered_for_the_group(coordinator, scene, inside):
    form = scene.form(beskrivelse="Rektor Olga Berntsen har meldt fra om uro.")
    page = text(coordinator.post(LIST, form))
    key = value_of(page, "beskrivelse__behold") if 'name="beskrivelse__behold" value' in page else None
    assert key
    form |= {"beskrivelse__behold": key, "beskrivelse__behold_grunn": "rektor ved skolen", "en_gang": str(uuid4())}
    assert coordinator.post(LIST, form).status_code == 303
    with inside():
        assert db.session.query(GuardException).one().group_id == scene.group


def test_a_sent_round_gives_each_a_letter_and_itself_a_sak(sent, postbox, inside, coordinator):
    assert len(postbox.letters) == 6
    letter = next(x for x in postbox.letters if "hanne" in x["To"])
    body = letter.get_content()
    assert "Gjenkjenner dere dette hos dere? Deler dere bekymringen?" in body and TOLD[:40] in body.replace("\n", " ")
    with inside():
        round_ = db.session.query(Round).one()
        item = db.session.query(AgendaItem).one()
        assert round_.item_id == item.id and item.title == WORRY and round_.state == "sent"
        facts = str([e.facts for e in db.session.query(AuditEvent).filter(AuditEvent.subject_kind == "rounds")])
        assert "Torget" not in facts
    assert WORRY in text(coordinator.get(LIST)) and "0 av 6 har svart" in text(coordinator.get(LIST))


def test_a_draft_writes_to_nobody_and_may_be_changed_and_sent_and_a_sent_one_may_not(
    coordinator, scene, worker, postbox, read
):
    made = coordinator.post(LIST, scene.form("Hanne Dahl", "Kari Moen", hva="lagre"))
    worker.work()
    assert postbox.letters == [] and "Utkastet er lagret" in text(coordinator.get(made.location))
    round_id = made.location.rsplit("/", 1)[1]
    edit = f"{LIST}{round_id}/endring"
    assert f'value="{scene.people["Kari Moen"]}" checked' in text(coordinator.get(edit))
    changed = scene.form("Hanne Dahl", "Bjørn Haug", hva="lagre", versjon="1", tittel="Uro ved Torget")
    assert coordinator.post(edit, changed).status_code == 303
    stale = coordinator.post(edit, {**changed, "tittel": "Min egen tittel", "en_gang": str(uuid4())})
    assert stale.status_code == 409 and "Min egen tittel" in text(stale) and "Noen har endret dette" in text(stale)
    assert coordinator.post(f"{LIST}{round_id}/utsending", {"versjon": "2"}).status_code == 303
    worker.work()
    assert sorted(x["To"].addresses[0].addr_spec.split("@")[0] for x in postbox.letters) == ["bjorn", "hanne"]
    for path in ("endring", "utsending", "sletting"):
        late = coordinator.post(f"{LIST}{round_id}/{path}", {**changed, "versjon": "3", "en_gang": str(uuid4())})
        assert late.status_code == 409 and "sendt" in text(late)
    assert read(made.location.rsplit("/", 1)[1], "title") == "Uro ved Torget"


def test_a_draft_can_be_thrown_away(coordinator, scene, inside):
    made = coordinator.post(LIST, scene.form(hva="lagre"))
    assert coordinator.post(f"{made.location}/sletting", {"versjon": "1"}).status_code == 303
    with inside():
        assert db.session.query(Round).count() == db.session.query(RoundRecipient).count() == 0


def test_the_same_form_twice_is_one_round(coordinator, scene, inside):
    form = scene.form()
    first, second = coordinator.post(LIST, form), coordinator.post(LIST, form)
    assert second.status_code == 303 and second.location == first.location
    with inside():
        assert db.session.query(Round).count() == 1


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"tittel": ""}, "Skriv en tittel."),
        ({"tittel": "a" * 201}, "høyst 200 tegn"),
        ({"beskrivelse": ""}, "Beskriv situasjonen."),
        ({"beskrivelse": "a " * 2100}, "høyst 4000 tegn"),
        ({"tema": "noe-annet"}, "Velg fra listen."),
        ({"frist": str(TODAY)}, "Fristen må være fram i tid."),
        ({"frist": str(TODAY - timedelta(days=3))}, "Fristen må være fram i tid."),
        ({"frist": "i morgen"}, "Skriv fristen som en dato"),
        ({"frist": "9999-12-31"}, "Fristen ser feil ut"),
        ({"frist": ""}, "Velg en frist."),
        ({"mottakere": []}, "Velg minst to mottakere"),
        ({"mottakere": ["tull", "tull"]}, "Velg fra listen."),
        ({"gruppe": str(uuid4())}, "Velg gruppe fra listen."),
        ({"gruppe": "x"}, "Velg fra listen."),
        ({"sak": str(uuid4())}, "Velg en sak fra listen."),
    ],
)
def test_what_does_not_make_sense_is_refused_and_nothing_is_kept(coordinator, scene, inside, facts, words):
    answer = coordinator.post(LIST, scene.form(**facts))
    assert answer.status_code == 422 and words in text(answer)
    with inside():
        assert db.session.query(Round).count() == 0


def test_one_recipient_or_one_without_an_address_is_too_few(coordinator, scene, inside):
    from tenants.network import service as network

    assert coordinator.post(LIST, scene.form("Hanne Dahl")).status_code == 422
    with inside():
        network.find_person(scene.people["Kari Moen"]).email = ""
    answer = coordinator.post(LIST, scene.form("Hanne Dahl", "Kari Moen"))
    assert answer.status_code == 422 and "Kari Moen kan ikke få brev" in text(answer)


def test_only_the_coordinator_asks(member, scene):
    assert member.get(f"{LIST}ny").status_code == 403
    assert member.post(LIST, scene.form()).status_code == 403


def test_a_round_starts_from_a_sak_with_its_words(coordinator, scene, inside):
    from tenants.groups import service as groups
    from tenants.meetings import backlog

    with inside():
        group = groups.find(scene.group)
        item = backlog.propose(group, None, title="Uro ved skolen", description="Lærerne melder.", kind="discussion").id
    page = text(coordinator.get(f"{LIST}ny?fra_sak={item}"))
    assert "Uro ved skolen" in page and value_of(page, "sak") == str(item)
    assert coordinator.get(f"{LIST}ny?fra_sak={uuid4()}").status_code == 404
    assert coordinator.get(f"{LIST}ny?fra_funn=tull").status_code == 404
    made = coordinator.post(LIST, scene.form(sak=str(item)))
    with inside():
        assert db.session.query(Round).one().item_id == item
        assert db.session.query(AgendaItem).count() == 1
    assert made.status_code == 303


def test_another_kommunes_round_and_people_are_not_there(coordinator, gather, scene, member, stranger, inside):
    hamnes = gather("hamnes")
    theirs = coordinator.post("/k/hamnes/runder/", hamnes.form()).location.rsplit("/", 1)[1]
    for browser in (coordinator, member):
        assert browser.get(f"{LIST}{theirs}").status_code == 404
    for path in ("utsending", "svar", "purring", "saksliste", "avslutning", "sletting", "endring"):
        assert coordinator.post(f"{LIST}{theirs}/{path}", scene.form(utfall="confirmed")).status_code == 404
    assert coordinator.get(f"/k/nordvik/foresporsler/{theirs}/samlet.pdf").status_code == 404
    assert stranger.get(f"{LIST}").status_code == 404
    foreign = coordinator.post(LIST, scene.form(mottakere=[str(x) for x in hamnes.people.values()]))
    assert foreign.status_code == 422
    assert coordinator.post(LIST, scene.form(gruppe=str(hamnes.group))).status_code == 422
    with inside():
        assert db.session.query(Round).count() == 0
