"""The doors of rounds: the list, one round, and asking. Answers, the end and reports lie beside."""

from typing import Any
from uuid import UUID

from flask import redirect, render_template, request, url_for

from saas.accounts.guard import can, may
from saas.errors import Guarded, Invalid, NotNow
from saas.forms import kept
from saas.furnishing import Feature
from saas.pages import gettext, ngettext
from tenants.rounds import jobs as jobs
from tenants.rounds import notices, proposals, questions, round_page, service
from tenants.rounds.doors import address, bp, done, find, pressed
from tenants.rounds.forms import RoundForm, of_round, opened_on, version
from tenants.rounds.guest_views import answer_by_link, report_by_link
from tenants.rounds.models import OUTCOMES, STATES, Round
from tenants.rounds.panel import rounds_of_item

FEATURE = Feature(
    "rounds",
    bp,
    section="knowledge",
    tabs=(("Runder", "rounds.index", "know"), ("Forespørsler", "rounds.reports", "know")),
    words={"rounds_of_item": rounds_of_item},
    purposes={notices.PURPOSES["challenge"]: answer_by_link, notices.PURPOSES["report"]: report_by_link},
)
FEW = 7


@bp.get("/runder/")
@may("know")
def index() -> Any:
    """The rounds: what must end first, then what waits for answers."""
    return _list("challenge", "rounds/index.html")


@bp.get("/foresporsler/")
@may("know")
def reports() -> Any:
    """The reports that units are asked for."""
    return _list("report", "rounds/reports.html")


@bp.get("/runder/ny")
@may("coordinate")
def new() -> Any:
    """The form for a round; `?fra_sak=` and `?fra_funn=` give it its first words."""
    return _form_page("challenge", _first("challenge"))


@bp.get("/foresporsler/ny")
@may("coordinate")
def new_report() -> Any:
    """The form for a rapportforespørsel, with the usual questions in it."""
    return _form_page("report", _first("report"))


@bp.post("/runder/")
@may("coordinate")
def create() -> Any:
    """Save a draft, or send it at once."""
    return _create("challenge")


@bp.post("/foresporsler/")
@may("coordinate")
def create_report() -> Any:
    """Save a draft of a rapportforespørsel, or send it at once."""
    return _create("report")


@bp.get("/runder/<uuid:round_id>")
@may("know")
def show(round_id: UUID) -> Any:
    """One round: the question, the answers, and how it ends."""
    round_ = find(round_id)
    return round_page.show(round_) if round_.kind == "challenge" else redirect(address(round_))


@bp.get("/foresporsler/<uuid:round_id>")
@may("know")
def show_report(round_id: UUID) -> Any:
    """One rapportforespørsel, and what has come in."""
    return round_page.show(find(round_id, "report"))


@bp.get("/runder/<uuid:round_id>/endring")
@may("coordinate")
def edit(round_id: UUID) -> Any:
    """The form for a draft."""
    round_ = find(round_id)
    if round_.state != "draft":
        return redirect(address(round_))
    given = of_round(round_, service.recipients(round_))
    return _form_page(round_.kind, RoundForm(round_.kind, proposals.coordinating(), **given), round_)


@bp.post("/runder/<uuid:round_id>/endring")
@may("coordinate")
def change(round_id: UUID) -> Any:
    """Save a draft, or send it at once."""
    round_ = find(round_id)
    form, status = RoundForm(round_.kind, proposals.coordinating()), 422
    if form.validate():
        try:
            service.change(round_, opened_on(form.versjon), form.wanted(), kept())
            return _saved(round_)
        except (Invalid, NotNow, Guarded) as refusal:
            status = form.take(refusal)
    return _form_page(round_.kind, form, round_), status


@bp.post("/runder/<uuid:round_id>/sletting")
@may("coordinate")
def discard(round_id: UUID) -> Any:
    """«Slett utkastet»."""
    round_ = find(round_id)
    seen, where = version(request.form.get("versjon")), url_for(".index" if round_.kind == "challenge" else ".reports")

    def deed() -> str:
        service.discard(round_, seen)
        return gettext("Utkastet er slettet.")

    return pressed(deed, lambda told: round_page.show(round_, problem=told), where)


@bp.post("/runder/<uuid:round_id>/utsending")
@may("coordinate")
def send(round_id: UUID) -> Any:
    """«Send runde»: the letters leave."""
    round_, seen = find(round_id), version(request.form.get("versjon"))
    return pressed(
        lambda: _sent(service.send(round_, seen)), lambda told: round_page.show(round_, problem=told), address(round_)
    )


def _list(kind: str, page: str) -> str:
    listed = questions.listing(kind)
    few = None if request.args.get("alle") else FEW
    return render_template(
        page, rounds=listed, few=few, states=STATES, outcomes=OUTCOMES, groups=proposals.coordinating(),
        coordinates=can("coordinate"),
    )  # fmt: skip


def _first(kind: str) -> RoundForm:
    listed, given = proposals.coordinating(), proposals.from_arguments(request.args)
    if kind == "report":
        given = {**proposals.usual_questions(), **given}
    group = proposals.chosen_group(listed, given.get("gruppe", ""))
    given |= {"mottakere": proposals.preselected(proposals.choice(group)), "gruppe": str(group.id) if group else ""}
    return RoundForm(kind, listed, **given)


def _create(kind: str) -> Any:
    form, status = RoundForm(kind, proposals.coordinating()), 422
    if form.validate():
        try:
            return _saved(service.create(kind, form.wanted(), kept()))
        except (Invalid, NotNow, Guarded) as refusal:
            status = form.take(refusal)
    return _form_page(kind, form), status


def _saved(round_: Round) -> Any:
    """A draft is saved; with «Send» pressed it leaves as well, and a refusal undoes both."""
    if request.form.get("hva") != "send":
        return done(gettext("Utkastet er lagret. Ingen har fått brev ennå."), address(round_))
    return done(_sent(service.send(round_, None)), address(round_))


def _sent(letters: int) -> str:
    return ngettext("%(num)s person får brev nå.", "%(num)s personer får brev nå.", letters)


def _form_page(kind: str, form: RoundForm, round_: Round | None = None) -> str:
    group = proposals.chosen_group(proposals.coordinating(), form.gruppe.data or "", round_)
    return render_template(
        "rounds/form.html", kind=kind, form=form, round=round_, group=group, offered=proposals.choice(group),
        chosen=set(form.mottakere.data or []),
    )  # fmt: skip


from tenants.rounds import answer_views as answer_views  # noqa: E402
from tenants.rounds import file_views as file_views  # noqa: E402
