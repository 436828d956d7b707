"""The verbs of a group's yearly evaluation: open it, ask again, close it. What is shown is decided when it closes, once."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import delete, func, select

from saas import audit, clock, here, outbox, pages
from saas.accounts import links
from saas.db import check_version, db
from saas.errors import Invalid, NotAllowed, NotNow
from tenants.groups.models import Group
from tenants.network.models import Person
from tenants.selfreview import questions
from tenants.selfreview.models import SelfReview, SelfReviewInvitee
from tenants.selfreview.statements import FEWEST

PURPOSE = "selfreview.answer"
SHORTEST, LONGEST = timedelta(days=3), timedelta(days=60)
USUAL = timedelta(days=14)
# A link tells that the evaluation is over for so long after its last day.
AFTERWARDS = 60


def open_review(group: Group, closes_on: date) -> SelfReview:
    """Ask everybody with a seat in the group, the secretary left out, each by a letter with a link of their own.

    One for each group and year. Raises NotNow with fewer than five to ask, and Invalid at «frist».
    """
    if not questions.reads(group):
        raise NotAllowed("Lederen av gruppen eller koordinatoren setter i gang egenevalueringen.")
    today = clock.today()
    if not today + SHORTEST <= closes_on <= today + LONGEST:
        raise Invalid("Velg en siste dag fra tre dager til to måneder fram.", field="frist")
    here.lock(f"selfreview:{group.id}")
    same = select(SelfReview.id).where(SelfReview.group_id == group.id, SelfReview.year == today.year)
    if db.session.scalar(same) is not None:
        raise NotNow("{group} har allerede en egenevaluering for {year}. Den kan ikke gjøres om.", group=group.name, year=today.year)
    asked = _members(group)
    if len(asked) < FEWEST:
        raise NotNow(
            "{n} i gruppen kan spørres: de som har et sete og en e-postadresse. Med færre enn fem kan svarene ikke være anonyme.",
            n=len(asked),
        )
    review = SelfReview(
        group_id=group.id, year=today.year, opened_on=today, closes_on=closes_on, opened_by=here.actor_name(), invited=len(asked)
    )
    review.group = group
    db.session.add(review)
    db.session.flush()
    db.session.add_all(SelfReviewInvitee(review_id=review.id, person_id=person.id) for person in asked)
    _write_to(review, asked, "selfreview/asked.txt")
    audit.record("selfreview.opened", review, group=group.id, year=review.year, invited=len(asked))
    return review


def remind(review: SelfReview) -> int:
    """A letter to all who were asked, those who have answered too, so that no letter tells who has. Once a day."""
    _hold(review)
    if not review.is_open:
        raise NotNow("Egenevalueringen tar ikke imot flere svar.")
    if review.reminded_on == clock.today():
        raise NotNow("Det er allerede purret i dag.")
    query = select(SelfReviewInvitee).where(SelfReviewInvitee.review_id == review.id)
    asked = [row.person for row in db.session.scalars(query) if row.person.active and row.person.email]
    review.reminded_on = clock.today()
    _write_to(review, asked, "selfreview/reminder.txt")
    audit.record("selfreview.reminded", review, letters=len(asked))
    return len(asked)


def close(review: SelfReview, seen: int | None = None) -> SelfReview:
    """No more answers. The answers are counted together and thrown away; with fewer than five only their number is left.

    It cannot be undone, so no second look at a few more answers is ever held against the first.
    """
    _hold(review)
    if review.state != "open":
        raise NotNow("Egenevalueringen er allerede avsluttet.")
    check_version(review, seen)
    taken: dict[str, Any] = db.session.scalar(select(func.app.take_self_review(review.id))) or {}
    review.state, review.closed_on = "closed", clock.today()
    review.answered, review.results = int(taken["answered"]), taken["results"]
    db.session.flush()
    db.session.execute(delete(SelfReviewInvitee).where(SelfReviewInvitee.review_id == review.id))
    audit.record("selfreview.closed", review, answered=review.answered, shown=review.results is not None)
    return review


def close_due() -> int:
    """Close those whose last day has passed; how many. Safe to run as often as wanted."""
    query = select(SelfReview).where(SelfReview.state == "open", SelfReview.closes_on < clock.today())
    due = list(db.session.scalars(query))
    for review in due:
        _hold(review)
        if review.state == "open":
            close(review)
    return len(due)


def hold_for_answer(review: SelfReview) -> None:
    """Let an answer and a closing come one after the other. Raises NotNow when it is closed."""
    _hold(review)
    if not review.is_open:
        raise NotNow("Egenevalueringen tar ikke imot flere svar.")


def _hold(review: SelfReview) -> None:
    here.lock(f"selfreview:{review.id}")
    db.session.refresh(review, ["state", "closes_on", "reminded_on", "version"])


def _members(group: Group) -> list[Person]:
    """Each person once. The secretary prepares the meetings that are judged, and reads the result, so is not asked."""
    seats = [seat for seat in group.seats_on(clock.today()) if seat.function != "secretary"]
    found = {seat.person_id: seat.person for seat in seats if seat.person.active and seat.person.email}
    return list(found.values())


def _write_to(review: SelfReview, people: list[Person], template: str) -> None:
    left = max(0, (review.closes_on - clock.today()).days)
    for person in people:
        link = links.make(PURPOSE, review.id, person.id, days=left + AFTERWARDS)
        context = {"review": review, "receiver": person, "link": link, "fewest": FEWEST}
        subject, body = pages.letter(template, here.kommune().language, **context)
        outbox.post(person.address, subject, body, template=template, about=review)
