"""Numbers T-26-007: gapless per year, also when many are in a hurry and some give up."""

from sqlalchemy.dialects.postgresql import insert

from saas.db import db, own_key
from tenants.measures.models import MeasureNumber


def take(year: int) -> int:
    """The year's next number. Its row stays locked until the commit; a rollback gives the number back."""
    row = insert(MeasureNumber).values(year=year, last=1)
    row = row.on_conflict_do_update(
        index_elements=own_key(MeasureNumber, "year"), set_={"last": MeasureNumber.last + 1}
    )
    return db.session.execute(row.returning(MeasureNumber.last)).scalar_one()
