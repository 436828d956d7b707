"""Tells of a statement whether it stays with one kommune's server: every spread table in it must be held to one kommune."""

import re
from collections import Counter
from dataclasses import dataclass

# Words that follow a table and are not another name for it.
NO_ALIAS = "where|on|set|join|left|inner|outer|order|group|limit|returning|for|values|using|cross|full|right|select|default|union|" \
    "having|offset|natural|except|intersect"
# A table, and perhaps another name for it, after a word that brings tables in.
BROUGHT_IN = re.compile(
    r"(?:\b(?:FROM|JOIN|UPDATE|INTO|USING)\s+|,\s*)(?:LATERAL\s+)?(?:public\.)?\"?(?P<table>[a-z_]+)\b\"?(?!\.)"
    rf"(?:\s+(?:AS\s+)?(?!(?:{NO_ALIAS})\b)(?P<alias>[a-z][a-z_0-9]*))?",
    re.I,
)


@dataclass(frozen=True)
class Verdict:
    """`spread` are the spread tables in the statement, `loose` those of them that nothing holds to one kommune."""

    verb: str
    spread: tuple[str, ...]
    loose: tuple[str, ...]

    @property
    def crosses(self) -> bool:
        """Whether every server would be asked."""
        return bool(self.loose)


def judge(statement: str, tables: set[str]) -> Verdict:
    """Look at one statement as it goes to the database. `tables` are the spread ones."""
    flat = re.sub(r"'[^']*'", "''", re.sub(r"\s+", " ", statement)).strip()
    verb = flat.split(" ", 1)[0].upper()
    if verb in ("INSERT", "WITH") and flat.upper().startswith("INSERT"):
        return _of_insert(flat, tables)
    names, brought_in = _names(flat, tables)
    # A table that stands twice under one name, outside and inside, must be held twice.
    holds = {alias: len(re.findall(rf"\b{alias}\.tenant_id = (?:%\(|%s|\$\d|CAST\(%)", flat)) for alias in names}
    held = {alias for alias in names if holds[alias] >= brought_in[alias]}
    while grown := {
        alias for alias in set(names) - held if holds[alias] + sum(_tied_to(flat, alias)[one] for one in held) >= brought_in[alias]
    }:
        held |= grown
    loose = sorted({names[alias] for alias in names if alias not in held})
    return Verdict(verb, tuple(sorted(set(names.values()))), tuple(loose))


def _of_insert(flat: str, tables: set[str]) -> Verdict:
    """A new row takes its kommune from the column's default, the ticket: one row, one server. What it is made from is looked at too."""
    into, _, rest = flat.partition(" SELECT ")
    target = re.match(r"INSERT INTO (?:public\.)?\"?([a-z_]+)", into, re.I)
    spread = [target[1]] if target and target[1] in tables else []
    if not rest:
        return Verdict("INSERT", tuple(spread), ())
    source = judge("SELECT " + rest, tables)
    return Verdict("INSERT", tuple(sorted({*spread, *source.spread})), source.loose)


def _names(flat: str, tables: set[str]) -> tuple[dict[str, str], Counter[str]]:
    """Which name stands for which spread table, and how often each is brought in."""
    found, often = {}, Counter[str]()
    for match in BROUGHT_IN.finditer(flat):
        table, alias = match["table"].lower(), (match["alias"] or "").lower()
        if table in tables:
            name = alias or table
            found[name] = table
            often[name] += 1
    return found, often


def _tied_to(flat: str, alias: str) -> Counter[str]:
    """Which other names this one's kommune is said to be the same as."""
    here = re.findall(rf"\b{alias}\.tenant_id = ([a-z_0-9]+)\.tenant_id", flat)
    return Counter([*here, *re.findall(rf"\b([a-z_0-9]+)\.tenant_id = {alias}\.tenant_id", flat)])
