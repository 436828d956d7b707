"""The person-data guard at work in a group: its known names, what it has chosen to keep, and the reason why."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from saas import audit, clock, here, privacy
from saas.db import db
from saas.errors import Guarded, Invalid
from tenants.groups.models import Group, GuardException
from tenants.network.models import Organisation, Person

Kept = Mapping[str, tuple[list[str], str]]
SHORTEST_REASON = 5


def check(group: Group | None, texts: Mapping[str, str], kept: Kept | None = None) -> None:
    """Refuse texts that may point out a person. Raises Guarded with the findings per field.

    `texts` maps field → text; `kept` maps field → (keys that the writer keeps, reason). What is kept is remembered
    for the group by its seal and its reason; the phrase itself is written nowhere.
    """
    if group is not None and kept:
        _keep(group, texts, kept)
    names, exceptions = _known_names(), _Kept(group)
    found = {
        field: findings
        for field, text in texts.items()
        if text and (findings := privacy.inspect(text, known_names=names, kept=exceptions, small=here.kommune().small))
    }
    if found:
        here.note_guarded(found)
        raise Guarded(found)


class _Kept:
    """Answers «is this phrase kept?» by its seal, so that the guard never sees a list of phrases."""

    def __init__(self, group: Group | None) -> None:
        query = select(GuardException.phrase_mac).where(GuardException.group_id == (group.id if group else None))
        self.seals = set(db.session.scalars(query)) if group else set()

    def __contains__(self, key: object) -> bool:
        return bool(self.seals) and here.seal(str(key)) in self.seals


def _known_names() -> frozenset[str]:
    """The network's own people and organisations may be named."""
    people = db.session.scalars(select(Person.name))
    organisations = db.session.scalars(select(Organisation.name))
    return frozenset([*people, *organisations])


def _keep(group: Group, texts: Mapping[str, str], kept: Kept) -> None:
    """Remember the phrases that the writer keeps, if the guard really warned about them and a reason is given."""
    names = _known_names()
    for field, (keys, reason) in kept.items():
        if not texts.get(field) or not keys:
            continue
        if len(reason) < SHORTEST_REASON:
            raise Invalid("Skriv hvorfor det kan stå, for eksempel hvilken rolle personen har.", field=field)
        # The reason is written to the log, so it must not carry what the guard would stop.
        if privacy.inspect(reason, known_names=names):
            raise Invalid("Skriv rollen, ikke navnet, i begrunnelsen.", field=field)
        warned = {f.key: f.rule for f in privacy.inspect(texts[field], known_names=names, small=here.kommune().small)
                  if f.level == "warn"}
        for key in set(keys) & set(warned):
            _remember(group, key, warned[key], reason)


def _remember(group: Group, key: str, rule: str, reason: str) -> None:
    row = dict(group_id=group.id, phrase_mac=here.seal(key), rule=rule, reason=reason,
               kept_by=here.actor_name(), kept_at=clock.now())
    db.session.execute(insert(GuardException).values(**row).on_conflict_do_nothing())
    audit.record("guard.kept", group, rule=rule, reason=reason)
