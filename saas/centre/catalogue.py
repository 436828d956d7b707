"""What is counted nationally: each indicator with its code, definition, formula, unit and source, and how it is laid out."""

from dataclasses import dataclass

from saas.centre.geography import BANDS, CENTRALITY, REGIONS
from saas.vocabulary import PREVENTION_LEVELS, VERDICTS


def N_(sentence: str) -> str:
    """Mark a sentence as a text for the catalogues."""
    return sentence


# Fixed coarse groups: eight for the vocabulary's themes, so that rare themes do not stand alone.
THEME_GROUPS = {
    "substances": N_("Rusmidler, salg og skjenking"),
    "violence": N_("Vold og kriminalitet"),
    "digital": N_("Digitalt og nettvett"),
    "bullying": N_("Mobbing, fravær og utenforskap"),
    "extremism": N_("Hat og ekstremisme"),
    "places": N_("Møteplasser og fritid"),
    "health": N_("Psykisk helse og foreldresamarbeid"),
    "other": N_("Andre temaer"),
}
STATUSES = {
    "proposed": N_("Foreslått"),
    "ongoing": N_("Vedtatt eller i gang"),
    "done": N_("Gjennomført"),
    "stopped": N_("Stanset"),
}
STAFFING = {
    "0": N_("Ingen stilling"),
    "1": N_("1–19 %"),
    "20": N_("20–49 %"),
    "50": N_("50–99 %"),
    "100": N_("100 % eller mer"),
}
EVALUATED = {
    "planned": N_("Har evalueringsplan"),
    "done": N_("Er evaluert"),
    "none": N_("Verken plan eller evaluering"),
}
NOT_JUDGED = {"none": N_("Ikke vurdert ennå")}
# Dimension → its words on a page, and its codes with words, in their order.
DIMENSIONS: dict[str, tuple[str, dict[str, str]]] = {
    "region": (N_("Region"), REGIONS),
    "band": (N_("Innbyggere"), BANDS),
    "centrality": (N_("Sentralitet"), CENTRALITY),
    "theme": (N_("Tema"), THEME_GROUPS),
    "status": (N_("Status"), STATUSES),
    "level": (N_("Forebyggingsnivå"), dict(PREVENTION_LEVELS)),
    "verdict": (N_("Virkning"), {**VERDICTS, **NOT_JUDGED}),
    "evaluated": (N_("Evaluering"), EVALUATED),
    "staffing": (N_("Stilling"), STAFFING),
}
# Groups of kommuner; each is a way of its own to lay out the same kommuner.
GROUPINGS = ("region", "band", "centrality")


@dataclass(frozen=True)
class Indicator:
    """One national figure.

    `kind`: «yes_no» (each kommune 0 or 1; released with its share of those counted), «flow» (counted through the tertial,
    adds up to the year), «stock» (as it stands on the last day), «mean» (`codes` part=sum and part=n; released as sum ÷ n, rounded).
    `dims` are the codes of a kommune's own numbers; `tables` which crossings are released, all margins with them;
    `yearly` those that come with the last tertial of a year only, `between` what is told instead in the others.
    """

    code: str
    title: str
    kind: str
    unit: str
    formula: str
    includes: str
    dims: tuple[str, ...] = ()
    tables: tuple[tuple[str, ...], ...] = (("region",), ("band",), ("centrality",))
    yearly: tuple[tuple[str, ...], ...] = ()
    between: tuple[tuple[str, ...], ...] = ()
    definition: int = 1
    source: str = N_("Kommunenes egne registreringer i Bindeledd")

    def combination(self, **codes: str) -> str:
        """How a number's codes are written: «theme=places|status=ongoing», in the order of `dims`. Raises KeyError."""
        return "|".join(f"{dim}={codes[dim]}" for dim in self.dims)


