"""The doors of retention: the rules, the trial, and the real run."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, url_for

from saas.accounts.guard import may
from saas.errors import NotNow
from saas.pages import gettext, ngettext, say
from tenants.control import retention, service
from tenants.control.doors import bp


@bp.get("/lagringstid")
@may("control")
def periods() -> Any:
    """The rules, and what the latest trial counted."""
    return _page()


@bp.post("/lagringstid/proving")
@may("control")
def try_out() -> Any:
    """«Prøvekjør sletting»: nothing is deleted."""
    run = retention.trial()
    flash(gettext("Prøvekjørt. Ingenting er slettet. %(n)s rader kan slettes.", n=retention.total(run)), "success")
    return redirect(url_for(".periods"), 303)


@bp.post("/lagringstid/<uuid:run_id>/sletting")
@may("control")
def delete_due(run_id: UUID) -> Any:
    """Delete exactly what the trial counted."""
    try:
        run = retention.run_for_real(run_id)
    except NotNow as refusal:
        return _page(say(refusal.message, **refusal.params)), refusal.status
    flash(ngettext("%(num)s rad er slettet.", "%(num)s rader er slettet.", retention.total(run)), "success")
    return redirect(url_for(".periods"), 303)


def _page(problem: str = "") -> str:
    runs = retention.latest()
    newest = next((run for run in runs if run.kind == "trial"), None)
    return render_template(
        "control/retention.html", rules=retention.RULES, runs=runs, trial=newest, problem=problem,
        usable=newest is not None and retention.is_usable(newest, runs), may_delete=service.may_run(), total=retention.total,
    )  # fmt: skip
