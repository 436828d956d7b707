"""The one blueprint that all the doors of publicity hang on."""

from flask import Blueprint

bp = Blueprint("publicity", __name__, url_prefix="/k/<kommune>/offentlighet")
