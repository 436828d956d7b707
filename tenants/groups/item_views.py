"""The doors of standing items: added, changed, deleted, moved."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for

from saas.accounts.guard import may
from saas.errors import Guarded, Invalid, NotFound, NotNow
from saas.forms import kept
from saas.pages import gettext
from tenants.groups import service
from tenants.groups.doors import bp
from tenants.groups.forms import ItemForm

STEPS = {"opp": -1, "ned": 1}


@bp.route("/<uuid:group_id>/faste-punkter/ny", methods=["GET", "POST"])
@may("coordinate")
def new_item(group_id: UUID) -> Any:
    """Add a standing item."""
    group = service.find(group_id)
    form, status = ItemForm(data={"minutter": 10}), 200 if request.method == "GET" else 422
    if request.method == "POST" and form.validate():
        try:
            service.add_item(group, form.tittel.data, form.type.data, form.minutter.data or 0, kept=kept())
            flash(gettext("Det faste punktet er lagt til."), "success")
            return redirect(url_for("groups.show", group_id=group_id) + "#faste-punkter", 303)
        except (Invalid, NotNow, Guarded) as refusal:
            status = form.take(refusal)
    return render_template("groups/item_form.html", form=form, group=group, item=None), status


@bp.route("/<uuid:group_id>/faste-punkter/<uuid:item_id>", methods=["GET", "POST"])
@may("coordinate")
def change_item(group_id: UUID, item_id: UUID) -> Any:
    """Change a standing item."""
    group = service.find(group_id)
    item = service.find_item(group, item_id)
    form = ItemForm(data={"tittel": item.title, "type": item.kind, "minutter": item.minutes})
    status = 200 if request.method == "GET" else 422
    if request.method == "POST" and form.validate():
        try:
            service.change_item(group, item, form.tittel.data, form.type.data, form.minutter.data or 0, kept=kept())
            flash(gettext("Endringen er lagret."), "success")
            return redirect(url_for("groups.show", group_id=group_id) + "#faste-punkter", 303)
        except (Invalid, NotNow, Guarded) as refusal:
            status = form.take(refusal)
    return render_template("groups/item_form.html", form=form, group=group, item=item), status


@bp.post("/<uuid:group_id>/faste-punkter/<uuid:item_id>/sletting")
@may("coordinate")
def delete_item(group_id: UUID, item_id: UUID) -> Any:
    """No longer a standing item."""
    group = service.find(group_id)
    service.delete_item(group, service.find_item(group, item_id))
    flash(gettext("Det faste punktet er slettet. Sakslister som er laget, er ikke endret."), "success")
    return redirect(url_for("groups.show", group_id=group_id) + "#faste-punkter", 303)


@bp.post("/<uuid:group_id>/faste-punkter/rekkefolge")
@may("coordinate")
def order_items(group_id: UUID) -> Any:
    """Another order: one step by button, or the whole list at once from the page's script."""
    group = service.find(group_id)
    if "flytt" in request.form:
        direction, _, item_id = request.form["flytt"].partition(":")
        service.move_item(group, _uuid(item_id), STEPS.get(direction, 0))
    else:
        service.order_items(group, [_uuid(item_id) for item_id in request.form.getlist("rekkefolge")])
    if request.headers.get("X-Requested-With") == "sortable":
        return "", 204
    return redirect(url_for("groups.show", group_id=group_id) + "#faste-punkter", 303)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound() from None
