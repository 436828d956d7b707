"""The web process: the house with all its features."""

from infra import watching
from infra.house import build

watching.listen("web")
app = build()
watching.report(app, "web")
