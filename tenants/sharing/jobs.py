"""The round of sharing, asked for by the clock in each kommune."""

from sqlalchemy import exists, select

from saas import jobs
from saas.db import db
from saas.errors import NotNow
from tenants.groups.models import Group
from tenants.sharing import service


@jobs.job(service.JOB)
def count() -> None:
    """Count and hand over anew; a kommune that lies in no region hands over nothing, and its page says why.

    Where there is no group yet, nothing has begun that could be counted, and what was handed over before stands.
    """
    if service.shares() and not _has_begun():
        return
    try:
        service.hand_over_all()
    except NotNow:
        return


def _has_begun() -> bool:
    return bool(db.session.scalar(select(exists().where(Group.id.is_not(None)))))
