"""A newer edition on the shelf, held up against the kommune's own copy. Nothing is taken in unless somebody asks for it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from saas import audit, clock
from saas.db import check_version
from saas.errors import Invalid, NotFound, Stale
from saas.library import comparing, shelf
from saas.library.comparing import Part
from saas.library.models import SharedTemplateVersion
from tenants.templates.models import DocumentTemplate
from tenants.templates.service import LONGEST_BODY

Choice = Literal["ours", "theirs", "both"]


@dataclass(frozen=True)
class Update:
    """What a newer edition would do to the copy, part by part; `conflicts` are the parts where somebody has to choose."""

    edition: SharedTemplateVersion
    parts: list[Part]
    conflicts: list[int]

    @property
    def adds(self) -> bool:
        """Whether the edition has anything that the copy lacks."""
        return any(part.kind in ("theirs", "conflict") for part in self.parts)


def waiting(templates: Iterable[DocumentTemplate]) -> dict[UUID, int]:
    """Template → the number of a newer edition that nobody has said no to; one statement for all of them."""
    newest = shelf.newest_numbers()
    found = {}
    for template in templates:
        number = newest.get((template.shared_template_id, template.language)) if template.shared_template_id else None
        if number is not None and number > max(template.shared_number or 0, template.declined_number or 0) and not template.archived_at:
            found[template.id] = number
    return found


def newer(template: DocumentTemplate) -> SharedTemplateVersion | None:
    """A newer edition than the copy was made of, whether somebody has said no to it or not."""
    found = shelf.newest(template.shared_template_id, template.language) if template.shared_template_id else None
    return found if found is not None and found.number > (template.shared_number or 0) else None


def of(template: DocumentTemplate) -> Update:
    """The newest edition held up against the copy. Raises NotFound where there is none."""
    edition = newer(template)
    if edition is None:
        raise NotFound()
    parts = comparing.three_way(template.base_body.strip(), template.body.strip(), edition.body.strip())
    return Update(edition, parts, comparing.conflicts(parts))


def take_in(template: DocumentTemplate, seen: int | None, number: int | None, chosen: Mapping[int, Choice]) -> None:
    """«Ta inn endringene»: both sides' changes, and in each conflict what was chosen.

    Raises Stale when the copy or the edition is another than the page showed, and Invalid («valg-3») for a conflict that
    nobody has answered. The kommune's own words are only ever replaced where it chose so.
    """
    update = _as_shown(template, number)
    for place in update.conflicts:
        if place not in chosen:
            raise Invalid("Velg hvilken tekst som skal gjelde hvert sted der begge har endret.", field=f"valg-{place}")
    body = comparing.merged(update.parts, chosen)
    if not body.strip() or len(body) > LONGEST_BODY:
        raise Invalid("Teksten kan ha høyst {n} tegn.", n=LONGEST_BODY)
    check_version(template, seen)
    if template.title == template.shared_title:
        template.title = update.edition.title
    template.body, template.base_body, template.changed_at = body, update.edition.body, clock.now()
    template.shared_number, template.shared_title, template.declined_number = update.edition.number, update.edition.title, None
    audit.record("template.renewed", template, edition=update.edition.number, conflicts=len(update.conflicts))


def keep_ours(template: DocumentTemplate, seen: int | None, number: int | None) -> None:
    """«Behold vår»: this edition is not offered again. A later one is."""
    update = _as_shown(template, number)
    check_version(template, seen)
    template.declined_number = update.edition.number
    audit.record("template.kept", template, edition=update.edition.number)


def _as_shown(template: DocumentTemplate, number: int | None) -> Update:
    update = of(template)
    if update.edition.number != number:
        raise Stale("Det er kommet en nyere utgave siden du åpnet siden. Se gjennom endringene på nytt.")
    return update
