"""Status in under half a minute: by link, without an account; asked for once a month; grey after thirty days."""

from datetime import timedelta

import pytest

from saas import clock
from tenants.measures import service, status
from tests.tenants.measures.conftest import LIST, TODAY, text
from tests.world import Browser


class Guest(Browser):
    """Somebody with a letter and no account."""

    def open(self, link):
        return self.client.get(link.replace("http://bindeledd.test", ""))

    def answer(self, link, **form):
        page = text(self.open(link))
        fields = {name: page.split(f'name="{name}" value="', 1)[1].split('"', 1)[0] for name in ("csrf_token", "en_gang")}
        return self.client.post(link.replace("http://bindeledd.test", ""), data={**fields, **form})


@pytest.fixture
def guest(house):
    return Guest(house)


@pytest.fixture
def asked(make, post, worker, postbox):
    """A measure under way, and the three links of the letter that asks."""
    one = make("started")
    assert post(f"{one}/statusforesporsel").status_code == 303
    worker.work()
    letter = postbox.letters[-1]
    assert letter["To"].addresses[0].addr_spec == "yusuf@nordvik.example"
    return one, [word for word in letter.get_content().split() if word.startswith("http://bindeledd.test/g/")]


def test_the_letter_has_three_links_and_looking_changes_nothing(asked, guest, read):
    one, links = asked
    assert [link.rpartition("?svar=")[2] for link in links] == ["pa-plan", "forsinket", "ferdig"]
    page = guest.open(links[1])
    assert page.status_code == 200 and len(page.data) < 40_000
    words = text(page)
    assert "Nordvik" in words and "Fredagsåpent i Nordvikhallen" in words
    assert words.index(">Forsinket") < words.index(">På plan")
    assert read(one, "status", "version") == ("none", read(one, "version"))


def test_an_answer_is_kept_and_done_ends_nothing(asked, guest, read, coordinator):
    one, links = asked
    answer = guest.answer(links[2], status="ferdig", notat="Siste kveld er holdt.")
    assert answer.status_code == 200 and "Takk. Status er lagret." in text(answer)
    assert read(one, "status", "status_note", "state") == ("done", "Siste kveld er holdt.", "started")
    assert "Den ansvarlige har meldt tiltaket ferdig." in text(coordinator.get(f"{LIST}{one}"))


def test_what_the_link_refuses(asked, guest, read, inside, scene):
    one, links = asked
    assert guest.answer(links[0], status="utgatt").status_code == 422
    assert guest.answer(links[0]).status_code == 422
    guarded = guest.answer(links[0], status="pa-plan", notat="Ole Hansen i 9A var der.")
    assert guarded.status_code == 422 and read(one, "status_note") == ""
    assert guest.answer(links[0], status="pa-plan", notat="x" * 1001).status_code == 422
    with inside():
        service.end(service.find(one), TODAY)
    assert guest.open(links[0]).status_code == 404
    assert read(one, "status") == "none"


def test_a_link_is_dead_when_somebody_else_answers_for_it(asked, guest, inside, scene):
    one, links = asked
    with inside():
        service.find(one).responsible_id = scene.hanne
    assert guest.open(links[0]).status_code == 404


def test_now_is_once_a_day_and_only_under_way(make, post, asked):
    one, _ = asked
    again = post(f"{one}/statusforesporsel")
    assert again.status_code == 409 and "allerede bedt om status" in text(again)
    assert post(f"{make('decided')}/statusforesporsel").status_code == 409
    assert post(f"{make('started', responsible_id=None)}/statusforesporsel").status_code == 409


def test_the_monthly_letter_leaves_once_a_month(make, inside):
    make("started")
    make("decided")
    with inside():
        assert status.ask_monthly() == 0
    for days, letters in ((29, 0), (31, 1), (32, 0), (60, 0), (62, 1)):
        clock.move_to(clock.at(TODAY, 10) + timedelta(days=days))
        with inside(role="service"):
            assert (days, status.ask_monthly()) == (days, letters)


def test_silence_is_grey_after_thirty_days(make, coordinator, inside, post):
    one = make("started")
    post(f"{one}/status", {"status": "pa-plan"})
    assert "På plan" in text(coordinator.get(LIST)) and "ikke oppdatert" not in text(coordinator.get(LIST))
    clock.move_to(clock.at(TODAY, 10) + timedelta(days=34))
    assert "ikke oppdatert på 34 dager" in text(coordinator.get(LIST))
    assert "ikke oppdatert på 34 dager" in text(coordinator.get(f"{LIST}{one}"))
    with inside():
        assert [measure.id for measure in service.stale()] == [one]


def test_a_practitioner_sees_and_reports_on_their_own_and_their_services_only(practitioner, make, scene, post, read):
    mine = make("started", owner_id=scene.school)
    ours = make("started", title="Klubbens eget", responsible_id=scene.hanne)
    others = make("started", title="Skolens tiltak", owner_id=scene.school, responsible_id=scene.hanne)
    listed = text(practitioner.get(LIST))
    assert "Klubbens eget" in listed and "Skolens tiltak" not in listed
    assert "Skolens tiltak" not in text(practitioner.get(f"{LIST}tidslinje"))
    for one in (mine, ours):
        assert practitioner.get(f"{LIST}{one}").status_code == 200
        assert post(f"{one}/status", {"status": "forsinket", "notat": "Venter på nøkler."}, practitioner).status_code == 303
        assert read(one, "status") == "delayed"
    assert practitioner.get(f"{LIST}{others}").status_code == 404
    assert post(f"{others}/status", {"status": "ferdig"}, practitioner).status_code == 404
    page = text(practitioner.get(f"{LIST}{mine}"))
    assert "Alle har et trygt sted fredag" not in page and "Veien hit" not in page and "/endring" not in page
    assert practitioner.get(f"{LIST}ny").status_code == 403


def test_a_member_reports_only_where_they_belong(member, make, scene, post):
    assert post(f"{make('started')}/status", {"status": "ferdig"}, member).status_code == 403
    assert post(f"{make('started', owner_id=scene.school)}/status", {"status": "ferdig"}, member).status_code == 303
    refused = post(f"{make('decided', owner_id=scene.school)}/status", {"status": "ferdig"}, member)
    assert refused.status_code == 409
    assert post(f"{make('started', owner_id=scene.school)}/status", {"status": "tull"}, member).status_code == 422
