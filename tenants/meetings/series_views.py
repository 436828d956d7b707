"""The doors of meeting series: dates shown before they are saved, and a series that goes on."""

from typing import Any
from uuid import UUID

from flask import render_template, request, url_for

from saas.accounts.guard import may
from saas.errors import Guarded, Invalid, NotNow
from saas.forms import kept
from saas.pages import ngettext
from tenants.groups import service as groups
from tenants.meetings import meeting_page, series
from tenants.meetings.doors import bp, chosen, done
from tenants.meetings.fields import seen
from tenants.meetings.forms import EVERY, PLACES_IN_MONTH, WEEKDAYS, LongerForm, SeriesForm, choose_among
from tenants.meetings.models import MeetingSeries
from tenants.meetings.recurrence import Occurrence


@bp.get("/serier/ny")
@may("coordinate")
def new_series() -> Any:
    """A form for a series."""
    form = SeriesForm(formdata=None)
    form.gruppe.data = request.args.get("gruppe")
    return _new_page(form)


@bp.post("/serier/datoer")
@may("coordinate")
def preview_series() -> Any:
    """The dates, before anything is saved."""
    form, status, dates = _chosen_form(), 422, []
    if form.validate():
        try:
            dates, status = series.preview(form.rule()), 200
        except Invalid as refusal:
            status = form.take(refusal)
    return _new_page(form, dates), status


@bp.post("/serier/ny")
@may("coordinate")
def add_series() -> Any:
    """A series with all its meetings."""
    form, status = _chosen_form(), 422
    if form.validate():
        try:
            group = groups.find(chosen([form.gruppe.data])[0])
            starts, minutes = form.begynner.data, form.varighet.data
            made, number = series.add_series(
                group, form.rule(), starts=starts, minutes=minutes, place=form.sted.data or "", kept=kept()
            )  # type: ignore[arg-type]
            said = ngettext("%(num)s møte er planlagt.", "%(num)s møter er planlagt.", number)
            return done(said, url_for(".show_series", series_id=made.id))
        except (Invalid, NotNow, Guarded) as refusal:
            status = form.take(refusal)
    return _new_page(form), status


@bp.get("/serier/<uuid:series_id>")
@may("coordinate")
def show_series(series_id: UUID) -> Any:
    """A series and its meetings."""
    found = series.find_series(series_id)
    form = LongerForm(formdata=None)
    form.versjon.data = str(found.version)
    return _series_page(found, form)


@bp.post("/serier/<uuid:series_id>/forlengelse")
@may("coordinate")
def extend_series(series_id: UUID) -> Any:
    """The series goes on; only what is missing is added."""
    found, form, status = series.find_series(series_id), LongerForm(), 422
    if form.validate():
        try:
            number = series.extend(found, seen(form.versjon.data), form.til.data)  # type: ignore[arg-type]
            said = ngettext("%(num)s møte er lagt til.", "%(num)s møter er lagt til.", number)
            return done(said, url_for(".show_series", series_id=found.id))
        except (Invalid, NotNow) as refusal:
            status = form.take(refusal)
    return _series_page(found, form), status


def _chosen_form() -> SeriesForm:
    form = SeriesForm()
    choose_among(form.gruppe, groups.visible())
    return form


def _new_page(form: SeriesForm, dates: list[Occurrence] | None = None) -> str:
    choose_among(form.gruppe, groups.visible())
    return render_template("meetings/new_series.html", form=form, dates=dates or [])


def _series_page(found: MeetingSeries, form: LongerForm) -> str:
    return render_template(
        "meetings/series.html", series=found, meetings=series.meetings_of(found), form=form,
        group=groups.find(found.group_id), nth=dict(PLACES_IN_MONTH), weekdays=dict(WEEKDAYS), every=dict(EVERY),
        names=meeting_page.NAMES,
    )  # fmt: skip
