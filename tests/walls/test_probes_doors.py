"""What is wrong with the request itself, not with what is in its fields: at every door, outside and inside the kommuner."""

import io
import time
from urllib.parse import quote, urlsplit
from uuid import uuid4

import pytest

from saas.accounts.addresses import own_address
from tests.walls import probes
from tests.walls.probes_signs import CONTROL, MARKUP, PRODUCT, broken_out, fitting
from tests.walls.test_crawler import _words, full  # noqa: F401
from tests.world import PASSWORD, Browser

CALM = {200, 302, 303, 308, 400, 401, 403, 404, 405, 409, 413, 414, 415, 422, 429}
EVIL = "ond.example"
# Each of these takes a browser to somebody else's page, if it is believed.
ELSEWHERE = (
    f"//{EVIL}", f"/\\{EVIL}", f"\\\\{EVIL}", f"https://{EVIL}", f"https:{EVIL}", f"///{EVIL}", f"/\t/{EVIL}", f"/\n/{EVIL}", f"\t//{EVIL}",
    f"/\x7f/{EVIL}", f" //{EVIL}", "javascript:alert(1)", "data:text/html,x", "/\t/[", "//[", "https://[", f"/k/\r\nLocation: //{EVIL}", "",
)  # fmt: skip
# Text in an address: out of a folder, out of a template, a statement, a string in C, and too much of it.
PATHS = ("..%2f..%2fetc%2fpasswd", "..%5c..%5cx", "%2e%2e", "%00", "x%00.eml", "%ff%fe", quote(MARKUP), quote("' OR 1=1 --"), "x" * 5000,
         "x" * 300 + ".eml", "%0d%0aX-Ond:%20ja", "%E2%80%AEx", "-1", "9" * 400)  # fmt: skip


@pytest.fixture
def sent(house, world):
    return probes.browsers(house)


def _outside(house):
    return [rule for rule in house.url_map.iter_rules() if not rule.rule.startswith("/k/")]


def _built(house, rule, word="x"):
    """An address of the rule, with ids that never were and `word` for every text."""
    values = {}
    for name, converter in rule._converters.items():
        kind = type(converter).__name__
        values[name] = probes.NOBODY if kind == "UUIDConverter" else 1 if kind == "IntegerConverter" else f"ORD{name}"
    values["kommune"] = "nordvik"
    values = {name: value for name, value in values.items() if name in rule.arguments}
    built = house.url_map.bind("bindeledd.test").build(rule.endpoint, values, next(iter(rule.methods & {"GET", "POST"})))
    return "".join(word if part.startswith("ORD") else part for part in _split(built, values))


def _split(built, values):
    import re

    marks = [re.escape(str(value)) for value in values.values() if str(value).startswith("ORD")]
    return re.split(f"({'|'.join(marks)})", built) if marks else [built]


def test_no_form_is_taken_without_its_token(house, sent):
    """At every door that takes a form, in every kommune and outside: no token, a made-up one, and somebody else's."""
    browser, other = sent[probes.SENT[0]], Browser(house)
    exempt = {f"{view.__module__}.{view.__name__}" for view in house.view_functions.values()} & house.extensions["csrf"]._exempt_views
    assert exempt == {f"tenants.outreach.follow_views.{name}" for name in ("ask", "confirm", "stop")}
    taken = []
    for rule in house.url_map.iter_rules():
        view = house.view_functions[rule.endpoint]
        if "POST" not in rule.methods or f"{view.__module__}.{view.__name__}" in exempt:
            continue
        for token in (None, "x", other.token()):
            answer = browser.client.post(_built(house, rule), data={} if token is None else {"csrf_token": token})
            if answer.status_code != 400:
                taken.append(f"{rule.rule}: {answer.status_code}")
    assert taken == []


def test_no_text_in_an_address_leads_out_of_the_house(house, sent):
    wrong = []
    for rule in house.url_map.iter_rules():
        texts = [name for name, kind in rule._converters.items() if type(kind).__name__ in ("UnicodeConverter", "PathConverter")]
        if not texts or (texts == ["kommune"] and rule.rule.count("/") > 4):
            continue
        for word in PATHS:
            for method in rule.methods & {"GET", "POST"}:
                address, browser = _built(house, rule, word), sent[probes.SENT[0]]
                answer = browser.get(address) if method == "GET" else browser.post(address, {})
                told = _words(answer)
                if (why := broken_out(answer)) or answer.status_code not in CALM or "root:" in told or "X-Ond" in answer.headers:
                    wrong.append(f"{method} {rule.rule} {word[:30]}: {answer.status_code} {why}")
    assert not wrong, "\n".join(wrong)


