"""Sak numbers n/year: gapless per group and year, also when many are in a hurry and some give up."""

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from saas.db import db, own_key
from tenants.meetings.models import ItemNumber


def take(group_id: UUID, year: int, how_many: int = 1) -> Iterator[int]:
    """The group's next numbers in the year, for use in this transaction.

    The counter's row stays locked until the commit, so the next in line waits; a rollback gives the numbers back.
    """
    row = insert(ItemNumber).values(group_id=group_id, year=year, last=how_many)
    row = row.on_conflict_do_update(
        index_elements=own_key(ItemNumber, "group_id", "year"), set_={"last": ItemNumber.last + how_many}
    )
    last = db.session.execute(row.returning(ItemNumber.last)).scalar_one()
    return iter(range(last - how_many + 1, last + 1))
