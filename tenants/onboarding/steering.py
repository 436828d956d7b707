"""Styringsgruppe: the politiråd or a group of its own, who lacks in it and in the koordineringsgruppe, and inviting them."""

from collections.abc import Sequence
from dataclasses import dataclass

from saas import audit, clock, here
from saas.db import db
from saas.errors import Invalid, NotNow
from tenants.access import service as access
from tenants.groups import composition
from tenants.groups import service as groups
from tenants.groups.models import Group
from tenants.network.models import Person
from tenants.onboarding import people, steps, texts
from tenants.onboarding.people import Row


@dataclass(frozen=True)
class Standing:
    """A group and how its composition stands today."""

    group: Group
    checks: list[composition.Check]

    @property
    def complete(self) -> bool:
        """Nobody lacks."""
        return all(check.ok for check in self.checks)

    def met(self, code: str) -> bool:
        """Whether one demand is met; a demand that the group does not have is not."""
        return any(check.ok for check in self.checks if check.code == code)


def standings() -> list[Standing]:
    """Styringsgruppe and koordineringsgruppe, where there are any; as many statements as groups.visible()."""
    today = clock.today()
    chosen = [group for group in groups.visible() if group.level in ("STEERING", "COORDINATING")]
    return [Standing(group, composition.check(group, today)) for group in chosen]


def of_level(listed: Sequence[Standing], level: str) -> Standing | None:
    """The first group of a level."""
    return next((one for one in listed if one.group.level == level), None)


def found(name: str, police_council: bool, rows: Sequence[Row]) -> Group:
    """A real styringsgruppe with norm, standing items, people and seats; «politirådet er styringsgruppen». All or nothing.

    Raises NotNow where there is one already, and Invalid or Guarded with «navn» or the number of the line.
    """
    step = steps.hold("steering")
    if (there := of_level(standings(), "STEERING")) is not None:
        raise NotNow("Kommunen har allerede en styringsgruppe: {name}.", name=there.group.name)
    words = texts.of(here.kommune().language)
    name = name or words["council" if police_council else "steering"]
    if not rows:
        raise Invalid("Skriv minst én person som skal være med.")
    with db.session.begin_nested():
        group = groups.found_group(name, "STEERING", police_council=police_council)
        people.seat_all(group, rows)
        people.seat_coordinator(group, people.coordinator_person())
        steps.remember(step, group=group.id)
    audit.record("startup.group_built", group, seats=len(rows), police_council=police_council)
    return group


def add_member(group: Group, row: Row, *, invited: bool) -> Person:
    """One more in the group, and a letter that invites them to log in where `invited`. Pressed twice is done once."""
    steps.hold("steering")
    if group.level not in ("STEERING", "COORDINATING") or group.closed_on is not None:
        raise Invalid("Velg en gruppe fra listen.", field="gruppe")
    if invited and not row.email.strip():
        raise Invalid("Skriv e-postadressen som invitasjonen skal sendes til.", field="epost")
    with db.session.begin_nested():
        person = people.seat(group, row)
        if invited:
            _invite(person, group)
    return person


def _invite(person: Person, group: Group) -> None:
    address = person.email.lower()
    open_ones = [one for one in access.waiting() if access.is_open(one)]
    if any(one.email == address for one in open_ones) or any(m.email == address and m.live for m in access.members()):
        return
    access.invite(
        email=person.email, name=person.name, role="member", from_on=clock.today(), person_id=person.id, group_id=group.id
    )
