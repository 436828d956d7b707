"""The list and the task's page: who sees what, what can be done from there, and what is refused."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import event

from saas.db import db
from tenants.groups.models import Group
from tenants.tasks import service
from tenants.tasks.models import Task
from tests.tenants.tasks.conftest import TODAY, value_of

LIST = "/k/nordvik/oppgaver/"


@pytest.fixture
def give(inside, nordvik_circle):
    """`give("hanne", "Kartlegg fravær mandager", 3)`: a task with a deadline in so many days; its id."""

    def add(name, what, days, slug="nordvik", circle=nordvik_circle, **origin):
        with inside(slug):
            group = db.session.query(Group).filter(Group.id == circle.group).one()
            due_on = TODAY + timedelta(days=days) if days is not None else None
            return service.add(group, what, getattr(circle, name) if name else None, due_on, **origin).id

    return add


@pytest.fixture
def read(inside):
    """A task's row as it stands in the database."""

    def look(task_id, slug="nordvik"):
        with inside(slug):
            task = db.session.query(Task).filter(Task.id == task_id).one()
            return task.status, task.status_note, task.due_on, task.responsible_id, task.version, task.done_on

    return look


def text(answer):
    return answer.get_data(as_text=True)


def test_the_list_shows_what_who_and_both_ways_of_saying_when(coordinator, give):
    give("hanne", "Kartlegg fravær mandager", 3, source="sak 14/26")
    give("yusuf", "Tilby åpen hall fredager", -2)
    page = text(coordinator.get(LIST))
    assert "15. september, om 3 dager" in page and "10. september, for 2 dager siden" in page
    assert "sak 14/26" in page and "Hanne Dahl" in page and "Over frist" in page
    assert page.index("Tilby åpen hall") < page.index("Kartlegg fravær")
    late = text(coordinator.get(LIST + "?fane=over-frist"))
    assert "Tilby åpen hall" in late and "Kartlegg fravær" not in late


def test_a_practitioner_sees_only_own_tasks_whatever_the_address_says(practitioner, give):
    mine = give("yusuf", "Tilby åpen hall fredager", 3)
    others = give("hanne", "Kartlegg fravær mandager", 3)
    for view in ("", "?fane=apne", "?fane=over-frist&alle=1", "?fane=apne&sorter=ansvarlig", "?fane=ferdige"):
        page = text(practitioner.get(LIST + view))
        assert "Kartlegg fravær" not in page and "Hanne Dahl" not in page
    assert "Tilby åpen hall" in text(practitioner.get(LIST))
    assert practitioner.get(f"{LIST}{mine}").status_code == 200
    assert practitioner.get(f"{LIST}{others}").status_code == 404
    assert practitioner.post(f"{LIST}{others}/status", {"status": "ferdig"}).status_code == 404
    assert practitioner.get(f"{LIST}ny").status_code == 403


def test_a_member_sees_the_tasks_of_their_group_and_reports_on_their_own_only(member, give, read):
    mine = give("hanne", "Kartlegg fravær mandager", 3)
    others = give("yusuf", "Tilby åpen hall fredager", 3)
    assert "Tilby åpen hall" in text(member.get(LIST + "?fane=apne"))
    assert member.post(f"{LIST}{others}/status", {"status": "ferdig"}).status_code == 403
    assert read(others)[0] == "open"
    answer = member.post(f"{LIST}{mine}/status", {"status": "ferdig", "fra": "liste", "fane": "mine"})
    assert answer.status_code == 303 and "fane=mine" in answer.location
    assert (read(mine)[0], read(mine)[5]) == ("done", TODAY)
    assert member.post(f"{LIST}{mine}/endring", {"hva": "Noe annet"}).status_code == 403
    assert member.post(f"{LIST}{mine}/purring").status_code == 403


def test_a_press_in_the_list_answers_with_the_row_alone_and_keeps_the_note(coordinator, give, read):
    task = give("hanne", "Kartlegg fravær mandager", 3)
    coordinator.post(
        f"{LIST}{task}/status", {"status": "forsinket", "notat": "Venter på tall", "versjon": "1"}
    )
    answer = coordinator.post(
        f"{LIST}{task}/status",
        {"status": "pa-plan", "versjon": "2", "fane": "apne"},
        headers={"HX-Request": "true"},
    )
    assert (
        answer.status_code == 200 and "<html" not in text(answer) and f'id="oppgave-{task}"' in text(answer)
    )
    assert "På plan" in text(answer)
    assert read(task)[:2] == ("on_track", "Venter på tall")


