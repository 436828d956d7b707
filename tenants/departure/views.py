"""Everything out, and then away."""

from io import BytesIO
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, send_file, url_for

from saas.accounts.guard import may
from saas.errors import Invalid
from saas.furnishing import Feature
from saas.pages import gettext
from tenants.departure import jobs as jobs
from tenants.departure import service
from tenants.departure.doors import bp
from tenants.departure.forms import LeaveForm
from tenants.meetings.fields import seen

FEATURE = Feature(
    "departure",
    bp,
    section="office",
    tabs=(("Uttrekk", "departure.index", "see_all"),),
)


@bp.get("/")
@may("see_all")
def index() -> Any:
    """What can be taken out, what has been, and the way to being deleted."""
    return _page(LeaveForm(formdata=None))


@bp.get("/status")
@may("see_all")
def status() -> Any:
    """The list of takeouts alone, asked for while one is being made."""
    return render_template("departure/_exports.html", exports=service.exports())


@bp.post("/")
@may("see_all")
def ask() -> Any:
    """Ask for a takeout."""
    service.ask_for_export()
    flash(gettext("Uttrekket lages. Du kan gå fra siden imens."), "success")
    return redirect(url_for(".index"), 303)


@bp.post("/<uuid:export_id>/fil")
@may("see_all")
def fetch(export_id: UUID) -> Any:
    """The file. A POST, since it is remembered who took it."""
    export = service.find_export(export_id)
    service.leaders_only()
    service.fetched(export)
    return send_file(
        BytesIO(export.content or b""), mimetype="application/zip", as_attachment=True, download_name=export.filename
    )


@bp.post("/sletting")
@may("see_all")
def leave() -> Any:
    """Ask that the kommune is deleted."""
    form, status = LeaveForm(), 422
    if form.validate():
        try:
            service.ask_to_leave(form.navn.data or "", form.grunn.data or "")
            flash(gettext("Det er bedt om sletting. En annen leder må bekrefte."), "success")
            return redirect(url_for(".index"), 303)
        except Invalid as refusal:
            status = form.take(refusal)
    return _page(form, status)


@bp.post("/sletting/<uuid:departure_id>/bekreftelse")
@may("see_all")
def confirm(departure_id: UUID) -> Any:
    """The second of two says yes."""
    service.confirm(departure_id, seen(request.form.get("versjon")))
    flash(gettext("Slettingen er bekreftet. Den kan angres fram til dagen kommer."), "success")
    return redirect(url_for(".index"), 303)


@bp.post("/sletting/<uuid:departure_id>/angre")
@may("see_all")
def cancel(departure_id: UUID) -> Any:
    """Regret, on everybody's behalf."""
    service.cancel(departure_id, seen(request.form.get("versjon")))
    flash(gettext("Slettingen er avbrutt. Ingenting er slettet."), "success")
    return redirect(url_for(".index"), 303)


def _page(form: LeaveForm, status: int = 200) -> Any:
    found = service.exports()
    making = any(export.state in ("waiting", "working") for export in found)
    return render_template(
        "departure/index.html",
        exports=found,
        making=making,
        wish=service.departure(),
        mine=service.is_mine,
        leader=service.is_leader(),
        form=form,
        days=service.REGRET_DAYS,
    ), status
