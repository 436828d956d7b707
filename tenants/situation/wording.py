"""How the sheet is named and dated."""

from datetime import date
from typing import Any

from saas.pages import day, gettext


def as_of(content: dict[str, Any]) -> str:
    """«Per 1. november 2026»"""
    return gettext("Per %(day)s", day=date_words(content))


def title(content: dict[str, Any]) -> str:
    """«Situasjonsbilde per 1. november 2026»"""
    return gettext("Situasjonsbilde per %(day)s", day=date_words(content))


def date_words(content: dict[str, Any]) -> str:
    """«1. november 2026», without the weekday."""
    return day(day_of(content)).partition(" ")[2]


def day_of(content: dict[str, Any]) -> date:
    """The date that the sheet carries."""
    return date.fromisoformat(content["on"])
