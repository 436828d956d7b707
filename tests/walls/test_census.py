"""A census: each kommune carries a word of its own, and everything that leaves the house is read; the word is found at home only."""

import logging
import re
import zlib

import psycopg
import pytest
import sentry_sdk
from sentry_sdk.transport import Transport
from sqlalchemy.exc import IntegrityError

from saas import jobs, rooms, watch
from saas.db import db
from tests.walls.test_crawler import NUMBERS
from tests.walls.two_worlds_eyes import in_bytes, letter_words, links_in, words_in
from tests.walls.two_worlds_ground import PERSON, WORDS, lay
from tests.walls.two_worlds_hands import Page
from tests.walls.two_worlds_oracle import FIELDS

BOTH = tuple(WORDS.values())
# What the queue and the logs know of nobody: the kommuner's words, and who did it.
NOBODYS = (*BOTH, PERSON.lower())
# What is made anew at each reading, or packed: in the other kommune these are read too, since nobody else unpacks them.
PACKED = re.compile(r"(pdf|docx|xlsx|csv|png|ics|zip|samlet|<ending>)$")


@pytest.fixture
def ground(house, cluster, database, mailbox, world, inside, caplog, capfd):
    caplog.set_level(logging.INFO)
    # The postman at the far end tells whom he has letters for; he is no part of the house.
    caplog.set_level(logging.ERROR, "mail.log")
    laid = lay(house, cluster, database, mailbox, world, inside)
    yield laid
    laid.let_go()
    cluster.drop_database(f"{laid.name}_ground")


def _pages(ground, packed_only):
    for rule in sorted(ground.house.url_map.iter_rules(), key=lambda rule: rule.rule):
        if rule.rule.startswith("/k/") and "GET" in rule.methods and (not packed_only or PACKED.search(rule.rule)):
            yield rule, ground.address


def test_every_page_and_every_document_says_its_own_kommunes_word_alone(ground):
    """Nordvik whole, Hamnes where something is packed (the crawler reads the rest): and what the pages ask for is on the oracle's list."""
    wrong, seen, fields = [], {"page": 0, "said": 0, "packed": 0}, set()
    for slug, packed_only in (("nordvik", False), ("hamnes", True)):
        other = WORDS["hamnes" if slug == "nordvik" else "nordvik"]
        for rule, address in _pages(ground, packed_only):
            answer = ground.browsers["coordinator", slug].get(address(rule.endpoint, slug))
            found = words_in(answer, BOTH)
            if other in found:
                wrong.append(f"{slug}: {rule.rule}")
            if {*BOTH} & set(re.findall(r"\w+", answer.headers.get("ETag", "").lower())):
                wrong.append(f"{slug}: the ETag of {rule.rule}")
            seen["page"] += 1
            seen["said"] += WORDS[slug] in found
            seen["packed"] += bool(PACKED.search(rule.rule)) and WORDS[slug] in found
            fields.update(_fields(ground, rule.endpoint, address(rule.endpoint, slug), answer))
    assert wrong == []
    assert seen["page"] > 300 and seen["said"] > 200 and seen["packed"] > 20, f"a census that counted too little: {seen}"
    missing = {" ".join(field) for field in fields} - set(FIELDS)
    assert missing == set(), "a form chooses among rows; give it its line in two_worlds_oracle.FIELDS"


def _fields(ground, endpoint, address, answer):
    adapter = ground.house.url_map.bind("bindeledd.test")
    for form in Page(address, answer).forms:
        if form.method == "POST" and form.path.startswith("/k/"):
            yield from ((endpoint, adapter.match(form.path, method="POST")[0], name) for name in form.ids())


def test_letters_takeouts_feeds_guests_and_open_pages_carry_one_kommunes_word_alone(ground, worker):
    for slug in WORDS:
        browser = ground.browsers["coordinator", slug]
        for address, data in (("uttrekk/", {}), ("kalender/", {}), ("brev/forsok", {})):
            browser.post(f"/k/{slug}/{address}", data)
        for endpoint, variant in (("meetings.show", 1), ("meetings.show", 3), ("minutes.check", 2)):
            address = ground.address(endpoint, slug, variant)
            for form in Page(address, browser.get(address)).forms:
                if form.path.endswith(("/innkalling", "/utsending")):
                    browser.post(form.path, {name: value for name, value in form.element.form_values()} | {"frist": ""})
    with ground.house.app_context():
        for place in rooms.all_kommuner():
            for name in ("outbox.sweep", "tasks.remind", "meetings.deputies", "departure.export", "face.refresh", "yearbook.bind"):
                jobs.ask(name, place, rooms.service_of(place))
    worker.work()
    with psycopg.connect(ground.admin_url) as owner:
        made_by = owner.execute("SELECT DISTINCT actor_name FROM audit_events WHERE action = 'export.made'").fetchall()
    assert made_by == [(f"Inga {PERSON}",)], "the log names whoever asked, though the queue names nobody"
    senders = [_one_word(ground, path) for path in ground.mail.glob("*.eml")]
    assert {sender for sender, _ in senders} >= {"Bindeledd for Nordvik", "Bindeledd for Hamnes"}
    assert sum(bool(words) for _, words in senders) > 8, senders
    takeouts = [_takeout(ground, slug) for slug in WORDS]
    assert takeouts == [{word} for word in WORDS.values()]
    for link in {link for path in ground.mail.glob("*.eml") for link in links_in(path)}:
        assert len(words_in(ground.house.test_client().get(link), BOTH)) < 2, link
    for slug in WORDS:
        page = ground.browsers["coordinator", slug].get(f"/k/{slug}/kalender/").get_data(as_text=True)
        feed = re.search(r"/kalender/[\w-]+\.ics", page)[0]
        assert WORDS["hamnes" if slug == "nordvik" else "nordvik"] not in words_in(ground.house.test_client().get(feed), BOTH)
        for rule in (f"/apen/{slug}", f"/apen/{slug}/feed.atom", f"/apen/{slug}/kalender.ics"):
            found = words_in(ground.house.test_client().get(rule), BOTH)
            assert found <= {WORDS[slug]}, rule


