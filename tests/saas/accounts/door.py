"""What the tests of log-in do at the door, in the words of the tests."""

import re
from contextlib import contextmanager
from dataclasses import replace

import psycopg
import pyotp

from tests.houses import borrowed
from tests.saas.accounts.authenticator import Authenticator
from tests.world import PASSWORD, Browser

COORDINATOR = "koordinator@fjordvest.example"
MEMBER = "member@nordvik.example"
STRANGER = "member@hamnes.example"


@contextmanager
def strict(house, settings):
    """A second house over the same database, where roles ask for two steps as in production."""
    with borrowed(replace(settings, second_step=True), house.jinja_env.bytecode_cache.directory) as app:
        yield app


def token_on(browser, address):
    """The form token of a page."""
    page = browser.get(address).get_data(as_text=True)
    return page.split('name="csrf_token" value="', 1)[1].split('"', 1)[0]


def post(browser, address, page=None, **fields):
    """Send a form with the token from `page`."""
    return browser.client.post(address, data={"csrf_token": token_on(browser, page or "/meg/sikkerhet"), **fields})


def password(browser, email=COORDINATOR, **fields):
    """The first step."""
    return browser.post("/logg-inn", {"epost": email, "passord": PASSWORD, **fields})


def is_in(browser):
    """Whether this browser holds a session."""
    return browser.get("/meg/sikkerhet").status_code == 200


def set_up_app(browser):
    """Set up an app; (the app, the codes on paper that were shown, the step used)."""
    begun = post(browser, "/meg/sikkerhet/app")
    page = browser.get(begun.location).get_data(as_text=True)
    app = pyotp.TOTP(re.search(r"<code>([A-Z2-7 ]+)</code>", page)[1].replace(" ", ""))
    done = post(browser, begun.location, begun.location, kode=app.now())
    assert done.status_code in (200, 303), done.get_data(as_text=True)
    return app, papers_on(done)


def papers_on(answer):
    """The codes that a page shows."""
    return re.findall(r"<code>([a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4})</code>", answer.get_data(as_text=True))


def a_moment_later(database, user_email=COORDINATOR):
    """The app's last code was used some minutes ago: so its present one is new."""
    theirs = "WHERE user_id = (SELECT id FROM users WHERE email = %s)"
    owner(database, f"UPDATE totp_secrets SET last_step = last_step - 10 {theirs}", user_email)


def add_key(browser, device=None, name="Jobbtelefonen"):
    """Make a passkey; (the device, the answer)."""
    device = device or Authenticator()
    options = post(browser, "/meg/sikkerhet/passnokler/start").get_json()
    return device, post(browser, "/meg/sikkerhet/passnokler", svar=device.make(options), navn=name)


def ask_key(browser, page="/logg-inn/passnokkel"):
    """The question of a log-in with a passkey."""
    return post(browser, "/logg-inn/passnokkel/start", page).get_json()


def use_key(browser, device, page="/logg-inn/passnokkel", **fields):
    """Log in with a passkey."""
    return post(browser, "/logg-inn/passnokkel", page, svar=device.use(ask_key(browser, page)), **fields)


def owner(database, query, *values):
    """Ask the database as its owner; rows where there are any."""
    with psycopg.connect(database) as connection:
        found = connection.execute(query, values)
        return found.fetchall() if found.description else []


def events(database, action):
    """The results written for an action, in the order of time."""
    return [row[0] for row in owner(database, "SELECT result FROM login_events WHERE action = %s ORDER BY at", action)]


__all__ = ["Browser"]
