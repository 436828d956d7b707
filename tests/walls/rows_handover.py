"""A handover and all that belongs to it, for the crawler; every free text carries the given word."""

import hashlib
from datetime import timedelta
from uuid import uuid4

from saas import clock


def rows(word, ids):
    """Rows in an order that their keys allow. `ids` maps table → id of what stands there already, and is filled."""
    for row in _handover(word, ids):
        row.id = row.id or uuid4()
        ids.setdefault(row.__tablename__, row.id)
        yield row


def _handover(word, ids):
    from tenants.handover import models as h

    handover = h.Handover(id=uuid4(), bundle_id=uuid4(), kind="planned", state="draft", from_user_id=uuid4(),
                          from_person_id=ids["people"], from_name=f"{word} gammel", to_name=f"{word} ny",
                          to_email="ny@koordinator.example", at=clock.now() + timedelta(days=30), reason=word, works=word,
                          hard=word, meet_first=word, created_by=word)
    yield handover
    yield h.HandoverDuty(id=uuid4(), handover_id=handover.id, kind="task", subject_id=ids.get("tasks") or uuid4(), choice="close",
                         reason=f"{word} avsluttes")
    yield h.HandoverApproval(id=uuid4(), handover_id=handover.id, user_id=uuid4(), name=f"{word} leder", role="chair", approved=False,
                             reason=word)
    content = f"%PDF {word}".encode()
    yield h.HandoverPackage(id=uuid4(), handover_id=handover.id, filename=f"{word}.pdf", content=content,
                            sha256=hashlib.sha256(content).hexdigest(), created_by=word)
    yield h.HandoverStep(id=uuid4(), handover_id=handover.id, day=30, position=1, text=f"{word} steg", due_on=clock.today())
