"""Builds a release: freeze, protect, store, audit, seal. Killed anywhere, it is built anew from the start."""

import logging
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from flask import current_app

from saas import rooms
from saas.centre import cells, claiming, storing
from saas.centre.auditing import Found, audit_group
from saas.centre.catalogue import Indicator
from saas.centre.claiming import Claim, Superseded
from saas.centre.drafting import Draft, draft
from saas.centre.failures import BROKE, OPENED, UNPROTECTED, naming
from saas.centre.freezing import Refused, empty, freeze_input
from saas.centre.past import Past
from saas.centre.protecting import Protected, protect_group
from saas.centre.snapshot import Snapshot
from saas.suppressor import BadCase, CannotProtect, Parameters

log = logging.getLogger(__name__)
PARAMETERS = Parameters()
# A release that the audit opens is protected anew with what it opened, so many times at most.
ATTEMPTS = 4
# Share of the whole that each step ends at.
FROZEN, PROTECTED, STORED, AUDITED = 0.05, 0.6, 0.65, 0.97
Tell = Callable[[str, float], None]
Views = dict[int, list[dict[str, Any]]]
Work = Callable[[int, Tell], Any]
# So many groups are protected at a time, and attacked: an attack has two hands of its own where it is large.
PROTECTING, ATTACKING = 2, 1
# Seconds between two words about how far they are.
HEARD = 1.0


def build(release_id: UUID, listen: Tell | None = None) -> bool:
    """Build a release that is asked for (or that nobody builds any longer); whether there was anything to do.

    Must be called outside every room. What became of it stands in the release: waiting, or failed with the reason.
    `listen` hears each step as the release's page does.
    """
    claim = claiming.claim(release_id, listen)
    if claim is None:
        return False
    try:
        _Building(claim).run()
    except Superseded:
        log.warning("The building of release %s was taken over.", release_id)
    except Refused as refused:
        _fail(claim, str(refused))
    except CannotProtect as unprotected:
        _fail(claim, naming(UNPROTECTED, {cell.partition("@")[0] for cell in unprotected.cells}))
    except BadCase:
        log.exception("Release %s makes no sense.", release_id)
        _fail(claim, BROKE)
    except Exception:
        _fail(claim, BROKE)
        raise
    except BaseException:
        claim.let_go("asked")
        raise
    return True


def _fail(claim: Claim, reason: str) -> None:
    """Nothing half is left: the rows go, the reason stays."""
    with rooms.enter(rooms.statistics()):
        empty(claim.release_id)
        claim.change(state="failed", failure=reason[:2000], step="", progress=0)


