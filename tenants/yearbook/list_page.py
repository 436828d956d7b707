"""The page of both lists: annual reports and year books, with whatever form was refused."""

from flask import render_template, request

from tenants.groups import service as groups
from tenants.yearbook import books, service
from tenants.yearbook.forms import BookForm, YearForm
from tenants.yearbook.models import BOOK_STATES, REPORT_STATES


def list_page(form: YearForm | None = None, book: BookForm | None = None) -> str:
    """Annual reports and year books, and a new one of each."""
    mine = groups.visible(include_closed=True)
    return render_template(
        "yearbook/index.html", form=form or YearForm(service.years()), book_form=book or BookForm(mine), reports=service.reports(),
        books=books.books(), names={group.id: group.name for group in mine}, report_states=REPORT_STATES, book_states=BOOK_STATES,
        everything=request.args.get("alle"),
    )  # fmt: skip
