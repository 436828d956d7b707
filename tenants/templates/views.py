"""The doors of templates: what the kommune has, what the shelf offers, and a template's own pages."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for

from saas.accounts.guard import may
from saas.errors import NotFound, Refusal
from saas.forms import kept
from saas.furnishing import Feature
from saas.library import markdown, shelf
from saas.pages import gettext
from tenants.templates import document_views as document_views
from tenants.templates import documents, service, updating
from tenants.templates import update_views as update_views
from tenants.templates.doors import bp
from tenants.templates.editor_page import form_page, only_preview, words
from tenants.templates.forms import NewTemplateForm, TextForm, VersionForm
from tenants.templates.models import DocumentTemplate

FEATURE = Feature("templates", bp, section="papers", tabs=(("Maler", "templates.index", "know"),))


@bp.get("/")
@may("know")
def index() -> Any:
    """The kommune's templates and documents, and what the shelf offers."""
    listed = service.listed()
    return render_template(
        "templates/index.html", templates=[one for one in listed if not one.archived_at], waiting=updating.waiting(listed),
        put_away=[one for one in listed if one.archived_at], documents=documents.listed(), offers=service.offers(), **words(),
    )  # fmt: skip


@bp.get("/tilbud")
@may("know")
def offer() -> Any:
    """A template on the shelf, as it is before anybody takes it: `?utgave=` is the edition's id."""
    edition = shelf.offered(_edition_id(request.args.get("utgave")))
    return render_template("templates/offer.html", edition=edition, page=markdown.page(edition.body, edition.title), **words())


@bp.post("/tilbud")
@may("coordinate")
def adopt() -> Any:
    """«Ta i bruk»: the kommune's own copy."""
    template = service.adopt(_edition_id(request.form.get("utgave")))
    flash(gettext("Malen er kopiert. Kopien er kommunens egen, og ingen andre kan endre den."), "success")
    return redirect(url_for(".show", template_id=template.id), 303)


@bp.get("/ny")
@may("coordinate")
def new() -> Any:
    """The form for a template from nothing."""
    return form_page(NewTemplateForm(formdata=None), url_for(".create"), gettext("Ny mal"))


@bp.post("/ny")
@may("coordinate")
def create() -> Any:
    """Write a template from nothing, or show how it will look."""
    form, status = NewTemplateForm(), 422
    if form.validate():
        if only_preview():
            return form_page(form, url_for(".create"), gettext("Ny mal"), preview=True)
        try:
            template = service.add(form.key, str(form.slag.data), str(form.sprak.data), *form.words, kept())
            flash(gettext("Malen er lagret."), "success")
            return redirect(url_for(".show", template_id=template.id), 303)
        except Refusal as refusal:
            status = form.take(refusal)
    return form_page(form, url_for(".create"), gettext("Ny mal")), status


@bp.get("/<uuid:template_id>")
@may("know")
def show(template_id: UUID) -> Any:
    """A template: where it came from, what waits for it, its text, and what was written from it."""
    return _page(service.find(template_id))


@bp.get("/<uuid:template_id>/rediger")
@may("coordinate")
def edit(template_id: UUID) -> Any:
    """The form for the kommune's own copy."""
    template = service.find(template_id)
    data = {"versjon": template.version, "tittel": template.title, "tekst": template.body}
    return _edit_page(template, TextForm(formdata=None, data=data))


@bp.post("/<uuid:template_id>/rediger")
@may("coordinate")
def save(template_id: UUID) -> Any:
    """Change the kommune's own copy, or show how it will look."""
    template, form, status, stale = service.find(template_id), TextForm(), 422, False
    if form.validate():
        if only_preview():
            return _edit_page(template, form, preview=True)
        try:
            service.change(template, form.seen, *form.words, kept())
            flash(gettext("Malen er lagret."), "success")
            return redirect(url_for(".show", template_id=template.id), 303)
        except Refusal as refusal:
            status = form.take(refusal)
            stale = status == 409
    return _edit_page(template, form, stands=template.body if stale else None), status


@bp.post("/<uuid:template_id>/arkivering")
@may("coordinate")
def archive(template_id: UUID) -> Any:
    """Put it away."""
    template = service.find(template_id)
    service.archive(template, VersionForm().seen)
    flash(gettext("Malen er lagt bort. Den kan hentes tilbake."), "success")
    return redirect(url_for(".show", template_id=template.id), 303)


@bp.post("/<uuid:template_id>/henting")
@may("coordinate")
def restore(template_id: UUID) -> Any:
    """Fetch it back."""
    template = service.find(template_id)
    service.restore(template, VersionForm().seen)
    flash(gettext("Malen er hentet tilbake."), "success")
    return redirect(url_for(".show", template_id=template.id), 303)


def _edit_page(template: DocumentTemplate, form: TextForm, *, preview: bool = False, stands: str | None = None) -> Any:
    if form.versjon.raw_data is None:
        form.versjon.data = str(template.version)
    target, heading = url_for(".save", template_id=template.id), gettext("Rediger %(title)s", title=template.title)
    back = (template.title, url_for(".show", template_id=template.id))
    return form_page(form, target, heading, preview=preview, stands=stands, back=back)


def _page(template: DocumentTemplate) -> Any:
    newer = updating.newer(template) if not template.archived_at else None
    return render_template(
        "templates/show.html", template=template, newer=newer, written=documents.listed(template),
        declined=newer is not None and newer.number == template.declined_number,
        page=markdown.page(template.body, template.title), **words(),
    )  # fmt: skip


def _edition_id(value: str | None) -> UUID:
    try:
        return UUID(str(value))
    except ValueError:
        raise NotFound() from None
