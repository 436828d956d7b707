"""Public minutes as a file: the frozen content set as tagged A4, in the kommune's own language."""

from typing import Any

from flask_babel import force_locale

from saas import documents, printing
from saas.open.models import PublicFace
from saas.open.reading import PublicMinutes
from saas.pages import day, gettext


def pdf(page: PublicFace, minutes: PublicMinutes) -> bytes:
    """The same bytes each time: the time on the file is when the minutes were published."""
    with force_locale(page.language):
        return printing.pdf(report(page, minutes), when=minutes.published_at)


def report(page: PublicFace, minutes: PublicMinutes) -> dict[str, Any]:
    """A `saas.documents.Report` of what is public, and of nothing else."""
    content = minutes.content
    blocks: list[Any] = [{"type": "text", "text": "\n\n".join(content["notices"])}]
    if content["attended"]:
        blocks += [_heading(gettext("Til stede"))]
        blocks += [{"type": "list", "items": [documents.joined(one["title"], one["organisation"]) for one in content["attended"]]}]
    for item in content["items"]:
        blocks += _item(item)
    return {
        "kind": "report",
        "language": page.language,
        "kommune": page.name,
        "title": content["title"],
        "subtitle": gettext("Publisert %(day)s", day=day(minutes.published_at)),
        "facts": [[gettext("Gruppe"), content["group"]], [gettext("Møtedato"), day(minutes.held_on)]],
        "blocks": blocks,
        "labels": {"page": gettext("Side"), "of": gettext("av")},
        "footer": f"{page.name} – {content['title']}",
    }


def _item(item: dict[str, Any]) -> list[Any]:
    if item.get("exempt"):
        return [_heading(gettext("Sak %(label)s", label=item["label"])), {"type": "text", "text": item["words"]}]
    made = [_heading(gettext("Sak %(label)s", label=f"{item['label']}: {item['title']}"))]
    if item["discussion"]:
        made.append({"type": "text", "text": item["discussion"]})
    if item["decision"]:
        made.append({"type": "text", "text": f"{gettext('Beslutning')}: {item['decision']}"})
    if item["actions"]:
        made.append({"type": "list", "items": [documents.joined(action["what"], action["due"]) for action in item["actions"]]})
    return made


def _heading(text: str) -> dict[str, Any]:
    return {"type": "heading", "level": 1, "text": text}
