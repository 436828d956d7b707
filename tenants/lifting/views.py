"""The doors of lifting: why a sak is lifted or sent down, the answer, and the way it has gone."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from markupsafe import Markup

from saas.accounts.guard import can, may
from saas.errors import Guarded, Invalid, NotFound, NotNow
from saas.forms import kept
from saas.furnishing import Feature
from saas.pages import gettext
from tenants.lifting import jobs as jobs
from tenants.lifting import service
from tenants.lifting.forms import AnswerForm, LiftForm, SendForm
from tenants.lifting.models import SentItem
from tenants.meetings import backlog, shielding
from tenants.meetings.fields import seen
from tenants.meetings.models import AgendaItem

bp = Blueprint("lifting", __name__, url_prefix="/k/<kommune>/saker")


@bp.get("/<uuid:item_id>/vei")
@may("read")
def way(item_id: UUID) -> Any:
    """«Sakens vei»: from level to level, with what was decided and what came of it."""
    item = _item(item_id)
    sent = service.of_made(item)
    answerable = sent is not None and sent.answered_at is None and service.may_answer(sent)
    return render_template("lifting/way.html", item=item, chain=service.chain(item), answerable=answerable)


@bp.get("/<uuid:item_id>/loft")
@may("coordinate")
def lifting(item_id: UUID) -> Any:
    """The form."""
    return render_template("lifting/lift.html", item=_item(item_id), form=LiftForm())


@bp.post("/<uuid:item_id>/loft")
@may("coordinate")
def lift(item_id: UUID) -> Any:
    """«Løft til styringsgruppen»."""
    item, form = backlog.find_item(item_id), LiftForm()
    try:
        lifted = service.lift(item, form.grunn.data or "", kept())
        where = lifted.group.name
        flash(gettext("Saken er løftet til %(group)s.", group=where), "success")
        return redirect(url_for(".way", item_id=lifted.id), 303)
    except (Invalid, NotNow, Guarded) as refusal:
        status = form.take(refusal)
    return render_template("lifting/lift.html", item=item, form=form), status


@bp.get("/<uuid:item_id>/sending")
@may("coordinate")
def sending(item_id: UUID) -> Any:
    """The form for sending a sak down."""
    item = _item(item_id)
    return _send_page(item, SendForm(service.unsent_receivers(item), versjon=item.version))


@bp.post("/<uuid:item_id>/sending")
@may("coordinate")
def send(item_id: UUID) -> Any:
    """«Send til utførende»."""
    item = backlog.find_item(item_id)
    form, status = SendForm(service.unsent_receivers(item)), 422
    if form.validate():
        try:
            sent = service.send(item, form.group_id, form.grunn.data or "", form.frist.data, seen(form.versjon.data), kept())
            flash(gettext("Saken er sendt til %(group)s. Svaret kommer tilbake hit.", group=sent.made.group.name), "success")
            return redirect(url_for(".way", item_id=item.id), 303)
        except (Invalid, NotNow, Guarded) as refusal:
            status = form.take(refusal)
    return _send_page(item, form), status


@bp.get("/<uuid:item_id>/svar")
@may("read")
def answering(item_id: UUID) -> Any:
    """The form for answering a sak that was sent here."""
    sent = _sent(_item(item_id))
    service.require_answerer(sent)
    return _answer_page(sent, AnswerForm(versjon=sent.version))


@bp.post("/<uuid:item_id>/svar")
@may("read")
def answer(item_id: UUID) -> Any:
    """«Send svaret»."""
    sent, form = _sent(backlog.find_item(item_id)), AnswerForm()
    try:
        service.answer(sent, form.svar.data or "", seen(form.versjon.data), kept())
        flash(gettext("Svaret er sendt."), "success")
        return redirect(url_for(".way", item_id=item_id), 303)
    except (Invalid, NotNow, Guarded) as refusal:
        status = form.take(refusal)
    return _answer_page(sent, form), status


def way_of_item(item: Any) -> Markup:
    """A line for the sak's page: the chain where there is one, and the buttons for where it may go."""
    if not can("know"):
        return Markup("")
    chain = service.chain(item)
    liftable = can("coordinate") and service.may_be_lifted(item)
    sendable = can("coordinate") and item.state != "withdrawn" and bool(service.unsent_receivers(item))
    return Markup(
        render_template("lifting/line.html", item=item, steps=service.steps(chain), liftable=liftable, sendable=sendable)
    )


def ways_in(saker: Iterable[Mapping[str, Any]]) -> dict[str, Markup]:
    """Entry id → «KG 14/26 → SG 7/26 → vedtak» with its link, for those saker of a document that have come or gone."""
    if not can("know"):
        return {}
    items = shielding.of_entries(sak.get("entry_id") for sak in saker)
    chains = service.chains({item.id for item in items.values()})
    return {
        entry: Markup(render_template("lifting/step_line.html", item_id=item.id, steps=service.steps(chains[item.id])))
        for entry, item in items.items()
        if item.id in chains
    }


def _item(item_id: UUID) -> AgendaItem:
    item = backlog.find_item(item_id)
    shielding.note_reading([item])
    return item


def _sent(item: AgendaItem) -> SentItem:
    sent = service.of_made(item)
    if sent is None:
        raise NotFound()
    return sent


def _send_page(item: AgendaItem, form: SendForm) -> str:
    return render_template("lifting/send.html", item=item, form=form, receivers=service.unsent_receivers(item))


def _answer_page(sent: SentItem, form: AnswerForm) -> str:
    return render_template("lifting/answer.html", sent=sent, form=form)


FEATURE = Feature("lifting", bp, words={"way_of_item": way_of_item, "ways_in": ways_in})
