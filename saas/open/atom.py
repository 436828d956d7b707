"""A kommune's public page as an Atom feed (RFC 4287): its public minutes, and that the page has changed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from xml.etree import ElementTree

from saas import clock
from saas.plaintext import clean

ATOM = "http://www.w3.org/2005/Atom"
XML = "http://www.w3.org/XML/1998/namespace"
ElementTree.register_namespace("", ATOM)


@dataclass(frozen=True)
class Entry:
    """One piece of news. `id` is an IRI that never changes, `link` where it is read; times are aware."""

    id: str
    title: str
    link: str
    updated: datetime
    summary: str


def feed(entries: Iterable[Entry], *, iri: str, title: str, author: str, language: str, page: str, own: str, updated: datetime) -> bytes:
    """The feed as UTF-8. `page` is what the feed is about, `own` the feed's own address; both absolute."""
    root = ElementTree.Element(f"{{{ATOM}}}feed", {f"{{{XML}}}lang": language})
    _add(root, "id", iri)
    _add(root, "title", title)
    _add(root, "updated", _time(updated))
    _add(_add(root, "author"), "name", author)
    _add(root, "link", rel="self", type="application/atom+xml", href=own)
    _add(root, "link", rel="alternate", type="text/html", href=page)
    for entry in entries:
        node = _add(root, "entry")
        _add(node, "id", entry.id)
        _add(node, "title", entry.title)
        _add(node, "updated", _time(entry.updated))
        _add(node, "link", rel="alternate", type="text/html", href=entry.link)
        _add(node, "summary", entry.summary)
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)


def _add(parent: ElementTree.Element, name: str, text: str = "", **attributes: str) -> ElementTree.Element:
    node = ElementTree.SubElement(parent, f"{{{ATOM}}}{name}", attributes)
    # A sign that XML cannot carry would break the whole feed for everybody.
    node.text = clean(text) or None
    return node


def _time(moment: datetime) -> str:
    return moment.astimezone(clock.UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")
