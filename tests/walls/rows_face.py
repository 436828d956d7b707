"""What is chosen for the public page, one of each for the crawler; every free text carries the given word."""

from uuid import uuid4

from saas import clock, here


def rows(word, ids):
    """Settings, a consent, and the copy that stands on the page."""
    from saas.open.models import PublicFace
    from tenants.face import models as f

    place = here.kommune()
    yield f.FaceSettings(id=uuid4(), intro=word, links=[{"title": word, "address": "https://x.example"}], goals=[str(ids["goals"])],
                         published_at=clock.now(), published_by=word)
    yield f.FaceConsent(id=uuid4(), user_id=uuid4(), shows_email=True)
    yield PublicFace(id=place.id, slug=place.slug, number="9900", name=place.name, language=place.language, colour=place.colour,
                     mark=place.mark, content={"intro": word})
