"""The doors of groups: the list by level, one group's page, and the deeds that found, change and close a group."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from markupsafe import Markup

from saas import clock
from saas.accounts.guard import can, may
from saas.errors import Guarded, Invalid, NotNow
from saas.forms import kept
from saas.furnishing import Feature
from saas.pages import gettext
from tenants.groups import composition, service
from tenants.groups import item_views as item_views
from tenants.groups import seat_views as seat_views
from tenants.groups.doors import bp
from tenants.groups.forms import GroupForm
from tenants.groups.models import FUNCTIONS, ITEM_KINDS, LEVELS, Group
from tenants.network import service as network
from tenants.network.models import Person

FEATURE = Feature("groups", bp, menu=("Grupper", "groups.index", "read"))


@bp.get("/")
@may("read")
def index() -> Any:
    """The groups by level, with their composition."""
    today, groups = clock.today(), service.visible(include_closed="avsluttet" in request.args)
    return render_template(
        "groups/index.html",
        levels=[(code, name, [group for group in groups if group.level == code]) for code, name in LEVELS.items()],
        missing=service.missing_levels(groups) if can("see_all") else [],
        checks={group.id: composition.check(group, today) for group in groups},
        level_names=LEVELS,
        with_closed="avsluttet" in request.args,
    )


@bp.get("/<uuid:group_id>")
@may("read")
def show(group_id: UUID) -> Any:
    """One group: who sits in it, what it lacks, its standing items and how often it meets."""
    group, today = service.find(group_id), clock.today()
    seats = group.seats_on(today)
    return render_template(
        "groups/show.html",
        group=group,
        seats=seats,
        deputies={seat.id: group.deputy_of(seat, today) for seat in seats},
        coming=[seat for seat in group.seats if seat.starts_on > today],
        former=[seat for seat in reversed(group.seats) if seat.ends_on is not None and seat.ends_on < today],
        checks=composition.check(group, today),
        items=service.standing_items(group),
        open_to_me=network.open_addresses([seat.person for seat in group.seats]),
        group_extra=[Markup(panel(group)) for panel in service.PANELS],
        level_names=LEVELS,
        functions=FUNCTIONS,
        kinds=ITEM_KINDS,
    )


@bp.route("/ny", methods=["GET", "POST"])
@may("coordinate")
def new() -> Any:
    """Found a group."""
    form, status = GroupForm(service.levels_in_use()), 200 if request.method == "GET" else 422
    if request.method == "GET":
        _usual(form, request.args.get("niva", "COORDINATING"))
    elif form.validate():
        try:
            group = service.found_group(
                form.navn.data,
                form.niva.data,
                police_council=form.politirad.data,
                norm=form.norm,
                july_exempt=form.juli_fri.data,
                share_addresses=form.del_adresser.data,
                kept=kept(),
            )
            flash(
                gettext("%(name)s er opprettet. De faste punktene er hentet fra den felles malen.", name=group.name),
                "success",
            )
            return redirect(url_for(".show", group_id=group.id), 303)
        except (Invalid, NotNow, Guarded) as refusal:
            status = form.take(refusal)
    return render_template("groups/group_form.html", form=form, group=None), status


@bp.route("/<uuid:group_id>/endre", methods=["GET", "POST"])
@may("coordinate")
def change(group_id: UUID) -> Any:
    """Another name or norm."""
    group = service.find(group_id)
    form, status = _filled(group), 200 if request.method == "GET" else 422
    if request.method == "POST" and form.validate():
        try:
            service.change_group(
                group,
                form.versjon.seen,
                name=form.navn.data,
                police_council=form.politirad.data,
                norm=form.norm,
                july_exempt=form.juli_fri.data,
                share_addresses=form.del_adresser.data,
                kept=kept(),
            )
            flash(gettext("Endringen er lagret."), "success")
            return redirect(url_for(".show", group_id=group_id), 303)
        except (Invalid, NotNow, Guarded) as refusal:
            status = form.refuse(refusal, group)
    return render_template("groups/group_form.html", form=form, group=group), status


@bp.post("/<uuid:group_id>/avslutning")
@may("coordinate")
def close(group_id: UUID) -> Any:
    """The group meets no more."""
    group = service.find(group_id)
    service.close_group(group)
    flash(gettext("%(name)s er avsluttet. Møter og referater blir stående.", name=group.name), "success")
    return redirect(url_for(".show", group_id=group_id), 303)


@bp.post("/<uuid:group_id>/gjenapning")
@may("coordinate")
def reopen(group_id: UUID) -> Any:
    """Undo a closing."""
    group = service.find(group_id)
    service.reopen_group(group)
    flash(gettext("%(name)s er åpnet igjen.", name=group.name), "success")
    return redirect(url_for(".show", group_id=group_id), 303)


def _filled(group: Group) -> GroupForm:
    form = GroupForm(
        [group.level],
        data={
            "navn": group.name,
            "niva": group.level,
            "politirad": group.police_council,
            "norm_per": group.norm_per,
            "norm_min": group.norm_min,
            "norm_max": group.norm_max,
            "juli_fri": group.july_exempt,
            "del_adresser": group.share_addresses,
            "versjon": group.version,
        },
    )
    # The level is never changed, so it is not asked for, and what is sent for it is not read.
    del form.niva
    return form


def _usual(form: GroupForm, level: str) -> None:
    """What a group on this level usually keeps to, ready to be changed."""
    if level in service.NORMS:
        form.niva.data = level
        form.norm_per.data, form.norm_min.data, form.norm_max.data, form.juli_fri.data = service.NORMS[level]


def _groups_of_person(person: Person) -> str:
    return render_template("groups/of_person.html", pairs=service.seats_of(person), functions=FUNCTIONS)


# The network's page for a person shows their groups, without the network knowing of groups.
network.PANELS.append(_groups_of_person)
