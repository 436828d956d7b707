"""Nordvik's coordinating group and its people, on 15 September 2026."""

from tests.tenants.rounds.conftest import gather, scene, september  # noqa: F401
