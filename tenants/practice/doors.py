"""The blueprint of practice, hung up once for all its doors."""

from flask import Blueprint

bp = Blueprint("practice", __name__, url_prefix="/k/<kommune>/erfaringer", template_folder="pages")
