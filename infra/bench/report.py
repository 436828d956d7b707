"""What the benches found, kept as JSON, told as a table in Markdown and drawn as a picture, each ratio against its target."""

import json
import os
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from infra.bench import picture
from infra.bench.houses import Ground
from infra.ground import ROOT

FOLDER = Path(__file__).resolve().parent
TITLES = {
    "walls": "(a) hva veggene koster", "pages": "(b) de ti mest brukte sidene", "growth": "(c) vekst i antall kommuner",
    "kommuner": "(d) ett skjema for alle mot ett for hver kommune", "letters": "(e) brev og minne",
}  # fmt: skip
FRESH = 24 * 3600  # seconds that a measurement counts as one of the same run
THINGS = {
    "onboarding": "ta inn en kommune", "column": "ny kolonne hos alle", "index": "ny indeks hos alle",
    "release": "telle på tvers til en utgivelse, ny forbindelse", "release_warm": "det samme, forbindelse som har vært der før",
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One ratio: what, how many times, the target as words, and whether it is reached (None where there is no target)."""

    part: str
    what: str
    value: float
    target: str = ""
    reached: bool | None = None
    note: str = ""
    limit: float | None = None


def place(small: bool) -> Path:
    """Where the results lie, without an ending; a quick look has a place of its own, and is nobody's result."""
    return FOLDER / "results" if not small else Path(os.environ.get("BINDELEDD_HOME") or ROOT / ".data") / "bench" / "results"


def kept(small: bool) -> dict[str, Any]:
    """What was measured before, by part."""
    file = place(small).with_suffix(".json")
    return dict(json.loads(file.read_text(encoding="utf-8"))) if file.exists() else {}


def is_fresh(found: dict[str, Any], part: str) -> bool:
    """Whether a part was measured within the last day."""
    return part in found and time.time() - float(found[part]["at"]) < FRESH


def conditions(ground: Ground) -> dict[str, Any]:
    """When and under what load a part was measured."""
    return {"at": time.time(), "load": os.getloadavg()[0], "cores": os.cpu_count(), "postgres": ground.database.version,
            "sizes": list(ground.sizes)}  # fmt: skip


def keep(found: dict[str, Any], small: bool) -> None:
    """Write all three."""
    base = place(small)
    base.parent.mkdir(parents=True, exist_ok=True)
    base.with_suffix(".json").write_text(json.dumps(found, indent=1, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")
    base.with_suffix(".md").write_text(table(found), encoding="utf-8")
    drawn = picture.draw([(line.what, line.value, line.limit, line.reached) for line in lines(found)])
    base.with_suffix(".svg").write_text(drawn, encoding="utf-8")


def table(found: dict[str, Any]) -> str:
    """The table with its conditions, in Markdown."""
    head = ["| del | hva | forhold | mål | nådd | merknad |", "|---|---|--:|---|---|---|"]
    rows = ["# Hvor fort det går", "", *_conditions(found), "", *head]
    for line in lines(found):
        reached = {True: "ja", False: "nei", None: ""}[line.reached]
        rows.append(f"| {line.part} | {line.what} | {number(line.value)} | {line.target} | {reached} | {line.note} |")
    return "\n".join([*rows, *_pages(found), *_letters(found)]) + "\n"


def lines(found: dict[str, Any]) -> list[Line]:
    """Every ratio that is told, in the order of the parts."""
    told = [of for part, of in ((p, _OF[p](found[p]["found"])) for p in TITLES if p in found)]
    return [line for each in told for line in each]


def number(value: float) -> str:
    """«1,06», «12», «4,3»."""
    shown = f"{value:.2f}" if value < 3 else f"{value:.1f}" if value < 20 else f"{value:.0f}"
    return shown.replace(".", ",")


def _walls(found: dict[str, Any]) -> list[Line]:
    told = []
    for size, at in found["sizes"].items():
        for what, row in at["walls"].items():
            note = f"{number(row['on_ms'])} mot {number(row['off_ms'])} ms, {row['number']} spørringer; i arbeid {number(row['work'])}"
            told.append(Line("a", f"vegg på mot av: {what}, {size} kommuner", row["clock"], "≤ 1,10", row["clock"] <= 1.10, note, 1.10))
        share = at["share"]
        told.append(Line("a", f"opptakets andel av en side, {size} kommuner", share, "≤ 0,05", share <= 0.05, "median av ti sider", 0.05))
    return told


def _bare(found: dict[str, Any]) -> list[Line]:
    ways = {"ready": "byte ferdig laget", "drawn": "byte tegnet av en mal"}
    return [
        Line("b", f"en side mot bar Flask, {words}", found[way], "≤ 3", found[way] <= 3,
             f"median av ti; i arbeid {number(found[way + '_work'])}", 3)
        for way, words in ways.items()
    ]  # fmt: skip


def _growth(found: dict[str, Any]) -> list[Line]:
    few, *more = sorted(found["clock"], key=int)
    told = []
    for size in more:
        note = f"i arbeid {number(found['work'][size])}, median av sidenes egne forhold {number(found['each'][size])}"
        times = found["clock"][size]
        told.append(Line("c", f"median sidetid, {few} → {size} kommuner", times, "≤ 1,2", times <= 1.2, note, 1.2))
    return told


def _kommuner(found: dict[str, Any]) -> list[Line]:
    told = []
    for thing, words in ((thing, words) for thing, words in THINGS.items() if thing in found):
        ours, theirs, times = found[thing]
        note = f"{number(ours)} mot {number(theirs)} ms, {found['schemas']} skjemaer"
        told.append(Line("d", f"{words}: hvor mange ganger raskere", times, "≥ 20", times >= 20, note, 20))
    return told


def _post(found: dict[str, Any]) -> list[Line]:
    sizes = sorted(found["a_second"], key=int)
    few, many = (found["a_second"][size][1] for size in sizes)
    note = f"{number(few)} mot {number(many)} i sekundet, én arbeider"
    told = [Line("e", f"brev i sekundet, {sizes[0]} mot {sizes[-1]} kommuner", few / many, note=note)]
    for size, (done, asked) in sorted(found.get("rounds", {}).items(), key=lambda pair: int(pair[0])):
        words = f"én arbeider gjør {number(done)} i sekundet, klokken ber om {number(asked)}"
        told.append(Line("e", f"arbeidere som klokkens runder opptar, {size} kommuner", asked / done, note=words))
    return told


_OF = {"walls": _walls, "pages": _bare, "growth": _growth, "kommuner": _kommuner, "letters": _post}


def _conditions(found: dict[str, Any]) -> list[str]:
    said = ["Forhold innenfor samme kjøring; det som sammenlignes, er gjort om hverandre, runde for runde, og tallet er medianen."]
    for part, title in TITLES.items():
        if part in found:
            one = found[part]
            when = time.strftime("%Y-%m-%d %H.%M", time.gmtime(one["at"]))
            sizes = ", ".join(f"{size:,}".replace(",", " ") for size in one["sizes"])
            said.append(f"- {title}: {when} UTC, {one['cores']} kjerner, last {one['load']:.1f}, PostgreSQL {one['postgres']}, "
                        f"{sizes} kommuner, {one['seconds']:.0f} s.".replace(".1f", ""))  # fmt: skip
    if "growth" in found:
        facts = found["growth"]["found"]["sizes"]
        disk = ", ".join(f"{size}: {facts[size] / 1e9:.1f} GB".replace(".", ",") for size in facts if size != "rows")
        each = f"{facts['rows']:.0f} rader, som ti år i en liten kommune"
        said.append(f"- Seks kommuner har ti fulle år; hver av de andre har {each}. Databasene: {disk}.")
    return said


def _pages(found: dict[str, Any]) -> list[str]:
    """The ten pages one by one, from (a), (b) and (c)."""
    if "pages" not in found:
        return []
    shares = [at["admission"] for at in found["walls"]["found"]["sizes"].values()] if "walls" in found else []
    rows = ["", "| side | ms | kB | mot ferdige byte | mot tegnede | i arbeid | opptakets andel |", "|---|--:|--:|--:|--:|--:|--:|"]
    for page, row in found["pages"]["found"]["pages"].items():
        share = f"{100 * median(each[page] for each in shares):.1f} %".replace(".", ",") if shares else "–"
        rows.append(f"| {page} | {number(row['ms'])} | {row['kb']:.0f} | {number(row['ready'])} | {number(row['drawn'])} "
                    f"| {number(row['ready_work'])} | {share} |")  # fmt: skip
    return rows


def _letters(found: dict[str, Any]) -> list[str]:
    if "letters" not in found:
        return []
    rows = ["", "| prosess | antall | største, MB | til sammen, MB (delt minne fordelt) |", "|---|--:|--:|--:|"]
    return rows + [f"| {title} | {of[0]} | {of[1]:.0f} | {of[2]:.0f} |" for title, of in found["letters"]["found"]["memory"].items()]
