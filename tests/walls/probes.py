"""What each door asks for, learnt by listening as the door reads it: names, kinds and choices, so that no list is kept by hand."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import quote_plus
from uuid import UUID

from wtforms.fields import Field

from saas import clock, rooms
from tests.walls.probes_hearing import Heard, HeardFiles, Listening, flat, forms_seen, nothing_drawn
from tests.walls.test_crawler import _address, _rules
from tests.world import log_in

# The house's own, on every form: what they do is tried in test_probes_doors.
OWN = frozenset({"csrf_token", "en_gang"})
# Who is sent when the one before is told that the role may not; the first may nearly everything.
SENT = ("koordinator@fjordvest.example", "chair@hamnes.example")
WORDS = "Fotball"
NOBODY = UUID(int=7)
# Processor seconds in one answer that nothing comes near (a slow machine takes four) unless a sender can hold a process.
HELD = 30.0
_learnt: dict[str, list["Door"]] = {}


@dataclass(frozen=True)
class Asked:
    """One field of one door. `value` is what a person would have sent, `@table` for one of the kommune's own ids."""

    name: str
    kind: str
    value: str | None = None
    table: str = ""
    longest: int = 0

    @property
    def free(self) -> bool:
        """Whether it is filled with words, not chosen or measured."""
        return self.kind in WRITTEN and self.name not in FIXED and not self.table


@dataclass
class Door:
    """One address with one method, what was read there, and who was let in to be asked."""

    rule: Any
    method: str
    who: str = SENT[0]
    fields: dict[str, Asked] = field(default_factory=dict)
    files: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        """As it is told when something is wrong."""
        return f"{self.method} {self.rule.rule}"

    @property
    def ids(self) -> list[Asked]:
        """The fields that take the id of a row."""
        return [one for one in self.fields.values() if one.table]

    def body(self, ids: dict[str, Any], change: Callable[[Asked], Any] = lambda _one: None) -> dict[str, Any]:
        """What a person would send; `change` is asked about each field, and answers with something else or None."""
        found = {}
        for one in self.fields.values():
            value = change(one)
            if value is None and one.value is not None:
                value = ids[one.table] if one.table else one.value
            if value is not None:
                found[one.name] = value
        return found


@contextmanager
def rolled_back() -> Iterator[None]:
    """Every room is left without a commit, so that each door is tried in the same world."""
    rooms.Room.keep = property(lambda _self: False, lambda _self, _value: None)  # type: ignore[assignment]
    try:
        yield
    finally:
        rooms.Room.keep = True


def addresses(house: Any, slug: str, ids: Callable[[str], Any]) -> Iterator[tuple[Any, str, str]]:
    """(rule, method, address) of every door of a kommune; `ids` gives an id for a table."""
    for rule in _rules(house):
        for method in sorted(rule.methods & {"GET", "POST"}):
            yield rule, method, _address(house, rule, slug, ids)


def names_read(house: Any, ask: Callable[[], Any]) -> set[str]:
    """Every name that is looked for in the forms and questions of what is asked."""
    house.request_class, before = Listening, house.request_class
    Heard.names.clear()
    try:
        ask()
    finally:
        house.request_class = before
    return set(Heard.names) - OWN


def address(house: Any, door: Door, ids: dict[str, Any]) -> str:
    """The door's address in Hamnes, where all probing is done."""
    return _address(house, door.rule, "hamnes", ids.__getitem__)


def send(browser: Any, door: Door, at: str, body: dict[str, Any]) -> Any:
    """Ask as the door is asked. Half a surrogate pair is sent as the three bytes that stand for it, as a broken client would."""
    given = [(name, each) for name, value in body.items() for each in (value if isinstance(value, list) else [value])]
    if door.method == "POST":
        given.append(("csrf_token", browser.token()))
    coded = "&".join(f"{quote_plus(name)}={quote_plus(str(value), errors='surrogatepass')}" for name, value in given)
    if door.method == "GET":
        return browser.client.get(at, query_string=coded)
    return browser.client.post(at, data=coded.encode(), content_type="application/x-www-form-urlencoded")


def browsers(house: Any) -> dict[str, Any]:
    """Those who are sent, logged in."""
    found = {who: log_in(house, who) for who in SENT}
    for browser in found.values():
        browser.token()
    return found


def doors(house: Any, ids: dict[str, Any], method: str = "POST") -> list[Door]:
    """Every door of a kommune with what it reads; learnt once, since it is the same in every world."""
    if method not in _learnt:
        tables = {str(row_id): table for table, row_id in ids.items()}
        _learnt[method] = [_learn(house, sent, rule, method, ids, tables) for sent in [browsers(house)] for rule in _with(house, method)]
    return _learnt[method]


