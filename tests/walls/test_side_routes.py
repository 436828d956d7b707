"""Another kommune's ids, brought in by every other way than the address: forms, questions, links, roles; told from none by nothing."""

import re
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import psycopg
import pytest
from sqlalchemy import event

from saas import clock
from saas.accounts.guard import ABILITIES, CENTRE_ROLE_NAMES
from saas.db import db
from tests.saas.centre.conftest import employ
from tests.walls import probes
from tests.walls.test_crawler import CANARY, NUMBERS, _fill, _scrubbed, _words, full  # noqa: F401
from tests.world import Browser, add_user, log_in

# A moment ahead, so that nobody's log-in is too old, and none of what is made just now is too new.
NOON = datetime.now(clock.UTC) + timedelta(minutes=1)


ROLES = [role for role in ABILITIES if role not in ("service", "coordinator")]


class Statements:
    """How many statements an answer costs: what time is made of, without a clock."""

    def __init__(self, house):
        self.count = 0
        with house.app_context():
            for engine in db.engines.values():
                event.listen(engine, "before_cursor_execute", self._one_more)

    def _one_more(self, *_args):
        self.count += 1

    def of(self, ask):
        """(status, header names, where to, body without ids and tokens), and the statements it took."""
        self.count = 0
        answer = ask()
        where = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "<id>", answer.headers.get("Location", ""))
        headers = sorted(set(answer.headers.keys()) - {"Content-Length", "Set-Cookie"})
        return (answer.status_code, headers, where, _scrubbed(answer)), self.count


@pytest.fixture
def statements(house):
    return Statements(house)


def _alone(browser, ask):
    """Ask without what the answer before left in the session: a notice would stand on the next page."""
    browser.token()
    kept = browser.client.get_cookie("bindeledd", domain="localhost")
    answer = ask()
    browser.client.set_cookie("bindeledd", kept.value, domain="localhost")
    return answer


@pytest.mark.parametrize("method", ["POST", "GET"])
def test_every_id_that_a_door_reads_has_its_place(house, full, monkeypatch, method):  # noqa: F811
    """Whatever a door turns into an id is one: found by sending ids, and seeing which are read."""
    read, made = set(), UUID.__init__
    monkeypatch.setattr(UUID, "__init__", lambda self, hex=None, *a, **k: (read.add(hex), made(self, hex, *a, **k))[1])
    sent, homeless = probes.browsers(house), set()
    for door in probes.doors(house, full["hamnes"], method):
        tracers = {one.name: str(uuid4()) for one in door.fields.values() if not one.table and one.kind in probes.CHOSEN}
        if not set(tracers) - set(probes.FIXED):
            continue
        body = door.body(full["hamnes"], lambda one, sent=tracers: None if one.name in probes.FIXED else sent.get(one.name))
        with probes.rolled_back(), probes.nothing_drawn():
            probes.send(sent[door.who], door, probes.address(house, door, full["hamnes"]), body)
        homeless |= {f"{door.name}: {name}" for name, tracer in tracers.items() if tracer in read}
    assert homeless == set(), "Give the name its table in probes.RAW, so that another kommune's id is tried there"


@pytest.mark.parametrize("method", ["POST", "GET"])
def test_another_kommunes_id_in_a_field_cannot_be_told_from_none(house, full, statements, method):  # noqa: F811
    sent, tried, leaks = probes.browsers(house), set(), []
    for door in probes.doors(house, full["hamnes"], method):
        for one in door.ids:
            answers = []
            for row_id in (full["nordvik"][one.table], uuid4()):
                body = door.body(full["hamnes"], lambda other, which=one, value=row_id: value if other.name == which.name else None)
                at, browser = probes.address(house, door, full["hamnes"]), sent[door.who]
                ask = lambda b=browser, d=door, a=at, w=body: probes.send(b, d, a, w)  # noqa: E731
                with probes.rolled_back():
                    answers.append(_alone(browser, lambda a=ask: statements.of(a)))
            tried.add(one.name)
            if answers[0] != answers[1] or answers[0][0][0] >= 500 or CANARY in answers[0][0][3]:
                leaks.append(f"{door.name}: {one.name} of {one.table}, {answers[0][0][0]} and {answers[1][0][0]}")
    assert not leaks, "\n".join(leaks)
    assert len(tried) > (15 if method == "POST" else 8)


