"""What other pages show of the wheel: the two next things of the year."""

from flask import render_template
from markupsafe import Markup

from saas.accounts.guard import can
from tenants.wheel import document, service
from tenants.wheel.models import MONTHS

FEW = 2


def wheel_next() -> Markup:
    """A panel with what is being prepared now or comes next; nothing while the wheel is empty."""
    if not can("read"):
        return Markup("")
    entries = service.coming(FEW)
    if not entries:
        return Markup("")
    return Markup(render_template("wheel/next.html", entries=entries, days=document.days, month_names=MONTHS))
