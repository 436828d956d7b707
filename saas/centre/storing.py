"""Puts a release's rows in their place behind the wall, reads back what will be served, and seals it."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, insert, select

from saas import clock, rooms
from saas.centre.cells import Sum
from saas.centre.claiming import Claim
from saas.centre.drafting import Draft
from saas.centre.models import DraftCell, DraftEquation, DraftTable, Release
from saas.centre.sealing import signature
from saas.db import db
from saas.suppressor import Parameters

# The rules that are told with a release. How near a figure may be guessed stays inside (Handbook on SDC, 4.2).
TOLD = ("min_units", "min_rest", "min_nonzero", "zeros", "complement", "batch", "coalition")


def store(claim: Claim, draft: Draft) -> None:
    """Replace the release's rows by these, all in one transaction."""
    release_id = claim.release_id
    with rooms.enter(rooms.statistics()):
        clear(release_id)
        db.session.execute(insert(DraftTable), _tables(release_id, draft))
        db.session.execute(insert(DraftCell), _cells(release_id, draft))
        if draft.equations:
            db.session.execute(insert(DraftEquation), _equations(release_id, draft))
        claim.change()


def clear(release_id: UUID) -> None:
    """Take away the tables of a release, in the room we stand in."""
    for table in (DraftCell, DraftTable, DraftEquation):
        db.session.execute(delete(table).where(table.release_id == release_id))


def served(release_id: UUID) -> tuple[dict[str, float | None], dict[str, list[Sum]]]:
    """What will be served: every figure with its value or None, and the sums by indicator. Read from the rows themselves."""
    with rooms.enter(rooms.statistics()):
        query = select(DraftCell.cell, DraftCell.value).where(DraftCell.release_id == release_id)
        cells: dict[str, float | None] = {}
        for cell, value in db.session.execute(query):
            if cells.setdefault(cell, value) != value:
                raise ValueError(f"The figure {cell} is shown differently in two tables.")
        sums: dict[str, list[Sum]] = {}
        rows = select(DraftEquation).where(DraftEquation.release_id == release_id).order_by(DraftEquation.position)
        for row in db.session.scalars(rows):
            sums.setdefault(row.indicator, []).append((row.total, tuple(row.parts)))
    return cells, sums


def seal(claim: Claim, draft: Draft, views: Sequence[Mapping[str, Any]], rules: Parameters) -> None:
    """Write the reports and the seal of what passed the audit; from then on the release waits for two people."""
    with rooms.enter(rooms.statistics()):
        claim.change(parameters=told(rules), utility=utility(draft))
        sha = str(db.session.scalar(select(func.app.release_sha(claim.release_id))))
        release = db.session.get_one(Release, claim.release_id, populate_existing=True)
        audit = {"passed": True, "output_sha": sha, "views": list(views)}
        signed = signature(release.id, release.period, sha)
        claim.change(
            output_sha=sha, audit=audit, signature=signed, built_at=clock.now(), state="waiting", step="", progress=100, claim=None
        )


def told(rules: Parameters) -> dict[str, Any]:
    """The rules that stand beside a release."""
    return {name: getattr(rules, name) for name in TOLD}


def utility(draft: Draft) -> dict[str, Any]:
    """What protection costs: cells shown and hidden, the share of what was counted that is hidden, series touched."""
    whole = _cost([row for table in draft.tables for row in table.rows])
    by_indicator = {}
    for code in dict.fromkeys(table.indicator for table in draft.tables):
        by_indicator[code] = _cost([row for table in draft.tables if table.indicator == code for row in table.rows])
    return {**whole, "by_indicator": by_indicator}


def _cost(rows: Sequence[Any]) -> dict[str, Any]:
    figures = {row.cell: row for row in rows}.values()
    hidden = [row for row in figures if row.flag]
    mass = sum(row.truth or 0.0 for row in figures)
    return {
        "cells": len(figures),
        "open": len(figures) - len(hidden),
        "hidden": len(hidden),
        "mass": round(sum(row.truth or 0.0 for row in hidden) / mass, 4) if mass else 0.0,
        "series": len({row.cell for row in hidden if row.units is None and row.flag == ":"}),
    }


def _tables(release_id: UUID, draft: Draft) -> list[dict[str, Any]]:
    return [
        {"release_id": release_id, "code": one.code, "indicator": one.indicator, "position": number, "description": one.description}
        for number, one in enumerate(draft.tables)
    ]


def _cells(release_id: UUID, draft: Draft) -> list[dict[str, Any]]:
    return [
        {"release_id": release_id, "table_code": table.code, "position": number, **row.__dict__}
        for table in draft.tables
        for number, row in enumerate(table.rows)
    ]


def _equations(release_id: UUID, draft: Draft) -> list[dict[str, Any]]:
    places: dict[str, int] = {}
    found = []
    for indicator, (total, parts) in draft.equations:
        places[indicator] = places.get(indicator, -1) + 1
        found.append(
            {"release_id": release_id, "indicator": indicator, "position": places[indicator], "total": total, "parts": list(parts)}
        )
    return found
