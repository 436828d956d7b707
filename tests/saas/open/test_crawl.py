"""Every public address, asked for by somebody who has never been here: what is published, and not a word more."""

import gzip
import re
from html.parser import HTMLParser
from io import BytesIO
from urllib.parse import urlsplit

import pytest
from pypdf import PdfReader

from saas.doors import OPEN_TO_ALL
from tests.tenants.face import scene
from tests.world import log_in

MOST_BYTES = 100_000


def _rules(house):
    return [rule for rule in house.url_map.iter_rules() if rule.endpoint.split(".")[0] in OPEN_TO_ALL]


def _addresses(house, minutes):
    """Each open address of both kommuner, with the ids of what is published; searches of several kinds."""
    public_id = minutes.rsplit("/", 1)[1]
    for rule in _rules(house):
        for slug in ("nordvik", "hamnes") if "kommune" in rule.arguments else ("",):
            if "public_id" in rule.arguments and slug != "nordvik":
                continue
            address = rule.rule.replace("<kommune>", slug).replace("<uuid:public_id>", public_id)
            assert "<" not in address, f"{rule.rule}: say here what is to be put in"
            yield address
    for words in ("nordvk", "Nordvik", "Hamnes", "Skarholmen", "Våler", "qwerty", "1234", "%00", "<script>"):
        yield f"/finn?q={words}"


@pytest.fixture
def answers(house, anybody, out):
    """Address → answer, of everything there is to ask for."""
    found = {address: anybody.get(address) for address in _addresses(house, out)}
    assert len(found) > 15
    return found


def test_every_open_address_answers(answers):
    assert {address: answer.status_code for address, answer in answers.items() if answer.status_code != 200} == {}


def test_no_exempt_title_no_guest_and_no_members_address_is_anywhere(answers):
    hidden = (scene.SECRET, scene.GUEST, scene.MEMBER_EMAIL, "92 00 00 00", "gjest.example", "Hilde Lunde", "koordinator@fjordvest",
              "chair@nordvik", "Utgiver")
    leaks = []
    for address, answer in answers.items():
        told = _all_words(answer) + str(answer.headers)
        leaks += [f"{address}: {word}" for word in hidden if word.lower() in told.lower()]
    assert leaks == []


def test_the_secrets_would_have_been_found(answers, inside):
    """The crawler looks where the words would be: what is published stands in the very same answers."""
    told = " ".join(_all_words(answer) for answer in answers.values())
    for word in ("Åpen hall på fredager", "Rektor", "offl. § 24", scene.EMAIL, scene.PHONE):
        assert word in told


def test_only_get_is_answered(house, anybody, answers):
    wrong = []
    for address in answers:
        for method in ("post", "put", "delete", "patch"):
            if (code := getattr(anybody, method)(address).status_code) != 405:
                wrong.append(f"{method} {address}: {code}")
    assert wrong == []
    assert all(rule.methods <= {"GET", "HEAD", "OPTIONS"} for rule in _rules(house))


def test_no_cookie_is_set_and_nobody_is_recognised(house, answers, out):
    for address, answer in answers.items():
        assert "Set-Cookie" not in answer.headers and "Cookie" not in answer.headers.get("Vary", ""), address
        assert answer.headers["Cache-Control"] == "public, max-age=30", address
    known = log_in(house, "koordinator@fjordvest.example")
    for address, answer in answers.items():
        seen = known.get(address)
        assert "Set-Cookie" not in seen.headers, address
        assert seen.get_data() == answer.get_data(), f"{address} is another page for one who is logged in"


def test_nothing_runs_and_nothing_is_fetched_from_elsewhere(answers):
    for address, answer in answers.items():
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "script" not in policy, address
        assert ("frame-ancestors *" in policy) == address.endswith("/innebygd"), address
        if answer.mimetype != "text/html":
            continue
        page = _Page(answer)
        assert page.scripts == 0 and page.inline == [], address
        assert [href for href in page.fetched if not href.startswith("/static/")] == [], address


