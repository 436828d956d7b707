"""The doors that hand out the plan as a file."""

from io import BytesIO
from typing import Any
from uuid import UUID

from flask import send_file

from saas.accounts.guard import may
from tenants.plans import document, service
from tenants.plans.doors import bp

PDF = "application/pdf"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@bp.get("/<uuid:plan_id>/plan.pdf")
@may("know")
def as_pdf(plan_id: UUID) -> Any:
    """Tagged A4."""
    plan = service.find(plan_id)
    return _file(document.pdf(plan), PDF, document.filename(plan, "pdf"))


@bp.get("/<uuid:plan_id>/plan.docx")
@may("know")
def as_docx(plan_id: UUID) -> Any:
    """A Word file."""
    plan = service.find(plan_id)
    return _file(document.docx(plan), WORD, document.filename(plan, "docx"))


def _file(content: bytes, media_type: str, name: str) -> Any:
    return send_file(BytesIO(content), mimetype=media_type, as_attachment=True, download_name=name)
