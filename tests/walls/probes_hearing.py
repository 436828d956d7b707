"""How one listens at a door: which names it reads, which forms it makes, which files it looks for; without drawing the page."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import flask.templating
from flask import Request
from wtforms.fields import Field, FieldList, FormField
from wtforms.form import BaseForm

from saas.forms import Readable


class Heard(Readable):
    """A form or a query string that remembers what it was asked for."""

    names: set[str] = set()

    def __contains__(self, key: Any) -> bool:
        self.names.add(key)
        return super().__contains__(key)

    def __getitem__(self, key: Any) -> Any:
        self.names.add(key)
        return super().__getitem__(key)

    def get(self, key: Any, *args: Any, **kwargs: Any) -> Any:
        """As always."""
        self.names.add(key)
        return super().get(key, *args, **kwargs)

    def getlist(self, key: Any, *args: Any, **kwargs: Any) -> Any:
        """As always."""
        self.names.add(key)
        return super().getlist(key, *args, **kwargs)


class HeardFiles(dict[str, Any]):
    """No files; but what was asked for is remembered."""

    names: set[str] = set()

    def get(self, key: Any, default: Any = None) -> Any:
        """None, as for a file that was not sent."""
        self.names.add(key)
        return default

    def getlist(self, key: Any) -> list[Any]:
        """None at all."""
        self.names.add(key)
        return []


class Listening(Request):
    """A request that is listened to."""

    parameter_storage_class = Heard  # type: ignore[assignment]

    @property
    def files(self) -> Any:
        """Where a door looks for a file."""
        return HeardFiles()


@contextmanager
def nothing_drawn() -> Iterator[None]:
    """Pages are not drawn while one listens: what a door reads, it reads before."""
    plain = flask.templating._render
    flask.templating._render = lambda *_args: ""
    try:
        yield
    finally:
        flask.templating._render = plain


@contextmanager
def forms_seen() -> Iterator[list[Any]]:
    """The forms that are made while a request is answered, as they stand when it is over."""
    seen: list[Any] = []
    plain = BaseForm.process

    def process(self: Any, *args: Any, **kwargs: Any) -> Any:
        if not self._prefix:
            seen.append(self)
        return plain(self, *args, **kwargs)

    BaseForm.process = process  # type: ignore[method-assign]
    try:
        yield seen
    finally:
        BaseForm.process = plain  # type: ignore[method-assign]


def flat(form: Any) -> Iterator[Field]:
    """The fields of a form, and of the forms within it."""
    for one in form:
        if isinstance(one, FormField):
            yield from flat(one.form)
        elif isinstance(one, FieldList):
            for entry in one.entries:
                yield from flat(entry.form) if isinstance(entry, FormField) else (entry,)
        else:
            yield one
