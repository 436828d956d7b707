"""The blueprint of frames, hung up once for all its doors."""

from flask import Blueprint

bp = Blueprint("frames", __name__, url_prefix="/k/<kommune>/rammer", template_folder="pages")
