"""Nobody learns from an answer who has an account, which kommuner are here, or whether a link was ever good."""

import re
import secrets
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import event

from saas.accounts import service
from saas.db import db
from tests.world import Browser, log_in

# Every address that carries a secret, and one that stands for «was never one of ours».
SECRET_ADDRESSES = (
    "/g/{}", "/invitasjon/{}", "/passord/{}", "/registrer/stadfest/{}", "/registrer/soknad/{}", "/kalender/{}.ics",
    "/fagnettverk/avmelding/{}", "/apen/nordvik/folg/{}", "/apen/nordvik/stopp/{}",
)
# Whoever opens this one is logged in, and the secret is a ticket for the form alone.
BEHIND_LOG_IN = "/meg/sikkerhet/app/{}"


def _plain(answer):
    """Status, header names and body, without what differs at every answer."""
    body = answer.get_data(as_text=True)
    body = re.sub(r'(csrf[_-]token"? (?:content|value)=|name="en_gang" value=)"[^"]*"', r"\1", body)
    body = re.sub(r'value="[\w.-]{60,}"|content="[\w.-]{60,}"', "token", body)
    return answer.status_code, sorted(set(answer.headers.keys()) - {"Content-Length"}), body


class Counting:
    """How many statements and how many password hashes an answer costs: what time is made of, without a clock."""

    def __init__(self, house, monkeypatch):
        self.statements = self.hashes = 0
        verify = service.HASHER.verify

        def counted(*args, **kwargs):
            self.hashes += 1
            return verify(*args, **kwargs)

        monkeypatch.setattr(type(service.HASHER), "verify", lambda _self, *args: counted(*args))
        with house.app_context():
            for engine in db.engines.values():
                event.listen(engine, "before_cursor_execute", self._one_more)

    def _one_more(self, *_args):
        self.statements += 1

    def cost(self, deed):
        self.statements = self.hashes = 0
        answer = deed()
        return _plain(answer), self.statements, self.hashes


@pytest.fixture
def counting(house, world, monkeypatch):
    return Counting(house, monkeypatch)


def test_log_in_answers_alike_whoever_is_asked_for(house, world, counting, database):
    with psycopg.connect(database) as connection:
        connection.execute("INSERT INTO users (email, name) VALUES ('uten@nordvik.example', 'Uten Passord')")
        connection.execute("UPDATE users SET disabled_at = now() WHERE email = 'practitioner@nordvik.example'")
    answers = []
    for email in ("member@nordvik.example", "uten@nordvik.example", "practitioner@nordvik.example", "ingen@nordvik.example"):
        browser = Browser(house)
        token = browser.token()
        form = {"epost": email, "passord": "et-helt-feil-passord", "csrf_token": token}
        (status, headers, body), _, hashes = counting.cost(lambda f=form, b=browser: b.client.post("/logg-inn", data=f))
        answers.append((status, headers, body.replace(email, "EPOST"), hashes))
    assert answers[0][0] == 422 and answers[0][3] == 1
    assert all(answer == answers[0] for answer in answers)


def test_a_forgotten_password_answers_alike_whoever_asks(house, world, counting):
    answers = []
    for email in ("member@nordvik.example", "ingen@nordvik.example"):
        browser = Browser(house)
        token = browser.token()
        form = {"epost": email, "csrf_token": token}
        ask = lambda f=form, b=browser: b.client.post("/glemt-passord", data=f, follow_redirects=True)  # noqa: E731
        (status, headers, body), _, _ = counting.cost(ask)
        answers.append((status, headers, body.replace(email, "EPOST")))
    assert answers[0][0] == 200 and answers[0] == answers[1]


def test_a_kommune_that_is_here_answers_as_one_that_is_not(house, world, counting):
    outside = [counting.cost(lambda s=slug: house.test_client().get(f"/k/{s}/moter/")) for slug in ("nordvik", "finnes-ikke")]
    there, away = [(status, headers, body.replace("nordvik", "X").replace("finnes-ikke", "X")) for (status, headers, body), _, _ in outside]
    assert there == away and outside[0][1:] == outside[1][1:]
    stranger = log_in(house, "member@hamnes.example")
    for method in ("get", "post"):
        answers = []
        for slug in ("nordvik", "finnes-ikke"):
            data = {"data": {"csrf_token": stranger.token()}} if method == "post" else {}
            deed = lambda s=slug, m=method, d=data: getattr(stranger.client, m)(f"/k/{s}/uttrekk/", **d)  # noqa: E731
            (status, headers, body), statements, hashes = counting.cost(deed)
            answers.append((status, headers, body.replace(slug, "X"), statements, hashes))
        assert answers[0] == answers[1] and answers[0][0] == 404


def test_every_address_that_carries_a_secret_is_on_the_list(house):
    rules = {rule.rule for rule in house.url_map.iter_rules() if "token" in rule.arguments and "GET" in rule.methods}
    carrying = {rule.replace("<token>", "{}").replace("<kommune>", "nordvik") for rule in rules}
    assert carrying - {BEHIND_LOG_IN} == set(SECRET_ADDRESSES), "Give the address its place in SECRET_ADDRESSES"


@pytest.mark.parametrize("address", SECRET_ADDRESSES)
def test_every_dead_link_answers_as_one_that_never_was(house, world, counting, address):
    """Guesses of every shape: right length, too short, too long, odd signs."""
    guesses = (secrets.token_hex(20), secrets.token_urlsafe(32), str(uuid4()), "a", "b" * 400, "%C3%A5%C3%A6", "..%5C", "' OR 1=1 --")
    answers = []
    for guess in guesses:
        (status, headers, body), _, _ = counting.cost(lambda g=guess: house.test_client().get(address.format(g)))
        answers.append((status, headers, body))
    assert answers[0][0] == 404
    assert all(answer[:2] == answers[0][:2] for answer in answers)
    assert len({re.sub(r"\s+", " ", body) for _, _, body in answers}) == 1
