"""/senter/utgivelser: the releases and how they come along; the editor asks, two people let out."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask_login import current_user

from saas import charts
from saas.accounts import events
from saas.accounts.guard import centre
from saas.centre import asking, failures, periods, releases
from saas.centre.catalogue import BY_CODE, N_
from saas.centre.doors import bp
from saas.centre.release_forms import ReasonForm
from saas.centre.releases import Work
from saas.errors import Refusal
from saas.pages import gettext, say

__all__ = ["asking"]
STEPS = {
    "freeze": N_("Fryser tallene som er levert"),
    "protect": N_("Skjuler det som kan røpe en kommune"),
    "store": N_("Legger tabellene på plass"),
    "audit": N_("Prøver å regne seg fram til det som er skjult"),
}
# Who an audit attacks as → how it is said.
VIEWS = {
    "outsider": N_("Utenforstående, sammen med alt som er utgitt før"),
    "shown": N_("Reglene for hva som kan vises"),
    "coordinators": N_("Hver koordinator, med egne tall kjent"),
    "kommuner": N_("Den enkelte kommunen, sett utenfra"),
    "kommuner_coordinators": N_("Den enkelte kommunen, sett av hver koordinator"),
}


@bp.get("")
@centre("analyst", "editor")
def index() -> Any:
    """What is out, what is on its way, and what can be asked for."""
    works = releases.all_of(_secret())
    out = sorted((one for one in works if one.state == "published"), key=lambda one: (one.period, one.asked_at), reverse=True)
    return render_template(
        "national/releases.html", out=out, under_way=[one for one in works if one.state != "published"], states=releases.STATES,
        corrected={one.corrects for one in out}, ask_for=releases.to_ask_for(works), name_of=name_of, editor=_is_editor(), say=say,
    )  # fmt: skip


@bp.post("")
@centre("editor")
def ask() -> Any:
    """Ask for the newest tertial's release."""
    period = releases.to_ask_for(releases.all_of(_secret()))
    if period is None:
        flash(gettext("Det finnes alt en utgivelse for denne perioden."), "info")
        return redirect(url_for(".index"), 303)
    made = releases.ask(_secret(), period)
    _remember("release.asked")
    return redirect(url_for(".show", release_id=made), 303)


@bp.get("/arbeid/<uuid:release_id>")
@centre("analyst", "editor")
def show(release_id: UUID) -> Any:
    """One release on its way: how far it has come, what protection costs, how it was attacked, who has said yes."""
    return _page(release_id, ReasonForm(formdata=None))


@bp.get("/arbeid/<uuid:release_id>/framdrift")
@centre("analyst", "editor")
def progress(release_id: UUID) -> Any:
    """How far it has come; when it is done, the page is fetched anew."""
    work = releases.find(_secret(), release_id)
    answer = render_template("national/_progress.html", work=work, text=step_of(work))
    return answer if work.going else (answer, 200, {"HX-Refresh": "true"})


@bp.post("/arbeid/<uuid:release_id>/godkjenning")
@centre("analyst", "editor")
def approve(release_id: UUID) -> Any:
    """One of two lets it out."""
    try:
        state = releases.approve(_secret(), release_id, current_user.id)  # type: ignore[union-attr]
    except Refusal as refusal:
        form = ReasonForm(formdata=None)
        return _page(release_id, form, form.take(refusal))
    _remember("release.approved")
    if state == "published":
        flash(gettext("Utgivelsen er ute. Den kan ikke endres."), "success")
        return redirect(url_for("national.release", release_id=release_id), 303)
    flash(gettext("Du har godkjent. Utgivelsen kommer ut når én til gjør det samme."), "success")
    return redirect(url_for(".show", release_id=release_id), 303)


@bp.post("/arbeid/<uuid:release_id>/forkasting")
@centre("analyst", "editor")
def discard(release_id: UUID) -> Any:
    """Put it away, with the reason."""
    form = ReasonForm()
    try:
        if not form.validate():
            return _page(release_id, form, 422)
        releases.discard(_secret(), release_id, str(form.grunn.data))
    except Refusal as refusal:
        return _page(release_id, form, form.take(refusal))
    _remember("release.discarded")
    flash(gettext("Utgivelsen er forkastet."), "success")
    return redirect(url_for(".index"), 303)


@bp.post("/arbeid/<uuid:release_id>/retting")
@centre("editor")
def correct(release_id: UUID) -> Any:
    """Ask for a new release in the place of one that is out."""
    form = ReasonForm()
    try:
        if not form.validate():
            return _page(release_id, form, 422)
        made = releases.correct(_secret(), release_id, str(form.grunn.data))
    except Refusal as refusal:
        return _page(release_id, form, form.take(refusal))
    _remember("release.correction_asked")
    return redirect(url_for(".show", release_id=made), 303)


def name_of(period: str) -> str:
    """«2. tertial 2026»"""
    return gettext("%(number)s. tertial %(year)s", number=periods.number_of(period), year=periods.year_of(period))


def step_of(work: Work) -> str:
    """What is being done now, and with which indicator."""
    if work.state != "building":
        return say(releases.STATES[work.state])
    kind, _, code = work.step.partition(":")
    words = say(STEPS[kind]) if kind in STEPS else say(releases.STATES["building"])
    return f"{words}: {say(BY_CODE[code].title)}" if code in BY_CODE else words


def _page(release_id: UUID, form: ReasonForm, code: int = 200) -> Any:
    works = releases.all_of(_secret())
    work = releases.find(_secret(), release_id)
    return render_template(
        "national/release_draft.html", work=work, form=form, name=name_of(work.period), states=releases.STATES, text=step_of(work),
        views=[(say(VIEWS.get(view["name"], view["name"])), view) for view in work.audit.get("views", [])],
        cost=_cost(work), mine=work.approved_by(current_user.id), editor=_is_editor(),  # type: ignore[union-attr]
        correctable=releases.can_be_corrected(work, works), say=say, failure=failures.in_words(work.failure),
    ), code  # fmt: skip


def _cost(work: Work) -> Any:
    """The share of each indicator's cells that is hidden, as bars with a table beside."""
    by_indicator = work.utility.get("by_indicator", {})
    points = [
        charts.Point(say(BY_CODE[code].title), round(100 * cost["hidden"] / cost["cells"]))
        for code, cost in by_indicator.items()
        if code in BY_CODE and cost["cells"]
    ]
    return charts.bars(gettext("Skjulte tall"), points, "%") if points else None


def _is_editor() -> bool:
    return bool(current_user.centre == "editor")  # type: ignore[union-attr]


def _remember(action: str) -> None:
    """The centre's deeds stand in the log of the door, since no kommune's own log is open to the centre."""
    events.record(action, "done", current_user.id)  # type: ignore[union-attr]


def _secret() -> str:
    return str(current_user.secret)  # type: ignore[union-attr]
