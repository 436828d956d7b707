"""The words on screen: `update` gathers the bokmål source texts into the catalogues, `check` fails on a missing nynorsk one."""

import sys
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("nn",)
METHODS = [("**.py", "python"), ("**.html", "jinja2"), ("**.txt", "jinja2")]
# A refusal's first argument is a sentence for a person, so it is a source text like any other.
REFUSALS = ("NotNow", "Stale", "NotAllowed", "NotFound", "Invalid", "TooLarge", "TooMany", "Words", "say", "N_")
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "_": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    **dict.fromkeys(REFUSALS, (1,)),
}
OPTIONS = {"**.html": {"silent": "false", "trimmed": "true"}, "**.txt": {"silent": "false", "trimmed": "true"}}


def source() -> Catalog:
    """Every source text: from calls in code and templates, and from the tables of names."""
    catalog = Catalog(project="Bindeledd", charset="utf-8")
    for folder in ("saas", "tenants", "templates"):
        found = extract_from_dir(str(ROOT / folder), METHODS, OPTIONS, KEYWORDS)
        for filename, _line, message, _comments, context in found:
            place = Path(folder, filename).as_posix()
            if message and message != "" and (message[0] if isinstance(message, tuple) else message):
                catalog.add(message, locations=[(place, 0)], context=context)
    for text in _tables():
        catalog.add(text)
    return catalog


def _tables() -> Iterator[str]:
    """Names that stand in tables (roles, states, menus, error pages, the guard's reasons) rather than in calls."""
    from saas import privacy, vocabulary
    from saas.accounts import guard
    from saas.charts.values import FLAG_WORDS
    from saas.forum import membership
    from saas.library import cards
    from saas.open import wording as open_pages
    from saas.statistics import headings, official, shipped
    from tenants.checkup import evidence, statements
    from tenants.control import actions, retention
    from tenants.control import words as control
    from tenants.funding.report import LEVEL_WORDS
    from tenants.goals.progress import STANDINGS
    from tenants.indicators.import_views import COLUMN_WORDS
    from tenants.measures.step_forms import ANSWERS
    from tenants.notices import kinds as notice_kinds
    from tenants.plans.wording import FIELD_NAMES
    from tenants.practice import panel as practice
    from tenants.rounds.round_page import BAR_WORDS
    from tenants.selfreview import statements as selfreview
    from tenants.sight import words as sight

    yield from (name for name, _ in control.KINDS.values())
    yield from (text for rule in retention.RULES for text in (rule.what, rule.period, rule.why))
    tables: tuple[Mapping[Any, str], ...]
    tables = (actions.THINGS, actions.DEEDS, actions.WHOLE, control.SUBJECTS, control.PURPOSES, control.RULES,
              guard.ROLE_NAMES, guard.CENTRE_ROLE_NAMES, FLAG_WORDS, LEVEL_WORDS, COLUMN_WORDS, FIELD_NAMES, BAR_WORDS, sight.KIND_NAMES,
              open_pages.OFFICE_DAYS, open_pages.OFFICE_WEEKS, open_pages.NUMBERS, cards.STATES, practice.STATES, membership.OFFICES,
              notice_kinds.KINDS, notice_kinds.REASONS, notice_kinds.KIND_REASONS,
              shipped.GROUPS, headings.LEVELS, headings.SEXES,
              selfreview.STATEMENTS, selfreview.SHORT, selfreview.SCALE, statements.AREAS, statements.WORDS, evidence.KINDS,
              *sight.NOTES.values(), *vocabulary.ALL.values(), *_names_in_models())  # fmt: skip
    for table in tables:
        yield from table.values()
    yield from (shipped.COUNT_UNIT, shipped.RATE_TITLE, official.RATE_UNIT)
    yield from (word for word, _ in STANDINGS.values())
    yield from (word for _, word in ANSWERS.values())
    yield from privacy.REASONS
    yield from _rules()
    yield from _titles()


def _rules() -> Iterator[str]:
    """What rules say of themselves: legal bases, why a meeting cannot be moved on, and what a group should have."""
    from tenants.groups import composition
    from tenants.joint import service as joint
    from tenants.meetings import service as meetings
    from tenants.publicity import bases

    yield from bases.words()
    yield from (*meetings._REFUSALS.values(), *joint._REFUSED.values())
    yield from (text for demands in composition.DEMANDS.values() for one in demands for text in (one.there, one.missing))


def _titles() -> Iterator[str]:
    """What stands over refusals, and in the menus."""
    from saas import errors, faults
    from tenants.features import FEATURES

    yield from (words for pair in faults.WORDS.values() for words in pair)
    yield from (kind.title for kind in vars(errors).values() if isinstance(kind, type) and hasattr(kind, "title"))
    yield from (feature.menu[0] for feature in FEATURES if feature.menu)
    yield from (tab[0] for feature in FEATURES for tab in feature.tabs)


def _names_in_models() -> Iterator[dict[str, str]]:
    """Tables of names beside the rows that use them: every dict of words at the top of a feature's models."""
    for path in sorted((ROOT / "tenants").glob("*/models.py")):
        module = import_module(f"tenants.{path.parent.name}.models")
        for value in vars(module).values():
            if isinstance(value, dict) and value and all(isinstance(word, str) for word in value.values()):
                yield value


def update() -> None:
    """Bring each catalogue up to date; translations that are there stay, texts that are gone go."""
    wanted = source()
    for language in LANGUAGES:
        path = _path(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        catalog = _read(language)
        catalog.update(wanted, no_fuzzy_matching=True)
        catalog.obsolete.clear()
        with path.open("wb") as file:
            write_po(file, catalog, width=0, sort_output=True, no_location=True, omit_header=False)


def missing(language: str) -> list[str]:
    """Source texts that have no translation."""
    catalog = _read(language)
    lacking = []
    for message in source():
        if not message.id:
            continue
        found = catalog.get(message.id, context=message.context)
        strings = found.string if found and isinstance(found.string, (tuple, list)) else [found.string if found else ""]
        if not all(strings):
            lacking.append(str(message.id))
    return lacking


def _read(language: str) -> Catalog:
    path = _path(language)
    if not path.exists():
        return Catalog(locale=language, project="Bindeledd", charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=language)


def _path(language: str) -> Path:
    return ROOT / "templates" / "locale" / language / "LC_MESSAGES" / "messages.po"


def main(arguments: list[str]) -> int:
    """`update`, or `check` (exit 1 with each missing text on a line)."""
    if arguments == ["update"]:
        update()
    lacking = [f"{language}: {text!r}" for language in LANGUAGES for text in missing(language)]
    print("\n".join(lacking[:60]) or "Alle tekstene finnes på nynorsk.")
    if len(lacking) > 60:
        print(f"… og {len(lacking) - 60} til.")
    return 1 if lacking and arguments == ["check"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
