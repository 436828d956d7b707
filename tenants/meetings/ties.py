"""What a later feature holds together with others: it may refuse that a meeting or a sak is changed here alone, and count its notices."""

from collections.abc import Callable

from tenants.meetings.models import AgendaItem, Meeting

# Later features append; each raises NotNow where the deed must be done elsewhere.
MEETINGS: list[Callable[[Meeting], None]] = []
SAKER: list[Callable[[AgendaItem], None]] = []
# Each gives the next SEQUENCE of a meeting that others send notices about too, or None for any other.
SEQUENCES: list[Callable[[Meeting], int | None]] = []


def require_own(meeting: Meeting) -> None:
    """Refuse with NotNow where the time and place are not this group's alone to decide."""
    for refuse in MEETINGS:
        refuse(meeting)


def require_own_sak(item: AgendaItem) -> None:
    """Refuse with NotNow where the sak is not this group's alone to change."""
    for refuse in SAKER:
        refuse(item)


def next_sequence(meeting: Meeting) -> int:
    """The SEQUENCE of the next notice: one more than the last, among all who send notices of the same calendar entry."""
    taken = [number for ask in SEQUENCES if (number := ask(meeting)) is not None]
    return max([meeting.sequence + 1, *taken])
