"""The doors of the situasjonsbilde: the sheet, its PDF, what it has been, and the sak it becomes."""

from typing import Any
from uuid import UUID

from flask import Response, flash, redirect, render_template, url_for

from saas.accounts.guard import may
from saas.errors import Guarded, Invalid, NotNow
from saas.forms import kept
from saas.furnishing import Feature
from saas.pages import gettext
from tenants.situation import choice_views, service, wording
from tenants.situation.doors import bp
from tenants.situation.forms import SakForm

FEATURE = Feature(
    "situation",
    bp,
    section="knowledge",
    tabs=(("Situasjonsbilde", "situation.index", "know"),),
)
# The other doors of the same blueprint.
DOORS = (choice_views,)


@bp.get("/")
@may("know")
def index() -> Any:
    """The sheet as it stands today."""
    return _sheet(service.build(), frozen=service.frozen(), chosen=len(service.chosen()))


@bp.get("/pdf")
@may("know")
def printed() -> Any:
    """The sheet as it stands today, on one page."""
    return _file(service.build())


@bp.get("/sak")
@may("coordinate")
def new_item() -> Any:
    """The sak as it would be."""
    try:
        group, title, summary = service.draft()
    except NotNow as refusal:
        form = SakForm()
        status = form.take(refusal)
        return render_template("situation/item.html", form=form, group=None, title=""), status
    return render_template("situation/item.html", form=SakForm(summary), group=group, title=title)


@bp.post("/sak")
@may("coordinate")
def present() -> Any:
    """«Lag sak til styringsgruppen»: the sheet is frozen, and the sak waits for the next meeting."""
    form = SakForm()
    try:
        report = service.present(form.beskrivelse.data or "", kept())
    except (Invalid, NotNow, Guarded) as refusal:
        status = form.take(refusal)
        group = service.steering_group()
        return render_template("situation/item.html", form=form, group=group, title=""), status
    flash(gettext("Saken er laget, og situasjonsbildet er tatt vare på slik det er i dag."), "success")
    return redirect(url_for(".show", situation_id=report.id), 303)


@bp.get("/<uuid:situation_id>")
@may("know")
def show(situation_id: UUID) -> Any:
    """A situasjonsbilde as it was presented."""
    report = service.find(situation_id)
    return _sheet(report.content, report=report, whole=service.whole(report))


@bp.get("/<uuid:situation_id>/pdf")
@may("know")
def printed_report(situation_id: UUID) -> Any:
    """One that was presented, on one page."""
    return _file(service.find(situation_id).content)


def _sheet(content: dict[str, Any], **more: Any) -> str:
    return render_template(
        "situation/sheet.html", content=content, spark=service.spark, as_of=wording.as_of(content), most=service.MOST, **more
    )


def _file(content: dict[str, Any]) -> Response:
    answer = Response(service.pdf(content), mimetype="application/pdf")
    answer.headers.set("Content-Disposition", "attachment", filename=service.filename(content))
    return answer
