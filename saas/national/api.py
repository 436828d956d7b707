"""/api/v1: the released figures for machines, for the centre's people. Errors are JSON, and no parameter takes a kommune."""

from typing import Any
from uuid import UUID

from flask import Blueprint, jsonify, request, url_for

from saas.accounts.guard import centre
from saas.centre import published
from saas.centre.models import Published, PublishedTable
from saas.national import choosing, delivering, openapi, reading, words
from saas.national.table_views import opened
from saas.national.tables import heading
from saas.pages import say

bp = Blueprint("api", __name__, url_prefix="/api/v1")


@bp.errorhandler(401)
def not_logged_in(_error: Any) -> Any:
    """A machine is told; it is not led to the log-in page."""
    return jsonify(error=say("Logg inn for å se siden."), title=say("Du må logge inn")), 401


@bp.get("/utgivelser")
@centre("analyst", "editor")
def releases() -> Any:
    """Every release that is out, corrected ones too, the newest first."""
    delivering.in_measure()
    choosing.only(request.args)
    found = published.releases()
    return jsonify(utgivelser=[_release(release, found) for release in found])


@bp.get("/utgivelser/<uuid:release_id>")
@centre("analyst", "editor")
def release(release_id: UUID) -> Any:
    """One release with its tables."""
    delivering.in_measure()
    choosing.only(request.args)
    found = published.releases()
    shown = reading.one(found, release_id)
    return jsonify(**_release(shown, found), tabeller=[_table(table) for table in published.tables(shown)])


@bp.get("/utgivelser/<uuid:release_id>/tabeller/<code>")
@centre("analyst", "editor")
def table(release_id: UUID, code: str) -> Any:
    """A table as JSON-stat 2; parameters named as its dimensions choose among its codes."""
    delivering.in_measure()
    return delivering.deliver(opened(release_id, code)[1], "json", to_keep=False)


@bp.get("/utgivelser/<uuid:release_id>/tabeller/<code>.<ending>")
@centre("analyst", "editor")
def file(release_id: UUID, code: str, ending: str) -> Any:
    """The same as a file: csv or xlsx."""
    delivering.in_measure()
    return delivering.deliver(opened(release_id, code)[1], ending, to_keep=True)


@bp.get("/openapi.json")
@centre("analyst", "editor")
def description() -> Any:
    """What this interface offers, as OpenAPI 3.1."""
    delivering.in_measure()
    choosing.only(request.args)
    return jsonify(openapi.description(request.url_root.rstrip("/") + "/api/v1"))


def _release(release: Published, found: list[Published]) -> dict[str, Any]:
    correction = next((one.id for one in found if one.corrects == release.id), None)
    return {
        "id": str(release.id),
        "periode": release.period,
        "publisert": release.published_at.isoformat(timespec="seconds"),
        "oyeblikksbilde": release.frozen_at.isoformat(timespec="seconds"),
        "deler": release.sharing,
        "kommuner": release.kommuner,
        "grunnlag": words.basis(release),
        "korrigerer": str(release.corrects) if release.corrects else None,
        "korrigert_av": str(correction) if correction else None,
        "output_sha": release.output_sha,
        "signatur": release.signature,
        "lenke": url_for("api.release", release_id=release.id),
    }


def _table(table: PublishedTable) -> dict[str, Any]:
    told = table.description
    return {
        "kode": table.code,
        "tittel": heading(say(told["title"]), [say(dim["title"]) for dim in told["dims"]]),
        "enhet": say(told["unit"]),
        "definisjon_versjon": told["definition"],
        "dimensjoner": [dim["code"] for dim in told["dims"]],
        "lenke": url_for("api.table", release_id=table.release_id, code=table.code),
    }
