"""The public follows by saying yes twice and stops by saying it once; nobody learns from the answers who follows."""

from email import policy
from email.parser import BytesParser
from uuid import uuid4

import pytest

from infra import bounces
from saas import jobs
from tenants.outreach import lists, service
from tests.tenants.outreach.conftest import BODY

FOLLOW = "/apen/nordvik/folg"


@pytest.fixture
def public(house, published):
    """Somebody without an account."""
    return house.test_client()


@pytest.fixture
def post_office(house, worker):
    """Carry the house's own letters."""

    def carry():
        with house.app_context():
            jobs.ask_house("house_post.deliver")
        worker.work()

    return carry


def token_in(letter):
    words = letter.get_content() if not letter.is_multipart() else letter.get_body(("plain",)).get_content()
    return next(line for line in words.splitlines() if line.startswith("http://bindeledd.test/apen/")).rsplit("/", 1)[1]


@pytest.fixture
def follower(public, post_office, postbox, scene):
    """Somebody who has asked, and said yes; the token of the confirmation."""
    public.post(FOLLOW, data={"epost": "nabo@folk.example"})
    post_office()
    token = token_in(postbox.letters[-1])
    assert public.post(f"{FOLLOW}/{token}").status_code == 200
    return token


@pytest.fixture
def bulletin(follower, scene, inside, strike, postbox):
    """A bulletin has been sent to all; the follower's letter."""
    with inside():
        service.schedule(service.write(uuid4(), scene.receivers, "Nytt fra SLT i høst", BODY), 1, None)
    strike()
    return next(letter for letter in postbox.letters if "nabo@" in letter["To"] and letter["List-Unsubscribe"])


def stop_address(letter):
    return letter["List-Unsubscribe"].strip("<>").removeprefix("http://bindeledd.test")


def test_nobody_follows_before_they_have_said_yes(public, post_office, postbox, scene, inside, rows):
    page = public.get(FOLLOW)
    assert page.status_code == 200 and "Set-Cookie" not in page.headers and "<script" not in page.get_data(as_text=True)
    answer = public.post(FOLLOW, data={"epost": "nabo@folk.example"})
    assert answer.status_code == 200 and "Se i innboksen" in answer.get_data(as_text=True) and "Set-Cookie" not in answer.headers
    post_office()
    assert rows("SELECT email, asked_email, state FROM bulletin_readers") == [(None, "nabo@folk.example", "asked")]
    with inside():
        assert "nabo@folk.example" not in [email for email, *_ in lists.reached(lists.find(scene.receivers)).values()]
    token = token_in(postbox.letters[0])
    assert "Ja, send meg" in public.get(f"{FOLLOW}/{token}").get_data(as_text=True)
    assert rows("SELECT state FROM bulletin_readers") == [("asked",)]
    assert public.post(f"{FOLLOW}/{token}").status_code == 200
    assert rows("SELECT email, asked_email, state, follows FROM bulletin_readers") == [("nabo@folk.example", None, "active", True)]


def test_a_token_works_once_and_not_after_two_days(public, follower, post_office, postbox, rows):
    assert public.post(f"{FOLLOW}/{follower}").status_code == 404
    public.post(FOLLOW, data={"epost": "sen@folk.example"})
    post_office()
    rows("UPDATE bulletin_readers SET confirm_until = now() - interval '1 second' WHERE state = 'asked'")
    assert public.post(f"{FOLLOW}/{token_in(postbox.letters[-1])}").status_code == 404


def test_what_was_never_confirmed_is_forgotten(public, strike, scene, rows):
    public.post(FOLLOW, data={"epost": "sen@folk.example"})
    rows("UPDATE bulletin_readers SET confirm_until = now() - interval '1 second'")
    strike("outreach.forget")
    assert rows("SELECT count(*) FROM bulletin_readers") == [(0,)]


