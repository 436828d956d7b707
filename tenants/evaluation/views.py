"""The doors of evaluation: the list to search in, the form of a measure, one evaluation, and its way into knowledge."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for

from saas import vocabulary
from saas.accounts.guard import may
from saas.errors import Guarded, Invalid, NotNow
from saas.forms import kept
from saas.furnishing import Feature
from saas.pages import gettext, say
from tenants.evaluation import panel, service, words
from tenants.evaluation.forms import EvaluationForm
from tenants.evaluation.models import Evaluation
from tenants.evaluation.questions import Filters
from tenants.measures import service as measures
from tenants.measures.fields import version
from tenants.measures.models import Measure

bp = Blueprint("evaluation", __name__, url_prefix="/k/<kommune>/evalueringer")
FEATURE = Feature(
    "evaluation",
    bp,
    section="measures",
    tabs=(("Evalueringer", "evaluation.index", "know"),),
    words=panel.WORDS,
)


@bp.get("/")
@may("know")
def index() -> Any:
    """What we have learned, to be searched in by theme, verdict and words."""
    asked = request.args
    filters = Filters(asked.get("tema", ""), asked.get("dom", ""), asked.get("ord", "")[:200], asked.get("alle") == "1")
    found, total = service.listed(filters)
    return render_template(
        "evaluation/index.html", filters=filters, found=found, total=total, words=vocabulary.words,
        themes=vocabulary.THEMES, verdicts=vocabulary.VERDICTS, sentence=words.before_and_after,
    )  # fmt: skip


@bp.get("/tiltak/<uuid:measure_id>/ny")
@may("coordinate")
def new(measure_id: UUID) -> Any:
    """The form for a measure, filled from its plan."""
    measure = measures.find(measure_id)
    return _form_page(measure, EvaluationForm(plan=measures.plan_of(measure)))


@bp.post("/tiltak/<uuid:measure_id>")
@may("coordinate")
def create(measure_id: UUID) -> Any:
    """Save what came of it."""
    measure = measures.find(measure_id)
    form, status = EvaluationForm(plan=measures.plan_of(measure)), 422
    if form.validate():
        try:
            made = service.add(measure, form.judged(), kept=kept())
            flash(gettext("Evalueringen av %(label)s er lagret.", label=measure.label), "success")
            return redirect(url_for(".show", evaluation_id=made.id), 303)
        except (Invalid, NotNow, Guarded) as refusal:
            status = form.take(refusal)
    return _form_page(measure, form), status


@bp.get("/<uuid:evaluation_id>")
@may("know")
def show(evaluation_id: UUID) -> Any:
    """Before and after side by side, the verdict and the lesson."""
    return _page(service.find(evaluation_id))


@bp.get("/<uuid:evaluation_id>/endring")
@may("coordinate")
def edit(evaluation_id: UUID) -> Any:
    """The form with what stands."""
    evaluation = service.find(evaluation_id)
    return _form_page(evaluation.measure, EvaluationForm(evaluation), evaluation)


@bp.post("/<uuid:evaluation_id>/endring")
@may("coordinate")
def change(evaluation_id: UUID) -> Any:
    """Save what it shall say from now on."""
    evaluation = service.find(evaluation_id)
    form, status = EvaluationForm(evaluation), 422
    if form.validate():
        try:
            service.change(evaluation, version(form.versjon.data), form.judged(), kept=kept())
            flash(gettext("Evalueringen er endret."), "success")
            return redirect(url_for(".show", evaluation_id=evaluation.id), 303)
        except (Invalid, NotNow, Guarded) as refusal:
            status = form.take(refusal)
    return _form_page(evaluation.measure, form, evaluation), status


@bp.post("/<uuid:evaluation_id>/funn")
@may("coordinate")
def take(evaluation_id: UUID) -> Any:
    """«Ta med i neste kartlegging»."""
    evaluation = service.find(evaluation_id)
    try:
        finding = service.take_into_knowledge(evaluation, kept=kept())
    except (Invalid, NotNow, Guarded) as refusal:
        return _page(evaluation, say(refusal.message, **refusal.params)), refusal.status
    flash(gettext("Lærdommen er lagret som funn, og kan tas med i neste kartlegging."), "success")
    return redirect(url_for("findings.show", finding_id=finding.id), 303)


def _page(evaluation: Evaluation, problem: str = "") -> str:
    return render_template(
        "evaluation/show.html", evaluation=evaluation, problem=problem, words=vocabulary.words,
        sentence=words.before_and_after(evaluation), chart=words.chart(evaluation), finding=service.finding_of(evaluation.id),
    )  # fmt: skip


def _form_page(measure: Measure, form: EvaluationForm, evaluation: Evaluation | None = None) -> str:
    return render_template("evaluation/form.html", measure=measure, form=form, evaluation=evaluation)
