"""The doors of import: a file is looked through first, and taken in whole when it is confirmed."""

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for

from saas.accounts.guard import may
from saas.errors import Guarded, Invalid, NotNow
from saas.pages import gettext, ngettext, say
from saas.statistics.rows import COLUMNS
from tenants.indicators import files, service
from tenants.indicators.doors import bp
from tenants.indicators.forms import FileForm
from tenants.indicators.series import value_words
from tenants.indicators.service import Outcome

# What a column is for; the words are shown beside its name.
COLUMN_WORDS = {
    "indikator": "Kode som er den samme hver gang, for eksempel ungdata.967. Må fylles ut.",
    "tittel": "Hva tallet viser. Må fylles ut.",
    "periode": "Et år eller et spenn: 2025, 2023-2024, 2025K1. Må fylles ut.",
    "nivå": "Mellomtrinnet, ungdomstrinnet eller videregående. Tomt betyr alle.",
    "kjønn": "Alle, jenter eller gutter. Tomt betyr alle.",
    "verdi": "Tallet, for eksempel 12,5. Skriv Skjult eller : når det er skjult av personvernhensyn.",
    "enhet": "For eksempel %, antall eller per 1000.",
    "n": "Hvor mange som har svart. Må fylles ut for tall fra undersøkelser.",
    "landet": "Tallet for hele landet.",
    "kilde": "Hvem som har laget tallet. Må fylles ut.",
    "lisens": "For eksempel CC BY 4.0.",
    "lenke": "Adressen der tallet står.",
}
# One byte more than the house takes is enough to know.
READ_AT_MOST = 10 * 1024 * 1024 + 1


@bp.get("/import")
@may("coordinate")
def import_file() -> Any:
    """Choose a file, and see what it must look like."""
    return _page(FileForm())


@bp.post("/import")
@may("coordinate")
def look_at_file() -> Any:
    """Look a file through: what it would do, or what is wrong with each row. Nothing is written."""
    form, sent = FileForm(), request.files.get("fil")
    try:
        content = sent.stream.read(READ_AT_MOST) if sent else b""
        preview = service.look(sent.filename or "" if sent else "", content, form.kilde.data or "", form.omrade.data or "")
    except (Invalid, NotNow, Guarded) as refusal:
        status = form.take(refusal)
        return _page(form), status
    return _page(form, preview), 422 if preview.errors else 200


@bp.post("/import/utforing")
@may("coordinate")
def take_file() -> Any:
    """«Importer 14 rader»: all of them, or none."""
    form, given = FileForm(), request.form
    try:
        outcome = service.take(given.get("filnavn", ""), given.get("format", ""), given.get("innhold", ""))
    except (Invalid, NotNow, Guarded) as refusal:
        status = form.take(refusal)
        return _page(form), status
    flash(_said(outcome), "success")
    return redirect(url_for(".index"), 303)


@bp.get("/import/mal.csv")
@may("coordinate")
def import_template() -> Any:
    """An empty file with the right columns."""
    answer = Response(files.template(), mimetype="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="tall-mal.csv"'
    return answer


def _page(form: FileForm, preview: Any = None) -> str:
    return render_template(
        "indicators/import.html",
        form=form,
        preview=preview,
        columns=[(name, say(COLUMN_WORDS[name])) for name in COLUMNS],
        imports=service.imports(),
        said=lambda error: say(error.message, **error.params),
        words=value_words,
    )


def _said(outcome: Outcome) -> str:
    rows = ngettext("%(num)s rad er lest.", "%(num)s rader er lest.", outcome.rows)
    if not outcome.added and not outcome.changed:
        return rows + " " + gettext("Ingen endringer: tallene sto der fra før.")
    return rows + " " + gettext(
        "%(added)s nye, %(changed)s endret, %(same)s som før.",
        added=outcome.added, changed=outcome.changed, same=outcome.same,
    )  # fmt: skip
