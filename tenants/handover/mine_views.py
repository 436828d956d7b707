"""/mine/overlevering: one handover for all of one's kommuner, each in its own room; nothing of one is seen in another."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import current_user, login_required

from saas.accounts.visitor import each_of_mine, write_in_each_of_mine
from saas.errors import Invalid, NotFound, NotNow
from saas.here import Kommune
from saas.pages import gettext, ngettext, say
from tenants.handover import choosing, duties, service
from tenants.handover.doors import as_id
from tenants.handover.duties import Duty
from tenants.handover.forms import StartForm
from tenants.meetings.wording import listed
from tenants.network import service as network

mine = Blueprint("handover_mine", __name__, url_prefix="/mine/overlevering")


@dataclass(frozen=True)
class Row:
    """One duty in one kommune, and what is chosen for it."""

    duty: Duty
    choice: str = ""
    person_id: UUID | None = None
    reason: str = ""


@dataclass
class Part:
    """One kommune's part, as plain values: nothing of a room is kept when it is left."""

    kommune: Kommune
    rows: list[Row]
    people: list[tuple[UUID, str]]
    left: int
    handover_id: UUID | None = None
    state: str = ""
    to_name: str = ""
    at: datetime | None = None
    lacks: str = ""
    keys: set[str] = field(default_factory=set)

    @property
    def open(self) -> bool:
        """Its duties can still be given away."""
        return self.handover_id is not None


@mine.get("", strict_slashes=False)
@login_required
def show() -> Any:
    """«Du har 23 åpne ansvar i 6 kommuner», and what becomes of each."""
    return _page(_parts())


@mine.post("")
@login_required
def start() -> Any:
    """«Start overlevering» in the chosen kommuner, one after another."""
    parts = _parts()
    form, status = StartForm(_free(parts)), 422
    if not form.validate():
        return _page(parts, form), status
    try:
        service.check_wanted(form.navn.data or "", form.epost.data or "", form.moment())
        service.require_tomorrow(form.moment())
    except Invalid as refusal:
        status = form.take(refusal)
        return _page(parts, form), status
    bundle, chosen = uuid4(), set(form.kommuner.data or [])
    name, email, at = form.navn.data or "", form.epost.data or "", form.moment()
    _in_each(lambda _: service.start(bundle, name, email, at), chosen, gettext("Overleveringen er startet i %(places)s."))
    return redirect(url_for(".show"), 303)


@mine.post("/ansvar")
@login_required
def choose() -> Any:
    """All the choices of the page at once; only what was changed is written, and only where it was."""
    changed = _changed(_parts())

    def write(place: Kommune) -> int:
        handover = service.under_way()
        if handover is None:
            raise NotNow("Det er ikke startet noen overlevering i {kommune}.", kommune=place.name)
        for key, (choice, person, reason) in changed[place.slug].items():
            choosing.choose(handover, key, choice, person, reason)
        return len(changed[place.slug])

    _in_each(write, set(changed), gettext("Valgene er lagret i %(places)s."))
    return redirect(url_for(".show", kommune_valgt=request.form.get("kommune_valgt") or None), 303)


@mine.post("/resten")
@login_required
def hand_over_rest() -> Any:
    """«Overfør resten til den som overtar», in one kommune or in all."""
    only = request.form.get("kommune_valgt")
    among = {part.kommune.slug for part in _parts() if part.open and part.left and only in ("", None, part.kommune.slug)}
    _in_each(lambda _: choosing.hand_over_rest(_mine_here()), among, gettext("Resten er overført i %(places)s."))
    return redirect(url_for(".show", kommune_valgt=only or None), 303)


@mine.post("/fullforing")
@login_required
def finish() -> Any:
    """«Fullfør»: refused while anything is left in any of them; then to each kommune's leader."""
    parts = [part for part in _parts() if part.state == "draft"]
    if lacking := [part.lacks for part in parts if part.lacks]:
        told = say("Du kan ikke fullføre: {missing} mangler ny ansvarlig.", missing=listed(lacking))
        return _page(_parts(), problem=told), 409
    among = {part.kommune.slug for part in parts}
    _in_each(lambda _: choosing.finish(_mine_here()), among, gettext("Sendt til godkjenning i %(places)s."))
    return redirect(url_for(".show"), 303)


