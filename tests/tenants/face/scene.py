"""A kommune with something to show, and a secret word in everything that nobody has chosen to show."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from saas import clock
from saas.db import db

NOW = datetime(2026, 9, 18, 9, 30, tzinfo=clock.OSLO)
SECRET = "Hemmelighaug"
# What the coordinator is called in the network, and how they are reached.
NAME, EMAIL, PHONE = "Ingrid Solheim", "ingrid@nordvik.example", "91 00 00 00"
MEMBER_EMAIL, GUEST = "hilde.lunde@nordvik.example", "Gustav Gjestad"


def add(row):
    """Put a row in, and give it back."""
    db.session.add(row)
    db.session.flush()
    return row


def fill(coordinator: UUID, slug: str = "nordvik") -> dict[str, UUID]:
    """Everything that a page is made of; ids by name. The coordinator's person is tied to their log-in."""
    from tenants.goals.models import Goal
    from tenants.groups.models import Group, Seat
    from tenants.meetings.models import AgendaItem, Invitation, Meeting
    from tenants.network.models import Organisation, Person

    office = add(Organisation(name=f"{SECRET} kontor", type="municipal_leadership"))
    add(Person(name=NAME, title="SLT-koordinator", email=EMAIL, phone=PHONE, organisation_id=office.id, user_id=coordinator))
    member = add(Person(name="Hilde Lunde", email=MEMBER_EMAIL, phone="92 00 00 00", organisation_id=office.id))
    guest = add(Person(name=GUEST, email="gustav@gjest.example", organisation_id=office.id))
    group = add(Group(name="Koordineringsgruppen", level="COORDINATING", norm_per="month", norm_min=1, norm_max=1))
    hidden = add(Group(name=f"{SECRET}gruppen", level="OPERATIONAL", norm_per="year", norm_min=1, norm_max=4))
    add(Seat(group_id=group.id, person_id=member.id, function="leader", starts_on=clock.today()))
    sak = add(AgendaItem(group_id=group.id, number=14, year=2026, title=f"{SECRET} objektsikring", description=SECRET, kind="discussion",
                         publicity="exempt", legal_basis="offl. § 24"))
    goal = add(Goal(group_id=group.id, title="Flere trygge møteplasser", description=SECRET, theme="safe_places", from_year=2026,
                    to_year=2029, state="adopted", rank=1, judged_by=SECRET))
    draft = add(Goal(group_id=group.id, title=f"{SECRET} mål", theme="safe_places", from_year=2026, to_year=2029))
    ids = {"goal": goal.id, "draft": draft.id, "group": group.id, "hidden": hidden.id, "sak": sak.id}
    ids |= _measures(group.id, sak.id)
    for number, of, state in ((1, group, "called"), (2, group, "draft"), (3, hidden, "called")):
        start = clock.now() + timedelta(days=10 * number)
        called_at = clock.now() if state == "called" else None
        meeting = add(Meeting(group_id=of.id, starts_at=start, ends_at=start + timedelta(hours=2), place=f"{SECRET} rom", practical=SECRET,
                              state=state, called_at=called_at, calendar_uid=f"{slug}-{number}@bindeledd.test"))
        add(Invitation(meeting_id=meeting.id, person_id=guest.id))
    ids["meeting"] = _held(group.id)
    return ids


def _measures(group_id: UUID, sak_id: UUID) -> dict[str, UUID]:
    """One to show, one decided in an exempt sak, one that is only proposed."""
    from tenants.measures.models import Measure

    common = dict(group_id=group_id, year=2026, theme="safe_places", arena="school", age_group="13_15", type="leisure",
                  prevention_level="universal", description=SECRET)
    shown = add(Measure(number=1, title="Åpen hall på fredager", state="started", starts_on=clock.today(), **common))
    exempt = add(Measure(number=2, title=f"{SECRET} kamera", state="started", item_id=sak_id, **common))
    proposed = add(Measure(number=3, title=f"{SECRET} forslag", state="proposed", **common))
    return {"measure": shown.id, "exempt": exempt.id, "proposed": proposed.id}


def _held(group_id: UUID) -> UUID:
    from tenants.meetings.models import Meeting
    from tenants.minutes.models import Minutes

    start = clock.now() - timedelta(days=3)
    meeting = add(Meeting(group_id=group_id, starts_at=start, ends_at=start + timedelta(hours=2), state="held", ended_at=start,
                          place=f"{SECRET} rom", calendar_uid="held@bindeledd.test"))
    return add(Minutes(meeting_id=meeting.id, stage="approved", approved_by=SECRET)).id


def content() -> dict:
    """Public minutes in the shape of tenants/publicity/content.py."""
    return {
        "title": "Offentlig referat: koordineringsgruppen 15. september 2026", "group": "Koordineringsgruppen", "held_on": "2026-09-15",
        "number": 1, "version": 1, "language": "nb", "kommune": "Nordvik",
        "attended": [{"title": "Rektor", "organisation": "Nordvik ungdomsskole"}],
        "items": [
            {"label": "13/26", "title": "Åpen hall", "decision": "Hallen åpnes.", "discussion": "",
             "actions": [{"what": "Åpne", "due": "1. oktober"}]},
            {"exempt": True, "label": "14/26", "basis": "offl. § 24", "words": "Sak unntatt offentlighet (offl. § 24)"},
        ],
        "exempt": 1, "withheld": 0, "notices": ["1 sak er unntatt offentlighet (offl. § 24)."], "corrected_on": None,
    }


def publish_minutes(minutes_id: UUID, **changed: str) -> UUID:
    """The row as tenants.publicity leaves it; the public id. Who published it must never be seen outside."""
    from tenants.publicity.models import PublishedMinutes

    public_id = uuid4()
    told = {**content(), **changed}
    add(PublishedMinutes(id=uuid4(), minutes_id=minutes_id, public_id=public_id, number=1, version_number=1, content=told,
                         sha256="0" * 64, with_attendance=True, with_discussion=False, published_by=f"{SECRET} Utgiver"))
    return public_id
