"""A kommune asks to join: who asks, for which kommune, and what happens then. Nothing is opened before a second person says yes."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from saas import clock, privacy
from saas.db import db
from saas.errors import Invalid, NotFound, NotNow
from saas.register import organisations
from saas.register.kommuner import Kommune
from saas.signup import letters, tokens
from saas.signup.models import Application, TenantNumber

# The letter to the second person is good for two weeks; the editor gets somewhat longer to look into it.
TO_CONFIRM, TO_LOOK_INTO = timedelta(days=14), timedelta(days=30)
Standing = Literal["free", "here", "retired"]


@dataclass(frozen=True)
class Applicant:
    """Who asks, and who leads the kommune's administration, as the applicant has written it."""

    name: str
    title: str
    email: str
    phone: str
    org_number: str
    chief_name: str
    chief_email: str
    levels: int
    language: str


def standing(number: str) -> Standing:
    """Whether a kommune can be registered: it is free, it is here already, or its number is no longer in use."""
    if db.session.scalar(select(func.app.taken(number))) is not None:
        return "here"
    ended = select(TenantNumber.id).where(TenantNumber.number == number, TenantNumber.valid_to.is_not(None)).limit(1)
    return "retired" if db.session.scalar(ended) is not None else "free"


def apply(kommune: Kommune, who: Applicant, application_id: UUID) -> str:
    """Write down an application and send its letters; the token of the applicant's own page.

    The same form sent twice is one application. Raises Invalid for what does not fit, NotNow for a kommune that is here.
    """
    _check(kommune, who)
    token = tokens.of_form(application_id)
    row = {
        "id": application_id,
        "number": kommune.number,
        "name": kommune.name,
        "org_number": organisations.tidy(who.org_number),
        "language": who.language,
        "levels": who.levels,
        "population": kommune.population,
        "applicant_name": who.name,
        "applicant_title": who.title,
        "applicant_email": who.email.strip().lower(),
        "applicant_phone": who.phone,
        "chief_name": who.chief_name,
        "chief_email": who.chief_email.strip().lower(),
        "status_hash": tokens.digest(token),
        "expires_at": datetime.now(clock.UTC) + TO_LOOK_INTO,
    }
    made = insert(Application).values(row).on_conflict_do_nothing(index_elements=["id"]).returning(Application.id)
    if db.session.scalar(made) is None:
        return token
    application = db.session.get_one(Application, application_id)
    # Only an address that somebody has confirmed gets the letter at once; every other one is looked into first.
    if kommune.official_address:
        send_to_second_person(application, kommune.official_address, "Registeret")
    letters.post((who.name, application.applicant_email), "received", who.language, asked=application, token=token)
    return token


def of_token(token: str) -> Application:
    """The application that an applicant's own page is about. Raises NotFound."""
    found = db.session.scalars(select(Application).where(Application.status_hash == tokens.digest(token))).one_or_none()
    if found is None:
        raise NotFound()
    return found


def withdraw(token: str) -> Application:
    """The applicant takes the application back; the letter to the second person opens nothing any more."""
    application = _locked(of_token(token).id)
    if not application.waits:
        raise NotNow("Søknaden er avgjort eller gått ut, og kan ikke trekkes.")
    application.state, application.confirm_hash = "withdrawn", None
    application.expires_at = datetime.now(clock.UTC)
    application.version += 1
    return application


def send_to_second_person(application: Application, address: str, source: str) -> None:
    """A letter with a fresh link to the kommune's official address; an earlier link is dead from now on."""
    token, now = tokens.fresh(), datetime.now(clock.UTC)
    application.confirm_hash, application.state = tokens.digest(token), "sent"
    application.official_address, application.address_source = address, source
    application.sent_at, application.expires_at = now, now + TO_CONFIRM
    application.version += 1
    kommune = f"{application.name} kommune"
    letters.post((kommune, address), "confirm", application.language, asked=application, token=token)


def ask_access(number: str, name: str, email: str, title: str, workplace: str, reason: str) -> None:
    """Leave a wish to be let in with a kommune that is here. What comes of it is never told here."""
    unguarded("grunn", reason)
    db.session.execute(select(func.app.ask_access(number, name, email, title, workplace, reason)))


def _check(kommune: Kommune, who: Applicant) -> None:
    if standing(kommune.number) == "here":
        raise NotNow("{kommune} er allerede registrert. Be om tilgang.", kommune=kommune.full_name)
    if standing(kommune.number) == "retired":
        raise NotNow("Kommunenummer {number} er ikke lenger i bruk.", number=kommune.number)
    given = organisations.tidy(who.org_number)
    if not organisations.is_one(given):
        raise Invalid("Et organisasjonsnummer har ni sifre. Se etter at alle er riktige.", field="orgnr")
    if kommune.org_number and given != kommune.org_number:
        raise Invalid("Organisasjonsnummeret er ikke det som registeret har for {kommune}.", field="orgnr", kommune=kommune.full_name)
    if who.chief_email and who.chief_email.strip().lower() == who.email.strip().lower():
        raise Invalid("Skriv adressen til en annen enn deg selv. Det er to som skal si ja.", field="leder_epost")


def _locked(application_id: UUID) -> Application:
    query = select(Application).where(Application.id == application_id).with_for_update().execution_options(populate_existing=True)
    return db.session.scalars(query).one()


def unguarded(field: str, words: str) -> None:
    """Numbers that only a person has are never taken in; names are natural here, since the writer speaks of colleagues."""
    for finding in privacy.inspect(words):
        if finding.level == "block":
            raise Invalid(finding.reason, field=field)
