"""Who is in the coordinators' network: asked of the database each time, so that whoever has stopped is out at once."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from saas.db import db

# Code → bokmål, beside each name.
OFFICES = {"coordinator": "SLT-koordinator", "centre": "Kompetansesenteret"}


@dataclass(frozen=True)
class Member:
    """Somebody in the network. `office` is a code of OFFICES."""

    id: UUID
    name: str
    office: str

    @property
    def centre(self) -> bool:
        """Whether they speak for the centre: pin, close and remove."""
        return self.office == "centre"

    def wrote(self, entry: Any) -> bool:
        """Whether a question or an answer is their own."""
        return entry.user_id == self.id


def member(secret: str) -> Member | None:
    """The member behind a session's secret; None for everybody else."""
    found = db.session.scalar(select(func.app.network_member(secret)))
    if not found or not found["office"]:
        return None
    return Member(UUID(found["id"]), found["name"], found["office"])
