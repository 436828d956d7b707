"""The doors of lines: offering, putting right, asking the leader, and the leader's word."""

from typing import Any
from uuid import UUID

from flask import render_template, request, url_for

from saas.accounts.guard import can, may
from saas.errors import Guarded, Invalid, NotNow
from saas.forms import kept
from saas.pages import gettext
from tenants.network import service as network
from tenants.network.models import Organisation
from tenants.resources import needs, service
from tenants.resources.doors import bp, done, pressed, uuid_arg
from tenants.resources.forms import LeaderForm, LineForm, chosen, opened_on, required, version
from tenants.resources.models import ResourceLine
from tenants.resources.views import words


@bp.get("/ressurs/ny")
@may("propose")
def new_line() -> Any:
    """The form for a line; `?behov=` and `?tiltak=` say what it is for."""
    return _line_page(_form(behov=uuid_arg("behov"), tiltak=uuid_arg("tiltak")))


@bp.post("/ressurs")
@may("propose")
def create_line() -> Any:
    """Save a line; the leader who is chosen gets a letter."""
    form, status = _form(), 422
    if form.validate():
        try:
            organisation_id = required(form.organisasjon)
            service.require_own_organisation(organisation_id)
            me, offer = network.me(), form.offer(organisation_id)
            line = service.pledge(offer, person_id=me.id if me else None, leader_id=chosen(form.leder), kept=kept())
            return done(_saved(line), url_for(".show_line", line_id=line.id))
        except (Invalid, NotNow, Guarded) as refusal:
            status = form.take(refusal)
    return _line_page(form), status


@bp.get("/ressurs/<uuid:line_id>")
@may("know")
def show_line(line_id: UUID) -> Any:
    """One line: what, how much, and whose word it waits for."""
    return _shown(service.find(line_id))


@bp.get("/ressurs/<uuid:line_id>/endring")
@may("propose")
def edit_line(line_id: UUID) -> Any:
    """The form for putting a waiting line right."""
    line = service.find(line_id)
    service.require_changer(line)
    return _line_page(_form(line), line)


@bp.post("/ressurs/<uuid:line_id>/endring")
@may("propose")
def change_line(line_id: UUID) -> Any:
    """Save a waiting line put right."""
    line = service.find(line_id)
    form, status = _form(line), 422
    if form.validate():
        try:
            service.change(line, opened_on(form.versjon), form.offer(line.organisation_id), kept())
            return done(gettext("Ressursen er endret."), url_for(".show_line", line_id=line.id))
        except (Invalid, NotNow, Guarded) as refusal:
            status = form.take(refusal)
    return _line_page(form, line), status


@bp.post("/ressurs/<uuid:line_id>/leder")
@may("coordinate")
def ask_leader(line_id: UUID) -> Any:
    """Choose the leader who must confirm, and write to them."""
    line = service.find(line_id)
    form = LeaderForm(network.people(), line)
    try:
        service.ask(line, required(form.leder), opened_on(form.versjon))
    except (Invalid, NotNow) as refusal:
        return _shown(line, form=form, status=form.take(refusal))
    name = line.leader.name if line.leader else ""
    said = gettext("%(name)s får et brev og må bekrefte før ressursen teller.", name=name)
    return done(said, url_for(".show_line", line_id=line.id))


@bp.post("/ressurs/<uuid:line_id>/bekreftelse")
@may("know")
def confirm_line(line_id: UUID) -> Any:
    """The leader's «Bekreft»."""
    line = service.find(line_id)
    service.require_leader(line)
    return _pressed(line, lambda seen: service.confirm(line, seen), gettext("Ressursen er bekreftet."))


@bp.post("/ressurs/<uuid:line_id>/avslag")
@may("know")
def decline_line(line_id: UUID) -> Any:
    """The leader's «Avslå»."""
    line = service.find(line_id)
    service.require_leader(line)
    return _pressed(line, lambda seen: service.decline(line, seen), gettext("Ressursen er avslått."))


@bp.post("/ressurs/<uuid:line_id>/trekk")
@may("propose")
def withdraw_line(line_id: UUID) -> Any:
    """«Trekk»: the line no longer stands."""
    line = service.find(line_id)
    service.require_changer(line)
    return _pressed(line, lambda seen: service.withdraw(line, seen), gettext("Ressursen er trukket."))


def _pressed(line: ResourceLine, deed: Any, said: str) -> Any:
    seen = version(request.form.get("versjon"))
    address = url_for(".show_line", line_id=line.id)
    return pressed(lambda: deed(seen), said, lambda told: _shown(line, problem=told), address)


def _form(line: ResourceLine | None = None, **given: Any) -> LineForm:
    return LineForm(_organisations(), network.people(), needs.open_needs(), line, **given)


def _organisations() -> list[Organisation]:
    """All for the coordinator; one's own for others."""
    if can("coordinate"):
        return network.organisations()
    me = network.me()
    return [me.organisation] if me else []


def _line_page(form: LineForm, line: ResourceLine | None = None) -> str:
    return render_template("resources/line_form.html", form=form, line=line, may_offer=service.may_offer())


def _saved(line: ResourceLine) -> str:
    if line.leader is None:
        return gettext("Ressursen er lagret, og teller når en leder har bekreftet den.")
    return gettext("Ressursen er lagret. %(name)s får et brev og må bekrefte.", name=line.leader.name)


def _shown(line: ResourceLine, *, problem: str = "", form: LeaderForm | None = None, status: int = 200) -> Any:
    page = render_template(
        "resources/line.html", line=line, problem=problem, may_decide=service.may_decide(line),
        may_change=service.may_change(line), need=needs.find_need(line.need_id) if line.need_id else None,
        form=form or (LeaderForm(network.people(), line) if can("coordinate") else None), **words(),
    )  # fmt: skip
    return (page, status) if status != 200 else page
