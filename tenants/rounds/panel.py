"""What rounds show on a sak's page: how it stands with the answers, and a link."""

from uuid import UUID

from flask import render_template
from markupsafe import Markup

from saas.accounts.guard import can
from tenants.rounds import counting, questions
from tenants.rounds.models import OUTCOMES


def rounds_of_item(item_id: UUID | None) -> Markup:
    """Finished HTML: a short sentence and a link for each round of the sak; nothing where there is none."""
    if item_id is None or not can("know"):
        return Markup("")
    rounds = [round_ for round_ in questions.of_item(item_id) if round_.kind == "challenge"]
    if not rounds:
        return Markup("")
    numbers = questions.counts_of([round_.id for round_ in rounds])
    said = {round_.id: counting.sentence(numbers.get(round_.id, counting.Counts())) for round_ in rounds}
    return Markup(render_template("rounds/of_item.html", rounds=rounds, said=said, outcomes=OUTCOMES))
