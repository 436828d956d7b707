"""The blueprint of control, hung up once for all its doors."""

from flask import Blueprint

bp = Blueprint("control", __name__, url_prefix="/k/<kommune>/kontroll", template_folder="pages")
