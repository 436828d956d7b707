"""The doors of control: the calm overview, who has access, and what the guard has done. The rest lies beside."""

import csv
from io import StringIO
from typing import Any

from flask import Response, current_app, render_template, request

from saas import clock
from saas.accounts.guard import may
from saas.furnishing import Feature
from saas.pages import gettext
from tenants.control import access_list, agreements, guard_report, isolation, log, retention
from tenants.control.doors import bp
from tenants.control.forms import DayForm
from tenants.control.words import RULES

FEATURE = Feature(
    "control",
    bp,
    menu=("Styring", "control.index", "control"),
    section="office",
    tabs=(("Kontroll", "control.index", "control"),),
)
# What a spreadsheet would take as a formula when a cell begins with it.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@bp.get("/")
@may("control")
def index() -> Any:
    """One line of status for each thing that can be controlled."""
    events, last = log.latest()
    runs = retention.latest()
    return render_template(
        "control/index.html",
        access={part.code: len(part.entries) for part in access_list.of(clock.today())},
        events=events,
        last=last,
        guard=guard_report.latest(),
        days=guard_report.DAYS,
        trial=next((run for run in runs if run.kind == "trial"), None),
        real=next((run for run in runs if run.kind == "real"), None),
        accepted=next(iter(agreements.accepted()), None),
        newer=agreements.waiting(),
        evidence=isolation.read(current_app.config["HOUSE"].isolation_report),
    )


@bp.get("/tilgang")
@may("control")
def access() -> Any:
    """«Hvem har tilgang nå, hvorfor, til når?», today or on a chosen day."""
    form = DayForm(request.args)
    well = form.validate()
    day = (form.dag.data if well else None) or clock.today()
    return render_template("control/access.html", form=form, day=day, parts=access_list.of(day)), 200 if well else 422


@bp.get("/tilgang.csv")
@may("control")
def access_as_csv() -> Any:
    """The same list for a spreadsheet."""
    form = DayForm(request.args)
    day = (form.dag.data if form.validate() else None) or clock.today()
    paper = StringIO()
    sheet = csv.writer(paper, delimiter=";")
    sheet.writerow([
        gettext("Del"), gettext("Hvem"), gettext("Hva"), gettext("Hvorfor"), gettext("Fra"), gettext("Til"),
        gettext("Gitt av"), gettext("Merknad"),
    ])  # fmt: skip
    for part in access_list.of(day):
        for one in part.entries:
            cells = (part.title, one.who, one.what, one.why, one.starts or "", one.ends or "", one.given_by, ", ".join(one.notes))
            sheet.writerow([_plain(str(cell)) for cell in cells])
    name = f"{gettext('Tilgang')} {day.isoformat()}.csv"
    answer = Response("\ufeff" + paper.getvalue(), mimetype="text/csv")
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


@bp.get("/vakten")
@may("control")
def guard() -> Any:
    """What the person-data guard has done, in numbers."""
    return render_template("control/guard.html", counts=guard_report.latest(), days=guard_report.DAYS, rules=RULES)


def _plain(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


from tenants.control import log_views as log_views  # noqa: E402
from tenants.control import record_views as record_views  # noqa: E402
from tenants.control import retention_views as retention_views  # noqa: E402
from tenants.control import subject_views as subject_views  # noqa: E402
