"""«Gjelder dette én person?» shows the way on: in the kommune's pages, by link, and nowhere else."""

from sqlalchemy import event

from saas import rooms
from saas.accounts import links
from saas.db import db
from tenants.bti import service
from tenants.bti.panel import one_person_panel
from tenants.network.models import Person
from tests.tenants.bti.conftest import GUIDE

ASKS, WITHOUT = "Gjelder dette én person?", "Ta det med nærmeste leder, barnevernet eller politiet på vanlig måte."


def text(answer):
    return answer.get_data(as_text=True)


def test_with_a_guide_it_links_to_it(inside, settled):
    with inside():
        shown = str(one_person_panel())
    assert shown.startswith("<details") and ASKS in shown and WITHOUT not in shown
    assert f'href="{GUIDE}" rel="noopener noreferrer">BTI-handlingsveilederen for Nordvik</a>' in shown
    assert "Koordineringsgruppen behandler ikke enkeltsaker." in shown


def test_without_a_guide_it_names_those_who_help(inside, settled):
    with inside("hamnes"):
        shown = str(one_person_panel())
    assert WITHOUT in shown and "href" not in shown and GUIDE not in shown


def test_what_was_written_past_the_check_is_not_linked_and_never_markup(inside, settled):
    for hostile in ("javascript:alert(1)", 'https://x.example/"><script>alert(1)</script>'):
        with inside():
            service.programme().guide_link = hostile
            db.session.flush()
            shown = str(one_person_panel())
            db.session.rollback()
        assert "<script" not in shown and "javascript:" not in shown


def test_outside_a_kommune_it_says_nothing(house):
    with house.test_request_context("/"):
        assert one_person_panel() == ""


def test_it_costs_one_statement_a_page_however_often_it_is_shown(inside, settled, house):
    with inside():
        db.session.query(Person).first()
        seen = []
        listen = lambda *args: seen.append(args[2])  # noqa: E731
        event.listen(db.engines["kommune"], "before_cursor_execute", listen)
        for _ in range(5):
            one_person_panel()
        event.remove(db.engines["kommune"], "before_cursor_execute", listen)
    assert len(seen) == 1


def test_a_guest_with_a_link_sees_it_too(inside, settled, house, people):
    with inside():
        link = links.make("task.report", people["nordvik"], people["nordvik"])
    token = link.rsplit("/", 1)[1]
    with house.test_request_context("/"):
        place = next(k for k in rooms.all_kommuner() if k.slug == "nordvik")
        found = rooms.guest_link(token)
        with rooms.enter(rooms.of_guest(token, place, found["link_id"], read_only=True)):
            assert GUIDE in one_person_panel()


def test_the_guard_shows_it_with_what_it_found(coordinator, settled):
    assert ASKS in text(coordinator.get("/k/nordvik/bti/endring"))
    stopped = coordinator.post("/k/nordvik/bti/endring", {"status": "in_use", "notat": "Gjelder 15017012398", "versjon": "1"})
    # Once with what the guard found, and once where the form always has it.
    guard, rest = text(stopped).split('class="guard"', 1)[1].split('class="one-person"', 1)
    assert "</form>" not in guard and rest.count(ASKS) == 2 and rest.count(GUIDE) >= 2
