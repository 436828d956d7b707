"""The verbs of the Gevinstark: begin one, choose its numbers and write its stories, and finish it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from saas import audit, clock, here
from saas.db import check_version, db
from saas.db import find as find_row
from saas.errors import Invalid, NotNow
from saas.pages import gettext
from tenants.gains import measured
from tenants.gains.models import GainSheet
from tenants.groups import guarding
from tenants.meetings.fields import one_line, tidy
from tenants.meetings.wording import in_the_kommunes_language
from tenants.plans.service import guard_group

FIGURES = 3
FIRST_YEAR = 2015
# (form field, column, longest, whether it is one line)
TEXTS = (
    ("tittel", "title", 120, True), ("innledning", "intro", 300, False), ("historie_1_tittel", "story_one_title", 80, True),
    ("historie_1", "story_one", 500, False), ("historie_2_tittel", "story_two_title", 80, True), ("historie_2", "story_two", 500, False),
    ("sitat", "quote", 200, True), ("sagt_av", "quoted_as", 80, True),
)  # fmt: skip


@dataclass(frozen=True)
class Told:
    """Everything that a sheet says. `figures` are keys of measured.candidates(); an empty one is none."""

    title: str
    intro: str = ""
    story_one_title: str = ""
    story_one: str = ""
    story_two_title: str = ""
    story_two: str = ""
    quote: str = ""
    quoted_as: str = ""
    figures: tuple[str, ...] = ()


def sheets() -> list[GainSheet]:
    """Every sheet, the newest first."""
    return list(db.session.scalars(select(GainSheet).order_by(GainSheet.year.desc(), GainSheet.created_at.desc(), GainSheet.id)))


def find(gain_id: UUID) -> GainSheet:
    """One sheet, or NotFound."""
    return find_row(GainSheet, gain_id)


def years() -> list[int]:
    """The years that a sheet may be about."""
    this = clock.today().year
    return [this, this - 1, this - 2]


def begin(year: int) -> GainSheet:
    """A draft with a title. Raises Invalid for a year that is not in the list."""
    if year not in years():
        raise Invalid("Velg et år fra listen.", field="ar")
    with in_the_kommunes_language():
        title = gettext("Dette ga samarbeidet i %(place)s i %(year)s", place=here.kommune().name, year=year)
    row = GainSheet(year=year, title=title, figures=[])
    db.session.add(row)
    db.session.flush()
    audit.record("gains.begun", row, year=year)
    return row


def write(row: GainSheet, seen: int | None, told: Told, *, kept: guarding.Kept | None = None) -> GainSheet:
    """Numbers and words, whole or half done. Raises NotNow for a finished sheet, Invalid and Guarded at the form's fields."""
    _require_draft(row)
    texts = {field: _text(field, getattr(told, column), longest, flat) for field, column, longest, flat in TEXTS}
    if not texts["tittel"]:
        raise Invalid("Skriv en tittel.", field="tittel")
    chosen = choose(row, told.figures)
    guarding.check(guard_group(), texts, kept)
    check_version(row, seen)
    for field, column, _, _ in TEXTS:
        setattr(row, column, texts[field])
    row.figures = chosen
    audit.record("gains.written", row, figures=len(chosen), lacking=len(lacking(row)))
    return row


def finish(row: GainSheet, seen: int | None) -> GainSheet:
    """It is done, and no longer changed. Raises NotNow while it lacks a number, a story or the quote."""
    _require_draft(row)
    check_version(row, seen)
    if missing := lacking(row):
        raise NotNow("{n} ting mangler før arket er ferdig: tre tall, to historier og ett sitat.", n=len(missing))
    row.finished_on, row.finished_by = clock.today(), here.actor_name()
    audit.record("gains.finished", row, year=row.year)
    return row


def delete_draft(row: GainSheet) -> None:
    """Throw away a draft."""
    _require_draft(row)
    audit.record("gains.deleted", row, year=row.year)
    db.session.delete(row)


def lacking(row: GainSheet) -> list[str]:
    """What the sheet still lacks: «figures», and the columns that are empty."""
    needed = ("story_one_title", "story_one", "story_two_title", "story_two", "quote", "quoted_as")
    return ([] if len(row.figures) == FIGURES else ["figures"]) + [column for column in needed if not getattr(row, column)]


def choose(row: GainSheet, keys: tuple[str, ...]) -> list[dict[str, Any]]:
    """The chosen numbers as they are now, each once; one that is chosen already may stay when it can no longer be found."""
    wanted = list(dict.fromkeys(key for key in keys if key))
    if len(wanted) > FIGURES:
        raise Invalid("Velg høyst tre tall.", field="tall")
    with in_the_kommunes_language():
        known = {figure.key: figure.plain() for figure in measured.candidates(row.year)}
    before = {figure["key"]: figure for figure in row.figures}
    chosen = [known.get(key) or before.get(key) for key in wanted]
    if None in chosen:
        raise Invalid("Velg tall fra listen.", field="tall")
    return [figure for figure in chosen if figure is not None]


def _text(field: str, text: str, longest: int, flat: bool) -> str:
    clean = one_line(text) if flat else tidy(text)
    if len(clean) > longest:
        raise Invalid("Teksten kan ha høyst {n} tegn.", field=field, n=longest)
    return clean


def _require_draft(row: GainSheet) -> None:
    if row.finished:
        raise NotNow("Gevinstarket er ferdig og kan ikke endres. Lag et nytt i stedet.")