def _mine_here() -> Any:
    handover = service.under_way()
    if handover is None:
        raise NotFound()
    return handover


def _in_each(deed: Callable[[Kommune], Any], among: set[str], told: str) -> None:
    """Do it in each, and say honestly where it was done and where not."""
    done = []
    for outcome in write_in_each_of_mine(deed, among):
        if outcome.refusal is None:
            done.append(outcome.kommune.name)
        else:
            why = say(outcome.refusal.message, **outcome.refusal.params) or gettext("Du har ikke tilgang lenger.")
            flash(f"{outcome.kommune.name}: {why}", "warning")
    if done:
        flash(told.replace("%(places)s", listed(done)), "success")


def _parts() -> list[Part]:
    found = []
    with closing(each_of_mine()) as rooms:  # type: ignore[type-var]
        for place in rooms:
            if place.role != "coordinator" or place.closed:
                continue
            try:
                found.append(_part(place))
            except NotFound:
                # The membership ended while the page was made: the kommune is simply not mine any more.
                continue
    return found


def _part(place: Kommune) -> Part:
    handover, me = service.under_way(), network.me()
    open_ = choosing.duties_of(handover) if handover else duties.gather(me, office=True)
    chosen = choosing.choices(handover) if handover else {}
    rows = [
        Row(duty, row.choice, row.person_id, row.reason) if (row := chosen.get(duty.key)) else Row(duty) for duty in open_
    ]
    people = [(p.id, p.name) for p in network.people() if me is None or p.id != me.id]
    if handover is None:
        return Part(place, rows, people, len(rows))
    left = {duty.key for duty in choosing.left(handover)}
    return Part(
        place, rows, people, len(left), handover.id, handover.state, handover.to_name, handover.at,
        choosing.lacks(handover), left,
    )  # fmt: skip


def _changed(parts: list[Part]) -> dict[str, dict[str, tuple[str, UUID | None, str]]]:
    """Slug → duty key → (choice, person, reason), where the form says another thing than what stands."""
    found: dict[str, dict[str, tuple[str, UUID | None, str]]] = {}
    for part in parts:
        for row in part.rows if part.open else []:
            name = f"{part.kommune.slug}.{row.duty.key}"
            choice, _, person = request.form.get(f"valg.{name}", "").partition(":")
            reason = request.form.get(f"grunn.{name}", "") if choice == "close" else ""
            wanted = (choice, as_id(person), reason)
            if choice and wanted != (row.choice, row.person_id, row.reason):
                found.setdefault(part.kommune.slug, {})[row.duty.key] = wanted
    return found


def _free(parts: list[Part]) -> list[tuple[str, str]]:
    return [(part.kommune.slug, part.kommune.name) for part in parts if not part.open]


def _page(parts: list[Part], form: StartForm | None = None, problem: str = "") -> str:
    everything = [row.duty for part in parts for row in part.rows]
    shown = request.args.get("kommune_valgt") or request.form.get("kommune_valgt") or ""
    form = form or StartForm(_free(parts))
    total = ngettext("%(num)s åpent ansvar", "%(num)s åpne ansvar", len(everything))
    places = ngettext("%(num)s kommune", "%(num)s kommuner", len(parts))
    return render_template(
        "handover/mine.html", parts=parts, shown=[p for p in parts if shown in ("", p.kommune.slug)], only=shown, form=form,
        problem=problem, total=total, places=places, counted=duties.count_words(everything), states=service.STATES,
        left=sum(part.left for part in parts if part.open), begun=[part for part in parts if part.open],
        ready=any(part.state == "draft" for part in parts), to_name=next((p.to_name for p in parts if p.open), ""),
        free=_free(parts), who=current_user,
    )  # fmt: skip
