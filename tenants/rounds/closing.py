"""How a round ends: the need for a common effort is confirmed or refuted; a report is closed."""

from uuid import UUID

from sqlalchemy import select

from saas import audit, clock, here
from saas.db import check_version, db
from saas.errors import Invalid, NotFound, NotNow
from tenants.groups import guarding
from tenants.meetings import backlog
from tenants.rounds.models import OUTCOMES, Round
from tenants.rounds.service import tidy

LONGEST_REASON, SHORTEST_REASON = 2000, 10


def conclude(
    round_: Round,
    seen: int | None,
    outcome: str,
    *,
    reason: str = "",
    item_id: UUID | None = None,
    kept: guarding.Kept | None = None,
) -> None:
    """«Bekreft behov for felles innsats» or «Avkreft», with the sak that it was decided in."""
    _must_be_sent(round_)
    if round_.kind != "challenge":
        raise NotNow("Bare en utfordringsrunde kan bekreftes eller avkreftes.")
    if outcome not in OUTCOMES:
        raise Invalid("Velg «Bekreft» eller «Avkreft».", field="utfall")
    reason = tidy(reason, LONGEST_REASON, "begrunnelse")
    if outcome == "refuted" and len(reason) < SHORTEST_REASON:
        raise Invalid("Skriv hvorfor, med minst {n} tegn.", field="begrunnelse", n=SHORTEST_REASON)
    decided_in = _decided_in(round_, item_id)
    guarding.check(round_.group, {"begrunnelse": reason}, kept)
    check_version(round_, seen)
    round_.outcome, round_.outcome_reason, round_.item_id = outcome, reason, decided_in
    _close(round_)
    audit.record("round.concluded", round_, outcome=outcome, item=decided_in)


def close_report(round_: Round, seen: int | None) -> None:
    """«Avslutt forespørselen»: no more answers are taken."""
    _must_be_sent(round_)
    if round_.kind != "report":
        raise NotNow("En utfordringsrunde må bekreftes eller avkreftes.")
    check_version(round_, seen)
    _close(round_)
    audit.record("round.closed", round_)


def _close(round_: Round) -> None:
    round_.state, round_.closed_at, round_.closed_by = "closed", clock.now(), here.actor_name()[:200]
    db.session.flush()
    db.session.expire(round_, ["item"])


def _decided_in(round_: Round, item_id: UUID | None) -> UUID | None:
    """The sak, of the round's own group; the round's sak when none is named."""
    if item_id is None or item_id == round_.item_id:
        return round_.item_id
    try:
        item = backlog.find_item(item_id)
    except NotFound as unknown:
        raise Invalid("Velg en sak fra listen.", field="sak") from unknown
    if item.group_id != round_.group_id:
        raise Invalid("Velg en sak fra listen.", field="sak")
    return item.id


def _must_be_sent(round_: Round) -> None:
    db.session.execute(select(Round.id).where(Round.id == round_.id).with_for_update())
    if round_.state == "draft":
        raise NotNow("Send runden før den kan avsluttes.")
    if round_.state == "closed":
        raise NotNow("Runden er allerede avsluttet.")
