"""Each kommune's own room does what was agreed: asked for by another party's deed, and by the clock in case that was lost.

Neither job is told anything: what there is to do, the room finds by asking what it is a party to.
"""

from saas import jobs, joint
from tenants.joint import following, service


@jobs.job(joint.FOLLOW)
def follow() -> None:
    """This kommune's meetings follow what is shared."""
    following.follow_all()


@jobs.job(joint.JOIN)
def join() -> None:
    """In the name of the one who asked: her own kommune joins, where she is its coordinator and it is plain which group meets."""
    service.join_asked()
