"""Friday 18 September 2026: Nordvik and Hamnes have something to show, and nothing is published yet."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from saas import clock
from tests.tenants.face import scene

HOME = "/k/nordvik/apen-side/"


@pytest.fixture(autouse=True)
def september(house: Any) -> None:
    """Half past nine on the day of the scene."""
    clock.move_to(scene.NOW)


@pytest.fixture
def ids(inside: Any, world: Any) -> dict[str, dict[str, UUID]]:
    """kommune → name → id of what stands there."""
    found = {}
    for slug in ("nordvik", "hamnes"):
        with inside(slug):
            found[slug] = scene.fill(world[slug].users["coordinator"], slug)
    return found


@pytest.fixture
def chosen(ids: Any) -> dict[str, Any]:
    """The form as the coordinator of Nordvik fills it in, without a version: the first time there is none."""
    own = ids["nordvik"]
    return {
        "innledning": "Vi hjelper unge tidlig.", "maal": [str(own["goal"])], "tiltak": [str(own["measure"])],
        "grupper": [str(own["group"])], "referater": "y", "lenker": "Ungdata https://www.ungdata.no/", "versjon": "0",
    }  # fmt: skip


@pytest.fixture
def publish(coordinator: Any, chosen: dict[str, Any]) -> Callable[..., None]:
    """Choose, agree to everything, and publish, through the doors."""

    def go(slug: str = "nordvik", consent: dict[str, str] | None = None, **changed: Any) -> None:
        home = f"/k/{slug}/apen-side/"
        assert coordinator.post(home, {**chosen, **changed}).status_code == 303
        agreed = {"epost": "y", "telefon": "y"} if consent is None else consent
        assert coordinator.post(f"{home}samtykke", {**agreed, "versjon": "0"}).status_code == 303
        assert coordinator.post(f"{home}publisering", {"versjon": "1"}).status_code == 303

    return go


@pytest.fixture
def anybody(house: Any) -> Any:
    """A browser that has never been here."""
    return house.test_client()
