"""The blueprint that every door of visits hangs on."""

from flask import Blueprint

bp = Blueprint("visits", __name__, url_prefix="/k/<kommune>/besok")
