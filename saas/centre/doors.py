"""The doors behind /senter/utgivelser: ask for a release, see how it comes along, let it out. They stand in the lobby."""

from flask import Blueprint

bp = Blueprint("releases", __name__, url_prefix="/senter/utgivelser")

from saas.centre import release_views  # noqa: E402, F401  (hangs the doors on the blueprint above)
