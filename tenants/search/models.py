"""What can be found in a kommune: one entry for each thing, written by the database itself when the thing changes."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import FetchedValue
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from saas.db import Base, InTenant

# Code → bokmål. The five that the field knows from its own pages, in their order.
FACETS = {
    "content": "Innhold",
    "contacts": "Kontakter",
    "documents": "Dokumenter",
    "links": "Lenker",
    "events": "Hendelser",
}
KIND_NAMES = {
    "item": "Sak",
    "note": "Referat",
    "task": "Oppgave",
    "measure": "Tiltak",
    "goal": "Mål",
    "finding": "Funn",
    "evaluation": "Evaluering",
    "round": "Runde",
    "need": "Behov",
    "section": "Del av kartlegging",
    "signal": "Signal",
    "card": "Erfaringskort",
    "grant": "Tilskudd",
    "offer": "Tilbud",
    "person": "Person",
    "organisation": "Virksomhet",
    "group": "Gruppe",
    "paper": "Sakspapir",
    "template": "Mal",
    "document": "Dokument",
    "assessment": "Kartlegging",
    "plan": "Handlingsplan",
    "situation": "Situasjonsbilde",
    "agreement": "Avtale",
    "mandate": "Mandat",
    "source": "Kilde",
    "guide": "Veileder",
    "goal_plan": "Planverk",
    "anchoring": "Vedtak om forankring",
    "meeting": "Møte",
    "contact": "Kontakt med samarbeidspartner",
    "wheel": "Årshjul",
}


class SearchEntry(InTenant, Base):
    """One thing as it can be found. No feature writes here: triggers do, in the transaction that changes the thing.

    `object_id` is the thing, `page_id` the id in its page's address where that is another, `vector` the words in one form.
    """

    __tablename__ = "search_entries"

    kind: Mapped[str]
    object_id: Mapped[UUID]
    page_id: Mapped[UUID]
    group_id: Mapped[UUID | None]
    facet: Mapped[str]
    title: Mapped[str]
    label: Mapped[str] = mapped_column(default="")
    words: Mapped[str] = mapped_column(default="")
    happened_on: Mapped[date | None]
    vector: Mapped[Any] = mapped_column(TSVECTOR, server_default=FetchedValue(), deferred=True)
