"""The takeout as one ZIP: data, schema, minutes as PDF, every attachment, and a list with checksums."""

import hashlib
import json
import tempfile
import zipfile
import zlib
from datetime import datetime
from typing import IO, Any

from sqlalchemy import func, select
from sqlalchemy.exc import DataError, IntegrityError

from saas import here, takeout
from saas.db import db
from saas.errors import Invalid
from tenants.meetings.models import Meeting
from tenants.minutes import document
from tenants.minutes.models import Minutes, MinutesVersion

FORMAT = "bindeledd-uttrekk/1"
LARGEST = 2 * 1024**3
# What is read into memory at once: the rows of one table.
LARGEST_TABLE = 256 * 1024**2
# Rows and words pack to a tenth or a fiftieth of their size. What packs far better than that was made to burst.
MOST_TIMES, SMALL = 200, 16 * 1024**2
MOST_PARTS = 500_000
# What a file that was never whole, or was forged, runs into on the way.
TORN = (
    zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, KeyError, ValueError, TypeError, AttributeError,
    DataError, IntegrityError,
)  # fmt: skip
README = """Uttrekk fra Bindeledd for {kommune}, {day}

data/<tabell>.json   Alt kommunen har lagret, en fil per tabell. Hvert objekt er en rad.
skjema.json          Hva kolonnene er, og hvilke som peker på hverandre.
medlemmer.json       Hvem som har hatt tilgang, med rolle og periode.
files/               Vedlegg og andre filer, slik de ble lastet opp.
pdf/                 Referatene slik de ble sendt, som PDF/A.
innhold.json         Kommunen, tidspunktet, antall rader og SHA-256 for hver fil.

Nøkler til lenker, kalenderadresser og invitasjoner er ikke med. De virker bare i tjenesten de ble laget i.
"""


def write(when: datetime) -> IO[bytes]:
    """The whole takeout as a temporary file, standing at its beginning."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 – handed to the caller, who closes it.
    sums: dict[str, str] = {}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as bundle:

        def add(name: str, content: bytes) -> None:
            sums[name] = hashlib.sha256(content).hexdigest()
            bundle.writestr(zipfile.ZipInfo(name, when.timetuple()[:6]), content, zipfile.ZIP_DEFLATED)

        counts = _add_tables(add)
        add("skjema.json", _json({"format": FORMAT, "tables": takeout.schema()}))
        add("medlemmer.json", _json(members()))
        for name, content in _minutes():
            add(name, content)
        add("LES-MEG.txt", README.format(kommune=here.kommune().name, day=when.date().isoformat()).encode())
        add("innhold.json", _json(_about(when, counts, sums)))
    file.seek(0)
    return file


def members() -> list[dict[str, Any]]:
    """Everyone who has or has had a role here, as the database tells it."""
    return list(db.session.scalar(select(func.app.members())) or [])


def read_in(file: IO[bytes]) -> dict[str, int]:
    """Put a takeout into this kommune, which must be empty. Raises Invalid for a file that is no whole takeout."""
    try:
        with zipfile.ZipFile(file) as bundle:
            _refuse_bombs(bundle)
            about = json.loads(bundle.read("innhold.json"))
            if about.get("format") != FORMAT:
                raise Invalid("Filen er ikke et uttrekk som kan leses her.", field="fil")
            _check(bundle, about)
            content = {name: json.loads(bundle.read(f"data/{name}.json")) for name in about["rows"]}
            return takeout.read_in(content, bundle.read, _users_here(json.loads(bundle.read("medlemmer.json"))))
    except TORN as error:
        raise Invalid("Filen er ikke et uttrekk som kan leses her.", field="fil") from error


def _refuse_bombs(bundle: zipfile.ZipFile) -> None:
    """Looked at in the list of parts, before anything is unpacked: none so large that it fills the house. Raises Invalid.

    A part that says it is smaller than it is, is not read further than it says.
    """
    parts = bundle.infolist()
    for part in parts:
        burst = part.file_size > SMALL and part.file_size > MOST_TIMES * max(part.compress_size, 1)
        if burst or (part.filename.endswith(".json") and part.file_size > LARGEST_TABLE):
            raise Invalid("Uttrekket er for stort.", field="fil")
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST:
        raise Invalid("Uttrekket er for stort.", field="fil")


def _check(bundle: zipfile.ZipFile, about: dict[str, Any]) -> None:
    """Every file as it was when the takeout was made."""
    for name, wanted in about["sha256"].items():
        with bundle.open(name) as part:
            found = hashlib.file_digest(part, "sha256").hexdigest()  # type: ignore[arg-type]
        if found != wanted:
            raise Invalid("Filen {name} er endret etter at uttrekket ble laget.", field="fil", name=name)


def _users_here(then: list[dict[str, Any]]) -> dict[str, str]:
    """Log-ins of the takeout → log-ins of this kommune, by address: both ends are members whom a leader let in."""
    now = {member["email"]: member["user_id"] for member in members()}
    return {member["user_id"]: now[member["email"]] for member in then if member["email"] in now}


def _add_tables(add: Any) -> dict[str, int]:
    counts = {}
    for table in takeout.tables():
        rows = []
        for row, files in takeout.rows(table):
            rows.append(row)
            for name, content in files.items():
                add(name, content)
        add(f"data/{table.name}.json", _json(rows))
        counts[table.name] = len(rows)
    return counts


def _minutes() -> Any:
    """Each version of the minutes that left the house, as it was sent."""
    query = (
        select(MinutesVersion, Meeting)
        .join(Minutes, Minutes.id == MinutesVersion.minutes_id)
        .join(Meeting, Meeting.id == Minutes.meeting_id)
        .order_by(Meeting.starts_at, MinutesVersion.number)
    )
    for version, meeting in db.session.execute(query):
        day, group = meeting.day.isoformat(), meeting.group.short
        yield f"pdf/{day}-{group}-v{version.number}-{str(version.id)[:8]}.pdf", document.as_pdf(version.document, version.created_at)


def _about(when: datetime, counts: dict[str, int], sums: dict[str, str]) -> dict[str, Any]:
    place = here.kommune()
    return {
        "format": FORMAT,
        "kommune": {"name": place.name, "slug": place.slug, "language": place.language},
        "made_at": when.isoformat(),
        "rows": counts,
        "sha256": sums,
    }


def _json(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True).encode()
