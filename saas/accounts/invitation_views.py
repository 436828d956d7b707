"""An invitation is opened, and accepted."""

from flask import Blueprint

bp = Blueprint("invitations", __name__)
