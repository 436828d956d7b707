"""The sealed form of a copy: encrypted and vouched for piece by piece, so that a large one never lies in memory whole.

A file is a head (mark of the form, which setting the key came from, the key's mark, a salt) and then pieces: length, and
AES-256-GCM over at most 1 MiB. The key is new for every file, and the nonce is the piece's number and whether it is the
last, so a piece that is changed, moved, taken away or added shows.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from secrets import token_bytes
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from infra.ground import CannotGoOn

FORM = b"BINDELEDD-KOPI 2\n"
SOURCES = {b"B": "BACKUP_KEY", b"S": "SECRET_KEY"}
HEAD = len(FORM) + 1 + 8 + 32  # bytes: form, source, key's mark, salt
PIECE = 1 << 20  # bytes of content in a piece
TAG = 16
SHORTEST = 32  # characters of BACKUP_KEY
BROKEN = "Kopien er skadet eller endret, og ingenting er gjort. Bruk en annen kopi."


@dataclass(frozen=True)
class Key:
    """What files are sealed with. `source` is the setting it comes from; `mark` tells two keys apart and gives nothing away."""

    source: str
    master: bytes = field(repr=False)

    @property
    def mark(self) -> bytes:
        """Eight bytes that are the same for the same key."""
        return _derived(self.master, b"", b"bindeledd backup mark", 8)


def keys(secret_key: str, backup_key: str = "") -> list[Key]:
    """The keys at hand, the one to seal with first. Raises CannotGoOn for a BACKUP_KEY that is too short."""
    if backup_key and len(backup_key) < SHORTEST:
        raise CannotGoOn(f"BACKUP_KEY er for kort: bruk minst {SHORTEST} tilfeldige tegn.")
    given = (("BACKUP_KEY", backup_key), ("SECRET_KEY", secret_key))
    return [Key(name, _derived(word.encode(), b"", b"bindeledd backup", 32)) for name, word in given if word]


def mark_of(secret_key: str) -> str:
    """Tells two SECRET_KEYs apart, in a form that may stand in a copy."""
    return _derived(secret_key.encode(), b"", b"bindeledd secret key mark", 8).hex()


class Sealer:
    """Writes the sealed form to `out`. Without `close` the last piece is lacking, and nobody will take it for whole."""

    def __init__(self, out: BinaryIO, key: Key) -> None:
        salt = token_bytes(32)
        source = next(letter for letter, name in SOURCES.items() if name == key.source)
        self._out, self._waiting, self._number = out, bytearray(), 0
        self._head = FORM + source + key.mark + salt
        self._cipher = _cipher(key, salt)
        out.write(self._head)

    def write(self, content: bytes) -> None:
        """Add `content`, of any length."""
        self._waiting += content
        while len(self._waiting) > PIECE:
            self._put(bytes(self._waiting[:PIECE]), last=False)
            del self._waiting[:PIECE]

    def close(self) -> None:
        """Write the last piece. `out` is left open."""
        self._put(bytes(self._waiting), last=True)
        self._waiting.clear()

    def _put(self, content: bytes, last: bool) -> None:
        piece = self._cipher.encrypt(_nonce(self._number, last), content, self._head)
        self._out.write(struct.pack(">I", len(piece)) + piece)
        self._number += 1


def is_sealed(file: BinaryIO) -> bool:
    """Whether the file says that it is of this form; leaves it at its beginning."""
    file.seek(0)
    begins = file.read(len(FORM))
    file.seek(0)
    return begins == FORM


def pieces(file: BinaryIO, at_hand: list[Key]) -> Iterator[bytes]:
    """The content, each piece only when it is vouched for. Raises CannotGoOn for a wrong key and for any other byte.

    That nothing lacks is known when the last piece is out; whoever changes something by a copy reads all of it first.
    """
    file.seek(0)
    head = file.read(HEAD)
    if len(head) < HEAD or not head.startswith(FORM):
        raise CannotGoOn(BROKEN)
    cipher = _cipher(_fitting(head, at_hand), head[-32:])
    number, last = 0, False
    while not last:
        piece = _next_piece(file)
        try:
            content = cipher.decrypt(_nonce(number, False), piece, head)
        except InvalidTag:
            content, last = _last(cipher, number, piece, head), True
        yield content
        number += 1
    if file.read(1):
        raise CannotGoOn(BROKEN)


def _next_piece(file: BinaryIO) -> bytes:
    """One piece as it lies. The length is not vouched for yet, so it is never more than a piece can be."""
    lead = file.read(4)
    length = struct.unpack(">I", lead)[0] if len(lead) == 4 else 0
    if not TAG <= length <= PIECE + TAG:
        raise CannotGoOn(BROKEN)
    piece = file.read(length)
    if len(piece) < length:
        raise CannotGoOn(BROKEN)
    return piece


def _last(cipher: AESGCM, number: int, piece: bytes, head: bytes) -> bytes:
    try:
        return cipher.decrypt(_nonce(number, True), piece, head)
    except InvalidTag:
        raise CannotGoOn(BROKEN) from None


def _fitting(head: bytes, at_hand: list[Key]) -> Key:
    """The key that the file was sealed with, or a sentence that says which one to fetch."""
    source, mark = head[len(FORM) : len(FORM) + 1], head[len(FORM) + 1 : len(FORM) + 9]
    for key in at_hand:
        if key.mark == mark:
            return key
    name = SOURCES.get(source, "en ukjent innstilling")
    have = ", ".join(f"{key.source} {key.mark.hex()}" for key in at_hand)
    raise CannotGoOn(
        f"Nøkkelen passer ikke, og ingenting er gjort. Kopien er låst med {name} (merke {mark.hex()}). "
        f"Det som er satt nå: {have}. Sett {name} til verdien den hadde da kopien ble tatt."
    )


def _cipher(key: Key, salt: bytes) -> AESGCM:
    return AESGCM(_derived(key.master, salt, b"bindeledd backup pieces", 32))


def _derived(secret: bytes, salt: bytes, purpose: bytes, length: int) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=salt, info=purpose).derive(secret)


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + (b"\x01" if last else b"\x00")
