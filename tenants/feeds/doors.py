"""The blueprint of feeds, hung up once for all its doors."""

from flask import Blueprint

bp = Blueprint("feeds", __name__, url_prefix="/k/<kommune>/kalender", template_folder="pages")
