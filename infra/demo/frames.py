"""What gives the demo's coordination its weight: placements, anchoring, mandates with signatures, and agreements."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from infra.demo.founding import FJORDVEST
from infra.demo.story import Story
from saas.db import db
from tenants.frames import freezing, mandate_text
from tenants.frames.models import Agreement, AgreementParty, Anchoring, Mandate, MandateSignature, Placement
from tenants.groups.models import Group
from tenants.meetings.models import AgendaEntry, AgendaItem, Meeting
from tenants.network.models import Person

WEEKDAYS = {"mandag": "mon", "tirsdag": "tue", "onsdag": "wed", "torsdag": "thu", "fredag": "fri"}
# In which kommuner the police agreement runs out soon, and where there is none yet.
RUNS_OUT, WITHOUT = ("nordvik",), ("granlia", "skogheim")


def write(story: Story) -> None:
    """As much as each kommune has come to; Skarvøy is not anchored with the police yet."""
    kommune = story.settled.words.kommune
    if kommune.get("fte_percent"):
        _placement(story, kommune)
    _anchorings(story)
    _mandate(story)
    if story.slug not in WITHOUT:
        _police(story)
    if story.slug in FJORDVEST:
        _intermunicipal(story)
    db.session.flush()


def _nn(story: Story) -> bool:
    return bool(story.settled.words.language == "nn")


def _placement(story: Story, kommune: dict[str, Any]) -> None:
    percent, words = int(kommune["fte_percent"]), str(kommune["office_day"] or "")
    days = [code for name, code in WEEKDAYS.items() if name in words]
    if story.slug == "nordvik":
        # Where the coordinator sat before: another leader, and a smaller post.
        db.session.add(Placement(
            id=story.new_id("placement", "before"), kind="professional", sector="Helse og mestring", reports_to="Enhetsleder",
            steps_to_top=3, office_address="Helsehuset", office_days=days, fte_percent=Decimal(20),
            fte_reason="Frikjøp fra stillingen som folkehelserådgiver", from_on=date(2022, 8, 1), until_on=date(2024, 12, 31),
        ))  # fmt: skip
    db.session.add(Placement(
        id=story.new_id("placement", "now"), kind="leadership" if percent >= 20 else "professional",
        sector="Oppvekst", reports_to="Kommunalsjef oppvekst", steps_to_top=1,
        office_address=f"Rådhuset i {kommune['name']}", office_days=days or ["mon"],
        office_weeks="odd" if "oddetall" in words else "even" if "partal" in words else "all", fte_percent=Decimal(percent),
        fte_reason="Frikjøp, interkommunal stilling" if story.slug in FJORDVEST else "Egen stilling",
        from_on=date(2025, 1, 1) if story.slug == "nordvik" else date(2022, 8, 1),
    ))  # fmt: skip


def _anchorings(story: Story) -> None:
    nn = _nn(story)
    db.session.add(Anchoring(
        id=story.new_id("anchoring", "municipality"), party="municipality", body="Kommunestyret", decided_on=story.day(700),
        case_number=f"61/{story.day(700).year % 100:02d}", 
        title=f"SLT som modell for det {'førebyggande' if nn else 'forebyggende'} arbeidet",
        link=f"https://www.{story.slug}.example/saker/61",
    ))  # fmt: skip
    if story.slug != "skarvoy":
        db.session.add(Anchoring(
            id=story.new_id("anchoring", "police"), party="police",
            body="Leiinga i politidistriktet" if nn else "Ledelsen i politidistriktet", decided_on=story.day(640),
            title="Deltaking i SLT og politiråd" if nn else "Deltakelse i SLT og politiråd",
        ))  # fmt: skip


def _mandate(story: Story) -> None:
    """Approved in the styringsgruppe's first sak for half a year, signed by both a week later; in Solbygda by one."""
    group = story.group("STEERING")
    found = _sak(group, story.day(150)) if group is not None else None
    if group is None or found is None:
        return
    item, day = found
    words = mandate_text.standard(group.level, story.settled.words.language, str(story.settled.words.kommune["name"]))
    mandate = Mandate(
        id=story.new_id("mandate", 1), group_id=group.id, number=1, item_id=item.id, approved_on=day,
        valid_to=date(day.year + 3, 12, 31), version=2, **words,
    )  # fmt: skip
    mandate.sha256, mandate.state = freezing.fingerprint(mandate), "approved"
    db.session.add(mandate)
    db.session.flush()
    for party, (name, title) in (("municipality", chief()), ("police", _police_leader(story))):
        if party == "police" and story.slug in ("solbygda", "skarvoy"):
            continue
        db.session.add(MandateSignature(
            id=story.new_id("signature", party), mandate_id=mandate.id, party=party, name=name,
            title=title, signed_on=min(day + timedelta(days=7), story.today),
            sha256=mandate.sha256,
        ))  # fmt: skip


