"""One released table, as a page and as files, and one figure through the releases."""

from typing import Any
from uuid import UUID

from flask import render_template, request

from saas.accounts.guard import centre
from saas.errors import NotFound
from saas.national import choosing, delivering, laying_out, reading, tables, trends, words
from saas.national.tables import TOTAL, Table
from saas.national.views import bp
from saas.pages import say


def opened(release_id: UUID, code: str, also: tuple[str, ...] = ()) -> tuple[Table, Table]:
    """The whole table, and what the address chose of it. Raises NotFound."""
    choosing.refuse_kommuner(request.args)
    whole = tables.of(reading.table(release_id, code))
    return whole, whole.narrowed(choosing.choose(whole, request.args, also))


@bp.get("/utgivelser/<uuid:release_id>/tabeller/<code>")
@centre("analyst", "editor")
def table(release_id: UUID, code: str) -> Any:
    """The table with its filters, which only ever choose among released cells."""
    whole, chosen = opened(release_id, code, ("sorter",))
    order = choosing.one_of(request.args, "sorter", laying_out.ORDERS)
    wanted = {name: values for name, values in request.args.lists() if name != "sorter" and any(values)}
    return render_template(
        "national/table.html", whole=whole, table=chosen, sheet=laying_out.sheet(chosen, order), order=order, wanted=wanted,
        chart=laying_out.drawing(chosen), who=words.who_shares(chosen.release),
        period=words.period(chosen.period), of=words.period(chosen.release.period),
        basis=words.basis(chosen.release), why=say(words.WHY_HIDDEN), flag=words.flag,
        flags=[(sign, say(said)) for sign, said in words.FLAGS.items() if any(cell.flag == sign for cell in chosen.cells)],
    )  # fmt: skip


@bp.get("/utgivelser/<uuid:release_id>/tabeller/<code>.<ending>")
@centre("analyst", "editor")
def download(release_id: UUID, code: str, ending: str) -> Any:
    """The same table, with the same choice, as a file."""
    delivering.in_measure()
    _, chosen = opened(release_id, code)
    return delivering.deliver(chosen, ending, to_keep=True)


@bp.get("/utvikling/<code>")
@centre("analyst", "editor")
def development(code: str) -> Any:
    """One figure of a table through the releases: the total, or what one code for each dimension says."""
    choosing.refuse_kommuner(request.args)
    found = [tables.of(one) for one in reading.through_time(code)]
    if not found:
        raise NotFound()
    newest = found[-1]
    choosing.only(request.args, *(dim.code for dim in newest.dims))
    keys = {dim.code: choosing.one_of(request.args, dim.code, [one for one, _ in dim.codes]) for dim in newest.dims}
    steps = trends.steps(found, list(keys.values()))
    parts = [dim.says(keys[dim.code]) for dim in newest.dims if keys[dim.code] != TOTAL]
    title = ", ".join([newest.title, *parts])
    return render_template(
        "national/development.html", newest=newest, keys=keys, title=title,
        chart=trends.drawing(title, parts[-1] if parts else newest.dims[0].says(TOTAL), steps),
        lines=trends.lines(steps),
    )  # fmt: skip
