"""Access's rows for the crawler: an invitation, a wish to be let in, a calendar address, a notice, a signed link."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from saas import clock


def rows(word, ids):
    """One of each; every free text carries the given word."""
    from saas.accounts.links import GuestLink
    from tenants.access import models as a

    soon = datetime.now(UTC) + timedelta(days=14)
    yield a.RoleInvitation(id=uuid4(), email=f"{word.lower()}@x.example", name=f"{word} Invitert", role="member", person_id=ids["people"],
                           group_id=ids["groups"], from_on=clock.today(), reason=f"{word} grunn", token_hash=uuid4().hex,
                           invited_by=f"{word} Koordinator", expires_at=soon)
    yield a.AccessRequest(id=uuid4(), name=f"{word} Spør", email="s@x.example", title=word, organisation=word, reason=word)
    yield a.Feed(id=uuid4(), user_id=uuid4(), token_hash=uuid4().hex)
    yield a.ExpiryNotice(id=uuid4(), kind="access.role", subject_id=uuid4(), until_on=clock.today(), days=30)
    yield GuestLink(id=uuid4(), token_hash=uuid4().hex, purpose="task.report", subject_id=uuid4(), person_id=ids["people"],
                    expires_at=soon)
