"""The doors of joint meetings: those there are, a new one, yes and no, and the way from planned to called off."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user

from saas import here
from saas.accounts.guard import allows, may
from saas.errors import Guarded, Invalid, NotNow
from saas.forms import kept
from saas.furnishing import Feature
from saas.pages import gettext
from tenants.groups import service as groups
from tenants.joint import holding, jobs, joint_page, saker_views, service
from tenants.joint.doors import as_id, attempt, bp, done
from tenants.joint.forms import AnswerForm, AskForm, CancelForm, JointForm, WhenForm
from tenants.joint.models import STATES, JointMeeting
from tenants.meetings import meeting_page
from tenants.meetings.fields import seen
from tenants.meetings.forms import choose_among

FEATURE = Feature(
    "joint", bp, section="meetings", tabs=(("Felles møter", "joint.index", "coordinate"),),
    words={"joint_of": holding.joint_of, "joint_line": joint_page.joint_line, "joint_tag": joint_page.joint_tag,
           "joint_note": joint_page.joint_note},
)  # fmt: skip
HUNG_UP = (jobs, saker_views)


@bp.get("/")
@may("coordinate")
def index() -> Any:
    """What this kommune is asked to join, and what it holds with others."""
    return _index_page()


@bp.get("/nytt")
@may("coordinate")
def new() -> Any:
    """A form: which group, when, where, and with whom."""
    form = JointForm(formdata=None)
    form.gruppe.data = request.args.get("gruppe")
    return _new_page(form)


@bp.post("/nytt")
@may("coordinate")
def create() -> Any:
    """A meeting here, and a question to each of the others."""
    form, status = JointForm(), 422
    _choices(form)
    if form.validate():
        try:
            starts_at, ends_at = form.times()
            row = service.begin(
                groups.find(as_id(form.gruppe.data)), starts_at, ends_at, place=form.sted.data or "",
                practical=form.praktisk.data or "", kommuner=form.wanted(), kept=kept(),
            )  # fmt: skip
            return done(gettext("Møtet er planlagt her, og de andre kommunene er spurt."), row)
        except (Invalid, NotNow, Guarded) as refusal:
            status = form.take(refusal)
    return _new_page(form), status


@bp.post("/svar")
@may("coordinate")
def answer() -> Any:
    """Yes, in one of our groups; or no."""
    form, status = AnswerForm(), 422
    event_id = as_id(form.mote.data)
    if form.svar.data == "nei":
        service.decline(event_id)
        flash(gettext("Kommunen er ikke med på møtet."), "success")
        return redirect(url_for(".index"), 303)
    choose_among(form.gruppe, groups.visible())
    if form.validate():
        try:
            row = service.accept(event_id, groups.find(as_id(form.gruppe.data)))
            return done(gettext("Kommunen er med. Møtet står i møteplanen her."), row)
        except (Invalid, NotNow) as refusal:
            status = form.take(refusal)
    return _index_page(form), status


@bp.get("/<uuid:joint_id>")
@may("read")
def show(joint_id: UUID) -> Any:
    """One joint meeting: what is shared, and what is our own."""
    return joint_page.show(service.find(joint_id))


@bp.get("/<uuid:joint_id>/endring")
@may("coordinate")
def edit(joint_id: UUID) -> Any:
    """A form with what stands now, for all."""
    row = service.find(joint_id)
    event, form = service.open_event(row), WhenForm(formdata=None)
    form.show(row.meeting)
    form.versjon.data = str(event.version)
    return _shared_page("edit", row, form)


@bp.post("/<uuid:joint_id>/endring")
@may("coordinate")
def change(joint_id: UUID) -> Any:
    """Another time or place for all; those who are called are called anew."""
    row, form, status = service.find(joint_id), WhenForm(), 422
    if form.validate():
        try:
            starts_at, ends_at = form.times()
            texts = {"place": form.sted.data or "", "practical": form.praktisk.data or ""}
            service.change(row, seen(form.versjon.data), starts_at, ends_at, kept=kept(), **texts)
            return done(gettext("Endringen er lagret her, og er på vei til de andre kommunene."), row)
        except (Invalid, NotNow, Guarded) as refusal:
            status = form.take(refusal)
    return _shared_page("edit", row, form), status


@bp.post("/<uuid:joint_id>/kommuner")
@may("coordinate")
def ask(joint_id: UUID) -> Any:
    """Ask more kommuner to take part."""
    row, form, status = service.find(joint_id), AskForm(), 422
    if form.validate():
        try:
            if not form.named():
                raise Invalid("Skriv navnet på en kommune.", field="andre")
            for name in form.named():
                service.ask(row, name)
            return done(gettext("Spørsmålet er sendt."), row)
        except (Invalid, NotNow) as refusal:
            status = form.take(refusal)
    return joint_page.show(row, ask=form), status


@bp.post("/<uuid:joint_id>/kommuner/tilbake")
@may("coordinate")
def take_back(joint_id: UUID) -> Any:
    """A kommune that has not answered is asked no more."""
    row = service.find(joint_id)

    def deed() -> str:
        service.take_back(row, request.form.get("hvem", ""))
        return gettext("Spørsmålet er trukket tilbake.")

    return attempt(row, deed)


@bp.post("/<uuid:joint_id>/innkalling")
@may("coordinate")
def call(joint_id: UUID) -> Any:
    """«Send innkalling» in all the kommuner."""
    row = service.find(joint_id)

    def deed() -> str:
        service.call(row)
        return gettext("Innkallingen sendes her, og de andre kommunene sender sin.")

    return attempt(row, deed)


@bp.get("/<uuid:joint_id>/avlysning")
@may("coordinate")
def cancel_form(joint_id: UUID) -> Any:
    """Why, and who will be told."""
    row = service.find(joint_id)
    event, form = service.open_event(row), CancelForm(formdata=None)
    form.versjon.data = str(event.version)
    return _shared_page("cancel", row, form)


@bp.post("/<uuid:joint_id>/avlysning")
@may("coordinate")
def cancel(joint_id: UUID) -> Any:
    """Call it off for all."""
    row, form, status = service.find(joint_id), CancelForm(), 422
    if form.validate():
        try:
            service.cancel(row, seen(form.versjon.data), form.grunn.data or "", kept())
            return done(gettext("Møtet er avlyst for alle kommunene."), row)
        except (Invalid, NotNow, Guarded) as refusal:
            status = form.take(refusal)
    return _shared_page("cancel", row, form), status


@bp.post("/<uuid:joint_id>/utmelding")
@may("coordinate")
def leave(joint_id: UUID) -> Any:
    """Go our own way; the meeting stays as ours."""
    row = service.find(joint_id)

    def deed() -> str:
        service.leave(row)
        return gettext("%(kommune)s holder møtet alene fra nå av.", kommune=here.kommune().name)

    return attempt(row, deed)


def _index_page(answering: AnswerForm | None = None) -> str:
    rows, asked = service.listed()
    form = answering or AnswerForm(formdata=None)
    choose_among(form.gruppe, groups.visible())
    return render_template(
        "joint/index.html", rows=rows, asked=asked, form=form, refused=answering, states=STATES, names=meeting_page.NAMES
    )


def _shared_page(name: str, row: JointMeeting, form: Any) -> str:
    """A form about what all of them share, with what stands now."""
    return render_template(
        f"joint/{name}.html", joint=row, event=service.shared(row), form=form, everywhere=joint_page.everywhere(row)
    )


def _new_page(form: JointForm) -> str:
    _choices(form)
    return render_template("joint/new.html", form=form, others=bool(form.kommuner.choices))


def _choices(form: JointForm) -> None:
    """Our own groups, and the visitor's own other kommuner; nothing of those kommuner is read here."""
    choose_among(form.gruppe, groups.visible())
    own = here.kommune().slug
    form.kommuner.choices = [
        (place.slug, place.name)
        for place in current_user.kommuner
        if place.slug != own and not place.closed and allows(place.role, "coordinate")
    ]
