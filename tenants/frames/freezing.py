"""An approved mandate is never changed: its fingerprint, and the guard that stops whoever tries, however they try."""

import hashlib
import json
from typing import Any

from sqlalchemy import event, inspect

from saas.errors import NotNow
from tenants.frames.models import Mandate

# Column → how long it may be, as the table says; in the order of the document.
SECTIONS = {
    "purpose": 4000, "tasks": 4000, "authority": 4000, "composition": 4000, "rhythm": 2000, "reporting": 2000,
}  # fmt: skip
FROZEN = (*SECTIONS, "group_id", "number", "item_id", "approved_on", "valid_to", "sha256")


def fingerprint(mandate: Mandate) -> str:
    """SHA-256 of the canonical JSON of all that was approved: texts, group, number, sak, day and last day."""
    facts = {name: str(getattr(mandate, name) or "") for name in FROZEN if name != "sha256"}
    canonical = json.dumps(facts, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def whole(mandate: Mandate) -> bool:
    """Whether what stands is what was approved."""
    return mandate.state == "draft" or fingerprint(mandate) == mandate.sha256


@event.listens_for(Mandate, "before_update")
def _refuse(_mapper: Any, _connection: Any, mandate: Mandate) -> None:
    """The last word, also when a later verb forgets to ask: what is approved is replaced, never changed."""
    look = inspect(mandate)
    was = look.attrs.state.history.deleted
    if (was[0] if was else mandate.state) == "draft":
        return
    if mandate.state == "draft" or any(look.attrs[name].history.has_changes() for name in FROZEN):
        raise NotNow("Mandatet er vedtatt og endres ikke. Lag en ny versjon.")


@event.listens_for(Mandate, "before_delete")
def _keep(_mapper: Any, _connection: Any, mandate: Mandate) -> None:
    """What has been approved stays, also when it is replaced."""
    if mandate.state != "draft":
        raise NotNow("Mandatet er vedtatt og slettes ikke.")
