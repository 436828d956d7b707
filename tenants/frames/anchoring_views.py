"""The doors of anchoring: a decision registered, put right, or taken away."""

from typing import Any
from uuid import UUID

from flask import request, url_for

from saas.accounts.guard import may
from saas.errors import Guarded, Invalid, NotNow
from saas.forms import kept
from saas.pages import gettext
from tenants.frames import anchorings, rights
from tenants.frames.doors import bp, done, page, pressed
from tenants.frames.forms import AnchoringForm
from tenants.frames.models import Anchoring
from tenants.meetings.fields import seen


@bp.get("/forankring/ny")
@may("know")
def new_anchoring() -> Any:
    """The form; `?part=` says for whom."""
    rights.require_writer()
    return _page(AnchoringForm(party=request.args.get("part", "")))


@bp.post("/forankring/")
@may("know")
def add_anchoring() -> Any:
    """Register a decision."""
    rights.require_writer()
    form, status = AnchoringForm(), 422
    if form.validate():
        try:
            anchorings.anchor(**form.facts(), kept=kept())
            return done(gettext("Forankringen er registrert."), url_for(".index"))
        except (Invalid, NotNow, Guarded) as refusal:
            status = form.take(refusal)
    return _page(form), status


@bp.get("/forankring/<uuid:anchoring_id>")
@may("know")
def edit_anchoring(anchoring_id: UUID) -> Any:
    """One decision; for those who may write, the form that puts it right."""
    row = anchorings.find(anchoring_id)
    return _page(AnchoringForm(row), row)


@bp.post("/forankring/<uuid:anchoring_id>")
@may("know")
def change_anchoring(anchoring_id: UUID) -> Any:
    """Put it right."""
    row = anchorings.find(anchoring_id)
    rights.require_writer()
    form, status = AnchoringForm(row), 422
    if form.validate():
        try:
            anchorings.change(row, form.versjon.seen, **form.facts(), kept=kept())
            return done(gettext("Forankringen er endret."), url_for(".index"))
        except (Invalid, NotNow, Guarded) as refusal:
            status = form.take(refusal)
    return _page(form, row), status


@bp.post("/forankring/<uuid:anchoring_id>/sletting")
@may("know")
def delete_anchoring(anchoring_id: UUID) -> Any:
    """Take it away."""
    row = anchorings.find(anchoring_id)
    rights.require_writer()
    version = seen(request.form.get("versjon"))
    return pressed(
        lambda: anchorings.delete(row, version), gettext("Forankringen er slettet."), url_for(".index"),
        lambda told: _page(AnchoringForm(row, formdata=None), row, told),
    )  # fmt: skip


def _page(form: AnchoringForm, row: Anchoring | None = None, problem: str = "") -> str:
    return page("anchoring.html", form=form, anchoring=row, problem=problem)
