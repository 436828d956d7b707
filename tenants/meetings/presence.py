"""Who is coming, by sector, and who was there: «Politi er representert. Handelsstand: meldt forfall.» No SQL."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from saas.pages import gettext, say, sentence_case
from tenants.meetings.models import Invitation
from tenants.meetings.wording import listed
from tenants.network.models import ORGANISATION_TYPES

# Said about police whether or not anyone from the police is called: the law's partner is missed first of all.
ALWAYS = "police"


@dataclass
class Sector:
    """One type of organisation among those called, and how its people stand."""

    type: str
    invitations: list[Invitation] = field(default_factory=list)

    @property
    def name(self) -> str:
        """«Politi»"""
        return say(ORGANISATION_TYPES[self.type])

    @property
    def state(self) -> str:
        """coming · waiting (somebody has yet to answer) · missing (nobody will come, or nobody is called)."""
        answers = {invitation.answer for invitation in self.invitations}
        return "coming" if "coming" in answers else "waiting" if "waiting" in answers else "missing"

    @property
    def text(self) -> str:
        """«Politi ikke representert»"""
        words = {
            "coming": gettext("%(sector)s kommer", sector=self.name),
            "waiting": gettext("%(sector)s har ikke svart", sector=self.name),
            "missing": gettext("%(sector)s ikke representert", sector=self.name),
        }
        return words[self.state]


def before(invitations: Iterable[Invitation]) -> list[Sector]:
    """The sectors of those called, police first, each with how it stands before the meeting."""
    return _sectors(standing(invitations))


def standing(invitations: Iterable[Invitation]) -> list[Invitation]:
    """Those whose call stands: a deputy is called only while the one they stand in for sends them."""
    called = list(invitations)
    answers = {invitation.person_id: invitation.answer for invitation in called}
    return [i for i in called if i.standing_in_for is None or answers.get(i.standing_in_for) == "deputy"]


def during(invitations: Iterable[Invitation]) -> str:
    """The sentence about who is represented, from the attendance marked so far; empty when none is."""
    sectors = [s for s in _sectors(invitations) if any(i.attendance for i in s.invitations)]
    sentences, others = [], []
    for sector in sectors:
        marks = {i.attendance for i in sector.invitations}
        if "present" in marks and sector.type == ALWAYS:
            sentences.append(gettext("%(sector)s er representert.", sector=sector.name))
        elif "present" in marks:
            # «Andre» says nothing about who was there.
            others += [_small(sector.name)] if sector.type != "other" else []
        elif "excused" in marks:
            sentences.append(gettext("%(sector)s: meldt forfall.", sector=sector.name))
        else:
            sentences.append(gettext("%(sector)s: ikke møtt.", sector=sector.name))
    return " ".join([*sentences, *_also(others, bool(sentences))])


def _also(others: Sequence[str], more: bool) -> list[str]:
    if not others:
        return []
    if more:
        return [gettext("Også representert: %(sectors)s.", sectors=listed(others))]
    return [gettext("%(sectors)s er representert.", sectors=sentence_case(listed(others)))]


def _small(name: str) -> str:
    return name if name.isupper() else name[:1].lower() + name[1:]


def _sectors(invitations: Iterable[Invitation]) -> list[Sector]:
    found = {ALWAYS: Sector(ALWAYS)}
    for invitation in invitations:
        kind = invitation.person.organisation.type
        found.setdefault(kind, Sector(kind)).invitations.append(invitation)
    rank = [ALWAYS, *(kind for kind in ORGANISATION_TYPES if kind != ALWAYS)]
    return sorted(found.values(), key=lambda sector: rank.index(sector.type))
