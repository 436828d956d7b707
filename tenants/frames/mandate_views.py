"""The doors of mandates: drafted, written part by part, approved by the leader, signed, compared and printed."""

from io import BytesIO
from typing import Any
from uuid import UUID

from flask import redirect, request, send_file, url_for

from saas.accounts.guard import may
from saas.errors import Guarded, Invalid, NotFound, NotNow
from saas.forms import kept
from saas.pages import gettext, say
from tenants.frames import freezing, mandate_document, mandates, rights, saker
from tenants.frames.doors import bp, done, page, pressed
from tenants.frames.forms import ApproveForm, SectionForm, SignerForm
from tenants.frames.models import Mandate
from tenants.goals.fields import as_id
from tenants.goals.saker import name as sak_name
from tenants.groups import service as groups
from tenants.meetings.fields import seen

COLUMNS = tuple(mandates.FIELDS)


@bp.get("/mandat/nytt")
@may("know")
def draft_mandate() -> Any:
    """Which group the mandate is for, and what the draft begins from."""
    rights.require_writer()
    return _draft_page()


@bp.post("/mandat/")
@may("know")
def add_mandate() -> Any:
    """A draft with the standard text, or the words of the version in force."""
    rights.require_writer()
    group = groups.find(as_id(request.form.get("gruppe")) or UUID(int=0))
    try:
        mandate = mandates.draft(group)
    except NotNow as refusal:
        return _draft_page(say(refusal.message, **refusal.params)), refusal.status
    return done(gettext("Utkastet er laget. Les gjennom del for del, og skriv det om."), _part_of(mandate, 1))


@bp.get("/mandat/<uuid:mandate_id>")
@may("know")
def show_mandate(mandate_id: UUID) -> Any:
    """One version, read like a document."""
    return _shown(mandates.find(mandate_id))


@bp.get("/mandat/<uuid:mandate_id>/del/<int:nummer>")
@may("know")
def edit_section(mandate_id: UUID, nummer: int) -> Any:
    """One section of a draft."""
    mandate = mandates.find(mandate_id)
    rights.require_writer()
    return _section_page(mandate, _section_form(mandate, nummer), nummer)


@bp.post("/mandat/<uuid:mandate_id>/del/<int:nummer>")
@may("know")
def write_section(mandate_id: UUID, nummer: int) -> Any:
    """«Lagre og fortsett»."""
    mandate = mandates.find(mandate_id)
    rights.require_writer()
    form, status, last = _section_form(mandate, nummer), 422, nummer == len(COLUMNS)
    if form.validate():
        try:
            mandates.write(
                mandate, form.versjon.seen, {COLUMNS[nummer - 1]: form.tekst.data or ""},
                valid_to=form.gjelder_til.data if last else None, with_end=last, kept=_kept(nummer),
            )  # fmt: skip
            onward = url_for(".show_mandate", mandate_id=mandate.id) if last else _part_of(mandate, nummer + 1)
            return done(gettext("Lagret."), onward)
        except (Invalid, NotNow, Guarded) as refusal:
            status = form.take(refusal)
    return _section_page(mandate, form, nummer), status


@bp.post("/mandat/<uuid:mandate_id>/sletting")
@may("know")
def delete_mandate(mandate_id: UUID) -> Any:
    """Take away a draft."""
    mandate = mandates.find(mandate_id)
    rights.require_writer()
    version = seen(request.form.get("versjon"))
    return pressed(
        lambda: mandates.delete_draft(mandate, version), gettext("Utkastet er slettet."), url_for(".index"),
        lambda told: _shown(mandate, told),
    )  # fmt: skip


@bp.post("/mandat/<uuid:mandate_id>/vedtak")
@may("know")
def approve_mandate(mandate_id: UUID) -> Any:
    """«Godkjenn mandat – vedtas i sak 9/26»."""
    mandate = mandates.find(mandate_id)
    rights.require_leader()
    form, status = ApproveForm(_choices()), 422
    if form.validate():
        try:
            mandates.approve(mandate, as_id(form.sak.data), form.versjon.seen)
            said = gettext("Mandatet er vedtatt. Nå kan kommunen og politiet signere.")
            return done(said, url_for(".show_mandate", mandate_id=mandate.id))
        except (Invalid, NotNow) as refusal:
            status = form.take(refusal)
    return _shown(mandate, form=form), status


