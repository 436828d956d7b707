"""Nordvik's group with six members and a secretary, asked about themselves; letters read as they come."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from tests.tenants.rounds.conftest import CAST, Scene, gather, guest, link_to, scene, september  # noqa: F401
from tests.tenants.tasks.conftest import Guest

DUE = date(2026, 9, 29)
MEMBERS = ("hanne", "kari", "tove", "nils", "are", "bjorn")
FIRST = {f"pastand_{n}": "4" for n in range(1, 9)}


@pytest.fixture
def asked(scene: Scene, inside: Any, coordinator: Any, worker: Any) -> UUID:  # noqa: F811
    """The six asked through the door; their letters have arrived."""
    seat(inside, scene, "Bjørn Haug")
    return ask(coordinator, scene, worker)


@pytest.fixture
def reply(guest: Guest, link_to: Any) -> Any:  # noqa: F811
    """`reply("kari", pastand_1="2")`: deliver by the newest letter's link; returns the page."""

    def send(name: str, **answers: str) -> Any:
        link = link_to(name).replace("http://bindeledd.test", "")
        page = guest.client.get(link).get_data(as_text=True)
        token = page.split('name="csrf_token" value="', 1)[1].split('"', 1)[0] if 'name="csrf_token"' in page else guest.token()
        return guest.client.post(link, data={"csrf_token": token, **FIRST, **answers})

    return send


def seat(inside: Any, scene: Scene, name: str, function: str = "member") -> None:  # noqa: F811
    """One more in the group."""
    from tenants.groups import service as groups

    with inside(scene.slug):
        groups.give_seat(groups.find(scene.group), scene.people[name], function, starts_on=date(2025, 1, 1))


def ask(browser: Any, scene: Scene, worker: Any, **form: str) -> UUID:  # noqa: F811
    """Open the evaluation through the door."""
    answer = browser.post(f"/k/{scene.slug}/rapporter/egenevaluering/", {"gruppe": str(scene.group), "frist": str(DUE), **form})
    assert answer.status_code == 303, answer.get_data(as_text=True)
    worker.work()
    return UUID(answer.location.rsplit("/", 1)[1])


def close(browser: Any, review: UUID, place: str = "nordvik") -> Any:
    """«Avslutt»."""
    return browser.post(f"/k/{place}/rapporter/egenevaluering/{review}/avslutning", {})


def page(browser: Any, review: UUID, place: str = "nordvik") -> str:
    """The page of the evaluation."""
    answer = browser.get(f"/k/{place}/rapporter/egenevaluering/{review}")
    return answer.get_data(as_text=True)
