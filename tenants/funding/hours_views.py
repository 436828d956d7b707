"""The doors of the coordinator's time: what is agreed, the log, and the 100 % that all one's kommuner share."""

from contextlib import closing
from decimal import Decimal
from typing import Any
from uuid import UUID

from flask import flash, g, redirect, request, url_for

from saas import charts, clock
from saas.accounts.guard import allows, may
from saas.accounts.visitor import each_of_mine
from saas.errors import Guarded, Invalid, NotFound, NotNow
from saas.forms import kept
from saas.pages import gettext
from tenants.funding import hours
from tenants.funding.doors import SHOWN, bp, page
from tenants.funding.hours_forms import HoursForm, TermsForm
from tenants.funding.models import ACTIVITIES
from tenants.funding.wording import month

# Where the sum of one's other kommuner is needed. It is read before the room of this kommune is opened, since nobody
# stands in two rooms at once.
NEEDS_THE_OTHERS = ("funding.edit_terms", "funding.set_terms")


@bp.before_request
def _sum_of_the_others() -> None:
    place = g.get("kommune")
    if request.endpoint not in NEEDS_THE_OTHERS or place is None or not allows(place.role, "coordinate"):
        return
    year, total = _year(request.form.get("ar") or request.args.get("ar")), Decimal(0)
    with closing(each_of_mine()) as rooms:
        for other in rooms:
            try:
                if other.id != place.id:
                    total += hours.agreed_percent(year)
            except NotFound:
                # The membership ended while the rooms were walked through: that kommune is not mine any more.
                continue
    g.others_percent = total


@bp.get("/timer/")
@may("see_all")
def show_hours() -> Any:
    """The year's hours against what is agreed."""
    return _show(_year(request.args.get("ar")), HoursForm())


@bp.post("/timer/")
@may("coordinate")
def log_hours() -> Any:
    """Write down hours."""
    form, status = HoursForm(), 422
    if form.validate():
        try:
            row = hours.log(*form.told, kept=kept())
            flash(gettext("Timene er ført."), "success")
            return redirect(url_for(".show_hours", ar=row.on_date.year), 303)
        except (Invalid, Guarded) as refusal:
            status = form.take(refusal)
    return _show(clock.today().year, form), status


@bp.post("/timer/<uuid:hours_id>/sletting")
@may("coordinate")
def remove_hours(hours_id: UUID) -> Any:
    """Take a line away."""
    row = hours.find(hours_id)
    year = row.on_date.year
    hours.remove(row)
    flash(gettext("Linjen er slettet."), "success")
    return redirect(url_for(".show_hours", ar=year), 303)


@bp.get("/timer/avtale")
@may("coordinate")
def edit_terms() -> Any:
    """The form for what is agreed."""
    year = _year(request.args.get("ar"))
    return page("terms.html", form=TermsForm(year, hours.terms(year)), year=year, others=g.others_percent)


@bp.post("/timer/avtale")
@may("coordinate")
def set_terms() -> Any:
    """Save what is agreed, if it is no more than 100 % with one's other kommuner."""
    year = _year(request.form.get("ar"))
    form, status = TermsForm(year, hours.terms(year)), 422
    if form.validate():
        try:
            hours.set_terms(*form.told, others=g.others_percent)
            flash(gettext("Avtalen er lagret."), "success")
            return redirect(url_for(".show_hours", ar=form.ar.data), 303)
        except (Invalid, NotNow) as refusal:
            status = form.take(refusal)
    return page("terms.html", form=form, year=year, others=g.others_percent), status


def _show(year: int, form: HoursForm) -> str:
    logged, agreed = hours.entries(year), hours.terms(year)
    standing = hours.standing(year, logged, agreed)
    return page(
        "hours.html",
        year=year,
        this_year=clock.today().year,
        form=form,
        terms=agreed,
        few=agreed is not None and 0 < agreed.fte_percent < hours.FEW_PERCENT,
        logged=logged if request.args.get("alle") == "1" else logged[:SHOWN],
        count=len(logged),
        standing=standing,
        activities=ACTIVITIES,
        chart=_chart(year, standing) if logged else None,
    )


def _chart(year: int, standing: hours.Standing) -> charts.Chart:
    """A bar for each month that has begun."""
    begun = clock.today().month if year == clock.today().year else 12
    spent = {number: hours for number, hours in standing.by_month.items() if number <= begun}
    points = [charts.Point(month(number), hours) for number, hours in spent.items()]
    decimals = 0 if all(hours == int(hours) for hours in spent.values()) else 1
    title, unit = gettext("Timer per måned %(year)s", year=year), gettext("timer")
    return charts.bars(title, points, unit=unit, decimals=decimals, source=gettext("ført i Bindeledd"))


def _year(text: str | None) -> int:
    """The year asked for, or this one."""
    text = text or ""
    return int(text) if text.isdecimal() and len(text) == 4 and 2000 <= int(text) <= 2100 else clock.today().year
