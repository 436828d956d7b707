"""The doors of a handover inside one kommune: what stands, the notes, the package, the leader's answer, the first 90 days."""

from io import BytesIO
from typing import Any
from uuid import UUID

from flask import redirect, render_template, request, send_file, url_for

from saas import here
from saas.accounts.guard import can, may
from saas.errors import Guarded, Invalid, NotNow
from saas.forms import kept
from saas.furnishing import Feature
from saas.pages import gettext
from tenants.handover import choosing, deciding, duties, first_days, members, package, panel, service
from tenants.handover import jobs as jobs
from tenants.handover import person as one_person
from tenants.handover.doors import as_id, bp, pressed, seen
from tenants.handover.forms import ActingForm, NotesForm
from tenants.handover.mine_views import mine
from tenants.handover.models import Handover
from tenants.network import service as network

FEATURE = Feature(
    "handover", bp, section="office", tabs=(("Overlevering", "handover.index", "see_all"),), outside=mine,
    words={"first_days": panel.first_days_panel},
)  # fmt: skip


@bp.get("/")
@may("see_all")
def index() -> Any:
    """Who has been coordinator, from when to when; the handovers, and what an acting one needs."""
    return _index(ActingForm())


@bp.post("/fungerende")
@may("see_all")
def start_emergency() -> Any:
    """«Fungerende koordinator»: the chief executive's, without the one who is away."""
    form, status = ActingForm(), 422
    if here.role() == "chief_executive" and not form.validate():
        return _index(form), status
    try:
        at = form.moment() if form.validate() else members.real_now()
        handover = service.start_emergency(
            as_id(form.koordinator.data), form.navn.data or "", form.epost.data or "", at, form.begrunnelse.data or ""
        )
    except (Invalid, NotNow, Guarded) as refusal:
        status = form.take(refusal)
        return _index(form), status
    return redirect(url_for(".show", handover_id=handover.id), 303)


@bp.get("/<uuid:handover_id>")
@may("read")
def show(handover_id: UUID) -> Any:
    """One handover in this kommune."""
    return _shown(service.find(handover_id))


@bp.post("/<uuid:handover_id>/notater")
@may("read")
def notes(handover_id: UUID) -> Any:
    """Save the notes to the new one."""
    handover = service.find(handover_id)
    form = NotesForm(handover)
    try:
        service.write_notes(
            handover, seen(), form.fungerer.data or "", form.vanskelig.data or "", form.mote_forst.data or "", kept()
        )
    except (Invalid, NotNow, Guarded) as refusal:
        status = form.take(refusal)
        return _shown(handover, form=form), status
    return redirect(url_for(".show", handover_id=handover.id, _anchor="notater"), 303)


@bp.post("/<uuid:handover_id>/valg")
@may("read")
def choose(handover_id: UUID) -> Any:
    """One duty's way on: to the successor, to another, or ended with a reason."""
    handover, form = service.find(handover_id), request.form
    choice, _, person = form.get("valg", "").partition(":")
    return pressed(
        lambda: choosing.choose(handover, form.get("ansvar", ""), choice, as_id(person), form.get("grunn", "")),
        gettext("Valget er lagret."), url_for(".show", handover_id=handover.id, _anchor="ansvar"),
        lambda told: _shown(handover, told),
    )  # fmt: skip


@bp.post("/<uuid:handover_id>/resten")
@may("read")
def hand_over_rest(handover_id: UUID) -> Any:
    """«Overfør resten til Jonas»."""
    handover = service.find(handover_id)
    return pressed(
        lambda: choosing.hand_over_rest(handover), gettext("Resten er overført."),
        url_for(".show", handover_id=handover.id, _anchor="ansvar"), lambda told: _shown(handover, told),
    )  # fmt: skip


@bp.post("/<uuid:handover_id>/pakke")
@may("read")
def make_package(handover_id: UUID) -> Any:
    """«Lag pakke»."""
    handover = service.find(handover_id)
    return pressed(
        lambda: package.make(handover), gettext("Pakken er laget."),
        url_for(".show", handover_id=handover.id, _anchor="pakke"), lambda told: _shown(handover, told),
    )  # fmt: skip


