"""A kommune has asked somebody to coordinate for it; they answer here, outside every kommune."""

from flask import Blueprint

bp = Blueprint("requests", __name__)
