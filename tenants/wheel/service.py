"""The verbs of the wheel: an entry is laid in, changed, taken out and put back. What is asked and made lies beside."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from saas import audit, clock
from saas.db import check_version, db
from saas.errors import Invalid, NotFound, NotNow
from tenants.groups import guarding
from tenants.groups import service as groups
from tenants.groups.models import Group
from tenants.network.models import Person
from tenants.wheel.days import rule_of
from tenants.wheel.models import MAKES, MOVES, REPEATS, RINGS, WheelEntry
from tenants.wheel.questions import AHEAD, BACK, coming, find, now, of_year, removed, rolled_count, years
from tenants.wheel.usual import lay_out, set_up, tie

__all__ = [
    "AHEAD", "BACK", "Given", "add", "change", "coming", "find", "lay_out", "now", "of_year", "remove", "removed", "restore",
    "rolled_count", "set_up", "tie", "year_of", "years",
]  # fmt: skip

LONGEST, LONGEST_NOTE, LONGEST_LEAD = 160, 1000, 365


@dataclass(frozen=True)
class Given:
    """What a form says about an entry. `month` counts where no day is given; `until_on` is optional."""

    title: str
    month: int
    ring: str
    from_on: date | None = None
    until_on: date | None = None
    group_id: UUID | None = None
    responsible_id: UUID | None = None
    lead_days: int = 0
    makes: str = "nothing"
    repeats: str = "date"
    moves: str = "later"
    note: str = ""


def add(year: int, given: Given, kept: guarding.Kept | None = None) -> WheelEntry:
    """A new entry of one's own. Raises Invalid and Guarded at the form's own fields."""
    entry = WheelEntry(year=year_of(year), source="own")
    _write(entry, given, kept)
    db.session.add(entry)
    db.session.flush()
    audit.record("wheel.added", entry, year=year, month=entry.month, ring=entry.ring)
    return entry


def change(entry: WheelEntry, seen: int | None, given: Given, kept: guarding.Kept | None = None) -> WheelEntry:
    """What an entry shall be from now on. What it has made already stands as it is."""
    _standing(entry)
    check_version(entry, seen)
    _write(entry, given, kept)
    audit.record("wheel.changed", entry, month=entry.month, ring=entry.ring, responsible=entry.responsible_id)
    return entry


def remove(entry: WheelEntry, seen: int | None = None) -> None:
    """Take an entry out of the year; it can be put back, and rolling on does not bring it again."""
    _standing(entry)
    check_version(entry, seen)
    entry.removed_at = clock.now()
    audit.record("wheel.removed", entry)


def restore(entry: WheelEntry) -> None:
    """Put a removed entry back. Raises NotNow for one that stands."""
    if entry.removed_at is None:
        raise NotNow("Oppføringen står allerede i årshjulet.")
    check_version(entry, None)
    entry.removed_at = None
    audit.record("wheel.restored", entry)


def year_of(year: int) -> int:
    """A year that a wheel may be about, or NotFound."""
    if not clock.today().year - BACK <= year <= clock.today().year + AHEAD:
        raise NotFound()
    return year


def _standing(entry: WheelEntry) -> None:
    if entry.removed_at is not None:
        raise NotNow("Oppføringen er tatt ut av årshjulet. Sett den tilbake først.")


def _write(entry: WheelEntry, given: Given, kept: guarding.Kept | None) -> None:
    title, note = " ".join(given.title.replace("\x00", "").split()), given.note.replace("\x00", "").strip()
    _check_words(title, note)
    _check_codes(given)
    _check_days(entry.year, given)
    group = _group(given.group_id)
    responsible = _responsible(given.responsible_id, entry.responsible_id)
    guarding.check(group, {"tittel": title, "notat": note}, kept)
    _place(entry, given)
    entry.title, entry.note, entry.ring = title, note, given.ring
    entry.group, entry.group_id = group, given.group_id
    entry.responsible, entry.responsible_id = responsible, given.responsible_id
    entry.lead_days, entry.makes, entry.repeats, entry.moves = given.lead_days, given.makes, given.repeats, given.moves


def _place(entry: WheelEntry, given: Given) -> None:
    """What is written is held as written: whoever lays in a Saturday means it. Only rolling on moves days.

    A form shows where an entry falls this year; sent back untouched it leaves the days as they are meant, too.
    """
    shown = (entry.starts_on, entry.ends_on, entry.repeats, entry.month)
    if (given.from_on, given.until_on, given.repeats, given.from_on.month if given.from_on else given.month) == shown:
        return
    entry.from_on = entry.starts_on = given.from_on
    entry.until_on = entry.ends_on = given.until_on
    entry.month = given.from_on.month if given.from_on else given.month
    entry.weekday, entry.nth = rule_of(given.from_on) if given.repeats == "weekday" and given.from_on else (None, None)


def _check_words(title: str, note: str) -> None:
    if not title:
        raise Invalid("Skriv hva som skal skje.", field="tittel")
    if len(title) > LONGEST:
        raise Invalid("Tittelen kan ha høyst {n} tegn.", field="tittel", n=LONGEST)
    if len(note) > LONGEST_NOTE:
        raise Invalid("Notatet kan ha høyst {n} tegn.", field="notat", n=LONGEST_NOTE)


def _check_codes(given: Given) -> None:
    lists: tuple[tuple[str, Mapping[str, str], str], ...] = (
        (given.ring, RINGS, "ring"), (given.makes, MAKES, "lager"), (given.repeats, REPEATS, "gjentas"), (given.moves, MOVES, "flyttes"),
    )  # fmt: skip
    for code, known, field in lists:
        if code not in known:
            raise Invalid("Velg fra listen.", field=field)
    if not 0 <= given.lead_days <= LONGEST_LEAD:
        raise Invalid("Skriv et antall dager fra 0 til {n}.", field="forberedes", n=LONGEST_LEAD)
    if given.repeats == "weekday" and given.from_on is None:
        raise Invalid("Velg en dato, så vet vi hvilken ukedag det gjelder.", field="dag")
    if given.repeats == "weekday" and given.from_on is not None and given.from_on.isoweekday() > 5:
        raise Invalid("Velg en dato fra mandag til fredag når ukedagen skal gjentas.", field="dag")


def _check_days(year: int, given: Given) -> None:
    if given.from_on is None and not 1 <= given.month <= 12:
        raise Invalid("Velg en måned eller en dato.", field="maned")
    if given.from_on is not None and given.from_on.year != year:
        raise Invalid("Datoen må være i {year}.", field="dag", year=year)
    if given.until_on is not None and (given.from_on is None or given.until_on < given.from_on or given.until_on.year != year):
        raise Invalid("Siste dag må være etter første dag, i samme år.", field="til")


def _group(group_id: UUID | None) -> Group | None:
    if group_id is None:
        return None
    found = next((group for group in groups.visible() if group.id == group_id), None)
    if found is None:
        raise Invalid("Velg en gruppe fra listen.", field="gruppe")
    return found


def _responsible(person_id: UUID | None, former_id: UUID | None) -> Person | None:
    if person_id is None:
        return None
    person = db.session.scalars(select(Person).where(Person.id == person_id)).one_or_none()
    if person is None or not (person.active or person_id == former_id):
        raise Invalid("Velg hvem som har ansvaret, fra listen.", field="ansvarlig")
    return person
