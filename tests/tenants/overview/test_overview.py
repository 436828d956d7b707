"""A kommune's overview: what is next and what it lacks, whose turn it is; and each role sees its own."""

from datetime import date

import pytest

from saas import clock
from saas.db import find
from tenants.groups.models import Group
from tenants.minutes.models import MinutesComment, MinutesVersion
from tenants.network.models import Person
from tests.tenants.overview import scene
from tests.world import log_in


@pytest.fixture(autouse=True)
def morning(world):
    clock.move_to(scene.MORNING)


@pytest.fixture
def practitioner(house, world):
    return log_in(house, "practitioner@nordvik.example")


@pytest.fixture
def group(inside, world):
    """The coordinating group, with Nordvik's member in it."""
    with inside("nordvik"):
        made = scene.group()
        me = scene.person("Hanne Dahl", user_id=world["nordvik"].users["member"])
        scene.seat(made, me)
        ids = made.id, me.id
    return ids


def loaded(ids):
    """The group and its member, in the room that we stand in now."""
    return find(Group, ids[0]), find(Person, ids[1])


def page_of(browser, address="/k/nordvik/"):
    answer = browser.get(address)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def section(page, name):
    return page.split(f'id="{name}"')[1].split("</section>")[0]


def test_a_new_kommune_says_what_to_do_first_and_goes_on_step_by_step(coordinator, inside):
    start = section(page_of(coordinator), "start")
    assert (
        start.index("Legg inn personene") < start.index("Opprett gruppene") < start.index("Planlegg det første møtet")
    )
    assert start.count('data-variant="primary"') == 1 and "/k/nordvik/nettverk/" in start
    with inside("nordvik"):
        scene.person()
    start = section(page_of(coordinator), "start")
    assert start.count("Gjort") == 1 and "/k/nordvik/grupper/" in start
    with inside("nordvik"):
        made = scene.group().id
    start = section(page_of(coordinator), "start")
    assert start.count("Gjort") == 2 and "/k/nordvik/moter/" in start
    with inside("nordvik"):
        scene.meeting(find(Group, made), date(2026, 9, 15))
    assert 'id="start"' not in page_of(coordinator)


def test_a_member_of_a_new_kommune_is_told_to_wait(member, inside):
    page = page_of(member)
    assert "Nordvik er ikke i gang ennå" in page
    assert 'id="start"' not in page


def test_the_next_meeting_says_when_and_what_it_lacks(coordinator, inside, group):
    with inside("nordvik"):
        in_group, _ = loaded(group)
        scene.meeting(in_group, date(2026, 9, 15), "draft")
        scene.meeting(in_group, date(2026, 10, 20), "draft")
    page = section(page_of(coordinator), "neste")
    assert "Tirsdag 15. september 2026 kl. 09.00–11.00" in page and "om 14 dager" in page
    assert "Rådhuset, møterom Fjorden" in page
    assert "Sakslisten er tom" in page and "Innkallingen er ikke sendt" in page


def test_a_called_meeting_says_who_has_not_answered_and_that_police_is_missing(coordinator, inside, group):
    with inside("nordvik"):
        in_group, me = loaded(group)
        meeting = scene.meeting(in_group, date(2026, 9, 15))
        scene.sak(meeting)
        scene.invite(meeting, me)
        police = scene.person("Are Nygård", "police")
        scene.invite(meeting, police, "not_coming")
    page = section(page_of(coordinator), "neste")
    assert "1 har ikke svart" in page and "Politi ikke representert" in page
    assert "Sakslisten er tom" not in page and "Innkallingen er ikke sendt" not in page


def test_a_meeting_that_lacks_nothing_lists_nothing(coordinator, inside, group):
    with inside("nordvik"):
        in_group, _ = loaded(group)
        meeting = scene.meeting(in_group, date(2026, 9, 15))
        scene.sak(meeting)
        scene.invite(meeting, scene.person("Are Nygård", "police"), "coming")
    assert "Dette mangler" not in page_of(coordinator)


def test_a_member_sees_ones_own_turn_first_and_never_what_the_coordinator_must_do(member, inside, group):
    with inside("nordvik"):
        in_group, me = loaded(group)
        scene.task(in_group, me, date(2026, 8, 30), "Kartlegg fravær mandager")
        scene.task(in_group, scene.person("Kari Moen"), date(2026, 9, 9), "Ring NAV")
        ahead = scene.meeting(in_group, date(2026, 9, 15))
        scene.invite(ahead, me)
        held = scene.meeting(in_group, date(2026, 8, 18), "held")
        scene.invite(held, me, attendance="present")
        scene.minutes(held, date(2026, 8, 20), "for_comment", date(2026, 9, 18))
        scene.meeting(in_group, date(2026, 6, 18), "held")
        scene.letter()
    page = page_of(member)
    turn = section(page, "tur")
    assert "Kartlegg fravær mandager" in turn and "Over frist" in turn and "Ring NAV" not in turn
    assert "Svar på innkallingen: Koordineringsgruppen" in turn
    assert "Les referatet: Koordineringsgruppen, 18. aug." in turn and "Merknadsfrist 18. sep., om 17 dager" in turn
    assert page.index('id="tur"') < page.index('id="neste"')
    assert "brev kom ikke fram" not in page and "er ikke sendt" not in page and "Dette mangler" not in page


