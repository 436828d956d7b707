"""A released table in the form that was asked for: for spreadsheets, workbooks and machines, always made of the same cells."""

import json
from collections.abc import Callable

from flask import Response, request
from flask_login import current_user

from saas import throttle
from saas.errors import NotFound, TooMany
from saas.national import csv_file, jsonstat, workbook
from saas.national.tables import Table
from saas.pages import current_language

# Room for fetching every table of a release in every form, and not for more than that all day.
RATE = "600/minute"


def _json(table: Table) -> str:
    return json.dumps(jsonstat.dataset(table), ensure_ascii=False)


# Ending → what makes the file, and what kind of file it is.
FORMS: dict[str, tuple[Callable[[Table], str | bytes], str]] = {
    "csv": (csv_file.written, "text/csv; charset=utf-8"),
    "xlsx": (workbook.written, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "json": (_json, "application/json"),
}


def deliver(table: Table, ending: str, *, to_keep: bool) -> Response:
    """The table in this form; 304 for somebody who has it already. `to_keep` asks the browser to save it as a file.

    Raises NotFound for a form that is none.
    """
    if ending not in FORMS:
        raise NotFound()
    write, kind = FORMS[ending]
    answer = Response(content_type=kind)
    # Made from what everybody may know: the release's checksum, its correction, and the language of the words.
    answer.set_etag(f"{table.release.output_sha[:40]}-{table.corrected_by or 'gjelder'}-{current_language()}")
    if request.if_none_match.contains(answer.get_etag()[0] or ""):
        answer.status_code = 304
        return answer
    answer.set_data(write(table))
    if to_keep:
        answer.headers.set("Content-Disposition", "attachment", filename=f"{table.code}-{table.period}.{ending}")
    return answer


def in_measure() -> None:
    """Count one more for this person. Raises TooMany."""
    if not throttle.allows(RATE, "national", str(current_user.id)):
        raise TooMany()
