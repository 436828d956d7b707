"""What the door remembers is forgotten in time, and not before."""

import psycopg

from saas import jobs

ROWS = {
    "login_events": ("INSERT INTO login_events (at, action, result) VALUES (now() - interval '{} days', 'log_in', 'ok')", 366, 364),
    "ceremonies": (
        "INSERT INTO ceremonies (kind, token_hash, expires_at) VALUES ('x', md5('{0}'), now() - interval '{0} days')", 31, 29,
    ),
    "house_letters": (
        "INSERT INTO house_letters (to_address, subject, body, template, state, created_at) "
        "VALUES ('a@x.example', 'x', '', 'x', 'sent', now() - interval '{} days')", 31, 29,
    ),
}


def test_old_traces_go_and_newer_ones_stay(house, world, worker, database):
    with psycopg.connect(database) as connection:
        for insert, old, new in ROWS.values():
            connection.execute(insert.format(old))
            connection.execute(insert.format(new))
    with house.app_context():
        jobs.ask_house("accounts.forget")
    worker.work()
    with psycopg.connect(database) as connection:
        left = {table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ROWS}
    assert left == dict.fromkeys(ROWS, 1)


def test_a_letter_with_a_key_is_not_kept_once_it_is_sent(house, world, worker, database, postbox):
    from tests.world import Browser

    browser = Browser(house)
    browser.post("/glemt-passord", {"epost": "member@nordvik.example"})
    worker.work()
    assert any("/passord/" in letter.get_body().get_content() for letter in postbox.letters)
    with psycopg.connect(database) as connection:
        assert connection.execute("SELECT DISTINCT state, body FROM house_letters").fetchall() == [("sent", "")]
