"""`./infra/run bench disclosure`: hides cells of made-up tables, attacks the result, and sets it beside what others need."""

import json
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import log2
from pathlib import Path
from typing import Any

from infra.bench.outsider import protect_from_outside
from infra.bench.world import SPECS, System, country, system
from saas import suppressor
from saas.auditor import Need, Publication, Truth, attack, audit
from saas.suppressor import Case, Equation, Parameters, Pattern, protect

TENANTS, SEED = 250, 1
QUICK, LONG = ("B2", "B", "C2", "D2"), ("A2", "A")
# The rules that the tools of others were given; a coordinator is one contributor.
CONTRIBUTORS, NONZERO, P_PERCENT = 5, 3, 25
RULES = Parameters()
FOLDER = Path(__file__).resolve().parent
REPORT, OTHERS = FOLDER / "disclosure.md", FOLDER / "others.json"
KEPT = FOLDER / "disclosure.json"
# Nobody waits longer than this for one pattern; then the blanks not yet given back stay.
PATIENCE = 600.0


@dataclass
class Measured:
    """One table, protected in one way and attacked: what it cost, and what the attack found."""

    table: str
    way: str
    cells: int
    primary: int
    blank: int
    mass: float
    weight: float
    seconds: float
    worked: float  # seconds of processor time
    exact: int
    narrow: int
    narrowest: float | None
    audited: float  # seconds


