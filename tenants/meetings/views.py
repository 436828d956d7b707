"""The doors of meetings."""

from typing import Any

from flask import Blueprint, render_template_string

from saas.accounts.guard import may
from saas.furnishing import Feature

bp = Blueprint("meetings", __name__, url_prefix="/k/<kommune>/moter")
FEATURE = Feature("meetings", bp, menu=("Møter", "meetings.index", "read"))


@bp.get("/")
@may("read")
def index() -> Any:
    """To be built."""
    return render_template_string("{% extends 'frame/base.html' %}{% block content %}meetings{% endblock %}")