def test_no_field_outside_the_kommuner_is_broken_out_of(house, sent):
    """Log-in, joining, the network, the centre and the public pages; as somebody logged in, and as nobody."""
    wrong = []
    for browser, words in ((sent[probes.SENT[0]], MARKUP), (Browser(house), CONTROL), (Browser(house), MARKUP)):
        for rule in _outside(house):
            if rule.endpoint in ("accounts.log_out", "accounts.log_out_everywhere", "static"):
                continue
            for method in rule.methods & {"GET", "POST"}:
                answer = _filled(house, browser, rule, method, words)
                if (why := broken_out(answer)) or answer.status_code not in CALM:
                    wrong.append(f"{method} {rule.rule}: {answer.status_code} {why}")
    assert not wrong, "\n".join(wrong)


def _filled(house, browser, rule, method, words):
    """The door is asked once to hear what it reads, and once more with the words in all of it."""
    door, at = probes.Door(rule, method), _built(house, rule)
    with probes.rolled_back():
        names = probes.names_read(house, lambda: probes.send(browser, door, at, {}))
        body = {name: fitting(words, 80 if name in ("navn", "tittel", "kommune") else 0) for name in names}
        return probes.send(browser, door, at, body)


def test_nobody_is_sent_elsewhere_after_logging_in(house, world):
    wrong = [wanted for wanted in ELSEWHERE if own_address(wanted) != "/mine"]
    for wanted in ELSEWHERE:
        form = {"epost": "member@nordvik.example", "passord": PASSWORD, "neste": wanted}
        answer = Browser(house).post(f"/logg-inn?neste={quote(wanted)}", form)
        there = urlsplit(answer.headers.get("Location", "https://x"))
        if answer.status_code != 303 or not there.path.startswith("/mine") or there.netloc not in ("", "localhost"):
            wrong.append(f"{wanted!r}: {answer.status_code} {answer.headers.get('Location')}")
    assert not wrong, "\n".join(wrong)


def test_nobody_is_sent_elsewhere_by_a_form_sent_twice(house, sent):
    """The second sending goes back to the page before, which the browser names; and that may be anything."""
    for before in (f"http://localhost//{EVIL}/x", f"http://localhost/\\{EVIL}", f"http://{EVIL}/k/", "http://[", "x"):
        number = str(uuid4())
        for _ in range(2):
            answer = sent[probes.SENT[0]].post("/k/hamnes/varsler/lest", {"en_gang": number}, headers={"Referer": before})
            there = urlsplit(answer.headers["Location"])
            assert answer.status_code == 303 and there.path.startswith("/k/hamnes/") and there.netloc in ("", "localhost"), before


def test_no_name_of_a_host_is_believed(house, world, worker, postbox):
    """A letter's links and a page's addresses are the house's own, whatever the request says that the house is called."""
    names = {"Host": EVIL, "X-Forwarded-Host": EVIL, "Forwarded": f"host={EVIL}", "X-Original-URL": "/senter"}
    browser = Browser(house)
    for header, value in names.items():
        for at in ("/", "/logg-inn", "/k/nordvik/", "/finnes-ikke", "/apen/nordvik/feed.atom"):
            answer = browser.get(at, headers={header: value})
            assert answer.status_code in CALM and EVIL not in _words(answer) + str(answer.headers), (header, at)
    form = {"csrf_token": browser.token(), "epost": "member@nordvik.example"}
    answer = browser.client.post("/glemt-passord", data=form, headers={"Host": EVIL})
    assert answer.status_code in CALM and EVIL not in _words(answer)
    worker.work()
    assert all(EVIL not in str(letter) for letter in postbox.letters)


