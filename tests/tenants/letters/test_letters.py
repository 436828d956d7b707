"""The page of letters: what waits, what failed and why; the deed is safe whatever is away."""

from dataclasses import replace

import pytest

from saas import jobs, outbox, shell
from saas.db import db
from saas.outbox import Letter

PAGE = "/k/nordvik/brev/"


@pytest.fixture
def post(inside):
    """`post("hanne@nordvik.example")`: a letter written in Nordvik's room and committed; its id."""

    def write(address, slug="nordvik", subject="Innkalling til møte", **more):
        with inside(slug):
            return outbox.post(
                ("Hanne Dahl", address), subject, "Kjære Hanne\n", template="test.txt", **more
            ).id

    return write


@pytest.fixture
def state(inside):
    """A letter's state, how often it was tried, and why it did not get through."""

    def look(letter_id, slug="nordvik"):
        with inside(slug):
            letter = db.session.query(Letter).filter(Letter.id == letter_id).one()
            return letter.state, letter.attempts, letter.last_error

    return look


@pytest.fixture
def house_without(house):
    """`with house_without(redis_url=…)`: the house with one of its neighbours away, for a while."""
    kept = house.config["HOUSE"]

    def move(**settings):
        house.config["HOUSE"] = replace(kept, **settings)
        shell.forget_queue_state()

    yield move
    move()


DEAD_REDIS, DEAD_SMTP = {"redis_url": "redis://127.0.0.1:9"}, {"smtp_url": "smtp://127.0.0.1:9"}


def text(answer):
    return answer.get_data(as_text=True)


def test_an_empty_page_says_what_it_is_for(coordinator):
    assert "Ingen brev ennå" in text(coordinator.get(PAGE))


def test_a_letter_that_left_stands_under_sent_and_its_words_do_not(coordinator, post, worker):
    post("hanne@nordvik.example", calendar=("REQUEST", b"BEGIN:VCALENDAR"))
    worker.work()
    page = text(coordinator.get(PAGE))
    assert "1 sendt, 0 venter, 0 kom ikke fram" in page and "hanne@nordvik.example" in page
    assert "Kjære Hanne" not in page and "VCALENDAR" not in page


def test_a_refused_letter_is_shown_with_its_reason_and_can_be_tried_again(
    coordinator, post, state, worker, postbox, inside
):
    letter = post("hanne@avvist.example")
    worker.work()
    page = text(coordinator.get(PAGE))
    assert state(letter)[:2] == ("failed", 1)
    assert "svarte 550: 5.1.1 Adressen finnes ikke" in page and "Prøv igjen i Nordvik" in page
    with inside():
        db.session.query(Letter).one().to_address = "hanne@nordvik.example"
    again = coordinator.post(f"{PAGE}{letter}/forsok")
    assert again.status_code == 303 and "Brevet til Hanne Dahl prøves igjen nå." in text(
        coordinator.get(PAGE)
    )
    worker.work()
    assert state(letter) == ("sent", 0, None)
    assert len(postbox.letters) == 1
    assert coordinator.post(f"{PAGE}{letter}/forsok").status_code == 409


def test_when_the_mail_server_is_away_the_letter_waits_and_the_page_says_so(
    coordinator, post, state, worker, postbox, house_without
):
    house_without(**DEAD_SMTP)
    letters = [post("hanne@nordvik.example"), post("kari@nordvik.example")]
    worker.work()
    assert [state(letter)[:2] for letter in letters] == [("waiting", 1), ("waiting", 1)]
    page = text(coordinator.get(PAGE))
    assert "E-posttjeneren svarer ikke" in page and "Neste forsøk" in page
    house_without()
    assert coordinator.post(f"{PAGE}forsok").status_code == 303
    worker.work()
    assert {state(letter)[0] for letter in letters} == {"sent"}
    assert len(postbox.letters) == 2


def test_when_the_queue_is_away_the_deed_is_saved_the_letter_waits_and_the_page_says_so(
    coordinator, post, state, house_without, worker, postbox, house, world, inside
):
    house_without(**DEAD_REDIS)
    letter = post("hanne@nordvik.example")
    assert state(letter) == ("waiting", 0, None)
    assert "Brevene venter og sendes litt senere." in text(coordinator.get(PAGE))
    house_without()
    worker.work()
    assert postbox.letters == []
    with inside():
        outbox.sweep()
    worker.work()
    assert state(letter)[0] == "sent" and len(postbox.letters) == 1


def test_at_most_seven_letters_are_shown_until_all_are_asked_for(coordinator, post):
    for number in range(9):
        post(f"mottaker{number}@nordvik.example")
    few, everything = text(coordinator.get(PAGE)), text(coordinator.get(PAGE + "?alle=venter"))
    assert few.count("@nordvik.example") == 7 and "Vis alle (9)" in few
    assert everything.count("@nordvik.example") == 9


def test_a_letter_links_to_what_it_is_about(coordinator, post):
    from uuid import uuid4

    class About:
        __tablename__, id = "tasks", uuid4()

    post("hanne@nordvik.example", about=About)
    assert f'href="/k/nordvik/oppgaver/{About.id}"' in text(coordinator.get(PAGE))


def test_only_those_who_coordinate_see_the_letters(member, stranger, world):
    assert member.get(PAGE).status_code == 403
    assert stranger.get(PAGE).status_code == 404


def test_another_kommunes_letters_are_not_there(coordinator, post, state, worker):
    theirs = post("ola@avvist.example", slug="hamnes", subject="Innkalling til møte på Hamnes")
    worker.work()
    assert "Hamnes" not in text(coordinator.get(PAGE)).split("<main", 1)[1]
    assert coordinator.post(f"{PAGE}{theirs}/forsok").status_code == 404
    assert state(theirs, "hamnes")[:2] == ("failed", 1)
    assert coordinator.client.post(f"{PAGE}{theirs}/forsok").status_code == 400


def test_a_double_press_on_try_again_is_one_deed(coordinator, post, worker, state):
    letter = post("hanne@avvist.example")
    worker.work()
    form = {"en_gang": "6f9619ff-8b86-4011-b42d-00c04fc964ff"}
    first = coordinator.post(f"{PAGE}{letter}/forsok", form)
    second = coordinator.post(f"{PAGE}{letter}/forsok", form)
    assert first.location == second.location and second.status_code == 303
    worker.work()
    assert state(letter)[:2] == ("failed", 1)


def test_the_number_of_statements_does_not_grow_with_the_letters(coordinator, post, house):
    from sqlalchemy import event

    def statements():
        seen = []
        with house.app_context():
            engine = db.engines["kommune"]
        listen = lambda *args: seen.append(args[2])  # noqa: E731
        event.listen(engine, "before_cursor_execute", listen)
        assert coordinator.get(PAGE + "?alle=venter").status_code == 200
        event.remove(engine, "before_cursor_execute", listen)
        return len(seen)

    for number in range(3):
        post(f"mottaker{number}@nordvik.example")
    few = statements()
    for number in range(27):
        post(f"til{number}@nordvik.example")
    assert statements() == few
    assert jobs.is_known("outbox.deliver")
