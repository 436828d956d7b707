"""The doors to what has been released: the own value beside its group's median, and the country's figures."""

from typing import Any

from flask import render_template

from saas.accounts.guard import may
from saas.centre import published
from saas.centre.geography import BANDS
from saas.errors import NotNow
from saas.national import showing, words
from saas.pages import say
from tenants.sharing import comparing
from tenants.sharing.doors import bp


@bp.get("/sammenlignet")
@may("know")
def compared() -> Any:
    """The kommune beside the middle of those of its size, in the newest release; never a list of kommuner."""
    release, band, problem = published.latest(), "", ""
    if release is not None:
        try:
            band = comparing.band(release)
        except NotNow as refusal:
            problem = say(refusal.message, **refusal.params)
    return render_template(
        "sharing/compared.html",
        release=release,
        problem=problem,
        band=say(BANDS[band]) if band else "",
        beside=comparing.beside_medians(release, band) if release and band else [],
        of_period=words.period,
    )


@bp.get("/nasjonale-tall")
@may("know")
def country() -> Any:
    """The country's figures in the newest release, as everybody at the centre sees them."""
    release = published.latest()
    return render_template("sharing/country.html", overview=showing.overview(release) if release else None)
