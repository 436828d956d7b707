"""The doors of one filing: where it is, its package, packing again, and the archive's answer."""

from io import BytesIO
from typing import Any
from uuid import UUID

from flask import flash, redirect, request, send_file, url_for

from saas.accounts.guard import may
from saas.archive import courier
from saas.archive import service as archive
from saas.archive.models import Filing
from saas.errors import Invalid, NotNow
from saas.pages import gettext, say
from tenants.filing import service
from tenants.filing.doors import bp, page
from tenants.filing.forms import AnswerForm
from tenants.filing.views import _index
from tenants.meetings.fields import seen

# One byte more than a receipt may be is enough to know that a file is none.
READ_AT_MOST = 256 * 1024 + 1


@bp.get("/<uuid:filing_id>")
@may("see_all")
def show(filing_id: UUID) -> Any:
    """One filing, and what comes next."""
    return _page(archive.find_filing(filing_id))


@bp.post("/<uuid:filing_id>/pakke")
@may("coordinate")
def fetch(filing_id: UUID) -> Any:
    """«Last ned pakken». A POST, since it is remembered who took it, and it then counts as delivered."""
    filing = archive.find_filing(filing_id)
    try:
        package = service.fetch(filing)
    except NotNow as refusal:
        return _page(filing, problem=say(refusal.message, **refusal.params)), refusal.status
    return send_file(
        BytesIO(package.content), mimetype="application/zip", as_attachment=True, download_name=package.filename
    )


@bp.post("/<uuid:filing_id>/ny-pakke")
@may("coordinate")
def pack_again(filing_id: UUID) -> Any:
    """«Pakk på nytt»."""
    filing = archive.find_filing(filing_id)
    try:
        service.pack_again(filing, seen(request.form.get("versjon")))
    except NotNow as refusal:
        return _page(filing, problem=say(refusal.message, **refusal.params)), refusal.status
    flash(gettext("Pakken lages på nytt."), "success")
    return redirect(url_for(".show", filing_id=filing_id), 303)


@bp.post("/<uuid:filing_id>/kvittering")
@may("coordinate")
def take_answer(filing_id: UUID) -> Any:
    """The archive's answer about this filing."""
    filing, form = archive.find_filing(filing_id), AnswerForm()
    try:
        return _taken(service.take_answer(_uploaded(), filing))
    except (Invalid, NotNow) as refusal:
        status = form.take(refusal)
    return _page(filing, form=form), status


@bp.post("/kvittering")
@may("coordinate")
def take_any_answer() -> Any:
    """The archive's answer about whichever filing it names."""
    form = AnswerForm()
    try:
        return _taken(service.take_answer(_uploaded()))
    except (Invalid, NotNow) as refusal:
        status = form.take(refusal)
    return _index(form), status


def _uploaded() -> bytes:
    sent = request.files.get("fil")
    if sent is None or not sent.filename:
        raise Invalid("Velg en fil.", field="fil")
    return sent.stream.read(READ_AT_MOST)


def _taken(filing: Filing) -> Any:
    if filing.state == "receipted":
        flash(gettext("Kvitteringen er lest. Dokumentet er arkivert."), "success")
    else:
        flash(gettext("Svaret er lest. Arkivet tok ikke imot dokumentet."), "info")
    return redirect(url_for(".show", filing_id=filing.id), 303)


def _page(filing: Filing, *, problem: str = "", form: AnswerForm | None = None) -> str:
    return page(
        "filing.html", filing=filing, package=courier.package_of(filing), receipts=service.receipts_of(filing), problem=problem,
        form=form or AnswerForm(formdata=None),
    )  # fmt: skip
