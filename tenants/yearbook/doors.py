"""The blueprint that every door of annual reports and year books hangs on."""

from flask import Blueprint

bp = Blueprint("yearbook", __name__, url_prefix="/k/<kommune>/rapporter")
