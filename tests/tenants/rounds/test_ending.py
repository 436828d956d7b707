"""From answers to agenda to outcome: reminders, landing, the table, and how a round must end."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from saas import clock
from saas.db import db
from tenants.meetings.models import AgendaEntry, AgendaItem
from tenants.rounds import closing, landing, service
from tests.tenants.overview.test_statements import Counted
from tests.tenants.rounds.conftest import DUE, WORRY, text

SENTENCE = "5 av 6 har svart: 4 gjenkjenner, 1 delvis. Ikke svart: teknisk etat."


@pytest.fixture
def page(sent):
    """The round's address."""
    return f"/k/nordvik/runder/{sent}"


@pytest.fixture
def five(reply):
    """Five of six have answered, as in J1 step 11."""
    for name in ("hanne", "kari", "tove", "bjorn"):
        reply(name)
    reply("are", "partly", "partly", ord="Vi ser det mest i helgene.")


def subjects(postbox):
    return sorted(
        (x["To"].addresses[0].addr_spec.split("@")[0], x["Subject"].split(":")[0]) for x in postbox.letters[6:]
    )


def test_the_table_says_it_in_words_by_sector_and_by_person(coordinator, page, five):
    shown = text(coordinator.get(page))
    assert SENTENCE in shown and "Deler bekymringen: 4 ja, 1 delvis." in shown
    assert '<rect class="answer-yes"' in shown and "style=" not in shown
    assert "Teknisk etat" in shown and "Vi ser det mest i helgene." in shown


def test_those_who_are_silent_are_reminded_three_days_before_and_the_working_day_after_once_each(
    sent, reply, strike, postbox
):
    for name in ("hanne", "kari", "tove", "bjorn"):
        reply(name)
    strike(DUE - timedelta(days=4), "rounds.remind")
    assert subjects(postbox) == []
    strike(DUE - timedelta(days=3), "rounds.remind")
    assert subjects(postbox) == [("are", "Purring"), ("nils", "Purring")]
    strike(DUE + timedelta(days=1), "rounds.remind")
    strike(DUE + timedelta(days=2), "rounds.remind")
    assert len(subjects(postbox)) == 2, "Saturday and Sunday are no working days"
    reply("are")
    strike(DUE + timedelta(days=3), "rounds.remind")
    strike(DUE + timedelta(days=9), "rounds.remind")
    assert subjects(postbox) == [("are", "Purring"), ("nils", "Purring"), ("nils", "Purring")]


def test_a_reminder_now_goes_to_the_silent_once_a_day(coordinator, page, five, worker, postbox, member):
    assert member.post(f"{page}/purring").status_code == 403
    assert coordinator.post(f"{page}/purring").status_code == 303
    worker.work()
    assert subjects(postbox) == [("nils", "Purring")]
    again = coordinator.post(f"{page}/purring")
    assert again.status_code == 409 and "Det er allerede purret i dag." in text(again)


def test_on_the_deadline_the_table_lands_on_the_next_agenda_by_itself_and_once(
    sent, scene, plan, strike, read, inside, coordinator, page
):
    meeting = plan(scene)
    strike(DUE - timedelta(days=1), "rounds.land")
    assert read(sent, "landed_at") is None
    strike(DUE, "rounds.land")
    landed = read(sent, "landed_at")
    assert landed is not None
    strike(DUE + timedelta(days=1), "rounds.land")
    assert read(sent, "landed_at") == landed
    with inside():
        entry = db.session.query(AgendaEntry).filter(AgendaEntry.meeting_id == meeting).one()
        assert entry.item.title == WORRY and entry.item.number
    assert "Må avsluttes" in text(coordinator.get(page))
    with inside():
        assert [round_.id for round_ in service.unfinished()] == [sent]


def test_when_all_have_answered_it_lands_before_the_deadline(sent, scene, plan, reply, five, strike, read):
    plan(scene)
    reply("nils", "no", "no")
    strike(date(2026, 9, 16), "rounds.land")
    assert read(sent, "landed_at") is not None


def test_without_a_planned_meeting_it_waits_and_the_page_says_so(coordinator, page, sent, scene, plan, strike, read):
    answer = coordinator.post(f"{page}/saksliste")
    assert answer.status_code == 303 and "Ingen møter er planlagt." in text(coordinator.get(page))
    strike(DUE, "rounds.land")
    assert read(sent, "landed_at") is None
    plan(scene)
    strike(DUE + timedelta(days=1), "rounds.land")
    assert read(sent, "landed_at") is not None


def test_a_sak_that_is_concluded_is_followed_by_a_new_one(sent, scene, plan, inside):
    plan(scene)
    with inside():
        first = db.session.query(AgendaItem).one()
        first.state = "done"
        first_id = first.id
    with inside():
        round_ = service.find(sent)
        landing.land(round_)
        assert round_.item_id != first_id and round_.item.origin_id == first_id and round_.item.number


