"""What is chosen of publicity, and public minutes that have been withdrawn, for the crawler; every text carries the given word."""

from uuid import uuid4

from saas import clock


def rows(word, ids):
    """A choice for the sak with its paper, and one edition that is no longer out."""
    from tenants.publicity.models import PublicityChoice, PublishedMinutes

    yield PublicityChoice(id=uuid4(), item_id=ids["agenda_items"], paper_id=ids["papers"], publicity="exempt", basis_code=word[:40],
                          legal_basis=word[:80], edition="2026-11", chosen_by=word, chosen_as="coordinator")
    yield PublishedMinutes(id=uuid4(), minutes_id=ids["minutes"], public_id=uuid4(), number=1, version_number=1, sha256="0" * 64,
                           content={"title": word, "items": []}, with_attendance=False, with_discussion=False, published_by=word,
                           withdrawn_at=clock.now(), withdrawn_by=word, withdrawn_because=word)
