"""The doors that hand out a rapportforespørsel's answers as one document: page, PDF and Word."""

from io import BytesIO
from typing import Any
from uuid import UUID

from flask import render_template, request, send_file

from saas import clock
from saas.accounts.guard import may
from saas.errors import NotFound
from tenants.rounds import report_file, sight
from tenants.rounds.doors import bp, find
from tenants.rounds.models import Round

PDF = "application/pdf"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@bp.get("/foresporsler/<uuid:round_id>/samlet")
@may("know")
def assembled(round_id: UUID) -> Any:
    """All answers on one page, by question or by recipient."""
    round_, by = _wanted(round_id)
    document = report_file.build(round_, by)
    return render_template("rounds/assembled.html", round=round_, document=document, by=by)


@bp.get("/foresporsler/<uuid:round_id>/samlet.pdf")
@may("know")
def as_pdf(round_id: UUID) -> Any:
    """Tagged A4."""
    round_, by = _wanted(round_id)
    return _file(report_file.as_pdf(round_, by, clock.now()), PDF, report_file.filename(round_, "pdf"))


@bp.get("/foresporsler/<uuid:round_id>/samlet.docx")
@may("know")
def as_docx(round_id: UUID) -> Any:
    """A Word file to go on writing in."""
    round_, by = _wanted(round_id)
    return _file(report_file.as_docx(round_, by, clock.now()), WORD, report_file.filename(round_, "docx"))


def _wanted(round_id: UUID) -> tuple[Round, str]:
    """The sent report, for those who may read all of it."""
    round_ = find(round_id, "report")
    if round_.state == "draft" or not sight.sees_table(round_):
        raise NotFound()
    by = request.args.get("etter", "")
    return round_, by if by in report_file.ORDERS else report_file.ORDERS[0]


def _file(content: bytes, media_type: str, name: str) -> Any:
    return send_file(BytesIO(content), mimetype=media_type, as_attachment=True, download_name=name)
