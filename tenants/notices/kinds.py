"""What letters are about, and why somebody gets them: read from a letter's template, so that no feature needs to say it twice."""

from uuid import UUID

# Kind → what its letters are about. The first four have a pace of each person's own choice.
KINDS = {
    "tasks": "Oppgaver", "meetings": "Møter", "minutes": "Referater", "work": "Runder, tiltak og kartlegging",
    "access": "Tilganger og ansvar",
}  # fmt: skip
CHOSEN = ("tasks", "meetings", "minutes", "work")
# The first part of a template's name → kind; what is not here is «work».
_KINDS = {
    "tasks": "tasks", "meetings": "meetings", "minutes": "minutes", "access": "access", "handover": "access", "departure": "access",
    "onboarding": "access", "sharing": "access", "frames": "access",
}  # fmt: skip
# Why: by template, else by kind.
REASONS = {
    "tasks/given.txt": "Du er ansvarlig",
    "tasks/reminder.txt": "Du er ansvarlig",
    "tasks/overdue.txt": "Du leder gruppen",
    "meetings/deputy.txt": "Du er bedt om å stille som vara",
    "minutes/unsent.txt": "Du er sekretær",
    "measures/ask.txt": "Du er ansvarlig for tiltaket",
    "mapping/assigned.txt": "Du har fått en del av kartleggingen",
    "lifting/answered.txt": "Gruppen din løftet saken",
    "resources/confirm.txt": "Du leder enheten",
    "rounds/asked.txt": "Du er spurt",
    "rounds/questions.txt": "Du er spurt",
    "rounds/reminder.txt": "Du er spurt",
    "notices/digest.txt": "Du får oversikten etter rollen din",
}
KIND_REASONS = {
    "tasks": "Oppgaven gjelder deg", "meetings": "Du er innkalt", "minutes": "Du er med i gruppen", "work": "Du er med i arbeidet",
    "access": "Det gjelder tilgangen eller ansvaret ditt",
}  # fmt: skip
# A meeting that is called off, or a change to it, cannot wait for anybody's evening to be over.
URGENT = frozenset({"meetings/cancelled.txt", "meetings/changed.txt", "meetings/deputy.txt", "meetings/deputy_withdrawn.txt"})
# Table → the door where the thing is seen, and the name its id has there.
_DOORS = {
    "tasks": ("tasks.show", "task_id"),
    "meetings": ("meetings.show", "meeting_id"),
    "minutes": ("minutes.show", "minutes_id"),
    "rounds": ("rounds.show", "round_id"),
    "measures": ("measures.show", "measure_id"),
    "handovers": ("handover.show", "handover_id"),
}


def kind_of(template: str) -> str:
    """The kind of a letter, by its template («tasks/given.txt» → tasks)."""
    return _KINDS.get(template.partition("/")[0], "work")


def why(template: str) -> str:
    """Why somebody gets it; a bokmål source text."""
    return REASONS.get(template) or KIND_REASONS[kind_of(template)]


def door(about_kind: str, about_id: UUID | None) -> tuple[str, str, UUID] | None:
    """(endpoint, argument, id) of the page of what a notice is about; None where it has none."""
    found = _DOORS.get(about_kind)
    return (*found, about_id) if found and about_id else None
