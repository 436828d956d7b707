"""The twenty statements of the SLT-sjekk: five areas, four in each, about what can be seen and not about what is felt."""

# Code → bokmål. The codes are kept with the answers: a statement that means something else needs a new code.
AREAS = {
    "anchoring": "Forankring",
    "structure": "Struktur",
    "knowledge": "Kunnskap og mål",
    "effort": "Tiltak og evaluering",
    "together": "Samarbeid og medvirkning",
}
STATEMENTS: dict[str, dict[str, str]] = {
    "anchoring": {
        "anchoring_decision": "SLT er vedtatt av kommunestyret og står i kommunens planer.",
        "anchoring_police": "Det er en gjeldende avtale med politiet, og begge følger den opp.",
        "anchoring_leaders": "Ordfører, kommunedirektør og politiets ledelse møter i styringsgruppen.",
        "anchoring_post": "Koordinatoren har en stilling som er stor nok, og er plassert nær ledelsen.",
    },
    "structure": {
        "structure_levels": "Nivåene er på plass, og hver gruppe har et godkjent mandat.",
        "structure_seats": "Skole, barnevern, helse, NAV, kultur og politi har faste representanter.",
        "structure_rhythm": "Gruppene møtes så ofte som de har bestemt.",
        "structure_minutes": "Referat med hva, hvem og frist sendes innen tre virkedager.",
    },
    "knowledge": {
        "knowledge_picture": "Situasjonsbildet er oppdatert det siste året, med minst tre typer kilder.",
        "knowledge_rounds": "Uro blir prøvd i en utfordringsrunde før den blir til tiltak.",
        "knowledge_goals": "Målene er få og konkrete, og styringsgruppen eier dem.",
        "knowledge_plan": "Handlingsplanen henger sammen med målene og er innarbeidet i kommunens planverk.",
    },
    "effort": {
        "effort_owned": "Hvert tiltak har en eier i en tjeneste, og ikke hos koordinatoren.",
        "effort_planned": "Før et tiltak starter, er det bestemt hvordan det skal evalueres.",
        "effort_judged": "Avsluttede tiltak er evaluert, og det som ikke virker, blir avsluttet.",
        "effort_tasks": "Oppgavene fra møtene blir gjort innen fristen.",
    },
    "together": {
        "together_police": "Politiet deler kunnskap og bidrar i tiltakene.",
        "together_youth": "Ungdom har vært med på å forme mål og tiltak.",
        "together_wide": "Frivillige, foreldre og næringsliv er med der det er naturlig.",
        "together_system": "Samarbeidet holder seg på systemnivå, og enkeltsaker går i egne spor.",
    },
}
AREA_OF = {code: area for area, found in STATEMENTS.items() for code in found}
WORDS = {code: words for found in STATEMENTS.values() for code, words in found.items()}
# What is rated so or lower is a point to improve.
LOW = 2
