"""The person in front of us: Flask-Login's user, found anew by the database at every request."""

from collections.abc import Callable, Container, Generator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from flask_login import UserMixin, current_user

from saas import rooms
from saas.accounts.guard import allows, role_name
from saas.errors import Refusal
from saas.rooms import Kommune


@dataclass
class Visitor(UserMixin):
    """Who is logged in, with their kommuner by name. Flask-Login keeps the session secret as the user's id."""

    id: UUID
    email: str
    name: str
    language: str | None
    kommuner: list[Kommune]
    secret: str
    former: list[dict[str, Any]] = field(default_factory=list)
    centre: str | None = None
    strong: bool = False
    needs_strong: bool = False

    def get_id(self) -> str:
        """What the signed cookie carries: a secret that the database can look up and revoke."""
        return self.secret

    @property
    def first_name(self) -> str:
        """For greetings."""
        return self.name.split()[0] if self.name else ""

    def left(self, slug: str) -> dict[str, Any] | None:
        """The kommune that the visitor has belonged to and no longer does: (name, ended); nothing more is told."""
        return next((place for place in self.former if place["slug"] == slug), None)

    def in_kommune(self, slug: str) -> Kommune | None:
        """The kommune if the visitor belongs to it now."""
        return next((place for place in self.kommuner if place.slug == slug), None)


def load(secret: str) -> Visitor | None:
    """Flask-Login's user_loader: the visitor behind a session secret, or None when it is no longer good."""
    found = rooms.recognise(secret)
    if found is None:
        return None
    places = [Kommune(**{**place, "id": UUID(place["id"])}) for place in found["kommuner"]]
    known = {key: found[key] for key in ("former", "centre", "strong", "needs_strong")}
    return Visitor(UUID(found["id"]), found["email"], found["name"], found["language"], places, secret, **known)


def each_of_mine(ability: str = "coordinate") -> Generator[Kommune, None, None]:
    """The visitor's kommuner, one room after another, never a wider policy; read-only, and none can see another.

    The first statement in a room raises NotFound when access has ended since the request began; the caller then
    goes on to the next kommune, as if it had never been there.
    """
    visitor: Any = current_user
    for place in visitor.kommuner:
        # A kommune that has ended can be read where it lies, but nothing in it waits for anybody.
        if not place.closed and allows(place.role, ability):
            with rooms.enter(rooms.of_visitor(visitor.secret, place, visitor.name, visitor.id, read_only=True)):
                yield place


@dataclass(frozen=True)
class Outcome:
    """What came of a deed in one kommune: its answer, or why it was refused; what is refused leaves nothing behind."""

    kommune: Kommune
    answer: Any = None
    refusal: Refusal | None = None


def write_in_each_of_mine(
    deed: Callable[[Kommune], Any], among: Container[str] | None = None, ability: str = "coordinate"
) -> Generator[Outcome, None, None]:
    """Do a deed in one kommune after another (in those of `among`, by slug), a room and a transaction in each.

    What is done in one stands, whatever happens in the next; the caller is told of each, and stands in no room then.
    """
    visitor: Any = current_user
    for place in visitor.kommuner:
        if place.closed or not allows(place.role, ability) or (among is not None and place.slug not in among):
            continue
        try:
            with rooms.enter(rooms.of_visitor(visitor.secret, place, visitor.name, visitor.id, read_only=False)):
                answer = deed(place)
        except Refusal as refusal:
            yield Outcome(place, refusal=refusal)
        else:
            yield Outcome(place, answer)


def with_role_name(place: Kommune) -> dict[str, Any]:
    """A kommune as the frame shows it in menus."""
    shown = {key: getattr(place, key) for key in ("slug", "name", "colour", "mark", "role")}
    return {**shown, "role_name": role_name(place.role)}
