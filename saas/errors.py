"""What can go wrong, in a coordinator's words; each error knows its status code."""

from typing import Any


class Refusal(Exception):
    """Something a person may be told. `message` is a bokmål source text with {named} places, filled from `params`."""

    status = 400
    title = "Dette gikk ikke"

    def __init__(self, message: str = "", **params: Any) -> None:
        super().__init__(message)
        self.message = message
        self.params = params


class NotNow(Refusal):
    """The deed is refused because of how things stand; the state and what was typed are kept."""

    status = 409
    title = "Det kan ikke gjøres nå"


class Stale(NotNow):
    """Somebody else changed the thing since it was opened."""

    title = "Noen andre har endret dette"


class NotAllowed(Refusal):
    """The person belongs here, but not with this role."""

    status = 403
    title = "Du har ikke tilgang til dette"


class NotFound(Refusal):
    """No such thing, or not yours; the two are never told apart."""

    status = 404
    title = "Siden finnes ikke"


class NotAdmitted(NotFound):
    """The database issued no ticket. People are told what NotFound tells them; operators see that it was counted."""


class Left(NotFound):
    """The person belonged here once. Only they themselves are told so; to everybody else the page does not exist."""

    title = "Tilgangen er avsluttet"


class Invalid(Refusal):
    """What was sent does not make sense. `field` names the form field that the sentence belongs to."""

    status = 422
    title = "Noe må rettes"

    def __init__(self, message: str = "", field: str | None = None, **params: Any) -> None:
        super().__init__(message, **params)
        self.field = field


class TooLarge(Invalid):
    """A file or a form over the limit."""

    status = 413
    title = "Filen er for stor"


class Guarded(Invalid):
    """The person-data guard stopped a text. `findings` maps field → findings; the text itself is not carried."""

    def __init__(self, findings: dict[str, list[Any]]) -> None:
        super().__init__("Teksten kan peke ut en person. Se merknaden ved feltet.")
        self.findings = findings


class TooMany(Refusal):
    """Asked too often."""

    status = 429
    title = "For mange forsøk"
