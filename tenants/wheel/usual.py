"""The usual year of a kommune with SLT, set up with one press: who does what in which month, and the two national deadlines."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from saas import audit, here
from saas.db import db
from saas.errors import NotNow
from tenants.groups import service as groups
from tenants.groups.models import Group
from tenants.meetings.models import Meeting
from tenants.tasks.models import Task
from tenants.wheel import owners
from tenants.wheel.days import Meant, in_year
from tenants.wheel.models import WheelEntry

# The styringsgruppe's four meetings lie on the third Thursday, as the first year of the start-up guide lays them.
THURSDAY, THIRD = 4, 3


@dataclass(frozen=True)
class Usual:
    """One entry of the usual year, in both languages. `day` is a deadline set by others; it is never moved past."""

    code: str
    month: int
    ring: str
    nb: str
    nn: str
    makes: str = "nothing"
    lead_days: int = 0
    day: int | None = None


USUAL = (
    Usual("steering_1", 2, "STEERING", "Møte 1: årsrapport og situasjonsbilde", "Møte 1: årsrapport og situasjonsbilete", "meeting", 42),
    Usual("steering_2", 5, "STEERING", "Møte 2: prioriteringer", "Møte 2: prioriteringar", "meeting", 42),
    Usual("steering_3", 9, "STEERING", "Møte 3: innspill til budsjett og økonomiplan",
          "Møte 3: innspel til budsjett og økonomiplan", "meeting", 42),
    Usual("steering_4", 11, "STEERING", "Møte 4: tiltak for neste år", "Møte 4: tiltak for neste år", "meeting", 42),
    Usual("review", 11, "STEERING", "Egenevaluering av politirådet", "Eigenevaluering av politirådet", "task", 30),
    Usual("year_plan", 1, "COORDINATING", "Årsplan og faste punkter", "Årsplan og faste punkt"),
    Usual("status", 2, "COORDINATING", "Status for tiltakene", "Status for tiltaka"),
    Usual("round", 3, "COORDINATING", "Utfordringsrunde", "Utfordringsrunde", lead_days=14),
    Usual("round_answers", 4, "COORDINATING", "Svar på utfordringsrunden", "Svar på utfordringsrunden"),
    Usual("spring", 5, "COORDINATING", "Planlegg russetid, 17. mai og sommertiltak",
          "Planlegg russetid, 17. mai og sommartiltak", "task", 30),
    Usual("summer", 6, "COORDINATING", "Evaluer vårens tiltak", "Evaluer tiltaka frå våren", "task", 14),
    Usual("school_start", 8, "COORDINATING", "Skolestart og nye medlemmer", "Skulestart og nye medlemmer"),
    Usual("assessment", 9, "COORDINATING", "Åpne kartleggingen", "Opne kartlegginga", "task", 14),
    Usual("findings", 10, "COORDINATING", "Gå gjennom funn og forslag", "Gå gjennom funn og forslag", "task", 14),
    Usual("ranking", 11, "COORDINATING", "Ranger forslagene til tiltak", "Ranger framlegga til tiltak"),
    Usual("autumn", 12, "COORDINATING", "Julemarkering, og evaluering av høstens tiltak",
          "Julemarkering, og evaluering av tiltaka frå hausten", "task", 14),
    Usual("report", 1, "COORDINATOR", "Lag utkast til årsrapport, og se hvilke roller og avtaler som løper ut",
          "Lag utkast til årsrapport, og sjå kva roller og avtalar som går ut", "task", 14),
    Usual("profiles", 2, "COORDINATOR", "Hent ny folkehelseprofil og oppvekstprofil",
          "Hent ny folkehelseprofil og oppvekstprofil", "task", 7),
    Usual("grant_report", 3, "COORDINATOR", "Forbered rapport på SLT-tilskuddet", "Førebu rapport på SLT-tilskotet", "task", 21),
    Usual("grant_report_due", 4, "COORDINATOR", "Frist: rapport på SLT-tilskuddet",
          "Frist: rapport på SLT-tilskotet", lead_days=14, day=1),
    Usual("survey", 5, "COORDINATOR", "Resultater fra Ungdata, de årene den er holdt", "Resultat frå Ungdata, dei åra ho er halden"),
    Usual("substitute", 6, "COORDINATOR", "Avtal vikar eller overlevering før sommeren",
          "Avtal vikar eller overlevering før sommaren", lead_days=14),
    Usual("welcome", 8, "COORDINATOR", "Ta imot nye medlemmer, og gå gjennom plasser og varaer",
          "Ta imot nye medlemmer, og gå gjennom plassar og varaer", "task", 7),
    Usual("reports_asked", 9, "COORDINATOR", "Be instansene om rapporter", "Be instansane om rapportar", lead_days=14),
    Usual("gaps", 10, "COORDINATOR", "Se hva som mangler av ressurser og kompetanse", "Sjå kva som manglar av ressursar og kompetanse"),
    Usual("application", 11, "COORDINATOR", "Skriv søknad om SLT-tilskudd", "Skriv søknad om SLT-tilskot", "task", 21),
    Usual("application_due", 12, "COORDINATOR", "Frist: søknad om SLT-tilskudd", "Frist: søknad om SLT-tilskot", lead_days=14, day=1),
    Usual("next_wheel", 12, "COORDINATOR", "Lag årshjul for neste år", "Lag årshjul for neste år", "task", 14),
)  # fmt: skip


def set_up(year: int) -> int:
    """«Sett opp standardårshjulet»: those of the usual entries that the year has never had. Returns how many.

    Raises NotNow where there is nothing to add.
    """
    made = lay_out(year)
    if not made:
        raise NotNow("Standardårshjulet er allerede satt opp for {year}.", year=year)
    audit.record("wheel.made", year=year, entries=len(made))
    return len(made)


def lay_out(year: int, first: date | None = None) -> list[WheelEntry]:
    """The usual entries that the year lacks, from the day `first` on where it is given. One that was removed stays away."""
    here.lock("wheel")
    made = missing(year, first)
    db.session.add_all(made)
    db.session.flush()
    return made


def missing(year: int, first: date | None = None) -> list[WheelEntry]:
    """The same entries, not yet saved."""
    query = select(WheelEntry.code).where(WheelEntry.year == year, WheelEntry.code != "")
    there = set(db.session.scalars(query))
    seen = {group.level: group for group in reversed(groups.visible())}
    made = []
    for usual in USUAL:
        if usual.code in there or (usual.ring == "OPERATIONAL" and "OPERATIONAL" not in groups.levels_in_use()):
            continue
        entry = _entry(usual, year, seen)
        if first is None or entry.last_day >= first:
            made.append(entry)
    return made


def tie(year: int, month: int, ring: str, *, task: Task | None = None, meeting: Meeting | None = None) -> None:
    """Tell the wheel that what an entry of the usual year makes is there already, so that it is not made again."""
    query = select(WheelEntry).where(
        WheelEntry.year == year, WheelEntry.month == month, WheelEntry.ring == ring, WheelEntry.source == "default",
        WheelEntry.makes == ("task" if task is not None else "meeting"),
        WheelEntry.task_id.is_(None), WheelEntry.meeting_id.is_(None),
    )  # fmt: skip
    entry = db.session.scalars(query.limit(1)).one_or_none()
    if entry is not None:
        entry.task_id = task.id if task is not None else None
        entry.meeting_id = meeting.id if meeting is not None else None
        db.session.flush()


def _entry(usual: Usual, year: int, seen: dict[str, Group]) -> WheelEntry:
    meeting = usual.makes == "meeting"
    meant = _meant(usual, year)
    placed = in_year(meant, year)
    group = seen.get("COORDINATING" if usual.ring == "COORDINATOR" else usual.ring)
    owner = owners.usual(usual.ring, group)
    return WheelEntry(
        year=year, month=placed.month, from_on=placed.from_on, starts_on=placed.starts_on,
        title=usual.nn if here.kommune().language == "nn" else usual.nb, ring=usual.ring,
        group_id=group.id if group is not None and usual.ring != "COORDINATOR" else None,
        responsible_id=owner.id if owner is not None else None,
        lead_days=usual.lead_days, makes=usual.makes, repeats="weekday" if meeting else "date",
        weekday=meant.weekday, nth=meant.nth, moves=meant.moves, source="default", code=usual.code,
    )  # fmt: skip


def _meant(usual: Usual, year: int) -> Meant:
    if usual.makes == "meeting":
        return Meant(usual.month, from_on=date(year, usual.month, 1), weekday=THURSDAY, nth=THIRD)
    if usual.day is not None:
        return Meant(usual.month, from_on=date(year, usual.month, usual.day), moves="earlier")
    return Meant(usual.month)
