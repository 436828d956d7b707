"""The doors of log-in in two steps and of one's own security page; the views modules hang theirs here."""

from flask import Blueprint

bp = Blueprint("security", __name__)
