"""The doors of public minutes: the preview, out, and in again; and the same as a file."""

from io import BytesIO
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, send_file, url_for
from werkzeug.routing import BuildError

from saas import clock, here
from saas.accounts.guard import can, may
from saas.errors import Guarded, Invalid, NotFound, NotNow
from saas.forms import kept
from saas.pages import gettext
from tenants.minutes import document, reading
from tenants.minutes.models import Minutes
from tenants.publicity import public_file, publishing
from tenants.publicity.content import Wanted
from tenants.publicity.doors import bp
from tenants.publicity.forms import PublishForm, WithdrawForm
from tenants.publicity.models import PublishedMinutes


@bp.get("/referater/<uuid:minutes_id>")
@may("know")
def minutes(minutes_id: UUID) -> Any:
    """What the public would read, what is out, and the editions before it."""
    found = _approved(minutes_id)
    form = PublishForm(formdata=None)
    wanted = _wanted(publishing.out_now(found))
    form.deltakere.data, form.drofting.data = wanted.attendance, wanted.discussion
    return _page(found, form)


@bp.post("/referater/<uuid:minutes_id>/publisering")
@may("coordinate")
def publish(minutes_id: UUID) -> Any:
    """«Publiser offentlig referat»."""
    found, form, status = _approved(minutes_id), PublishForm(), 422
    try:
        row = publishing.publish(found, form.wanted(), form.kontrollsum.data or "", bool(form.lest.data))
        flash(gettext("Offentlig referat, utgave %(n)s, er publisert.", n=row.number), "success")
        return redirect(url_for(".minutes", minutes_id=found.id), 303)
    except (Invalid, NotNow, Guarded) as refusal:
        status = form.take(refusal)
    return _page(found, form), status


@bp.post("/referater/<uuid:minutes_id>/avpublisering")
@may("coordinate")
def withdraw(minutes_id: UUID) -> Any:
    """«Avpubliser»."""
    found, form, status = _approved(minutes_id), WithdrawForm(), 422
    if form.validate():
        try:
            publishing.withdraw(found, form.grunn.data or "", kept())
            flash(gettext("Det offentlige referatet er trukket tilbake."), "success")
            return redirect(url_for(".minutes", minutes_id=found.id), 303)
        except (Invalid, NotNow, Guarded) as refusal:
            status = form.take(refusal)
    return _page(found, _again(found), form), status


@bp.get("/referater/<uuid:minutes_id>/offentlig.pdf")
@may("know")
def as_pdf(minutes_id: UUID) -> Any:
    """The edition that is out as a file, else the preview."""
    found = _approved(minutes_id)
    out = publishing.out_now(found)
    made = out.content if out else publishing.public_content(found, _asked())
    when = out.published_at if out else clock.now()
    name = public_file.filename(made, found.meeting.group.short)
    return send_file(BytesIO(public_file.pdf(made, when)), mimetype="application/pdf", as_attachment=True, download_name=name)


def _approved(minutes_id: UUID) -> Minutes:
    found = reading.find_minutes(minutes_id)
    if found.stage != "approved":
        raise NotFound()
    return found


def _page(found: Minutes, form: PublishForm, withdraw_form: WithdrawForm | None = None) -> str:
    wanted = _asked() if request.method == "GET" and request.args else Wanted(bool(form.deltakere.data), bool(form.drofting.data))
    form.deltakere.data, form.drofting.data = wanted.attendance, wanted.discussion
    made, editions = publishing.public_content(found, wanted), publishing.editions(found)
    out = next((one for one in editions if one.withdrawn_at is None), None)
    form.kontrollsum.raw_data = None
    form.kontrollsum.data = document.fingerprint(made)
    return render_template(
        "publicity/minutes.html", minutes=found, made=made, form=form, withdraw_form=withdraw_form or WithdrawForm(formdata=None),
        out=out, editions=editions, findings=publishing.findings(made), publishes=can("coordinate"), address=_address(out),
        changed=out is not None and not publishing.same(made, out.content),
    )  # fmt: skip


def _asked() -> Wanted:
    """What the address asks the preview to carry."""
    return Wanted(bool(request.args.get("deltakere")), bool(request.args.get("drofting")))


def _wanted(out: PublishedMinutes | None) -> Wanted:
    return Wanted(out.with_attendance, out.with_discussion) if out else Wanted()


def _again(found: Minutes) -> PublishForm:
    form = PublishForm(formdata=None)
    wanted = _wanted(publishing.out_now(found))
    form.deltakere.data, form.drofting.data = wanted.attendance, wanted.discussion
    return form


def _address(out: PublishedMinutes | None) -> str | None:
    """Where everybody reads it, in a house that has public pages."""
    if out is None:
        return None
    try:
        return url_for("open.minutes", kommune=here.kommune().slug, public_id=out.public_id)
    except BuildError:
        return None
