"""What all the doors of the situasjonsbilde share: the blueprint."""

from flask import Blueprint

bp = Blueprint("situation", __name__, url_prefix="/k/<kommune>/situasjonsbilde")
