"""The doors of indicators: the figures by theme, one series, and a figure written by hand."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for

from saas.accounts.guard import may
from saas.errors import Guarded, Invalid, NotFound, NotNow
from saas.furnishing import Feature
from saas.pages import gettext
from tenants.indicators import catalogue, import_views, official_views, service
from tenants.indicators.doors import bp
from tenants.indicators.forms import ReadingForm
from tenants.indicators.models import IndicatorReading
from tenants.indicators.series import sex_words, value_words
from tenants.indicators.service import AlreadyThere
from tenants.tasks.forms import version

FEATURE = Feature(
    "indicators",
    bp,
    section="knowledge",
    tabs=(("Tall", "indicators.index", "know"),),
)
# The other doors of the same blueprint.
DOORS = (import_views, official_views)
# As many charts as a page shows before «Vis alle».
AT_FIRST = 6


@bp.get("/")
@may("know")
def index() -> Any:
    """The kommune's own figures by theme, each with its chart."""
    listed = service.listing()
    theme = request.args.get("tema")
    wanted = [series for series in listed if theme is None or series.theme == theme]
    shown = wanted if request.args.get("alle") == "1" else wanted[:AT_FIRST]
    return render_template(
        "indicators/index.html",
        themes=service.by_theme(service.fill(shown)),
        choices=[(one.code, one.words, len(one.series)) for one in service.by_theme(listed)],
        theme=theme,
        total=len(wanted),
        shown=len(shown),
        imports=service.imports(3),
    )


@bp.get("/serie")
@may("know")
def series() -> Any:
    """One series: its chart, and every figure with its number of answers and link."""
    found = service.find_series(request.args.get("kode", ""), request.args.get("trinn", ""))
    if found is None:
        raise NotFound()
    by_hand = catalogue.find(found.code) is not None
    return render_template("indicators/series.html", series=found, by_hand=by_hand, words=value_words, sex_words=sex_words)


@bp.get("/ny")
@may("coordinate")
def new() -> Any:
    """The form for a figure, with indicator and level chosen where a series was left."""
    chosen = {"indikator": request.args.get("kode", ""), "trinn": request.args.get("trinn", "lower_secondary")}
    return _new_page(ReadingForm(None, **chosen))


@bp.post("/")
@may("coordinate")
def create() -> Any:
    """Write a figure; one that is there is changed by whoever presses a second time."""
    form, status = ReadingForm(), 422
    if form.validate():
        try:
            reading = service.put(form.key, form.content, version(form.versjon.data))
            flash(gettext("Tallet er lagret."), "success")
            return redirect(_series_of(reading), 303)
        except AlreadyThere as present:
            status = form.take(present)
            form.versjon.data = str(present.version)
        except (Invalid, NotNow, Guarded) as refusal:
            status = form.take(refusal)
    return _new_page(form), status


@bp.get("/<uuid:indicator_id>")
@may("coordinate")
def edit(indicator_id: UUID) -> Any:
    """The form for a figure that is there."""
    reading = service.find_reading(indicator_id)
    return _edit_page(reading, ReadingForm(reading))


@bp.post("/<uuid:indicator_id>")
@may("coordinate")
def change(indicator_id: UUID) -> Any:
    """Save another value, number of answers or link."""
    reading = service.find_reading(indicator_id)
    form, status = ReadingForm(reading), 422
    if form.validate():
        try:
            service.change(reading, form.content, version(form.versjon.data))
            flash(gettext("Tallet er endret."), "success")
            return redirect(_series_of(reading), 303)
        except (Invalid, NotNow, Guarded) as refusal:
            status = form.take(refusal)
    return _edit_page(reading, form), status


@bp.post("/<uuid:indicator_id>/sletting")
@may("coordinate")
def delete(indicator_id: UUID) -> Any:
    """Take a figure away that was wrong."""
    reading = service.find_reading(indicator_id)
    service.delete(reading)
    flash(gettext("%(title)s for %(period)s er slettet.", title=reading.title, period=reading.period), "success")
    return redirect(url_for(".index"), 303)


def _series_of(reading: IndicatorReading) -> str:
    return url_for(".series", kode=reading.code, trinn=reading.level or None)


def _new_page(form: ReadingForm) -> Any:
    return render_template("indicators/new.html", form=form)


def _edit_page(reading: IndicatorReading, form: ReadingForm) -> Any:
    return render_template("indicators/edit.html", form=form, reading=reading, back=_series_of(reading))
