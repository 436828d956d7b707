"""The doors for answering when logged in, for reminding, for the agenda, and for the end of a round."""

from typing import Any
from uuid import UUID

from flask import request

from saas.accounts.guard import may
from saas.errors import Guarded, Invalid, NotFound, NotNow
from saas.forms import kept
from saas.pages import gettext, ngettext, say
from tenants.meetings.wording import meeting_when
from tenants.rounds import answering, closing, landing, notices, questions, round_page
from tenants.rounds.doors import address, bp, done, find, pressed
from tenants.rounds.forms import AnswerForm, EndForm, ReportAnswerForm, chosen, opened_on, version
from tenants.rounds.models import Round, RoundRecipient


@bp.post("/runder/<uuid:round_id>/svar")
@may("know")
def answer(round_id: UUID) -> Any:
    """One's own answer, with the same form as by link."""
    round_ = find(round_id)
    mine = questions.mine_in(round_)
    if mine is None:
        raise NotFound()
    form = round_page.form_for(mine)
    status = save(mine, form)
    if status == 200:
        return done(gettext("Svaret ditt er lagret."), address(round_))
    return round_page.show(round_, answer_form=form), status


def save(recipient: RoundRecipient, form: AnswerForm | ReportAnswerForm) -> int:
    """Save what the form says: 200, or the status of the refusal that the form has taken."""
    if not form.validate():
        return 422
    seen = opened_on(form.versjon)
    try:
        if isinstance(form, AnswerForm):
            answering.answer(
                recipient, form.gjenkjenner.data or "", form.deler.data or "", words=form.ord.data or "",
                contribution=form.bidrag.data or "", seen=seen,
            )  # fmt: skip
        else:
            answering.answer_report(recipient, form.texts(), seen=seen)
    except (Invalid, NotNow, Guarded) as refusal:
        return form.take(refusal)
    return 200


@bp.post("/runder/<uuid:round_id>/purring")
@may("coordinate")
def remind(round_id: UUID) -> Any:
    """«Purr nå»: a reminder to each who has not answered."""
    round_ = find(round_id)

    def deed() -> str:
        letters = notices.remind_now(round_)
        return ngettext("%(num)s person får en purring nå.", "%(num)s personer får en purring nå.", letters)

    return pressed(deed, lambda told: round_page.show(round_, problem=told), address(round_))


@bp.post("/runder/<uuid:round_id>/saksliste")
@may("coordinate")
def land(round_id: UUID) -> Any:
    """«Legg på neste møte»."""
    round_ = find(round_id)

    def deed() -> str:
        meeting = landing.land(round_)
        if meeting is None:
            return gettext("Ingen møter er planlagt. Saken venter, og legges på det neste møtet som planlegges.")
        return gettext("Saken står på sakslisten %(when)s.", when=meeting_when(meeting))

    return pressed(deed, lambda told: round_page.show(round_, problem=told), address(round_))


@bp.post("/runder/<uuid:round_id>/avslutning")
@may("coordinate")
def conclude(round_id: UUID) -> Any:
    """«Bekreft behov for felles innsats», «Avkreft», or «Avslutt forespørselen»."""
    round_ = find(round_id)
    if round_.kind == "report":
        return _close_report(round_)
    form, status = EndForm(round_, questions.saker_of(round_)), 422
    if form.validate():
        try:
            seen, reason = opened_on(form.versjon), form.begrunnelse.data or ""
            outcome, item_id = form.utfall.data or "", chosen(form.sak)
            closing.conclude(round_, seen, outcome, reason=reason, item_id=item_id, kept=kept())
            return done(_ended(round_), address(round_))
        except (Invalid, NotNow, Guarded) as refusal:
            status = form.take(refusal)
            if not round_.is_open:
                return round_page.show(round_, problem=say(refusal.message, **refusal.params)), status
    return round_page.show(round_, end_form=form), status


def _close_report(round_: Round) -> Any:
    seen = version(request.form.get("versjon"))

    def deed() -> str:
        closing.close_report(round_, seen)
        return gettext("Forespørselen er avsluttet.")

    return pressed(deed, lambda told: round_page.show(round_, problem=told), address(round_))


def _ended(round_: Round) -> str:
    if round_.outcome == "confirmed":
        return gettext("Behovet for felles innsats er bekreftet. Opprett tiltak?")
    return gettext("Behovet for felles innsats er avkreftet.")
