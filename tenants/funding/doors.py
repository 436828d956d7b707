"""The house number of funding: one blueprint, and what all its pages show money with."""

from typing import Any

from flask import Blueprint, render_template

from tenants.funding.money import kroner, percent, plain
from tenants.funding.wording import countdown, day_month, full_day, month, span

bp = Blueprint("funding", __name__, url_prefix="/k/<kommune>/okonomi")
SHOWN = 7


def page(template: str, **shown: Any) -> str:
    """A page of funding, with the words for money and days at hand."""
    words = {"kr": kroner, "percent": percent, "plain": plain, "countdown": countdown, "day_month": day_month,
             "full_day": full_day, "month_name": month, "span": span, "shown_rows": SHOWN}  # fmt: skip
    return render_template(f"funding/{template}", **words, **shown)
