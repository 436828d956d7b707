"""What a kartlegging says in its own words: the guiding questions, and how far it has come."""

from saas.pages import gettext, ngettext
from tenants.mapping.questions import Progress


def progress_words(progress: Progress) -> str:
    """«3 av 5 deler er ferdige»"""
    return ngettext(
        "%(num)s av %(all)s deler er ferdig", "%(num)s av %(all)s deler er ferdige", progress.done, all=progress.total
    )


def guiding(heading: str) -> list[str]:
    """The questions that help to write under a heading."""
    return {
        "offers": [
            gettext("Hvilke tilbud har kommunen, politiet og de frivillige til barn og unge i dag?"),
            gettext("Hvem når tilbudene, og hvem når de ikke?"),
            gettext("Hvilke alderstrinn, arenaer eller steder mangler noe?"),
        ],
        "works": [
            gettext("Hva har fremmet vekst, trygghet, robusthet og utvikling hos barn og unge?"),
            gettext("Hvordan vet dere at det virker?"),
            gettext("Hva bør dere ikke slutte med?"),
        ],
        "challenges": [
            gettext("Hvilke utfordringer ser dere nå, og hvilke kan komme?"),
            gettext("Hva skjer, hvor og når, og hvilke grupper gjelder det?"),
            gettext("Hva kan være årsakene?"),
            gettext("Hva sier politiet, skolen og ungdommene selv?"),
        ],
        "cooperation": [
            gettext("Hvem samarbeider om hva, og hvor stopper det opp?"),
            gettext("Hvordan er kommunen og politiet rustet til å møte utfordringene?"),
            gettext("Hvilke ressurser, virkemidler og hvilken kompetanse trengs?"),
            gettext("Er handelsstanden og de frivillige med?"),
        ],
        "development": [
            gettext("Hva har endret seg de siste årene?"),
            gettext("Hva sier tallene, for eksempel Ungdata og folkehelseprofilen?"),
            gettext("Hva lærte dere av tiltakene som er evaluert?"),
        ],
    }[heading]
