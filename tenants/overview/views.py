"""The doors of overview."""

from typing import Any

from flask import Blueprint, render_template_string

from saas.accounts.guard import may
from saas.furnishing import Feature

bp = Blueprint("overview", __name__, url_prefix="/k/<kommune>")
FEATURE = Feature("overview", bp, menu=("Oversikt", "overview.show", "read"))


@bp.get("/")
@may("read")
def show() -> Any:
    """To be built."""
    return render_template_string("{% extends 'frame/base.html' %}{% block content %}overview{% endblock %}")
