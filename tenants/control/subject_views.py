"""The doors of subject access: whom it is about, the report, its files, and deleting what may be deleted."""

import json
from io import BytesIO
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, send_file, url_for

from saas import clock, printing
from saas.accounts.guard import may
from saas.errors import NotNow
from saas.pages import gettext, say
from tenants.control import erasing, service, subject, subject_file
from tenants.control.doors import bp
from tenants.network.models import Person
from tenants.network.service import find_person


@bp.get("/innsyn/")
@may("control")
def subjects() -> Any:
    """Whom a report can be made about."""
    wanted = request.args.get("navn", "").strip().lower()
    found = [person for person in subject.people() if wanted in person.name.lower()]
    return render_template("control/people.html", people=found, wanted=request.args.get("navn", "").strip())


@bp.get("/innsyn/<uuid:person_id>")
@may("control")
def report(person_id: UUID) -> Any:
    """«Lag innsynsrapport for Kari Moen»: everything about one person, in this kommune only."""
    return _page(find_person(person_id))


@bp.post("/innsyn/<uuid:person_id>/rapport")
@may("control")
def take_report(person_id: UUID) -> Any:
    """The report as a file; that it was made is logged."""
    person = find_person(person_id)
    found = service.take_report(person)
    if request.form.get("som") == "json":
        content = json.dumps(subject.as_json(found), ensure_ascii=False, indent=2).encode()
        return send_file(
            BytesIO(content), mimetype="application/json", as_attachment=True, download_name=subject_file.filename("json")
        )
    content = printing.pdf(subject_file.build(found), when=clock.now())
    return send_file(BytesIO(content), mimetype="application/pdf", as_attachment=True, download_name=subject_file.filename("pdf"))


@bp.post("/innsyn/<uuid:person_id>/sletting")
@may("control")
def forget(person_id: UUID) -> Any:
    """«Slett opplysningene» of somebody who has left."""
    person = find_person(person_id)
    given = request.form.get("versjon", "")
    try:
        done = erasing.forget(person, int(given) if given.isdecimal() and len(given) < 10 else None)
    except NotNow as refusal:
        return _page(person, say(refusal.message, **refusal.params)), refusal.status
    told = (
        gettext("Kontaktopplysningene er slettet. Navnet står fordi %(n)s referat er arkivpliktige.", n=done.bound)
        if done.kept_name else gettext("Opplysningene er slettet. Personen står nå som «Tidligere medlem».")
    )  # fmt: skip
    flash(told, "success")
    return redirect(url_for(".report", person_id=person_id), 303)


def _page(person: Person, problem: str = "") -> str:
    left = person.left_on is not None and person.left_on < clock.today()
    return render_template(
        "control/person.html", report=subject.of(person), person=person, problem=problem, left=left,
        bound=erasing.bound(person.id) if left else 0, may_delete=service.may_run(), few=7,
    )  # fmt: skip
