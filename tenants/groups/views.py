"""The doors of groups."""

from typing import Any

from flask import Blueprint, render_template_string

from saas.accounts.guard import may
from saas.furnishing import Feature

bp = Blueprint("groups", __name__, url_prefix="/k/<kommune>/grupper")
FEATURE = Feature("groups", bp, menu=("Grupper", "groups.index", "read"))


@bp.get("/")
@may("read")
def index() -> Any:
    """To be built."""
    return render_template_string("{% extends 'frame/base.html' %}{% block content %}groups{% endblock %}")
