"""The blueprint of templates, hung up once for all its doors."""

from flask import Blueprint

bp = Blueprint("templates", __name__, url_prefix="/k/<kommune>/maler", template_folder="pages")
