"""The controlled vocabularies: code → bokmål. National figures go by the codes, never by free text."""

from collections.abc import Iterable, Mapping

from saas.errors import Invalid

# What it is about. The first of them are SLT's own; those in WIDER are the politiråd's other business.
THEMES = {
    "substances": "Rusmidler blant unge",
    "violence": "Vold og trusler",
    "violence_at_home": "Vold i nære relasjoner",
    "digital": "Digitale overgrep og nettvett",
    "bullying": "Mobbing og utenforskap",
    "absence": "Skolefravær og frafall",
    "extremism": "Hat, radikalisering og voldelig ekstremisme",
    "youth_crime": "Ungdomskriminalitet",
    "safe_places": "Trygge møteplasser og uteområder",
    "mental_health": "Psykisk helse og livsmestring",
    "parents": "Foreldresamarbeid",
    "graduation": "Russetid",
    "licensing": "Salg og skjenking",
    "traffic": "Trafikksikkerhet",
    "emergency": "Redning og beredskap",
    "organised_crime": "Organisert kriminalitet",
}
WIDER = frozenset({"traffic", "emergency", "organised_crime"})

ARENAS = {
    "home": "Hjem",
    "school": "Skole",
    "leisure": "Fritid",
    "public_space": "Uteområder og sentrum",
    "digital": "På nett",
    "nightlife": "Uteliv",
    "transport": "På vei og buss",
    "all": "Flere arenaer",
}

AGE_GROUPS = {
    "0_5": "0–5 år",
    "6_9": "1.–4. trinn",
    "10_12": "5.–7. trinn",
    "13_15": "8.–10. trinn",
    "16_18": "16–18 år",
    "19_25": "19–25 år",
    "parents": "Foreldre",
    "all": "Alle aldre",
}

# How serious, how widespread, and where it is going.
SEVERITIES = {"low": "Lav", "medium": "Middels", "high": "Høy", "very_high": "Svært høy"}
SPREADS = {"few": "Få", "some": "Noen", "many": "Mange", "most": "De fleste"}
TRENDS = {"rising": "Øker", "stable": "Stabilt", "falling": "Minker", "unknown": "Vet ikke"}

# What worries, and what works; the four strengths are the source texts' own.
FINDING_KINDS = {"worry": "Bekymrer", "works": "Fungerer bra"}
STRENGTHS = {"growth": "Vekst", "safety": "Trygghet", "robustness": "Robusthet", "development": "Utvikling"}

# The five headings of a kartlegging.
HEADINGS = {
    "offers": "Tilbud til målgruppen",
    "works": "Hva fungerer bra",
    "challenges": "Utfordringer",
    "cooperation": "Tverrfaglig samarbeid",
    "development": "Utviklingen de siste årene",
}

SOURCE_TYPES = {
    "statistics": "Statistikk",
    "survey": "Ungdata og andre undersøkelser",
    "police": "Politiet",
    "school": "Skolen",
    "health": "Helse og helsestasjon",
    "services": "Andre tjenester",
    "youth": "Ungdommens stemme",
    "parents": "Foreldre",
    "community": "Næringsliv og frivillige",
    "round": "Utfordringsrunde",
    "evaluation": "Evaluering av tiltak",
    "research": "Forskning og veiledere",
}
# A finding that lacks one of these says so.
EXPECTED_VOICES = ("police", "school", "youth")
# Fewer source types than this, and the finding is «svakt belagt».
ENOUGH_SOURCE_TYPES = 3

PREVENTION_LEVELS = {"universal": "Universell", "selective": "Selektiv", "indicated": "Indikert"}
BTI_LEVELS = {
    "0": "Nivå 0: avklare undring og uro",
    "1": "Nivå 1: innsats i én tjeneste",
    "2": "Nivå 2: samarbeid mellom to tjenester",
    "3": "Nivå 3: samarbeid mellom flere tjenester",
}
MEASURE_TYPES = {
    "knowledge": "Kunnskapsinnhenting",
    "competence": "Kompetanseheving",
    "parents": "Foreldremøte eller foreldrearena",
    "visible_adults": "Natteravn og synlige voksne",
    "leisure": "Fritids- og aktivitetstilbud",
    "routine": "Rutine eller veileder",
    "agreement": "Samarbeidsavtale",
    "physical": "Fysisk tiltak",
    "campaign": "Kampanje",
    "school_visit": "Besøk i skolen",
    "team": "Oppfølgingsteam",
}
COORDINATOR_ROLES = {"drives": "Pådriver", "coordinates": "Koordinerer", "takes_part": "Deltar"}

# The four forms of evaluation, and the fifth choice, which needs its reason.
EVALUATION_TYPES = {
    "effect": "Effekt",
    "implementation": "Gjennomføring",
    "user_experience": "Brukererfaring",
    "participation": "Deltakelse",
    "none": "Evalueres ikke",
}
VERDICTS = {"works": "Virker", "partly": "Virker delvis", "not": "Virker ikke", "unknown": "Vet ikke"}
NEXT_STEPS = {"continue": "Videreføre", "adjust": "Justere", "spread": "Utvide", "end": "Avslutte"}

RESOURCE_KINDS = {
    "hours": "Arbeidstid",
    "premises": "Lokaler",
    "money": "Penger",
    "equipment": "Utstyr",
    "competence": "Kompetanse",
}

# Signals: never a person, so the smallest group has no number of its own.
GROUP_SIZES = {"unknown": "Vet ikke", "under_6": "Færre enn 6", "6_10": "6–10", "11_20": "11–20", "over_20": "Over 20"}

ALL: dict[str, Mapping[str, str]] = {
    "theme": THEMES,
    "arena": ARENAS,
    "age_group": AGE_GROUPS,
    "severity": SEVERITIES,
    "spread": SPREADS,
    "trend": TRENDS,
    "finding_kind": FINDING_KINDS,
    "strength": STRENGTHS,
    "heading": HEADINGS,
    "source_type": SOURCE_TYPES,
    "prevention_level": PREVENTION_LEVELS,
    "bti_level": BTI_LEVELS,
    "measure_type": MEASURE_TYPES,
    "coordinator_role": COORDINATOR_ROLES,
    "evaluation_type": EVALUATION_TYPES,
    "verdict": VERDICTS,
    "next_step": NEXT_STEPS,
    "resource_kind": RESOURCE_KINDS,
    "group_size": GROUP_SIZES,
}


def require(vocabulary: str, code: str, field: str) -> str:
    """The code, if the vocabulary has it. Raises Invalid at `field` otherwise."""
    if code not in ALL[vocabulary]:
        raise Invalid("Velg fra listen.", field=field)
    return code


def require_all(vocabulary: str, codes: Iterable[str], field: str) -> list[str]:
    """Several codes, each once and in the vocabulary's own order. Raises Invalid at `field`."""
    chosen = set(codes)
    for code in chosen:
        require(vocabulary, code, field)
    return [code for code in ALL[vocabulary] if code in chosen]


def words(vocabulary: str, code: str | None) -> str:
    """The bokmål words of a code, to be said in the reader's language; nothing for none."""
    return ALL[vocabulary].get(code, code) if code else ""
