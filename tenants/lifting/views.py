"""The doors of lifting: why a sak is lifted, and the way it has gone."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from markupsafe import Markup

from saas.accounts.guard import can, may
from saas.errors import Guarded, Invalid, NotNow
from saas.forms import kept
from saas.furnishing import Feature
from saas.pages import gettext
from tenants.lifting import jobs as jobs
from tenants.lifting import service
from tenants.lifting.forms import LiftForm
from tenants.meetings import backlog

bp = Blueprint("lifting", __name__, url_prefix="/k/<kommune>/saker")


@bp.get("/<uuid:item_id>/vei")
@may("know")
def way(item_id: UUID) -> Any:
    """«Sakens vei»: from level to level, with what was decided."""
    item = backlog.find_item(item_id)
    return render_template("lifting/way.html", item=item, chain=service.chain(item))


@bp.get("/<uuid:item_id>/loft")
@may("coordinate")
def lifting(item_id: UUID) -> Any:
    """The form."""
    item = backlog.find_item(item_id)
    return render_template("lifting/lift.html", item=item, form=LiftForm())


@bp.post("/<uuid:item_id>/loft")
@may("coordinate")
def lift(item_id: UUID) -> Any:
    """«Løft til styringsgruppen»."""
    item, form = backlog.find_item(item_id), LiftForm()
    try:
        lifted = service.lift(item, form.grunn.data or "", kept())
        where = lifted.group.name
        flash(gettext("Saken er løftet til %(group)s.", group=where), "success")
        return redirect(url_for(".way", item_id=lifted.id), 303)
    except (Invalid, NotNow, Guarded) as refusal:
        status = form.take(refusal)
    return render_template("lifting/lift.html", item=item, form=form), status


def way_of_item(item: Any) -> Markup:
    """A line for the sak's page: the chain where there is one, and the button where it may be lifted."""
    if not can("know"):
        return Markup("")
    chain = service.chain(item)
    liftable = can("coordinate") and service.may_be_lifted(item)
    return Markup(render_template("lifting/line.html", item=item, chain=chain, liftable=liftable))


FEATURE = Feature("lifting", bp, words={"way_of_item": way_of_item})
