"""The doors of tasks: the list, one task, and what is done with it."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for

from saas.accounts.guard import can, may
from saas.errors import Guarded, Invalid, NotFound, NotNow, Refusal
from saas.forms import kept
from saas.furnishing import Feature
from saas.pages import gettext, say
from tenants.groups import service as groups
from tenants.network import service as network
from tenants.tasks import jobs as jobs
from tenants.tasks import listing, notices, service, sight
from tenants.tasks.forms import ALL_ANSWERS, ANSWERS, ReportForm, TaskForm, version
from tenants.tasks.guest_views import report_by_link
from tenants.tasks.models import STATUSES, Task

bp = Blueprint("tasks", __name__, url_prefix="/k/<kommune>/oppgaver")
FEATURE = Feature(
    "tasks", bp, menu=("Oppgaver", "tasks.index", "read"), purposes={"task.report": report_by_link}
)


@bp.get("/")
@may("read")
def index() -> Any:
    """The list: «Mine», «Alle åpne», «Over frist», «Ferdige»."""
    filters = _filters()
    found = listing.listing(filters)
    unreachable = notices.unreachable() if can("coordinate") else []
    return render_template(
        "tasks/index.html",
        filters=filters,
        found=found,
        unreachable=unreachable,
        statuses=STATUSES,
        answers=_answers(),
    )


@bp.get("/ny")
@may("coordinate")
def new() -> Any:
    """The form for a task outside a meeting."""
    return _new_page(_task_form())


@bp.post("/")
@may("coordinate")
def create() -> Any:
    """Give somebody a task."""
    form, status = _task_form(), 422
    if form.validate():
        try:
            group = _own_group(form.group_id)
            task = notices.assign(group, form.hva.data, form.responsible_id, form.frist.data, kept=kept())
            flash(_given(task), "success")
            return redirect(url_for(".show", task_id=task.id), 303)
        except (Invalid, NotNow, Guarded) as refusal:
            status = form.take(refusal)
    return _new_page(form), status


@bp.get("/<uuid:task_id>")
@may("read")
def show(task_id: UUID) -> Any:
    """One task: what, who, when, and how it goes."""
    task = service.find(task_id)
    return _task_page(task, ReportForm(_answers(), notat=task.status_note, versjon=task.version))


@bp.get("/<uuid:task_id>/endring")
@may("coordinate")
def edit(task_id: UUID) -> Any:
    """The form for another responsible, deadline or wording."""
    task = service.find(task_id)
    return _edit_page(task, _task_form(task))


@bp.post("/<uuid:task_id>/endring")
@may("coordinate")
def change(task_id: UUID) -> Any:
    """Save another responsible, deadline or wording."""
    task = service.find(task_id)
    form, status = _task_form(task), 422
    if form.validate():
        seen, what = version(form.versjon.data), form.hva.data
        try:
            notices.hand_over(task, seen, what, form.responsible_id, form.frist.data, kept=kept())
            flash(gettext("Oppgaven er endret."), "success")
            return redirect(url_for(".show", task_id=task.id), 303)
        except (Invalid, NotNow, Guarded) as refusal:
            status = form.take(refusal)
    return _edit_page(task, form), status


@bp.post("/<uuid:task_id>/status")
@may("read")
def report(task_id: UUID) -> Any:
    """Tell how it goes. From the list by htmx the answer is the row alone."""
    task = service.find(task_id)
    service.require_reporter(task)
    form, refused = ReportForm(_answers()), None
    # A press in the list carries no note, and must not take away the one that stands.
    note = form.notat.data if "notat" in request.form else task.status_note
    try:
        if form.validate():
            service.report(
                task, form.chosen, note or "", seen_version=version(form.versjon.data), kept=kept()
            )
    except (Invalid, NotNow, Guarded) as refusal:
        refused = refusal
    status = 200 if not form.errors and refused is None else form.take(refused) if refused else 422
    if request.headers.get("HX-Request"):
        return _row(task, refused), status
    if status == 200:
        flash(gettext("Status er lagret: %(status)s.", status=say(STATUSES[task.status])), "success")
        return redirect(_back(task), 303)
    return _task_page(task, form), status


@bp.post("/<uuid:task_id>/purring")
@may("coordinate")
def remind(task_id: UUID) -> Any:
    """«Purr»: a reminder to the responsible one at once."""
    task = service.find(task_id)
    notices.remind_now(task)
    name = task.responsible.name if task.responsible else ""
    flash(gettext("Purringen til %(name)s sendes nå.", name=name), "success")
    return redirect(_back(task), 303)


def _filters() -> listing.Filters:
    view = request.args.get("fane", "")
    if view not in listing.VIEWS:
        view = "apne" if can("see_all") else "mine"
    return listing.Filters(
        view=view,
        group_id=request.args.get("gruppe", type=UUID),
        person_id=request.args.get("person", type=UUID),
        by="ansvarlig" if request.args.get("sorter") == "ansvarlig" else "frist",
        everything=request.args.get("alle") == "1",
    )


def _answers() -> dict[str, str]:
    return ALL_ANSWERS if can("coordinate") else ANSWERS


def _task_form(task: Task | None = None) -> TaskForm:
    return TaskForm([] if task else groups.visible(), network.people(), task)


def _own_group(group_id: UUID) -> Any:
    try:
        return groups.find(group_id)
    except NotFound as unknown:
        raise Invalid("Velg gruppe fra listen.", field="gruppe") from unknown


def _given(task: Task) -> str:
    name = task.responsible.name if task.responsible else ""
    if notices.can_be_written_to(task.responsible):
        return gettext("Oppgaven er lagret. %(name)s får et brev om den.", name=name)
    return gettext("Oppgaven er lagret. %(name)s har ingen e-postadresse, så si fra selv.", name=name)


def _new_page(form: TaskForm) -> Any:
    return render_template("tasks/new.html", form=form)


def _edit_page(task: Task, form: TaskForm) -> Any:
    return render_template("tasks/edit.html", form=form, task=task)


def _task_page(task: Task, form: ReportForm) -> Any:
    return render_template(
        "tasks/show.html",
        task=task,
        form=form,
        statuses=STATUSES,
        may_report=service.may_report(task),
        sees_meeting=task.group_id in sight.group_ids(),
    )


def _row(task: Task, refused: Refusal | None) -> Any:
    problem = say(refused.message, **refused.params) if refused else None
    return render_template(
        "tasks/row.html",
        task=task,
        statuses=STATUSES,
        answers=_answers(),
        problem=problem,
        view=request.form.get("fane"),
        linked=task.group_id in sight.group_ids(),
    )


def _back(task: Task) -> str:
    """The list that the button stood in, or the task's own page."""
    if request.form.get("fra") == "liste":
        return url_for(".index", fane=request.form.get("fane"), _anchor=f"oppgave-{task.id}")
    return url_for(".show", task_id=task.id)
