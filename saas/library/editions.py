"""What lies on the shelf of shared templates: for the centre with its drafts, for kommuner only what is published and offered."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import defer

from saas.db import db
from saas.errors import NotFound
from saas.library.models import SharedTemplate, SharedTemplateVersion
from saas.library.wording import LANGUAGE_NAMES


@dataclass(frozen=True)
class OnShelf:
    """A template as the centre's list shows it: the newest published edition and the draft, by language."""

    template: SharedTemplate
    published: dict[str, SharedTemplateVersion]
    drafts: dict[str, SharedTemplateVersion]

    @property
    def title(self) -> str:
        """The bokmål title where there is one; a draft's while nothing is published."""
        found = [versions[language] for versions in (self.published, self.drafts) for language in LANGUAGE_NAMES if language in versions]
        return found[0].title if found else self.template.code


def listed() -> list[OnShelf]:
    """Every template, the withdrawn ones last, by title; two statements, and no bodies."""
    templates = db.session.scalars(select(SharedTemplate)).all()
    versions = db.session.scalars(_versions().options(defer(SharedTemplateVersion.body))).all()
    written = {template.id: [one for one in versions if one.template_id == template.id] for template in templates}
    # One that was begun and thrown away before it was published is a code and nothing more.
    found = [_on_shelf(template, written[template.id]) for template in templates if written[template.id]]
    return sorted(found, key=lambda one: (one.template.withdrawn_at is not None, one.title.lower(), one.template.code))


def find(shared_id: UUID) -> SharedTemplate:
    """One template, withdrawn or not. Raises NotFound."""
    found = db.session.get(SharedTemplate, shared_id)
    if found is None:
        raise NotFound()
    return found


def editions(template: SharedTemplate) -> list[SharedTemplateVersion]:
    """Everything that has been written of a template: drafts and published editions, the newest first."""
    return list(db.session.scalars(_versions().where(SharedTemplateVersion.template_id == template.id)))


def on_shelf(template: SharedTemplate) -> OnShelf:
    """A template with what is newest of it."""
    return _on_shelf(template, editions(template))


def offers() -> list[SharedTemplateVersion]:
    """The newest published edition in each language of every template that is not withdrawn, by title."""
    found = _newest(db.session.scalars(_offered().options(defer(SharedTemplateVersion.body))))
    return sorted(found.values(), key=lambda version: (version.title.lower(), version.language))


def offered(version_id: UUID) -> SharedTemplateVersion:
    """A published edition of a template that is offered. Raises NotFound, the same for a draft as for one that never was."""
    found = db.session.scalars(_offered().where(SharedTemplateVersion.id == version_id)).one_or_none()
    if found is None:
        raise NotFound()
    return found


def newest(shared_id: UUID | None, language: str) -> SharedTemplateVersion | None:
    """The newest published edition of a template in a language, while it is offered."""
    mine = (SharedTemplateVersion.template_id == shared_id, SharedTemplateVersion.language == language)
    return db.session.scalars(_offered().where(*mine).limit(1)).one_or_none()


def newest_numbers() -> dict[tuple[UUID, str], int]:
    """(template, language) → the number of the newest published edition; one statement, and no bodies."""
    found = _newest(db.session.scalars(_offered().options(defer(SharedTemplateVersion.body))))
    return {key: version.number for key, version in found.items()}


def _versions() -> Select[SharedTemplateVersion]:
    return select(SharedTemplateVersion).order_by(SharedTemplateVersion.number.desc(), SharedTemplateVersion.language)


def _offered() -> Select[SharedTemplateVersion]:
    """Published editions on the shelf, the newest first. Drafts are the centre's own, and never reach a kommune."""
    there = select(SharedTemplate.id).where(SharedTemplate.withdrawn_at.is_(None))
    return _versions().where(SharedTemplateVersion.published_at.is_not(None), SharedTemplateVersion.template_id.in_(there))


def _newest(versions: Iterable[SharedTemplateVersion]) -> dict[tuple[UUID, str], SharedTemplateVersion]:
    """The first of each template and language, of versions that come with the newest first."""
    found: dict[tuple[UUID, str], SharedTemplateVersion] = {}
    for version in versions:
        found.setdefault((version.template_id, version.language), version)
    return found


def _on_shelf(template: SharedTemplate, versions: Iterable[SharedTemplateVersion]) -> OnShelf:
    published: dict[str, SharedTemplateVersion] = {}
    drafts: dict[str, SharedTemplateVersion] = {}
    for version in versions:
        (drafts if version.published_at is None else published).setdefault(version.language, version)
    return OnShelf(template, published, drafts)