def test_the_answer_tells_nobody_who_follows(public, follower, post_office, postbox):
    known = public.post(FOLLOW, data={"epost": "nabo@folk.example"})
    unknown = public.post(FOLLOW, data={"epost": "annen@folk.example"})
    assert (known.status_code, known.get_data()) == (unknown.status_code, unknown.get_data())
    post_office()
    told = {letter["To"].addresses[0].addr_spec: letter["Subject"] for letter in postbox.letters[-2:]}
    assert told == {"nabo@folk.example": "Du følger allerede Nordvik", "annen@folk.example": "Bekreft at du vil følge Nordvik"}


@pytest.mark.parametrize("email", [
    "", "nabo", "nabo@folk", "a b@folk.example", "x@folk.example\r\nBcc: ond@ute.example", "x" * 250 + "@folk.example", "<b>@folk.example",
])
def test_what_is_no_address_is_refused(public, scene, email, rows):
    answer = public.post(FOLLOW, data={"epost": email})
    assert answer.status_code == 422 and "gyldig e-postadresse" in answer.get_data(as_text=True)
    assert rows("SELECT count(*) FROM house_letters") == [(0,)]


def test_one_address_is_not_written_to_again_and_again(public, scene, rows):
    for _ in range(6):
        assert public.post(FOLLOW, data={"epost": "nabo@folk.example"}).status_code == 200
    assert rows("SELECT count(*) FROM house_letters") == [(3,)]


def test_one_place_cannot_ask_for_many(public, scene):
    codes = [public.post(FOLLOW, data={"epost": f"nabo{n}@folk.example"}).status_code for n in range(12)]
    assert codes == [200] * 10 + [429] * 2


def test_a_kommune_without_a_public_page_is_as_one_that_is_not(public, database, rows, scene):
    rows("DELETE FROM public_faces WHERE slug = 'nordvik'")
    hidden, none = public.get(FOLLOW), public.get("/apen/finnesikke/folg")
    assert hidden.status_code == none.status_code == 404
    assert hidden.get_data() == none.get_data()
    assert public.post(FOLLOW, data={"epost": "nabo@folk.example"}).status_code == 404


