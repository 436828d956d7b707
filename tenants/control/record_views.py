"""The doors of the article 30 record and of the databehandleravtale."""

from io import BytesIO
from typing import Any

from flask import flash, redirect, render_template, request, send_file, url_for

from saas import clock, printing
from saas.accounts.guard import may
from saas.errors import Invalid, NotNow
from saas.pages import gettext, say
from tenants.control import agreements, record
from tenants.control.doors import bp


@bp.get("/protokoll")
@may("control")
def article_30() -> Any:
    """The record of processing, made from what is so today."""
    return render_template("control/record.html", document=record.build())


@bp.get("/protokoll.pdf")
@may("control")
def article_30_as_pdf() -> Any:
    """Tagged A4."""
    content = printing.pdf(record.build(), when=clock.now())
    return send_file(BytesIO(content), mimetype="application/pdf", as_attachment=True, download_name=record.filename())


@bp.get("/avtale")
@may("control")
def agreement() -> Any:
    """Who accepted which version, and the text of one; `?versjon=` shows another than the newest."""
    return _page()


@bp.post("/avtale/godkjenning")
@may("control")
def accept_agreement() -> Any:
    """The chief executive accepts the newest version."""
    try:
        row = agreements.accept(request.form.get("versjon", ""), request.form.get("merke", ""))
    except (Invalid, NotNow) as refusal:
        return _page(say(refusal.message, **refusal.params)), refusal.status
    flash(gettext("Versjon %(number)s av databehandleravtalen er godtatt.", number=row.number), "success")
    return redirect(url_for(".agreement"), 303)


def _page(problem: str = "") -> str:
    every, wanted = agreements.versions(), request.args.get("versjon")
    shown = agreements.find_version(wanted) if wanted else next(iter(every), None)
    return render_template(
        "control/agreement.html", versions=every, shown=shown, accepted=agreements.accepted(), newer=agreements.waiting(),
        problem=problem, may_accept=agreements.may_accept(),
    )  # fmt: skip
