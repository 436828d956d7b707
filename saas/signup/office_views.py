"""/senter/soknader: the applications that the national centre's editor looks into."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask_login import current_user

from saas.accounts import events
from saas.accounts.guard import centre
from saas.errors import Refusal
from saas.pages import gettext
from saas.register import kommuner
from saas.signup import deciding, succession_views
from saas.signup.doors import office as bp
from saas.signup.models import STATES, Application
from saas.signup.office_forms import ApproveForm, RefuseForm

__all__ = ["bp", "succession_views"]


@bp.get("/soknader")
@centre("editor")
def index() -> Any:
    """Applications that wait, and the latest that are settled."""
    lists = {"waiting": deciding.waiting(), "decided": deciding.decided()}
    to_check = len([asked for asked in lists["waiting"] if asked.state == "begun"])
    return render_template("signup/applications.html", states=STATES, to_check=to_check, **lists)


@bp.get("/soknader/<uuid:application_id>")
@centre("editor")
def show(application_id: UUID) -> Any:
    """One application: what is known, what the register says, and what the editor may do."""
    return _page(deciding.find(application_id))


@bp.post("/soknader/<uuid:application_id>/godkjenning")
@centre("editor")
def approve(application_id: UUID) -> Any:
    """The letter goes to the address that was checked."""
    asked, form = deciding.find(application_id), ApproveForm()
    if not form.validate():
        return _page(asked, 422, approval=form)
    editor = (current_user.name, current_user.email)  # type: ignore[union-attr]
    try:
        deciding.approve(asked, str(form.adresse.data), str(form.kontroll.data or ""), editor, form.seen)
    except Refusal as refusal:
        return _page(asked, form.take(refusal), approval=form)
    events.record("centre.approve", "done", current_user.id)  # type: ignore[union-attr]
    flash(gettext("Brevet er sendt til kommunens adresse. Kontrollen er lagret med navn og tid."), "success")
    return redirect(url_for(".index"), 303)


@bp.post("/soknader/<uuid:application_id>/avslag")
@centre("editor")
def refuse(application_id: UUID) -> Any:
    """No, with a reason that the applicant gets."""
    asked, form = deciding.find(application_id), RefuseForm()
    if not form.validate():
        return _page(asked, 422, refusal=form)
    try:
        deciding.refuse(asked, str(form.grunn.data or ""), current_user.name, form.seen)  # type: ignore[union-attr]
    except Refusal as refusal:
        return _page(asked, form.take(refusal), refusal=form)
    events.record("centre.refuse", "done", current_user.id)  # type: ignore[union-attr]
    flash(gettext("Søknaden er avslått, og søkeren har fått brev."), "success")
    return redirect(url_for(".index"), 303)


def _page(asked: Application, code: int = 200, *, approval: Any = None, refusal: Any = None) -> Any:
    place = kommuner.look_up(asked.number, demo=True)
    known = asked.official_address or (place.post_address if place else "")
    context = {
        "asked": asked,
        "place": place,
        "states": STATES,
        "approval": approval or ApproveForm(formdata=None, data={"versjon": asked.version, "adresse": known}),
        "refusal": refusal or RefuseForm(formdata=None, data={"versjon": asked.version}),
    }
    return render_template("signup/application.html", **context), code
