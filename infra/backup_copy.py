"""A copy as a file: what it says of itself, the database, and files from the disk, one part after another."""

import json
import struct
import tarfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from infra import backup_seal
from infra.backup_seal import BROKEN, Key, Sealer
from infra.ground import CannotGoOn

ABOUT, DATABASE, FILES = "about.json", "database.dump", "files/"
BLOCK = 1 << 18  # bytes


class Writer:
    """Puts parts into a sealed file: a name, blocks, and an empty block; an empty name at the very end."""

    def __init__(self, out: BinaryIO, key: Key) -> None:
        self._sealer = Sealer(out, key)

    def part(self, name: str, blocks: Iterable[bytes]) -> int:
        """Write one part; how many bytes it was."""
        self._name(name)
        size = 0
        for block in blocks:
            if block:
                size += len(block)
                self._sealer.write(struct.pack(">I", len(block)) + block)
        self._sealer.write(struct.pack(">I", 0))
        return size

    def close(self) -> None:
        """Say that there are no more parts."""
        self._name("")
        self._sealer.close()

    def _name(self, name: str) -> None:
        written = name.encode()
        self._sealer.write(struct.pack(">H", len(written)) + written)


@dataclass(frozen=True)
class Copy:
    """An opened copy that has been read through once: every byte of it is vouched for, unless it is of the old form."""

    about: dict[str, Any]
    sealed: bool
    _again: Callable[[], Iterator[tuple[str, Iterator[bytes]]]]

    def parts(self) -> Iterator[tuple[str, Iterator[bytes]]]:
        """Name and content of each part but the first, in the order they lie. Each is read out before the next comes."""
        return ((name, blocks) for name, blocks in self._again() if name != ABOUT)


def opened(file: BinaryIO, name: str, at_hand: list[Key]) -> Copy:
    """Read all of a file through, and only then believe it. Raises CannotGoOn for what is no whole copy of ours."""
    if not backup_seal.is_sealed(file):
        return _old(file, name)

    def again() -> Iterator[tuple[str, Iterator[bytes]]]:
        return _parts(_Stream(backup_seal.pieces(file, at_hand)))

    about: dict[str, Any] = {}
    for part, blocks in again():
        if part == ABOUT:
            about = json.loads(b"".join(blocks))
        else:
            for _ in blocks:
                pass
    return Copy(about, True, again)


def blocks_of(path: Path) -> Iterator[bytes]:
    """A file's content, a block at a time."""
    with path.open("rb") as file:
        yield from from_stream(file)


def from_stream(stream: BinaryIO) -> Iterator[bytes]:
    """What a stream gives, a block at a time."""
    while block := stream.read(BLOCK):
        yield block


class _Stream:
    """Reads so and so many bytes out of pieces of any length."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._held = pieces, b""

    def take(self, number: int) -> bytes:
        while len(self._held) < number:
            piece = next(self._pieces, None)
            if piece is None:
                raise CannotGoOn(BROKEN)
            self._held += piece
        taken, self._held = self._held[:number], self._held[number:]
        return taken

    def number(self, form: str) -> int:
        return int(struct.unpack(form, self.take(struct.calcsize(form)))[0])

    def end(self) -> None:
        """Read on to the end, so that what comes after the last part is vouched for too."""
        if self._held or any(self._pieces):
            raise CannotGoOn(BROKEN)


def _parts(stream: _Stream) -> Iterator[tuple[str, Iterator[bytes]]]:
    while length := stream.number(">H"):
        name = stream.take(length).decode()
        blocks = _blocks(stream)
        yield name, blocks
        for _ in blocks:  # Whoever asked may have left before the end.
            pass
    stream.end()


def _blocks(stream: _Stream) -> Iterator[bytes]:
    while length := stream.number(">I"):
        yield stream.take(length)


def _old(file: BinaryIO, name: str) -> Copy:
    """A copy from before they were sealed: a tar with the same two parts. Nothing vouches for it."""
    trouble = CannotGoOn(f"{name} er ikke en sikkerhetskopi fra Bindeledd.")

    def again() -> Iterator[tuple[str, Iterator[bytes]]]:
        file.seek(0)
        with tarfile.open(fileobj=file) as archive:
            for part in (ABOUT, DATABASE):
                content = archive.extractfile(part)
                yield part, from_stream(content) if content else iter(())  # type: ignore[arg-type]

    try:
        found = {part: b"".join(blocks) if part == ABOUT else sum(map(len, blocks)) for part, blocks in again()}
        about = json.loads(found[ABOUT])  # type: ignore[arg-type]
    except (tarfile.TarError, KeyError, ValueError):
        raise trouble from None
    if not isinstance(about, dict) or not {"rows", "roles"} <= about.keys():
        raise trouble
    return Copy(about, False, again)
