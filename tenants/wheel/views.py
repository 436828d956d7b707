"""The doors of the wheel: the year as a drawing and a list, on paper, set up with one press and rolled on with another."""

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for

from saas import clock
from saas.accounts.guard import can, may
from saas.errors import Invalid, NotNow
from saas.furnishing import Feature
from saas.pages import ngettext, say
from tenants.wheel import calendar as calendar
from tenants.wheel import document, drawing, from_template, rolling, service
from tenants.wheel import entry_views as entry_views
from tenants.wheel import jobs as jobs
from tenants.wheel.doors import bp, whole, year_asked_for
from tenants.wheel.forms import as_id
from tenants.wheel.models import MAKES, MONTHS, RINGS
from tenants.wheel.panel import wheel_next

FEATURE = Feature(
    "wheel", bp, menu=("Årshjul", "wheel.index", "read"), section="year", tabs=(("Årshjul", "wheel.index", "read"),),
    words={"wheel_next": wheel_next},
)  # fmt: skip


@bp.get("/")
@may("read")
def index() -> Any:
    """The wheel of a year, and the same as a list by month; `maned` shows one month of the list."""
    year = year_asked_for()
    return page(year)


@bp.get("/<int:year>.pdf")
@may("read")
def as_pdf(year: int) -> Any:
    """The year on A4."""
    entries = service.of_year(service.year_of(year))
    answer = Response(document.pdf(year, entries), mimetype="application/pdf")
    answer.headers.set("Content-Disposition", "attachment", filename=document.filename(year))
    return answer


@bp.post("/standard")
@may("coordinate")
def set_up() -> Any:
    """«Sett opp standardårshjulet»."""
    year = year_asked_for()
    try:
        made = service.set_up(year)
    except NotNow as refusal:
        return page(year, say(refusal.message, **refusal.params)), refusal.status
    flash(ngettext("%(num)s oppføring er lagt inn.", "%(num)s oppføringer er lagt inn.", made), "success")
    return redirect(url_for(".index", ar=year), 303)


@bp.post("/mal")
@may("coordinate")
def take_template() -> Any:
    """«Hent fra malen»: the table of a published årshjul."""
    year = year_asked_for()
    try:
        made = from_template.take(year, as_id(request.form.get("mal")))
    except (Invalid, NotNow) as refusal:
        return page(year, say(refusal.message, **refusal.params)), refusal.status
    flash(ngettext("%(num)s oppføring er lagt inn.", "%(num)s oppføringer er lagt inn.", made), "success")
    return redirect(url_for(".index", ar=year), 303)


@bp.post("/neste-ar")
@may("coordinate")
def roll() -> Any:
    """«Rull til neste år»."""
    year = year_asked_for()
    service.year_of(year + 1)
    try:
        rolled = rolling.roll(year)
    except NotNow as refusal:
        return page(year, say(refusal.message, **refusal.params)), refusal.status
    flash(_rolled_words(rolled, year + 1), "success")
    return redirect(url_for(".index", ar=year + 1), 303)


def page(year: int, problem: str = "") -> str:
    """The page of a year; `problem` is why the last press was refused."""
    entries, today = service.of_year(year), clock.today()
    chosen = _month()
    coordinates = can("coordinate")
    return render_template(
        "wheel/index.html",
        year=year,
        years=service.years(),
        wheel=drawing.draw(year, entries, today, chosen),
        months=[(month, [one for one in entries if one.month == month]) for month in range(1, 13)],
        chosen=chosen,
        total=len(entries),
        now=service.now() if year == today.year else [],
        removed=service.removed(year) if coordinates else [],
        rollable=service.rolled_count(year) if coordinates and year < today.year + service.AHEAD else 0,
        templates=from_template.offers() if coordinates else [],
        problem=problem,
        days=document.days,
        month_names=MONTHS,
        ring_names=RINGS,
        makes_names=MAKES,
        legend=drawing.SHAPES.items(),
    )


def _rolled_words(rolled: rolling.Rolled, year: int) -> str:
    said = [ngettext("%(num)s oppføring er rullet til %(year)s.", "%(num)s oppføringer er rullet til %(year)s.", rolled.entries, year=year)]
    if rolled.moved:
        said.append(ngettext("%(num)s er flyttet til en virkedag.", "%(num)s er flyttet til en virkedag.", rolled.moved))
    if rolled.without_owner:
        said.append(ngettext("%(num)s mangler ansvarlig.", "%(num)s mangler ansvarlig.", rolled.without_owner))
    return " ".join(said)


def _month() -> int | None:
    month = whole(request.args.get("maned"), 2)
    return month if month in range(1, 13) else None
