"""KS's own schemas, kept with the house (MIT, see schemas/LICENSE): what we send and what we are answered is held against them."""

from functools import lru_cache
from pathlib import Path
from typing import Any

from lxml import etree

FOLDER = Path(__file__).parent / "schemas"
MESSAGE = "no.ks.fiks.arkiv.v1.arkivering.arkivmelding.opprett.xsd"
RECEIPT = "no.ks.fiks.arkiv.v1.arkivering.arkivmelding.opprett.kvittering.xsd"
INVALID_REQUEST = "no.ks.fiks.arkiv.v1.feilmelding.ugyldigforespoersel.xsd"


class BreaksSchema(ValueError):
    """XML that does not follow its schema; the message names the element and the rule, never what was written in it."""


def check(root: Any, schema: str) -> None:
    """Raise BreaksSchema unless the parsed document follows the named schema."""
    found = _schema(schema)
    if not found.validate(root):
        # An error in the log: its place and kind are told, since the text of the document may be in its message.
        first = found.error_log[0]
        raise BreaksSchema(f"line {first.line}: {first.type_name}")


def check_message(xml: bytes) -> None:
    """Raise BreaksSchema unless these bytes are an arkivmelding that the archive can read."""
    check(etree.fromstring(xml, parser()), MESSAGE)


def parser() -> etree.XMLParser:
    """A reader that fetches nothing, replaces nothing and grows nothing."""
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True)


@lru_cache(maxsize=4)
def _schema(name: str) -> etree.XMLSchema:
    """The schemas point only at each other, in their own folder."""
    return etree.XMLSchema(etree.parse(str(FOLDER / name)))
