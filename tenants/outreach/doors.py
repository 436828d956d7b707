"""The blueprints of outreach, and what its pages share."""

from flask import Blueprint

bp = Blueprint("outreach", __name__, url_prefix="/k/<kommune>/nyhetsbrev")
# What the public opens: to follow a kommune, to say yes to it, and to stop. No log-in, no cookie.
outside = Blueprint("bulletins", __name__, url_prefix="/apen/<kommune>")
