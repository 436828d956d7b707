"""Forms as pages use them: what was typed is kept, and what was refused is told at its field."""

import re
from typing import Any

from flask import Request, request
from flask_wtf import FlaskForm
from werkzeug.datastructures import ImmutableMultiDict

from saas.errors import Guarded, Invalid, Refusal, Stale
from saas.pages import say

# What no keyboard sends or no row can hold parts words as a space does. Line breaks stay.
_UNWRITTEN = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
# What turns the reading direction of what stands beside it, and halves of letters, take no room and leave none.
_UNREADABLE = re.compile("[\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def _readable(value: Any) -> Any:
    return _UNREADABLE.sub("", _UNWRITTEN.sub(" ", value)) if isinstance(value, str) else value


class Readable(ImmutableMultiDict[str, Any]):
    """A form or a question with only such signs as can be read and kept, so that no door has to think of the others."""

    def __init__(self, mapping: Any = None) -> None:
        super().__init__(mapping)
        for name, values in list(dict.items(self)):
            dict.__setitem__(self, name, [_readable(value) for value in values])


class ReadableRequest(Request):
    """A request whose form and question are Readable; files are as they came."""

    parameter_storage_class = Readable  # type: ignore[assignment]

    @property
    def is_json(self) -> bool:
        """Never: the house takes forms. The form library would else read a JSON body into the fields, whatever it holds."""
        return False


class Form(FlaskForm):
    """A form that can take back a refusal from the service: the right field, the right words, nothing lost."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.findings: dict[str, list[Any]] = {}

    def take(self, refusal: Refusal) -> int:
        """Put a refusal where it belongs; returns the status code for the page."""
        words = say(refusal.message, **refusal.params)
        if isinstance(refusal, Guarded):
            self.findings = refusal.findings
            for name in refusal.findings:
                self._complain(name, words)
        elif isinstance(refusal, Invalid) and refusal.field and refusal.field in self:
            self._complain(refusal.field, words)
        else:
            self.form_errors.append(words)
        if isinstance(refusal, Stale) and "versjon" in self:
            # The next attempt is made on what stands now, with what was typed still in the fields.
            self["versjon"].raw_data = None
        return refusal.status

    def _complain(self, name: str, words: str) -> None:
        if name in self:
            self[name].errors = [*self[name].errors, words]
        else:
            self.form_errors.append(words)


def kept() -> dict[str, tuple[list[str], str]]:
    """What the writer chose to keep despite a warning: field → (keys, reason)."""
    chosen = {}
    for name in request.form:
        if name.endswith("__behold"):
            field = name.removesuffix("__behold")
            reason = request.form.get(f"{field}__behold_grunn", "").strip()
            chosen[field] = (request.form.getlist(name), reason)
    return chosen
