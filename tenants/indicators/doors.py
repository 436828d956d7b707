"""What all the doors of indicators share: the blueprint."""

from flask import Blueprint

bp = Blueprint("indicators", __name__, url_prefix="/k/<kommune>/tall")