def test_no_role_tells_another_kommunes_id_from_none(house, full, world, database):  # noqa: F811
    """404, in the very words that the role gets for an id out of the air; or 403, where the role may not ask at all.

    As the coordinator it is test_crawler that asks. The centre's people belong to no kommune, and never get further than 404.
    """
    leaks = []
    with psycopg.connect(database) as owner:
        for role in ROLES:
            add_user(owner, f"{role}@hit.example", f"{role.title()} Hit", world["hamnes"], role)
    for role in ROLES:
        leaks += [f"{role}: {leak}" for leak in _told_apart(house, full, log_in(house, f"{role}@hit.example"), (403, 404))]
    for office in CENTRE_ROLE_NAMES:
        leaks += [f"{office}: {leak}" for leak in _told_apart(house, full, log_in(house, employ(database, office, office)), (404,))]
    assert not leaks, "\n".join(leaks)


def _told_apart(house, full, browser, wanted):  # noqa: F811
    """What is wrong at each address of Hamnes that has an id in it, asked for with Nordvik's ids."""
    gone = {table: uuid4() for table in full["nordvik"]}
    foreign = probes.addresses(house, "hamnes", full["nordvik"].__getitem__)
    ghosts = probes.addresses(house, "hamnes", gone.__getitem__)
    known, leaks = {}, []
    for (rule, method, theirs), (_, _, nobodys) in zip(foreign, ghosts, strict=True):
        if not rule.arguments - {"kommune"} - set(NUMBERS):
            continue
        answer, name = _ask(browser, method, theirs), f"{method} {rule.rule}"
        if answer.status_code not in wanted or CANARY in _words(answer):
            leaks.append(f"{name}: {answer.status_code}")
            continue
        # Refusals on the pages of one feature are alike, so most need not be asked for twice.
        alike = (answer.status_code, rule.endpoint.partition(".")[0])
        kept_by_role = answer.status_code == 403 and hasattr(house.view_functions[rule.endpoint], "needs")
        if kept_by_role:
            continue
        if answer.status_code == 403 or known.get(alike) != _told(answer):
            known[alike] = _told(_ask(browser, method, nobodys))
        if known[alike] != _told(answer):
            leaks.append(f"{name}: tells another kommune's id from none")
    return leaks


def _told(answer):
    return answer.status_code, _scrubbed(answer), sorted(set(answer.headers.keys()) - {"Set-Cookie"})


def _ask(browser, method, at):
    return browser.get(at) if method == "GET" else browser.post(at, {})


def test_what_is_searched_for_and_not_ours_is_not_there(house, full):  # noqa: F811
    """Every page that takes words to look for: Nordvik's words find in Hamnes what nonsense of the same length does."""
    sent, leaks, tried = probes.browsers(house), [], 0
    for door in probes.doors(house, full["hamnes"], "GET"):
        words = [one for one in door.fields.values() if one.free]
        if not words:
            continue
        tried, told = tried + 1, []
        for word in (CANARY, "Xanarifugl-7f3x"):
            body = {one.name: word for one in words}
            answer = probes.send(sent[door.who], door, probes.address(house, door, full["hamnes"]), body)
            told.append((answer.status_code, _scrubbed(answer).replace(word, "?")))
        if told[0] != told[1] or told[0][0] >= 500:
            leaks.append(f"{door.name}: {[one.name for one in words]}")
    assert leaks == [] and tried > 20