def test_the_task_page_saves_status_and_note_and_guards_the_note(coordinator, give, read):
    task = give("hanne", "Kartlegg fravær mandager", 3)
    page = text(coordinator.get(f"{LIST}{task}"))
    assert "Kartlegg fravær mandager" in page and "Lagre" not in page.split("<main", 1)[0]
    stopped = coordinator.post(
        f"{LIST}{task}/status", {"status": "pa-plan", "notat": "Snakket med 15017012398"}
    )
    assert stopped.status_code == 422 and "15017012398" in text(stopped)
    assert read(task)[:2] == ("open", "")
    too_long = coordinator.post(f"{LIST}{task}/status", {"status": "pa-plan", "notat": "a" * 1001})
    assert too_long.status_code == 422 and "høyst 1000 tegn" in text(too_long)
    assert coordinator.post(f"{LIST}{task}/status", {"status": "hurra"}).status_code == 422
    assert read(task)[0] == "open"


def test_a_stale_change_is_refused_and_what_was_typed_is_kept(coordinator, give, read, nordvik_circle):
    task = give("hanne", "Kartlegg fravær mandager", 3)
    form = {
        "hva": "Kartlegg fravær",
        "ansvarlig": str(nordvik_circle.yusuf),
        "frist": "2026-10-02",
        "versjon": "1",
    }
    assert coordinator.post(f"{LIST}{task}/endring", form).status_code == 303
    late = coordinator.post(f"{LIST}{task}/endring", {**form, "hva": "Min egen tekst"})
    assert (
        late.status_code == 409 and "Min egen tekst" in text(late) and "Noen har endret dette" in text(late)
    )
    assert value_of(text(late), "versjon") == "2"
    assert (
        coordinator.post(
            f"{LIST}{task}/endring", {**form, "hva": "Min egen tekst", "versjon": "2"}
        ).status_code
        == 303
    )
    assert read(task)[3] == nordvik_circle.yusuf


def test_a_new_task_is_told_of_by_letter_and_a_double_click_makes_one(
    coordinator, nordvik_circle, worker, postbox, inside
):
    form = {
        "gruppe": str(nordvik_circle.group),
        "hva": "Tilby åpen hall fredager",
        "ansvarlig": str(nordvik_circle.yusuf),
        "frist": "2026-10-02",
        "en_gang": str(uuid4()),
    }
    first = coordinator.post(LIST, form)
    assert "Yusuf Warsame får et brev om den." in text(coordinator.get(first.location))
    second = coordinator.post(LIST, form)
    assert first.status_code == second.status_code == 303 and first.location == second.location
    worker.work()
    assert [letter["To"].addresses[0].addr_spec for letter in postbox.letters] == ["yusuf@nordvik.example"]
    with inside():
        assert db.session.query(Task).count() == 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"hva": ""}, "Skriv hva som skal gjøres."),
        ({"hva": " \x00 "}, "Skriv hva som skal gjøres."),
        ({"hva": "a" * 501}, "høyst 500 tegn"),
        ({"hva": "Følge opp Kevin Berg i 9B"}, "hva__behold"),
        ({"ansvarlig": ""}, "Velg hvem som har ansvaret."),
        ({"ansvarlig": "ikke-en-person"}, "Velg fra listen."),
        ({"ansvarlig": "6f9619ff-8b86-d011-b42d-00c04fc964ff"}, "Velg hvem som har ansvaret, fra listen."),
        ({"gruppe": "6f9619ff-8b86-d011-b42d-00c04fc964ff"}, "Velg gruppe fra listen."),
        ({"frist": "snart"}, "Skriv fristen som en dato"),
        ({"frist": ""}, "Velg en frist."),
        ({"frist": "0026-10-02"}, "Fristen ser feil ut."),
    ],
)
def test_bad_input_is_told_at_its_field_and_writes_nothing(coordinator, nordvik_circle, inside, wrong, said):
    good = {
        "gruppe": str(nordvik_circle.group),
        "hva": "Tilby åpen hall fredager",
        "ansvarlig": str(nordvik_circle.yusuf),
        "frist": "2026-10-02",
    }
    answer = coordinator.post(LIST, {**good, **wrong})
    assert answer.status_code == 422
    assert said in text(answer)
    assert "Not a valid" not in text(answer) and "This field" not in text(answer)
    with inside():
        assert db.session.query(Task).count() == 0


def test_without_a_token_nothing_is_saved(coordinator, give, read):
    task = give("hanne", "Kartlegg fravær mandager", 3)
    assert coordinator.client.post(f"{LIST}{task}/status", data={"status": "ferdig"}).status_code == 400
    assert read(task)[0] == "open"


