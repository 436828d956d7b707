"""Standard texts that are stored: in the kommune's own language, since whoever reads them later may have chosen another."""

from typing import Any

_WHEEL_NB = (
    (1, "coordinator", "Lag utkast til årsrapport, og se hvilke roller og avtaler som løper ut"),
    (2, "coordinator", "Hent ny folkehelseprofil og oppvekstprofil"),
    (3, "coordinator", "Forbered rapport på SLT-tilskuddet, med frist 1. april"),
    (5, "coordinating", "Planlegg russetid, 17. mai og sommertiltak"),
    (6, "coordinating", "Evaluer vårens tiltak"),
    (8, "coordinator", "Ta imot nye medlemmer, og gå gjennom plasser og varaer"),
    (9, "coordinating", "Åpne kartleggingen, og be om rapporter fra instansene"),
    (10, "coordinating", "Gå gjennom funn og forslag"),
    (11, "steering", "Prioriter neste års tiltak, og gjennomfør egenevaluering av politirådet"),
    (11, "coordinator", "Skriv søknad om SLT-tilskudd, med frist 1. desember"),
    (12, "coordinating", "Evaluer høstens tiltak"),
    (12, "coordinator", "Lag årshjul for neste år"),
)
_WHEEL_NN = (
    (1, "coordinator", "Lag utkast til årsrapport, og sjå kva roller og avtalar som går ut"),
    (2, "coordinator", "Hent ny folkehelseprofil og oppvekstprofil"),
    (3, "coordinator", "Førebu rapport på SLT-tilskotet, med frist 1. april"),
    (5, "coordinating", "Planlegg russetid, 17. mai og sommartiltak"),
    (6, "coordinating", "Evaluer tiltaka frå våren"),
    (8, "coordinator", "Ta imot nye medlemmer, og gå gjennom plassar og varaer"),
    (9, "coordinating", "Opne kartlegginga, og be om rapportar frå instansane"),
    (10, "coordinating", "Gå gjennom funn og forslag"),
    (11, "steering", "Prioriter tiltaka for neste år, og gjennomfør eigenevaluering av politirådet"),
    (11, "coordinator", "Skriv søknad om SLT-tilskot, med frist 1. desember"),
    (12, "coordinating", "Evaluer tiltaka frå hausten"),
    (12, "coordinator", "Lag årshjul for neste år"),
)
_TEXTS: dict[str, dict[str, Any]] = {
    "nb": {
        "coordinating": "Koordineringsgruppen",
        "steering": "Styringsgruppen",
        "council": "Politirådet",
        "position": "SLT-koordinator",
        "grant_name": "SLT-tilskudd {year}",
        "grantor": "Sekretariatet for konfliktrådene",
        "calling": (
            "Dette er det første møtet i {group} i {kommune}. Vi skal bli enige om mandatet, se på situasjonen for barn og unge "
            "under fem overskrifter, og vedta et årshjul. Vi snakker om utvikling og tiltak, aldri om enkeltpersoner."
        ),
        "mandate_item": (
            "Mandat for {group}",
            "Utkastet ligger under Rammer og forankring. Gruppen vedtar formål, oppgaver, myndighet, sammensetning og møterytme.",
        ),
        "situation_item": ("Situasjonsbilde: fem overskrifter", "Hver tjeneste sier kort hva den ser, under hver overskrift:"),
        "wheel_item": ("Årshjul for samarbeidet", "Forslag til møter og faste oppgaver det neste året:"),
        "assessment": "Første situasjonsbilde {year}",
        "headings": ("Tilbud til målgruppen", "Hva fungerer bra", "Utfordringer", "Tverrfaglig samarbeid", "Utviklingen de siste årene"),
        "months": ("januar", "februar", "mars", "april", "mai", "juni", "juli", "august", "september", "oktober", "november", "desember"),
        "source": "Årshjul",
        "wheel": _WHEEL_NB,
    },
    "nn": {
        "coordinating": "Koordineringsgruppa",
        "steering": "Styringsgruppa",
        "council": "Politirådet",
        "position": "SLT-koordinator",
        "grant_name": "SLT-tilskot {year}",
        "grantor": "Sekretariatet for konfliktråda",
        "calling": (
            "Dette er det første møtet i {group} i {kommune}. Vi skal bli samde om mandatet, sjå på situasjonen for barn og unge "
            "under fem overskrifter, og vedta eit årshjul. Vi snakkar om utvikling og tiltak, aldri om enkeltpersonar."
        ),
        "mandate_item": (
            "Mandat for {group}",
            "Utkastet ligg under Rammer og forankring. Gruppa vedtek formål, oppgåver, mynde, samansetjing og møterytme.",
        ),
        "situation_item": ("Situasjonsbilete: fem overskrifter", "Kvar teneste seier kort kva ho ser, under kvar overskrift:"),
        "wheel_item": ("Årshjul for samarbeidet", "Framlegg til møte og faste oppgåver det neste året:"),
        "assessment": "Første situasjonsbilete {year}",
        "headings": ("Tilbod til målgruppa", "Kva fungerer godt", "Utfordringar", "Tverrfagleg samarbeid", "Utviklinga dei siste åra"),
        "months": ("januar", "februar", "mars", "april", "mai", "juni", "juli", "august", "september", "oktober", "november", "desember"),
        "source": "Årshjul",
        "wheel": _WHEEL_NN,
    },
}


def of(language: str) -> dict[str, Any]:
    """The texts of a language; bokmål where it is neither."""
    return _TEXTS.get(language, _TEXTS["nb"])
