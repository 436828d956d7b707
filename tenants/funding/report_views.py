"""The doors of a grant's report: the page where the results are written, and the files."""

from io import BytesIO
from typing import Any
from uuid import UUID

from flask import flash, redirect, send_file, url_for

from saas.accounts.guard import may
from saas.errors import Guarded, Invalid, NotNow
from saas.forms import kept
from saas.pages import gettext
from tenants.funding import grants, questions, report, rules
from tenants.funding.doors import bp, page
from tenants.funding.forms import ResultsForm
from tenants.funding.models import SCHEMES, Grant

PDF = "application/pdf"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@bp.get("/tilskudd/<uuid:grant_id>/rapport")
@may("see_all")
def show_report(grant_id: UUID) -> Any:
    """The report as it stands."""
    grant = questions.find(grant_id)
    return _show(grant, ResultsForm(resultater=grant.results, versjon=grant.version))


@bp.post("/tilskudd/<uuid:grant_id>/resultater")
@may("coordinate")
def write_results(grant_id: UUID) -> Any:
    """Save what came of it."""
    grant = questions.find(grant_id)
    form, status = ResultsForm(), 422
    if form.validate():
        try:
            grants.write_results(grant, form.versjon.seen, form.resultater.data or "", kept=kept())
            flash(gettext("Resultatene er lagret."), "success")
            return redirect(url_for(".show_report", grant_id=grant.id), 303)
        except (Invalid, NotNow, Guarded) as refusal:
            status = form.take(refusal)
    return _show(grant, form), status


@bp.get("/tilskudd/<uuid:grant_id>/rapport.pdf")
@may("see_all")
def report_pdf(grant_id: UUID) -> Any:
    """Tagged A4."""
    grant = questions.find(grant_id)
    return _file(report.pdf(grant), PDF, report.filename(grant, "pdf"))


@bp.get("/tilskudd/<uuid:grant_id>/rapport.docx")
@may("see_all")
def report_docx(grant_id: UUID) -> Any:
    """A Word file to go on writing in."""
    grant = questions.find(grant_id)
    return _file(report.docx(grant), WORD, report.filename(grant, "docx"))


def _file(content: bytes, media_type: str, name: str) -> Any:
    return send_file(BytesIO(content), mimetype=media_type, as_attachment=True, download_name=name)


def _show(grant: Grant, form: ResultsForm) -> str:
    tied = questions.measures(grant)
    return page(
        "report.html",
        grant=grant,
        form=form,
        measures=tied,
        verdicts=questions.verdicts(tied),
        verdict_words=report.verdict_words,
        money=questions.money(grant),
        needed=rules.own_needed,
        checks=questions.checks(grant),
        schemes=SCHEMES,
    )
