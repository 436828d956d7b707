"""The blueprint of access, hung up once for all its doors."""

from flask import Blueprint

bp = Blueprint("access", __name__, url_prefix="/k/<kommune>/innstillinger", template_folder="pages")
