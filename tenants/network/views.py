"""The doors of network."""

from typing import Any

from flask import Blueprint, render_template_string

from saas.accounts.guard import may
from saas.furnishing import Feature

bp = Blueprint("network", __name__, url_prefix="/k/<kommune>/nettverk")
FEATURE = Feature("network", bp, menu=("Nettverk", "network.index", "read"))


@bp.get("/")
@may("read")
def index() -> Any:
    """To be built."""
    return render_template_string("{% extends 'frame/base.html' %}{% block content %}network{% endblock %}")
