"""The doors of bti: what the kommune has, what the levels mean, and the form for it."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for

from saas.accounts.guard import may
from saas.errors import Guarded, Invalid, NotNow
from saas.forms import kept
from saas.furnishing import Feature
from saas.pages import gettext
from saas.vocabulary import BTI_LEVELS
from tenants.bti import service
from tenants.bti.forms import ProgrammeForm
from tenants.bti.models import LEVEL_WORDS, STATUSES
from tenants.bti.panel import one_person_panel

bp = Blueprint("bti", __name__, url_prefix="/k/<kommune>/bti")
FEATURE = Feature(
    "bti",
    bp,
    section="measures",
    tabs=(("BTI", "bti.index", "read"),),
    words={"one_person_panel": one_person_panel},
)


@bp.get("/")
@may("read")
def index() -> Any:
    """The programme, its guide and its levels."""
    return render_template(
        "bti/index.html",
        programme=service.programme(),
        guide=service.guide(),
        statuses=STATUSES,
        levels=[(BTI_LEVELS[code], LEVEL_WORDS[code]) for code in BTI_LEVELS],
    )


@bp.get("/endring")
@may("coordinate")
def edit() -> Any:
    """The form."""
    programme = service.programme()
    return render_template("bti/edit.html", form=ProgrammeForm(programme, service.choices()), programme=programme)


@bp.post("/endring")
@may("coordinate")
def change() -> Any:
    """Save how far it has come, who leads it and where the guide lies."""
    programme = service.programme()
    form, status = ProgrammeForm(programme, service.choices()), 422
    if form.validate():
        try:
            service.save(form.version, **form.asked, kept=kept())
            flash(gettext("Opplysningene om BTI er lagret."), "success")
            return redirect(url_for(".index"), 303)
        except (Invalid, NotNow, Guarded) as refusal:
            status = form.take(refusal)
    return render_template("bti/edit.html", form=form, programme=programme), status
