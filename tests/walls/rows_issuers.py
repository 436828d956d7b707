"""A log-in service that a kommune lets in, for the crawler."""

from uuid import uuid4


def rows(word, ids):
    """One permit; its name carries the given word."""
    from tenants.access.models import IssuerPermit

    yield IssuerPermit(id=uuid4(), issuer="https://test.ansattporten.no", org_number="312206498", name=f"{word} kommune")
