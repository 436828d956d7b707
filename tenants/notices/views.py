"""The doors of notices: what I have been told in one kommune, in all of mine, and how I want to be told."""

from contextlib import closing
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import current_user, login_required

from saas.accounts.guard import may
from saas.accounts.visitor import each_of_mine
from saas.errors import NotFound, Refusal
from saas.furnishing import Feature
from saas.here import Kommune
from saas.pages import gettext, ngettext
from tenants.notices import jobs as jobs
from tenants.notices import kinds, ringing, service
from tenants.notices.forms import SettingsForm
from tenants.notices.models import Notice

bp = Blueprint("notices", __name__, url_prefix="/k/<kommune>/varsler")
everywhere = Blueprint("my_notices", __name__)
FEATURE = Feature("notices", bp, outside=everywhere)
# Hung up by being imported: letters ring from here on.
RINGS = ringing.ring
FEW, FEW_EACH = 14, 5


@dataclass(frozen=True)
class Waiting:
    """What waits unread in one of my kommuner: the latest few, and how many in all."""

    kommune: Kommune
    notices: list[service.Told]
    count: int


@bp.get("/")
@may("read")
def index() -> Any:
    """What I have been told here, unread first to the eye."""
    found = service.mine()
    return render_template(
        "notices/index.html", told=found if request.args.get("alle") else found[:FEW], total=len(found),
        unread=sum(notice.read_at is None for notice in found), why=kinds.why, goes_to=_goes_to,
    )  # fmt: skip


@bp.post("/<uuid:notice_id>/lest")
@may("read")
def read(notice_id: UUID) -> Any:
    """Seen; and on to what it is about, where that has a page."""
    notice = service.find(notice_id)
    service.mark_read(notice)
    return redirect(_goes_to(notice) or url_for(".index"), 303)


@bp.post("/lest")
@may("read")
def read_all() -> Any:
    """All of mine are seen."""
    number = service.mark_all_read()
    flash(ngettext("%(num)s varsel er merket som lest.", "%(num)s varsler er merket som lest.", number), "success")
    return redirect(url_for(".index"), 303)


@bp.get("/innstillinger")
@may("read")
def settings() -> Any:
    """How I want to be told in this kommune."""
    person = service.me()
    chosen = service.settings_of(person.id) if person else None
    return _settings(SettingsForm(formdata=None, data=SettingsForm.shown(chosen, service.hours_of(chosen))))


@bp.post("/innstillinger")
@may("read")
def choose() -> Any:
    """Save it."""
    form, status = SettingsForm(), 422
    if form.validate():
        try:
            service.choose(form.seen, form.paces, form.hours, str(form.oversikt.data or ""))
            flash(gettext("Valgene dine er lagret."), "success")
            return redirect(url_for(".index"), 303)
        except Refusal as refusal:
            status = form.take(refusal)
    return _settings(form), status


@everywhere.get("/mine/varsler")
@login_required
def across() -> Any:
    """What waits unread in each of my kommuner, one room after another. Nothing is written from here."""
    found = []
    with closing(each_of_mine("read")) as rooms:
        for place in rooms:
            try:
                notices, count = service.latest_unread(FEW_EACH), service.unread_count()
            except NotFound:
                # The membership ended while the page was made.
                continue
            found.append(Waiting(place, notices, count))
    return render_template("notices/across.html", waiting=found, why=kinds.why, visitor_name=current_user.name)


def _settings(form: SettingsForm) -> Any:
    return render_template("notices/settings.html", form=form, known=service.me() is not None)


def _goes_to(notice: Notice) -> str | None:
    """The page of what a notice is about; None where it has none."""
    found = kinds.door(notice.about_kind, notice.about_id)
    if found is None:
        return None
    argument: dict[str, Any] = {found[1]: found[2]}
    return url_for(found[0], **argument)
