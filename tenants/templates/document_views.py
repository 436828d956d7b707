"""The doors of written documents: fill in a template, write on it, read it, and take it away as a file."""

from io import BytesIO
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, send_file, url_for

from saas.accounts.guard import may
from saas.errors import Refusal
from saas.forms import kept
from saas.library import markdown
from saas.pages import gettext
from tenants.templates import documents, service
from tenants.templates.doors import bp
from tenants.templates.editor_page import form_page, only_preview, words
from tenants.templates.forms import TextForm, VersionForm
from tenants.templates.models import DocumentTemplate, WrittenDocument

PDF = "application/pdf"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@bp.get("/<uuid:template_id>/dokument")
@may("coordinate")
def new_document(template_id: UUID) -> Any:
    """«Skriv dokument»: the template with its fields filled in. Nothing is written before it is saved."""
    template = service.find(template_id)
    title, body = documents.proposed(template)
    return _new_page(template, TextForm(formdata=None, data={"tittel": title, "tekst": body}))


@bp.post("/<uuid:template_id>/dokument")
@may("coordinate")
def write_document(template_id: UUID) -> Any:
    """Write the document, or show how it will look."""
    template, form, status = service.find(template_id), TextForm(), 422
    if form.validate():
        if only_preview():
            return _new_page(template, form, preview=True)
        try:
            document = documents.write(form.key, template, *form.words, kept())
            flash(gettext("Dokumentet er lagret."), "success")
            return redirect(url_for(".document", document_id=document.id), 303)
        except Refusal as refusal:
            status = form.take(refusal)
    return _new_page(template, form), status


@bp.get("/dokumenter/<uuid:document_id>")
@may("know")
def document(document_id: UUID) -> Any:
    """A document as it will be read; the page prints well."""
    found = documents.find(document_id)
    return render_template("templates/document.html", document=found, page=markdown.page(found.body, found.title), **words())


@bp.get("/dokumenter/<uuid:document_id>/rediger")
@may("coordinate")
def edit_document(document_id: UUID) -> Any:
    """The form for going on writing."""
    found = documents.find(document_id)
    return _edit_page(found, TextForm(formdata=None, data={"versjon": found.version, "tittel": found.title, "tekst": found.body}))


@bp.post("/dokumenter/<uuid:document_id>/rediger")
@may("coordinate")
def save_document(document_id: UUID) -> Any:
    """Save what was written, or show how it will look."""
    found, form, status, stale = documents.find(document_id), TextForm(), 422, False
    if form.validate():
        if only_preview():
            return _edit_page(found, form, preview=True)
        try:
            documents.change(found, form.seen, *form.words, kept())
            flash(gettext("Dokumentet er lagret."), "success")
            return redirect(url_for(".document", document_id=found.id), 303)
        except Refusal as refusal:
            status = form.take(refusal)
            stale = status == 409
    return _edit_page(found, form, stands=found.body if stale else None), status


@bp.post("/dokumenter/<uuid:document_id>/arkivering")
@may("coordinate")
def archive_document(document_id: UUID) -> Any:
    """Put it away."""
    found = documents.find(document_id)
    service.archive(found, VersionForm().seen)
    flash(gettext("Dokumentet er lagt bort. Det kan hentes tilbake."), "success")
    return redirect(url_for(".document", document_id=found.id), 303)


@bp.post("/dokumenter/<uuid:document_id>/henting")
@may("coordinate")
def restore_document(document_id: UUID) -> Any:
    """Fetch it back."""
    found = documents.find(document_id)
    service.restore(found, VersionForm().seen)
    flash(gettext("Dokumentet er hentet tilbake."), "success")
    return redirect(url_for(".document", document_id=found.id), 303)


@bp.get("/dokumenter/<uuid:document_id>/dokument.pdf")
@may("know")
def document_as_pdf(document_id: UUID) -> Any:
    """Tagged A4."""
    found = documents.find(document_id)
    return _file(documents.pdf(found), PDF, documents.filename(found, "pdf"))


@bp.get("/dokumenter/<uuid:document_id>/dokument.docx")
@may("know")
def document_as_docx(document_id: UUID) -> Any:
    """A Word file."""
    found = documents.find(document_id)
    return _file(documents.docx(found), WORD, documents.filename(found, "docx"))


def _file(content: bytes, media_type: str, name: str) -> Any:
    return send_file(BytesIO(content), mimetype=media_type, as_attachment=True, download_name=name)


def _new_page(template: DocumentTemplate, form: TextForm, *, preview: bool = False) -> Any:
    target, heading = url_for(".write_document", template_id=template.id), gettext("Skriv dokument fra %(title)s", title=template.title)
    back = (template.title, url_for(".show", template_id=template.id))
    return form_page(form, target, heading, preview=preview, back=back, written=True)


def _edit_page(found: WrittenDocument, form: TextForm, *, preview: bool = False, stands: str | None = None) -> Any:
    if form.versjon.raw_data is None:
        form.versjon.data = str(found.version)
    target, heading = url_for(".save_document", document_id=found.id), gettext("Rediger %(title)s", title=found.title)
    back = (found.title, url_for(".document", document_id=found.id))
    return form_page(form, target, heading, preview=preview, stands=stands, back=back, written=True)
