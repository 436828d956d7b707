"""«Gjelder dette én person?»: what every form that somebody might write a person into shows beside it."""

from flask import g, has_request_context
from markupsafe import Markup

from saas import here
from saas.pages import current_language, render
from tenants.bti import service


def one_person_panel() -> Markup:
    """The way on for a worry about one person, as finished HTML; nothing on a page outside a kommune.

    The guide is asked for once a page, however many times the panel is shown.
    """
    try:
        place = here.kommune()
    except RuntimeError:
        return Markup("")
    known = g.setdefault("bti_guides", {}) if has_request_context() else {}
    if place.id not in known:
        known[place.id] = service.guide()
    return Markup(render("bti/one_person.html", current_language(), place=place, guide=known[place.id]))
