"""What the year leaves behind, for the crawler: a visit, an office day, a check, an evaluation, a sheet, a report, a book."""

from uuid import uuid4

from saas import clock


def rows(word, ids):
    """One of each; every free text carries the given word. An anonymous answer is written by a guest, and by nobody here."""
    from tenants.checkup import models as c
    from tenants.gains.models import GainSheet
    from tenants.selfreview import models as s
    from tenants.visits import models as v
    from tenants.yearbook import models as y

    today, place = clock.today(), ids["organisations"]
    yield v.OfficeDay(id=uuid4(), on_date=today, place="municipality")
    yield v.Visit(id=uuid4(), organisation_id=place, on_date=today, note=f"{word} notat", good_example=True, story=f"{word} historie",
                  visited_by=f"{word} Koordinator")
    yield v.PreventionUnit(id=uuid4(), organisation_id=place)
    checkup = c.Checkup(id=uuid4(), year=2026)
    yield checkup
    yield c.CheckupAnswer(id=uuid4(), checkup_id=checkup.id, statement="anchoring_decision", rating=2, evidence_kind="group",
                          evidence_id=ids["groups"], evidence_title=f"{word} gruppe", evidence=f"{word} bevis")
    review = s.SelfReview(id=uuid4(), group_id=ids["groups"], year=2026, opened_on=today, closes_on=today, state="closed", closed_on=today,
                          opened_by=f"{word} Leder", invited=6, answered=5, results={"means": [3.0] * 8, "words": [f"{word} ord"]})
    yield review
    yield s.SelfReviewInvitee(id=uuid4(), review_id=review.id, person_id=ids["people"])
    figure = {"key": "meetings", "value": "1", "label": word, "source": word}
    yield GainSheet(id=uuid4(), year=2026, title=f"{word} gevinst", figures=[figure],
                    story_one_title=word, story_one=word, quote=word, quoted_as=word)
    yield y.AnnualReport(id=uuid4(), year=2026, summary=f"{word} oppsummert", learnt=word, ahead=word)
    yield y.YearBook(id=uuid4(), group_id=ids["groups"], year=2026, state="ready", content=word.encode(), asked_by=f"{word} Koordinator")
