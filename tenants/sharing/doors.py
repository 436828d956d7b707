"""The blueprint of sharing, hung up once for all its doors."""

from flask import Blueprint

bp = Blueprint("sharing", __name__, url_prefix="/k/<kommune>/deles", template_folder="pages")
