"""The demo region's words, read from content/: who there is, what they met about, what was said."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent / "content"
KINDS = {
    "orientering": "information",
    "drøfting": "discussion",
    "beslutning": "decision",
    "avgjerd": "decision",
    "information": "information",
    "discussion": "discussion",
    "decision": "decision",
}


@cache
def load(name: str) -> Any:
    """One content file by its name."""
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Words:
    """Everything that is said in one kommune, in its own language and with its own place names."""

    kommune: dict[str, Any]

    @property
    def language(self) -> str:
        """«nb» or «nn»."""
        return str(self.kommune["language"])

    def scripts(self, level: str, month: int) -> list[dict[str, Any]]:
        """The saker that fit a level («KG», «SG») in a month; small kommuner get what fits them."""
        small = self.kommune["population"] < 3000
        return [
            script
            for script in load(f"saker_{self.language}")
            if script["level"] == level and month in script["months"] and (script["small_ok"] or not small)
        ]

    def standing(self, level: str) -> list[dict[str, Any]]:
        """The standing items of a level, with their short notes."""
        return list(load(f"standing_{self.language}")[level])

    def upcoming(self, level: str, where: str) -> list[dict[str, Any]]:
        """What is on the next agenda, or waits in the backlog."""
        texts = load(f"upcoming_{self.language}")
        return [text for text in texts if text["level"] == level and text["where"] == where]

    def phrase(self, kind: str, number: int) -> str:
        """One of the short texts, chosen by number."""
        texts = load("phrases")[kind][self.language]
        return str(texts[number % len(texts)])

    def fill(self, text: str | None, number: int = 0) -> str:
        """A text with the kommune's own names in its places."""
        places = self.kommune["settlements"]
        names = {
            "skole": self.kommune["schools"][0],
            "klubb": self.kommune["club"],
            "hall": self.kommune["hall"],
            "sted": places[number % len(places)],
            "kommune": self.kommune["name"],
            "vei": self.kommune["road"],
        }
        filled = text or ""
        for key, name in names.items():
            filled = filled.replace("{" + key + "}", name)
        return filled
