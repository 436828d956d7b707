"""/senter/maler: the templates that the centre publishes; the editor writes, the analyst reads."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import current_user

from saas.accounts import events
from saas.accounts.guard import centre
from saas.errors import NotFound, Refusal
from saas.library import fields, markdown, shelf
from saas.library.models import SharedTemplate
from saas.library.shelf_forms import PublishForm, TemplateForm, VersionForm, filled
from saas.pages import gettext

bp = Blueprint("shelf", __name__, url_prefix="/senter/maler")


@bp.get("")
@centre("analyst", "editor")
def index() -> Any:
    """What is published, what is being written, and what is offered no more."""
    return render_template("shelf/index.html", found=shelf.listed(), **_words())


@bp.get("/ny")
@centre("editor")
def new() -> Any:
    """The form for a new template."""
    return _form_page(TemplateForm(formdata=None))


@bp.post("")
@centre("editor")
def create() -> Any:
    """Begin a template with its first drafts, or show how they will look."""
    form = TemplateForm()
    if not form.validate():
        return _form_page(form), 422
    if _only_preview():
        return _form_page(form, preview=True)
    try:
        template = shelf.begin(form.key, str(form.slag.data), form.wordings, _me())
    except Refusal as refusal:
        status = form.take(refusal)
        return _form_page(form), status
    flash(gettext("Utkastet er lagret."), "success")
    return redirect(url_for(".show", shared_id=template.id), 303)


@bp.get("/<uuid:shared_id>")
@centre("analyst", "editor")
def show(shared_id: UUID) -> Any:
    """A template: what is published in each language, the drafts, and every edition before."""
    return _page(shelf.find(shared_id))


@bp.get("/<uuid:shared_id>/utgaver/<int:number>")
@centre("analyst", "editor")
def edition(shared_id: UUID, number: int) -> Any:
    """One published edition as it went out, in the languages it has."""
    template = shelf.find(shared_id)
    versions = [one for one in shelf.editions(template) if one.number == number and one.published_at]
    if not versions:
        raise NotFound()
    return render_template("shelf/edition.html", template=template, versions=versions, number=number, page=markdown.page, **_words())


@bp.get("/<uuid:shared_id>/rediger")
@centre("editor")
def edit(shared_id: UUID) -> Any:
    """The form for the next edition."""
    found = shelf.on_shelf(shelf.find(shared_id))
    return _form_page(filled(found.template.version, found.template.kind, found.published, found.drafts), found.template)


@bp.post("/<uuid:shared_id>/rediger")
@centre("editor")
def save(shared_id: UUID) -> Any:
    """Write the drafts of the next edition, or show how they will look."""
    template, form = shelf.find(shared_id), TemplateForm()
    if not form.validate():
        return _form_page(form, template), 422
    if _only_preview():
        return _form_page(form, template, preview=True)
    try:
        shelf.save(template, form.seen, str(form.slag.data), form.wordings, _me())
    except Refusal as refusal:
        return _refused(template, form, refusal)
    flash(gettext("Utkastet er lagret."), "success")
    return redirect(url_for(".show", shared_id=template.id), 303)


@bp.get("/<uuid:shared_id>/publisering")
@centre("editor")
def before_publishing(shared_id: UUID) -> Any:
    """The drafts as they will look, and what must be confirmed."""
    template = shelf.find(shared_id)
    return _publish_page(template, PublishForm(formdata=None, data={"versjon": template.version}))


@bp.post("/<uuid:shared_id>/publisering")
@centre("editor")
def publish(shared_id: UUID) -> Any:
    """Put the drafts on the shelf as the next edition."""
    template, form = shelf.find(shared_id), PublishForm()
    if not form.validate():
        return _publish_page(template, form), 422
    try:
        number = shelf.publish(template, form.seen, bool(form.bekreftet.data), _me())
    except Refusal as refusal:
        status = form.take(refusal)
        return _publish_page(template, form), status
    events.record("centre.publish", "done", current_user.id)  # type: ignore[union-attr]
    flash(gettext("Malen inneholder ingen kommuneopplysninger ✓ Utgave %(n)s er publisert.", n=number), "success")
    return redirect(url_for(".show", shared_id=template.id), 303)


@bp.post("/<uuid:shared_id>/tilbaketrekking")
@centre("editor")
def withdraw(shared_id: UUID) -> Any:
    """Offered no more."""
    return _done(shared_id, shelf.withdraw, gettext("Malen tilbys ikke lenger. Kommunenes egne kopier er som før."))


@bp.post("/<uuid:shared_id>/tilbud")
@centre("editor")
def offer_again(shared_id: UUID) -> Any:
    """Offered once more."""
    return _done(shared_id, shelf.offer_again, gettext("Malen tilbys kommunene igjen."))


@bp.post("/<uuid:shared_id>/utkast/sletting")
@centre("editor")
def discard_drafts(shared_id: UUID) -> Any:
    """Throw away what is not published."""
    return _done(shared_id, shelf.discard_drafts, gettext("Utkastet er slettet."))


def _done(shared_id: UUID, verb: Any, told: str) -> Any:
    """One press: do it where the template stands as the page showed it, and go to where it can be seen."""
    template, form = shelf.find(shared_id), VersionForm()
    try:
        verb(template, form.seen)
    except Refusal as refusal:
        status = form.take(refusal)
        return _page(template, form), status
    flash(told, "success")
    return redirect(url_for(".show", shared_id=shared_id) if shelf.editions(template) else url_for(".index"), 303)


def _refused(template: SharedTemplate, form: TemplateForm, refusal: Refusal) -> Any:
    """What was typed stands; after a conflict the next attempt is made on what stands now, which is shown beside it."""
    status = form.take(refusal)
    return _form_page(form, template, conflict=status == 409), status


def _only_preview() -> bool:
    return request.form.get("handling") == "forhandsvis"


def _me() -> str:
    return str(current_user.name)  # type: ignore[union-attr]


def _words() -> dict[str, Any]:
    return {"kinds": shelf.KINDS, "languages": shelf.LANGUAGE_NAMES, "edits": current_user.centre == "editor"}  # type: ignore[union-attr]


def _page(template: SharedTemplate, form: VersionForm | None = None) -> Any:
    versions = shelf.editions(template)
    if not versions:
        raise NotFound()
    history = [one for one in versions if one.published_at]
    found = shelf.on_shelf(template)
    return render_template("shelf/show.html", found=found, history=history, form=form, page=markdown.page, **_words())


def _form_page(form: TemplateForm, template: SharedTemplate | None = None, *, preview: bool = False, conflict: bool = False) -> Any:
    stands = shelf.on_shelf(template) if template else None
    if form.versjon.raw_data is None and template is not None:
        form.versjon.data = template.version
    return render_template(
        "shelf/edit.html", form=form, template=template, stands=stands, preview=preview, conflict=conflict, page=markdown.page,
        fields=fields.FIELDS, **_words(),
    )  # fmt: skip


def _publish_page(template: SharedTemplate, form: PublishForm) -> Any:
    found = shelf.on_shelf(template)
    if not found.drafts and not form.is_submitted():
        raise NotFound()
    if form.versjon.raw_data is None:
        form.versjon.data = template.version
    return render_template("shelf/publish.html", found=found, form=form, page=markdown.page, **_words())
