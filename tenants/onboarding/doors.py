"""The blueprint of onboarding, hung up once for all its doors."""

from flask import Blueprint

bp = Blueprint("onboarding", __name__, url_prefix="/k/<kommune>/oppstart", template_folder="pages")