def test_confirmed_offers_a_measure_and_a_finding_and_names_the_sak(coordinator, page, sent, scene, plan, five, read):
    plan(scene)
    coordinator.post(f"{page}/saksliste")
    shown = text(coordinator.get(page))
    assert "Fristen er fredag 9. oktober 2026, og ikke alle har svart." in shown
    version = str(read(sent, "version"))
    done = coordinator.post(f"{page}/avslutning", {"utfall": "confirmed", "versjon": version, "sak": ""})
    assert done.status_code == 303
    assert read(sent, "state", "outcome", "closed_by") == ("closed", "confirmed", "Coordinator Nordvik")
    shown = text(coordinator.get(page))
    assert "Behovet for felles innsats er bekreftet. Opprett tiltak?" in shown
    assert f"fra_runde={sent}" in shown
    again = coordinator.post(f"{page}/avslutning", {"utfall": "refuted", "begrunnelse": "Likevel ikke noe å gjøre."})
    assert again.status_code == 409 and "allerede avsluttet" in text(again)
    assert coordinator.post(f"{page}/purring").status_code == 409
    assert coordinator.post(f"{page}/saksliste").status_code == 409


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"utfall": ""}, "Velg «Bekreft» eller «Avkreft»."),
        ({"utfall": "refuted"}, "Skriv hvorfor, med minst 10 tegn."),
        ({"utfall": "refuted", "begrunnelse": "Nei."}, "Skriv hvorfor, med minst 10 tegn."),
        ({"utfall": "confirmed", "begrunnelse": "a " * 1001}, "høyst 2000 tegn"),
        ({"utfall": "confirmed", "begrunnelse": "Gjelder Kristoffer Lindqvist"}, "Ser ut som et personnavn."),
        ({"utfall": "confirmed", "sak": str(uuid4())}, "Velg en sak fra listen."),
        ({"utfall": "confirmed", "sak": "x"}, "Velg fra listen."),
    ],
)
def test_an_end_that_does_not_make_sense_is_refused(coordinator, page, sent, read, form, words):
    answer = coordinator.post(f"{page}/avslutning", form)
    assert answer.status_code == 422 and words in text(answer)
    assert read(sent, "state") == "sent"


def test_who_may_end_it_and_when(coordinator, member, scene, page, sent, read):
    assert member.post(f"{page}/avslutning", {"utfall": "confirmed"}).status_code == 403
    stale = coordinator.post(f"{page}/avslutning", {"utfall": "confirmed", "versjon": "1"})
    assert stale.status_code == 409 and read(sent, "state") == "sent"
    draft = coordinator.post("/k/nordvik/runder/", scene.form(hva="lagre")).location
    early = coordinator.post(f"{draft}/avslutning", {"utfall": "confirmed"})
    assert early.status_code == 409 and "Send runden før den kan avsluttes." in text(early)
    assert coordinator.post(f"{draft}/saksliste").status_code == 409
    refuted = {"utfall": "refuted", "begrunnelse": "Ingen andre kjenner det igjen."}
    assert coordinator.post(f"{page}/avslutning", refuted).status_code == 303
    assert read(sent, "outcome") == "refuted"


def test_a_saks_page_can_say_how_its_round_stands(sent, five, inside, coordinator, house):
    from flask import g

    from tenants.rounds.panel import rounds_of_item

    with inside() as room:
        g.kommune = room.kommune
        html = str(rounds_of_item(service.find(sent).item_id))
        assert SENTENCE in html and f"/runder/{sent}" in html
        assert str(rounds_of_item(uuid4())) == str(rounds_of_item(None)) == ""


def test_thirty_rounds_take_no_more_statements_than_three(house, coordinator, scene, inside, sent, page):
    def fill(number):
        with inside():
            for n in range(number):
                wanted = service.Wanted(
                    scene.group, f"Uro {number}-{n}", "Uro ved skolen", "", DUE, list(scene.people.values())
                )
                round_ = service.create("challenge", wanted)
                service.send(round_, None)

    def cost(address):
        with Counted(house) as counted:
            assert coordinator.get(address).status_code == 200
        return len(counted)

    addresses = ("/k/nordvik/runder/?alle=1", page)
    fill(3)
    few = [cost(address) for address in addresses]
    fill(27)
    assert [cost(address) for address in addresses] == few


def test_a_closed_round_reminds_and_lands_no_more(sent, scene, plan, strike, postbox, inside, read):
    plan(scene)
    with inside():
        closing.conclude(service.find(sent), None, "confirmed")
    strike(DUE, "rounds.remind", "rounds.land")
    strike(DUE + timedelta(days=5), "rounds.remind", "rounds.land")
    assert subjects(postbox) == [] and read(sent, "landed_at") is None
    assert clock.today() > DUE
