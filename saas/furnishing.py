"""What a feature brings to the house: its rooms' doors, its place in the menu, and what a signed link may be for."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask import Blueprint


@dataclass(frozen=True)
class Feature:
    """One folder under tenants/. `menu` is (bokmål text, endpoint, ability) in the kommune's menu, or None.

    Features of one `section` share the place in the menu of the one that has `menu`; their `tabs`, each
    (bokmål text, endpoint, ability), stand in a row of their own on every page of the section.
    `purposes` maps a signed link's purpose to the view that answers it: (link, request) → response.
    `words` are functions that any page may call by name, so that an earlier feature's page can show what a later knows.
    """

    name: str
    blueprint: Blueprint
    menu: tuple[str, str, str] | None = None
    section: str = ""
    tabs: tuple[tuple[str, str, str], ...] = ()
    words: dict[str, Callable[..., Any]] = field(default_factory=dict)
    purposes: dict[str, Callable[..., Any]] = field(default_factory=dict)
    outside: Blueprint | None = None

    @property
    def pages(self) -> Path:
        """Where the feature's own templates lie."""
        return Path(__file__).resolve().parent.parent / "tenants" / self.name / "pages"


@dataclass(frozen=True)
class Link:
    """A signed link as the view sees it: one purpose, one subject, one person."""

    id: Any
    purpose: str
    subject_id: Any
    person_id: Any
    used: bool
    token: str
