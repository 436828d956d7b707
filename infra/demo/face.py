"""The demo's public pages: four of Fjordvest's kommuner are out, Skarvøy is not, and the coordinator has agreed to be shown."""

from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select

from infra.demo.founding import FJORDVEST
from infra.demo.ids import stable_id
from saas import clock, rooms
from saas.db import db
from saas.rooms import Kommune
from tenants.face import choices, service
from tenants.face.models import FaceConsent
from tenants.face.people import coordinator

OUT = ("nordvik", "solbygda", "hamnes", "granlia")
COORDINATOR = "Ingrid Solheim"
INTRO = {
    "nb": "Kommunen, politiet, skolene og frivillige møtes fast for å forebygge rus og kriminalitet blant unge.\n\n"
          "Her ser du hva vi vil, og hva vi gjør nå. Vi snakker aldri om enkeltpersoner i disse møtene.",
    "nn": "Kommunen, politiet, skulane og frivillige møtest fast for å førebyggje rus og kriminalitet blant unge.\n\n"
          "Her ser du kva vi vil, og kva vi gjer no. Vi snakkar aldri om einskildpersonar i desse møta.",
}  # fmt: skip
LINKS = {
    "nb": (("Ungdata", "https://www.ungdata.no/"), ("Alarmtelefonen for barn og unge", "https://www.116111.no/")),
    "nn": (("Ungdata", "https://www.ungdata.no/"), ("Alarmtelefonen for barn og unge", "https://www.116111.no/")),
}


def publish(kommune: Kommune) -> None:
    """Choose all that may be shown, agree, and publish, through the verbs, so that the guard has read it."""
    if kommune.slug not in OUT:
        return
    actor = Kommune(**{**kommune.__dict__, "role": "service"})
    with rooms.enter(rooms.of_job(rooms.service_of(kommune), actor, COORDINATOR)):
        _agree(kommune.slug)
        groups = [group.id for group in choices.groups() if group.level != "OPERATIONAL"]
        service.choose(_shown(kommune, groups), None)
        settings = service.publish(1)
        # It has been out for a while: what is new on it is what has happened since.
        settings.published_at = clock.at(_working_day(clock.today() - timedelta(days=120)), 10)
        db.session.flush()
        service.refresh()


def _working_day(day: date) -> date:
    """That day, or the Friday before it."""
    return day - timedelta(days=max(0, day.weekday() - 4))


def _shown(kommune: Kommune, groups: list[UUID]) -> service.Shown:
    return service.Shown(
        intro=INTRO[kommune.language], links=LINKS[kommune.language], groups=groups,
        goals=[goal.id for goal in choices.goals()], measures=[measure.id for measure in choices.measures()],
    )  # fmt: skip


def _agree(slug: str) -> None:
    """Ingrid has agreed to be shown, with e-mail and telephone."""
    member = coordinator()
    if member is None or db.session.scalars(select(FaceConsent)).first() is not None:
        return
    db.session.add(FaceConsent(
        id=stable_id(slug, "face", "consent"), user_id=member.user_id, shows_email=True, shows_phone=True, kommuner=len(FJORDVEST),
        given_at=clock.now() - timedelta(days=121), version=1,
    ))  # fmt: skip
    db.session.flush()
