"""Public minutes as an accessible PDF: set from the frozen content, so that no word can come from anywhere else."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask_babel import force_locale

from saas import printing
from saas.documents import joined
from saas.pages import day, gettext


def pdf(content: Mapping[str, Any], when: datetime) -> bytes:
    """Tagged A4 of one edition; the same content and moment give the same bytes."""
    return printing.pdf(report(content), when=when.replace(microsecond=0))


def filename(content: Mapping[str, Any], group: str) -> str:
    """«Offentlig referat KG 2026-09-15.pdf»"""
    with force_locale(content["language"]):
        return gettext("Offentlig referat %(group)s %(day)s", group=group, day=content["held_on"]) + ".pdf"


def report(content: Mapping[str, Any]) -> dict[str, Any]:
    """A `saas.documents.Report` of the content; its shape stands in tenants.publicity.content."""
    with force_locale(content["language"]):
        held = day(datetime.fromisoformat(content["held_on"]).date())
        return {
            "kind": "report",
            "language": content["language"],
            "kommune": content["kommune"],
            "title": content["title"],
            "subtitle": " ".join(content["notices"]) or None,
            "facts": [[gettext("Gruppe"), content["group"]], [gettext("Møtedag"), held]],
            "blocks": [*_attended(content), *(block for item in content["items"] for block in _item(item))],
            "labels": {"page": gettext("Side"), "of": gettext("av")},
            "footer": f"{content['kommune']} – {content['title']}",
        }


def _attended(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    if not content["attended"]:
        return []
    there = [joined(one["title"], one["organisation"]) for one in content["attended"]]
    return [{"type": "heading", "text": gettext("Til stede"), "level": 1}, {"type": "list", "items": there}]


def _item(item: Mapping[str, Any]) -> list[dict[str, Any]]:
    name = gettext("Sak %(label)s", label=item["label"]) if item["label"] else gettext("Sak")
    if item.get("exempt"):
        return [{"type": "heading", "text": name, "level": 1}, {"type": "text", "text": item["words"]}]
    made: list[dict[str, Any]] = [{"type": "heading", "text": f"{name}: {item['title']}", "level": 1}]
    made.append({"type": "text", "text": item["discussion"]})
    if item["decision"]:
        made += [{"type": "heading", "text": gettext("Vedtak"), "level": 2}, {"type": "text", "text": item["decision"]}]
    if item["actions"]:
        made += [{"type": "heading", "text": gettext("Handlinger"), "level": 2},
                 {"type": "list", "items": [joined(one["what"], one["due"]) for one in item["actions"]]}]  # fmt: skip
    return made
