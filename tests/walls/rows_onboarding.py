"""The guide's rows for the crawler."""

from datetime import UTC, datetime, timedelta


def rows(word, ids):
    """A step, a forum, and somebody who has been asked."""
    from tenants.onboarding.models import CoordinatorRequest, Forum, StartupStep

    yield StartupStep(code="needs", facts={"word": word})
    yield Forum(name=f"{word} samarbeid", rhythm=word, topics=word)
    yield CoordinatorRequest(email="spurt@fjordvest.example", name=f"{word} koordinator", host=word, message=word, asked_by=word,
                             expires_at=datetime.now(UTC) + timedelta(days=30))
