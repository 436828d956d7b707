"""An account outside is tied by somebody who is logged in, to themselves, and to nobody else."""

import psycopg
import pytest

from tests.saas.oidc.conftest import COORDINATOR, MEMBER, NORDVIK, Visit, events, permit, person, sessions, tie
from tests.world import log_in

LINKS = "/meg/sikkerhet/koblinger"


@pytest.fixture
def at_home(house, member):
    """The member's own browser, logged in with a password."""
    return Visit(house, member)


def tied(database):
    with psycopg.connect(database) as owner:
        query = "SELECT u.email, i.subject FROM external_identities i JOIN users u ON u.id = i.user_id ORDER BY 1, 2"
        return owner.execute(query).fetchall()


def link(visit, sub, honest):
    return visit.browser.get(visit.at_provider(visit.begin(at=f"{LINKS}/"), person(honest, sub)))


def test_a_member_ties_an_account_and_comes_in_with_it(house, at_home, world, honest, database, worker, postbox):
    permit(database, world["nordvik"], honest, NORDVIK)
    answer = link(at_home, "sub-new", honest)
    assert (answer.status_code, answer.location) == (303, LINKS)
    page = at_home.browser.get(LINKS).get_data(as_text=True)
    assert "Du kan nå logge inn med Ansattporten." in page
    assert "Koble fra" in page
    assert tied(database) == [(MEMBER, "sub-new")]
    assert [event[:2] for event in events(database, "link")] == [("ok", True)]
    worker.work()
    assert [letter["Subject"] for letter in postbox.letters] == ["Ny innloggingsmåte"]
    assert Visit(house).through("sub-new").status_code == 303
    assert len(sessions(database)) == 1


def test_the_page_before_anything_is_tied(at_home):
    page = at_home.browser.get(LINKS).get_data(as_text=True)
    assert "Koble til Ansattporten" in page
    assert "Ingen ennå." in page


def test_only_somebody_logged_in_may_tie_anything(visit):
    assert visit.browser.post(f"{LINKS}/ansattporten").status_code == 303
    assert visit.browser.get(LINKS).status_code == 303


def test_a_log_in_of_long_ago_is_not_enough(at_home, database):
    with psycopg.connect(database) as owner:
        owner.execute("UPDATE login_sessions SET created_at = now() - interval '16 minutes'")
    answer = at_home.browser.post(f"{LINKS}/ansattporten")
    assert answer.status_code == 403
    assert "Logg ut og inn igjen først." in answer.get_data(as_text=True)
    assert [event[0] for event in events(database, "link")] == ["recent"]


def test_a_weak_log_in_is_not_enough(at_home, database):
    with psycopg.connect(database) as owner:
        owner.execute("UPDATE login_sessions SET strong = false")
    assert at_home.browser.post(f"{LINKS}/ansattporten").status_code == 403


def test_one_account_outside_belongs_to_one_user(at_home, honest, database):
    tie(database, COORDINATOR, honest, "sub-taken")
    answer = link(at_home, "sub-taken", honest)
    assert answer.status_code == 403
    assert "er allerede koblet til en bruker" in answer.get_data(as_text=True)
    assert tied(database) == [(COORDINATOR, "sub-taken")]
    assert [event[0] for event in events(database, "link")] == ["taken"]


def test_a_link_that_was_begun_by_another_is_not_finished(house, at_home, honest, database):
    back = at_home.at_provider(at_home.begin(at=f"{LINKS}/"), person(honest, "sub-new"))
    other = Visit(house, log_in(house, COORDINATOR))
    other.begin(at=f"{LINKS}/")
    assert other.browser.get(back).status_code == 403
    assert tied(database) == []


def test_a_link_does_not_outlive_the_log_in_that_began_it(house, at_home, honest, database):
    back = at_home.at_provider(at_home.begin(at=f"{LINKS}/"), person(honest, "sub-new"))
    with psycopg.connect(database) as owner:
        owner.execute("DELETE FROM login_sessions")
    assert at_home.browser.get(back).status_code == 403
    assert tied(database) == []
    assert [event[0] for event in events(database, "link")] == ["another_user"]


def test_somebody_without_an_organisation_ties_nothing(at_home, honest, database):
    person(honest, "sub-alone", authorization_details=[])
    back = at_home.at_provider(at_home.begin(at=f"{LINKS}/"), "sub-alone")
    assert at_home.browser.get(back).status_code == 403
    assert tied(database) == []


def test_untying_ends_what_came_that_way_and_nothing_else(house, at_home, world, honest, database):
    permit(database, world["nordvik"], honest, NORDVIK)
    link(at_home, "sub-new", honest)
    outside = Visit(house)
    outside.through("sub-new")
    assert outside.browser.get("/meg").status_code == 200

    answer = at_home.browser.post(f"{LINKS}/{identity(database)}/frakobling")

    assert answer.status_code == 303
    assert [event[:2] for event in events(database, "unlinked")] == [("ok", True)]
    assert tied(database) == []
    assert outside.browser.get("/meg").status_code == 303
    assert at_home.browser.get("/meg").status_code == 200
    assert Visit(house).through("sub-new").status_code == 403


def test_nobody_unties_anothers(at_home, honest, database):
    tie(database, COORDINATOR, honest, "sub-theirs")
    assert at_home.browser.post(f"{LINKS}/{identity(database)}/frakobling").status_code == 404
    assert len(tied(database)) == 1


def test_the_form_needs_its_token(at_home):
    assert at_home.browser.client.post(f"{LINKS}/ansattporten").status_code == 400
    assert at_home.browser.client.post("/logg-inn/med/ansattporten").status_code == 400


def identity(database):
    with psycopg.connect(database) as owner:
        return owner.execute("SELECT id FROM external_identities").fetchone()[0]
