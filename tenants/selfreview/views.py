"""The doors of a group's own yearly evaluation: set it going, ask again, close it, and see what came of it."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for

from saas.accounts.guard import may
from saas.errors import Invalid, NotFound, NotNow
from saas.furnishing import Feature
from saas.pages import gettext, ngettext, say
from tenants.groups import service as groups
from tenants.selfreview import jobs, questions, service, trend
from tenants.selfreview.forms import CloseForm, OpenForm
from tenants.selfreview.guest_views import answer_by_link
from tenants.selfreview.models import STATES, SelfReview
from tenants.selfreview.statements import FEWEST
from tenants.tasks.forms import version

bp = Blueprint("selfreview", __name__, url_prefix="/k/<kommune>/rapporter/egenevaluering")
FEATURE = Feature(
    "selfreview", bp, section="reports", tabs=(("Egenevaluering", "selfreview.index", "read"),), purposes={service.PURPOSE: answer_by_link}
)
# The clock finds its rounds by their import.
ROUNDS = (jobs.close,)


@bp.get("/")
@may("read")
def index() -> Any:
    """Each evaluation that the visitor answers for, and a new one."""
    return _index_page(OpenForm(questions.not_asked()))


@bp.post("/")
@may("read")
def create() -> Any:
    """Ask the members of a group."""
    form, status = OpenForm(questions.read_by_me()), 422
    if form.validate():
        try:
            review = service.open_review(_own(form.group_id), form.frist.data)
            said = ngettext("%(num)s er spurt, og får et brev nå.", "%(num)s er spurt, og får et brev nå.", review.invited)
            flash(said, "success")
            return redirect(url_for(".show", self_review_id=review.id), 303)
        except (Invalid, NotNow) as refusal:
            status = form.take(refusal)
    return _index_page(form), status


@bp.get("/<uuid:self_review_id>")
@may("read")
def show(self_review_id: UUID) -> Any:
    """How it goes, or what came of it."""
    return _page(questions.find(self_review_id))


@bp.post("/<uuid:self_review_id>/purring")
@may("read")
def remind(self_review_id: UUID) -> Any:
    """Ask again."""
    review = questions.find(self_review_id)
    try:
        letters = service.remind(review)
    except NotNow as refusal:
        return _page(review, problem=say(refusal.message, **refusal.params)), refusal.status
    flash(gettext("Påminnelsen sendes til alle %(n)s. Slik kan ingen se hvem som har svart.", n=letters), "success")
    return redirect(url_for(".show", self_review_id=review.id), 303)


@bp.post("/<uuid:self_review_id>/avslutning")
@may("read")
def close(self_review_id: UUID) -> Any:
    """No more answers; what there is to show is shown."""
    review = questions.find(self_review_id)
    try:
        service.close(review, version(CloseForm().versjon.data))
    except NotNow as refusal:
        return _page(review, problem=say(refusal.message, **refusal.params)), refusal.status
    flash(gettext("Egenevalueringen er avsluttet."), "success")
    return redirect(url_for(".show", self_review_id=review.id), 303)


def _own(group_id: UUID) -> Any:
    try:
        return groups.find(group_id)
    except NotFound:
        raise Invalid("Velg gruppe fra listen.", field="gruppe") from None


def _index_page(form: OpenForm) -> str:
    return render_template("selfreview/index.html", form=form, reviews=questions.listed(), states=STATES, fewest=FEWEST)


def _page(review: SelfReview, problem: str = "") -> str:
    years = questions.of_group(review.group_id)
    shown = {"chart": trend.of_year(review), "words": review.results["words"]} if review.results else {}
    return render_template(
        "selfreview/show.html", review=review, answered=questions.answered(review), states=STATES, fewest=FEWEST, problem=problem,
        over_time=trend.over_time(years) if len(years) > 1 else None, years=years, table=trend.table(years), **shown,
    )  # fmt: skip
