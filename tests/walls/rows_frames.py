"""What gives the coordination its weight, one of each for the crawler; every free text carries the given word."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

from saas import clock


def rows(word, ids):
    """A placement, an anchoring, a draft mandate after a signed one, and an agreement with its two parties and a file."""
    from tenants.frames import models as f
    from tenants.frames.freezing import fingerprint

    today = clock.today()
    yield f.Placement(id=uuid4(), kind="leadership", sector=word, reports_to=word, office_address=word, office_days=["mon"],
                      fte_percent=Decimal(30), fte_reason=word, from_on=today, until_on=today + timedelta(days=300))
    yield f.Anchoring(id=uuid4(), party="municipality", body=word, decided_on=today, title=f"{word} vedtak", note=word)
    texts = dict.fromkeys(("purpose", "tasks", "authority", "composition", "rhythm", "reporting"), word)
    yield f.Mandate(id=uuid4(), group_id=ids["groups"], number=2, **texts)
    mandate = f.Mandate(id=uuid4(), group_id=ids["groups"], number=1, state="approved", approved_on=today, **texts)
    mandate.sha256 = fingerprint(mandate)
    yield mandate
    yield f.MandateSignature(id=uuid4(), mandate_id=mandate.id, party="police", name=word, title=word, signed_on=today,
                             sha256="0")
    agreement = f.Agreement(id=uuid4(), kind="police", title=f"{word} avtale", summary=word, valid_from=today,
                            valid_to=today + timedelta(days=80), filename=f"{word}.pdf", media_type="application/pdf",
                            content=word.encode())
    yield agreement
    yield f.AgreementParty(id=uuid4(), agreement_id=agreement.id, party="municipality", organisation=word, name=word, title=word)
    yield f.AgreementParty(id=uuid4(), agreement_id=agreement.id, party="police", organisation=word, name=word, title=word)
