"""The doors of year books: have one made, see how it goes, and take it out."""

from io import BytesIO
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, send_file, url_for

from saas.accounts.guard import may
from saas.errors import Invalid, NotFound, NotNow
from saas.pages import gettext
from tenants.groups import service as groups
from tenants.groups.models import Group
from tenants.yearbook import books
from tenants.yearbook.doors import bp
from tenants.yearbook.forms import BookForm
from tenants.yearbook.list_page import list_page
from tenants.yearbook.models import BOOK_STATES


@bp.post("/arboker")
@may("know")
def ask_book() -> Any:
    """Have a group's year bound."""
    form = BookForm(groups.visible(include_closed=True))
    try:
        book = books.ask(_own(form.group_id), form.year)
    except (Invalid, NotNow) as refusal:
        status = form.take(refusal)
        return list_page(book=form), status
    flash(gettext("Årboken lages. Du kan gå fra siden imens."), "success")
    return redirect(url_for(".book", yearbook_id=book.id), 303)


@bp.get("/arboker/<uuid:yearbook_id>")
@may("know")
def book(yearbook_id: UUID) -> Any:
    """One book, and how far it has come."""
    found = books.find(yearbook_id)
    return render_template("yearbook/book.html", book=found, states=BOOK_STATES)


@bp.get("/arboker/<uuid:yearbook_id>/status")
@may("know")
def book_status(yearbook_id: UUID) -> Any:
    """How far it has come, alone; asked for while it is being made."""
    return render_template("yearbook/_status.html", book=books.find(yearbook_id), states=BOOK_STATES)


@bp.get("/arboker/<uuid:yearbook_id>/arbok.pdf")
@may("know")
def book_pdf(yearbook_id: UUID) -> Any:
    """The book as PDF."""
    found = books.find(yearbook_id)
    content = books.content_of(found)
    return send_file(BytesIO(content), mimetype="application/pdf", as_attachment=True, download_name=books.filename(found))


def _own(group_id: UUID) -> Group:
    try:
        return groups.find(group_id)
    except NotFound:
        raise Invalid("Velg gruppe fra listen.", field="gruppe") from None
