"""The blueprint of handover, hung up once for all its doors."""

from flask import Blueprint

bp = Blueprint("handover", __name__, url_prefix="/k/<kommune>/overlevering", template_folder="pages")
