"""The second step of log-in, and one's own security page: passkeys, codes, where one is logged in."""

from flask import Blueprint

bp = Blueprint("security", __name__)
