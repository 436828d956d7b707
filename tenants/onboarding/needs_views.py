"""The doors of Behov and Økonomi: forums, the group that is built on one, and how the post is financed."""

from typing import Any
from uuid import UUID

from flask import render_template, url_for

from saas import clock, here
from saas.accounts.guard import can, may
from saas.errors import Guarded, Invalid, NotNow
from saas.forms import kept
from saas.pages import gettext
from tenants.onboarding import financing, forums, texts
from tenants.onboarding.doors import bp, done, go_on, require_coordinate
from tenants.onboarding.forms import ForumForm, GroupForm
from tenants.onboarding.models import Forum
from tenants.onboarding.step_forms import MoneyForm


@bp.get("/behov")
@may("see_all")
def needs() -> Any:
    """«Hva slags samarbeid har dere alt om barn og unge?»"""
    return _needs_page(ForumForm(blank=True))


@bp.post("/behov/samarbeid")
@may("coordinate")
def add_forum() -> Any:
    """Write down a forum."""
    form, status = ForumForm(), 422
    if form.validate():
        try:
            forums.add(*_told(form), kept=kept())
            return done(gettext("Samarbeidet er lagret."), url_for(".needs"))
        except (Invalid, Guarded) as refusal:
            status = form.take(refusal)
    return _needs_page(form), status


@bp.get("/behov/samarbeid/<uuid:forum_id>")
@may("see_all")
def edit_forum(forum_id: UUID) -> Any:
    """The form with what stands."""
    forum = forums.find(forum_id)
    require_coordinate()
    return render_template("onboarding/forum.html", form=ForumForm(forum), forum=forum)


@bp.post("/behov/samarbeid/<uuid:forum_id>")
@may("see_all")
def change_forum(forum_id: UUID) -> Any:
    """Put right what is written."""
    forum = forums.find(forum_id)
    require_coordinate()
    form, status = ForumForm(forum), 422
    if form.validate():
        try:
            forums.change(forum, form.versjon.seen, *_told(form), kept=kept())
            return done(gettext("Samarbeidet er endret."), url_for(".needs"))
        except (Invalid, NotNow, Guarded) as refusal:
            status = form.take(refusal)
    return render_template("onboarding/forum.html", form=form, forum=forum), status


@bp.post("/behov/samarbeid/<uuid:forum_id>/sletting")
@may("see_all")
def delete_forum(forum_id: UUID) -> Any:
    """Off the list."""
    forum = forums.find(forum_id)
    require_coordinate()
    forums.delete(forum)
    return done(gettext("Samarbeidet er slettet fra listen."), url_for(".needs"))


@bp.get("/behov/gruppe")
@may("coordinate")
def new_group() -> Any:
    """A koordineringsgruppe from nothing."""
    return _group_page(_group_form(None), None)


@bp.post("/behov/gruppe")
@may("coordinate")
def build_group() -> Any:
    """Make it."""
    return _build(None)


@bp.get("/behov/samarbeid/<uuid:forum_id>/gruppe")
@may("see_all")
def new_group_of_forum(forum_id: UUID) -> Any:
    """«Bygg videre på dette»."""
    forum = forums.find(forum_id)
    require_coordinate()
    return _group_page(_group_form(forum), forum)


@bp.post("/behov/samarbeid/<uuid:forum_id>/gruppe")
@may("see_all")
def build_group_of_forum(forum_id: UUID) -> Any:
    """Make the forum a koordineringsgruppe."""
    forum = forums.find(forum_id)
    require_coordinate()
    return _build(forum)


@bp.post("/behov")
@may("coordinate")
def finish_needs() -> Any:
    """«Lagre og fortsett»."""
    return go_on("needs")


@bp.get("/okonomi")
@may("see_all")
def money() -> Any:
    """«Hvordan finansierer dere stillingen?»"""
    return _money_page(_money_form())


@bp.post("/okonomi")
@may("coordinate")
def save_money() -> Any:
    """Post, sources and grant, saved together."""
    form, status = _money_form(), 422
    if form.validate():
        try:
            financing.save(form.plan)
            return go_on("money")
        except (Invalid, NotNow, Guarded) as refusal:
            status = form.take(refusal)
    return _money_page(form), status


def _build(forum: Forum | None) -> Any:
    form, status = _group_form(forum), 422
    if form.validate():
        try:
            group = forums.build(forum, form.navn.data or "", form.norm, form.rows, kept=kept())
            said = gettext("%(group)s er opprettet med medlemmer og faste punkter.", group=group.name)
            return done(said, url_for(".needs"))
        except (Invalid, NotNow, Guarded) as refusal:
            status = form.take(refusal)
    return _group_page(form, forum), status


def _told(form: ForumForm) -> tuple[str, int | None, str, str]:
    return form.navn.data or "", form.medlemmer.data, form.rytme.data or "", form.tema.data or ""


def _group_form(forum: Forum | None) -> GroupForm:
    name = forum.name if forum else texts.of(here.kommune().language)["coordinating"]
    return GroupForm(navn=name, rytme="month-1")


def _needs_page(form: ForumForm) -> str:
    return render_template(
        "onboarding/needs.html", form=form, forums=forums.all_forums(), group=forums.coordinating_group(),
        coordinates=can("coordinate"),
    )  # fmt: skip


def _group_page(form: GroupForm, forum: Forum | None) -> str:
    return render_template("onboarding/group.html", form=form, forum=forum, there=forums.coordinating_group())


def _money_form() -> MoneyForm:
    return MoneyForm(financing.present(), texts.of(here.kommune().language)["position"])


def _money_page(form: MoneyForm) -> str:
    present, today = financing.present(), clock.today()
    amount, own = present.amounts
    return render_template(
        "onboarding/money.html", form=form, present=present, deadline=financing.next_deadline(today),
        year=financing.grant_year(today), amount=amount, own=own, needed=financing.own_needed(amount),
        coordinates=can("coordinate"),
    )  # fmt: skip
