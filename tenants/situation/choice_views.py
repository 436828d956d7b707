"""The doors of choosing figures: which ones the sheet shows, and in which order."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for

from saas.accounts.guard import may
from saas.errors import Invalid, NotFound, NotNow
from saas.pages import gettext
from tenants.indicators import service as indicators
from tenants.situation import service
from tenants.situation.doors import bp
from tenants.situation.forms import FigureForm

STEPS = {"opp": -1, "ned": 1}


@bp.get("/tall")
@may("coordinate")
def choose() -> Any:
    """The chosen figures, and those to choose among."""
    return _page(FigureForm(service.available()))


@bp.post("/tall")
@may("coordinate")
def add_figure() -> Any:
    """One more figure."""
    form = FigureForm(service.available())
    try:
        service.add(form.serie.data or "")
    except (Invalid, NotNow) as refusal:
        status = form.take(refusal)
        return _page(form), status
    flash(gettext("Tallet er lagt til."), "success")
    return redirect(url_for(".choose"), 303)


@bp.post("/tall/bort")
@may("coordinate")
def remove_figure() -> Any:
    """One figure less."""
    service.remove(_uuid(request.form.get("tall", "")))
    flash(gettext("Tallet er tatt bort."), "success")
    return redirect(url_for(".choose"), 303)


@bp.post("/tall/rekkefolge")
@may("coordinate")
def order_figures() -> Any:
    """Another order: one step by button, or the whole list at once from the page's script."""
    if "flytt" in request.form:
        direction, _, figure_id = request.form["flytt"].partition(":")
        service.move(_uuid(figure_id), STEPS.get(direction, 0))
    else:
        service.order([_uuid(figure_id) for figure_id in request.form.getlist("rekkefolge")])
    if request.headers.get("X-Requested-With") == "sortable":
        return "", 204
    return redirect(url_for(".choose"), 303)


def _page(form: FigureForm) -> str:
    labels = dict(indicators.series_keys())
    rows = [(row, labels.get(row.series, gettext("Tallet finnes ikke lenger"))) for row in service.chosen()]
    return render_template("situation/choose.html", form=form, rows=rows, most=service.MOST)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound() from None
