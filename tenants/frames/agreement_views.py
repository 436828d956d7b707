"""The doors of agreements: written, signed, in force, renewed, ended; and the signed file, in and out."""

from io import BytesIO
from typing import Any
from uuid import UUID

from flask import request, send_file, url_for

from saas import here
from saas.accounts.guard import may
from saas.errors import Guarded, Invalid, NotFound, NotNow
from saas.forms import kept
from saas.pages import gettext, say
from tenants.frames import agreements, rights
from tenants.frames.agreement_forms import AgreementForm, FileForm
from tenants.frames.doors import bp, done, page, pressed
from tenants.frames.forms import EndForm
from tenants.frames.models import AGREEMENT_KINDS, Agreement
from tenants.meetings.fields import seen

# One byte more than is allowed is enough to know that a file is too large.
READ_AT_MOST = 10 * 1024 * 1024 + 1


@bp.get("/avtale/ny")
@may("know")
def new_agreement() -> Any:
    """The form; `?slag=police` knows whom it is with."""
    rights.require_writer()
    kind = request.args.get("slag", "")
    title = gettext("Samarbeidsavtale mellom politiet og kommunen") if kind == "police" else ""
    return _form_page(AgreementForm(kind=kind if kind in AGREEMENT_KINDS else "", title=title))


@bp.post("/avtale/")
@may("know")
def add_agreement() -> Any:
    """A new agreement with its two parties."""
    rights.require_writer()
    form, status = AgreementForm(), 422
    if form.validate():
        try:
            kommune = gettext("%(name)s kommune", name=here.kommune().name)
            return _to(agreements.add(form.facts, form.parties(kommune), kept=kept()), gettext("Avtalen er registrert."))
        except (Invalid, NotNow, Guarded) as refusal:
            status = form.take(refusal)
    return _form_page(form), status


@bp.get("/avtale/<uuid:agreement_id>")
@may("know")
def show_agreement(agreement_id: UUID) -> Any:
    """One version with its parties."""
    return show(agreements.find(agreement_id))


@bp.get("/avtale/<uuid:agreement_id>/endring")
@may("know")
def edit_agreement(agreement_id: UUID) -> Any:
    """The form with what stands."""
    agreement = agreements.find(agreement_id)
    rights.require_writer()
    agreements.require_open(agreement)
    return _form_page(AgreementForm(agreement), agreement)


@bp.post("/avtale/<uuid:agreement_id>/endring")
@may("know")
def change_agreement(agreement_id: UUID) -> Any:
    """Other words, before anybody has signed."""
    agreement = agreements.find(agreement_id)
    rights.require_writer()
    form, status = AgreementForm(agreement), 422
    if form.validate():
        try:
            return _to(agreements.change(agreement, form.versjon.seen, form.facts, kept=kept()), gettext("Avtalen er endret."))
        except (Invalid, NotNow, Guarded) as refusal:
            status = form.take(refusal)
    return _form_page(form, agreement), status


@bp.post("/avtale/<uuid:agreement_id>/fil")
@may("know")
def attach_file(agreement_id: UUID) -> Any:
    """The signed agreement as PDF."""
    agreement = agreements.find(agreement_id)
    rights.require_writer()
    form, sent = FileForm(), request.files.get("fil")
    try:
        if sent is None or not sent.filename:
            raise Invalid("Velg en fil.", field="fil")
        agreements.attach(agreement, form.versjon.seen, sent.filename, sent.stream.read(READ_AT_MOST))
    except (Invalid, NotNow, Guarded) as refusal:
        status = form.take(refusal)
        return show(agreement, file=form), status
    return _to(agreement, gettext("Filen er lagt til."))


@bp.get("/avtale/<uuid:agreement_id>/fil")
@may("know")
def agreement_file(agreement_id: UUID) -> Any:
    """The signed agreement, to be saved; never shown by the browser on its own."""
    agreement = agreements.find(agreement_id)
    content = agreements.content_of(agreement)
    if content is None:
        raise NotFound()
    return send_file(
        BytesIO(content), mimetype=agreement.media_type, as_attachment=True, download_name=agreement.filename
    )


@bp.post("/avtale/<uuid:agreement_id>/ikraft")
@may("know")
def put_in_force(agreement_id: UUID) -> Any:
    """«Sett i kraft»."""
    return _press(agreement_id, agreements.put_in_force, gettext("Avtalen gjelder."))


@bp.post("/avtale/<uuid:agreement_id>/avslutning")
@may("know")
def end_agreement(agreement_id: UUID) -> Any:
    """«Avslutt»."""
    return _press(agreement_id, agreements.end, gettext("Avtalen er avsluttet."))


@bp.post("/avtale/<uuid:agreement_id>/sluttdato")
@may("know")
def move_end(agreement_id: UUID) -> Any:
    """Another last day."""
    agreement = agreements.find(agreement_id)
    rights.require_writer()
    form, status = EndForm(), 422
    if form.validate():
        try:
            agreements.move_end(agreement, form.versjon.seen, form.til.data)
            return _to(agreement, gettext("Siste dag er lagret."))
        except (Invalid, NotNow) as refusal:
            status = form.take(refusal)
    return show(agreement, end=form), status


@bp.post("/avtale/<uuid:agreement_id>/ny-versjon")
@may("know")
def renew_agreement(agreement_id: UUID) -> Any:
    """A new version to be signed."""
    agreement = agreements.find(agreement_id)
    rights.require_writer()
    try:
        made = agreements.renew(agreement)
    except NotNow as refusal:
        return show(agreement, problem=say(refusal.message, **refusal.params)), refusal.status
    return _to(made, gettext("Ny versjon er laget. Skriv datoene, og be partene signere."))


@bp.post("/avtale/<uuid:agreement_id>/sletting")
@may("know")
def delete_agreement(agreement_id: UUID) -> Any:
    """Take away one that never was in force."""
    agreement = agreements.find(agreement_id)
    rights.require_writer()
    version = seen(request.form.get("versjon"))
    return pressed(
        lambda: agreements.delete(agreement, version), gettext("Avtalen er slettet."), url_for(".index"),
        lambda told: show(agreement, problem=told),
    )  # fmt: skip


def show(agreement: Agreement, *, problem: str = "", file: FileForm | None = None, end: EndForm | None = None) -> str:
    """The page of one agreement; the forms are those that were refused."""
    return page(
        "agreement.html", agreement=agreement, problem=problem, file=file or FileForm(formdata=None),
        end=end or EndForm(formdata=None, data={"til": agreement.valid_to}), missing=agreements.missing(agreement),
        newer=agreements.next_of(agreement), older=agreements.find(agreement.replaces_id) if agreement.replaces_id else None,
    )  # fmt: skip


def _press(agreement_id: UUID, deed: Any, said: str) -> Any:
    agreement = agreements.find(agreement_id)
    rights.require_writer()
    version = seen(request.form.get("versjon"))
    address = url_for(".show_agreement", agreement_id=agreement.id)
    return pressed(lambda: deed(agreement, version), said, address, lambda told: show(agreement, problem=told))


def _to(agreement: Agreement, said: str) -> Any:
    return done(said, url_for(".show_agreement", agreement_id=agreement.id))


def _form_page(form: AgreementForm, agreement: Agreement | None = None) -> str:
    return page("agreement_form.html", form=form, agreement=agreement)