@bp.get("/mandat/<uuid:mandate_id>/signatur")
@may("know")
def sign_mandate(mandate_id: UUID) -> Any:
    """Who signed, and when."""
    mandate = mandates.find(mandate_id)
    rights.require_writer()
    return _sign_page(mandate, SignerForm(mandates.unsigned(mandate)))


@bp.post("/mandat/<uuid:mandate_id>/signatur")
@may("know")
def add_signature(mandate_id: UUID) -> Any:
    """Register that a party has signed."""
    mandate = mandates.find(mandate_id)
    rights.require_writer()
    form, status = SignerForm(mandates.unsigned(mandate)), 422
    if form.validate():
        try:
            mandates.sign(mandate, form.signer)
            return done(gettext("Signaturen er registrert."), url_for(".show_mandate", mandate_id=mandate.id))
        except (Invalid, NotNow, Guarded) as refusal:
            status = form.take(refusal)
    return _sign_page(mandate, form), status


@bp.get("/mandat/<uuid:mandate_id>/endringer")
@may("know")
def compare_mandate(mandate_id: UUID) -> Any:
    """What is new since the version before, or since `?versjon=`."""
    mandate = mandates.find(mandate_id)
    others = [one for one in mandates.versions(mandate) if one.id != mandate.id]
    wanted = request.args.get("versjon", "")
    older = next((one for one in others if str(one.number) == wanted), None) or mandates.before(mandate)
    parts = mandates.compare(mandate, older) if older else []
    return page("mandate_changes.html", mandate=mandate, older=older, parts=parts, others=others)


@bp.get("/mandat/<uuid:mandate_id>/mandat.pdf")
@may("know")
def mandate_pdf(mandate_id: UUID) -> Any:
    """Tagged A4."""
    mandate = mandates.find(mandate_id)
    made = mandate_document.pdf(mandate)
    return send_file(
        BytesIO(made), mimetype="application/pdf", as_attachment=True, download_name=mandate_document.filename(mandate)
    )


def _draft_page(problem: str = "") -> str:
    chosen = as_id(request.values.get("gruppe"))
    written = mandates.all_mandates()
    drafts = {one.group_id: one for one in written if one.state == "draft"}
    versions = {one.group_id for one in written}
    return page(
        "mandate_new.html", groups=groups.visible(), chosen=chosen, drafts=drafts, versions=versions, problem=problem
    )


def _section_form(mandate: Mandate, number: int) -> SectionForm:
    if not 1 <= number <= len(COLUMNS):
        raise NotFound()
    column = COLUMNS[number - 1]
    last = number == len(COLUMNS)
    return SectionForm(mandate, column, mandates.headings()[column], freezing.SECTIONS[column], last)


def _kept(number: int) -> dict[str, tuple[list[str], str]]:
    """The page's one field is known to the verb by the section's own name."""
    own, chosen = mandates.FIELDS[COLUMNS[number - 1]], kept()
    return {own: chosen["tekst"]} if "tekst" in chosen else {}


def _part_of(mandate: Mandate, number: int) -> str:
    return url_for(".edit_section", mandate_id=mandate.id, nummer=number)


def _section_page(mandate: Mandate, form: SectionForm, number: int) -> Any:
    if mandate.state != "draft" and request.method == "GET":
        return redirect(url_for(".show_mandate", mandate_id=mandate.id), 303)
    return page("mandate_section.html", mandate=mandate, form=form, number=number, headings=list(mandates.headings().values()))


def _sign_page(mandate: Mandate, form: SignerForm) -> str:
    return page("signer.html", mandate=mandate, form=form, unsigned=mandates.unsigned(mandate))


def _choices() -> list[tuple[str, str]]:
    return [(str(item.id), sak_name(item)) for item in saker.held()]


def _shown(mandate: Mandate, problem: str = "", form: ApproveForm | None = None) -> str:
    leader = rights.is_leader() and mandate.state == "draft"
    held = saker.held() if leader else []
    return page(
        "mandate.html", mandate=mandate, report=mandate_document.report(mandate), problem=problem, leader=leader,
        form=form or ApproveForm([(str(item.id), sak_name(item)) for item in held], formdata=None),
        suggested=saker.suggested(held) if leader else None, lacking=mandates.lacking(mandate), held=held,
        unsigned=mandates.unsigned(mandate), versions=mandates.versions(mandate), whole=freezing.whole(mandate),
    )  # fmt: skip
