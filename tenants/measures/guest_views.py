"""The answer by link: how does the measure go, in half a minute and without logging in. Looking changes nothing."""

from typing import Any

from flask import render_template, request

from saas import here
from saas.accounts import links
from saas.errors import Guarded, Invalid, NotNow
from saas.forms import kept
from saas.furnishing import Link
from saas.pages import gettext
from tenants.measures import service, status
from tenants.measures.models import STATUSES, Measure
from tenants.measures.step_forms import ANSWERS, StatusForm


def status_by_link(link: Link) -> Any:
    """GET shows the measure and three buttons, the one of the letter first; POST saves the answer."""
    measure = status.find_for_guest(link.subject_id, link.person_id)
    if measure is None:
        return render_template("accounts/dead_link.html", too_often=False), 404
    if measure.state != "started":
        return _page(measure, closed=True), 409 if request.method == "POST" else 200
    if request.method != "POST":
        wanted = request.args.get("svar", "")
        return _page(measure, form=StatusForm(), wanted=wanted if wanted in ANSWERS else "")
    return _answered(measure, link)


def _answered(measure: Measure, link: Link) -> Any:
    here.set_actor_name(measure.responsible.name if measure.responsible else "")
    form, code = StatusForm(), 422
    if not form.chosen:
        form.form_errors.append(gettext("Velg «På plan», «Forsinket» eller «Ferdig»."))
    elif form.validate():
        try:
            service.report(measure, form.chosen, form.notat.data or "", kept=kept())
            links.mark_used(link.id)
            return _page(measure, saved=True)
        except (Invalid, NotNow, Guarded) as refusal:
            code = form.take(refusal)
    return _page(measure, form=form), code


def _page(measure: Measure, **shown: Any) -> str:
    return render_template("measures/report.html", measure=measure, statuses=STATUSES, **shown)
