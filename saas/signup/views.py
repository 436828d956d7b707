"""A kommune asks to join: /registrer."""

from flask import Blueprint

bp = Blueprint("signup", __name__)
