"""The doors of posts: what a post costs, who pays which part, where the money comes from, and each party's voucher."""

from io import BytesIO
from typing import Any
from uuid import UUID

from flask import flash, redirect, send_file, url_for

from saas import clock
from saas.accounts.guard import may
from saas.errors import Guarded, Invalid, NotNow
from saas.forms import kept
from saas.pages import gettext
from tenants.funding import positions, split, voucher
from tenants.funding.doors import bp, page
from tenants.funding.models import Position
from tenants.funding.position_forms import PositionForm, SharesForm, SourcesForm

PDF = "application/pdf"


@bp.get("/stilling/ny")
@may("coordinate")
def new_position() -> Any:
    """The form for a post."""
    return page("position_form.html", form=PositionForm(year=clock.today().year), position=None)


@bp.post("/stilling/")
@may("coordinate")
def create_position() -> Any:
    """Register a post in a year."""
    form, status = PositionForm(), 422
    if form.validate():
        try:
            title, cost, percent = form.told
            position = positions.add(title, form.ar.data or 0, cost, percent, kept=kept())
            flash(gettext("Stillingen er lagret. Skriv hvem som betaler hva."), "success")
            return redirect(url_for(".edit_shares", position_id=position.id), 303)
        except (Invalid, Guarded) as refusal:
            status = form.take(refusal)
    return page("position_form.html", form=form, position=None), status


@bp.get("/stilling/<uuid:position_id>")
@may("see_all")
def show_position(position_id: UUID) -> Any:
    """One post: the split with its sums, and whether the money adds up."""
    position = positions.find(position_id)
    lines = positions.lines(position)
    return page(
        "position.html",
        position=position,
        lines=lines,
        parties=split.by_party(lines),
        voucher_of={split.same(share.party): share.id for share in position.shares},
        same=split.same,
        days=split.days_in(position.year),
        adds_up=positions.adds_up(position),
    )


@bp.get("/stilling/<uuid:position_id>/endring")
@may("coordinate")
def edit_position(position_id: UUID) -> Any:
    """The form with what stands."""
    position = positions.find(position_id)
    return page("position_form.html", form=PositionForm(position), position=position)


@bp.post("/stilling/<uuid:position_id>/endring")
@may("coordinate")
def change_position(position_id: UUID) -> Any:
    """Save another title or cost."""
    position = positions.find(position_id)
    form, status = PositionForm(position), 422
    if form.validate():
        try:
            positions.change(position, form.versjon.seen, *form.told, kept=kept())
            return _saved(position, gettext("Stillingen er endret."))
        except (Invalid, NotNow, Guarded) as refusal:
            status = form.take(refusal)
    return page("position_form.html", form=form, position=position), status


@bp.get("/stilling/<uuid:position_id>/andeler")
@may("coordinate")
def edit_shares(position_id: UUID) -> Any:
    """The form for who pays what part."""
    position = positions.find(position_id)
    return page("shares.html", form=SharesForm(position), position=position)


@bp.post("/stilling/<uuid:position_id>/andeler")
@may("coordinate")
def set_shares(position_id: UUID) -> Any:
    """Save all the shares, if they are 100 % on each day."""
    position = positions.find(position_id)
    form, status = SharesForm(position), 422
    if form.validate():
        try:
            positions.set_shares(position, form.versjon.seen, form.shares, kept=kept())
            return _saved(position, gettext("Fordelingen er lagret."))
        except (Invalid, NotNow, Guarded) as refusal:
            status = form.take(refusal)
    return page("shares.html", form=form, position=position), status


@bp.get("/stilling/<uuid:position_id>/kilder")
@may("coordinate")
def edit_sources(position_id: UUID) -> Any:
    """The form for where the money comes from."""
    position = positions.find(position_id)
    return page("sources.html", form=SourcesForm(position), position=position, adds_up=positions.adds_up(position))


@bp.post("/stilling/<uuid:position_id>/kilder")
@may("coordinate")
def set_sources(position_id: UUID) -> Any:
    """Save where the money comes from."""
    position = positions.find(position_id)
    form, status = SourcesForm(position), 422
    if form.validate():
        try:
            positions.set_sources(position, form.versjon.seen, form.sources, kept=kept())
            return _saved(position, gettext("Finansieringen er lagret."))
        except (Invalid, NotNow, Guarded) as refusal:
            status = form.take(refusal)
    return page("sources.html", form=form, position=position, adds_up=positions.adds_up(position)), status


@bp.get("/stilling/<uuid:position_id>/bilag/<uuid:share_id>.pdf")
@may("see_all")
def voucher_pdf(position_id: UUID, share_id: UUID) -> Any:
    """One party's lines as tagged A4, and nobody else's."""
    position = positions.find(position_id)
    share = positions.find_share(position, share_id)
    made = voucher.pdf(position, share.party)
    name = voucher.filename(position, share.party)
    return send_file(BytesIO(made), mimetype=PDF, as_attachment=True, download_name=name)


def _saved(position: Position, words: str) -> Any:
    flash(words, "success")
    return redirect(url_for(".show_position", position_id=position.id), 303)
