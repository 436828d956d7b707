"""Who may come in: people and their roles, invitations, those who ask, and the links that are alive."""

from typing import Any
from uuid import UUID

from flask import render_template, request

from saas import clock, here
from saas.accounts.guard import may, role_name
from saas.errors import Guarded, Invalid, NotAllowed, NotFound, NotNow
from saas.furnishing import Feature
from saas.pages import say
from tenants.access import jobs as jobs
from tenants.access import service, warning
from tenants.access.doors import bp, done, seen
from tenants.access.forms import InvitationForm, chosen
from tenants.access.models import AccessRequest
from tenants.groups import service as groups
from tenants.network import service as network

FEATURE = Feature(
    "access",
    bp,
    section="office",
    tabs=(("Personer og tilgang", "access.index", "admit"), ("Lenker uten innlogging", "access.links", "control"),
          ("Innlogging", "access.issuers", "admit")),
)
# How many former roles are shown before «Vis alle».
FEW = 7


@bp.get("/")
@may("admit")
def index() -> Any:
    """Who has which role and until when, who is invited, who asks."""
    return _index()


@bp.get("/invitasjon")
@may("admit")
def new_invitation() -> Any:
    """The form; `?foresporsel=` is who has asked to be let in."""
    return _form_page(_form(_asked(request.args.get("foresporsel", ""))))


@bp.post("/invitasjon")
@may("admit")
def invite() -> Any:
    """Send an invitation, and answer the one who asked."""
    asked = _asked(request.form.get("foresporsel", ""))
    form, status = _form(asked), 422
    if form.validate():
        try:
            sent = service.invite_person(**form.wanted(), request=asked)
            return done(say("Invitasjonen er sendt til {name}.", name=sent.name))
        except (Invalid, NotNow, NotAllowed, Guarded) as refusal:
            status = form.take(refusal)
    return _form_page(form), status


@bp.post("/invitasjon/<uuid:role_invitation_id>/tilbaketrekking")
@may("read")
def revoke_invitation(role_invitation_id: UUID) -> Any:
    """«Trekk tilbake»."""
    invitation = service.find_invitation(role_invitation_id)
    return _pressed(lambda: service.revoke_invitation(invitation, seen()), "Invitasjonen er trukket tilbake.")


@bp.post("/invitasjon/<uuid:role_invitation_id>/utsending")
@may("read")
def send_again(role_invitation_id: UUID) -> Any:
    """«Send på nytt»: a new link, and the old one is dead."""
    invitation = service.find_invitation(role_invitation_id)
    return _pressed(lambda: service.send_again(invitation, seen()), "Invitasjonen er sendt på nytt. Den gamle lenken virker ikke lenger.")


@bp.post("/foresporsel/<uuid:request_id>/avslag")
@may("read")
def refuse_request(request_id: UUID) -> Any:
    """«Avslå»: whoever asked is told."""
    found = service.find_request(request_id)
    return _pressed(lambda: service.refuse_request(found, seen()), "Forespørselen er avslått, og personen har fått svar.")


def _pressed(deed: Any, said: str) -> Any:
    """Do a deed of one press. A refusal is told on the page that the button stood on."""
    try:
        deed()
    except (Invalid, NotNow) as refusal:
        return _index(say(refusal.message, **refusal.params)), refusal.status
    return done(said)


def _index(problem: str = "") -> str:
    everyone = [member for member in service.members() if member.role != "service"]
    return render_template(
        "access/index.html", present=[m for m in everyone if not m.over], former=[m for m in everyone if m.over],
        ending={m.id for m in warning.soon(everyone, clock.today())}, invitations=service.waiting(), asked=service.asked(),
        is_open=service.is_open, in_words=role_name, me=here.actor_id(), few=None if request.args.get("alle") else FEW,
        problem=problem, roles=service.roles_to_give(),
    )  # fmt: skip


def _asked(written: str) -> AccessRequest | None:
    if not written:
        return None
    try:
        return service.find_request(UUID(written))
    except ValueError:
        raise NotFound() from None


def _form(asked: AccessRequest | None) -> InvitationForm:
    people = [person for person in network.people() if person.user_id is None]
    return InvitationForm(people, network.organisations(), groups.visible(), service.roles_to_give(), asked)


def _form_page(form: InvitationForm) -> str:
    asked = service.find_request(found) if (found := chosen(form.foresporsel)) else None
    return render_template("access/invite.html", form=form, asked=asked, days=service.DAYS)


from tenants.access import issuer_views as issuer_views  # noqa: E402
from tenants.access import link_views as link_views  # noqa: E402
from tenants.access import member_views as member_views  # noqa: E402
