"""Two kommuner side by side, everything done through the doors in random order: neither ever touches or shows the other."""

import os

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.walls.two_worlds import TwoWorlds, walk_on
from tests.walls.two_worlds_ground import lay
from tests.walls.two_worlds_verbs import too_few

# A longer walk for a night: TWO_WORLDS=60 ./infra/test tests/walls/test_two_worlds.py
EXAMPLES = int(os.environ.get("TWO_WORLDS", "3"))


@pytest.fixture
def ground(house, cluster, database, mailbox, world, inside):
    laid = lay(house, cluster, database, mailbox, world, inside)
    yield laid
    laid.let_go()
    cluster.drop_database(f"{laid.name}_ground")


def machine_on(ground):
    rules = [rule for rule in ground.house.url_map.iter_rules() if rule.rule.startswith("/k/") and "GET" in rule.methods]
    addresses = sorted(rule.endpoint for rule in rules)
    return type("ThisWalk", (TwoWorlds,), {"ground": ground, "seen": {}, "addresses": addresses})


def run(machine, examples, steps=40):
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples, stateful_step_count=steps, deadline=None, database=None, print_blob=False,
            phases=[Phase.generate], suppress_health_check=list(HealthCheck), derandomize=True,
        ),
    )  # fmt: skip


def test_whatever_is_done_in_one_kommune_the_other_neither_feels_nor_shows(ground):
    machine = machine_on(ground)
    run(machine, EXAMPLES)
    # What chance has not brought yet, a few more steps with fixed dice do.
    assert walk_on(machine(), 200, lambda: not too_few(machine.seen)) == ""
    assert too_few(machine.seen) == [], machine.seen
