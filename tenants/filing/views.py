"""The doors of filing: what waits, what is sent, one document looked over and sent, and how the archive wants it."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, request, url_for
from markupsafe import Markup

from saas.accounts.guard import can, may
from saas.errors import Guarded, Invalid, NotNow
from saas.forms import kept
from saas.furnishing import Feature
from saas.pages import gettext, ngettext
from tenants.filing import jobs as jobs
from tenants.filing import service, settings
from tenants.filing.doors import BY_ID, bp, door_of, page
from tenants.filing.forms import AnswerForm, SendForm, SettingsForm
from tenants.filing.models import KINDS

SHOWN = 7


def _line(kind: str, source_id: UUID, number: int = 0) -> Markup:
    """For a document's own page: where its newest version is on its way to the archive, or the way there."""
    found = service.latest_of(kind, source_id)
    return Markup(page("line.html", filing=found, number=number, sees=can("see_all"), source_id=source_id, door=door_of(kind)))


FEATURE = Feature(
    "filing", bp, section="office", tabs=(("Arkiv", "filing.index", "see_all"),), words={"archive_line": _line}
)


@bp.get("/")
@may("see_all")
def index() -> Any:
    """What is stopped, what waits to be sent, what is under way, and what the archive has taken in."""
    return _index()


@bp.post("/alle")
@may("coordinate")
def send_all() -> Any:
    """«Send alle til arkiv»."""
    number = service.send_all()
    flash(ngettext("%(num)s dokument er sendt til arkiv.", "%(num)s dokumenter er sendt til arkiv.", number), "success")
    return redirect(url_for(".index"), 303)


def _prepare(**ids: UUID) -> Any:
    """What the archive will be told of one document, before it is sent."""
    kind, source_id = _named(ids)
    told = service.describe(kind, source_id)
    return _prepare_page(kind, told, SendForm(told))


def _send(**ids: UUID) -> Any:
    """«Send til arkiv»."""
    kind, source_id = _named(ids)
    told = service.describe(kind, source_id)
    form, status = SendForm(told), 422
    if told.by_saker or form.validate():
        try:
            filing, new = service.send(kind, source_id, None if told.by_saker else form.choice, kept=kept())
            said = gettext("Sendt til arkiv. Pakken lages nå.") if new else gettext("Denne versjonen er allerede sendt til arkiv.")
            flash(said, "success" if new else "info")
            return redirect(url_for(".show", filing_id=filing.id), 303)
        except (Invalid, Guarded, NotNow) as refusal:
            status = form.take(refusal)
    return _prepare_page(kind, told, form), status


for _name, _kind, _folder in (
    ("minutes_id", "minutes", "referat"), ("mandate_id", "mandate", "mandat"),
    ("agreement_id", "agreement", "avtale"), ("plan_id", "plan", "plan"),
):  # fmt: skip
    _address = f"/{_folder}/<uuid:{_name}>"
    bp.add_url_rule(_address, f"prepare_{_kind}", may("coordinate")(_prepare), methods=["GET"])
    bp.add_url_rule(_address, f"send_{_kind}", may("coordinate")(_send), methods=["POST"])


@bp.get("/innstillinger")
@may("see_all")
def edit_settings() -> Any:
    """How the archive wants what it is sent."""
    return page("settings.html", form=SettingsForm(settings.of_kommune()))


@bp.post("/innstillinger")
@may("coordinate")
def save_settings() -> Any:
    """Keep the kommune's choices."""
    form, status = SettingsForm(settings.of_kommune()), 422
    if form.validate():
        try:
            settings.save(form.versjon.seen, form.wishes)
            flash(gettext("Innstillingene er lagret."), "success")
            return redirect(url_for(".index"), 303)
        except (Invalid, NotNow) as refusal:
            status = form.take(refusal)
    return page("settings.html", form=form), status


def _named(ids: dict[str, UUID]) -> tuple[str, UUID]:
    """(kind, id) of the one id that the address carries."""
    ((name, source_id),) = ids.items()
    return BY_ID[name], source_id


def _prepare_page(kind: str, told: Any, form: SendForm) -> str:
    return page("prepare.html", told=told, form=form, kind_word=KINDS[kind], earlier=service.latest_of(kind, told.id))


def _index(form: AnswerForm | None = None) -> str:
    shown = None if request.args.get("alle") else SHOWN
    return page("index.html", board=service.board(), shown=shown, chosen=settings.of_kommune(), form=form or AnswerForm(formdata=None))


from tenants.filing import filing_views as filing_views  # noqa: E402