@bp.get("/pakker/<uuid:package_id>.pdf")
@may("read")
def package_file(package_id: UUID) -> Any:
    """The package as it was made."""
    found = package.find(package_id)
    return send_file(BytesIO(found.content), mimetype="application/pdf", as_attachment=True, download_name=found.filename)


@bp.post("/<uuid:handover_id>/fullforing")
@may("read")
def finish(handover_id: UUID) -> Any:
    """«Fullfør»: to the leader, when nothing is left."""
    handover, version = service.find(handover_id), seen()
    return pressed(
        lambda: choosing.finish(handover, version), gettext("Overleveringen er sendt til godkjenning."),
        url_for(".show", handover_id=handover.id), lambda told: _shown(handover, told),
    )  # fmt: skip


@bp.post("/<uuid:handover_id>/godkjenning")
@may("read")
def approve(handover_id: UUID) -> Any:
    """The leader says yes."""
    handover, version = service.find(handover_id), seen()
    return pressed(
        lambda: deciding.approve(handover, version), gettext("Du har godkjent overleveringen."),
        url_for(".show", handover_id=handover.id), lambda told: _shown(handover, told),
    )  # fmt: skip


@bp.post("/<uuid:handover_id>/avslag")
@may("read")
def refuse(handover_id: UUID) -> Any:
    """The leader says no, with the reason."""
    handover, version, why = service.find(handover_id), seen(), request.form.get("grunn", "")
    return pressed(
        lambda: deciding.refuse(handover, version, why), gettext("Du har avslått overleveringen."),
        url_for(".show", handover_id=handover.id), lambda told: _shown(handover, told),
    )  # fmt: skip


@bp.post("/<uuid:handover_id>/avbrytelse")
@may("read")
def cancel(handover_id: UUID) -> Any:
    """Undo it before the minute."""
    handover, version = service.find(handover_id), seen()
    return pressed(
        lambda: deciding.cancel(handover, version), gettext("Overleveringen er avbrutt. Ingenting er endret."),
        url_for(".show", handover_id=handover.id), lambda told: _shown(handover, told),
    )  # fmt: skip


@bp.post("/steg/<uuid:plan_step_id>")
@may("read")
def tick(plan_step_id: UUID) -> Any:
    """Tick a step of the first 90 days, or take the tick away."""
    version = seen()
    return pressed(
        lambda: first_days.tick(plan_step_id, version), gettext("Planen er oppdatert."), url_for("overview.show"),
        lambda told: _index(ActingForm(), told),
    )  # fmt: skip


@bp.post("/personer/<uuid:person_id>")
@may("read")
def hand_over_person(person_id: UUID) -> Any:
    """Everything that one person answers for goes to another, before the person leaves the network."""
    person, to = network.find_person(person_id), as_id(request.form.get("til"))
    return pressed(
        lambda: one_person.hand_over(person, to), gettext("Ansvaret er overført."),
        url_for("network.person", person_id=person.id), lambda told: _index(ActingForm(), told),
    )  # fmt: skip


def _index(form: ActingForm, problem: str = "") -> str:
    away = members.holding("coordinator")
    return render_template(
        "handover/index.html", handovers=service.listed(), states=service.STATES, coordinators=members.coordinators(),
        form=form, problem=problem, away=away, sets_in=here.role() == "chief_executive" and bool(away),
        orphans=duties.orphans(), coordinates=here.role() == "coordinator",
    )  # fmt: skip


def _shown(handover: Handover, problem: str = "", form: NotesForm | None = None) -> str:
    open_ = choosing.duties_of(handover) if handover.state in service.OPEN else []
    reads = package.may_read()
    return render_template(
        "handover/show.html", handover=handover, states=service.STATES, problem=problem, steers=service.steers(handover),
        duties=open_, chosen=choosing.choices(handover), left=choosing.left(handover) if open_ else [],
        counted=duties.count_words(open_), people=[p for p in network.people() if p.id != handover.from_person_id],
        form=form or NotesForm(handover), reads=reads, packages=package.of(handover) if reads else [],
        approvals=deciding.approvals(handover), decides=can("approve") and handover.state == "waiting",
        cancels=deciding.may_cancel(handover), steps=first_days.steps_of(handover),
    )  # fmt: skip
