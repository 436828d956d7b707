"""Signed mandates and agreements on their way to the archive."""

from datetime import date
from uuid import UUID

from sqlalchemy import select

from saas import clock, printing
from saas.archive.contents import File, Party
from saas.db import db
from saas.errors import NotFound, NotNow
from saas.pages import gettext, say
from tenants.filing.sources import Described, Ready, Source, folder_of, not_assessed
from tenants.frames import agreements, mandate_document, mandates
from tenants.frames.models import AGREEMENT_KINDS, MANDATE_STATES, PARTIES, Agreement, Mandate
from tenants.meetings.wording import in_the_kommunes_language

# An agreement is what the parties have signed, so it is filed once it binds them, and also after it has ended.
BINDING = ("in_force", "ended", "replaced")


def ready_mandates() -> list[Ready]:
    """Approved mandates that both the kommune and the police have signed."""
    found = [mandate for mandate in mandates.all_mandates() if _is_signed(mandate)]
    with in_the_kommunes_language():
        return [Ready("mandate", one.id, one.number, _mandate_title(one), clock.at(_signed_on(one), 12)) for one in found]


def describe_mandate(mandate_id: UUID) -> Described:
    """One version of a mandate. Raises NotFound, and NotNow before it is approved and signed by both."""
    mandate = mandates.find(mandate_id)
    if not _is_signed(mandate):
        raise NotNow("Mandatet må være vedtatt og signert av begge parter før det sendes til arkiv.")
    signed_on = _signed_on(mandate)
    with in_the_kommunes_language():
        title = _mandate_title(mandate)
        others = [row for row in mandate.signatures if row.party != "municipality"]
        return Described(
            kind="mandate", id=mandate.id, version=mandate.number, title=title, public_title=title, shielding=not_assessed(),
            dated_on=mandate.approved_on or signed_on, created_at=clock.at(signed_on, 12),
            created_by=next((row.name for row in mandate.signatures if row.party == "municipality"), "–"),
            sent_at=clock.at(signed_on, 12), receivers=[Party(name=say(PARTIES[row.party]), contact=row.name) for row in others],
            folder=folder_of(mandate.group, signed_on.year),
            files=[File(source=["mandate", str(mandate.id)], title=title, filename=mandate_document.filename(mandate),
                        type="VEDTAK", shielding=not_assessed())],
        )  # fmt: skip


def read_mandate(file: File) -> bytes:
    """PDF/A-2a of what was approved and signed, whatever has come after. Raises NotFound."""
    mandate = mandates.find(UUID(file["source"][1]))
    words = mandate_document.report(mandate)
    with in_the_kommunes_language():
        words["status"] = say(MANDATE_STATES["approved"])
    return printing.pdf(words, when=clock.at(_signed_on(mandate), 12))


def ready_agreements() -> list[Ready]:
    """Agreements in force, now or earlier, whose signed file is here; without it there is nothing to file."""
    query = select(Agreement).where(Agreement.state.in_(BINDING), Agreement.filename != "", Agreement.valid_from.is_not(None))
    found = db.session.scalars(query.order_by(Agreement.valid_from.desc(), Agreement.id))
    return [Ready("agreement", one.id, one.number, one.title, clock.at(one.valid_from or clock.today(), 12)) for one in found]


def describe_agreement(agreement_id: UUID) -> Described:
    """One version of an agreement. Raises NotFound, and NotNow before it is in force with its signed file."""
    agreement = agreements.find(agreement_id)
    if agreement.state not in BINDING or not agreement.filename or agreement.valid_from is None:
        raise NotNow("Avtalen må gjelde, og den signerte filen må være lagt til, før den sendes til arkiv.")
    ours = [party for party in agreement.parties if party.party == "municipality"]
    others = [party for party in agreement.parties if party.party != "municipality"]
    with in_the_kommunes_language():
        # Whoever wrote the title may have written anything; the journal is told only what kind of agreement it is.
        public_title = say(AGREEMENT_KINDS[agreement.kind])
        return Described(
            kind="agreement", id=agreement.id, version=agreement.number, title=agreement.title, public_title=public_title,
            shielding=not_assessed(), dated_on=agreement.valid_from, created_at=clock.at(agreement.valid_from, 12),
            created_by=next((party.name for party in ours if party.name), "–"), sent_at=clock.at(agreement.valid_from, 12),
            receivers=[Party(name=party.organisation, contact=party.name) for party in others],
            folder=folder_of(None, agreement.valid_from.year),
            files=[File(source=["agreement", str(agreement.id)], title=public_title, filename=f"{public_title}.pdf",
                        type="AVTALE", shielding=not_assessed())],
        )  # fmt: skip


def read_agreement(file: File) -> bytes:
    """The signed file as it came in. Raises NotFound."""
    content = agreements.content_of(agreements.find(UUID(file["source"][1])))
    if content is None:
        raise NotFound()
    return content


def _mandate_title(mandate: Mandate) -> str:
    return gettext("Mandat for %(group)s, versjon %(n)s", group=mandate.group.name, n=mandate.number)


def _is_signed(mandate: Mandate) -> bool:
    return mandate.state != "draft" and mandate.approved_on is not None and mandate.signed_by_both


def _signed_on(mandate: Mandate) -> date:
    """The day the last of them signed."""
    return max(row.signed_on for row in mandate.signatures)


MANDATES = Source("mandate", ready_mandates, describe_mandate, read_mandate)
AGREEMENTS = Source("agreement", ready_agreements, describe_agreement, read_agreement)