def _with(house: Any, method: str) -> list[Any]:
    return [rule for rule in _rules(house) if method in rule.methods]


def _learn(house: Any, sent: dict[str, Any], rule: Any, method: str, ids: dict[str, Any], tables: dict[str, str]) -> Door:
    door, before = Door(rule, method), house.request_class
    with forms_seen() as seen, nothing_drawn(), rolled_back():
        house.request_class = Listening
        try:
            for door.who, browser in sent.items():
                seen.clear()
                Heard.names.clear()
                HeardFiles.names.clear()
                if send(browser, door, address(house, door, ids), {}).status_code != 403:
                    break
        finally:
            house.request_class = before
    read, door.files = Heard.names - OWN, frozenset(HeardFiles.names)
    for one in [one for form in seen for one in flat(form)]:
        if one.name not in OWN and (method == "POST" or one.name in read):
            door.fields.setdefault(one.name, _asked(one, tables))
    for name in sorted(read - set(door.fields)):
        door.fields[name] = Asked(name, "raw", FIXED.get(name), RAW.get(name, ""))
    return door


def _asked(one: Field, tables: dict[str, str]) -> Asked:
    kind = next((cls.__name__ for cls in type(one).__mro__ if cls.__name__ in VALUES), "StringField")
    choices = [str(row[0]) for row in one.iter_choices()] if getattr(one, "choices", None) else []
    placed = RAW.get(one.name, "") if kind in CHOSEN else ""
    table = next((tables[choice] for choice in [*choices, str(one.data)] if choice in tables), placed)
    value = FIXED.get(one.name) or VALUES[kind](one, [choice for choice in choices if choice])
    longest = max((getattr(check, "max", -1) or 0 for check in one.validators), default=0)
    return Asked(one.name, kind, "@" if table else value, table, max(longest, 0))


def is_id(value: Any) -> bool:
    """Whether something is written as an id."""
    try:
        UUID(str(value))
    except ValueError:
        return False
    return True


# The version that a row has from the start, whichever way the form asks for it.
FIXED = {"versjon": "1", "sett_versjon": "1"}
# Ids that a door reads without a list to choose from: which table they name. test_side_routes finds those that lack a place here.
RAW = {
    "ansvarlig": "people",
    "eier": "organisations",
    "for": "people",
    "foresporsel": "access_requests",
    "fra_evaluering": "evaluations",
    "fra_funn": "findings",
    "fra_runde": "rounds",
    "fra_sak": "agenda_items",
    "funn": "findings",
    "gruppe": "groups",
    "id": "tasks",
    "invitasjon": "invitations",
    "kilde": "sources",
    "koordinator": "memberships",
    "mal": "goals",
    "mote": "joint_meetings",
    "mottakere": "people",
    "nokkel": "written_documents",
    "oppgave": "tasks",
    "papir": "papers",
    "person": "people",
    "rekkefolge": "goals",
    "runde": "rounds",
    "sak": "agenda_items",
    "tall": "indicator_readings",
    "til": "people",
    "til_funn": "findings",
    "tiltak": "measures",
    # Editions and releases are shared by all, and no kommune's rows: the id of a row here is never one of theirs.
    "utgave": "document_templates",
    "utgivelse": "exports",
}
# A field of one of these kinds may hold words; of one of those, an id.
WRITTEN = ("StringField", "TextAreaField", "EmailField", "HiddenField", "raw")
CHOSEN = ("raw", "HiddenField", "SelectField", "SelectMultipleField", "RadioField")
# What a person would send in a field of each kind.
VALUES: dict[str, Callable[[Any, list[str]], str | None]] = {
    **dict.fromkeys(("SelectMultipleField", "SelectField", "RadioField"), lambda _one, choices: choices[0] if choices else None),
    "BooleanField": lambda _one, _choices: "y",
    "DateField": lambda one, _choices: (clock.today() + timedelta(days=9)).strftime(one.format[0]),
    "TimeField": lambda _one, _choices: "10:00",
    "IntegerField": lambda _one, _choices: "1",
    "DecimalField": lambda _one, _choices: "1",
    "FileField": lambda _one, _choices: None,
    "HiddenField": lambda one, _choices: str(one.data) if one.data else None,
    "EmailField": lambda _one, _choices: "proving@nordvik.example",
    "TextAreaField": lambda _one, _choices: WORDS,
    "StringField": lambda _one, _choices: WORDS,
}
