"""Before and after in words: «Fra 0 til 38 per kveld. Målet var 35.»"""

from saas import charts
from saas.pages import gettext
from tenants.evaluation.models import Evaluation
from tenants.goals.numbers import amount


def before_and_after(evaluation: Evaluation) -> str:
    """One or two sentences, with as much as is known."""
    said = []
    if evaluation.result is not None and evaluation.baseline is not None:
        first, last = amount(evaluation.baseline), amount(evaluation.result, evaluation.unit)
        said.append(gettext("Fra %(first)s til %(last)s.", first=first, last=last))
    elif evaluation.result is not None:
        said.append(gettext("Resultatet er %(value)s.", value=amount(evaluation.result, evaluation.unit)))
    elif evaluation.baseline is not None:
        said.append(gettext("Før var det %(value)s.", value=amount(evaluation.baseline, evaluation.unit)))
    if evaluation.target is not None:
        said.append(gettext("Målet var %(value)s.", value=amount(evaluation.target)))
    return " ".join(said)


def chart(evaluation: Evaluation) -> charts.Chart | None:
    """Before, target and result side by side; nothing when there are not two to compare."""
    numbers = [
        (gettext("Før"), evaluation.baseline), (gettext("Mål"), evaluation.target), (gettext("Resultat"), evaluation.result)
    ]  # fmt: skip
    known = [charts.Point(label, value) for label, value in numbers if value is not None]
    if len(known) < 2 or evaluation.result is None:
        return None
    most = max(-int(point.value.normalize().as_tuple().exponent) for point in known)  # type: ignore[union-attr,operator]
    title = evaluation.indicator or gettext("Før og etter")
    return charts.bars(title, known, unit=evaluation.unit, decimals=min(max(most, 0), 2), emphasis=gettext("Resultat"))
