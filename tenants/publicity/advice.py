"""What the one who chooses should think of: § 14 among several bodies, a title that gives it away, names in what is public."""

from saas import clock, here, privacy
from saas.pages import gettext, ngettext
from tenants.groups.models import Group
from tenants.meetings.models import AgendaItem
from tenants.meetings.wording import listed
from tenants.publicity.bases import Basis, in_force

# Types of organisations that are the kommune itself; every other organisation is a body, or a private party, of its own.
MUNICIPAL = ("municipal_leadership", "school", "child_welfare", "health", "culture_leisure", "technical_services", "youth_council")


def of_choice(item: AgendaItem) -> list[str]:
    """Sentences about what is chosen now, the weightiest first."""
    found = []
    basis = in_force(clock.today()).cited(item.legal_basis) if item.publicity == "exempt" else None
    if basis is not None:
        found += [*_own_body(basis, item.group), *_not_commanded(basis)]
        if not item.public_title:
            found.append(gettext("Tittelen kan selv røpe det som skal skjermes. Gi saken en offentlig tittel til postjournalen."))
    if item.publicity == "exempt" and item.public_title or item.publicity == "public":
        found += _about_people(item.public_title or item.title)
    return found


def own_body_warning(group: Group) -> str:
    """Said beside § 14 before it is chosen, where the group is of several bodies; else nothing."""
    bodies = bodies_of(group)
    if len(bodies) < 2:
        return ""
    return gettext(
        "Gruppen har medlemmer fra flere organ (%(bodies)s). § 14 gjelder ett organs egne dokumenter, og passer neppe her.",
        bodies=listed(bodies),
    )


def bodies_of(group: Group) -> list[str]:
    """The bodies with a seat today: the kommune as one, every other organisation by its name."""
    organisations = [seat.person.organisation for seat in group.seats_on(clock.today())]
    others = sorted({one.name for one in organisations if one.type not in MUNICIPAL})
    own = [gettext("kommunen")] if any(one.type in MUNICIPAL for one in organisations) else []
    return [*own, *others]


def _own_body(basis: Basis, group: Group) -> list[str]:
    words = own_body_warning(group) if basis.own_body else ""
    return [words] if words else []


def _not_commanded(basis: Basis) -> list[str]:
    if basis.must:
        return []
    return [gettext("Hjemmelen gir adgang til å unnta, ikke plikt. Vurder om saken likevel kan være offentlig (offl. § 11).")]


def _about_people(title: str) -> list[str]:
    """Here the network's own people are people too: what may be said among colleagues is not for the journal."""
    found = privacy.inspect(title, small=here.kommune().small)
    if not found:
        return []
    return [ngettext(
        "Personvernvakten fant %(num)s sted i den offentlige tittelen som kan peke ut en person.",
        "Personvernvakten fant %(num)s steder i den offentlige tittelen som kan peke ut en person.", len(found),
    )]  # fmt: skip
