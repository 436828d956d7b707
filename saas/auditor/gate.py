"""The release gate: one release with everything published before it, attacked by every kind of reader there is."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from saas.auditor.attacking import Progress, Report, attack
from saas.auditor.board import boards_of
from saas.auditor.clearing import HANDS, Clearing
from saas.auditor.kommuner import Pair, kommune_view
from saas.auditor.limits import Limits, Owners, insider_need, need_of, unsafe
from saas.auditor.publication import Knowledge, Need, Publication
from saas.auditor.readers import Insider, best_informed, everybody
from saas.auditor.suspects import Suspects
from saas.auditor.verdicts import Truth, Verdict
from saas.auditor.worlds import World, lay_out

# Beyond so many opened figures a view has failed; so many blanks at most get their exact widths told.
ENOUGH_TO_FAIL = 40
EVERY_WIDTH = 600
# So many (figure, coordinator) may be left to be tried one by one. Where there are more, a figure that is shown and has so
# many left is in doubt.
PROGRAMS_AT_MOST, LEFT_IN_ONE = 200, 20
# An attack on some figures in some of the publications.
Look = Callable[[Sequence[Publication], Sequence[str]], Report]


def audit(
    release: Publication | Sequence[Publication],
    earlier: Sequence[Publication] = (),
    truth: Truth | None = None,
    parameters: Mapping[str, object] | None = None,
    progress: Progress | None = None,
) -> Verdict:
    """Attack one release (several publications: its channels) together with all `earlier` ones, oldest first.

    Views, in order: outsider; figures shown that the rules forbid; every coordinator; the single kommune as outsider
    and as every coordinator. A release that a view opens is not tried on harder views: it has failed.
    """
    channels = [release] if isinstance(release, Publication) else list(release)
    told = truth or Truth()
    world = lay_out(channels, earlier, told.contributions, told.earlier, told.follows)
    # How large a figure can be at all is known before anything is published.
    ceilings = world.ceilings(told.most)
    world.publications.insert(0, Publication(dict.fromkeys(ceilings), bounds=ceilings))
    gate = _Gate(world, told, Limits.of(parameters or {}), len(earlier) + 1, progress)
    verdict = Verdict()
    for stage in (gate.outside, gate.shown, gate.inside, gate.kommuner):
        for report in stage():
            verdict.views.append(report)
        if not verdict.passed:
            break
    return verdict


@dataclass
class _Gate:
    world: World
    truth: Truth
    limits: Limits
    earlier: int
    progress: Progress | None

    def __post_init__(self) -> None:
        self.owners = Owners(self.truth.coordinators)
        made = self.world.made
        self.values = dict(self.truth.figures) | {name: float(sum(own.values())) for name, own in made.items()}
        self.unsafe = {
            name
            for name, own in made.items()
            if name not in self.truth.structural and unsafe(own, self.owners, self.limits)
        }
        self.known = _shown_in(self.world.publications)
        self.hidden = [n for n in self.world.names if n not in self.known and n not in self.truth.structural]

    def outside(self) -> Iterator[Report]:
        """Everybody: only what is published."""
        needs = {name: need_of(self.world.made[name], self.owners, self.limits) for name in self.unsafe}
        yield self._new_only(
            lambda publications, targets: attack(
                publications, needs={**self.truth.needs, **needs}, truth=self.values, targets=targets,
                thorough=len(self.hidden) <= EVERY_WIDTH, progress=self.progress,
            ),
            self.hidden,
        )  # fmt: skip

    def shown(self) -> Iterator[Report]:
        """Figures that are shown though the rules forbid it, other than those that were shown before."""
        news = self.known - _shown_in(self.world.publications[: self.earlier])
        report = Report("shown", attacked=len(news))
        for name in sorted(self.unsafe & news):
            value = self.values[name]
            report.broken.append((name, value, value, need_of(self.world.made[name], self.owners, self.limits)))
        yield report

    def inside(self) -> Iterator[Report]:
        """Every coordinator who has something in a hidden figure: many together first, and those whose circle fails."""
        holders = everybody(self.world.contributions, self.owners) if self.limits.insider_width else {}
        told = [self._insider(holder, own) for holder, own in holders.items()]
        told = [(knowledge, needs) for knowledge, needs in told if knowledge.at_least or knowledge.known]
        alone = [one for one in told if one[0].known]
        yield from self._together([one for one in told if not one[0].known])
        for knowledge, needs in alone:
            yield self._cells_inside(knowledge, needs)

    def _together(self, told: Sequence[Insider]) -> Iterator[Report]:
        """Attack as a reader with the best knowledge and the hardest needs among many; halve the circle if that opens.

        Whoever knows less of every figure, and of whom less is asked, cannot open what this reader fails to open; she
        rounds to whole numbers too, which only makes her intervals narrower.
        """
        if len(told) < 2:
            for knowledge, needs in told:
                yield self._cells_inside(knowledge, needs)
            return
        knowledge, needs = best_informed(told)
        report = attack(
            self.world.publications, knowledge=knowledge, needs=needs, truth=self.values, targets=self.hidden,
            whole=True, thorough=False,
        )  # fmt: skip
        if report.failing or report.contradictions:
            half = len(told) // 2
            yield from self._together(told[:half])
            yield from self._together(told[half:])
            return
        for one, _ in told:
            yield Report(one.name, attacked=report.attacked, narrowest=report.narrowest)

    def _cells_inside(self, knowledge: Knowledge, needs: Mapping[str, Need]) -> Report:
        wanted = [name for name in self.hidden if name not in knowledge.known]
        return self._new_only(
            lambda publications, targets: attack(
                publications, knowledge=knowledge, needs=needs, truth=self.values, targets=targets, thorough=False
            ),
            wanted,
        )

    def _insider(self, holder: str, own: frozenset[str]) -> tuple[Knowledge, dict[str, Need]]:
        at_least, known, needs = {}, {}, {}
        for name in self.hidden:
            made = self.world.made.get(name, {})
            mine = float(sum(value for kommune, value in made.items() if kommune in own))
            if made and own.issuperset(made):
                known[name] = mine
            elif name in self.unsafe:
                needs[name] = insider_need(made, holder, self.owners, self.limits)
            if mine:
                at_least[name] = mine
        return Knowledge(f"coordinator {holder}", known=known, at_least=at_least), needs

    def kommuner(self) -> Iterator[Report]:
        """The single kommune, seen from outside and by every coordinator: first by moving some of them at a time, then one by one.

        Whoever stands outside knows less than any coordinator, so only what none of them has been cleared of is left for
        her too.
        """
        if not (self.world.contributions and self.limits.kommune_percent):
            return
        world = self.world
        holders = everybody(world.contributions, self.owners) if self.limits.insider_width else {}
        boards = boards_of(
            world.publications, world.contributions, holders, percent=self.limits.kommune_percent,
            most=self.truth.most, same=world.same, structural=self.truth.structural,
        )  # fmt: skip
        for board in boards:
            Clearing(board, self._told).run()
        suspects, tried = Suspects(holders, boards), sum(int(board.asked.sum()) for board in boards)
        if doubtful := self._doubtful(suspects):
            yield Report(
                "kommuner", attacked=tried, broken=[(name, 0.0, None, Need()) for name in doubtful], cells=doubtful
            )
            return
        outside = self._single_kommuner("kommuner", frozenset(), suspects.unseen)
        outside.attacked += tried
        yield outside
        if outside.failing:
            return
        with ThreadPoolExecutor(HANDS) as hands:
            yield from hands.map(
                lambda one: self._single_kommuner(f"kommuner, coordinator {one[0]}", holders[one[0]], one[1]),
                suspects.left().items(),
            )

    def _told(self, share: float) -> None:
        if self.progress:
            self.progress("kommuner", share)

    def _doubtful(self, suspects: Suspects) -> list[str]:
        """The figures shown now that too much is left of to be tried one by one: nothing shows them to be safe.

        Bounded work decides, not time, so that the same release is always judged in the same way.
        """
        left = suspects.left_in()
        if sum(left.values()) <= PROGRAMS_AT_MOST:
            return []
        news = self.known - _shown_in(self.world.publications[: self.earlier])
        return sorted(name for name, many in left.items() if name in news and many > LEFT_IN_ONE)

    def _single_kommuner(self, view: str, own: frozenset[str], of: Collection[Pair]) -> Report:
        if not of:
            return Report(view)
        return self._new_only(
            lambda publications, _: kommune_view(
                publications, self.world.contributions, own=own, name=view, percent=self.limits.kommune_percent,
                most=self.truth.most, same=self.world.same, of=of, structural=self.truth.structural,
                enough=ENOUGH_TO_FAIL, progress=self.progress,
            ),
            (),
        )  # fmt: skip

    def _new_only(self, look: Look, targets: Sequence[str]) -> Report:
        """Make the attack; what the earlier releases already open by themselves is not this release's doing."""
        report = look(self.world.publications, targets)
        if report.failing:
            old = set(look(self.world.publications[: self.earlier], report.failing).failing)
            report.exact = [found for found in report.exact if found[0] not in old]
            report.broken = [found for found in report.broken if found[0] not in old]
        return report


def _shown_in(publications: Sequence[Publication]) -> set[str]:
    return {name for publication in publications for name, value in publication.cells.items() if value is not None}
