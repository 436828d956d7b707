"""The anonymous answer: that somebody has answered is noted in one place, what they answered in another, and never together."""

from collections.abc import Sequence
from uuid import UUID, uuid4

from sqlalchemy import insert, select, update

from saas import here, privacy
from saas.db import db
from saas.errors import Guarded, Invalid, NotNow
from tenants.network.models import Organisation, Person
from tenants.selfreview.models import SelfReview, SelfReviewAnswer, SelfReviewInvitee
from tenants.selfreview.service import hold_for_answer
from tenants.selfreview.statements import SCALE, STATEMENTS

LONGEST_WORDS = 1000


def answer(review: SelfReview, person_id: UUID, scores: Sequence[int], words: str) -> None:
    """One answer, once for each who is asked. `scores` are 1–4, one for each statement in order.

    Raises Invalid and Guarded («ord»), and NotNow for a second answer or a closed evaluation. Nothing goes to the
    audit: the chain would tell when, and in which order.
    """
    if len(scores) != len(STATEMENTS) or any(str(score) not in SCALE for score in scores):
        raise Invalid("Svar på alle påstandene.")
    words = words.replace("\x00", "").replace("\r\n", "\n").strip()
    if len(words) > LONGEST_WORDS:
        raise Invalid("Teksten kan ha høyst {n} tegn.", field="ord", n=LONGEST_WORDS)
    _guard(words)
    hold_for_answer(review)
    mine = (SelfReviewInvitee.review_id == review.id, SelfReviewInvitee.person_id == person_id)
    claim = update(SelfReviewInvitee).where(*mine, SelfReviewInvitee.answered.is_(False)).values(answered=True)
    if db.session.execute(claim).rowcount != 1:  # type: ignore[attr-defined]
        raise NotNow("Svaret ditt er allerede levert. Det er anonymt, så det kan verken vises eller endres.")
    # Written without asking anything back: a guest may put an answer in, and read none.
    row = {"id": uuid4(), "review_id": review.id, "scores": list(scores), "words": words}
    db.session.execute(insert(SelfReviewAnswer.__table__).values(**row).inline())  # type: ignore[arg-type]


def _guard(words: str) -> None:
    """The person-data guard, without its memory: neither what is stopped nor what is kept may be tied to who wrote it."""
    known = frozenset([*db.session.scalars(select(Person.name)), *db.session.scalars(select(Organisation.name))])
    found = privacy.inspect(words, known_names=known, small=here.kommune().small) if words else []
    if found:
        raise Guarded({"ord": found})
