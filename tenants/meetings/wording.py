"""A meeting in words, as pages, letters and calendars say it."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime

from flask_babel import force_locale

from saas import clock, here
from saas.pages import clock_time, day, gettext, ngettext, number, say
from tenants.groups.models import ITEM_KINDS
from tenants.meetings.models import Meeting


def in_the_kommunes_language() -> AbstractContextManager[None]:
    """What is kept or sent is written in the kommune's language, whoever it is that presses the button."""
    return force_locale(here.kommune().language)


def meeting_day(value: date | datetime) -> str:
    """«tirsdag 15. september», with the year when it is another than this one."""
    on = value.astimezone(clock.OSLO).date() if isinstance(value, datetime) else value
    words = day(on)
    return words.removesuffix(f" {on.year}") if on.year == clock.today().year else words


def meeting_when(meeting: Meeting) -> str:
    """«tirsdag 15. september kl. 09.00–11.00»"""
    return f"{meeting_day(meeting.starts)} kl. {clock_time(meeting.starts)}–{clock_time(meeting.ends)}"


def meeting_title(meeting: Meeting) -> str:
    """«Møte i koordineringsgruppen»"""
    return gettext("Møte i %(group)s", group=in_a_sentence(meeting.group.name))


def in_a_sentence(name: str) -> str:
    """A group's name inside a sentence: «Koordineringsgruppen» in small letters, «Nordvik politiråd» as it is."""
    first = name.split(" ", 1)[0]
    proper = first.rstrip("s") == here.kommune().name.rstrip("s") or not first[1:].islower()
    return name if proper else name[:1].lower() + name[1:]


def length(minutes: int) -> str:
    """«1 t 50 min», «2 t», «45 min»"""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return gettext("%(n)s min", n=rest)
    return gettext("%(hours)s t %(n)s min", hours=hours, n=rest) if rest else gettext("%(hours)s t", hours=hours)


def item_kind(kind: str) -> str:
    """«Drøfting»"""
    return say(ITEM_KINDS[kind])


def file_size(size: int) -> str:
    """«340 kB», «2,1 MB»"""
    return f"{number(size / 1_000_000, 1)} MB" if size >= 1_000_000 else f"{number(max(size / 1000, 1))} kB"


def time_taken(planned: int, available: int) -> str:
    """«Sakene tar 1 t 50 min av 2 t», both in minutes."""
    return gettext("Sakene tar %(planned)s av %(available)s", planned=length(planned), available=length(available))


def round_words(number: int) -> str:
    """«3. gang på sakslisten», or nothing the first time."""
    return gettext("%(n)s. gang på sakslisten", n=number) if number > 1 else ""


def carried(tasks: int, items: int) -> str:
    """«2 åpne handlinger og 1 uferdig sak er lagt på sakslisten»"""
    parts = []
    if tasks:
        parts.append(ngettext("%(num)s åpen handling", "%(num)s åpne handlinger", tasks))
    if items:
        parts.append(ngettext("%(num)s uferdig sak", "%(num)s uferdige saker", items))
    if not parts:
        return gettext("Det er ikke noe å hente fra forrige møte.")
    return gettext("%(what)s er lagt på sakslisten", what=listed(parts))


def listed(parts: Sequence[str]) -> str:
    """«politi, skole og NAV»"""
    if len(parts) < 2:
        return "".join(parts)
    return gettext("%(first)s og %(last)s", first=", ".join(parts[:-1]), last=parts[-1])


# What pages and letters use as filters; `length` is taken by Jinja itself.
FILTERS: dict[str, Callable[..., str]] = {
    "meeting_day": meeting_day,
    "meeting_when": meeting_when,
    "meeting_title": meeting_title,
    "meeting_length": length,
    "in_a_sentence": in_a_sentence,
    "item_kind": item_kind,
    "file_size": file_size,
    "round_words": round_words,
}
