"""The answer by link: three buttons, no account; looking changes nothing."""

from datetime import timedelta

import pytest

from saas.db import db
from tenants.groups.models import Group
from tenants.tasks import notices, service
from tenants.tasks.models import Task
from tests.tenants.tasks.conftest import TODAY


@pytest.fixture
def task_and_link(inside, nordvik_circle, worker, postbox):
    """Yusuf's task, and the link in the letter that told him of it."""
    with inside():
        group = db.session.query(Group).filter(Group.id == nordvik_circle.group).one()
        task = notices.assign(
            group, "Tilby åpen hall fredager", nordvik_circle.yusuf, TODAY + timedelta(days=20)
        )
        task_id = task.id
    worker.work()
    return task_id, link_in(postbox.letters[-1])


@pytest.fixture
def read(inside, task_and_link):
    """Status, note and version as they stand."""

    def look():
        with inside():
            task = db.session.query(Task).filter(Task.id == task_and_link[0]).one()
            return task.status, task.status_note, task.version

    return look


def link_in(letter):
    return next(line for line in letter.get_content().split() if line.startswith("http://bindeledd.test/g/"))


def text(answer):
    return answer.get_data(as_text=True)


def test_the_link_shows_kommune_task_deadline_and_three_buttons_in_a_small_page(guest, task_and_link):
    page = guest.open(task_and_link[1])
    words = text(page)
    assert page.status_code == 200 and len(page.data) < 40_000
    for said in (
        "Nordvik",
        "Tilby åpen hall fredager",
        "2. oktober, om 20 dager",
        "På plan",
        "Forsinket",
        "Ferdig",
    ):
        assert said in words
    assert "Utgått" not in words


def test_looking_changes_nothing(guest, task_and_link, read, inside):
    from saas.accounts.links import GuestLink

    before = read()
    path = task_and_link[1].replace("http://bindeledd.test", "")
    for _ in range(3):
        assert guest.client.get(path).status_code == 200
        assert guest.client.head(path).status_code == 200
    assert read() == before
    with inside():
        assert db.session.query(GuestLink).one().used_at is None


def test_an_answer_is_saved_with_its_note_and_the_link_works_until_the_task_is_done(
    guest, task_and_link, read
):
    _, link = task_and_link
    answer = guest.answer(link, status="forsinket", notat="Hallen er stengt til mandag")
    assert answer.status_code == 200 and "Takk. Status er lagret." in text(answer)
    assert read() == ("delayed", "Hallen er stengt til mandag", 2)
    assert "Takk. Status er lagret." in text(guest.answer(link, status="ferdig"))
    assert read()[0] == "done"
    after = guest.open(link)
    assert after.status_code == 200 and "Oppgaven er meldt ferdig" in text(after)
    page = text(guest.open("http://bindeledd.test/logg-inn"))
    token = page.split('name="csrf_token" value="', 1)[1].split('"', 1)[0]
    path = link.replace("http://bindeledd.test", "")
    late = guest.client.post(path, data={"csrf_token": token, "status": "forsinket"})
    assert late.status_code == 409 and read()[0] == "done"


def test_the_answer_is_written_in_the_log_under_the_persons_name_without_the_note(
    guest, task_and_link, inside
):
    from saas.audit import AuditEvent

    guest.answer(task_and_link[1], status="forsinket", notat="Hallen er stengt til mandag")
    with inside():
        event = db.session.query(AuditEvent).filter(AuditEvent.action == "task.reported").one()
        assert event.actor_name == "Yusuf Warsame"
        assert "Hallen" not in str(event.facts)


def test_a_note_that_points_out_a_child_is_stopped_and_kept_on_the_page(guest, task_and_link, read):
    note = "Det gjelder 15017012398"
    answer = guest.answer(task_and_link[1], status="pa-plan", notat=note)
    assert answer.status_code == 422 and note in text(answer)
    assert read() == ("open", "", 1)


@pytest.mark.parametrize(
    "form", [{}, {"status": "utgatt"}, {"status": "done"}, {"status": "pa-plan", "notat": "a" * 1001}]
)
def test_anything_but_the_three_answers_is_refused(guest, task_and_link, read, form):
    assert guest.answer(task_and_link[1], **form).status_code == 422
    assert read() == ("open", "", 1)


def test_without_a_token_nothing_is_saved(guest, task_and_link, read):
    path = task_and_link[1].replace("http://bindeledd.test", "")
    assert guest.client.post(path, data={"status": "ferdig"}).status_code == 400
    assert read()[0] == "open"


def test_a_wrong_link_and_a_former_responsibles_link_are_dead(
    guest, task_and_link, inside, nordvik_circle, read
):
    task_id, link = task_and_link
    assert guest.open(link + "x").status_code == 404
    with inside():
        task = service.find(task_id)
        service.change(task, task.version, task.what, nordvik_circle.hanne, task.due_on)
    dead = guest.open(link)
    assert dead.status_code == 404 and "Tilby åpen hall" not in text(dead)
    with inside():
        task = service.find(task_id)
        service.change(task, task.version, task.what, nordvik_circle.yusuf, task.due_on)
    assert guest.open(link).status_code == 404, "a revoked link stays dead"
    assert read()[0] == "open"


def test_another_kommunes_link_opens_nothing_here(guest, task_and_link, inside, hamnes_circle):
    from saas.accounts import links

    with inside("hamnes"):
        borrowed = links.make("task.report", task_and_link[0], hamnes_circle.yusuf)
    assert guest.open(borrowed).status_code == 404
