"""The databehandleravtale: its versions as files, who accepted which, and the acceptance of a newer one."""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from saas import audit, here
from saas.accounts.guard import role_name
from saas.db import db
from saas.errors import Invalid, NotAllowed, NotFound, NotNow
from tenants.control.models import DpaAcceptance

FOLDER = Path(__file__).resolve().parents[2] / "templates" / "library"
_NAME = re.compile(r"^databehandleravtale-(\d+(?:\.\d+)*)\.(nb|nn)\.md$")


@dataclass(frozen=True)
class Version:
    """One version of the agreement in the kommune's language."""

    number: str
    text: str
    sha256: str

    @property
    def rank(self) -> tuple[int, ...]:
        """For putting versions in order."""
        return tuple(int(part) for part in self.number.split("."))


def versions(folder: Path | None = None) -> list[Version]:
    """Every version there is, newest first; in the kommune's language where it is written in it."""
    wanted, found = here.kommune().language, {}
    for path in sorted((folder or FOLDER).glob("databehandleravtale-*.md"), key=lambda each: each.name.endswith(f".{wanted}.md")):
        if name := _NAME.match(path.name):
            content = path.read_bytes()
            found[name[1]] = Version(name[1], content.decode(), hashlib.sha256(content).hexdigest())
    return sorted(found.values(), key=lambda each: each.rank, reverse=True)


def find_version(number: str) -> Version:
    """One version by number. Raises NotFound."""
    found = next((each for each in versions() if each.number == number), None)
    if found is None:
        raise NotFound()
    return found


def accepted() -> list[DpaAcceptance]:
    """What has been accepted, newest first."""
    return list(db.session.scalars(select(DpaAcceptance).order_by(DpaAcceptance.accepted_at.desc(), DpaAcceptance.id)))


def waiting() -> Version | None:
    """The newest version, where it is newer than what is accepted."""
    newest, taken = next(iter(versions()), None), accepted()
    if newest is None or any(each.number == newest.number for each in taken):
        return None
    return newest


def accept(number: str, seen: str) -> DpaAcceptance:
    """The chief executive accepts the newest version; `seen` is the fingerprint of the text that was on the screen."""
    if not may_accept():
        raise NotAllowed("Bare kommunedirektøren kan godta databehandleravtalen.")
    here.lock("dpa")
    newest = next(iter(versions()), None)
    if newest is None or number != newest.number:
        raise Invalid("Velg den nyeste versjonen av avtalen.", field="versjon")
    if seen != newest.sha256:
        raise NotNow("Avtaleteksten er endret siden du åpnet siden. Les den på nytt.")
    if any(each.number == newest.number for each in accepted()):
        raise NotNow("Denne versjonen er allerede godtatt.")
    row = DpaAcceptance(
        number=newest.number,
        sha256=newest.sha256,
        name=here.actor_name()[:120],
        title=role_name(here.role()),
        user_id=here.actor_id(),
    )
    db.session.add(row)
    db.session.flush()
    audit.record("dpa.accepted", row, version=newest.number)
    return row


def may_accept() -> bool:
    """Whether the visitor may bind the kommune."""
    return here.role() == "chief_executive"