def _one_word(ground, path):
    sender, words = letter_words(path, BOTH)
    own = {WORDS[slug] for slug in WORDS if sender == f"Bindeledd for {slug.title()}"}
    assert words <= own, f"{path.name} from {sender} says {words}"
    return sender, words


def _takeout(ground, slug):
    browser = ground.browsers["coordinator", slug]
    page = browser.get(f"/k/{slug}/uttrekk/").get_data(as_text=True)
    address = next(part.split('"')[0] for part in page.split('action="') if part.split('"')[0].endswith("/fil"))
    answer = browser.post(address)
    assert answer.mimetype == "application/zip"
    return in_bytes(answer.data, BOTH)


class Kept(Transport):
    """What would have gone to Sentry, as the bytes that would have left."""

    sent: list[bytes] = []

    def capture_envelope(self, envelope):
        self.sent.append(envelope.serialize())


def test_the_queue_the_logs_and_the_error_reports_hold_no_kommunes_word(ground, worker, caplog, capfd, cluster, valkey, inside, settings):
    """Whatever is done, refused or broken: in Redis lie ids, in the logs kinds and places, at Sentry the same."""
    from dataclasses import replace

    Kept.sent = []
    watch.start(replace(settings, sentry_dsn="http://key@127.0.0.1:9/1"), transport=Kept)
    try:
        _do_refuse_and_break(ground, inside)
        sentry_sdk.flush(2)
    finally:
        sentry_sdk.init()
    assert Kept.sent, "an error was to be reported"
    reported = b"\n".join(Kept.sent)
    _hold_nothing("Sentry", {word for word in NOBODYS if word in reported.decode("utf-8", "replace").lower()})
    with ground.house.app_context():
        assert jobs.queue().count > 0
        _hold_nothing("Redis, before", _in_redis())
        worker.work()
        _hold_nothing("Redis, after", _in_redis())
    told = caplog.text + "".join(capfd.readouterr())
    assert "Unexpected" in told, "something was to be logged"
    _hold_nothing("the log", {word for word in NOBODYS if word in told.lower()})
    for server in (cluster, valkey):
        lines = (server.folder / "log").read_bytes()
        assert lines, "a server that says nothing shows nothing"
        _hold_nothing(f"the log of {type(server).__name__}", {word for word in NOBODYS if word in lines.decode("utf-8", "replace").lower()})


def _hold_nothing(where, found):
    assert found == set(), f"{where} holds {found}"


def _do_refuse_and_break(ground, inside):
    """Deeds that leave jobs, forms that are refused, a row that the database refuses, and a page that breaks with a word in its hand."""
    from tenants.network.models import Organisation

    def broken(**_):
        raise LookupError(f"{BOTH} in a view")

    for slug, word in WORDS.items():
        browser = ground.browsers["coordinator", slug]
        browser.post(f"/k/{slug}/nettverk/personer/ny", {"navn": word, "epost": word})
        browser.post(f"/k/{slug}/uttrekk/", {})
        browser.post(f"/k/{slug}/brev/forsok", {})
        for number in NUMBERS.values():
            browser.get(f"/k/{slug}/{word}/{number}?q={word}")
        with pytest.raises(IntegrityError), inside(slug):
            db.session.add(Organisation(name=word, type=f"{word} is no type"))
            db.session.flush()
        # Before a walled table PostgreSQL itself keeps quiet about the row; before the others its log must.
        add = "INSERT INTO users (email, name) VALUES (%s, %s), (%s, %s)"
        with pytest.raises(psycopg.errors.UniqueViolation), psycopg.connect(ground.cluster.owner_url_of(ground.name)) as owner:
            owner.execute(add, (f"{word}@x.example", word) * 2)
        kept = ground.house.view_functions["network.index"]
        ground.house.view_functions["network.index"] = broken
        answer = browser.get(f"/k/{slug}/nettverk/?q={word}")
        ground.house.view_functions["network.index"] = kept
        assert answer.status_code == 500
        _hold_nothing("the error page", words_in(answer, BOTH))


def _in_redis():
    """Every key, of every kind, with what RQ packs unpacked."""
    client, found = jobs.connection(), set()
    for key in client.scan_iter(count=500):
        kind = client.type(key).decode()
        read = {"string": client.get, "hash": client.hgetall, "list": lambda k: client.lrange(k, 0, -1), "set": client.smembers,
                "zset": lambda k: client.zrange(k, 0, -1, withscores=True), "stream": lambda k: client.xrange(k)}
        value = read[kind](key)
        parts = [key, *(value.values() if isinstance(value, dict) else [repr(value).encode()])]
        for part in parts:
            found |= in_bytes(part, NOBODYS)
            try:
                found |= in_bytes(zlib.decompress(part), NOBODYS)
            except zlib.error:
                continue
    return found


def test_there_are_words_to_find(ground):
    """The database itself holds each word many times: a census of an empty house would find nothing either."""
    with psycopg.connect(ground.admin_url) as connection:
        for word in BOTH:
            assert connection.execute("SELECT count(*) FROM organisations WHERE strpos(name, %s) > 0", (word,)).fetchone()[0] >= 2
