"""/senter: the national figures, read as the centre's role. Everything here is GET, and everything is released."""

from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request
from flask_login import current_user

from saas.accounts.guard import CENTRE_ROLE_NAMES, centre
from saas.centre import published
from saas.national import choosing, reading, region_map, report, showing, words
from saas.pages import say

bp = Blueprint("national", __name__, url_prefix="/senter")
MAPPED = (*showing.QUESTIONS, *showing.WORK)


@bp.get("")
@centre("analyst", "editor")
def overview() -> Any:
    """The latest release in short: standard questions, a map, and the ways further in."""
    choosing.only(request.args, "kart")
    chosen = choosing.one_of(request.args, "kart", MAPPED) if "kart" in request.args else ""
    found = published.releases()
    latest = next(iter(reading.standing(found)), None)
    office = say(CENTRE_ROLE_NAMES[str(current_user.centre)])
    if latest is None:
        return render_template("national/nothing.html", office=office)
    basis = showing.fetch(latest, found)
    asked = chosen or basis.fullest(MAPPED)
    choices = [(code, say(table.description["title"])) for code in MAPPED if (table := basis.table_of(code, "region"))]
    return render_template(
        "national/overview.html", overview=showing.of(basis), choices=choices, shown=asked, map=_map(basis, asked),
        mapped=basis.table_of(asked, "region"), groups=report.groups(basis.tables, reading.counts(latest.id)),
        why=say(words.WHY_HIDDEN), office=office,
    )  # fmt: skip


def _map(basis: showing.Basis, code: str) -> region_map.Map | None:
    table = basis.table_of(code, "region")
    if table is None:
        return None
    lead = f"{code}|region="
    cells = {name.removeprefix(lead): cell for name, cell in basis.now.items() if name.startswith(lead)}
    told = table.description
    return region_map.draw(say(told["title"]), told["kind"], say(told["unit"]), told.get("decimals") or 0, cells)


@bp.get("/utgivelser/<uuid:release_id>")
@centre("analyst", "editor")
def release(release_id: UUID) -> Any:
    """One release that is out: what it shows and hides, how it was made, and its tables."""
    choosing.only(request.args)
    found = published.releases()
    shown = reading.one(found, release_id)
    groups = report.groups(published.tables(shown), reading.counts(release_id))
    return render_template(
        "national/release.html", release=shown, title=report.title(shown), groups=groups, whole=report.whole(groups),
        who=words.who_shares(shown), basis=words.basis(shown), rules=report.rules(shown), lost=report.lost(shown),
        attacks=report.attacks(shown), why=say(words.WHY_HIDDEN),
        corrected=next((one for one in found if one.id == shown.corrects), None),
        correction=next((one for one in found if one.corrects == release_id), None),
    )  # fmt: skip


from saas.national import table_views as table_views  # noqa: E402
