"""The doors of sharing: what leaves the kommune, who decided it, and what it was used for."""

from typing import Any
from uuid import UUID

from flask import Response, flash, redirect, render_template, request, url_for

from saas.accounts.guard import may, role_name
from saas.errors import NotFound, Refusal
from saas.forms import Form
from saas.furnishing import Feature
from saas.national import words
from saas.pages import gettext
from tenants.sharing import decisions, files, handed, preview, service, wording
from tenants.sharing import jobs as jobs
from tenants.sharing import models as models
from tenants.sharing.doors import bp
from tenants.sharing.forms import DecisionForm
from tenants.sharing.span import current

FEATURE = Feature("sharing", bp, section="office", tabs=(("Dette deles", "sharing.index", "know"),))
SHOWN = 7


@bp.get("/")
@may("know")
def index() -> Any:
    """The decision, the very rows that leave, what does not leave, and what was used."""
    return _page(DecisionForm(formdata=None))


@bp.post("/beslutning")
@may("know")
def decide() -> Any:
    """A leader decides; everybody else is told who does."""
    decisions.require_leader()
    form, status = DecisionForm(), 422
    if form.validate():
        try:
            service.decide(form.shares, (form.grunn.data or "").strip(), form.sett.data or "")
            flash(_told(form.shares), "success")
            return redirect(url_for(".index"), 303)
        except Refusal as refusal:
            status = form.take(refusal)
    return _page(form, status)


@bp.post("/forslag")
@may("coordinate")
def propose() -> Any:
    """The coordinator asks the leaders to decide."""
    form, status = DecisionForm(), 422
    if form.validate():
        try:
            service.propose(form.shares, (form.grunn.data or "").strip())
            flash(gettext("Forslaget er sendt til lederne."), "success")
            return redirect(url_for(".index"), 303)
        except Refusal as refusal:
            status = form.take(refusal)
    return _page(form, status)


@bp.post("/opptelling")
@may("coordinate")
def count() -> Any:
    """Count and hand over again at once, rather than at the clock's next round."""
    service.hand_over_all()
    flash(gettext("Tallene er talt på nytt."), "success")
    return redirect(url_for(".index"), 303)


@bp.get("/tall.csv")
@may("know")
def rows_as_csv() -> Any:
    """The rows of a period as they stand, or those that a release used, for a spreadsheet."""
    if (release := request.args.get("utgivelse")) is not None:
        used = handed.find_used(_uuid(release), handed.used_in_releases())
        return _file(used.period, used.numbers)
    period = preview.chosen(request.args.get("periode"))
    return _file(period, preview.of(period).numbers)


def _page(form: Form, status: int = 200) -> Any:
    found = preview.of(preview.chosen(request.args.get("periode")))
    return render_template(
        "sharing/index.html",
        form=form,
        history=decisions.history(),
        named_role=role_name,
        preview=found,
        periods=current(),
        figures=wording.figures(found.numbers),
        place=wording.of_place(found.place) if found.place else [],
        used=[(one, wording.figures(one.numbers)) for one in handed.used_in_releases()],
        of_period=words.period,
        panel_states=wording.PANEL_STATES,
        everything=request.args.get("alle") == "1",
        shown_lines=SHOWN,
    ), status


def _told(shares: bool) -> str:
    if shares:
        return gettext("Kommunen deler nå tall. Radene under ligger klare til de nasjonale tallene.")
    return gettext("Kommunen deler ikke lenger tall. Radene som lå klare, er tatt tilbake.")


def _file(period: str, numbers: list[handed.Number]) -> Response:
    answer = Response(files.as_csv(period, numbers), mimetype="text/csv")
    answer.headers.set("Content-Disposition", "attachment", filename=f"{gettext('Dette deles')} {period}.csv")
    return answer


def _uuid(written: str) -> UUID:
    try:
        return UUID(written)
    except ValueError:
        raise NotFound() from None


from tenants.sharing import national_views as national_views  # noqa: E402
