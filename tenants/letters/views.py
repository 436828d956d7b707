"""The doors of letters: what waits, what failed and why, and «Prøv igjen»."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for

from saas.accounts.guard import may
from saas.furnishing import Feature
from saas.pages import gettext, ngettext
from tenants.letters import service

bp = Blueprint("letters", __name__, url_prefix="/k/<kommune>/brev")
FEATURE = Feature(
    "letters", bp, menu=("Brev og maler", "letters.index", "coordinate"), section="papers",
    tabs=(("Brev", "letters.index", "coordinate"),),
)  # fmt: skip


@bp.get("/")
@may("coordinate")
def index() -> Any:
    """Letters in trouble first, then those on their way, then the latest that left."""
    found = service.overview()
    return render_template(
        "letters/index.html",
        found=found,
        late=any(service.is_late(letter) for letter in found.waiting),
        place=service.place,
        everything=request.args.get("alle"),
        few=service.FEW,
    )


@bp.post("/<uuid:letter_id>/forsok")
@may("coordinate")
def retry(letter_id: UUID) -> Any:
    """Try one letter again, now."""
    letter = service.retry(letter_id)
    flash(gettext("Brevet til %(name)s prøves igjen nå.", name=letter.to_name), "success")
    return redirect(url_for(".index"), 303)


@bp.post("/forsok")
@may("coordinate")
def retry_all() -> Any:
    """Try all letters in trouble again."""
    number = service.retry_all()
    flash(ngettext("%(num)s brev prøves igjen nå.", "%(num)s brev prøves igjen nå.", number), "success")
    return redirect(url_for(".index"), 303)