def test_another_kommunes_tasks_are_not_there(
    coordinator, stranger, give, read, hamnes_circle, nordvik_circle
):
    theirs = give("hanne", "Øving på kaia", 3, slug="hamnes", circle=hamnes_circle)
    mine = give("hanne", "Kartlegg fravær mandager", 3)
    assert "Øving på kaia" not in text(coordinator.get(LIST + "?fane=apne&alle=1"))
    for address in (f"{LIST}{theirs}", f"{LIST}{theirs}/endring"):
        assert coordinator.get(address).status_code == 404
    for deed in ("status", "endring", "purring"):
        answer = coordinator.post(
            f"{LIST}{theirs}/{deed}", {"status": "ferdig", "hva": "Nytt", "versjon": "1"}
        )
        assert answer.status_code == 404
    foreign = {"hva": "Nytt", "ansvarlig": str(hamnes_circle.hanne), "frist": "2026-10-02", "versjon": "1"}
    assert coordinator.post(f"{LIST}{mine}/endring", foreign).status_code == 422
    new = {**foreign, "ansvarlig": str(nordvik_circle.hanne), "gruppe": str(hamnes_circle.group)}
    assert coordinator.post(LIST, new).status_code == 422
    assert stranger.get(LIST).status_code == 404
    assert read(theirs, "hamnes")[0] == "open" and read(mine)[3] == nordvik_circle.hanne


@pytest.mark.parametrize("who", ["coordinator", "member"])
def test_the_number_of_statements_does_not_grow_with_the_tasks(who, request, give, house):
    visitor = request.getfixturevalue(who)

    def statements(address):
        seen = []
        with house.app_context():
            engine = db.engines["kommune"]
        listen = lambda *args: seen.append(args[2])  # noqa: E731
        event.listen(engine, "before_cursor_execute", listen)
        assert visitor.get(address).status_code == 200
        event.remove(engine, "before_cursor_execute", listen)
        return len(seen)

    for number in range(3):
        give("hanne" if number % 2 else "yusuf", f"Oppgave {number}", number - 20)
    few = {
        address: statements(LIST + address) for address in ("?alle=1", "?fane=apne&alle=1&sorter=ansvarlig")
    }
    for number in range(27):
        give("hanne" if number % 2 else "yusuf", f"Oppgave til {number}", number - 20)
    for address, number in few.items():
        assert statements(LIST + address) == number
        assert number <= 20


def test_seven_rows_are_shown_before_all(coordinator, give):
    for number in range(9):
        give("hanne", f"Oppgave {number}", number)
    page = text(coordinator.get(LIST + "?fane=apne"))
    assert page.count('id="oppgave-') == 7 and "Vis alle (9)" in page
    assert text(coordinator.get(LIST + "?fane=apne&alle=1")).count('id="oppgave-') == 9


def test_counts_of_open_and_late_tasks_are_given_per_group(give, inside, nordvik_circle):
    give("hanne", "Kartlegg fravær mandager", 3)
    give("yusuf", "Tilby åpen hall fredager", -2)
    give(None, "Uten ansvarlig", None)
    with inside():
        assert service.open_counts() == {nordvik_circle.group: 3}
        assert service.overdue_counts() == {nordvik_circle.group: 1}
    with inside(role="practitioner"):
        assert service.open_counts() == {nordvik_circle.group: 1}


def test_an_unfinished_draft_is_found_as_incomplete_and_a_reported_task_is_not_deleted(
    give, inside, nordvik_circle
):
    from saas import clock
    from saas.errors import NotNow
    from tenants.meetings.models import Meeting

    with inside():
        starts, ends = clock.at(TODAY, 9), clock.at(TODAY, 11)
        meeting = Meeting(group_id=nordvik_circle.group, starts_at=starts, ends_at=ends, calendar_uid="a@b")
        db.session.add(meeting)
        db.session.flush()
        meeting_id = meeting.id
    whole = give("hanne", "Hel", 3, meeting_id=meeting_id)
    half = give("hanne", "Uten frist", None, meeting_id=meeting_id)
    with inside():
        assert [task.id for task in service.incomplete(meeting_id)] == [half]
        assert {task.id for task in service.of_meeting(meeting_id)} == {whole, half}
        service.report(service.find(whole), "delayed")
        service.delete_draft(service.find(half))
        with pytest.raises(NotNow):
            service.delete_draft(service.find(whole))
        assert [task.id for task in service.of_meeting(meeting_id)] == [whole]
