"""Every address of one kommune, tried in every role of another: the evidence that a controller is shown, written where asked."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import psycopg

from saas.accounts.guard import ABILITIES
from tests.world import add_user, log_in


def _addresses(house):
    """(method, address) of every door of Nordvik; the ids are ids that never were, since the door itself must not open."""
    adapter = house.url_map.bind("bindeledd.test")
    for rule in house.url_map.iter_rules():
        if rule.rule.startswith("/k/"):
            values = {}
            for name, converter in rule._converters.items():
                kind = type(converter).__name__
                values[name] = uuid4() if kind == "UUIDConverter" else 1 if kind == "IntegerConverter" else "x"
            values["kommune"] = "nordvik"
            for method in sorted({"GET", "POST"} & set(rule.methods or ())):
                yield method, adapter.build(rule.endpoint, dict(values), method)


def test_no_role_of_another_kommune_opens_any_address(house, world, database):
    """One browser a role, and a stranger without any; each address must answer 404, or ask for a log-in."""
    tried, opened, roles = list(_addresses(house)), [], [role for role in ABILITIES if role != "service"]
    with psycopg.connect(database) as owner:
        for role in roles:
            add_user(owner, f"{role}@utenfor.example", role, world["hamnes"], role)
    for role in roles:
        browser = log_in(house, f"{role}@utenfor.example")
        opened += [(role, *each) for each in tried if _send(browser, *each) != 404]
    stranger = house.test_client()
    opened += [("nobody", method, address) for method, address in tried if method == "GET" and stranger.get(address).status_code != 302]
    if path := os.environ.get("ISOLATION_REPORT"):
        told = {"at": datetime.now(UTC).isoformat(), "passed": not opened, "routes": len(tried), "roles": len(roles) + 1}
        Path(path).write_text(json.dumps(told))
    assert opened == []
    assert len(tried) > 200


def _send(browser, method, address):
    return (browser.get(address) if method == "GET" else browser.post(address, {})).status_code
