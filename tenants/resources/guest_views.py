"""The leader's word by link: confirm or decline one line, without logging in. Looking changes nothing."""

from typing import Any

from flask import render_template, request

from saas import here
from saas.accounts import links
from saas.errors import Invalid, NotNow
from saas.furnishing import Link
from saas.pages import say
from tenants.resources import service
from tenants.resources.models import ResourceLine

DEEDS = {"bekreft": service.confirm, "avsla": service.decline}


def confirm_by_link(link: Link) -> Any:
    """GET shows the line and two buttons; POST decides. A decided line takes no more answers."""
    line = service.find_for_guest(link.subject_id, link.person_id)
    if line is None:
        return render_template("accounts/dead_link.html", too_often=False), 404
    if line.state != "waiting":
        return _page(line), 409 if request.method == "POST" else 200
    if request.method != "POST":
        return _page(line)
    here.set_actor_name(line.leader.name if line.leader else "")
    deed = DEEDS.get(request.form.get("avgjorelse", ""))
    if deed is None:
        return _page(line, say("Velg «Bekreft» eller «Avslå».")), 422
    try:
        deed(line)
    except (Invalid, NotNow) as refusal:
        return _page(line, say(refusal.message, **refusal.params)), refusal.status
    links.mark_used(link.id)
    return _page(line, saved=True)


def _page(line: ResourceLine, problem: str = "", saved: bool = False) -> str:
    return render_template("resources/confirm.html", line=line, problem=problem, saved=saved)
