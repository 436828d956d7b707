"""The doors of Plassering og forankring, and of Første møte."""

from typing import Any

from flask import render_template

from saas.accounts.guard import can, may
from saas.errors import Guarded, Invalid, NotAllowed, NotNow
from tenants.onboarding import anchoring as place
from tenants.onboarding import first_meeting, steps
from tenants.onboarding.doors import bp, go_on
from tenants.onboarding.step_forms import AnchoringForm, MeetingForm


@bp.get("/forankring")
@may("see_all")
def anchoring() -> Any:
    """«Hvor er koordinatoren plassert?»"""
    return _anchoring_page(_anchoring_form())


@bp.post("/forankring")
@may("coordinate")
def save_anchoring() -> Any:
    """What is not registered yet is registered; what is there is changed under Rammer."""
    form, status = _anchoring_form(), 422
    if form.validate():
        try:
            place.save(form)
            return go_on("anchoring")
        except (Invalid, NotNow, NotAllowed, Guarded) as refusal:
            status = form.take(refusal)
    return _anchoring_page(form), status


@bp.get("/forste-mote")
@may("see_all")
def meeting() -> Any:
    """When the first meeting is, or what the package holds."""
    return _meeting_page(_meeting_form())


@bp.post("/forste-mote/pakke")
@may("coordinate")
def make_package() -> Any:
    """«Lag førstemøtepakke»."""
    form, status = _meeting_form(), 422
    if form.validate():
        assert form.dag.data and form.begynner.data and form.slutter.data
        try:
            first_meeting.make(form.dag.data, form.begynner.data, form.slutter.data, form.sted.data or "")
            return go_on("meeting")
        except (Invalid, NotNow, NotAllowed, Guarded) as refusal:
            status = form.take(refusal)
    return _meeting_page(form), status


@bp.post("/forste-mote")
@may("coordinate")
def finish_meeting() -> Any:
    """«Lagre og fortsett»."""
    return go_on("meeting")


def _anchoring_form() -> AnchoringForm:
    found = place.present()
    return AnchoringForm(placed=found.placement is not None, anchored=bool(found.decisions), percent=found.percent)


def _anchoring_page(form: AnchoringForm) -> str:
    return render_template("onboarding/anchoring.html", form=form, found=place.present(), coordinates=can("coordinate"))


def _meeting_form() -> MeetingForm:
    return MeetingForm(data=first_meeting.usual())


def _meeting_page(form: MeetingForm) -> str:
    steering, coordinating = first_meeting.groups_here()
    return render_template(
        "onboarding/meeting.html", form=form, package=first_meeting.present(), steering=steering, coordinating=coordinating,
        step=steps.all_steps().get("meeting"), coordinates=can("coordinate"),
    )  # fmt: skip
