"""The doors of the areas: the coordinator keeps the list."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for

from saas.accounts.guard import may
from saas.errors import Guarded, Invalid, NotNow
from saas.pages import gettext, say
from tenants.signals import service
from tenants.signals.areas import FEWEST_RESIDENTS
from tenants.signals.forms import AreaForm
from tenants.signals.models import Area
from tenants.signals.views import bp


@bp.get("/omrader/")
@may("coordinate")
def areas() -> Any:
    """The list, and the form for one more."""
    return _list_page(AreaForm())


@bp.post("/omrader/")
@may("coordinate")
def create_area() -> Any:
    """A new area."""
    form, status = AreaForm(), 422
    if form.validate():
        try:
            area = service.add_area(form.navn.data, form.innbyggere.data)
            flash(gettext("%(name)s er lagt til.", name=area.name), "success")
            return redirect(url_for(".areas"), 303)
        except (Invalid, NotNow, Guarded) as refusal:
            status = form.take(refusal)
    return _list_page(form), status


@bp.get("/omrader/<uuid:area_id>")
@may("coordinate")
def area(area_id: UUID) -> Any:
    """The form of an area."""
    found = service.find_area(area_id)
    return _area_page(found, _filled(found))


@bp.post("/omrader/<uuid:area_id>")
@may("coordinate")
def change_area(area_id: UUID) -> Any:
    """Another name or number of residents."""
    found = service.find_area(area_id)
    form, status = AreaForm(), 422
    if form.validate():
        try:
            service.change_area(found, form.versjon.seen, form.navn.data, form.innbyggere.data)
            flash(gettext("%(name)s er endret.", name=found.name), "success")
            return redirect(url_for(".areas"), 303)
        except (Invalid, NotNow, Guarded) as refusal:
            status = form.refuse(refusal, found)
    return _area_page(found, form), status


@bp.post("/omrader/<uuid:area_id>/sletting")
@may("coordinate")
def remove_area(area_id: UUID) -> Any:
    """Off the list."""
    found = service.find_area(area_id)
    name, seen = found.name, request.form.get("versjon", type=int)
    try:
        service.remove_area(found, seen if seen is not None else 0)
    except NotNow as refusal:
        return _area_page(found, _filled(found), say(refusal.message, **refusal.params)), refusal.status
    flash(gettext("%(name)s er slettet.", name=name), "success")
    return redirect(url_for(".areas"), 303)


def _filled(found: Area) -> AreaForm:
    given = {"navn": found.name, "innbyggere": found.residents, "versjon": str(found.version)}
    return AreaForm(formdata=None, data=given)


def _list_page(form: AreaForm) -> str:
    return render_template("signals/areas.html", form=form, areas=service.areas(), fewest=FEWEST_RESIDENTS)


def _area_page(found: Area, form: AreaForm, problem: str = "") -> str:
    return render_template("signals/area.html", area=found, form=form, problem=problem, fewest=FEWEST_RESIDENTS)
