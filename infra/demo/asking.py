"""An utfordringsrunde under way: sent by the service itself, so that its links and letters are real, and half answered."""

from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select

from infra.demo.content import load
from saas.db import db
from tenants.groups.models import Group
from tenants.rounds import answering, service
from tenants.rounds.models import RoundRecipient


def send_round(today: date) -> None:
    """Ask the coordinating group's leaders, and let those answer who have found the time."""
    script = next(one for one in load("story_nb")["rounds"] if one["state"] == "sent")
    group = db.session.scalars(select(Group).where(Group.level == "COORDINATING").order_by(Group.name)).first()
    assert group is not None
    seats = [seat for seat in group.seats_on(today) if seat.function != "secretary" and seat.person.email]
    seen: dict[UUID, UUID] = {}
    for seat in seats:
        seen.setdefault(seat.person.organisation_id, seat.person_id)
    wanted = service.Wanted(
        group_id=group.id, title=script["title"], description=script["description"], theme=script["theme"],
        due_on=today + timedelta(days=-script["due"]), person_ids=list(seen.values())[:6],
    )  # fmt: skip
    round_ = service.create("challenge", wanted)
    service.send(round_, round_.version)
    db.session.flush()
    query = select(RoundRecipient).where(RoundRecipient.round_id == round_.id)
    asked = sorted(db.session.scalars(query), key=lambda one: one.person.name)
    said = load("asking")[script["key"]]["nb"]
    for recipient in asked:
        if recipient.person.organisation.type in said:
            answer, words, contribution = said[recipient.person.organisation.type]
            shared = "yes" if answer == "yes" else "partly"
            answering.answer(recipient, answer, shared, words=words, contribution=contribution)
