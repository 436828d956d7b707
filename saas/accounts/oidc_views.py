"""Log-in through the kommune's own log-in service."""

from flask import Blueprint

bp = Blueprint("oidc", __name__)