# Bodies that are not what they say, or say nothing known; none is a form, so no field is there.
BODIES = {
    "deep-json": (b"[" * 200_000, "application/json"),
    "json-list": (b"[[1, 2], 3]", "application/json"),
    "json-numbers": (b'{"tittel": 5, "navn": {"a": [1]}, "versjon": null, "tekst": true}', "application/json"),
    "huge-number": (b'{"a":' + b"9" * 100_000 + b"}", "application/json"),
    "xml": (b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>', "text/xml"),
    "no-boundary": (b"--x\r\n\r\n", "multipart/form-data"),
    "torn-multipart": (b'--x\r\nContent-Disposition: form-data; name="a', "multipart/form-data; boundary=x"),
    "long-boundary": (b"--" + b"x" * 9000, "multipart/form-data; boundary=" + "x" * 9000),
    "odd-letters": (b"navn=%ff%fe%00&navn=\xff", "application/x-www-form-urlencoded; charset=utf-7"),
    "unknown-letters": (b"navn=x", "application/x-www-form-urlencoded; charset=ingen-slik"),
    "nothing-said": (b"\x00\x01", ""),
    "many-fields": (b"&".join(b"f%d=x" % n for n in range(20_000)), "application/x-www-form-urlencoded"),
    "same-field": (b"&".join([b"versjon=1"] * 20_000), "application/x-www-form-urlencoded"),
    "kept": (b"&".join(b"f%d__behold=x" % n for n in range(20_000)), "application/x-www-form-urlencoded"),
}


def test_no_odd_body_breaks_a_door(house, full, sent):  # noqa: F811
    """The token comes in its header, so that the door itself must make something of the body; each body at doors of its own."""
    wrong, browser = [], sent[probes.SENT[0]]
    everywhere = ("deep-json", "json-list", "json-numbers")
    inside = [(rule, at) for rule, method, at in probes.addresses(house, "hamnes", full["hamnes"].__getitem__) if method == "POST"]
    outside = [(rule, _built(house, rule)) for rule in _outside(house) if "POST" in rule.methods and "logg-ut" not in rule.rule]
    for start, (kind, (body, media)) in enumerate(BODIES.items()):
        # The form library would read JSON into the fields of any form; the others are tried here and there.
        for rule, at in (inside + outside)[start :: 5 if kind in everywhere else len(BODIES) * 2]:
            headers, began = {"X-CSRFToken": browser.token()}, time.process_time()
            with probes.rolled_back():
                answer = browser.client.post(at, data=body, content_type=media, headers=headers)
            took = time.process_time() - began
            if answer.status_code not in CALM or took > probes.HELD:
                wrong.append(f"{rule.rule} {kind}: {answer.status_code} after {took:.1f} s")
    assert not wrong, "\n".join(wrong)


ODD_HEADERS = {
    "Origin": "http://[", "Referer": "http://[::1", "Cookie": "bindeledd=x.y.z; \x01=2", "Accept-Language": "x" * 20_000,
    "Accept": ";q=x,*", "Range": "bytes=9-1,x", "If-None-Match": '"' * 900, "If-Modified-Since": "i går",
    "X-Requested-With": "autosave", "HX-Request": "true", "Content-Length": "x", "Transfer-Encoding": "x", "Authorization": "Basic x",
    "User-Agent": MARKUP, "Accept-Encoding": "x;q=y",
}  # fmt: skip


PAGES = ("/logg-inn", "/finn?q=x", "/k/nordvik/sok/?q=x", "/static/x.js", "/apen/nordvik")


def test_no_odd_header_breaks_a_door(house, world, sent):
    wrong = []
    for browser in (sent[probes.SENT[0]], Browser(house)):
        for header, value in ODD_HEADERS.items():
            asked = [browser.client.get(at, headers={header: value}) for at in PAGES]
            asked.append(browser.client.post("/k/nordvik/oppgaver/", data={"navn": "x"}, headers={header: value}))
            wrong += [f"{header} {one.request.path}: {one.status_code}" for one in asked if one.status_code not in CALM | {304, 406, 416}]
    assert not wrong, "\n".join(wrong)


def test_a_forms_own_number_may_be_anything(house, sent):
    """A deed that would have been done is done all the same, and is never a breakdown."""
    for number in ("x", "\x00", "'", "9" * 5000, "{00000000-0000-0000-0000-000000000000}", "urn:uuid:" + "0" * 32, MARKUP):
        assert sent[probes.SENT[0]].post("/k/hamnes/varsler/lest", {"en_gang": number}).status_code == 303, number


def test_a_question_of_any_length_is_answered(house, world, sent):
    long, many = ("x=" + "y" * 200_000, "q=" + "å" * 100_000, "sprak=" + "x" * 9000), "&".join(["q=x"] * 5000)
    questions = (*long, many, "q=%ED%A0%80%00%ff", "q[]=1&=3&&&")
    for at in ("/", "/finn", "/logg-inn", "/registrer", "/k/nordvik/sok/", "/k/nordvik/oppgaver/", "/api/v1/utgivelser", "/senter"):
        for question in questions:
            answer = sent[probes.SENT[0]].get(f"{at}?{question}")
            assert answer.status_code in CALM and PRODUCT not in _words(answer), (at, question[:20])


def test_a_method_that_no_door_knows_is_refused(house, world, sent):
    for method in ("PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "PROPFIND", "X" * 300):
        for at in ("/", "/k/nordvik/oppgaver/", "/api/v1/utgivelser"):
            answer = sent[probes.SENT[0]].client.open(at, method=method, input_stream=io.BytesIO(b""))
            assert answer.status_code in (400, 404, 405), (method, at)
    disguised = {"X-HTTP-Method-Override": "GET"}
    assert sent[probes.SENT[0]].client.post("/k/nordvik/", headers=disguised).status_code in (400, 405)
