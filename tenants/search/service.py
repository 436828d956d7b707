"""Search: what is found, how many of each sort, and what was perhaps meant; never a trace of what the visitor may not see."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from markupsafe import Markup
from sqlalchemy import ColumnElement, Uuid, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY

from saas.db import db
from tenants.groups.models import Group
from tenants.meetings import shielding
from tenants.search import marking, places, sight, spelling
from tenants.search.asking import Question, ask
from tenants.search.models import FACETS, SearchEntry

# Hits on a page, and the last page: whoever is further down needs another word, not another page.
ON_A_PAGE, LAST_PAGE = 10, 20
# How many words of a question are looked for among the titles' words when nothing was found.
TRIED = 3


@dataclass(frozen=True)
class Hit:
    """One thing that was found: what it is, the words around what was asked for, and where its page is."""

    kind: str
    title: Markup
    label: str
    group: str
    on: date | None
    words: Markup
    place: places.Place


@dataclass
class Results:
    """One page of what was found. `counts` is facet → number, every facet named; `all_words` is False where some had to do."""

    question: Question
    facet: str = ""
    page: int = 1
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(FACETS, 0))
    hits: list[Hit] = field(default_factory=list)
    all_words: bool = True
    meant: str = ""

    @property
    def total(self) -> int:
        """How many there are in all facets together."""
        return sum(self.counts.values())

    @property
    def chosen(self) -> int:
        """How many there are in the chosen facet, or in all."""
        return self.counts[self.facet] if self.facet else self.total

    @property
    def pages(self) -> int:
        """How many pages may be leafed through."""
        return min(-(-self.chosen // ON_A_PAGE), LAST_PAGE)


def search(written: str, facet: str = "", page: int = 1) -> Results:
    """What the visitor may see of what was asked for, the best first; an unknown facet is none.

    All words must be there; where that gives nothing, any of them will do, and that is said. Where nothing is found
    at all, `meant` is the question in words that stand in titles the visitor may see.
    """
    question = ask(written)
    results = Results(question, facet if facet in FACETS else "", min(max(page, 1), LAST_PAGE))
    if question.empty:
        return results
    seen = sight.seen_groups()
    visible = sight.visible(seen)
    for way in _ways(question, seen):
        _look(results, visible, way, seen)
        if results.total:
            break
    else:
        results.meant = _meant(question, visible)
    return results


@dataclass(frozen=True)
class _Way:
    """One way of matching a question: a criterion, how well a row fits, and whether it has all that was asked for."""

    criterion: ColumnElement[bool]
    fit: Any
    every: Any


def _ways(question: Question, seen: list[Group]) -> Iterator[_Way]:
    """The very number, which an index knows; then the words, where any of them will do unless they are a number's."""
    if question.label:
        yield _Way(question.numbered(seen), literal(1.0), literal(True))
    if question.stems:
        has, every = SearchEntry.vector.bool_op("@@"), question.wanted("&")
        some = len(question.stems) > 1 and not question.label
        criterion = has(question.wanted("|") if some else every)
        yield _Way(criterion, func.ts_rank(SearchEntry.vector, every), has(every) if some else literal(True))


def _look(results: Results, visible: ColumnElement[bool], way: _Way, seen: list[Group]) -> None:
    """Fill in the numbers and the page's hits, the best first and the newest among equals. The rows are read once for all of it.

    What has every word is told alone; where nothing has, what has some of them is.
    """
    columns = (SearchEntry.id, SearchEntry.facet, SearchEntry.happened_on, SearchEntry.object_id)
    found = select(*columns, way.fit.label("fit"), way.every.label("every")).where(visible, way.criterion).cte("found")
    all_there = select(func.coalesce(func.bool_or(found.c.every), True)).scalar_subquery()
    counted = select(found.c.facet, func.count().label("number")).where(found.c.every == all_there).group_by(found.c.facet).subquery()
    counts = select(func.jsonb_object_agg(counted.c.facet, counted.c.number)).scalar_subquery()
    best = select(found.c.id).where(found.c.every == all_there)
    best = best.order_by(found.c.fit.desc(), found.c.happened_on.desc().nulls_last(), found.c.object_id)
    if results.facet:
        best = best.where(found.c.facet == results.facet)
    best = best.offset((results.page - 1) * ON_A_PAGE).limit(ON_A_PAGE)
    told, ids, results.all_words = db.session.execute(
        select(counts, func.array(best.scalar_subquery(), type_=ARRAY(Uuid)), all_there)
    ).one()
    results.counts |= told or {}
    entries = {entry.id: entry for entry in db.session.scalars(select(SearchEntry).where(SearchEntry.id.in_(ids)))} if ids else {}
    ordered = [entries[one] for one in ids if one in entries]
    results.hits = _shown(ordered, results.question.stems, {group.id: group.name for group in seen})


def _shown(entries: Sequence[SearchEntry], stems: tuple[str, ...], names: dict[UUID, str]) -> list[Hit]:
    _note_reading(entries)
    forms = marking.forms([text for entry in entries for text in (entry.title, entry.words)])
    where = places.of(entries)
    return [
        Hit(
            kind=entry.kind,
            title=marking.marked(entry.title, stems, forms),
            label=entry.label,
            group=names.get(entry.group_id, "") if entry.group_id and entry.kind != "meeting" else "",
            on=entry.happened_on,
            words=marking.around(entry.words, stems, forms),
            place=where[entry.id],
        )
        for entry in entries
    ]


def _note_reading(entries: Sequence[SearchEntry]) -> None:
    """A hit shows a sak's words, so an exempt one leaves its line in the log as on its own page."""
    saker = [entry.object_id for entry in entries if entry.kind == "item"]
    noted = [entry.page_id for entry in entries if entry.kind == "note"]
    if saker or noted:
        shielding.note_reading([*shielding.of_entries(noted).values(), *shielding.shielded_among(saker)])


def _meant(question: Question, visible: ColumnElement[bool]) -> str:
    """The question with each word that is nearly in a title put right; empty when nothing is near, or a number was asked for."""
    words = question.written.split()
    tried = [word for word in words if spelling.may_be_misspelt(word)][:TRIED]
    if not tried or question.label:
        return ""
    candidates = spelling.near(tried, visible)
    nearest = {word: found for word in tried if (found := spelling.nearest(word, candidates))}
    meant = " ".join(nearest.get(word, word) for word in words)
    return meant if nearest and meant.casefold() != question.written.casefold() else ""
