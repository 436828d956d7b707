"""The door of public figures: any of the 357 kommuner, since those of the demo are made up and have none."""

from typing import Any

from flask import render_template, request

from saas.accounts.guard import may
from tenants.indicators import official
from tenants.indicators.doors import bp


@bp.get("/offisielle")
@may("know")
def official_figures() -> Any:
    """Reported offences in one kommune, beside the country and the kommuner like it."""
    own = official.own_number()
    number = request.args.get("kommune") or own
    return render_template(
        "indicators/official.html",
        shown=official.show(number),
        number=number,
        own=own,
        listed=official.all_kommuner(),
        source=official.source,
    )
