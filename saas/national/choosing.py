"""What an address may ask for: codes that a released table has. It chooses among cells, and nothing is ever worked out from them."""

from collections.abc import Sequence
from typing import Any

from saas.errors import NotFound
from saas.national.tables import Table
from saas.national.words import ONE_KOMMUNE

# Names by which somebody might ask for one kommune; there is no such figure, and the answer says so.
OF_A_KOMMUNE = frozenset({"kommune", "kommuner", "kommunenummer", "kommunenr", "knr", "municipality", "tenant", "tenant_id"})
# Longest code that any dimension has; what is longer is not looked at.
_LONGEST = 40


def choose(table: Table, asked: Any, also: Sequence[str] = ()) -> dict[str, list[str]]:
    """Dimension → the codes that were asked for, from the address' parameters (a MultiDict); an empty one asks for all.

    Parameters named in `also` belong to the page and are left alone. Raises NotFound for any other name, and for a code
    that the table does not have.
    """
    refuse_kommuner(asked)
    known = {dim.code: dim for dim in table.dims}
    wanted: dict[str, list[str]] = {}
    for name, values in asked.lists():
        if name in also:
            continue
        if name not in known:
            raise NotFound()
        codes = [code for code, _ in known[name].codes]
        given = [value for value in values if value]
        if any(len(value) > _LONGEST or value not in codes for value in given):
            raise NotFound()
        if given:
            wanted[name] = [code for code in codes if code in given]
    return wanted


def one_of(asked: Any, name: str, allowed: Sequence[str]) -> str:
    """A page's own parameter; the first allowed where it is not given. Raises NotFound for anything else."""
    given = asked.getlist(name)
    if not given or given == [""]:
        return allowed[0]
    if len(given) > 1 or given[0] not in allowed:
        raise NotFound()
    return str(given[0])


def only(asked: Any, *names: str) -> None:
    """Refuse every parameter but these. Raises NotFound."""
    refuse_kommuner(asked)
    if set(asked) - set(names):
        raise NotFound()


def refuse_kommuner(asked: Any) -> None:
    """No parameter takes a kommune. Raises NotFound with a sentence that says so."""
    if any(name.lower() in OF_A_KOMMUNE for name in asked):
        raise NotFound(ONE_KOMMUNE)
