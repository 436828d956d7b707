"""The shelf of shared templates: the centre writes, publishes and withdraws. What lies there is read in editions.py."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from saas import clock
from saas.db import check_version, db
from saas.errors import Invalid, NotNow
from saas.library import wording
from saas.library.codes import code_of
from saas.library.editions import editions, find, listed, newest, newest_numbers, offered, offers, on_shelf
from saas.library.models import SharedTemplate, SharedTemplateVersion
from saas.library.stocking import stock
from saas.library.wording import KINDS, LANGUAGE_NAMES, Wording

__all__ = [
    "KINDS", "LANGUAGE_NAMES", "Wording", "begin", "discard_drafts", "editions", "find", "listed", "newest",
    "newest_numbers", "offer_again", "offered", "offers", "on_shelf", "publish", "save", "stock", "withdraw",
]  # fmt: skip


def begin(shared_id: UUID, kind: str, wordings: Mapping[str, Wording], by: str) -> SharedTemplate:
    """A new template with its first drafts. The same form sent twice, by its `shared_id`, is one template.

    Raises Invalid or Guarded at the fields («slag», «tittel_nb», «tekst_nn» …).
    """
    kind, written = wording.require_kind(kind), wording.checked(wordings)
    code = code_of(next(iter(written.values())).title, _codes())
    row = insert(SharedTemplate).values(id=shared_id, code=code, kind=kind, created_at=clock.now(), version=1)
    made = db.session.scalar(row.on_conflict_do_nothing().returning(SharedTemplate.id))
    template = db.session.get(SharedTemplate, shared_id)
    if template is None:
        raise NotNow("En annen la inn en mal med samme tittel akkurat nå. Lagre på nytt.")
    if made is not None:
        _write_drafts(template, written, by)
    return template


def save(template: SharedTemplate, seen: int | None, kind: str, wordings: Mapping[str, Wording], by: str) -> None:
    """Write the drafts of the next edition; a language with nothing written has none. Published editions stay as they are.

    Raises Invalid or Guarded at the fields, and Stale when somebody else has written since `seen`.
    """
    kind, written = wording.require_kind(kind), wording.checked(wordings)
    check_version(template, seen)
    template.kind = kind
    _write_drafts(template, written, by)


def publish(template: SharedTemplate, seen: int | None, confirmed: bool, by: str) -> int:
    """Put the drafts on the shelf as the next edition; its number. Nothing of it is ever changed after that.

    Raises Invalid where nobody has confirmed that it tells of no kommune and no person, or where the guard finds that it
    does; NotNow without a draft, or where the template is withdrawn.
    """
    if not confirmed:
        raise Invalid("Kryss av når du har lest malen og kontrollert dette.", field="bekreftet")
    check_version(template, seen)
    if template.withdrawn_at is not None:
        raise NotNow("Malen er trukket tilbake. Legg den ut igjen før du publiserer en ny utgave.")
    drafts = on_shelf(template).drafts
    if not drafts:
        raise NotNow("Det er ikke noe utkast å publisere.")
    for draft in drafts.values():
        # Looked at once more: the draft may have lain since before a kommune got its name.
        wording.check(draft.language, Wording(draft.title, draft.summary, draft.body, draft.changes))
    number = max(draft.number for draft in drafts.values())
    if number > 1 and not all(draft.changes for draft in drafts.values()):
        raise NotNow("Skriv hva som er nytt i utgaven, så kommunene vet det før de tar den inn.")
    for draft in drafts.values():
        draft.number, draft.version = number, draft.version + 1
        draft.confirmed_free_of_people, draft.published_at, draft.published_by = True, clock.now(), by
    return number


def withdraw(template: SharedTemplate, seen: int | None) -> None:
    """Offered no more. The kommuner's own copies are theirs, and stay."""
    check_version(template, seen)
    template.withdrawn_at = template.withdrawn_at or clock.now()


def offer_again(template: SharedTemplate, seen: int | None) -> None:
    """Undo a withdrawal."""
    check_version(template, seen)
    template.withdrawn_at = None


def discard_drafts(template: SharedTemplate, seen: int | None) -> None:
    """Throw away what is not published. A template that was never published goes off the list with its drafts."""
    check_version(template, seen)
    _write_drafts(template, {}, "")
    if not editions(template):
        template.withdrawn_at = template.withdrawn_at or clock.now()


def _codes() -> set[str]:
    return set(db.session.scalars(select(SharedTemplate.code)))


def _write_drafts(template: SharedTemplate, written: Mapping[str, Wording], by: str) -> None:
    """The drafts as they shall be. All of them have the number of the edition that comes next."""
    known = editions(template)
    number = max((one.number for one in known if one.published_at), default=0) + 1
    drafts = {one.language: one for one in known if one.published_at is None}
    for language in drafts.keys() - written.keys():
        db.session.delete(drafts[language])
    for language, said in written.items():
        draft = drafts.get(language) or SharedTemplateVersion(template_id=template.id, language=language)
        draft.number, draft.written_by, draft.version = number, by, (draft.version or 0) + 1
        draft.title, draft.summary, draft.body, draft.changes = said.title, said.summary, said.body, said.changes
        db.session.add(draft)
    db.session.flush()