# What an id in an address outside the kommuner names: rows of somebody else, made here. A new one must be given its place.
OUTSIDE = {
    "session_id": "INSERT INTO login_sessions (user_id, secret_hash, idle_minutes, expires_at) VALUES (%s, 'x', 9, now() + '1 day')",
    "passkey_id": "INSERT INTO passkeys (user_id, credential_id, public_key, name) VALUES (%s, 'x', 'x', '" + CANARY + "')",
    "identity_id": "INSERT INTO external_identities (user_id, issuer, subject) VALUES (%s, 'https://x.example', 'x')",
    "asked_id": "SELECT id FROM coordinator_requests WHERE tenant_id <> %s LIMIT 1",
    "public_id": "SELECT public_id FROM published_minutes WHERE tenant_id <> %s LIMIT 1",
    "place_id": "SELECT id FROM tenants WHERE id <> %s LIMIT 1",
}
# Shared by all, or the national centre's own: no person's and no kommune's.
SHARED = {"release_id", "shared_id", "card_id", "application_id", "question_id", "answer_id"}


def test_an_id_outside_the_kommuner_opens_only_for_its_owner(house, full, world, database, cluster):  # noqa: F811
    """Everybody asks with the chair's session, key, link and so on; only the editor may see places."""
    rules = [rule for rule in house.url_map.iter_rules() if not rule.rule.startswith("/k/") and "<uuid:" in rule.rule]
    named = {name for rule in rules for name, kind in rule._converters.items() if type(kind).__name__ == "UUIDConverter"}
    assert named == set(OUTSIDE) | SHARED, "Give the id its place in OUTSIDE or SHARED"
    with psycopg.connect(cluster.admin_url, dbname=psycopg.conninfo.conninfo_to_dict(database)["dbname"]) as owner:
        ids = {name: _somebodys(owner, how, world) for name, how in OUTSIDE.items()}
    asking = {who: log_in(house, f"{who}@nordvik.example") for who in ("member", "practitioner", "data_protection_officer")}
    asking |= {office: log_in(house, employ(database, office, office)) for office in CENTRE_ROLE_NAMES}
    asking["nobody"] = Browser(house)
    leaks = []
    for rule, method in [(rule, method) for rule in rules for method in sorted(rule.methods & {"GET", "POST"})]:
        name = next(iter(set(OUTSIDE) & rule.arguments), None)
        for who, browser in asking.items() if name else ():
            if (who, name) == ("editor", "place_id"):
                continue
            ghost, theirs = (_outside(house, rule, name, row_id) for row_id in (uuid4(), ids[name]))
            if _told_outside(_ask(browser, method, ghost)) != _told_outside(_ask(browser, method, theirs)):
                leaks.append(f"{who}: {method} {rule.rule}")
    assert not leaks, "\n".join(leaks)


def _somebodys(owner, how, world):
    if how.startswith("INSERT"):
        return owner.execute(f"{how} RETURNING id", (world["nordvik"].users["chair"],)).fetchone()[0]
    return owner.execute(how, (world["hamnes"].id,)).fetchone()[0]


def _outside(house, rule, name, row_id):
    values = {other: "nordvik" for other in rule.arguments}
    return house.url_map.bind("bindeledd.test").build(rule.endpoint, {**values, name: row_id}, "GET" if "GET" in rule.methods else "POST")


def _told_outside(answer):
    where = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "<id>", answer.headers.get("Location", ""))
    return (*_told(answer), where)


def test_what_another_kommune_has_changes_no_list_and_no_count_here(house, world, inside, database):
    """Hamnes' own pages, before Nordvik has anything and after it has one of everything; read by one who has no other kommune."""
    with psycopg.connect(database) as owner:
        add_user(owner, "oppstart@hamnes.example", "Oppstart Hamnes", world["hamnes"], "starter")
    browser = log_in(house, "oppstart@hamnes.example")
    rules = [rule for rule in probes._rules(house) if "GET" in rule.methods and rule.arguments == {"kommune"}]

    def crawl():
        clock.move_to(NOON)
        answers = {rule.rule: browser.get(rule.rule.replace("<kommune>", "hamnes")) for rule in rules}
        clock.move_to(None)
        # A PDF carries the second it was made in.
        told = {rule: _scrubbed(answer) for rule, answer in answers.items() if answer.mimetype.startswith("text/")}
        return {rule: re.sub(r'datetime="[^"]*"', "", text) for rule, text in told.items()}

    before = crawl()
    _fill(inside, "nordvik", CANARY)
    after = crawl()
    assert [rule for rule in before if before[rule] != after[rule]] == []
    assert len(before) > 80
