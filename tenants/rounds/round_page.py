"""One round's page, whoever opens it and whatever was refused there."""

from flask import render_template

from saas.accounts.guard import can
from tenants.resources.models import LINE_STATES
from tenants.rounds import counting, questions, sight
from tenants.rounds.doors import later
from tenants.rounds.forms import AnswerForm, EndForm, ReportAnswerForm
from tenants.rounds.models import OUTCOMES, RECOGNISED, SHARED, STATES, Round, RoundRecipient

BAR_WORDS = {
    "yes": "Gjenkjenner", "partly": "Delvis", "no": "Nei", "unknown": "Vet ikke", "silent": "Ikke svart",
    "answered": "Svart",
}  # fmt: skip


def show(
    round_: Round,
    *,
    problem: str = "",
    answer_form: AnswerForm | ReportAnswerForm | None = None,
    end_form: EndForm | None = None,
) -> str:
    """The page. A form that was refused is given back with what was typed."""
    table = questions.table(round_)
    mine = questions.mine_in(round_)
    own = mine if mine and round_.is_open else None
    given = questions.answers_of([recipient.id for recipient in table.recipients]) if round_.kind == "report" else {}
    coordinates, ends = can("coordinate"), can("coordinate") and round_.is_open and round_.kind == "challenge"
    return render_template(
        "rounds/round.html" if round_.kind == "challenge" else "rounds/report.html",
        round=round_, table=table, problem=problem, mine=own, coordinates=coordinates,
        sentence=counting.sentence(table.counts), shared_sentence=counting.shared_sentence(table.counts),
        sees_table=sight.sees_table(round_), given=given, states=STATES, outcomes=OUTCOMES, recognised=RECOGNISED,
        shared=SHARED, bar_words=BAR_WORDS, line_states=LINE_STATES,
        answer_form=answer_form or (form_for(own, given) if own else None),
        end_form=end_form or (EndForm(round_, questions.saker_of(round_)) if ends else None),
        meeting=questions.agenda_place(round_) if round_.item_id else None,
        measure_link=later("measures.new", fra_runde=round_.id), finding_link=later("findings.new", fra_runde=round_.id),
    )  # fmt: skip


def form_for(recipient: RoundRecipient, given: dict | None = None) -> AnswerForm | ReportAnswerForm:  # type: ignore[type-arg]
    """The form that a recipient answers with, holding what they have answered before."""
    round_ = recipient.round
    if round_.kind == "challenge":
        return AnswerForm(recipient)
    asked = round_.questions
    return ReportAnswerForm(recipient, asked, questions.answers_of([recipient.id]) if given is None else given)
