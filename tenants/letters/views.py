"""The doors of letters."""

from typing import Any

from flask import Blueprint, render_template_string

from saas.accounts.guard import may
from saas.furnishing import Feature

bp = Blueprint("letters", __name__, url_prefix="/k/<kommune>/brev")
FEATURE = Feature("letters", bp, menu=("Brev", "letters.index", "coordinate"))


@bp.get("/")
@may("coordinate")
def index() -> Any:
    """To be built."""
    return render_template_string("{% extends 'frame/base.html' %}{% block content %}letters{% endblock %}")
