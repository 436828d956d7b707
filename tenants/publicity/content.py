"""Public minutes as they are frozen: made from the approved version and today's choices, and from nothing else.

The shape of `published_minutes.content`, which the public pages show (all words are in `language`, ready to be shown):

    {"title": "Offentlig referat: koordineringsgruppen 15. september 2026", "group": "Koordineringsgruppen",
     "held_on": "2026-09-15", "number": 1, "version": 2, "language": "nb", "kommune": "Nordvik",
     "attended": [{"title": "Rektor", "organisation": "Nordvik ungdomsskole"}],      # empty unless the kommune wants it
     "items": [{"label": "14/26", "title": …, "decision": … or "", "discussion": … or "", "actions": [{"what": …, "due": … or ""}]},
               {"exempt": true, "label": "15/26", "basis": "offl. § 24", "words": "Sak unntatt offentlighet (offl. § 24)"}],
     "exempt": 1,                                        # how many saker are exempt; each stands among the items, without a title
     "withheld": 2,                                      # how many are not judged or are work notes; they stand nowhere
     "notices": ["1 sak er unntatt offentlighet (offl. § 24).", …],  # the same as sentences, and that this is a corrected edition
     "corrected_on": null or "2026-11-20"}               # set where an earlier edition has been out

`number` is the edition, `version` the version of the minutes. No name, e-mail, telephone number, file, note, id or hash of
anything inside is ever in it: it is built up from what is allowed, never cut down from what there is.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import force_locale

from saas import here, privacy
from saas.pages import day, gettext, ngettext, say
from tenants.meetings.models import ATTENDANCE, AgendaItem
from tenants.meetings.shielding import in_its_place, title_of
from tenants.meetings.wording import in_a_sentence, listed

# What the guard points at that is taken out by itself: there is never a reason for these in public minutes.
TAKEN_OUT = ("fnr", "email", "phone")


@dataclass(frozen=True)
class Wanted:
    """What the kommune wants in its public minutes beside titles, decisions and actions."""

    attendance: bool = False
    discussion: bool = False


@dataclass(frozen=True)
class Edition:
    """Which edition of which minutes this becomes. `corrected_on` where one has been out before."""

    number: int
    version: int
    held_on: date
    corrected_on: date | None = None


def build(
    document: Mapping[str, Any], saker: Mapping[str, AgendaItem], names: Sequence[str], edition: Edition, wanted: Wanted
) -> dict[str, Any]:
    """The content of one edition.

    `document` is a frozen version of the minutes; `saker` maps entry id → the sak with what is chosen for it; `names`
    are the full names of everybody in the network, which are taken out of every text.
    """
    with force_locale(document["language"]):
        hide = _Hidden(names)
        told = [(item, saker.get(str(item.get("entry_id")))) for item in document["items"]]
        items = [_item(item, sak, hide, wanted) for item, sak in told if sak is not None and sak.publicity in ("public", "exempt")]
        exempt = [item["basis"] for item in items if item.get("exempt")]
        withheld = len(told) - len(items)
        return {
            "title": _title(document["group"], edition.held_on),
            "group": document["group"],
            "held_on": edition.held_on.isoformat(),
            "number": edition.number,
            "version": edition.version,
            "language": document["language"],
            "kommune": here.kommune().name,
            "attended": _attended(document["people"], hide) if wanted.attendance else [],
            "items": items,
            "exempt": len(exempt),
            "withheld": withheld,
            "notices": _notices(exempt, withheld, edition.corrected_on),
            "corrected_on": edition.corrected_on.isoformat() if edition.corrected_on else None,
        }


def kept_back(bases: Sequence[str]) -> str:
    """«1 sak er unntatt offentlighet (offl. § 24).», or nothing."""
    if not bases:
        return ""
    words = listed(list(dict.fromkeys(bases)))
    return ngettext(
        "%(num)s sak er unntatt offentlighet (%(bases)s).", "%(num)s saker er unntatt offentlighet (%(bases)s).", len(bases), bases=words
    )


def texts_of(content: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(label, text) of every text that somebody wrote: what there is to read through before it goes out."""
    return [
        (item["label"], text)
        for item in content["items"] if not item.get("exempt")
        for text in (item["title"], item["decision"], item["discussion"], *(action["what"] for action in item["actions"])) if text
    ]  # fmt: skip


def _item(item: Mapping[str, Any], sak: AgendaItem, hide: "_Hidden", wanted: Wanted) -> dict[str, Any]:
    """A public sak from the frozen version, its title as it may stand outside; an exempt one by number and basis alone."""
    label = item.get("number") or ""
    if sak.publicity == "exempt":
        return {"exempt": True, "label": label, "basis": sak.legal_basis, "words": in_its_place(sak)}
    return {
        "label": label,
        "title": hide(title_of(sak, "outside") if sak.public_title else item["title"]),
        "decision": hide(item.get("decision")),
        "discussion": hide(item.get("notes")) if wanted.discussion else "",
        "actions": [{"what": hide(one["what"]), "due": one.get("due") or ""} for one in item.get("actions") or []],
    }


def _attended(people: Sequence[Mapping[str, Any]], hide: "_Hidden") -> list[dict[str, str]]:
    """Titles and organisations of those who were there, each pair once; the frozen version says who were."""
    there = say(ATTENDANCE["present"])
    pairs = [(hide(one.get("organisation")), hide(one.get("title"))) for one in people if one.get("status") == there]
    return [{"title": title, "organisation": organisation} for organisation, title in sorted(dict.fromkeys(pairs))]


def _notices(exempt: Sequence[str], withheld: int, corrected_on: date | None) -> list[str]:
    said = [kept_back(exempt)]
    if withheld:
        said.append(ngettext(
            "%(num)s sak er ikke vurdert for offentlighet eller er et arbeidsnotat, og er ikke tatt med.",
            "%(num)s saker er ikke vurdert for offentlighet eller er arbeidsnotater, og er ikke tatt med.", withheld,
        ))  # fmt: skip
    if corrected_on:
        said.append(gettext("Rettet utgave, publisert %(day)s.", day=_day(corrected_on)))
    return [one for one in said if one]


def _title(group: str, held_on: date) -> str:
    return gettext("Offentlig referat: %(group)s %(day)s", group=in_a_sentence(group), day=_day(held_on))


def _day(value: date) -> str:
    """«15. september 2026»: in a title the weekday is noise."""
    return day(value).partition(" ")[2]


class _Hidden:
    """Takes names and ways to reach people out of a text."""

    def __init__(self, names: Sequence[str]) -> None:
        # A name of one word may be any word; the longest first, so that no half of a name is left standing.
        full = sorted({" ".join(name.split()) for name in names if len(name.split()) > 1}, key=len, reverse=True)
        patterns = [r"\s+".join(map(re.escape, name.split())) for name in full]
        self.pattern = re.compile(rf"\b(?:{'|'.join(patterns)})\b", re.IGNORECASE) if patterns else None

    def __call__(self, text: str | None) -> str:
        words = text or ""
        for finding in reversed([one for one in privacy.inspect(words) if one.rule in TAKEN_OUT]):
            words = words[: finding.start] + gettext("[fjernet]") + words[finding.end :]
        # The guard warns of private addresses; here every one goes, whoever it belongs to.
        words = re.sub(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", gettext("[fjernet]"), words)
        return self.pattern.sub(gettext("[navn fjernet]"), words) if self.pattern else words