def test_what_is_answered_or_commented_or_past_asks_no_more(member, inside, group):
    with inside("nordvik"):
        in_group, me = loaded(group)
        answered = scene.meeting(in_group, date(2026, 9, 15))
        scene.invite(answered, me, "coming")
        commented = scene.meeting(in_group, date(2026, 8, 18), "held")
        scene.invite(commented, me, attendance="present")
        minutes = scene.minutes(commented, date(2026, 8, 20), "for_comment", date(2026, 9, 18))
        scene.add(MinutesComment(minutes_id=minutes.id, person_id=me.id, text="Godt referat."))
        late = scene.meeting(in_group, date(2026, 6, 18), "held")
        scene.invite(late, me, attendance="present")
        scene.minutes(late, date(2026, 6, 20), "for_comment", date(2026, 8, 31))
        away = scene.meeting(in_group, date(2026, 5, 18), "held")
        scene.invite(away, me, attendance="excused")
        scene.minutes(away, date(2026, 5, 20), "for_comment", date(2026, 9, 18))
    assert "Ingenting venter på deg akkurat nå." in section(page_of(member), "tur")


def test_a_member_does_not_see_groups_they_do_not_sit_in(member, inside, group):
    with inside("nordvik"):
        steering = scene.group("Styringsgruppen", "STEERING")
        scene.meeting(steering, date(2026, 9, 3))
        scene.meeting(loaded(group)[0], date(2026, 9, 15))
        scene.task(steering, scene.person("Mona Lie"), date(2026, 8, 1), "Hemmelig oppgave")
    page = page_of(member)
    assert "Styringsgruppen" not in page and "Hemmelig" not in page and "over frist" not in page
    assert "Koordineringsgruppen" in section(page, "neste")


def test_a_seat_that_ended_yesterday_shows_nothing_today(member, inside, world):
    with inside("nordvik"):
        made = scene.group()
        me = scene.person("Hanne Dahl", user_id=world["nordvik"].users["member"])
        scene.seat(made, me, ends_on=date(2026, 8, 31))
        scene.meeting(made, date(2026, 9, 15))
    assert "Koordineringsgruppen" not in page_of(member)


def test_a_practitioner_sees_own_tasks_and_nothing_else(practitioner, inside, group, world):
    with inside("nordvik"):
        in_group, _ = loaded(group)
        me = scene.person("Yusuf Warsame", "culture_leisure", world["nordvik"].users["practitioner"])
        scene.task(in_group, me, date(2026, 9, 25), "Tilby åpen hall fredager")
        scene.task(in_group, scene.person("Kari Moen"), date(2026, 9, 9), "Ring NAV")
        scene.meeting(in_group, date(2026, 9, 15))
    page = page_of(practitioner)
    assert "Tilby åpen hall fredager" in page and "om 24 dager" in page
    assert "Ring NAV" not in page
    assert 'id="neste"' not in page and 'id="rytme"' not in page and 'id="vedtak"' not in page


def test_the_coordinator_sees_each_groups_rhythm_and_its_sentence(coordinator, inside, group):
    with inside("nordvik"):
        in_group, _ = loaded(group)
        scene.meeting(in_group, date(2026, 8, 18), "held")
        scene.meeting(in_group, date(2026, 9, 15), "cancelled")
    rhythm = section(page_of(coordinator), "rytme")
    assert rhythm.count('class="strip"') == 1
    assert "Koordineringsgruppen har ikke møte i september. Planlegg innen 20.9." in rhythm
    assert "august: møte holdt 18.8." in rhythm
    assert "juli: fritatt" in rhythm


def test_decisions_are_shown_once_their_minutes_have_left(coordinator, inside, group):
    with inside("nordvik"):
        in_group, _ = loaded(group)
        held = scene.meeting(in_group, date(2026, 8, 18), "held")
        sent = scene.minutes(held, date(2026, 8, 19), "approved")
        sent.latest = 1
        sak = {"entry_id": "x", "number": "14/26", "title": "Fredagsåpent", "decision": "Hallen holdes åpen."}
        frozen = {"minutes_id": sent.id, "number": 1, "reason": "approved", "sha256": "x", "created_by": "Ingrid"}
        scene.add(MinutesVersion(document={"items": [sak]}, **frozen))
    decided = section(page_of(coordinator), "vedtak")
    assert "Sak 14/26: Fredagsåpent" in decided and "Hallen holdes åpen." in decided


def test_another_kommunes_overview_is_not_found_and_nothing_of_it_is_seen(stranger, member, inside, group):
    assert stranger.get("/k/nordvik/").status_code == 404
    assert stranger.get("/k/nordvik/").data == stranger.get("/k/finnesikke/").data
    with inside("nordvik"):
        scene.meeting(loaded(group)[0], date(2026, 9, 15))
    with inside("hamnes"):
        scene.meeting(scene.group("Samarbeidsgruppa"), date(2026, 9, 3))
    assert "Samarbeidsgruppa" not in page_of(member)
    assert "Koordineringsgruppen" not in page_of(stranger, "/k/hamnes/")


def test_the_data_protection_officer_reads_and_is_asked_to_do_nothing(house, inside, group):
    with inside("nordvik"):
        scene.meeting(loaded(group)[0], date(2026, 8, 18), "held")
        scene.letter()
    page = page_of(log_in(house, "data_protection_officer@nordvik.example"))
    assert "Koordineringsgruppen" in page
    assert "Planlegg et møte" not in page and "brev kom ikke fram" not in page


def test_a_practitioner_may_report_a_signal_from_the_first_page(house, inside, group):
    with inside("nordvik"):
        scene.meeting(loaded(group)[0], date(2026, 8, 18), "held")
    browser = log_in(house, "practitioner@nordvik.example")
    page = page_of(browser)
    assert "Meld et signal" in page and "/k/nordvik/signaler/nytt" in page
    assert browser.get("/k/nordvik/signaler/nytt").status_code == 200
    assert "/k/nordvik/signaler/nytt" not in page_of(log_in(house, "member@nordvik.example"))
