"""The doors of /mine: all of one's kommuner on one page, and their calendar. Nothing can be written from here."""

from collections.abc import Callable
from contextlib import closing
from datetime import date, datetime
from typing import Any, TypeVar

from babel.dates import format_date
from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask_babel import force_locale
from flask_login import current_user, login_required
from werkzeug.routing import BuildError

from saas import clock
from saas.accounts import requests
from saas.accounts.visitor import each_of_mine
from saas.errors import NotFound
from saas.here import Kommune
from saas.pages import current_language, gettext
from tenants.overview import months, service
from tenants.overview.facts import Event

mine = Blueprint("mine", __name__)
Found = TypeVar("Found")
FEW = 7


@mine.get("/mine", strict_slashes=False)
@login_required
def show() -> Any:
    """What burns, the week, and one row a kommune."""
    asked = requests.waiting_in_the_lobby(current_user.secret)
    if len(current_user.kommuner) == 1 and not asked:
        return redirect(url_for("overview.show", kommune=current_user.kommuner[0].slug))
    places = _in_each(service.place_of_mine)
    burning = sorted(
        ((place.kommune, urgent) for place in places for urgent in place.urgent),
        key=lambda pair: (pair[1].weight, pair[0].name),
    )
    return render_template(
        "overview/mine.html",
        greeting=greeting(clock.now()),
        places=places,
        burning=burning if request.args.get("alle") else burning[:FEW],
        burning_count=len(burning),
        asked=asked,
        week=months.two_weeks(clock.today(), [event for place in places for event in place.coming]),
        address=address,
        language_of=_language_in,
    )


@mine.get("/mine/kalender")
@login_required
def calendar() -> Any:
    """The meetings of one month across one's kommuner, as a grid with a list, or as a list only."""
    month = months.month_named(request.args.get("maned"), clock.today())
    first, last = months.span(month)
    events: list[Event] = [event for own in _in_each(lambda: service.events(first, last)) for event in own]
    weeks = months.grid(month, events)
    return render_template(
        "overview/calendar.html",
        month=month,
        month_name=month_name,
        neighbours=months.beside(month),
        weeks=weeks,
        days=[day for week in weeks for day in week if day.inside and day.events],
        as_list=request.args.get("visning") == "liste",
        address=address,
    )


def greeting(moment: datetime) -> str:
    """«God morgen» until ten, «God dag» until six in the evening, then «God kveld» until five."""
    hour = moment.hour
    if 5 <= hour < 10:
        return gettext("God morgen")
    return gettext("God dag") if 10 <= hour < 18 else gettext("God kveld")


def address(endpoint: str, place: Kommune, **ids: Any) -> str:
    """The address of a door in a kommune; where the feature has no such door, its first page."""
    try:
        return url_for(endpoint, kommune=place.slug, **ids)
    except BuildError:
        current_app.logger.warning("There is no door called %s.", endpoint)
        return url_for(f"{endpoint.split('.')[0]}.index", kommune=place.slug)


def month_name(month: date) -> str:
    """«september 2026»"""
    return format_date(month, "LLLL y", locale="nn_NO" if current_language() == "nn" else "nb_NO")


def _in_each(read: Callable[[], Found]) -> list[Found]:
    """What `read` finds in each of one's kommuner, read in the language that the kommune's row is shown in."""
    found = []
    # Closed at once also when a reading fails, so that no room stands open behind an error page.
    with closing(each_of_mine("read")) as rooms:  # type: ignore[type-var]
        for place in rooms:
            try:
                with force_locale(_language_in(place)):
                    found.append(read())
            except NotFound:
                # The membership ended while the page was made: the kommune is simply not mine any more.
                continue
    return found


def _language_in(place: Kommune) -> str:
    """One's own language if one has chosen, else the kommune's: that is how Hamnes speaks nynorsk here too."""
    return current_user.language or place.language or current_language()
