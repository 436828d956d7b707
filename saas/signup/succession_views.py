"""/senter/kommuner: the centre's editor says that a kommune has a new number, or that others have taken over."""

from typing import Any
from uuid import UUID

from flask import abort, flash, redirect, render_template, url_for
from flask_login import current_user

from saas.accounts import events
from saas.accounts.guard import centre
from saas.errors import Refusal
from saas.pages import gettext
from saas.signup import succession
from saas.signup.doors import office as bp
from saas.signup.office_forms import RenumberForm, SucceedForm


@bp.get("/kommuner")
@centre("editor")
def places() -> Any:
    """Every kommune with its numbers over time."""
    return render_template("signup/places.html", places=succession.kommuner(_secret()))


@bp.get("/kommuner/<uuid:place_id>")
@centre("editor")
def place(place_id: UUID) -> Any:
    """One kommune: its numbers, and a new number or name."""
    found = _find(place_id)
    form = RenumberForm(formdata=None, data={"nummer": found["number"], "navn": found["name"]})
    return render_template("signup/place.html", place=found, form=form)


@bp.post("/kommuner/<uuid:place_id>/nummer")
@centre("editor")
def renumber(place_id: UUID) -> Any:
    """One to one: the same room goes on."""
    found, form = _find(place_id), RenumberForm()
    if not form.validate():
        return render_template("signup/place.html", place=found, form=form), 422
    assert form.fra.data is not None
    try:
        succession.renumber(_secret(), place_id, str(form.nummer.data), str(form.navn.data), form.fra.data)
    except Refusal as refusal:
        code = form.take(refusal)
        return render_template("signup/place.html", place=found, form=form), code
    _remember("centre.renumber")
    flash(gettext("Nummer og navn er endret. Det gamle er tatt vare på."), "success")
    return redirect(url_for(".place", place_id=place_id), 303)


@bp.post("/kommuner/<uuid:place_id>/innsyn")
@centre("editor")
def open_histories(place_id: UUID) -> Any:
    """Those who lead the kommune now may read what its predecessors wrote."""
    _find(place_id)
    opened = succession.open_histories(_secret(), place_id)
    _remember("centre.open_histories")
    flash(gettext("Innsynet er oppdatert. Nye tilganger: %(n)s.", n=opened), "success")
    return redirect(url_for(".place", place_id=place_id), 303)


@bp.get("/kommuner/etterfolgere")
@centre("editor")
def succeed_form() -> Any:
    """Merge or split."""
    return render_template("signup/succeed.html", form=SucceedForm(succession.kommuner(_secret()), formdata=None))


@bp.post("/kommuner/etterfolgere")
@centre("editor")
def succeed() -> Any:
    """Close those that end, and open their histories to those who take over."""
    form = SucceedForm(succession.kommuner(_secret()))
    if not form.validate():
        return render_template("signup/succeed.html", form=form), 422
    assert form.dato.data is not None
    try:
        succession.succeed(
            _secret(), form.slag.data, form.chosen("foer"), form.chosen("etter"), form.dato.data, str(form.vedtak.data or "")
        )
    except Refusal as refusal:
        code = form.take(refusal)
        return render_template("signup/succeed.html", form=form), code
    _remember(f"centre.{form.slag.data}")
    flash(gettext("Kommunene er avsluttet, og historikken kan leses av dem som overtar."), "success")
    return redirect(url_for(".places"), 303)


def _find(place_id: UUID) -> dict[str, Any]:
    found = next((place for place in succession.kommuner(_secret()) if place["id"] == str(place_id)), None)
    if found is None:
        abort(404)
    return found


def _remember(action: str) -> None:
    """The centre's deeds stand in the log of the door, since no kommune's own log is open to the centre."""
    events.record(action, "done", current_user.id)  # type: ignore[union-attr]


def _secret() -> str:
    return str(current_user.secret)  # type: ignore[union-attr]