KOMMUNER, MEASURES = N_("kommuner"), N_("tiltak")
INDICATORS: tuple[Indicator, ...] = (
    Indicator("plan_adopted", N_("Vedtatt handlingsplan"), "yes_no", KOMMUNER,
              N_("Kommuner med en vedtatt handlingsplan som gjelder på tertialets siste dag."),
              N_("Alle kommuner som deler tall.")),
    Indicator("situation_described", N_("Har beskrevet situasjonen"), "yes_no", KOMMUNER,
              N_("Kommuner med en ferdig kartlegging eller et situasjonsbilde fra de siste 24 månedene."),
              N_("Alle kommuner som deler tall.")),
    Indicator("knows_what_works", N_("Vet hvilke tiltak som virker"), "yes_no", KOMMUNER,
              N_("Kommuner med minst ett tiltak som er evaluert, og der virkningen er vurdert."),
              N_("Alle kommuner som deler tall.")),
    Indicator("levels_operating", N_("Alle nivåer i drift"), "yes_no", KOMMUNER,
              N_("Kommuner der hvert av nivåene i modellen har en gruppe med leder, og som har møttes de siste 12 månedene."),
              N_("Alle kommuner som deler tall, med to eller tre nivåer.")),
    Indicator("cadence_steering", N_("Møterytme holdt: styringsgruppen"), "yes_no", KOMMUNER,
              N_("Kommuner der styringsgruppen har holdt minst så mange møter i tertialet som rytmen sier."),
              N_("Alle kommuner som deler tall.")),
    Indicator("cadence_coordinating", N_("Møterytme holdt: koordineringsgruppen"), "yes_no", KOMMUNER,
              N_("Kommuner der koordineringsgruppen har holdt minst så mange møter i tertialet som rytmen sier."),
              N_("Alle kommuner som deler tall.")),
    Indicator("structure_in_place", N_("Strukturen på plass"), "yes_no", KOMMUNER,
              N_("Kommuner med vedtatt forankring, godkjent mandat for styringsgruppen og utpekt koordinator."),
              N_("Alle kommuner som deler tall.")),
    Indicator("staffing", N_("Stilling til SLT-koordinator"), "stock", KOMMUNER,
              N_("Kommuner etter samlet stillingsprosent til SLT-koordinator på tertialets siste dag."),
              N_("Alle kommuner som deler tall."), dims=("staffing",),
              tables=(("region", "staffing"), ("band", "staffing"))),
    Indicator("meetings_held", N_("Holdte møter"), "flow", N_("møter"),
              N_("Møter i styringsgruppe og koordineringsgruppe som er holdt i tertialet."),
              N_("Avlyste og slettede møter er ikke med.")),
    Indicator("days_to_minutes", N_("Dager fra møte til referat"), "mean", N_("dager"),
              N_("Dager fra møtet ble holdt til referatet ble sendt: summen delt på tallet på referater, avrundet."),
              N_("Møter i tertialet med sendt referat.")),
    Indicator("measures", N_("Tiltak"), "stock", MEASURES,
              N_("Tiltak som er registrert på tertialets siste dag."),
              N_("Alle tiltak i kommunene som deler tall, også foreslåtte."),
              dims=("theme", "status", "level", "verdict"),
              tables=(("region", "theme"), ("region", "status"), ("centrality",)),
              yearly=(("band", "theme"), ("theme", "status"), ("theme", "level"), ("theme", "verdict")),
              between=(("band",), ("level",), ("verdict",))),
    Indicator("measures_evaluated", N_("Evaluering av tiltak"), "stock", MEASURES,
              N_("Tiltak som er vedtatt, i gang eller gjennomført, etter om de har evalueringsplan eller er evaluert."),
              N_("Foreslåtte og stansede tiltak er ikke med."), dims=("evaluated",),
              tables=(("region", "evaluated"), ("band", "evaluated"))),
)  # fmt: skip
BY_CODE = {indicator.code: indicator for indicator in INDICATORS}
