"""One of everything that control keeps, for the crawler; every free text carries the given word."""

from uuid import uuid4

from saas import clock


def rows(word, ids):
    """Rows in an order that their keys allow. `ids` maps table → id of what stands there already, and is filled."""
    from tenants.control.models import DpaAcceptance, RetentionRun

    made = [
        RetentionRun(id=uuid4(), kind="trial", by=word, at=clock.now(), counts={"links": {"n": 1, "mark": "x"}, "held": 0}),
        DpaAcceptance(id=uuid4(), number="1.0", sha256="0" * 64, name=word, title=word, accepted_at=clock.now()),
    ]
    for row in made:
        ids.setdefault(row.__tablename__, row.id)
        yield row
