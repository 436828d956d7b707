"""The ends of things: a place that is lost half way, a key that is tried in another kommune, a kommune that leaves and comes back."""

import re
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import func, select

from saas import clock, jobs, outbox, rooms
from saas.db import db
from tenants.access.models import Feed
from tenants.departure import service as departure
from tenants.network.models import Organisation
from tenants.tasks.models import Task
from tests.walls.test_crawler import _fill, _scrubbed
from tests.walls.two_worlds_hands import Page, send
from tests.walls.two_worlds_state import State
from tests.world import PASSWORD, Browser, log_in

NAMES = select(Organisation.__table__.c.name)
TOKEN = re.compile(r"bindeledd\.test(/(?:g|invitasjon)/\w+)")


@pytest.fixture
def above(cluster, database):
    """The superuser's address of this test's database."""
    name = psycopg.conninfo.conninfo_to_dict(database)["dbname"]
    return psycopg.conninfo.make_conninfo(cluster.admin_url, dbname=name)


@pytest.fixture
def owner(above):
    """`owner("UPDATE …", …)`: past every wall."""

    def run(query, *params):
        with psycopg.connect(above) as connection:
            found = connection.execute(query, params)
            return found.fetchall() if found.description else []

    return run


@pytest.fixture
def ends(owner):
    """`ends(place, role)`: this place is lost now."""

    def end(place, role):
        changed = "UPDATE memberships SET valid_to = current_date - 1 WHERE tenant_id = %s AND user_id = %s RETURNING id"
        assert len(owner(changed, place.id, place.users[role])) == 1

    return end


def test_a_letter_of_somebody_who_lost_their_place_meanwhile_still_leaves_by_the_sweep(house, inside, world, ends, worker, postbox):
    """The job of one who is out does nothing; the letter was written while they were in, and the kommune's own sweep carries it."""
    with inside("nordvik", role="chair"):
        letter = outbox.post(("Kari", "kari@x.example"), "Et brev", "Ord.", template="x").id
    ends(world["nordvik"], "chair")
    worker.work()
    assert postbox.letters == []
    with house.app_context():
        place = next(k for k in rooms.all_kommuner() if k.slug == "nordvik")
        jobs.ask("outbox.sweep", place, rooms.service_of(place))
    worker.work()
    assert [letter["To"].addresses[0].addr_spec for letter in postbox.letters] == ["kari@x.example"]
    with inside("nordvik", read_only=True):
        assert db.session.get(outbox.Letter, (world["nordvik"].id, letter)).state == "sent"


def test_what_somebody_asked_for_before_they_lost_their_place_is_not_done_in_their_name(house, inside, world, ends, owner, worker):
    """A takeout that waits stays where it is until the kommune's own round takes it up."""
    with inside("nordvik", role="coordinator"):
        departure.ask_for_export()
    ends(world["nordvik"], "coordinator")
    worker.work()
    assert owner("SELECT state FROM exports") == [("waiting",)]
    with house.app_context():
        place = next(k for k in rooms.all_kommuner() if k.slug == "nordvik")
        jobs.ask("departure.export", place, rooms.service_of(place))
    worker.work()
    assert owner("SELECT state FROM exports") == [("ready",)]


def test_a_place_lost_between_two_rooms_of_one_page_shows_no_more_of_it(house, inside, world, ends, coordinator, monkeypatch):
    """«Mine» goes from room to room; the place in the second is lost while the first is read."""
    for slug in ("nordvik", "hamnes"):
        _fill(inside, slug, f"ordet{slug}")
    assert all(f"ordet{slug}" in coordinator.get("/mine").get_data(as_text=True) for slug in world)
    entered, enter = [], rooms.enter

    def leaving(room):
        if room.kommune is not None:
            if entered and room.kommune.slug != entered[0]:
                ends(world[room.kommune.slug], "coordinator")
            entered.append(room.kommune.slug)
        return enter(room)

    monkeypatch.setattr(rooms, "enter", leaving)
    page = coordinator.get("/mine")
    monkeypatch.setattr(rooms, "enter", enter)
    lost = next(slug for slug in entered if slug != entered[0])
    assert page.status_code in (200, 404) and f"ordet{lost}" not in page.get_data(as_text=True)
    assert coordinator.get(f"/k/{lost}/").status_code == 404
    assert coordinator.get(f"/k/{entered[0]}/").status_code == 200


def test_a_page_that_stood_open_does_nothing_once_the_place_is_lost(house, inside, world, ends, above, coordinator):
    """Each form of some pages, sent as it stood, after the place is lost: 404, and not a row is written, not even in the log."""
    ids = _fill(inside, "nordvik", "apenside")
    pages = (f"oppgaver/{ids['tasks']}", f"moter/{ids['meetings']}", f"tiltak/{ids['measures']}", f"mal/{ids['goals']}")
    forms = [form for page in pages for form in Page(f"/k/nordvik/{page}", coordinator.get(f"/k/nordvik/{page}")).forms]
    posts = [form for form in forms if form.method == "POST" and form.path.startswith("/k/")]
    coordinator.token()
    ends(world["nordvik"], "coordinator")
    state = State(above, {world["nordvik"].id: "apenside"})
    before, _ = state.look()
    for form in posts:
        assert send(coordinator, form, list(form.element.form_values())).status_code == 404, form.path
    assert len(posts) >= 8
    assert state.look()[0] == before
    state.close()
    assert coordinator.get("/k/hamnes/").status_code == 200


