"""The answer by link: how is it going, in half a minute and without logging in. Looking changes nothing."""

from typing import Any

from flask import render_template, request

from saas import here
from saas.accounts import links
from saas.errors import Guarded, Invalid, NotNow
from saas.forms import kept
from saas.furnishing import Link
from saas.pages import gettext
from tenants.tasks import service
from tenants.tasks.forms import ANSWERS, ReportForm
from tenants.tasks.models import STATUSES, Task


def report_by_link(link: Link) -> Any:
    """GET shows the task and three buttons; POST saves the answer. A done task takes none."""
    task = service.find_for_guest(link.subject_id, link.person_id)
    if task is None:
        return render_template("accounts/dead_link.html", too_often=False), 404
    if not task.is_open:
        return _page(task, closed=True), 409 if request.method == "POST" else 200
    if request.method != "POST":
        return _page(task, form=ReportForm(ANSWERS))
    return _answered(task, link)


def _answered(task: Task, link: Link) -> Any:
    here.set_actor_name(task.responsible.name if task.responsible else "")
    form, status = ReportForm(ANSWERS), 422
    if not form.chosen:
        form.form_errors.append(gettext("Velg «På plan», «Forsinket» eller «Ferdig»."))
    elif form.validate():
        try:
            service.report(task, form.chosen, form.notat.data or "", kept=kept())
            links.mark_used(link.id)
            return _page(task, saved=True)
        except (Invalid, NotNow, Guarded) as refusal:
            status = form.take(refusal)
    return _page(task, form=form), status


def _page(task: Task, **shown: Any) -> str:
    return render_template("tasks/report.html", task=task, statuses=STATUSES, **shown)