def main(arguments: list[str]) -> int:
    """Measure the quick tables, with `long` the slow ones too, or the named ones; writes infra/bench/disclosure.md.

    `outsider` or `everybody` measures in that way only. What is not measured now is kept from earlier runs.
    """
    asked = [name for name in arguments if name in SPECS] or [*QUICK, *(LONG if "long" in arguments else ())]
    ways = [way for way in arguments if way in WAYS] or list(WAYS)
    kept = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}
    found = country(TENANTS, SEED)
    for table in asked:
        laid_out = system(found, table)
        for way in ways:
            measured = MEASURES[way](table, laid_out)
            print(f"{table} {measured.way}: {measured.blank} of {measured.cells} blank, {measured.worked:.1f} s, "
                  f"{measured.exact} exact, {measured.narrow} too narrow", flush=True)  # fmt: skip
            kept[f"{table} {way}"] = measured.__dict__
        KEPT.write_text(json.dumps(kept, indent=1, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")
        REPORT.write_text(report(kept, json.loads(OTHERS.read_text(encoding="utf-8"))), encoding="utf-8")
    return 0


def outsider(table: str, laid_out: System) -> Measured:
    """The same rules and the same attacker as the others were given: a reader from outside."""
    needs = {name: need for name, made in laid_out.figures.items() if (need := _need(made, laid_out.coordinators))}
    case = Case(_equations(laid_out), {}, parameters=RULES, figures=laid_out.values)
    wanted = {name: suppressor.Need(need.up, need.lo, need.width, laid_out.values[name]) for name, need in needs.items()}
    pattern, seconds, worked = _timed(lambda: protect_from_outside(case, wanted, PATIENCE))
    attacked = attack([_published(pattern)], needs=needs, truth=laid_out.values)
    exact = {name for name, _ in attacked.exact} & set(needs)
    return _measured(table, "outsider", pattern, laid_out, (seconds, worked), len(exact), len(attacked.broken),
                     attacked.narrowest, attacked.seconds)  # fmt: skip


def everybody(table: str, laid_out: System) -> Measured:
    """Our own rules: every coordinator, implied sums, and the single kommune; then the whole gate."""
    case = Case(_equations(laid_out), laid_out.leaves, laid_out.coordinators, RULES)
    pattern, seconds, worked = _timed(lambda: protect(case, seconds=PATIENCE))
    started = time.perf_counter()
    verdict = audit(_published(pattern), truth=Truth(laid_out.leaves, laid_out.coordinators))
    return _measured(table, "everybody", pattern, laid_out, (seconds, worked), verdict.exact, verdict.broken,
                     verdict.narrowest, time.perf_counter() - started)  # fmt: skip


def report(kept: Mapping[str, Mapping[str, Any]], others: Mapping[str, Any]) -> str:
    """The table in Markdown, with how it was made."""
    lines = [*HEAD, "| tabell | måte | celler | primære | blanke | vekt | masse | sekunder | eksakte | for smale | smalest | revisjon, s |",
             "|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|"]  # fmt: skip
    for table in SPECS:
        theirs = others["tables"][table]
        for tool, figures in theirs.items():
            if isinstance(figures, dict):
                lines.append(_row([table, tool, theirs["cells"], theirs["primary"], figures.get("blank"), figures.get("weight"), None,
                                   figures.get("seconds"), figures.get("exact"), figures.get("narrow"), None, None]))  # fmt: skip
        for way, words in WAYS.items():
            if f"{table} {way}" in kept:
                lines.append(_row(_own(kept[f"{table} {way}"], words)))
    return "\n".join([*lines, "", *_foot(kept, others)]) + "\n"


MEASURES = {"outsider": outsider, "everybody": everybody}
WAYS = {"outsider": "**Bindeledd**, samme regler, leser utenfra", "everybody": "**Bindeledd**, alle regler, alle lesere"}
HEAD = (
    "# Avsløringskontrollen ved siden av andres verktøy",
    "",
    "Samme oppdiktede land for alle: 250 kommuner, 217 koordinatorer, tolv temaer, fire statuser (frø 1, `infra/bench/world.py`).",
    "Tabellene er de i `SPECS`; B, C2 og D2 er lenket, D2 har fire kvartaler og år, A2 og A er treveis.",
    "Tallene for GaussSuppression og tau-ARGUS er målt før, på en annen dag (`infra/bench/others.json`); våre er fra denne kjøringen.",
    "",
    "*Samme regler*: minst 5 bidragsytere, 3 med noe, p 25 %, nuller primære, bredde minst max(5, 50 %); bare en leser utenfra.",
    "*Alle regler*: våre egne, der også hver koordinator, summer som følger av andre, og den enkelte kommunen er vernet.",
    "Sekunder er prosessortid; maskinen har to kjerner som deles med andre, så les dem som forhold. Vekt er Σ 1 + log2(1 + verdi)",
    "over de blanke, masse er andelen av summen av alle celler. «Eksakte» og «for smale» er det vår revisor fant.",
    "",
)


def _foot(kept: Mapping[str, Mapping[str, Any]], others: Mapping[str, Any]) -> list[str]:
    """How we stand against the tool that gives the same protection."""
    lines = ["Mot GaussSuppression med intervaller, samme regler:"]
    for table in SPECS:
        theirs, ours = others["tables"][table].get("GaussSuppression with intervals"), kept.get(f"{table} outsider")
        if theirs and ours:
            weight, took = ours["weight"] / theirs["weight"], ours["worked"] / theirs["seconds"]
            said = f"- {table}: {ours['blank']} blanke mot {theirs['blank']}, {weight:.2f} av vekten, {took:.3f} av tiden."
            lines.append(said.replace("0.", "0,"))
    return lines


def _own(measured: Mapping[str, Any], words: str) -> list[Any]:
    one = Measured(**measured)
    return [one.table, words, one.cells, one.primary, one.blank, round(one.weight, 1), f"{100 * one.mass:.1f} %", round(one.worked, 1),
            one.exact, one.narrow, one.narrowest, round(one.audited, 1)]  # fmt: skip


def _row(values: list[Any]) -> str:
    return "| " + " | ".join("–" if value is None else str(value).replace(".", ",") for value in values) + " |"


def _equations(laid_out: System) -> list[Equation]:
    return [Equation(total, parts) for total, parts in laid_out.equations]


def _published(pattern: Pattern) -> Publication:
    return Publication(pattern.cells, [(one.total, one.parts) for one in pattern.equations])


def _timed(work: Callable[[], Pattern]) -> tuple[Pattern, float, float]:
    """(pattern, seconds, seconds of processor time)."""
    started, worked = time.perf_counter(), time.process_time()
    pattern = work()
    return pattern, time.perf_counter() - started, time.process_time() - worked


def _need(made: Mapping[str, float], coordinators: Mapping[str, str]) -> Need | None:
    """What the others protect: few contributors, few with something, p %, zeros; None for a figure that is safe."""
    by_person: dict[str, float] = defaultdict(float)
    for kommune, count in made.items():
        by_person[coordinators[kommune]] += count
    value, sizes = sum(made.values()), sorted(by_person.values(), reverse=True) + [0.0, 0.0]
    short = P_PERCENT / 100 * sizes[0] - (value - sizes[0] - sizes[1])
    few = len(by_person) < CONTRIBUTORS or 0 < sum(size > 0 for size in by_person.values()) < NONZERO
    if not (few or value == 0 or short > 0):
        return None
    up = max(0.0, short) if value else 0.0
    return Need(value, up, min(up, value), RULES.width(value))


def _measured(
    table: str, way: str, pattern: Pattern, laid_out: System, times: tuple[float, float], exact: int, narrow: int,
    narrowest: float | None, audited: float,
) -> Measured:  # fmt: skip
    values = laid_out.values
    hidden = [values[name] for name, shown in pattern.cells.items() if shown is None]
    primary = sum(status == "primary" for status in pattern.status.values())
    return Measured(
        table, way, len(pattern.cells), primary, len(hidden), sum(hidden) / sum(values.values()),
        sum(1 + log2(1 + value) for value in hidden), *times, exact, narrow, narrowest, audited,
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
