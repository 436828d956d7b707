"""A meeting held with others and one of its shared saker, for the crawler; every free text carries the given word."""

from uuid import uuid4


def rows(word, ids):
    """This kommune's own end of it; the shared record lies outside every kommune, and is not there."""
    from tenants.joint.models import JointEntry, JointMeeting

    joint = JointMeeting(id=uuid4(), event_id=uuid4(), meeting_id=ids["meetings"], companions=[{"name": word, "colour": 2, "mark": "V"}])
    yield joint
    yield JointEntry(id=uuid4(), joint_id=joint.id, entry_id=ids["agenda_entries"], shared_item_id=uuid4(), notes=word, decision=word)
