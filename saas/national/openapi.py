"""What the interface for machines offers, told as OpenAPI 3.1; a test holds it against the doors themselves."""

from typing import Any

from saas.national import csv_file
from saas.national.delivering import FORMS
from saas.national.tables import TOTAL

_ID = {"name": "release_id", "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}}
_CODE = {"name": "code", "in": "path", "required": True, "schema": {"type": "string"}, "description": "Tabellens kode."}
_ENDING = {"name": "ending", "in": "path", "required": True, "schema": {"type": "string", "enum": ["csv", "xlsx", "json"]}}
_CHOICE = {
    "name": "dimensjoner",
    "in": "query",
    "required": False,
    "style": "form",
    "explode": True,
    "schema": {"type": "object", "additionalProperties": {"type": "array", "items": {"type": "string"}}},
    "example": {"region": ["R08", TOTAL]},
    "description": (
        f"En parameter for hver dimensjon i tabellen, med koder som tabellen har; {TOTAL} er summen. Den velger blant frigitte "
        "celler, og ingenting blir lagt sammen. Andre navn og koder gir 404. Ingen parameter tar en kommune."
    ),
}
_ERROR = {
    "type": "object",
    "required": ["error", "title"],
    "properties": {"error": {"type": "string"}, "title": {"type": "string"}},
}
_OPTIONAL_ID = {"type": ["string", "null"], "format": "uuid"}
_RELEASE = {
    "type": "object",
    "required": ["id", "periode", "publisert", "oyeblikksbilde", "deler", "kommuner", "output_sha", "signatur", "lenke"],
    "properties": {
        "id": {"type": "string", "format": "uuid"},
        "periode": {"type": "string", "pattern": "^[0-9]{4}T[1-3]$"},
        "publisert": {"type": "string", "format": "date-time"},
        "oyeblikksbilde": {"type": "string", "format": "date-time"},
        "deler": {"type": "integer", "description": "Kommuner som deler tall."},
        "kommuner": {"type": "integer", "description": "Kommuner i drift."},
        "grunnlag": {"type": "string", "description": "En setning når grunnlaget er endret, ellers tom."},
        "korrigerer": _OPTIONAL_ID,
        "korrigert_av": _OPTIONAL_ID,
        "output_sha": {"type": "string"},
        "signatur": {"type": "string"},
        "lenke": {"type": "string"},
    },
}
_TABLE = {
    "type": "object",
    "required": ["kode", "tittel", "enhet", "definisjon_versjon", "dimensjoner", "lenke"],
    "properties": {
        "kode": {"type": "string"},
        "tittel": {"type": "string"},
        "enhet": {"type": "string"},
        "definisjon_versjon": {"type": "integer"},
        "dimensjoner": {"type": "array", "items": {"type": "string"}},
        "lenke": {"type": "string"},
    },
}
_DATASET = {
    "type": "object",
    "description": "JSON-stat 2.0. En verdi som ikke vises, er null, med «:» (skjult), «..» eller «.» i status.",
    "required": ["version", "class", "id", "size", "dimension", "value", "status"],
    "properties": {
        "version": {"const": "2.0"},
        "class": {"const": "dataset"},
        "id": {"type": "array", "items": {"type": "string"}},
        "size": {"type": "array", "items": {"type": "integer"}},
        "dimension": {"type": "object"},
        "value": {"type": "array", "items": {"type": ["number", "null"]}},
        "status": {"type": "object", "additionalProperties": {"type": "string"}},
    },
}
_REFUSALS = {
    "401": "Ikke logget inn.",
    "404": "Finnes ikke, eller du har ikke tilgang.",
    "429": "For mange forespørsler på kort tid.",
}


def description(address: str) -> dict[str, Any]:
    """The whole description, for an interface at `address`."""
    release, table = {"$ref": "#/components/schemas/Utgivelse"}, {"$ref": "#/components/schemas/Tabell"}
    with_tables = {"allOf": [release, {"properties": {"tabeller": {"type": "array", "items": table}}, "required": ["tabeller"]}]}
    listed = {"type": "object", "required": ["utgivelser"], "properties": {"utgivelser": {"type": "array", "items": release}}}
    one = "/utgivelser/{release_id}"
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Bindeledd: nasjonale tall",
            "version": "1",
            "description": "Frigitte tall fra kommunene som deler. Hver utgivelse er frosset og kan ikke endres.",
        },
        "servers": [{"url": address}],
        "security": [{"innlogging": []}],
        "paths": {
            "/utgivelser": {"get": _get("Alle utgivelser", "utgivelser", {"application/json": {"schema": listed}})},
            one: {"get": _get("En utgivelse", "utgivelse", {"application/json": {"schema": with_tables}}, _ID)},
            f"{one}/tabeller/{{code}}": {
                "get": _get(
                    "En tabell som JSON-stat2", "tabell",
                    {"application/json": {"schema": {"$ref": "#/components/schemas/Datasett"}}}, _ID, _CODE, _CHOICE,
                )
            },
            f"{one}/tabeller/{{code}}.{{ending}}": {
                "get": _get("En tabell som fil", "fil", _files(), _ID, _CODE, _ENDING, _CHOICE)
            },
            "/openapi.json": {"get": _get("Denne beskrivelsen", "beskrivelse", {"application/json": {"schema": {"type": "object"}}})},
        },
        "components": {
            "schemas": {"Utgivelse": _RELEASE, "Tabell": _TABLE, "Datasett": _DATASET, "Feil": _ERROR},
            "securitySchemes": {"innlogging": {"type": "apiKey", "in": "cookie", "name": "bindeledd"}},
        },
    }  # fmt: skip


def _get(summary: str, name: str, content: dict[str, Any], *parameters: dict[str, Any]) -> dict[str, Any]:
    error = {"application/json": {"schema": {"$ref": "#/components/schemas/Feil"}}}
    return {
        "operationId": name,
        "summary": summary,
        "parameters": list(parameters),
        "responses": {
            "200": {"description": summary, "content": content},
            **{code: {"description": said, "content": error} for code, said in _REFUSALS.items()},
        },
    }


def _files() -> dict[str, Any]:
    columns = ";".join(csv_file.COLUMNS)
    told = {
        "csv": {"schema": {"type": "string", "description": f"Dimensjonene, så {columns}. Skilt med semikolon, desimalkomma."}},
        "xlsx": {"schema": {"type": "string", "format": "binary"}},
        "json": {"schema": {"$ref": "#/components/schemas/Datasett"}},
    }
    return {kind: told[ending] for ending, (_, kind) in FORMS.items()}
