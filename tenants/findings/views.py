"""The doors of findings: the list, one finding, and what is done with it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for

from saas import vocabulary
from saas.accounts.guard import may
from saas.errors import Guarded, Invalid, NotNow
from saas.forms import kept
from saas.furnishing import Feature
from saas.pages import gettext, say
from tenants.findings import service
from tenants.findings.fields import coded, in_words
from tenants.findings.forms import FindingForm, row_id
from tenants.findings.models import Finding

bp = Blueprint("findings", __name__, url_prefix="/k/<kommune>")
FEATURE = Feature(
    "findings",
    bp,
    section="knowledge",
    tabs=(
        ("Funn", "findings.index", "know"),
        ("Kilder", "findings.sources", "know"),
        ("Det som virker", "findings.what_works", "know"),
        ("Ungdommens stemme", "findings.youth_voice", "know"),
    ),
)
ROWS = 7
# What an address may fill in on a new finding: its own name → the field.
PREFILLED = {"tema": "theme", "arena": "arena", "alder": "age_group", "slag": "finding_kind", "overskrift": "heading"}
ORIGINS = ("fra_runde", "fra_evaluering")


@bp.get("/funn/")
@may("know")
def index() -> Any:
    """The list: what worries and what works, with its filters."""
    filters = _filters()
    found = service.matching(filters)
    shown = found if "vis_alle" in request.args else found[:ROWS]
    return render_template(
        "findings/index.html",
        filters=filters,
        found=found,
        shown=shown,
        narrowed=filters != service.Filters(),
        evidence=service.evidences(shown),
        coded=coded,
        words=in_words,
        asked=request.args.to_dict(),
    )


@bp.get("/funn/nytt")
@may("coordinate")
def new() -> Any:
    """The form of a new finding; other pages may have filled in some of it."""
    form = FindingForm(service.sources())
    for name, vocabulary_name in PREFILLED.items():
        if (code := request.args.get(name, "")) in vocabulary.ALL[vocabulary_name]:
            form[name].data = code
    for name in ORIGINS:
        form[name].data = str(row_id(request.args.get(name)) or "")
    if source_id := row_id(request.args.get("kilde")):
        form.kilder.data = [str(source_id)]
    return _form_page(form)


@bp.post("/funn/")
@may("coordinate")
def create() -> Any:
    """A new finding."""
    form, status = FindingForm(service.sources()), 422
    if form.validate():
        try:
            finding = service.add(**form.said(), **form.origin(), kept=kept())
            flash(gettext("Funnet er lagret."), "success")
            return redirect(url_for(".show", finding_id=finding.id), 303)
        except (Invalid, NotNow, Guarded) as refusal:
            status = form.take(refusal)
    return _form_page(form), status


@bp.get("/funn/<uuid:finding_id>")
@may("know")
def show(finding_id: UUID) -> Any:
    """One finding: what it says, what it stands on, and where to go from here."""
    return _finding_page(service.find(finding_id))


@bp.get("/funn/<uuid:finding_id>/endring")
@may("coordinate")
def edit(finding_id: UUID) -> Any:
    """The form of a finding that exists."""
    finding = service.find(finding_id)
    chosen = service.sources_of([finding.id])[finding.id]
    return _form_page(FindingForm.of(finding, service.sources(), chosen), finding)


@bp.post("/funn/<uuid:finding_id>/endring")
@may("coordinate")
def change(finding_id: UUID) -> Any:
    """Save a finding that exists."""
    finding = service.find(finding_id)
    form, status = FindingForm(service.sources()), 422
    if form.validate():
        try:
            service.change(finding, form.versjon.seen, **form.said(), kept=kept())
            flash(gettext("Funnet er endret."), "success")
            return redirect(url_for(".show", finding_id=finding.id), 303)
        except (Invalid, NotNow, Guarded) as refusal:
            status = form.refuse(refusal, finding)
    return _form_page(form, finding), status


@bp.post("/funn/<uuid:finding_id>/lukking")
@may("coordinate")
def close(finding_id: UUID) -> Any:
    """It is no longer so."""
    return _press(service.find(finding_id), service.close, gettext("Funnet er lukket."))


@bp.post("/funn/<uuid:finding_id>/gjenapning")
@may("coordinate")
def reopen(finding_id: UUID) -> Any:
    """Undo a closing."""
    return _press(service.find(finding_id), service.reopen, gettext("Funnet er åpnet igjen."))


def _press(finding: Finding, deed: Callable[[Finding, int | None], None], said: str) -> Any:
    """A deed of one press; a refusal is told on the finding's own page."""
    seen = request.form.get("versjon", type=int)
    try:
        deed(finding, seen if seen is not None else 0)
    except NotNow as refusal:
        return _finding_page(finding, say(refusal.message, **refusal.params)), refusal.status
    flash(said, "success")
    return redirect(url_for(".show", finding_id=finding.id), 303)


def _filters() -> service.Filters:
    """What the address asks for; codes that are none ask for nothing."""

    def code(name: str, vocabulary_name: str) -> str:
        asked = request.args.get(name, "")
        return asked if asked in vocabulary.ALL[vocabulary_name] else ""

    state = request.args.get("vis", "")
    return service.Filters(
        theme=code("tema", "theme"),
        kind=code("slag", "finding_kind"),
        arena=code("arena", "arena"),
        age_group=code("alder", "age_group"),
        weak=request.args.get("svak") == "1",
        state=state if state in service.STATES else "apne",
    )


def _door(endpoint: str, **values: Any) -> str | None:
    """The address of a later feature's page, if the house has it."""
    return url_for(endpoint, **values) if endpoint in current_app.view_functions else None


def _finding_page(finding: Finding, problem: str = "") -> str:
    sources = service.sources_of([finding.id])[finding.id]
    return render_template(
        "findings/show.html",
        finding=finding,
        sources=sources,
        evidence=service.evidence(finding),
        is_old=service.is_old,
        words=in_words,
        problem=problem,
        to_measure=_door("measures.new", fra_funn=finding.id),
        to_round=_door("rounds.new", fra_funn=finding.id),
        to_goal=_door("goals.new", fra_funn=finding.id),
    )


def _form_page(form: FindingForm, finding: Finding | None = None) -> str:
    return render_template("findings/form.html", form=form, finding=finding)


from tenants.findings import source_views as source_views  # noqa: E402 – doors that hang on the same blueprint
from tenants.findings import voice_views as voice_views  # noqa: E402
