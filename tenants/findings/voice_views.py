"""The doors of what works, and of the voice of the young."""

from typing import Any

from flask import current_app, flash, redirect, render_template, url_for

from saas import vocabulary
from saas.accounts.guard import can, may
from saas.errors import Guarded, Invalid, NotNow
from saas.forms import kept
from saas.pages import gettext
from tenants.findings import service
from tenants.findings.fields import in_words
from tenants.findings.forms import VoiceForm
from tenants.findings.views import ROWS, bp
from tenants.network import service as network


@bp.get("/virker/")
@may("know")
def what_works() -> Any:
    """What works, by the four strengths; evaluated measures stand beside the findings."""
    found = service.matching(service.Filters(kind="works"))
    measures = _told("working_measures", [])
    shelves = [
        (code, [f for f in found if _has(code, f.strengths)], [m for m in measures if _has(code, m["strengths"])])
        for code in (*vocabulary.STRENGTHS, "")
    ]
    return render_template(
        "findings/what_works.html",
        shelves=shelves,
        any=bool(found or measures),
        evidence=service.evidences(found),
        words=in_words,
        few=ROWS,
    )


@bp.get("/ungdommens-stemme/")
@may("know")
def youth_voice() -> Any:
    """What the young have said, and what has been made of it."""
    return _voice_page(_voice_form())


@bp.post("/ungdommens-stemme/")
@may("coordinate")
def add_voice() -> Any:
    """An input from ungdomsråd or elevråd becomes a source."""
    form, status = VoiceForm(network.organisations()), 422
    if form.validate():
        try:
            service.add_source(**form.said(), kept=kept())
            flash(gettext("Innspillet er lagret som kilde."), "success")
            return redirect(url_for(".youth_voice"), 303)
        except (Invalid, NotNow, Guarded) as refusal:
            status = form.take(refusal)
    return _voice_page(form), status


def _has(code: str, strengths: list[str]) -> bool:
    """Whether it stands on this shelf; the last one, without a code, holds what has no strength yet."""
    return code in strengths if code else not strengths


def _told(word: str, otherwise: Any) -> Any:
    """What a later feature tells by a word of its own, if the house has it."""
    tell = current_app.jinja_env.globals.get(word)
    return tell() if callable(tell) else otherwise


def _voice_form() -> VoiceForm | None:
    return VoiceForm(network.organisations()) if can("coordinate") else None


def _voice_page(form: VoiceForm | None) -> str:
    found = service.sources("youth")
    return render_template(
        "findings/youth_voice.html",
        form=form,
        found=found,
        standing=service.findings_on([source.id for source in found]),
        share=_told("youth_share", None),
        is_old=service.is_old,
        words=in_words,
        few=ROWS,
    )
