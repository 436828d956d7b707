"""The doors of the log: the search, and the check of the chain."""

from typing import Any
from uuid import UUID

from flask import render_template, request, url_for

from saas import chain
from saas.accounts.guard import may
from saas.pages import gettext, number
from tenants.control import log
from tenants.control.doors import bp
from tenants.control.forms import LogForm


@bp.get("/logg")
@may("control")
def events() -> Any:
    """The log, newest first; `?for=` begins the page under a number."""
    form = LogForm(request.args)
    well = form.validate()
    wanted = form.wanted(_number("for"), _id("id")) if well else log.Search()
    found = log.search(wanted)
    asked: dict[str, Any] = {key: value for key, value in request.args.items() if value and key not in ("for", "kommune")}
    older = url_for(".events", **asked, **_under(found.next)) if found.next else None
    page = render_template("control/log.html", form=form, found=found, older=older, begun="for" in request.args, asked=asked)
    return page, 200 if well else 422


@bp.get("/logg/kontroll")
@may("control")
def check() -> Any:
    """«Kontroller loggen»: some thousand events at a time, so that the page never hangs however long the chain is."""
    walk = log.walk_from(request.args.get("fra", ""))
    verdict = chain.step(walk)
    partial = request.headers.get("HX-Request") == "true"
    if verdict is not None:
        told, total, onwards = log.verdict_words(verdict), verdict.links, None
    else:
        total = chain.count()
        told = gettext("Kontrollert %(n)s av %(total)s hendelser", n=number(walk.number), total=number(total))
        onwards = url_for(".check", fra=log.place_of(walk))
    page = "control/check_piece.html" if partial else "control/check.html"
    return render_template(page, verdict=verdict, told=told, done=walk.number, total=total, onwards=onwards)


def _under(number: int) -> dict[str, Any]:
    return {"for": number}


def _number(name: str) -> int | None:
    given = request.args.get(name, "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 16 else None


def _id(name: str) -> UUID | None:
    try:
        return UUID(request.args.get(name, ""))
    except ValueError:
        return None
