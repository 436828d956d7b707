"""Where a package is carried to. Each target hands over the same bytes under the same name, however often it is asked."""

import os
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from flask import current_app

from saas import rooms
from saas.archive.receipt import LARGEST

INBOX = "kvitteringer"


class NotCarried(RuntimeError):
    """The package could not be handed over; the message is a code of what is said on the page."""


class Target(Protocol):
    """A place that takes packages by itself."""

    def carry(self, filename: str, content: bytes) -> None:
        """Hand over a package. Raises NotCarried; a second time with the same name is as good as the first."""


class Folder:
    """A folder on the server, of this kommune's own; the kommune's case system fetches from it and answers into it."""

    def carry(self, filename: str, content: bytes) -> None:
        """Write the package whole or not at all: whoever looks into the folder never finds half of one."""
        place = _own_folder()
        if place is None:
            raise NotCarried("no_folder")
        finished, begun = place / filename, place / f".{filename}.delvis"
        try:
            place.mkdir(parents=True, exist_ok=True)
            with begun.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            begun.replace(finished)
            _keep_names(place)
        except OSError:
            # Half a package on a full disk is only in the way.
            with suppress(OSError):
                begun.unlink(missing_ok=True)
            raise NotCarried("folder") from None


TARGETS: dict[str, Target] = {"folder": Folder()}


def target(delivery: str) -> Target | None:
    """The target that carries by itself, or None where somebody fetches the package by hand."""
    return TARGETS.get(delivery)


def has_folder() -> bool:
    """Whether the server has a folder for archives at all."""
    return current_app.config["HOUSE"].archive_folder is not None


def answers() -> list[Path]:
    """Files that the case system has answered with and nobody has read yet, oldest name first."""
    place = _own_folder()
    if place is None or not (place / INBOX).is_dir():
        return []
    return sorted(path for path in (place / INBOX).glob("*.xml") if path.is_file() and not path.is_symlink())[:100]


def read_answer(path: Path) -> bytes:
    """The bytes of one answer; of one that is too large only so much that it is seen to be."""
    with path.open("rb") as file:
        return file.read(LARGEST + 1)


def put_away(path: Path, *, understood: bool) -> None:
    """An answer that is read lies beside the others in a folder that says what became of it."""
    there = path.parent / ("lest" if understood else "ikke-forstatt")
    there.mkdir(exist_ok=True)
    path.replace(there / path.name)


def _keep_names(place: Path) -> None:
    """The folder itself to the disk: without it a name that was just given may be gone after a power cut."""
    folder = os.open(place, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _own_folder() -> Path | None:
    """The kommune's own, by its slug: no filing can name another."""
    root: Path | None = current_app.config["HOUSE"].archive_folder
    return root / rooms.kommune().slug if root else None
