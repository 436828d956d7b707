"""The web process: the house with all its features."""

from infra.house import build

app = build()
