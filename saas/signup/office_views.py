"""The centre's editor decides applications: /senter/soknader."""

from flask import Blueprint

bp = Blueprint("applications", __name__)