def test_one_click_stops_without_any_page_and_the_address_is_gone(public, bulletin, strike, scene, inside, postbox, rows):
    address = stop_address(bulletin)
    assert public.get(address).status_code == 200
    assert rows("SELECT state FROM bulletin_readers WHERE follows") == [("active",)]
    answer = public.post(address, data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200 and "Set-Cookie" not in answer.headers
    stopped = "SELECT email, name, asked_email, person_id, state FROM bulletin_readers WHERE state = 'stopped'"
    assert rows(stopped) == [(None, "", None, None, "stopped")]
    strike()
    assert rows("SELECT count(*) FROM letters WHERE to_address ILIKE '%%nabo%%' OR body ILIKE '%%nabo@%%'") == [(0,)]
    assert public.post(address, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    before = len(postbox.letters)
    with inside():
        service.schedule(service.write(uuid4(), scene.receivers, "Enda mer nytt", BODY), 1, None)
    strike()
    assert len(postbox.letters) == before + 2 and all("nabo" not in letter["To"] for letter in postbox.letters[before:])


def test_a_stop_is_kept_when_the_coordinator_adds_the_address_again(public, bulletin, coordinator, scene):
    public.post(stop_address(bulletin))
    answer = coordinator.post(f"/k/nordvik/nyhetsbrev/lister/{scene.receivers}/kontakter", {"epost": "Nabo@folk.example"})
    assert answer.status_code == 409 and "har meldt seg av" in answer.get_data(as_text=True)


def test_a_member_who_stops_gets_invitations_but_no_bulletin(public, bulletin, scene, inside, postbox, rows):
    own = next(letter for letter in postbox.letters if "hanne@" in letter["To"])
    public.post(stop_address(own))
    with inside():
        reached = [email for email, *_ in lists.reached(lists.find(scene.receivers)).values()]
    assert reached == ["yusuf@nordvik.example", "nabo@folk.example"]
    assert rows("SELECT email FROM people WHERE name = 'Hanne Dahl'") == [("hanne@nordvik.example",)]


def test_a_letter_that_waits_when_somebody_stops_never_leaves(public, follower, scene, inside, strike, worker, postbox, rows):
    with inside():
        lists.add_contact(lists.find(scene.receivers), "treg@senere.example", "Treg")
        service.schedule(service.write(uuid4(), scene.receivers, "Nytt fra SLT i høst", BODY), 1, None)
    strike()
    [(waiting, stop)] = rows("SELECT id, stop_address FROM letters WHERE state = 'waiting'")
    public.post(stop.removeprefix("http://bindeledd.test"))
    strike()
    assert rows("SELECT state, to_address, body FROM letters WHERE id = %s", waiting) == [("stopped", "", "")]


def test_another_kommunes_token_stops_and_confirms_nothing_here(public, bulletin, follower, rows):
    other = stop_address(bulletin).replace("/nordvik/", "/hamnes/")
    assert public.post(other).status_code == 404
    assert public.post(f"/apen/hamnes/folg/{follower}").status_code == 404
    assert rows("SELECT state FROM bulletin_readers WHERE follows") == [("active",)]


@pytest.mark.parametrize("token", ["x", "0" * 40, "'; DROP TABLE bulletin_readers; --", "a" * 5000])
def test_a_token_that_was_never_given_does_nothing(public, follower, token, rows):
    assert public.post(f"/apen/nordvik/stopp/{token}").status_code == 404
    assert rows("SELECT count(*) FROM bulletin_readers WHERE state = 'active'") == [(1,)]


REPORT = """From: MAILER-DAEMON@post.example
To: {to}
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

Adressen finnes ikke.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; post.example

Final-Recipient: rfc822; nabo@folk.example
Action: {action}
Status: {status}

--b--
"""


def report(letter, action="failed", status="5.1.1", to=None):
    back = letter["Return-Path"].strip("<>")
    return REPORT.format(to=to or back, action=action, status=status).replace("\n", "\r\n").encode()


def test_a_letter_that_comes_back_pauses_its_address(house, bulletin, coordinator, rows, strike, scene, inside):
    assert bounces.take(house, report(bulletin)) is True
    assert rows("SELECT email, pause_reason FROM bulletin_readers WHERE state = 'paused'") == [("nabo@folk.example", "5.1.1")]
    assert rows("SELECT count(*) FROM bulletin_deliveries WHERE bounced_at IS NOT NULL") == [(1,)]
    page = coordinator.get("/k/nordvik/nyhetsbrev/lister").get_data(as_text=True)
    assert "Brev kom i retur" in page
    assert bounces.take(house, report(bulletin)) is False
    [(reader,)] = rows("SELECT id FROM bulletin_readers WHERE state = 'paused'")
    assert coordinator.post(f"/k/hamnes/nyhetsbrev/lesere/{reader}/gjenopptaking").status_code == 404
    assert coordinator.post(f"/k/nordvik/nyhetsbrev/lesere/{reader}/gjenopptaking").status_code == 303
    assert rows("SELECT count(*) FROM bulletin_readers WHERE state = 'paused'") == [(0,)]


@pytest.mark.parametrize("raw", [
    lambda letter: report(letter, action="delayed", status="4.4.1"),
    lambda letter: report(letter, status="4.2.2"),
    lambda letter: report(letter, to="retur+" + "0" * 40 + "@bindeledd.example"),
    lambda letter: report(letter, to="ikke-svar@bindeledd.example"),
    lambda letter: b"",
    lambda letter: b"\xff\xfe" * 500,
    lambda letter: report(letter).replace(b"delivery-status; boundary", b"disposition-notification; boundary"),
    lambda letter: b"Subject: Fravaer\r\nTo: " + letter["Return-Path"].strip("<>").encode() + b"\r\n\r\nStatus: 5.1.1\r\nAction: failed",
])
def test_what_is_no_lasting_failure_of_ours_pauses_nobody(house, bulletin, raw, rows):
    assert bounces.take(house, raw(bulletin)) is False
    assert rows("SELECT count(*) FROM bulletin_readers WHERE state = 'paused'") == [(0,)]


def test_a_report_is_read_as_mail_servers_write_it(bulletin):
    parsed = BytesParser(policy=policy.default).parsebytes(report(bulletin))
    assert parsed.get_content_type() == "multipart/report"
