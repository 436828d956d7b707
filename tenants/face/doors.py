"""The blueprint of the public page's own doors, hung up once."""

from flask import Blueprint

bp = Blueprint("face", __name__, url_prefix="/k/<kommune>/apen-side")
