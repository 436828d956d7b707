"""The doors of lists: whom bulletins go to, and who is paused because letters came back."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, url_for

from saas.accounts.guard import may
from saas.errors import Refusal
from saas.pages import gettext
from tenants.face import service as face
from tenants.outreach import lists, readers
from tenants.outreach.doors import bp
from tenants.outreach.forms import ContactForm, ListForm, VersionForm


@bp.get("/lister")
@may("coordinate")
def all_lists() -> Any:
    """Every list with how many it reaches, and the addresses that letters came back from."""
    rows = [lists.listed(row) for row in lists.all_lists()]
    out = face.settings().published_at is not None
    return render_template("outreach/lists.html", lists=rows, paused=readers.paused(), counts=readers.counts(), out=out)


@bp.get("/lister/ny")
@may("coordinate")
def new_list() -> Any:
    """The form for a list from nothing."""
    return _form(ListForm(lists.groups_to_choose(), formdata=None), url_for(".create_list"), gettext("Ny liste"))


@bp.post("/lister/ny")
@may("coordinate")
def create_list() -> Any:
    """Make a list."""
    form, status = ListForm(lists.groups_to_choose()), 422
    if form.validate():
        try:
            row = lists.add(form.key, str(form.navn.data or ""), form.group_ids, followers=bool(form.folgere.data))
            flash(gettext("Listen er lagret."), "success")
            return redirect(url_for(".show_list", bulletin_list_id=row.id), 303)
        except Refusal as refusal:
            status = form.take(refusal)
    return _form(form, url_for(".create_list"), gettext("Ny liste")), status


@bp.get("/lister/<uuid:bulletin_list_id>")
@may("coordinate")
def show_list(bulletin_list_id: UUID) -> Any:
    """A list: its groups, its contacts, and the form for one more."""
    return _page(lists.find(bulletin_list_id), ContactForm(formdata=None))


@bp.get("/lister/<uuid:bulletin_list_id>/rediger")
@may("coordinate")
def edit_list(bulletin_list_id: UUID) -> Any:
    """The form for a list as it stands."""
    found = lists.listed(lists.find(bulletin_list_id))
    data = {"versjon": found.row.version, "navn": found.row.name, "folgere": found.row.followers}
    form = ListForm(lists.groups_to_choose(), formdata=None, data={**data, "grupper": [str(group.id) for group in found.groups]})
    return _form(form, url_for(".save_list", bulletin_list_id=found.row.id), gettext("Rediger listen"))


@bp.post("/lister/<uuid:bulletin_list_id>/rediger")
@may("coordinate")
def save_list(bulletin_list_id: UUID) -> Any:
    """Change a list."""
    row, form, status = lists.find(bulletin_list_id), ListForm(lists.groups_to_choose()), 422
    if form.validate():
        try:
            lists.change(row, form.seen, str(form.navn.data or ""), form.group_ids, followers=bool(form.folgere.data))
            flash(gettext("Listen er lagret."), "success")
            return redirect(url_for(".show_list", bulletin_list_id=row.id), 303)
        except Refusal as refusal:
            status = form.take(refusal)
            form.versjon.data = str(row.version)
    return _form(form, url_for(".save_list", bulletin_list_id=row.id), gettext("Rediger listen")), status


@bp.post("/lister/<uuid:bulletin_list_id>/arkivering")
@may("coordinate")
def archive_list(bulletin_list_id: UUID) -> Any:
    """Put a list away."""
    lists.archive(lists.find(bulletin_list_id), VersionForm().seen)
    flash(gettext("Listen er lagt bort."), "success")
    return redirect(url_for(".all_lists"), 303)


@bp.post("/lister/<uuid:bulletin_list_id>/kontakter")
@may("coordinate")
def add_contact(bulletin_list_id: UUID) -> Any:
    """One more address of the kommune's own choice."""
    row, form, status = lists.find(bulletin_list_id), ContactForm(), 422
    if form.validate():
        try:
            reader = lists.add_contact(row, str(form.epost.data or ""), str(form.navn.data or ""))
            flash(gettext("%(name)s står på listen.", name=reader.shown), "success")
            return redirect(url_for(".show_list", bulletin_list_id=row.id), 303)
        except Refusal as refusal:
            status = form.take(refusal)
    return _page(row, form), status


@bp.post("/lister/<uuid:bulletin_list_id>/kontakter/<uuid:reader_id>/fjerning")
@may("coordinate")
def remove_contact(bulletin_list_id: UUID, reader_id: UUID) -> Any:
    """Off this list."""
    row, reader = lists.find(bulletin_list_id), readers.find(reader_id)
    lists.remove_contact(row, reader)
    flash(gettext("Adressen er tatt av listen."), "success")
    return redirect(url_for(".show_list", bulletin_list_id=row.id), 303)


@bp.post("/lesere/<uuid:reader_id>/gjenopptaking")
@may("coordinate")
def resume(reader_id: UUID) -> Any:
    """An address that letters came back from is tried again."""
    readers.resume(readers.find(reader_id))
    flash(gettext("Adressen får nyhetsbrev igjen fra neste gang."), "success")
    return redirect(url_for(".all_lists"), 303)


@bp.post("/lesere/<uuid:reader_id>/sletting")
@may("coordinate")
def stop(reader_id: UUID) -> Any:
    """Out of every list for good, and the address deleted: somebody has asked for it on the telephone."""
    readers.stop(readers.find(reader_id))
    flash(gettext("Adressen er slettet, og får ikke flere nyhetsbrev."), "success")
    return redirect(url_for(".all_lists"), 303)


def _form(form: ListForm, target: str, heading: str) -> Any:
    return render_template("outreach/list_form.html", form=form, target=target, heading=heading)


def _page(row: Any, form: ContactForm) -> Any:
    return render_template("outreach/list.html", found=lists.listed(row), form=form)
