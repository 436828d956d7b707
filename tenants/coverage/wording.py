"""What coverage says in whole sentences."""

from collections.abc import Sequence
from datetime import date

from saas import vocabulary
from saas.pages import gettext, ngettext, relative_day, say, short_day
from tenants.coverage.matrix import Matrix
from tenants.coverage.stakeholders import Stakeholder
from tenants.meetings.wording import listed


def gaps(found: Matrix) -> str:
    """«17 av 40 ruter er tomme. Flest hull: Digitale overgrep og nettvett.»"""
    if not found.gaps:
        return gettext("Ingen ruter er tomme.")
    said = ngettext("%(num)s av %(all)s ruter er tom.", "%(num)s av %(all)s ruter er tomme.", found.gaps, all=found.size)
    if found.emptiest:
        themes = listed([say(vocabulary.words("theme", theme)) for theme in found.emptiest])
        said += " " + gettext("Flest hull: %(themes)s.", themes=themes)
    return said


def content(offers: int, measures: int) -> str:
    """«2 tilbud, 1 tiltak»"""
    parts = []
    if offers:
        parts.append(ngettext("%(num)s tilbud", "%(num)s tilbud", offers))
    if measures:
        parts.append(ngettext("%(num)s tiltak", "%(num)s tiltak", measures))
    return ", ".join(parts)


def reached(found: Sequence[Stakeholder]) -> str:
    """«7 av 9 er kontaktet siste år»"""
    number = sum(one.reached for one in found)
    return gettext("%(n)s av %(all)s er kontaktet siste år", n=number, all=len(found))


def spoken(last_on: date | None, months: int, late: bool) -> str:
    """«Ikke snakket med på 14 måneder», «Ingen kontakt registrert», «Sist 3. sep., for 9 dager siden»"""
    if last_on is None:
        return gettext("Ingen kontakt registrert")
    if late:
        return gettext("Ikke snakket med på %(n)s måneder", n=months)
    return gettext("Sist %(day)s, %(when)s", day=short_day(last_on), when=relative_day(last_on))
