"""The editor that templates and documents share: a title, a text in Markdown, and how it will look."""

from typing import Any

from flask import render_template, request

from saas.library import fields, markdown, shelf
from tenants.templates import service
from tenants.templates.forms import TextForm


def only_preview() -> bool:
    """The button that shows how it will look, and writes nothing."""
    return request.form.get("handling") == "forhandsvis"


def words() -> dict[str, Any]:
    """The bokmål words that pages show codes by."""
    return {"kinds": shelf.KINDS, "languages": shelf.LANGUAGE_NAMES}


def form_page(form: TextForm, target: str, heading: str, **facts: Any) -> Any:
    """The editor, for a template or a document. `stands` is the text that somebody else has saved in the meantime."""
    preview = markdown.page(service.tidy(*form.words)[1][: service.LONGEST_BODY]) if facts.pop("preview", False) else None
    return render_template("templates/edit.html", form=form, target=target, heading=heading, preview=preview, fields=fields.FIELDS, **facts)
