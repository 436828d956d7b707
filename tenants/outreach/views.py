"""The doors of outreach: bulletins, from the first draft to the log of who got them."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for

from saas import clock
from saas.accounts.guard import may
from saas.errors import Refusal
from saas.forms import kept
from saas.furnishing import Feature
from saas.library import markdown
from saas.pages import gettext, moment
from tenants.outreach import follow_views as follow_views
from tenants.outreach import jobs as jobs
from tenants.outreach import list_views as list_views
from tenants.outreach import lists, readers, sending, service
from tenants.outreach.doors import bp, outside
from tenants.outreach.forms import BulletinForm, ScheduleForm, VersionForm
from tenants.outreach.models import BULLETIN_STATES, OUTCOMES, Bulletin

FEATURE = Feature(
    "outreach", bp, section="papers", tabs=(("Nyhetsbrev", "outreach.index", "coordinate"),), outside=outside,
)  # fmt: skip
FEW = 7


@bp.get("/")
@may("coordinate")
def index() -> Any:
    """Drafts, what is planned, and what has been sent."""
    found = service.listed()
    return render_template(
        "outreach/index.html", bulletins=found, reach=sending.reach(found), lists=lists.all_lists(), counts=readers.counts(),
        states=BULLETIN_STATES, few=FEW, everything=request.args.get("alle"),
    )  # fmt: skip


@bp.get("/ny")
@may("coordinate")
def new() -> Any:
    """The form for a bulletin from nothing."""
    return _editor(BulletinForm(lists.all_lists(), formdata=None), url_for(".create"), gettext("Skriv nyhetsbrev"))


@bp.post("/ny")
@may("coordinate")
def create() -> Any:
    """Keep a draft, or show how it will look."""
    form, status = BulletinForm(lists.all_lists()), 422
    if form.validate():
        if _only_preview():
            return _editor(form, url_for(".create"), gettext("Skriv nyhetsbrev"), preview=True)
        try:
            bulletin = service.write(form.key, form.list_id, *form.words, kept())
            flash(gettext("Utkastet er lagret. Ingenting er sendt."), "success")
            return redirect(url_for(".show", bulletin_id=bulletin.id), 303)
        except Refusal as refusal:
            status = form.take(refusal)
    return _editor(form, url_for(".create"), gettext("Skriv nyhetsbrev")), status


@bp.get("/<uuid:bulletin_id>")
@may("coordinate")
def show(bulletin_id: UUID) -> Any:
    """A bulletin: as it will be read, when it leaves, and how it went."""
    bulletin = service.find(bulletin_id)
    return _page(bulletin, ScheduleForm(formdata=None, data={"versjon": bulletin.version}))


@bp.get("/<uuid:bulletin_id>/rediger")
@may("coordinate")
def edit(bulletin_id: UUID) -> Any:
    """The form for a draft."""
    bulletin = service.find(bulletin_id)
    data = {"versjon": bulletin.version, "tittel": bulletin.title, "tekst": bulletin.body, "liste": str(bulletin.list_id)}
    form = BulletinForm(lists.all_lists(), formdata=None, data=data)
    return _editor(form, url_for(".save", bulletin_id=bulletin.id), gettext("Rediger nyhetsbrevet"))


@bp.post("/<uuid:bulletin_id>/rediger")
@may("coordinate")
def save(bulletin_id: UUID) -> Any:
    """Change a draft, or show how it will look."""
    bulletin, form, status = service.find(bulletin_id), BulletinForm(lists.all_lists()), 422
    target, heading = url_for(".save", bulletin_id=bulletin.id), gettext("Rediger nyhetsbrevet")
    if form.validate():
        if _only_preview():
            return _editor(form, target, heading, preview=True)
        try:
            service.change(bulletin, form.seen, form.list_id, *form.words, kept())
            flash(gettext("Utkastet er lagret. Ingenting er sendt."), "success")
            return redirect(url_for(".show", bulletin_id=bulletin.id), 303)
        except Refusal as refusal:
            status = form.take(refusal)
            form.versjon.data = str(bulletin.version)
    return _editor(form, target, heading), status


@bp.post("/<uuid:bulletin_id>/utsending")
@may("coordinate")
def schedule(bulletin_id: UUID) -> Any:
    """«Planlegg», or «Send nå»."""
    bulletin, form, status = service.find(bulletin_id), ScheduleForm(), 422
    at_once = request.form.get("handling") == "na"
    if at_once or form.validate():
        try:
            service.schedule(bulletin, form.seen, None if at_once else form.at)
            planned = gettext("Nyhetsbrevet sendes %(when)s.", when=moment(bulletin.send_at))
            flash(gettext("Nyhetsbrevet sendes nå.") if at_once else planned, "success")
            return redirect(url_for(".show", bulletin_id=bulletin.id), 303)
        except Refusal as refusal:
            status = form.take(refusal)
    return _page(bulletin, form), status


@bp.post("/<uuid:bulletin_id>/tilbaketrekking")
@may("coordinate")
def take_back(bulletin_id: UUID) -> Any:
    """A planned bulletin is a draft again."""
    bulletin = service.find(bulletin_id)
    service.take_back(bulletin, VersionForm().seen)
    flash(gettext("Nyhetsbrevet er et utkast igjen, og blir ikke sendt."), "success")
    return redirect(url_for(".show", bulletin_id=bulletin.id), 303)


@bp.post("/<uuid:bulletin_id>/sletting")
@may("coordinate")
def discard(bulletin_id: UUID) -> Any:
    """Delete a draft."""
    service.discard(service.find(bulletin_id), VersionForm().seen)
    flash(gettext("Utkastet er slettet."), "success")
    return redirect(url_for(".index"), 303)


def _only_preview() -> bool:
    """The button that shows how it will look, and writes nothing."""
    return request.form.get("handling") == "forhandsvis"


def _editor(form: BulletinForm, target: str, heading: str, *, preview: bool = False) -> Any:
    title, body = service.tidy(*form.words)
    page = markdown.page(body[: service.LONGEST_BODY], title) if preview else None
    return render_template("outreach/edit.html", form=form, target=target, heading=heading, preview=page, title=title)


def _page(bulletin: Bulletin, form: ScheduleForm) -> Any:
    form.versjon.data = str(bulletin.version)
    log = sending.log(bulletin) if bulletin.state in ("sending", "sent") else []
    counted = {outcome: sum(line.outcome == outcome for line in log) for outcome in OUTCOMES}
    planned = bulletin.state in ("draft", "scheduled")
    return render_template(
        "outreach/show.html", bulletin=bulletin, form=form, page=markdown.page(bulletin.body, bulletin.title), log=log, counted=counted,
        reach=len(lists.reached(bulletin.to)) if planned else len(log), states=BULLETIN_STATES, outcomes=OUTCOMES, today=clock.today,
        few=FEW, everything=request.args.get("alle"),
    )  # fmt: skip
