"""The doors of tasks."""

from typing import Any

from flask import Blueprint, render_template_string

from saas.accounts.guard import may
from saas.furnishing import Feature

bp = Blueprint("tasks", __name__, url_prefix="/k/<kommune>/oppgaver")
FEATURE = Feature("tasks", bp, menu=("Oppgaver", "tasks.index", "read"))


@bp.get("/")
@may("read")
def index() -> Any:
    """To be built."""
    return render_template_string("{% extends 'frame/base.html' %}{% block content %}tasks{% endblock %}")
