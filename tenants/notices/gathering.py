"""Letters that were held until their time came: alone they leave as they are, several to one person leave as one."""

from saas import audit, clock, here, outbox, pages
from saas.outbox import Letter
from tenants.notices.quiet import BURST
from tenants.notices.ringing import is_plain

TEMPLATE = "notices/gathered.txt"


def leave_due() -> int:
    """One round. Returns how many letters were released or gathered; run again, or by two at once, nobody gets one twice."""
    number = 0
    for together in outbox.due_together(BURST):
        number += len(together)
        plain = [letter for letter in together if is_plain(letter)]
        for letter in together:
            if letter not in plain or len(plain) == 1:
                outbox.release(letter)
        if len(plain) > 1:
            _gather(plain)
    return number


def _gather(letters: list[Letter]) -> None:
    """One letter with all of them in it, word for word, so that no link or deadline is lost."""
    first = letters[0]
    subject, body = pages.letter(TEMPLATE, here.kommune().language, letters=letters, receiver=first.to_name)
    made = outbox.post((first.to_name, first.to_address), subject, body, template=TEMPLATE)
    for letter in letters:
        letter.state, letter.sent_at = "merged", clock.now()
    audit.record("letter.gathered", made, letters=len(letters))
