"""What other pages show of handover: the new one's first 90 days, and what a person of the network answers for."""

from flask import render_template
from markupsafe import Markup

from saas.accounts.guard import can
from tenants.handover import duties, first_days
from tenants.network import service as network
from tenants.network.models import Person


def first_days_panel() -> Markup:
    """«Velkommen, Jonas. Dine første 90 dager», on the kommune's overview until all of it is done."""
    found = first_days.mine() if can("coordinate") else None
    if found is None:
        return Markup("")
    handover, steps = found
    return Markup(render_template("handover/first_days.html", handover=handover, steps=steps))


def open_duties(person: Person) -> str:
    """«Åpne ansvar» on a person's page, with the way to give them away."""
    found = duties.gather(person) if can("coordinate") else []
    if not found:
        return ""
    others = [other for other in network.people() if other.id != person.id]
    return render_template("handover/person_panel.html", person=person, duties=found, counted=duties.count_words(found), others=others)


network.PANELS.append(open_duties)
