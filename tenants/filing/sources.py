"""What may be filed: each kind of document tells which are ready, what is said of one, and what its bytes are."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from saas import clock, here
from saas.archive.contents import File, Folder, Meeting, Party, Shielding
from saas.pages import gettext
from tenants.groups.models import Group


@dataclass(frozen=True)
class Ready:
    """A document that is approved, in its newest version."""

    kind: str
    id: UUID
    version: int
    title: str
    approved_at: datetime


@dataclass(frozen=True)
class Described:
    """What the archive is told of one document. `by_saker` means that its saker decide what is public, and no form does."""

    kind: str
    id: UUID
    version: int
    title: str
    public_title: str
    shielding: Shielding | None
    dated_on: date
    created_at: datetime
    created_by: str
    folder: Folder
    files: list[File]
    assessed_on: date | None = None
    sent_at: datetime | None = None
    receivers: list[Party] = field(default_factory=list)
    meeting: Meeting | None = None
    by_saker: bool = False


@dataclass(frozen=True)
class Source:
    """One kind. `describe` raises NotFound, and NotNow for what is not approved; `read` gives the bytes of one of its files."""

    kind: str
    ready: Callable[[], list[Ready]]
    describe: Callable[[UUID], Described]
    read: Callable[[File], bytes]


def not_assessed() -> Shielding:
    """What nobody has assessed is kept from the public until somebody does: that is the safe mistake."""
    return Shielding(basis=gettext("Ikke vurdert"))


def folder_of(group: Group | None, year: int) -> Folder:
    """The saksmappe of a group and a year; what belongs to no group shares one a year."""
    if group is not None:
        title = gettext("SLT – %(group)s %(year)s", group=group.name, year=year)
    else:
        title = gettext("SLT – rammer og planer %(year)s", year=year)
    return Folder(
        key=f"{here.kommune().slug}/{group.id if group else 'rammer'}/{year}", title=title, year=year,
        opened_on=date(year, 1, 1).isoformat(), number="",
    )  # fmt: skip


def moment(value: datetime) -> str:
    """ISO 8601 to the second, as the clock in Norway shows it."""
    return value.astimezone(clock.OSLO).replace(microsecond=0).isoformat()
