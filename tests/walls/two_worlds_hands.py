"""Hands that use a page as a person does: read its forms, fill them in with a kommune's own word, press the button."""

import io
import random
import re
from datetime import date, timedelta
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml import html

UUIDS = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
HOST = "http://bindeledd.test"
# Fields that carry the press itself, and are never to be made up.
CARRIED = ("csrf_token", "en_gang", "versjon", "version")
# Buttons that only show how something would look.
ONLY_LOOKING = ("forhandsvis",)


class Page:
    """One answer with its forms; `whole` reads also the page that a refusal shows."""

    def __init__(self, address: str, answer: Any, *, whole: bool = False) -> None:
        text = answer.get_data(as_text=True) if "html" in (answer.mimetype or "") else ""
        readable = answer.status_code < 300 or whole
        self.address, self.tree = address, html.fromstring(text) if text.strip() and readable else None
        self.forms = [Form(self, form) for form in self.tree.forms] if self.tree is not None else []


class Form:
    """One form: where it goes, how, and what stands in it."""

    def __init__(self, page: Page, element: Any) -> None:
        self.element, self.method = element, (element.get("method") or "GET").upper()
        self.action = urlsplit(urljoin(page.address, element.get("action") or page.address))
        self.path = self.action.path

    def ids(self) -> dict[str, list[str]]:
        """Field → the ids that it offers, for the fields that choose among rows."""
        offered: dict[str, list[str]] = {}
        for field in self.element.inputs:
            values = field.value_options if field.tag == "select" else [field.get("value") or ""]
            if field.name and field.name not in CARRIED:
                offered.setdefault(field.name, []).extend(value for value in values if UUIDS.fullmatch(value or ""))
        return {name: values for name, values in offered.items() if values}

    def filled(self, word: str, dice: random.Random, *, yes: bool = False) -> list[tuple[str, Any]]:
        """What a person might send: every field as its kind asks for, each text with `word` in it; `yes` ticks every box."""
        sent: list[tuple[str, Any]] = []
        radios: dict[str, list[str]] = {}
        for field in self.element.inputs:
            if not field.name or field.get("disabled") is not None:
                continue
            if field.tag == "input" and field.get("type") == "radio":
                radios.setdefault(field.name, []).append(field.get("value") or "on")
            else:
                sent.extend((field.name, value) for value in _values(field, word, dice, yes))
        sent += [(name, dice.choice(values)) for name, values in radios.items()]
        pressed = [(b.get("name"), b.get("value") or "") for b in self.element.xpath(".//button[@name]")]
        if deeds := [press for press in pressed if press[1] not in ONLY_LOOKING]:
            sent.append(dice.choice(deeds))
        return sent


def send(browser: Any, form: Form, fields: list[tuple[str, Any]], path: str = "") -> Any:
    """Press the form's button; a field sent several times is a list. The CSRF token is the browser's own."""
    data: dict[str, list[Any]] = {}
    for name, value in fields:
        data.setdefault(name, []).append((io.BytesIO(value[1]), value[0]) if isinstance(value, tuple) else value)
    data["csrf_token"] = [browser.token()]
    if form.method == "GET":
        return browser.get(path or form.path, query_string=data)
    return browser.client.post(path or form.path, data=data)


def _values(field: Any, word: str, dice: random.Random, yes: bool) -> list[Any]:
    """What one field sends: nothing, one value, or several."""
    if field.tag == "select":
        options = [value for value in field.value_options if value]
        if not options:
            return []
        return dice.sample(options, dice.randint(1, len(options))) if field.multiple else [dice.choice(options)]
    if field.tag == "textarea":
        return [_text(word, dice, 400)]
    kind, present = field.get("type", "text"), field.get("value") or ""
    if kind in ("submit", "button", "image", "reset"):
        return []
    if kind == "checkbox":
        return [present or "on"] if field.checked or yes or dice.random() < 0.6 else []
    if kind == "hidden" or field.name in CARRIED:
        return [present]
    return [_typed(kind, present, field, word, dice)]


def _typed(kind: str, present: str, field: Any, word: str, dice: random.Random) -> Any:
    if kind == "file":
        return (f"{word}.txt", f"{word} vedlegg".encode())
    if present:
        return present
    if kind == "date":
        return _day(field.name, dice).isoformat()
    if field.name in ("ar", "aar", "fra_ar", "til_ar"):
        return str(date.today().year)
    if kind == "number" or field.get("inputmode") in ("numeric", "decimal"):
        low = int(float(field.get("min") or 1))
        return str(dice.randint(low, max(low, min(int(float(field.get("max") or low + 5)), low + 5))))
    fixed = {
        "time": f"{dice.randint(8, 11):02}:00", "email": f"{word}{dice.randint(1, 9)}@x.example", "tel": "22 22 22 22",
        "url": f"https://{word}.example/", "month": f"{date.today():%Y-%m}",
    }  # fmt: skip
    if "epost" in field.name:
        kind = "email"
    return fixed.get(kind) or _text(word, dice, int(field.get("maxlength") or 60))


def _day(name: str, dice: random.Random) -> date:
    """A working day: to come where something is planned or due, else today, since what is noted has happened."""
    ahead = {"dag": 7, "frist": 21, "til": 60, "due": 21, "siste_dag": 60}.get(name)
    day = date.today() + timedelta(days=ahead + dice.randint(0, 20) if ahead else 0)
    return day + timedelta(days=7 - day.weekday()) if ahead and day.weekday() > 4 else day


def _text(word: str, dice: random.Random, longest: int) -> str:
    tail = dice.choice(("om skoleveien", "før ferien", "i sentrum", "for de yngste", "ved idrettshallen"))
    return f"{word} {tail} {dice.randint(10, 99)}"[:longest]
