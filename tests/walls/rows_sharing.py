"""What is shared, and on its way to being shared, one of each for the crawler; every free text carries the given word."""

from uuid import uuid4


def rows(word, ids):
    """A decision, a profile with a number, a card that waits, a template with a document."""
    from saas.centre import models as c
    from tenants.practice.models import PracticeOffer
    from tenants.sharing.models import SharingDecision
    from tenants.templates import models as t

    yield SharingDecision(id=uuid4(), shares=True, decided_by=word, role="chair", reason=word)
    yield c.Profile(id=uuid4(), period="2026T2", shares=True, region="R01", band="2000", centrality="5", coordinator=word)
    yield c.Contribution(id=uuid4(), period="2026T2", indicator="measures", codes="theme=school", number=3)
    yield PracticeOffer(id=uuid4(), measure_id=ids["measures"], title=word, theme="school", challenge=word, what=word,
                        resources=word, evaluation=word, advice=word, confirmed_by=word)
    template = t.DocumentTemplate(id=uuid4(), kind="agenda", language="nb", title=word, body=word, base_body=word, created_by=word)
    yield template
    yield t.WrittenDocument(id=uuid4(), template_id=template.id, template_title=word, title=word, body=word, language="nb",
                            written_by=word)
