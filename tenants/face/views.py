"""The doors of the public page: what it shows, who has agreed to be shown, a preview, and whether it is out."""

from collections.abc import Callable
from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_login import current_user

from saas import clock
from saas.accounts.guard import may
from saas.errors import Refusal
from saas.forms import kept
from saas.furnishing import Feature
from saas.open import reading, wording
from saas.pages import gettext, say
from tenants.face import choices, people, projection, service
from tenants.face import jobs as jobs
from tenants.face.doors import bp
from tenants.face.forms import ConsentForm, FaceForm

FEATURE = Feature("face", bp, section="office", tabs=(("Åpen side", "face.index", "know"),))


@bp.get("/")
@may("know")
def index() -> Any:
    """Whether the page is out, what it shows, and who is shown on it."""
    return _page()


@bp.post("/")
@may("coordinate")
def choose() -> Any:
    """«Lagre»: what the page shows; where it is out, at once."""
    form, status = _form(), 422
    if form.validate():
        try:
            saved = service.choose(form.shown(), form.versjon.seen, kept=kept())
            out, not_out = gettext("Lagret. Den åpne siden er oppdatert."), gettext("Lagret. Siden er ikke publisert ennå.")
            flash(out if saved.published_at else not_out, "success")
            return redirect(url_for(".index"), 303)
        except Refusal as refusal:
            status = form.take(refusal)
    return _page(form=form), status


@bp.post("/publisering")
@may("coordinate")
def publish() -> Any:
    """«Publiser siden»."""
    return _done(service.publish, gettext("Siden er publisert."))


@bp.post("/avpublisering")
@may("coordinate")
def unpublish() -> Any:
    """«Avpubliser»: page, feed, calendar and embed are gone at once."""
    return _done(service.unpublish, gettext("Siden er avpublisert. Den kan være synlig hos andre i inntil ett minutt."))


@bp.post("/samtykke")
@may("coordinate")
def agree() -> Any:
    """The coordinator agrees to be shown; the page follows at once."""
    form, status = ConsentForm(people.mine()), 422
    if form.validate():
        kommuner = len([place for place in current_user.kommuner if place.role == "coordinator"])
        try:
            people.agree(email=form.epost.data, phone=form.telefon.data, kommuner=kommuner, seen=form.versjon.seen)
            service.refresh()
            flash(gettext("Du har samtykket til å bli vist på den åpne siden."), "success")
            return redirect(url_for(".index"), 303)
        except Refusal as refusal:
            status = form.take(refusal)
    return _page(consent=form), status


@bp.post("/samtykke/tilbaketrekking")
@may("coordinate")
def take_back() -> Any:
    """The coordinator is no longer shown."""

    def deed(seen: int) -> None:
        people.take_back(seen)
        service.refresh()

    return _done(deed, gettext("Du vises ikke lenger på den åpne siden."))


@bp.get("/forhandsvisning")
@may("know")
def preview() -> Any:
    """The page as it would stand, for those inside."""
    page = projection.draw(service.settings())
    minutes = reading.minutes(page)
    shown = {"minutes": minutes[: reading.FEW], "total": len(minutes)}
    return render_template("open/kommune.html", page=page, follow="", words=wording, today=clock.today(), preview=True, **shown)


def _form() -> FaceForm:
    offered = {
        "maal": [(str(goal.id), f"{goal.title} ({goal.years})") for goal in choices.goals()],
        "tiltak": [(str(measure.id), f"{measure.label} {measure.title}") for measure in choices.measures()],
        "grupper": [(str(group.id), group.name) for group in choices.groups()],
    }
    return FaceForm(service.settings(), offered)


def _done(deed: Callable[[int], Any], said: str) -> Any:
    """A deed of one press, with the version that the page showed; refused, the page says why."""
    try:
        deed(request.form.get("versjon", 0, type=int))
    except Refusal as refusal:
        return _page(problem=say(refusal.message, **refusal.params)), refusal.status
    flash(said, "success")
    return redirect(url_for(".index"), 303)


def _page(*, form: FaceForm | None = None, consent: ConsentForm | None = None, problem: str = "") -> Any:
    mine, coordinator = people.mine(), people.coordinator()
    public_url = current_app.config["HOUSE"].public_url
    return render_template(
        "face/index.html",
        settings=service.settings(), form=form or _form(), consent_form=consent or ConsentForm(mine), consent=mine,
        coordinator=coordinator, agreed=people.consent_of(coordinator), standing=projection.present(), problem=problem,
        embed=public_url + url_for("open.embedded"), home=public_url + url_for("open.show"),
    )  # fmt: skip