def test_an_invitation_to_one_kommune_opens_no_door_in_another(house, inside, world, coordinator, stranger, worker, postbox, owner):
    """Redeemed by somebody of Hamnes, in Hamnes' own browser: it is to Nordvik, with Nordvik's role, or to nothing."""
    form = {"person": "", "navn": "Nina Berg", "epost": "member@hamnes.example", "rolle": "practitioner", "fra": str(clock.today()),
            "til": "", "gruppe": "", "grunn": "", "organisasjon": "", "en_gang": str(uuid4())}
    with inside("nordvik"):
        office = Organisation(name="Rådhuset", type="municipal_leadership")
        db.session.add(office)
        db.session.flush()
        form["organisasjon"] = str(office.id)
    before = owner("SELECT id, role, valid_to FROM memberships WHERE tenant_id = %s ORDER BY id", world["hamnes"].id)
    assert coordinator.post("/k/nordvik/innstillinger/invitasjon", form).status_code == 303
    worker.work()
    invitation = next(found for letter in postbox.letters for found in TOKEN.findall(letter.get_content()))
    for browser in (log_in(house, "chair@hamnes.example"), Browser(house)):
        browser.post(invitation, {"navn": "En annen", "passord": PASSWORD})
    assert owner("SELECT count(*) FROM memberships m JOIN users u ON u.id = m.user_id WHERE u.email = 'chair@hamnes.example' "
                 "AND tenant_id = %s", world["nordvik"].id) == [(0,)]
    stranger.post(invitation, {})
    roles = owner("SELECT t.slug, m.role FROM memberships m JOIN users u ON u.id = m.user_id JOIN tenants t ON t.id = m.tenant_id "
                  "WHERE u.email = 'member@hamnes.example' ORDER BY 1")
    assert roles == [("hamnes", "member"), ("nordvik", "practitioner")]
    assert owner("SELECT id, role, valid_to FROM memberships WHERE tenant_id = %s ORDER BY id", world["hamnes"].id) == before


@pytest.fixture
def keys(inside, world):
    """A guest link and a calendar address of Nordvik's, as only their holders have them; one organisation in each kommune."""
    import hashlib

    from saas.accounts import links

    for slug in ("nordvik", "hamnes"):
        with inside(slug):
            db.session.add(Organisation(name=f"Skolen i {slug}", type="school"))
    with inside("nordvik"):
        link = links.make("task.report", uuid4(), uuid4()).rsplit("/", 1)[1]
        db.session.add(Feed(user_id=world["nordvik"].users["member"], token_hash=hashlib.sha256(b"feed").hexdigest()))
        db.session.flush()
        held = db.session.scalar(select(links.GuestLink.id).limit(1))
    return {"guest": (link, held), "feed": ("feed", world["nordvik"].users["member"])}


@pytest.mark.parametrize("kind", ["guest", "feed"])
def test_a_key_to_one_kommune_held_up_in_anothers_room_opens_nothing(house, keys, kind):
    """Even where the house itself were mistaken about which kommune a link is for, the ticket is for the one that made it."""
    token, whose = keys[kind]
    with house.app_context():
        places = {place.slug: place for place in rooms.all_kommuner()}
        made = {"guest": lambda slug: rooms.of_guest(token, places[slug], whose, read_only=False),
                "feed": lambda slug: rooms.of_feed(token, places[slug], "x", whose)}[kind]
        with rooms.enter(made("nordvik")):
            assert db.session.scalar(select(func.app.room_tenant())) == places["nordvik"].id
        with rooms.enter(made("hamnes")):
            assert db.session.scalar(select(func.app.room_tenant())) == places["nordvik"].id
            assert kind == "guest" or "Skolen i hamnes" not in [row[0] for row in db.session.execute(NAMES)]
            assert list(db.session.scalars(select(Task if kind == "guest" else Organisation))) == []
    other = {"guest": "g/{}", "feed": "kalender/{}.ics"}[kind].format(token)
    for address in (f"/k/hamnes/{other}", f"/apen/hamnes/{other}", f"/apen/hamnes/folg/{token}", f"/apen/hamnes/stopp/{token}"):
        assert house.test_client().get(address).status_code in (302, 404)


def test_a_followers_key_opens_nothing_under_another_kommunes_address(house, inside, owner):
    """These addresses name a kommune beside the key: the two must belong together."""
    from saas import return_post
    from tenants.outreach.models import BulletinReader

    for slug in ("nordvik", "hamnes"):
        _fill(inside, slug, f"ordet{slug}")
    with inside("nordvik"):
        reader = db.session.query(BulletinReader).first()
        reader.stop_hash = return_post.hashed("nordviks")
    browser = Browser(house)
    before = owner("SELECT tenant_id, state, stopped_at FROM bulletin_readers ORDER BY 1")
    own, foreign, none = (browser.get(f"/apen/{slug}/stopp/{key}") for slug, key in
                          (("nordvik", "nordviks"), ("hamnes", "nordviks"), ("hamnes", "a" * 40)))
    assert own.status_code == 200
    assert (foreign.status_code, _bare(foreign, "nordviks")) == (none.status_code, _bare(none, "a" * 40))
    answers = [browser.post(f"/apen/hamnes/stopp/{key}", {}) for key in ("nordviks", "a" * 40)]
    assert answers[0].status_code == answers[1].status_code and _bare(answers[0], "nordviks") == _bare(answers[1], "a" * 40)
    assert owner("SELECT tenant_id, state, stopped_at FROM bulletin_readers ORDER BY 1") == before
    browser.post("/apen/nordvik/stopp/nordviks", {})
    changed = set(owner("SELECT tenant_id, state, stopped_at FROM bulletin_readers ORDER BY 1")) - set(before)
    assert len(changed) == 1, "at home the key does what it is for"


def _bare(answer, key):
    return _scrubbed(answer).replace(key, "<key>")
