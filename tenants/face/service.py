"""The verbs of the public page: choose what it shows, publish it, take it away, keep it up to date."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from sqlalchemy import select

from saas import audit, clock, here
from saas.db import check_version, db
from saas.errors import Invalid, NotNow
from tenants.face import choices, projection
from tenants.face.models import FaceSettings
from tenants.groups import guarding

LONGEST_INTRO, LONGEST_TITLE, LONGEST_ADDRESS, MOST_LINKS = 1500, 120, 300, 12


@dataclass(frozen=True)
class Shown:
    """What is to stand on the page. `links` are (title, address); ids are of this kommune's own rows."""

    intro: str = ""
    links: Sequence[tuple[str, str]] = ()
    goals: Sequence[UUID] = ()
    measures: Sequence[UUID] = ()
    groups: Sequence[UUID] = ()
    minutes: bool = True


def settings() -> FaceSettings:
    """What is chosen; a fresh one, not yet kept, where nobody has chosen anything."""
    found = db.session.scalars(select(FaceSettings)).one_or_none()
    return found or FaceSettings(
        id=uuid4(), intro="", links=[], goals=[], measures=[], groups=[], shows_minutes=True, published_at=None,
        published_by="", version=0,
    )  # fmt: skip


def choose(shown: Shown, seen: int | None, *, kept: guarding.Kept | None = None) -> FaceSettings:
    """Keep what the page shows; a page that is published shows it at once.

    Raises Invalid with the form's fields (innledning, lenker, maal, tiltak, grupper), Guarded and Stale.
    """
    _check(shown, kept)
    here.lock("face_settings")
    row = settings()
    if row.version:
        check_version(row, seen)
    else:
        row.version = 1
        db.session.add(row)
    row.intro, row.shows_minutes = shown.intro.strip(), shown.minutes
    row.links = [{"title": title, "address": address} for title, address in shown.links]
    row.goals, row.measures, row.groups = ([str(one) for one in ids] for ids in (shown.goals, shown.measures, shown.groups))
    db.session.flush()
    projection.write(row)
    counts = {name: len(getattr(row, name)) for name in ("goals", "measures", "groups", "links")}
    audit.record("face.chosen", row, minutes=row.shows_minutes, **counts)
    return row


def publish(seen: int | None) -> FaceSettings:
    """«Publiser siden». Raises NotNow where it is published already, or nothing is chosen yet."""
    here.lock("face_settings")
    row = settings()
    if not row.version:
        raise NotNow("Velg først hva siden skal vise, og lagre.")
    if row.published_at is not None:
        raise NotNow("Siden er allerede publisert.")
    check_version(row, seen)
    row.published_at, row.published_by = clock.now(), here.actor_name()
    db.session.flush()
    projection.write(row)
    audit.record("face.published", row)
    return row


def unpublish(seen: int | None) -> None:
    """«Avpubliser»: page, feed, calendar, embed and public minutes are gone when this is committed."""
    here.lock("face_settings")
    row = settings()
    if row.published_at is None:
        raise NotNow("Siden er ikke publisert.")
    check_version(row, seen)
    row.published_at, row.published_by = None, ""
    projection.remove()
    audit.record("face.unpublished", row)


def refresh() -> bool:
    """Bring the page up to date with what has happened since; whether it changed."""
    row = settings()
    return projection.write(row) if row.version else False


def _check(shown: Shown, kept: guarding.Kept | None) -> None:
    if len(shown.intro) > LONGEST_INTRO:
        raise Invalid("Innledningen kan ha høyst {n} tegn.", field="innledning", n=LONGEST_INTRO)
    if len(shown.links) > MOST_LINKS:
        raise Invalid("Siden kan ha høyst {n} lenker.", field="lenker", n=MOST_LINKS)
    for title, address in shown.links:
        _check_link(title, address)
    for field, ids, rows in (
        ("maal", shown.goals, choices.goals()), ("tiltak", shown.measures, choices.measures()), ("grupper", shown.groups, choices.groups()),
    ):  # fmt: skip
        if set(ids) - {row.id for row in rows}:
            raise Invalid("Velg fra listen. Noe av det du valgte, kan ikke lenger vises.", field=field)
    texts = {"innledning": shown.intro, "lenker": "\n".join(title for title, _ in shown.links)}
    guarding.check(next((group for group in choices.groups() if group.level == "COORDINATING"), None), texts, kept)


def _check_link(title: str, address: str) -> None:
    try:
        parts = urlsplit(address)
        parts.port  # noqa: B018 – reading it refuses a port that is none
    except ValueError:
        parts = urlsplit("")
    if not title or len(title) > LONGEST_TITLE:
        raise Invalid("Hver lenke trenger en tekst på høyst {n} tegn.", field="lenker", n=LONGEST_TITLE)
    bad = any(sign.isspace() or sign in "\"<>\\" for sign in address)
    if parts.scheme not in ("https", "http") or not parts.hostname or bad or len(address) > LONGEST_ADDRESS:
        raise Invalid("«{title}» trenger en adresse som begynner med https://.", field="lenker", title=title)