@dataclass
class _Building:
    """One run from the intake to a release that waits, and what its steps share."""

    claim: Claim
    rules: Parameters = PARAMETERS
    groups: list[tuple[Indicator, ...]] = field(default_factory=lambda: cells.groups())
    opened: dict[int, set[str]] = field(default_factory=dict)

    def run(self) -> None:
        self.claim.tell("freeze", 0.0)
        snapshot, pasts = freeze_input(self.claim, self.rules, current_app.config["HOUSE"].version)
        todo = list(range(len(self.groups)))
        protected: dict[int, Protected] = {}
        views: Views = {}
        for _ in range(ATTEMPTS):
            self._protect(todo, protected, snapshot, pasts)
            made = draft([protected[number] for number in sorted(protected)], snapshot, pasts, self.rules)
            self.claim.tell("store", PROTECTED)
            storing.store(self.claim, made)
            todo = self._audit(todo, protected, views)
            if not todo:
                break
        self._seal(made, views, todo)

    def _protect(
        self, todo: Sequence[int], protected: dict[int, Protected], snapshot: Snapshot, pasts: Sequence[Past]
    ) -> None:
        def work(number: int, listen: Tell) -> Protected:
            opened = self.opened.get(number, ())
            return protect_group(self.groups[number], snapshot, pasts, self.rules, opened=opened, progress=listen)

        protected |= self._side_by_side("protect", PROTECTING, (FROZEN, PROTECTED), todo, work)

    def _audit(self, todo: Sequence[int], protected: Mapping[int, Protected], views: Views) -> list[int]:
        """Attack what is stored; the groups that were opened, which are tighter the next time."""
        shown, sums = storing.served(self.claim.release_id)

        def work(number: int, listen: Tell) -> Found:
            return audit_group(protected[number], shown, sums.get(self.groups[number][0].code, []), self.rules, listen)

        found = self._side_by_side("audit", ATTACKING, (STORED, AUDITED), todo, work)
        views |= {number: one.views for number, one in found.items()}
        failing = [number for number in todo if not found[number].passed]
        for number in failing:
            opened = found[number].opened
            self.opened.setdefault(number, set()).update(opened, _beside(protected[number], opened))
        return failing

    def _side_by_side(
        self, step: str, hands: int, stretch: tuple[float, float], todo: Sequence[int], work: Work
    ) -> dict[int, Any]:
        """So many groups at a time, the largest first; the page hears how far they all are.

        Each group is by itself, so what comes of it does not depend on which is ready first. Only this thread tells.
        """
        order = sorted(todo, key=lambda number: (-sum(len(one.tables) * (1 + len(one.dims)) for one in self.groups[number]), number))
        shares = dict.fromkeys(order, 0.0)

        def listener(number: int) -> Tell:
            return lambda _phase, share: shares.update({number: min(1.0, max(0.0, share))})

        with ThreadPoolExecutor(hands) as pool:
            asked = {number: pool.submit(work, number, listener(number)) for number in order}
            waiting: set[Future[Any]] = set(asked.values())
            try:
                while waiting:
                    over = {number for number, one in asked.items() if one.done()}
                    named = next((number for number in order if number not in over), order[-1])
                    share = sum(1.0 if number in over else shares[number] for number in order) / len(order)
                    self.claim.tell(f"{step}:{self.groups[named][0].code}", stretch[0] + (stretch[1] - stretch[0]) * share)
                    waiting = wait(waiting, timeout=HEARD, return_when=FIRST_COMPLETED).not_done
                return {number: asked[number].result() for number in todo}
            finally:
                for one in asked.values():
                    one.cancel()

    def _seal(self, made: Draft, views: Views, failing: Sequence[int]) -> None:
        if failing:
            _fail(self.claim, naming(OPENED, set().union(*(self.opened[number] for number in failing))))
            return
        storing.seal(self.claim, made, _together(views), self.rules)


def _beside(protected: Protected, opened: set[str]) -> set[str]:
    """For each figure that was opened, the smallest part shown in each of its sums, or the total: blank too, it hides it."""
    values, shown = protected.system.values, protected.open
    found = set()
    for total, parts in protected.system.equations:
        able = [part for part in parts if part in shown] or [total]
        if opened & {total, *parts} and shown.intersection(able):
            found.add(min(able, key=lambda figure: (values[figure], figure)))
    return found


def _together(views: Views) -> list[dict[str, Any]]:
    """One line for each kind of reader: no coordinator is named, and no indicator told apart."""
    found: dict[str, dict[str, Any]] = {}
    for view in (view for number in sorted(views) for view in views[number]):
        name = _kind(view["name"])
        sums = found.setdefault(name, {"name": name, "attacked": 0, "exact": 0, "broken": 0, "narrowest": None, "seconds": 0.0})
        for part in ("attacked", "exact", "broken", "seconds"):
            sums[part] = round(sums[part] + view[part], 2)
        widths = [width for width in (sums["narrowest"], view["narrowest"]) if width is not None]
        sums["narrowest"] = min(widths) if widths else None
    return list(found.values())


def _kind(view: str) -> str:
    if view.startswith("coordinator"):
        return "coordinators"
    if view.startswith(("kommuner, coordinator", "circle")):
        return "kommuner_coordinators"
    return view
