"""«Lag sak til styringsgruppen»: what the kartlegging came to, in a summary that is made of its findings."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from saas import audit, vocabulary
from saas.db import check_version, db
from saas.errors import NotNow
from saas.pages import gettext, ngettext, say
from tenants.groups import guarding
from tenants.groups import service as groups
from tenants.groups.models import Group
from tenants.mapping.contents import Line, listed
from tenants.mapping.holding import lock
from tenants.mapping.models import Assessment
from tenants.measures.models import Measure
from tenants.meetings import backlog
from tenants.meetings.models import AgendaItem
from tenants.meetings.wording import in_the_kommunes_language
from tenants.network import service as network

SHOWN, PROPOSALS = 3, 5


def steering_group() -> Group | None:
    """The group that gets the sak."""
    return next((group for group in groups.visible() if group.level == "STEERING"), None)


def present(
    assessment: Assessment,
    seen_version: int | None,
    *,
    title: str,
    description: str,
    kind: str,
    kept: guarding.Kept | None = None,
) -> AgendaItem:
    """A sak in the steering group's backlog, once for each kartlegging. Raises NotNow the second time."""
    lock(assessment)
    if assessment.item_id is not None:
        raise NotNow("Det er allerede laget en sak av denne kartleggingen.")
    group = steering_group()
    if group is None:
        raise NotNow("Kommunen har ingen styringsgruppe. Opprett den under Grupper først.")
    check_version(assessment, seen_version)
    item = backlog.propose(group, network.me(), title=title, description=description, kind=kind, kept=kept)
    assessment.item_id = item.id
    db.session.flush()
    audit.record("assessment.presented", assessment, item=item.id)
    return item


def summary_of(assessment: Assessment) -> str:
    """Counts, the three most severe, three that work, and the proposals, in the kommune's language."""
    lines = listed(assessment)
    worries = [line for line in lines if line.facts["kind"] == "worry"]
    works = [line for line in lines if line.facts["kind"] == "works"]
    with in_the_kommunes_language():
        parts = [_counts(lines, len(worries), len(works))]
        parts += _points(gettext("Det mest alvorlige:"), sorted(worries, key=_severest)[:SHOWN])
        parts += _points(gettext("Dette fungerer bra:"), sorted(works, key=_widest)[:SHOWN])
        if titles := _proposals():
            parts += [gettext("Foreslåtte tiltak:"), "\n".join(f"- {title}" for title in titles)]
    return "\n\n".join(parts)


def _counts(lines: list[Line], worries: int, works: int) -> str:
    said = ngettext("Kartleggingen har %(num)s funn", "Kartleggingen har %(num)s funn", len(lines))
    split = gettext("%(worries)s bekymrer og %(works)s fungerer bra.", worries=worries, works=works)
    weak = sum(line.weak for line in lines)
    if not weak:
        return f"{said}: {split}"
    return f"{said}: {split} " + ngettext("%(num)s er svakt belagt.", "%(num)s er svakt belagt.", weak)


def _points(heading: str, lines: list[Line]) -> list[str]:
    if not lines:
        return []
    return [heading, "\n".join(f"- {_point(line)}" for line in lines)]


def _point(line: Line) -> str:
    """«Flere vaper på ungdomsskolen (rusmidler blant unge, alvorlighet svært høy, øker)»"""
    facts = line.facts
    said = [_word("theme", facts["theme"])]
    if facts["kind"] == "worry":
        said.append(gettext("alvorlighet %(word)s", word=_word("severity", facts["severity"])))
        if facts["trend"] != "unknown":
            said.append(_word("trend", facts["trend"]))
    return f"{facts['title']} ({', '.join(said)})"


def _word(name: str, code: str) -> str:
    return say(vocabulary.words(name, code)).lower()


def _proposals() -> list[str]:
    """Measures that wait for a decision: in the order of the goals they serve, and those without a goal last."""
    query = select(Measure).where(Measure.state.in_(("proposed", "assessed"))).options(joinedload(Measure.goal))
    found = list(db.session.scalars(query.order_by(Measure.year, Measure.number)))
    found.sort(key=lambda measure: (measure.goal.rank if measure.goal else None) or 10_000)
    return [measure.title for measure in found[:PROPOSALS]]


def _severest(line: Line) -> tuple[int, int]:
    return (
        -list(vocabulary.SEVERITIES).index(line.facts["severity"]),
        -list(vocabulary.SPREADS).index(line.facts["spread"]),
    )


def _widest(line: Line) -> int:
    return -list(vocabulary.SPREADS).index(line.facts["spread"])
