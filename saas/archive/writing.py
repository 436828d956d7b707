"""Small words for writing an arkivmelding: elements, codes and keys in the two namespaces that KS uses."""

from collections.abc import Mapping
from typing import Any

from lxml import etree

from saas.archive.contents import SYSTEM
from saas.plaintext import clean

BASE = "https://ks-no.github.io/standarder/fiks-protokoll/fiks-arkiv"
ARCHIVE = f"{BASE}/arkivmelding/opprett/v1"
METADATA = f"{BASE}/metadatakatalog/v1"
INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
NAMESPACES: dict[Any, str] = {None: ARCHIVE, "n": METADATA, "xsi": INSTANCE}
# Every text element must have something in it; a title that was only control signs is shown as missing.
NOTHING = "–"

Element = Any


def add(parent: Element, name: str, text: str | None = None, *, namespace: str = ARCHIVE) -> Element:
    """A child element; with `text` on one line and free of signs that XML cannot carry."""
    child = etree.SubElement(parent, f"{{{namespace}}}{name}")
    if text is not None:
        child.text = " ".join(clean(text).split()) or NOTHING
    return child


def add_meta(parent: Element, name: str, text: str | None = None) -> Element:
    """A child element out of the metadata catalogue."""
    return add(parent, name, text, namespace=METADATA)


def add_code(
    parent: Element, name: str, code: str, words: Mapping[str, str] | None = None, *, namespace: str = ARCHIVE
) -> Element:  # fmt: skip
    """A code with its description where the list has one."""
    child = add(parent, name, namespace=namespace)
    add_meta(child, "kode", code)
    if words and code in words:
        add_meta(child, "beskrivelse", words[code])
    return child


def add_key(parent: Element, name: str, key: str, *, namespace: str = ARCHIVE) -> Element:
    """A key of ours, by which the archive recognises what it has been sent before."""
    child = add(parent, name, namespace=namespace)
    add_meta(child, "fagsystem", SYSTEM)
    add_meta(child, "noekkel", key)
    return child


def typed(parent: Element, name: str, kind: str) -> Element:
    """A child element that says which of the schema's types it is."""
    child = add(parent, name)
    child.set(f"{{{INSTANCE}}}type", kind)
    return child
