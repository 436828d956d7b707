"""Freezes a release's input in one repeatable-read transaction: who is in, everybody's numbers, and a fingerprint of it all."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, insert, select

from saas import clock, rooms
from saas.centre import past as pasts_of
from saas.centre.catalogue import BY_CODE
from saas.centre.claiming import Claim
from saas.centre.failures import ALREADY_OUT, NOT_TO_CORRECT, OUT_OF_ORDER, TOO_FEW
from saas.centre.models import Contribution, CountedNumber, PanelMember, Profile, Release
from saas.centre.panel import COUNTED, Before, Member, difference, freeze
from saas.centre.past import Past
from saas.centre.snapshot import STANDING, Snapshot
from saas.centre.storing import clear
from saas.db import db
from saas.suppressor import Parameters

FEWEST_KOMMUNER, FEWEST_COORDINATORS = 5, 2


class Refused(Exception):
    """The release cannot be built of what there is; the message is for people, in bokmål."""


def freeze_input(claim: Claim, rules: Parameters, code_version: str) -> tuple[Snapshot, list[Past]]:
    """Copy the intake into stat_raw and give it back, with the releases it must be held against. Raises Refused."""
    with rooms.enter(rooms.statistics()):
        db.session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        empty(claim.release_id)
        release = db.session.get_one(Release, claim.release_id)
        pasts = pasts_of.load(release.period)
        base = _base(release, pasts)
        sharing, numbers = _intake(release.period)
        panel = freeze(release.period, sharing, _before(base), rules)
        counted = [one for one in panel if one.state in COUNTED]
        taking_part = [one for one in panel if one.state in ("active", "waiting")]
        holders = {one.coordinator for one in taking_part}
        if len(taking_part) < FEWEST_KOMMUNER or len(holders) < FEWEST_COORDINATORS:
            raise Refused(TOO_FEW)
        kept = {one.kommune: _numbers_of(one, numbers, base) for one in counted}
        snapshot = Snapshot(release.period, tuple(panel), kept)
        _store(release.id, snapshot)
        kommuner = db.session.scalar(select(func.app.kommuner_in_operation())) or 0
        beside = [code_version, asdict(rules), kommuner, *(one.output_sha for one in pasts)]
        claim.change(
            frozen_at=clock.now(), sharing=len(taking_part), kommuner=max(kommuner, len(taking_part)), coordinators=len(holders),
            code_version=code_version, input_sha=snapshot.fingerprint(beside), basis=_basis(base, panel, rules),
        )  # fmt: skip
    return snapshot, pasts


def empty(release_id: UUID) -> None:
    """Whatever an earlier builder left is gone before the new one begins."""
    clear(release_id)
    for table in (CountedNumber, PanelMember):
        db.session.execute(delete(table).where(table.release_id == release_id))


def _base(release: Release, pasts: Sequence[Past]) -> Past | None:
    """The release that the panel goes on from: the one corrected, or the newest before. Raises Refused."""
    standing = sorted((past for past in pasts if not past.replaced), key=lambda past: past.period)
    if release.corrects:
        base = next((past for past in standing if past.id == release.corrects and past.period == release.period), None)
        if base is None:
            raise Refused(NOT_TO_CORRECT)
        return base
    if any(past.period == release.period for past in standing):
        raise Refused(ALREADY_OUT)
    if any(past.period > release.period for past in standing) or pasts_of.is_any_after(release.period):
        raise Refused(OUT_OF_ORDER)
    return standing[-1] if standing else pasts_of.newest_before(release.period)


def _before(base: Past | None) -> Before | None:
    return Before(base.period, base.snapshot.members, base.kept) if base else None


def _intake(period: str) -> tuple[list[Member], dict[str, dict[str, dict[str, float]]]]:
    """Those who share in the period, and their numbers in the definitions that hold today."""
    sharing = [
        Member(str(one.tenant_id), one.coordinator, one.region, one.band, one.centrality)
        for one in db.session.scalars(select(Profile).where(Profile.period == period, Profile.shares))
    ]
    numbers: dict[str, dict[str, dict[str, float]]] = defaultdict(lambda: defaultdict(dict))
    for row in db.session.scalars(select(Contribution).where(Contribution.period == period)):
        if (indicator := BY_CODE.get(row.indicator)) and indicator.definition == row.definition:
            numbers[str(row.tenant_id)][row.indicator][row.codes] = row.number
    return sharing, numbers


def _numbers_of(member: Member, now: dict[str, Any], base: Past | None) -> dict[str, dict[str, float]]:
    """A kommune's numbers; of one that has left and is carried, the stocks as they were."""
    if member.state != "carried" or base is None:
        return {code: dict(rows) for code, rows in now.get(member.kommune, {}).items()}
    before = base.snapshot.numbers.get(member.kommune, {})
    return {code: dict(rows) for code, rows in before.items() if code in BY_CODE and BY_CODE[code].kind in STANDING}


def _store(release_id: UUID, snapshot: Snapshot) -> None:
    groups = ("coordinator", "region", "band", "centrality", "state")
    panel = [
        {"release_id": release_id, "kommune_id": UUID(one.kommune), **{name: getattr(one, name) for name in groups}}
        for one in snapshot.members
    ]
    numbers = [
        {"release_id": release_id, "kommune_id": UUID(kommune), "indicator": code, "definition": BY_CODE[code].definition,
         "codes": codes, "number": number}
        for kommune, of_kommune in snapshot.numbers.items() for code, rows in of_kommune.items() for codes, number in rows.items()
    ]  # fmt: skip
    db.session.execute(insert(PanelMember), panel)
    if numbers:
        db.session.execute(insert(CountedNumber), numbers)


def _basis(base: Past | None, panel: Sequence[Member], rules: Parameters) -> dict[str, Any]:
    """Whether the kommuner counted are others than last time; how many only where they are a batch, or none."""
    if base is None:
        return {"joined": None, "left": None, "changed": False}
    joined, left = difference(base.snapshot.members, panel)
    told = {name: n if n == 0 or n >= rules.batch else None for name, n in (("joined", joined), ("left", left))}
    return {**told, "changed": bool(joined or left)}
