"""The rounds of handover, asked for by the clock in each kommune; and the hook that lets nobody leave with open duties."""

from datetime import date

from saas import jobs
from saas.errors import NotNow
from tenants.handover import completing, duties
from tenants.network import service as network
from tenants.network.models import Person


@jobs.job("handover.complete")
def complete() -> None:
    """Handovers whose minute has come."""
    completing.complete_due()


def nothing_left(person: Person, last_day: date) -> None:
    """Nobody leaves the network with something that nobody else answers for. Raises NotNow."""
    if open_ := duties.gather(person):
        words = "{name} har åpne ansvar: {what}. Overfør dem under «Åpne ansvar» på denne siden først."
        raise NotNow(words, name=person.name, what=duties.count_words(open_))


network.MAY_LEAVE.append(nothing_left)
