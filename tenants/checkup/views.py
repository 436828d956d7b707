"""The doors of the SLT-sjekk: the years, one area at a time, the picture, and tasks out of the points to improve."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for

from saas import charts
from saas.accounts.guard import may
from saas.errors import Guarded, Invalid, NotFound, NotNow
from saas.forms import kept
from saas.furnishing import Feature
from saas.pages import gettext, say
from tenants.checkup import evidence, questions, radar, service
from tenants.checkup.forms import AreaForm, ImproveForm, YearForm, area_form
from tenants.checkup.models import RATINGS, STATES, Checkup
from tenants.checkup.statements import AREAS, STATEMENTS, WORDS
from tenants.network import service as network
from tenants.tasks.forms import version

bp = Blueprint("checkup", __name__, url_prefix="/k/<kommune>/rapporter/slt-sjekk")
FEATURE = Feature("checkup", bp, section="reports", tabs=(("SLT-sjekk", "checkup.index", "know"),))
# Where the evidence of each kind stands: (endpoint, the name of its id).
PLACES = {
    "group": ("groups.show", "group_id"),
    "minutes": ("minutes.show", "minutes_id"),
    "goal": ("goals.show", "goal_id"),
    "measure": ("measures.show", "measure_id"),
    "evaluation": ("evaluation.show", "evaluation_id"),
    "plan": ("plans.show", "plan_id"),
    "agreement": ("frames.show_agreement", "agreement_id"),
}


@bp.get("/")
@may("know")
def index() -> Any:
    """Every year, and how it has gone."""
    return _index_page(YearForm(service.years()))


@bp.post("/")
@may("coordinate")
def create() -> Any:
    """Begin the check of a year."""
    form = YearForm(service.years())
    try:
        checkup = service.begin(form.year)
    except (Invalid, NotNow) as refusal:
        status = form.take(refusal)
        return _index_page(form), status
    return redirect(url_for(".area", checkup_id=checkup.id, del_av=next(iter(AREAS))), 303)


@bp.get("/<uuid:checkup_id>")
@may("know")
def show(checkup_id: UUID) -> Any:
    """One year: the picture, each statement with what shows it, and what is to be better."""
    return _page(questions.find(checkup_id))


@bp.get("/<uuid:checkup_id>/omrade")
@may("coordinate")
def area(checkup_id: UUID) -> Any:
    """The four statements of one area."""
    checkup, chosen = questions.find(checkup_id), _area()
    if checkup.completed:
        return redirect(url_for(".show", checkup_id=checkup.id))
    return _area_page(checkup, chosen, area_form(checkup, chosen, evidence.things()))


@bp.post("/<uuid:checkup_id>/omrade")
@may("coordinate")
def rate(checkup_id: UUID) -> Any:
    """Save one area, and go on to the next."""
    checkup, chosen = questions.find(checkup_id), _area()
    form, status = area_form(checkup, chosen, evidence.things()), 422
    if form.validate():
        try:
            service.rate(checkup, version(form.versjon.data), form.rated(chosen), kept=kept())
            return redirect(_next(checkup, chosen), 303)
        except (Invalid, NotNow, Guarded) as refusal:
            status = form.take(refusal)
    return _area_page(checkup, chosen, form), status


@bp.post("/<uuid:checkup_id>/fullforing")
@may("coordinate")
def complete(checkup_id: UUID) -> Any:
    """Freeze it."""
    checkup = questions.find(checkup_id)
    try:
        service.complete(checkup, version(request.form.get("versjon")))
    except NotNow as refusal:
        return _page(checkup, say(refusal.message, **refusal.params)), refusal.status
    flash(gettext("SLT-sjekken for %(year)s er fullført.", year=checkup.year), "success")
    return redirect(url_for(".show", checkup_id=checkup.id), 303)


@bp.get("/<uuid:checkup_id>/oppgave")
@may("coordinate")
def new_task(checkup_id: UUID) -> Any:
    """A task out of a point to improve."""
    checkup, code = questions.find(checkup_id), request.args.get("pastand", "")
    service.answer_of(checkup, code)
    return _task_page(checkup, code, ImproveForm(network.people(), say(WORDS[code])))


@bp.post("/<uuid:checkup_id>/oppgave")
@may("coordinate")
def improve(checkup_id: UUID) -> Any:
    """Give somebody the task."""
    checkup, code = questions.find(checkup_id), request.args.get("pastand", "")
    service.answer_of(checkup, code)
    form, status = ImproveForm(network.people(), ""), 422
    if form.validate():
        try:
            task = service.improve(checkup, code, form.hva.data, form.responsible_id, form.frist.data, kept=kept())
            flash(gettext("Oppgaven er laget."), "success")
            return redirect(url_for("tasks.show", task_id=task.id), 303)
        except (Invalid, NotNow, Guarded) as refusal:
            status = form.take(refusal)
    return _task_page(checkup, code, form), status


def _area() -> str:
    chosen = request.args.get("del_av", "")
    if chosen not in AREAS:
        raise NotFound()
    return chosen


def _next(checkup: Checkup, chosen: str) -> str:
    """The next area, or the whole check after the last."""
    order = list(AREAS)
    place = order.index(chosen) + 1
    if place == len(order):
        return url_for(".show", checkup_id=checkup.id)
    return url_for(".area", checkup_id=checkup.id, del_av=order[place])


def _index_page(form: YearForm) -> str:
    checks, done = questions.listed(), questions.completed()
    free = [year for year in service.years() if year not in {check.year for check in checks}]
    return render_template("checkup/index.html", form=form, checks=checks, states=STATES, free=free, trend=_trend(done))


def _area_page(checkup: Checkup, chosen: str, form: AreaForm) -> str:
    return render_template("checkup/area.html", checkup=checkup, area=chosen, areas=AREAS, statements=STATEMENTS[chosen], form=form)


def _task_page(checkup: Checkup, code: str, form: ImproveForm) -> str:
    return render_template("checkup/task.html", checkup=checkup, code=code, words=WORDS[code], form=form)


def _page(checkup: Checkup, problem: str = "") -> str:
    before = questions.completed(checkup.year - 1)[-1:]
    years = [*before, checkup]
    averages = [(str(one.year), list(questions.averages(one).values())) for one in years]
    return render_template(
        "checkup/show.html", checkup=checkup, problem=problem, areas=AREAS, statements=STATEMENTS, ratings=RATINGS, words=WORDS,
        answers=questions.by_statement(checkup), lacking=questions.lacking(checkup), to_improve=questions.to_improve(checkup),
        radar=radar.draw([say(word) for word in AREAS.values()], averages), years=years, table=questions.table(years), place_of=_place_of,
    )  # fmt: skip


def _place_of(kind: str, thing_id: UUID) -> str:
    endpoint, argument = PLACES[kind]
    ids: dict[str, Any] = {argument: thing_id}
    return url_for(endpoint, **ids)


def _trend(done: list[Checkup]) -> charts.Chart | None:
    if len(done) < 2:
        return None
    found = [(check.year, questions.averages(check)) for check in done]
    # Beside a line there is room for the first word of an area only, and that tells them apart.
    names = {area: say(word).split(" og ")[0] for area, word in AREAS.items()}
    lines = [charts.Line(name, [charts.Point(str(year), means[area]) for year, means in found]) for area, name in names.items()]
    return charts.lines(gettext("Utvikling på en skala fra 1 til 4"), lines, decimals=1)
