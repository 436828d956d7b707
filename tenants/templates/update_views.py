"""The doors of an update: what a newer edition changes, taking it in, and keeping one's own."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for

from saas.accounts.guard import may
from saas.errors import Refusal
from saas.library import comparing
from saas.pages import gettext
from tenants.templates import service, updating
from tenants.templates.doors import bp
from tenants.templates.forms import VersionForm, whole
from tenants.templates.models import DocumentTemplate

# What a form answers a conflict with. Source texts stand in the page.
CHOICES: dict[str, updating.Choice] = {"vaar": "ours", "deres": "theirs", "begge": "both"}


@bp.get("/<uuid:template_id>/endringer")
@may("know")
def changes(template_id: UUID) -> Any:
    """The newest edition held up against the kommune's copy."""
    return _page(service.find(template_id), VersionForm(formdata=None))


@bp.post("/<uuid:template_id>/endringer")
@may("coordinate")
def take_in(template_id: UUID) -> Any:
    """«Ta inn endringene»"""
    template, form = service.find(template_id), VersionForm()
    try:
        updating.take_in(template, form.seen, whole(request.form.get("nummer")), _chosen())
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        status = form.take(refusal)
        return _page(template, form), status
    flash(gettext("Endringene er tatt inn."), "success")
    return redirect(url_for(".show", template_id=template.id), 303)


@bp.post("/<uuid:template_id>/endringer/nei")
@may("coordinate")
def keep_ours(template_id: UUID) -> Any:
    """«Behold vår»"""
    template, form = service.find(template_id), VersionForm()
    updating.keep_ours(template, form.seen, whole(request.form.get("nummer")))
    flash(gettext("Kommunens egen tekst er beholdt. Neste utgave blir tilbudt når den kommer."), "success")
    return redirect(url_for(".show", template_id=template.id), 303)


def _chosen() -> dict[int, updating.Choice]:
    """Place of a conflict → what was chosen there."""
    chosen = {}
    for name, value in request.form.items():
        place = whole(name.removeprefix("valg-")) if name.startswith("valg-") else None
        if place is not None and value in CHOICES:
            chosen[place] = CHOICES[value]
    return chosen


def _page(template: DocumentTemplate, form: VersionForm) -> Any:
    update = updating.of(template)
    return render_template(
        "templates/changes.html", template=template, update=update, form=form, chosen=_chosen(),
        words=lambda older, newer: comparing.words("\n".join(older), "\n".join(newer)),
    )  # fmt: skip
