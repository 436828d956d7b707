"""The centre's editor looks into an application: what was checked and how is written down, with name and time."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from saas import clock
from saas.db import check_version, db
from saas.errors import Invalid, NotFound, NotNow
from saas.signup import letters
from saas.signup.models import Application
from saas.signup.service import send_to_second_person, unguarded

SHORTEST_CHECK, SHORTEST_REASON = 20, 5


def waiting() -> list[Application]:
    """Applications that nobody has decided, those that wait for the editor first."""
    query = select(Application).where(Application.state.in_(("begun", "sent")), Application.expires_at > datetime.now(clock.UTC))
    return list(db.session.scalars(query.order_by(Application.state, Application.created_at)))


def decided(most: int = 30) -> list[Application]:
    """The latest that are settled, one way or another."""
    query = select(Application).where(Application.state.not_in(("begun", "sent")))
    return list(db.session.scalars(query.order_by(Application.created_at.desc()).limit(most)))


def find(application_id: UUID) -> Application:
    """One application. Raises NotFound."""
    found = db.session.get(Application, application_id)
    if found is None:
        raise NotFound()
    return found


def approve(application: Application, address: str, how: str, editor: tuple[str, str], seen: int | None) -> None:
    """Send the letter to the address that the editor has confirmed. `editor` is (name, e-mail)."""
    if len(how.strip()) < SHORTEST_CHECK:
        raise Invalid("Skriv hva du kontrollerte og hvordan, med minst {n} tegn.", field="kontroll", n=SHORTEST_CHECK)
    unguarded("kontroll", how)
    if address.strip().lower() == application.applicant_email:
        raise Invalid("Brevet må gå til en annen enn den som har søkt.", field="adresse")
    if editor[1].lower() in (application.applicant_email, address.strip().lower()):
        raise Invalid("Du kan ikke kontrollere en søknad du selv er part i.", field="adresse")
    _take_up(application, seen)
    application.checked_by, application.checked_how = editor[0], how.strip()
    application.checked_at = datetime.now(clock.UTC)
    send_to_second_person(application, address.strip().lower(), editor[0])


def refuse(application: Application, reason: str, editor: str, seen: int | None) -> None:
    """Say no, and why; the applicant gets the reason in a letter."""
    if len(reason.strip()) < SHORTEST_REASON:
        raise Invalid("Skriv hvorfor søknaden blir avslått.", field="grunn")
    unguarded("grunn", reason)
    _take_up(application, seen)
    application.state, application.confirm_hash, application.refused_reason = "refused", None, reason.strip()
    application.checked_by, application.checked_at = editor, datetime.now(clock.UTC)
    application.expires_at = datetime.now(clock.UTC)
    to = (application.applicant_name, application.applicant_email)
    letters.post(to, "refused", application.language, asked=application)


def _take_up(application: Application, seen: int | None) -> None:
    """Lock the row, and go on only where it stands as the editor read it and nobody has decided."""
    check_version(application, seen)
    db.session.flush()
    db.session.refresh(application)
    if not application.waits:
        raise NotNow("Søknaden er avgjort eller gått ut.")