def test_a_first_view_weighs_under_a_hundred_kilobytes(anybody, answers):
    """All that a browser fetches, as it is sent, without any compression."""
    for address, answer in answers.items():
        if answer.mimetype == "text/html":
            parts = {href: len(anybody.get(href).get_data()) for href in set(_Page(answer).fetched)}
            total = len(answer.get_data()) + sum(parts.values())
            assert total < MOST_BYTES, f"{address}: {total} bytes, {parts}"


def test_every_link_between_the_open_pages_leads_somewhere(anybody, answers):
    dead = set()
    for address, answer in answers.items():
        if answer.mimetype != "text/html":
            continue
        for href in _Page(answer).links:
            if urlsplit(href).netloc or not href.startswith("/"):
                continue
            if anybody.get(href).status_code not in (200, 302):
                dead.add(f"{address} → {href}")
    assert dead == set()


def test_an_unknown_a_never_published_and_an_unpublished_kommune_are_one_and_the_same(coordinator, anybody, out, world, database):
    from tests.world import found_kommune

    found_kommune(database, "skarvoy", "Skarvøy", number="9906", population=900)
    coordinator.post("/k/hamnes/apen-side/avpublisering", {"versjon": "2"})
    tail = out.removeprefix("/apen/nordvik")
    for rest in ("", "/feed.atom", "/kalender.ics", "/innebygd", tail, f"{tail}.pdf"):
        answers = [anybody.get(f"/apen/{slug}{rest}") for slug in ("hamnes", "skarvoy", "finnes-ikke")]
        assert {answer.status_code for answer in answers} == {404}
        assert len({answer.get_data() for answer in answers}) == 1
        assert len({tuple(sorted((k, v) for k, v in answer.headers.items() if k != "Date")) for answer in answers}) == 1
        assert all("no-store" in answer.headers["Cache-Control"] for answer in answers)


def test_one_kommunes_minutes_are_not_found_under_anothers_name(anybody, out):
    assert anybody.get(out.replace("nordvik", "hamnes")).status_code == 404


def _all_words(answer):
    """The answer as text; of a PDF its text, its facts about itself and its bytes."""
    data = answer.get_data()
    if answer.mimetype != "application/pdf":
        return data.decode()
    reader = PdfReader(BytesIO(data))
    inside = " ".join(page.extract_text() for page in reader.pages) + str(reader.metadata)
    streams = [stream.get_data() for stream in (found.get_object() for found in _objects(reader)) if hasattr(stream, "get_data")]
    return inside + data.decode("latin-1") + b" ".join(streams).decode("latin-1")


def _objects(reader):
    return [value for value in (reader.get_object(number) for number in range(1, len(reader.xref.get(0, {})) + 1)) if value is not None]


class _Page(HTMLParser):
    """What a page fetches, links to and runs."""

    def __init__(self, answer):
        super().__init__()
        self.fetched, self.links, self.inline, self.scripts = [], [], [], 0
        self.feed(answer.get_data(as_text=True))

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.scripts += tag in ("script", "iframe", "object", "embed")
        self.inline += [name for name in attributes if name == "style" or name.startswith("on")]
        self.inline += [tag] if tag == "style" else []
        if tag == "link" and attributes.get("rel") in ("stylesheet", "icon", "preload"):
            self.fetched.append(attributes["href"])
        if tag in ("img", "source", "video", "audio"):
            self.fetched.append(attributes.get("src", ""))
        if tag == "a":
            self.links.append(re.sub(r"#.*", "", attributes.get("href", "")) or "/")


def test_the_measure_of_bytes_is_honest(anybody, out):
    """The largest page, as it would be sent packed too, for the record that is printed when the test is run alone."""
    page = anybody.get("/apen/nordvik").get_data()
    print(f"/apen/nordvik: {len(page)} bytes, {len(gzip.compress(page))} packed")
    assert page.count(b"<h1") == 1
