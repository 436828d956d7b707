"""Builds a release: freeze, protect, store, audit, seal. Killed anywhere, it is built anew from the start."""

import logging
from collections.abc import Callable, Sequence
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
from saas.centre.drafting import Draft, draft, draft_of_group
from saas.centre.failures import BROKE, OPENED, UNPROTECTED, naming
from saas.centre.freezing import Refused, empty, freeze_input
from saas.centre.medians import is_median
from saas.centre.past import Past
from saas.centre.protecting import Protected, protect_group
from saas.centre.snapshot import Snapshot
from saas.suppressor import BadCase, CannotProtect, Parameters

log = logging.getLogger(__name__)
PARAMETERS = Parameters()
# A release that the audit opens is protected anew with what it opened, so many times at most.
ATTEMPTS = 4
# Share of the whole that each step ends at; of a group, that protecting ends at.
FROZEN, JUDGED, PROTECTED = 0.05, 0.95, 0.5
Tell = Callable[[str, float], None]
# So many groups are worked at a time; an attack has two hands of its own where it is large.
HANDS = 2
# Seconds between two words about how far they are.
HEARD = 1.0
NOT_STORED = float("nan")


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
class _Judged:
    """One group when it is done with: as it was protected at last, what the audit of that found, and all it ever opened."""

    protected: Protected
    drafted: Draft
    found: Found
    opened: set[str]


@dataclass
class _Building:
    """One run from the intake to a release that waits, and what its steps share."""

    claim: Claim
    rules: Parameters = PARAMETERS
    groups: list[tuple[Indicator, ...]] = field(default_factory=lambda: cells.groups())

    def run(self) -> None:
        self.claim.tell("freeze", 0.0)
        snapshot, pasts = freeze_input(self.claim, self.rules, current_app.config["HOUSE"].version)
        judged = self._side_by_side(lambda number, listen: self._judge(self.groups[number], snapshot, pasts, listen))
        if failing := [one for one in judged if not one.found.passed]:
            _fail(self.claim, naming(OPENED, set().union(*(one.opened for one in failing))))
            return
        self.claim.tell("store", JUDGED)
        made = draft([one.protected for one in judged], snapshot, pasts, self.rules)
        storing.store(self.claim, made)
        self._same_as_attacked(judged)
        storing.seal(self.claim, made, _together([one.found.views for one in judged]), self.rules)

    def _judge(self, group: tuple[Indicator, ...], snapshot: Snapshot, pasts: Sequence[Past], listen: Tell) -> _Judged:
        """Protect a group and attack what would be served of it; what was opened is blank the next time.

        Each group is by itself, so the small ones are done with while the large one is still being protected.
        """
        opened: set[str] = set()
        for _ in range(ATTEMPTS):
            listen("protect", 0.0)
            protected = protect_group(
                group, snapshot, pasts, self.rules, opened=opened,
                progress=lambda _, share: listen("protect", PROTECTED * share),
            )  # fmt: skip
            drafted = draft_of_group(protected, snapshot.period)
            listen("audit", PROTECTED)
            found = audit_group(
                protected, *_served(drafted), self.rules, lambda _, share: listen("audit", PROTECTED + (1 - PROTECTED) * share)
            )
            if found.passed:
                break
            opened |= found.opened | _beside(protected, found.opened)
        return _Judged(protected, drafted, found, opened)

    def _side_by_side(self, work: Callable[[int, Tell], _Judged]) -> list[_Judged]:
        """Some groups at a time, the largest first; the page hears how far they all are.

        What comes of a group does not depend on which is ready first. Only this thread tells.
        """
        sizes = [sum(len(one.tables) * (1 + len(one.dims)) for one in group) for group in self.groups]
        order = sorted(range(len(sizes)), key=lambda number: (-sizes[number], number))
        far = dict.fromkeys(order, ("protect", 0.0))

        def listener(number: int) -> Tell:
            return lambda step, share: far.update({number: (step, min(1.0, max(0.0, share)))})

        with ThreadPoolExecutor(HANDS) as pool:
            asked = {number: pool.submit(work, number, listener(number)) for number in order}
            waiting: set[Future[_Judged]] = set(asked.values())
            try:
                while waiting:
                    over = {number for number, one in asked.items() if one.done()}
                    named = next((number for number in order if number not in over), order[-1])
                    share = sum(sizes[number] * (1.0 if number in over else far[number][1]) for number in order) / sum(sizes)
                    self.claim.tell(f"{far[named][0]}:{self.groups[named][0].code}", FROZEN + (JUDGED - FROZEN) * share)
                    waiting = wait(waiting, timeout=HEARD, return_when=FIRST_COMPLETED).not_done
                return [asked[number].result() for number in sorted(asked)]
            finally:
                for one in asked.values():
                    one.cancel()

    def _same_as_attacked(self, judged: Sequence[_Judged]) -> None:
        """What was attacked was laid out before it was stored; nothing is sealed unless the rows say the very same."""
        shown, sums = storing.served(self.claim.release_id)
        for one in judged:
            cells_of, sums_of = _served(one.drafted)
            stored = {cell: shown.pop(cell, NOT_STORED) for cell in cells_of}
            if stored != cells_of or sums.pop(one.protected.group[0].code, []) != sums_of:
                raise RuntimeError("What is stored is not what was attacked.")
        if sums or not all(is_median(cell) for cell in shown):
            raise RuntimeError("More is stored than was attacked.")


def _served(drafted: Draft) -> tuple[dict[str, float | None], list[cells.Sum]]:
    """A group's figures and sums as they will be served."""
    return {row.cell: row.value for table in drafted.tables for row in table.rows}, [one for _, one in drafted.equations]


def _beside(protected: Protected, opened: set[str]) -> set[str]:
    """For each figure that was opened, the smallest part shown in each of its sums, or the total: blank too, it hides it."""
    values, shown = protected.system.values, protected.open
    found = set()
    for total, parts in protected.system.equations:
        able = [part for part in parts if part in shown] or [total]
        if opened & {total, *parts} and shown.intersection(able):
            found.add(min(able, key=lambda figure: (values[figure], figure)))
    return found


def _together(of_groups: Sequence[Sequence[dict[str, Any]]]) -> list[dict[str, Any]]:
    """One line for each kind of reader: no coordinator is named, and no indicator told apart."""
    found: dict[str, dict[str, Any]] = {}
    for view in (view for views in of_groups for view in views):
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
