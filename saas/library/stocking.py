"""Fills an empty shelf with the templates that come with the house: Markdown files, and the groups' agendas and mandates."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from saas import clock
from saas.db import db
from saas.library.models import SharedTemplate, SharedTemplateVersion
from saas.pages import LANGUAGES, ROOT

FOLDER = ROOT / "templates" / "library"
# Who stands behind them; the kommune's copy says so too.
PUBLISHER = "Kompetansesenteret"
# What a mandate's parts are called when it is a document, by language. The form for mandates has its own labels.
_MANDATE = {
    "nb": {"title": "Mandat for {group}", "purpose": "Formål", "tasks": "Oppgaver", "authority": "Myndighet",
           "composition": "Sammensetning", "rhythm": "Møterytme", "reporting": "Rapportering"},
    "nn": {"title": "Mandat for {group}", "purpose": "Føremål", "tasks": "Oppgåver", "authority": "Mynde",
           "composition": "Samansetjing", "rhythm": "Møterytme", "reporting": "Rapportering"},
}  # fmt: skip
_GROUPS = {
    "nb": {"STEERING": "styringsgruppen", "COORDINATING": "koordineringsgruppen", "OPERATIONAL": "fagteamet"},
    "nn": {"STEERING": "styringsgruppa", "COORDINATING": "koordineringsgruppa", "OPERATIONAL": "fagteamet"},
}
_SUMMARIES = {
    "nb": {
        "agenda": "Faste punkter med type og minutter, klare til å kopieres.",
        "mandate": "Et utgangspunkt som gruppen gjør til sitt eget.",
    },
    "nn": {
        "agenda": "Faste punkt med type og minutt, klare til å kopierast.",
        "mandate": "Eit utgangspunkt som gruppa gjer til sitt eige.",
    },
}


@dataclass(frozen=True)
class Shipped:
    """One edition in one language, as it lies in a file."""

    code: str
    kind: str
    language: str
    number: int
    title: str
    summary: str
    body: str
    changes: str = ""


def stock() -> int:
    """Put what comes with the house on the shelf, where nothing lies there; how many editions. In the lobby's room."""
    if db.session.scalar(select(SharedTemplate.id).limit(1)) is not None:
        return 0
    templates: dict[str, SharedTemplate] = {}
    made = shipped()
    for one in made:
        template = templates.get(one.code)
        if template is None:
            template = templates[one.code] = SharedTemplate(code=one.code, kind=one.kind)
            db.session.add(template)
            db.session.flush()
        db.session.add(
            SharedTemplateVersion(
                template_id=template.id, language=one.language, number=one.number, title=one.title, summary=one.summary,
                body=one.body, changes=one.changes, written_by=PUBLISHER, confirmed_free_of_people=True,
                published_at=clock.now(), published_by=PUBLISHER,
            )
        )  # fmt: skip
    db.session.flush()
    return len(made)


def shipped() -> list[Shipped]:
    """Every edition that comes with the house, by code, language and number."""
    found = [_read(path) for path in sorted((FOLDER / "shared").glob("*.md"))]
    found += [one for path in sorted(FOLDER.glob("agenda-*.md")) for one in _agenda(path)]
    found += [one for path in sorted(FOLDER.glob("mandat-*.md")) for one in _mandate(path)]
    return sorted(found, key=lambda one: (one.code, one.language, one.number))


def _read(path: Path) -> Shipped:
    """A file of the shelf's own: «key: value» lines between two lines of dashes, and then the Markdown."""
    facts, body = _opened(path)
    return Shipped(
        facts["code"], facts["kind"], facts["language"], int(facts["edition"]), facts["title"], facts["summary"],
        body.strip() + "\n", facts.get("changes", ""),
    )  # fmt: skip


def _agenda(path: Path) -> Iterator[Shipped]:
    """An agenda of fixed items, whose table is the document. The group's own form reads the same file."""
    facts, body = _opened(path)
    for language in LANGUAGES:
        title, table = facts[f"title_{language}"], _language_part(body, language)
        words = f"# {title}\n\n{table}\n"
        yield Shipped(path.stem, "agenda", language, int(facts["version"]), title, _SUMMARIES[language]["agenda"], words)


def _mandate(path: Path) -> Iterator[Shipped]:
    """A mandate of six parts; its one place, «{kommune}», becomes the shelf's field of the same name."""
    facts, body = _opened(path)
    for language in LANGUAGES:
        names = _MANDATE[language]
        title = names["title"].format(group=_GROUPS[language][facts["level"]])
        part = _language_part(body, language).replace("{kommune}", "{{kommune}}")
        for key, name in names.items():
            part = re.sub(rf"^### {key}$", f"\n## {name}\n", part, flags=re.M)
        words = f"# {title}\n{part}\n"
        yield Shipped(path.stem, "mandate", language, int(facts["version"]), title, _SUMMARIES[language]["mandate"], words)


def _opened(path: Path) -> tuple[dict[str, str], str]:
    _, front, body = path.read_text(encoding="utf-8").split("---\n", 2)
    return dict(line.split(": ", 1) for line in front.strip().splitlines()), body


def _language_part(body: str, language: str) -> str:
    return re.split(r"^## n[bn]$", body.split(f"## {language}\n", 1)[1], flags=re.M)[0].strip()
