"""Forms as pages use them: what was typed is kept, and what was refused is told at its field."""

from typing import Any

from flask import request
from flask_wtf import FlaskForm

from saas.errors import Guarded, Invalid, Refusal, Stale
from saas.pages import say


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
