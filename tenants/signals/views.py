"""The doors of signals: the short form, the register, and what a cluster becomes."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from saas import charts, vocabulary
from saas.accounts.guard import can, may
from saas.errors import Guarded, Invalid, NotNow, Refusal
from saas.furnishing import Feature
from saas.pages import gettext, say
from tenants.findings.fields import coded, in_words
from tenants.network.models import ORGANISATION_TYPES
from tenants.signals import service, weeks
from tenants.signals.forms import ClusterForm, SignalForm

bp = Blueprint("signals", __name__, url_prefix="/k/<kommune>/signaler")
FEATURE = Feature(
    "signals",
    bp,
    section="knowledge",
    tabs=(("Signaler", "signals.index", "know"),),
)
ROWS = 7


@bp.get("/")
@may("know")
def index() -> Any:
    """The register: clusters first, then the weeks in a chart, then the piles."""
    return _register_page()


@bp.get("/nytt")
@may("read")
def new() -> Any:
    """The short form."""
    service.require_noter()
    form = SignalForm(service.areas(), service.own_sector())
    for name, vocabulary_name in (("tema", "theme"), ("arena", "arena"), ("alder", "age_group")):
        if (code := request.args.get(name, "")) in vocabulary.ALL[vocabulary_name]:
            form[name].data = code
    return _form_page(form)


@bp.post("/")
@may("read")
def create() -> Any:
    """A new signal."""
    service.require_noter()
    form, status = SignalForm(service.areas()), 422
    if form.validate():
        try:
            service.note(**form.said())
            return redirect(url_for(".thanks"), 303)
        except (Invalid, NotNow, Guarded) as refusal:
            status = form.take(refusal)
    return _form_page(form), status


@bp.get("/takk")
@may("read")
def thanks() -> Any:
    """It is noted, and what happens then."""
    return render_template("signals/thanks.html")


@bp.post("/forslag")
@may("propose")
def propose() -> Any:
    """«Foreslå sak»: a cluster becomes a sak that waits for a meeting."""
    form = ClusterForm(service.coordinating_groups())
    if not form.validate():
        return _register_page(gettext("Velg en koordineringsgruppe fra listen.")), 422
    try:
        item = service.propose(form.key, form.gruppe.chosen)
    except (Invalid, NotNow, Guarded) as refusal:
        return _register_page(_told(refusal)), refusal.status
    flash(gettext("Saken «%(title)s» er lagret, og venter på et møte.", title=item.title), "success")
    return redirect(url_for("meetings.waiting"), 303)


def _told(refusal: Refusal) -> str:
    return say(refusal.message, **refusal.params)


def _form_page(form: SignalForm) -> str:
    return render_template("signals/form.html", form=form, registers=can("know"))


def _register_page(problem: str = "") -> str:
    theme, older = request.args.get("tema", ""), request.args.get("eldre") == "1"
    theme = theme if theme in vocabulary.THEMES else ""
    piles = service.piles(theme, older)
    return render_template(
        "signals/index.html",
        problem=problem,
        clusters=service.clusters(),
        groups=service.coordinating_groups() if can("propose") else [],
        piles=piles,
        shown=piles if "vis_alle" in request.args else piles[:ROWS],
        theme=theme,
        older=older,
        hidden=0 if older else service.count_older(),
        themes=coded("theme"),
        chart=_chart(service.counts()),
        words=in_words,
        sectors=ORGANISATION_TYPES,
        spoken=weeks.spoken,
        few=ROWS,
    )


def _chart(counts: dict[str, int]) -> Any:
    """Signals a theme in the last twelve weeks; nothing where there is nothing to see."""
    if not counts:
        return None
    points = [charts.Point(in_words("theme", theme), number) for theme, number in counts.items()]
    return charts.bars(gettext("Signaler per tema, siste tolv uker"), points, source=gettext("Signalregisteret"))


from tenants.signals import area_views as area_views  # noqa: E402 – doors that hang on the same blueprint
