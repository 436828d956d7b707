"""The blueprint of departure, hung up once for all its doors."""

from flask import Blueprint

bp = Blueprint("departure", __name__, url_prefix="/k/<kommune>/uttrekk", template_folder="pages")
