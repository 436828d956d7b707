"""Nordvik and Hamnes as tests/tenants/face has them, both published, with public minutes in Nordvik."""

from typing import Any

import pytest

from tests.tenants.face import scene
from tests.tenants.face.conftest import anybody, chosen, ids, publish, september

__all__ = ["anybody", "chosen", "ids", "publish", "september"]


@pytest.fixture
def out(publish: Any, ids: Any, inside: Any) -> Any:
    """Both pages are out; the address of Nordvik's public minutes."""
    publish()
    theirs = {"maal": "goal", "tiltak": "measure", "grupper": "group"}
    publish("hamnes", **{field: [str(ids["hamnes"][name])] for field, name in theirs.items()})
    with inside():
        public_id = scene.publish_minutes(ids["nordvik"]["meeting"])
    return f"/apen/nordvik/referat/{public_id}"
