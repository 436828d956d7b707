"""What is asked of evaluations: which ones a visitor may see, how many have answered, and how a group has developed."""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from saas import clock
from saas.accounts.guard import can
from saas.db import db
from saas.db import find as find_row
from saas.errors import NotAllowed
from tenants.groups import service as groups
from tenants.groups.models import Group
from tenants.network import service as network
from tenants.network.models import Person
from tenants.selfreview.models import SelfReview, SelfReviewInvitee

WITH_GROUP = joinedload(SelfReview.group).lazyload(Group.seats)


def find(review_id: UUID) -> SelfReview:
    """One evaluation of a group that the visitor sees and answers for. Raises NotFound, or NotAllowed for its members."""
    review = find_row(SelfReview, review_id, WITH_GROUP)
    group = groups.find(review.group_id)
    if not reads(group):
        raise NotAllowed("Resultatet av egenevalueringen vises for lederen av gruppen og koordinatoren.")
    return review


def reads(group: Group, me: Person | None = None) -> bool:
    """Whether the visitor is who the result is for: the coordinator, or the group's leader. `me` saves a question."""
    if can("coordinate") or (group.level == "STEERING" and can("approve")):
        return True
    me, leader = me or network.me(), group.leader_on(clock.today())
    return me is not None and leader is not None and me.id == leader.id


def read_by_me(include_closed: bool = False) -> list[Group]:
    """The groups whose result is for the visitor."""
    me = network.me()
    return [group for group in groups.visible(include_closed=include_closed) if reads(group, me)]


def not_asked() -> list[Group]:
    """Those of them that have not been asked this year: a group is asked once."""
    asked = set(db.session.scalars(select(SelfReview.group_id).where(SelfReview.year == clock.today().year)))
    return [group for group in read_by_me() if group.id not in asked]


def listed() -> list[SelfReview]:
    """Every evaluation that the visitor may read, the newest first."""
    mine = [group.id for group in read_by_me(include_closed=True)]
    query = select(SelfReview).where(SelfReview.group_id.in_(mine)).options(WITH_GROUP)
    return list(db.session.scalars(query.order_by(SelfReview.year.desc(), SelfReview.opened_on.desc(), SelfReview.id)).unique())


def of_group(group_id: UUID) -> list[SelfReview]:
    """A group's closed evaluations, the first year first."""
    query = select(SelfReview).where(SelfReview.group_id == group_id, SelfReview.state == "closed")
    return list(db.session.scalars(query.order_by(SelfReview.year)))


def answered(review: SelfReview) -> int:
    """How many have answered so far; only ever the number."""
    if review.answered is not None:
        return review.answered
    query = select(func.count()).select_from(SelfReviewInvitee)
    query = query.where(SelfReviewInvitee.review_id == review.id, SelfReviewInvitee.answered.is_(True))
    return db.session.scalar(query) or 0


def find_for_guest(review_id: UUID, person_id: UUID) -> tuple[SelfReview, bool | None] | None:
    """The evaluation that a signed link is about, and whether its holder has answered (None once it is closed)."""
    query = select(SelfReview).where(SelfReview.id == review_id).options(WITH_GROUP)
    review = db.session.scalars(query).unique().one_or_none()
    if review is None:
        return None
    mine = select(SelfReviewInvitee.answered)
    mine = mine.where(SelfReviewInvitee.review_id == review.id, SelfReviewInvitee.person_id == person_id)
    has_answered = db.session.scalars(mine).one_or_none()
    if has_answered is None and review.is_open:
        return None
    return review, has_answered
