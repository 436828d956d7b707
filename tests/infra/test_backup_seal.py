"""A sealed file is whole and ours, or it is refused: by one changed bit, one lost byte, one moved piece, one wrong key."""

import io
import random
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from infra import backup_copy, backup_seal, servers, settings_env
from infra.backup_seal import HEAD, PIECE, Key, Sealer, keys, pieces
from infra.ground import CannotGoOn

ONE = keys("den-ene-hemmelige-nokkelen-0123456789")
OTHER = keys("den-andre-hemmelige-nokkelen-0123456789")
CONTENT = random.Random(7).randbytes(5 * 1000 + 17)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pieces of a thousand bytes, so that a small file has several."""
    monkeypatch.setattr(backup_seal, "PIECE", 1000)


def sealed(content: bytes = CONTENT, key: Key = ONE[0]) -> bytes:
    out = io.BytesIO()
    sealer = Sealer(out, key)
    sealer.write(content)
    sealer.close()
    return out.getvalue()


def unsealed(file: bytes, at_hand: list[Key] = ONE) -> bytes:
    return b"".join(pieces(io.BytesIO(file), at_hand))


def split(file: bytes) -> list[bytes]:
    """The head and each piece with its length."""
    parts, at = [file[:HEAD]], HEAD
    while at < len(file):
        end = at + 4 + int.from_bytes(file[at : at + 4], "big")
        parts.append(file[at:end])
        at = end
    return parts


@settings(max_examples=40, deadline=None)
@given(st.lists(st.binary(max_size=3000), max_size=5))
def test_what_goes_in_comes_out(blocks: list[bytes]) -> None:
    out = io.BytesIO()
    sealer = Sealer(out, ONE[0])
    for block in blocks:
        sealer.write(block)
    sealer.close()

    assert unsealed(out.getvalue()) == b"".join(blocks)


@pytest.mark.parametrize("size", [0, 1, 999, 1000, 1001, 3000])
def test_every_length_comes_out_whole(small: None, size: int) -> None:
    assert unsealed(sealed(CONTENT[:size])) == CONTENT[:size]


def test_one_changed_bit_anywhere_is_refused(small: None) -> None:
    file = sealed()
    places = [*range(HEAD + 8), *range(HEAD + 8, len(file), 37), len(file) - 1]
    for place in places:
        changed = bytearray(file)
        changed[place] ^= 1
        with pytest.raises(CannotGoOn):
            unsealed(bytes(changed))


def test_a_file_cut_anywhere_is_refused(small: None) -> None:
    file = sealed()
    ends = {sum(map(len, split(file)[:number])) for number in range(1, 7)}
    assert len(ends) == 6
    for end in sorted({0, 5, HEAD - 1, len(file) - 1, *ends, *range(HEAD, len(file) - 1, 61)} - {len(file)}):
        with pytest.raises(CannotGoOn):
            unsealed(file[:end])


def test_pieces_that_are_moved_doubled_or_taken_out_are_refused(small: None) -> None:
    head, *parts = split(sealed())
    assert len(parts) == 6
    orders = {
        "swapped": [1, 0, 2, 3, 4, 5], "the last first": [5, 0, 1, 2, 3, 4], "one taken out": [0, 1, 3, 4, 5],
        "one doubled": [0, 1, 1, 2, 3, 4, 5], "the last doubled": [0, 1, 2, 3, 4, 5, 5], "the end alone": [5],
        "only the beginning": [0, 1, 2],
    }  # fmt: skip
    for what, order in orders.items():
        with pytest.raises(CannotGoOn):
            unsealed(head + b"".join(parts[number] for number in order))
            raise AssertionError(what)


def test_a_piece_of_another_file_under_the_same_key_is_refused(small: None) -> None:
    head, *parts = split(sealed())
    _, *others = split(sealed())
    parts[2] = others[2]

    with pytest.raises(CannotGoOn, match="skadet"):
        unsealed(head + b"".join(parts))


def test_something_added_at_the_end_is_refused() -> None:
    with pytest.raises(CannotGoOn, match="skadet"):
        unsealed(sealed() + b"\0")


def test_two_copies_of_the_same_are_not_alike() -> None:
    assert sealed()[HEAD:] != sealed()[HEAD:]


def test_a_wrong_key_is_a_sentence_that_says_which_one_is_needed() -> None:
    with pytest.raises(CannotGoOn) as told:
        unsealed(sealed(), OTHER)

    words = str(told.value)
    assert "Nøkkelen passer ikke" in words and "låst med SECRET_KEY" in words
    assert ONE[0].mark.hex() in words and OTHER[0].mark.hex() in words and "skadet" not in words
    assert ONE[0].master.hex() not in words and "hemmelige" not in words


def test_a_key_of_its_own_is_used_first_and_either_opens_what_it_sealed() -> None:
    both = keys("den-ene-hemmelige-nokkelen-0123456789", "en-nokkel-bare-for-kopier-0123456789")

    assert [key.source for key in both] == ["BACKUP_KEY", "SECRET_KEY"]
    assert unsealed(sealed(key=both[0]), both) == CONTENT
    assert unsealed(sealed(key=both[1]), both) == CONTENT, "copies from before BACKUP_KEY was set"
    with pytest.raises(CannotGoOn, match="låst med BACKUP_KEY"):
        unsealed(sealed(key=both[0]), ONE)


def test_a_short_key_is_refused_at_the_start() -> None:
    with pytest.raises(CannotGoOn, match="BACKUP_KEY er for kort"):
        keys("x" * 40, "kort")
    with pytest.raises(CannotGoOn, match="BACKUP_KEY er for kort"):
        settings_env.read({"BACKUP_KEY": "kort"})


def test_the_key_is_never_given_to_web_worker_or_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BACKUP_KEY", "k" * 40)
    addresses = servers.Addresses(1, "http://x.example", "postgresql://eier@/hus", None, "redis://x", "smtp://x", None, None)
    given = settings_env.read({"SECRET_KEY": "s" * 40})

    assert "BACKUP_KEY" not in servers.environment_for(given, addresses, owner=False)
    assert servers.environment_for(given, addresses, owner=True)["BACKUP_KEY"] == "k" * 40


def test_the_key_says_nothing_of_itself() -> None:
    assert "master" not in repr(ONE[0]) and ONE[0].mark not in ONE[0].master


def test_parts_come_out_in_their_order_also_when_some_are_left_unread() -> None:
    file = io.BytesIO()
    writer = backup_copy.Writer(file, ONE[0])
    writer.part("about.json", [b'{"rows": {}}'])
    writer.part("database.dump", [b"a" * 300_000, b"", b"b" * 900_000])
    writer.part("files/nordvik/en.zip", iter([b"zip"]))
    writer.close()

    copy = backup_copy.opened(file, "kopi", ONE)

    assert copy.about == {"rows": {}} and copy.sealed
    assert [name for name, _ in copy.parts()] == ["database.dump", "files/nordvik/en.zip"]
    assert {name: b"".join(blocks) for name, blocks in copy.parts()} == {
        "database.dump": b"a" * 300_000 + b"b" * 900_000,
        "files/nordvik/en.zip": b"zip",
    }


def test_a_large_copy_never_lies_in_memory_whole(tmp_path: Path) -> None:
    """48 MiB out to a file and in again, within a few pieces of memory."""

    def measured(work: Callable[[], object]) -> int:
        tracemalloc.start()
        try:
            work()
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    with (tmp_path / "kopi").open("w+b") as file:

        def write() -> None:
            writer = backup_copy.Writer(file, ONE[0])
            writer.part("about.json", [b"{}"])
            writer.part("database.dump", (bytes(1 << 18) for _ in range(192)))
            writer.close()

        assert measured(write) < 8 * PIECE
        assert file.tell() > 48 << 20
        assert measured(lambda: [len(block) for _, blocks in backup_copy.opened(file, "kopi", ONE).parts() for block in blocks]) < 8 * PIECE
