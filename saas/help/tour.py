"""The guided tour of the demo region: for each of six people a handful of stops, five minutes in all."""

from dataclasses import dataclass

from saas.help.texts import N_


@dataclass(frozen=True)
class Stop:
    """One stop: what it is called, what to look at there, and its address."""

    title: str
    look: str
    address: str


@dataclass(frozen=True)
class Tour:
    """One person's tour. `account` is the demo account to log in with; empty for somebody without one."""

    title: str
    who: str
    account: str
    stops: tuple[Stop, ...]


TOURS: dict[str, Tour] = {
    "koordinator": Tour(
        N_("Koordinatoren"),
        N_("Ingrid Solheim er SLT-koordinator for fem kommuner. Det er mandag morgen."),
        "koordinator@fjordvest.example",
        (
            Stop(N_("Mine kommuner"), N_("Fem kommuner på én side. Se hva som haster, og hvem som mangler møte."), "/mine"),
            Stop(N_("Nordvik"), N_("Ett rom for hver kommune: farge, merke og navn følger med øverst."), "/k/nordvik/"),
            Stop(N_("Møtene"), N_("Åpne neste møte. Siden sier hva det mangler før innkallingen kan sendes."), "/k/nordvik/moter/"),
            Stop(N_("Referatene"),
                 N_("Se vedtak og oppgaver, og hvor lang tid det tok før referatet ble sendt."), "/k/nordvik/referater/"),
            Stop(N_("Utfordringsrundene"), N_("En bekymring, seks tjenester og svarene deres."), "/k/nordvik/runder/"),
            Stop(N_("Tiltakene"),
                 N_("Fra forslag til evaluering. Et tiltak uten evalueringsplan kan ikke settes i gang."), "/k/nordvik/tiltak/"),
            Stop(N_("Linjen"), N_("Fra funn til effekt på én side. En stiplet boks er en løs tråd."), "/k/nordvik/trader/"),
            Stop(N_("Søk"),
                 N_("Søk etter «torget», og bytt så til Solbygda og søk igjen: der finnes det ikke."), "/k/nordvik/sok/?q=torget"),
            Stop(N_("Årshjulet"), N_("Året som hjul og som liste, fra samme opplysninger."), "/k/nordvik/arshjul/"),
        ),
    ),
    "leder": Tour(
        N_("Lederen av styringsgruppen"),
        N_("Mona Lie er ordfører i Nordvik, og leder politirådet."),
        "leder@nordvik.example",
        (
            Stop(N_("Oversikten"), N_("Hva venter på din beslutning?"), "/k/nordvik/"),
            Stop(N_("Situasjonsbildet"), N_("Én side: tall med kilde og år, funn og forslag."), "/k/nordvik/situasjonsbilde/"),
            Stop(N_("Målene"), N_("Vedtatte mål og hvordan det går. Bare du og kommunedirektøren kan vedta dem."), "/k/nordvik/mal/"),
            Stop(N_("Prioriteringen"), N_("Sett forslagene i rekkefølge med musen eller piltastene."), "/k/nordvik/mal/prioritering"),
            Stop(N_("Utenfor rammene"),
                 N_("Tiltak som ikke hører til et mål: knytt til, avvis eller lag nytt mål."), "/k/nordvik/tiltak/utenfor-rammene"),
            Stop(N_("Handlingsplanen"), N_("Planen slik den ble vedtatt, og hva som er endret siden."), "/k/nordvik/planer/"),
            Stop(N_("Rammer og forankring"), N_("Mandat, plassering og avtale med politiet."), "/k/nordvik/rammer/"),
        ),
    ),
    "medlem": Tour(
        N_("Medlemmet"),
        N_("Hanne Dahl er rektor, og sitter i koordineringsgruppen. Hun har telefonen og fem minutter."),
        "medlem@nordvik.example",
        (
            Stop(N_("Oversikten"), N_("Neste møte og det som er ditt."), "/k/nordvik/"),
            Stop(N_("Møtet"), N_("Svar på innkallingen, og se sakspapirene."), "/k/nordvik/moter/"),
            Stop(N_("Foreslå en sak"),
                 N_("Skriv et elevnavn i beskrivelsen, og se hva personvernvakten sier."), "/k/nordvik/moter/saker"),
            Stop(N_("Oppgavene dine"), N_("Meld fra om hvordan det går, med ett trykk."), "/k/nordvik/oppgaver/"),
            Stop(N_("Rundene"), N_("Kjenner skolen seg igjen? Ett svar, under ett minutt."), "/k/nordvik/runder/"),
            Stop(N_("Når det gjelder én elev"), N_("Da er dette feil sted. Her står veien videre."), "/k/nordvik/bti/"),
            Stop(N_("Hva en annen gruppe skjuler"),
                 N_("Søk etter noe fra styringsgruppen. Du finner det ikke."), "/k/nordvik/sok/?q=objektsikring"),
        ),
    ),
    "ny-kommune": Tour(
        N_("Den nye kommunen"),
        N_("Terje Fonn er oppvekstsjef i Elvestrand, som vil begynne med SLT. Han har ingen konto ennå."),
        "",
        (
            Stop(N_("Om modellen"), N_("Hva SLT er, og hvor det kommer fra."), "/hjelp/om-modellen"),
            Stop(N_("Kom i gang"), N_("Velg språk, og finn kommunen i registeret."), "/registrer"),
            Stop(N_("Postkassen"), N_("Brevet til kommunedirektøren kommer hit. Åpne det som mottakeren ville gjort."), "/postkasse"),
            Stop(N_("Å komme i gang"), N_("Stegene i oppstarten, i rekkefølge."), "/hjelp/oppstart"),
            Stop(N_("Grupper og nettverk"), N_("Tre nivåer, eller to i en liten kommune."), "/hjelp/grupper"),
            Stop(N_("Økonomi"), N_("Tilskudd, egenandel og frister."), "/hjelp/okonomi"),
            Stop(N_("Ordlisten"), N_("Ordene feltet bruker, forklart."), "/hjelp/ordliste"),
        ),
    ),
    "analytiker": Tour(
        N_("Analytikeren"),
        N_("Eli Strand arbeider i Kompetansesenteret, og ser bare samlede tall."),
        "analytiker@senter.example",
        (
            Stop(N_("Nasjonal oversikt"), N_("Tall fra kommunene som deler. Noen er skjult, og det står hvorfor."), "/senter"),
            Stop(N_("Utgivelsene"), N_("Hvert øyeblikksbilde er frosset, og endres aldri."), "/senter/utgivelser"),
            Stop(N_("Malene"), N_("Fellesmaler med versjoner, som kommunene kan hente."), "/senter/maler"),
            Stop(N_("Erfaringsbanken"), N_("Kort fra kommunene, lest av to før de ble delt."), "/senter/erfaringsbank"),
            Stop(N_("Fagnettverket"), N_("Spørsmål og svar mellom koordinatorene."), "/fagnettverk"),
            Stop(N_("En kommunes rom"), N_("Prøv å åpne Nordvik. Siden finnes ikke for deg."), "/k/nordvik/"),
            Stop(N_("Det som deles"), N_("Hva kommunene gir fra seg, og hva de beholder."), "/hjelp/deling"),
        ),
    ),
    "innbygger": Tour(
        N_("Innbyggeren"),
        N_("En forelder vil vite hvem hun kan snakke med. Hun har ingen konto."),
        "",
        (
            Stop(N_("Finn koordinatoren"), N_("Skriv «nordvk». Siden skjønner hva du mener."), "/finn"),
            Stop(N_("Kommunens side"), N_("Hva gjøres nå, hvem er koordinator, og når er møtene?"), "/apen/nordvik"),
            Stop(N_("Om modellen"), N_("Hva er egentlig SLT?"), "/hjelp/om-modellen"),
            Stop(N_("Tilgjengelighet"), N_("Hvordan siden er laget, og hvor du melder fra."), "/tilgjengelighet"),
            Stop(N_("Personvern"), N_("Ingen sporing, og ingen andre som følger med."), "/personvern"),
            Stop(N_("Ordlisten"), N_("Ordene forklart, hvis noe er uklart."), "/hjelp/ordliste"),
            Stop(N_("Det som er lukket"), N_("Prøv å åpne et rom. Du blir bedt om å logge inn."), "/k/nordvik/"),
        ),
    ),
}  # fmt: skip
