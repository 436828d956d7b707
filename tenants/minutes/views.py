"""The doors of minutes."""

from typing import Any

from flask import Blueprint, render_template_string

from saas.accounts.guard import may
from saas.furnishing import Feature

bp = Blueprint("minutes", __name__, url_prefix="/k/<kommune>/referater")
FEATURE = Feature("minutes", bp, menu=("Referater", "minutes.index", "read"))


@bp.get("/")
@may("read")
def index() -> Any:
    """To be built."""
    return render_template_string("{% extends 'frame/base.html' %}{% block content %}minutes{% endblock %}")