def _sak(group: Group, before: date) -> tuple[AgendaItem, date] | None:
    """The last numbered sak of a meeting held before a day, or of any held meeting."""
    query = select(AgendaItem, Meeting).join(AgendaEntry, AgendaEntry.item_id == AgendaItem.id)
    query = query.join(Meeting, Meeting.id == AgendaEntry.meeting_id).where(
        Meeting.group_id == group.id, Meeting.state == "held", AgendaItem.number.is_not(None)
    )
    rows = [(item, meeting.day) for item, meeting in db.session.execute(query.order_by(Meeting.starts_at, AgendaEntry.position))]
    earlier = [row for row in rows if row[1] <= before]
    return earlier[-1] if earlier else rows[0] if rows else None


def _police(story: Story) -> None:
    nn, soon = _nn(story), story.slug in RUNS_OUT
    kommune = f"{story.settled.words.kommune['name']} kommune"
    first = story.day(650)
    agreement = Agreement(
        id=story.new_id("agreement", "police"), kind="police", state="in_force", version=4, valid_from=first,
        title="Samarbeidsavtale mellom politiet og kommunen",
        summary="Politiet og kommunen forpliktar seg til faste møte, felles mål og éin kontaktperson kvar."
        if nn else "Politiet og kommunen forplikter seg til faste møter, felles mål og én kontaktperson hver.",
        valid_to=story.today + timedelta(days=80) if soon else date(story.today.year + 2, 12, 31),
    )  # fmt: skip
    signed = first - timedelta(days=10)
    _with_parties(story, agreement, [
        ("municipality", kommune, *chief(), signed),
        ("police", str(story.settled.words.kommune["police"]), *_police_leader(story), signed),
    ])  # fmt: skip


def _intermunicipal(story: Story) -> None:
    nn = _nn(story)
    agreement = Agreement(
        id=story.new_id("agreement", "intermunicipal"), kind="intermunicipal", state="in_force", version=4,
        valid_from=date(2022, 8, 1),
        title="Avtale om felles SLT-koordinator i Fjordvest",
        summary="Fem kommunar deler éin koordinator. Nordvik er arbeidsgivar." if nn
        else "Fem kommuner deler én koordinator. Nordvik er arbeidsgiver.",
    )  # fmt: skip
    own = story.settled.words.kommune["name"]
    host = "Nordvik kommune" if story.slug != "nordvik" else "Solbygda kommune"
    _with_parties(story, agreement, [
        ("municipality", f"{own} kommune", *chief(), date(2022, 6, 20)),
        ("other", host, "", "Kommunedirektør", date(2022, 6, 20)),
    ])  # fmt: skip


def chief() -> tuple[str, str]:
    """The chief executive of the kommune and their title, or the title alone."""
    query = select(Person).where(Person.title.ilike("%kommunedirektør%"), Person.left_on.is_(None)).order_by(Person.name)
    return _named(db.session.scalars(query).first(), "Kommunedirektør")


def _police_leader(story: Story) -> tuple[str, str]:
    return _named(story.person("police"), "Politikontakt")


def _named(person: Person | None, title: str) -> tuple[str, str]:
    """(name, title with a capital letter); the title alone stands for somebody that the kommune has not named."""
    if person is None:
        return title, title
    said = person.title or title
    return person.name, said[:1].upper() + said[1:]


def _with_parties(story: Story, agreement: Agreement, parties: list[tuple[str, str, str, str, date]]) -> None:
    db.session.add(agreement)
    db.session.flush()
    for party, organisation, name, title, signed_on in parties:
        db.session.add(AgreementParty(
            id=story.new_id("party", f"{agreement.kind}-{party}"), agreement_id=agreement.id, party=party,
            organisation=organisation, name=name, title=title, signed_on=signed_on, version=2,
        ))  # fmt: skip
