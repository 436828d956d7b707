"""What a filing says, before it becomes XML: plain values, so that it can be frozen as JSON with the row."""

from typing import Any, Literal, TypedDict

# The name by which the archive knows whom the keys belong to.
SYSTEM = "Bindeledd"
LONGEST_TITLE = 300


class Shielding(TypedDict):
    """Why the document is kept from the public: the legal basis as it stands in the journal."""

    basis: str


class Party(TypedDict):
    """A body that the document went to, or from. Never somebody who is written about."""

    name: str
    contact: str


class Participant(TypedDict):
    """Somebody who was at the meeting, with what they were there as (a code of `message.FUNCTIONS`, or nothing)."""

    name: str
    function: str


class Meeting(TypedDict):
    """What a moetemappe says of the meeting itself."""

    number: str
    body: str
    body_code: str
    held_on: str
    place: str
    participants: list[Participant]


class Folder(TypedDict):
    """The saksmappe: one a group and year. `number` is the archive's own, where the kommune has named one for all it sends."""

    key: str
    title: str
    year: int
    opened_on: str
    number: str


class File(TypedDict):
    """A document in the filing. `source` tells the feature where its bytes are; `filename` is as people know it."""

    source: list[str]
    title: str
    filename: str
    type: Literal["NOTAT", "PROTOKOLL", "AVTALE", "VEDTAK", "RAPPORT", "VEDLEGG"]
    shielding: Shielding | None


class Content(TypedDict):
    """All that one arkivmelding says; days are ISO dates, moments ISO 8601 with a zone. The first file is the main one."""

    key: str
    language: Literal["nb", "nn"]
    title: str
    public_title: str
    shielding: Shielding | None
    assessed_on: str | None
    dated_on: str
    created_at: str
    created_by: str
    sent_at: str | None
    kommune: str
    unit: str
    receivers: list[Party]
    folder: Folder
    meeting: Meeting | None
    shape: Literal["case", "meeting"]
    archive_part: str
    classification_system: str
    class_code: str
    files: list[File]


class Document(TypedDict):
    """One file as it lies in the package: its name there, and what the archive checks it by."""

    name: str
    size: int
    sha256: str
    archival: bool


def frozen(content: Content) -> dict[str, Any]:
    """The same as a plain dict, as the row keeps it."""
    return dict(content)


class SourceChanged(RuntimeError):
    """What was asked filed is not what stands now; the new version must be asked for."""
