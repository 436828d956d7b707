"""The two long rows of a JSON-stat table, each in any of the forms that the standard allows: values, and why one is absent."""

from decimal import Decimal, InvalidOperation
from typing import Any

from saas.statistics.refusals import N_, BadTable

# SSB's standard signs and FHI's; any other text («p» for provisional) says something about a value that is there.
SIGNS = {
    ".": "not_computable",
    "..": "missing",
    "...": "missing",
    "…": "missing",
    ":": "suppressed",
    "m": "missing",
    "c": "suppressed",
}
MOST_DIGITS = 20


class Values:
    """The values, sent as a full list or as {place: value}."""

    def __init__(self, sent: Any, count: int) -> None:
        self._sparse: dict[int, Any] = {}
        self._full: list[Any] = []
        if isinstance(sent, dict):
            self._sparse = _placed(sent, count)
            present = self._sparse.values()
        elif not isinstance(sent, list):
            raise ValueError
        else:
            self._full = sent
            if len(self._full) != count:
                raise _uneven()
            present = self._full  # type: ignore[assignment]
        if any(isinstance(value, (dict, list, bool)) for value in present):
            raise ValueError

    def at(self, place: int) -> Decimal | None:
        """The value, or None."""
        sent = self._full[place] if self._full else self._sparse.get(place)
        if sent is None or sent == "" or isinstance(sent, str) and sent.strip() in SIGNS:
            return None
        try:
            value = sent if isinstance(sent, Decimal) else Decimal(str(sent))
        except InvalidOperation:
            raise BadTable(N_("«{text}» er ikke et tall."), text=str(sent)[:40]) from None
        # Not a number, endless, or so large that it is no count of anything.
        if not value.is_finite() or value and abs(value.adjusted()) > MOST_DIGITS:
            raise BadTable(N_("«{text}» er ikke et tall."), text=str(sent)[:40])
        return value


class Flags:
    """The flags, sent as {place: sign}, as a full list, as one sign for all, as an empty text, or not at all."""

    def __init__(self, sent: Any, count: int) -> None:
        self._all = SIGNS.get(sent.strip(), "") if isinstance(sent, str) else ""
        self._some: dict[int, str] = {}
        if isinstance(sent, list):
            if len(sent) not in (0, 1, count):
                raise _uneven()
            if len(sent) == 1 and count > 1:
                self._all = _flag(sent[0])
            else:
                self._some = {at: flag for at, sign in enumerate(sent) if (flag := _flag(sign))}
        elif isinstance(sent, dict):
            self._some = {at: flag for at, sign in _placed(sent, count).items() if (flag := _flag(sign))}
        elif sent is not None and not isinstance(sent, str):
            raise ValueError

    def at(self, place: int) -> str:
        """The flag, or an empty text."""
        return self._some.get(place, self._all)


def _flag(sign: Any) -> str:
    return SIGNS.get(str(sign or "").strip(), "")


def _placed(sent: dict[str, Any], count: int) -> dict[int, Any]:
    placed = {int(key): value for key, value in sent.items()}
    if placed and not 0 <= min(placed) <= max(placed) < count:
        raise _uneven()
    return placed


def _uneven() -> BadTable:
    return BadTable(N_("Tabellen henger ikke sammen: antallet verdier er et annet enn den sier. Last den ned på nytt."))
