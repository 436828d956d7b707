"""What burns in a kommune: each thing one sentence and one button, the worst first. No SQL."""

from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID

from saas.accounts.guard import can
from saas.pages import gettext, ngettext, numeric_day, say
from tenants.overview.facts import Strip, TaskNumbers, Unsent, Urgent, Way

# A meeting that is due within this belongs among what burns; later than that the strip tells.
SOON = timedelta(days=30)


def burning(
    strips: list[Strip], unsent: list[Unsent], tasks: TaskNumbers, failed_letters: int, rounds: list[UUID], today: date
) -> list[Urgent]:
    """What the visitor must see to, by what their role may do about it."""
    found = [*_own_tasks(tasks)]
    if can("coordinate"):
        found = [*_letters(failed_letters), *_minutes(unsent), *_meetings(strips, today), *_all_tasks(tasks)]
        found += _rounds(rounds)
    return sorted(found, key=lambda urgent: urgent.weight)


def is_near(strip: Strip, today: date) -> bool:
    """Whether the group's next meeting must be planned now."""
    soon = strip.next_by is None or strip.next_by <= today + SOON
    return strip.warning is not None and (strip.urgent or soon)


def sentence(strip: Strip) -> str:
    """The group's warning, with its name where the sentence does not hold it."""
    assert strip.warning is not None
    text = str(strip.warning)
    named = strip.name in text
    text = text if named else say("{group}: {text}", group=strip.name, text=text)
    return text if text.endswith(".") else f"{text}."


def _letters(failed: int) -> Iterator[Urgent]:
    if failed:
        text = ngettext("%(num)s brev kom ikke fram.", "%(num)s brev kom ikke fram.", failed)
        yield Urgent(0, text, Way(gettext("Se"), "letters.index"))


def _minutes(unsent: list[Unsent]) -> Iterator[Urgent]:
    for late in unsent:
        text = gettext("%(group)s: referat fra %(day)s er ikke sendt.", group=late.group, day=numeric_day(late.day))
        if late.working_days:
            passed = ngettext("%(num)s virkedag siden møtet.", "%(num)s virkedager siden møtet.", late.working_days)
            text = f"{text} {passed}"
        way = Way(gettext("Åpne"), "minutes.write", {"meeting_id": late.meeting_id})
        yield Urgent(1 if late.working_days >= 2 else 3, text, way)


def _meetings(strips: list[Strip], today: date) -> Iterator[Urgent]:
    for strip in strips:
        if is_near(strip, today):
            way = Way(gettext("Planlegg"), "meetings.new", {"gruppe": strip.group_id})
            yield Urgent(2 if strip.urgent else 4, sentence(strip), way)


def _rounds(rounds: list[UUID]) -> Iterator[Urgent]:
    """Rounds whose deadline is past and that nobody has ended."""
    if rounds:
        text = ngettext("%(num)s utfordringsrunde må avsluttes.", "%(num)s utfordringsrunder må avsluttes.", len(rounds))
        yield Urgent(3, text, Way(gettext("Se"), "rounds.show", {"round_id": rounds[0]}))


def _all_tasks(tasks: TaskNumbers) -> Iterator[Urgent]:
    if tasks.overdue:
        text = ngettext("%(num)s oppgave er over frist.", "%(num)s oppgaver er over frist.", tasks.overdue)
        yield Urgent(3, text, Way(gettext("Se"), "tasks.index", {"fane": "over-frist"}))


def _own_tasks(tasks: TaskNumbers) -> Iterator[Urgent]:
    if tasks.own_overdue:
        text = ngettext(
            "%(num)s av dine oppgaver er over frist.", "%(num)s av dine oppgaver er over frist.", tasks.own_overdue
        )
        yield Urgent(3, text, Way(gettext("Se"), "tasks.index", {"fane": "mine"}))
