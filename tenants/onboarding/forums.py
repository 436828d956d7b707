"""Behov: which forums already work with children and young people, and the koordineringsgruppe that is built on one."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from saas import audit, here
from saas.db import check_version, db
from saas.db import find as find_row
from saas.errors import Invalid, NotNow
from saas.plaintext import clean
from tenants.groups import guarding
from tenants.groups import service as groups
from tenants.groups.models import Group
from tenants.onboarding import people, steps
from tenants.onboarding.models import Forum
from tenants.onboarding.people import Row

LONGEST_NAME, LONGEST_RHYTHM, LONGEST_TOPICS, MOST_MEMBERS, MOST_FORUMS = 120, 120, 1000, 500, 30


def all_forums() -> list[Forum]:
    """In the order of their names."""
    return list(db.session.scalars(select(Forum).order_by(Forum.name, Forum.id)))


def find(forum_id: UUID) -> Forum:
    """One forum. Raises NotFound."""
    return find_row(Forum, forum_id)


def add(name: str, member_count: int | None, rhythm: str, topics: str, *, kept: guarding.Kept | None = None) -> Forum:
    """A forum that is there already. Raises Invalid or Guarded with «navn», «medlemmer», «rytme», «tema»."""
    here.lock("forums")
    forum = Forum()
    _write(forum, name, member_count, rhythm, topics, kept)
    present = all_forums()
    if len(present) >= MOST_FORUMS:
        raise Invalid("Det er plass til {n} samarbeid.", n=MOST_FORUMS)
    if any(other.name.casefold() == forum.name.casefold() for other in present):
        raise Invalid("{name} står allerede på listen.", field="navn", name=forum.name)
    db.session.add(forum)
    db.session.flush()
    audit.record("forum.added", forum, members=member_count)
    return forum


def change(
    forum: Forum, seen: int | None, name: str, member_count: int | None, rhythm: str, topics: str,
    *, kept: guarding.Kept | None = None,
) -> None:  # fmt: skip
    """Put right what is written about it."""
    check_version(forum, seen)
    _write(forum, name, member_count, rhythm, topics, kept)
    audit.record("forum.changed", forum, members=member_count)


def delete(forum: Forum) -> None:
    """Take it off the list; the group that was built on it stays."""
    audit.record("forum.deleted", forum)
    db.session.delete(forum)
    db.session.flush()


def coordinating_group() -> Group | None:
    """The koordineringsgruppe, if there is one."""
    return next((group for group in groups.visible() if group.level == "COORDINATING"), None)


def build(forum: Forum | None, name: str, norm: tuple[str, int, int], rows: Sequence[Row], *,
          kept: guarding.Kept | None = None) -> Group:  # fmt: skip
    """«Bygg videre på dette»: a real koordineringsgruppe with norm, standing items, people and seats. All or nothing.

    Raises NotNow where there is one already, and Invalid or Guarded with «navn» or the number of the line.
    """
    step = steps.hold("needs")
    if forum is not None:
        check_version(forum, None)
        if forum.group_id is not None:
            raise NotNow("{name} er allerede bygd videre til en gruppe.", name=forum.name)
    if (there := coordinating_group()) is not None:
        raise NotNow("Kommunen har allerede en koordineringsgruppe: {name}.", name=there.name)
    if not rows:
        raise Invalid("Skriv minst én person som skal være med.")
    with db.session.begin_nested():
        group = groups.found_group(name, "COORDINATING", norm=norm, kept=kept)
        people.seat_all(group, rows)
        people.seat_coordinator(group, people.coordinator_person())
        if forum is not None:
            forum.group_id = group.id
        steps.remember(step, group=group.id)
    audit.record("startup.group_built", group, forum=forum.id if forum else None, seats=len(rows))
    return group


def _write(
    forum: Forum, name: str, member_count: int | None, rhythm: str, topics: str, kept: guarding.Kept | None
) -> None:
    name, rhythm = " ".join(clean(name).split()), " ".join(clean(rhythm).split())
    topics = clean(topics).strip()
    for field, text, most in (("navn", name, LONGEST_NAME), ("rytme", rhythm, LONGEST_RHYTHM), ("tema", topics, LONGEST_TOPICS)):
        if len(text) > most:
            raise Invalid("Teksten kan ha høyst {n} tegn.", field=field, n=most)
    if not name:
        raise Invalid("Skriv hva samarbeidet heter.", field="navn")
    if member_count is not None and not 1 <= member_count <= MOST_MEMBERS:
        raise Invalid("Skriv et antall fra 1 til {n}.", field="medlemmer", n=MOST_MEMBERS)
    guarding.check(None, {"navn": name, "rytme": rhythm, "tema": topics}, kept)
    forum.name, forum.member_count, forum.rhythm, forum.topics = name, member_count, rhythm, topics
