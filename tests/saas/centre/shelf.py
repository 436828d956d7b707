"""Releases made without a database: protected, served and put behind one another, to be attacked by anybody."""

from dataclasses import dataclass, field
from uuid import UUID

from saas.centre.auditing import audit_group
from saas.centre.catalogue import BY_CODE
from saas.centre.panel import Before, freeze
from saas.centre.past import Past
from saas.centre.protecting import Protected, protect_group
from saas.centre.snapshot import STANDING, Snapshot
from saas.suppressor import Parameters
from tests.saas.centre.worlds import Country

RULES = Parameters()


@dataclass
class Shelf:
    """One group of indicators, released period after period."""

    codes: tuple[str, ...]
    pasts: list[Past] = field(default_factory=list)
    made: list[Protected] = field(default_factory=list)
    passed: list[bool] = field(default_factory=list)

    @property
    def group(self):
        """The indicators."""
        return tuple(BY_CODE[code] for code in self.codes)

    def freeze(self, country: Country, period: str, sharing=None) -> Snapshot:
        """The panel goes on from the release before; whoever is carried keeps the stocks it had."""
        members = [one for kommune, one in country.members.items() if sharing is None or kommune in sharing]
        base = next((past for past in reversed(self.pasts) if not past.replaced), None)
        before = Before(base.period, base.snapshot.members, base.kept) if base else None
        panel = freeze(period, members, before, RULES)
        numbers = {}
        for one in panel:
            if one.state == "carried":
                old = base.snapshot.numbers[one.kommune]
                numbers[one.kommune] = {code: rows for code, rows in old.items() if BY_CODE[code].kind in STANDING}
            elif one.state != "left":
                numbers[one.kommune] = country.rows[one.kommune]
        return Snapshot(period, tuple(panel), numbers)

    def release(self, country: Country, period: str, sharing=None, corrects: int | None = None) -> dict[str, float | None]:
        """Protect, audit and serve one; what is served, by figure."""
        snapshot = self.freeze(country, period, sharing)
        protected = protect_group(self.group, snapshot, self.pasts, RULES)
        values = protected.system.values
        shown = {figure: values[figure] if protected.status[figure] == "open" else None for figure in protected.status}
        found = audit_group(protected, shown, protected.system.equations, RULES)
        self.passed.append(found.passed)
        if corrects is not None:
            old = self.pasts[corrects]
            self.pasts[corrects] = Past(old.id, old.period, old.output_sha, True, old.snapshot, old.served, old.truths)
        past = Past(UUID(int=len(self.pasts) + 1), period, f"sha-{len(self.pasts)}", False, snapshot, shown, values)
        self.pasts.append(past)
        self.made.append(protected)
        return shown
