"""Which coordinator might still open which kommune's figure, as more and more of them are cleared together."""

import math
import random
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from saas.auditor.kommuner import Pair

Circle = frozenset[str]
# Fewer coordinators than this are tried one by one.
FEW = 9
# Halves are tried as long as they clear so large a share of what they could.
WORTH_IT = 0.25
WORTH_A_LITTLE = 0.02
# So many coordinators are left out of the first circles, and so many times at most is everyone left out of one.
WITHOUT = (4, 14, 20)
TIMES, IDLE = 40, 2


class Suspects:
    """What many coordinators cannot open together, none of them can open alone.

    `holders`: {coordinator: her kommuner}; `pairs`: every (kommune, figure) that may be gone for.
    """

    def __init__(self, holders: Mapping[str, frozenset[str]], pairs: Collection[Pair]) -> None:
        self.holders = holders
        of = {kommune: holder for holder, own in holders.items() for kommune in own}
        self.waiting = {pair: set(holders) - {of.get(pair[0], "")} for pair in sorted(pairs)}
        self.stood: set[Pair] = set()
        self.all = self._count()

    def rounds(self) -> Iterator[Sequence[Circle]]:
        """Circles to try at the same time. First everybody but a few, so that the programs are small, then but a few more.

        After that every round halves what is left, as long as that goes well. Then smaller circles: every two
        coordinators are told apart by one of two digits, so that each kommune is tried by a circle that its own
        coordinator is not in.
        """
        if len(self.holders) < FEW:
            return
        chance, names = random.Random(1), list(self.holders)
        for without in WITHOUT:
            yield from self._all_but(without, names, chance)
        for _ in range(3 * math.ceil(math.log2(len(names)))):
            chance.shuffle(names)
            half = len(names) // 2
            before = self._count()
            if not before:
                return
            yield [frozenset(names[:half]), frozenset(names[half:])]
            if self._count() >= (1 - WORTH_IT) * before:
                break
        base = math.isqrt(len(names)) + 1
        for digit in (lambda number: number % base, lambda number: number // base):
            circles = [frozenset(names[number] for number in range(len(names)) if digit(number) == one) for one in range(base)]
            yield [circle for circle in circles if circle and self.of(circle)]

    def _all_but(self, without: int, names: list[str], chance: random.Random) -> Iterator[Sequence[Circle]]:
        """Everybody but so many coordinators, once for all of them, again as long as that goes well."""
        everybody = frozenset(names)
        parts, idle = len(names) // without, 0
        for _ in range(TIMES if parts > 1 else 0):
            chance.shuffle(names)
            if not (before := self._count()) or idle == IDLE:
                return
            circles = [everybody.difference(names[part::parts]) for part in range(parts)]
            yield [circle for circle in circles if self.of(circle)]
            idle = idle + 1 if self._count() > (1 - WORTH_A_LITTLE) * before else 0

    def own(self, circle: Iterable[str]) -> frozenset[str]:
        """The kommuner of a circle."""
        return frozenset().union(*(self.holders[holder] for holder in circle))

    def of(self, circle: Circle) -> set[Pair]:
        """What somebody in the circle might open, and none of them has as her own."""
        own = self.own(circle)
        return {pair for pair, waiting in self.waiting.items() if pair[0] not in own and not waiting.isdisjoint(circle)}

    def clear(self, circle: Circle, stood: Iterable[Pair]) -> None:
        """Nobody in the circle can open these."""
        for pair in stood:
            if pair in self.waiting:
                self.waiting[pair] -= circle
                self.stood.add(pair)

    def cleared_by_nobody(self) -> set[Pair]:
        """The pairs that no circle has tried in vain yet."""
        return set(self.waiting) - self.stood

    def left(self) -> dict[str, set[Pair]]:
        """{coordinator: what she may be able to open}, for those whom no circle has cleared wholly."""
        found: dict[str, set[Pair]] = {}
        for pair, waiting in self.waiting.items():
            for holder in waiting:
                found.setdefault(holder, set()).add(pair)
        return {holder: found[holder] for holder in self.holders if holder in found}

    def left_in(self) -> Counter[str]:
        """{figure: how many (kommune, coordinator) the circles have not cleared of it}; nothing where there were no circles."""
        found: Counter[str] = Counter()
        for (_, figure), waiting in self.waiting.items():
            if waiting and len(self.holders) >= FEW:
                found[figure] += len(waiting)
        return found

    def share_cleared(self) -> float:
        """How much is cleared, from 0 to 1, of all that everybody might have opened."""
        return 1.0 - self._count() / max(1, self.all)

    def _count(self) -> int:
        return sum(len(waiting) for waiting in self.waiting.values())
