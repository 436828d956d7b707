"""What each deed in the log is called: a thing and what became of it, or a sentence of its own where that says it better."""

from saas.pages import say

# The first half of an action's name. Bokmål source texts.
THINGS = {
    "bulletin": "Nyhetsbrev", "bulletin_letter": "Brev i nyhetsbrev", "bulletin_list": "Liste for nyhetsbrev",
    "bulletin_reader": "Mottaker av nyhetsbrev", "digest": "Oversikt på e-post",
    "access": "Tilgang", "access_request": "Forespørsel om tilgang", "agenda": "Saksliste", "agreement": "Avtale",
    "anchoring": "Forankring", "application": "Søknad", "area": "Område", "assessment": "Kartlegging",
    "attendance": "Fremmøte", "audit": "Logg", "bti": "BTI", "capacity": "Kapasitet", "contact": "Kontaktpunkt",
    "control": "Kontroll", "coordinator": "Koordinator", "demo": "Demodata", "departure": "Utmelding", "deputy": "Vara",
    "document": "Dokument", "dpa": "Databehandleravtale", "evaluation": "Evaluering", "export": "Uttrekk", "feed": "Kalenderadresse",
    "archive": "Arkiv", "filing": "Arkivering",
    "finding": "Funn", "forum": "Forum", "frames": "Rammer", "goal": "Mål", "goals": "Mål", "grant": "Tilskudd",
    "group": "Gruppe", "guard": "Personvernvakten", "handover": "Overlevering", "indicator": "Indikator",
    "indicators": "Indikatorer", "invitation": "Invitasjon", "issuer": "Innloggingstjeneste", "item": "Sak",
    "kommune": "Kommune", "letter": "Brev", "link": "Gjestelenke", "links": "Gjestelenker", "login": "Innlogging",
    "mandate": "Mandat", "measure": "Tiltak", "meeting": "Møte", "milestone": "Milepæl", "minutes": "Referat",
    "need": "Behov", "offer": "Tilbud", "onboarding": "Oppstart", "organisation": "Organisasjon", "paper": "Saksvedlegg",
    "permit": "Innloggingstjeneste", "person": "Person", "placement": "Plassering", "plan": "Plan", "position": "Stilling",
    "joint": "Felles møte", "practice": "Erfaringskort",
    "request": "Forespørsel", "resource": "Ressurs", "retention": "Lagringstid", "role": "Rolle", "round": "Runde",
    "seat": "Plass i gruppe", "section": "Del av kartlegging", "series": "Møteserie", "signal": "Signal",
    "sharing": "Deling av tall", "signals": "Signaler", "situation": "Situasjonsbilde", "source": "Kilde", "standing_item": "Fast punkt",
    "standing_items": "Faste punkter", "startup": "Oppstart", "centre": "Kompetansesenteret",
    "startup_step": "Oppstartssteg", "step": "Oppstartssteg",
    "annual_report": "Årsrapport", "checkup": "SLT-sjekk", "gains": "Gevinstark", "office_day": "Kontordag", "office_days": "Kontordager",
    "selfreview": "Egenevaluering", "visit": "Besøk", "yearbook": "Årbok",
    "subject": "Innsyn", "task": "Oppgave", "template": "Mal", "wheel": "Årshjul", "work": "Arbeidstid",
}  # fmt: skip

# The second half.
DEEDS = {
    "scheduled": "planlagt", "held_back": "holdt tilbake", "contact_added": "kontakt lagt til",
    "contact_removed": "kontakt tatt av", "paused": "satt på vent", "resumed": "tatt opp igjen", "stopped": "meldt av",
    "gathered": "samlet i ett",
    "accepted": "godtatt", "added": "lagt til", "adopted": "vedtatt", "agreed": "avtalt", "amounts_set": "beløp satt",
    "answered": "besvart", "approved": "godkjent", "archived": "lagt bort", "arranged": "ordnet", "asked": "spurt", "assessed": "vurdert",
    "assigned": "fordelt", "called": "innkalt", "cancelled": "avlyst eller avbrutt", "changed": "endret",
    "closed": "lukket", "comment_handled": "merknad behandlet", "commented": "merknad gitt",
    "comments_closed": "merknadsfrist avsluttet", "completed": "fullført", "concluded": "avsluttet",
    "confirmed": "bekreftet", "conflict": "to skrev samtidig", "conflict_settled": "tekst valgt",
    "corrected": "rettet", "created": "opprettet", "decided": "besluttet", "declined": "avslått", "deleted": "slettet",
    "delivered": "levert", "deputy_named": "vara utpekt", "discarded": "forkastet", "done": "gjort", "drafted": "utkast laget",
    "duty_chosen": "ansvar plassert", "end_moved": "sluttdato flyttet", "ended": "avsluttet", "evaluated": "evaluert",
    "evaluation_planned": "evaluering planlagt", "expired": "utløpt", "extended": "forlenget", "failed": "mislyktes",
    "fetched": "hentet", "figure_added": "tall lagt til", "figure_removed": "tall tatt ut",
    "figures_ordered": "tall ordnet", "file_added": "fil lagt til", "finding_dropped": "funn tatt ut",
    "findings_included": "funn tatt med", "finished": "ferdig", "founded": "opprettet",
    "frame_answered": "avklart mot rammene", "given": "gitt", "guest": "gjest ført", "half_approved": "godkjent av én",
    "held": "avholdt", "imported": "lest inn", "in_force": "trådt i kraft", "invited": "invitert", "kept": "beholdt",
    "landed": "saken tatt videre", "left": "sluttet", "lifted": "løftet til annen gruppe", "linked": "koblet",
    "lock_overridden": "sendt etter fristen", "logged": "ført", "made": "laget", "marked": "ført", "matched": "dekket",
    "moved": "flyttet", "noted": "notert", "notes_written": "notat skrevet", "opened": "åpnet", "ordered": "ordnet",
    "outside_frame": "utenfor rammene", "package_made": "pakke laget", "party_added": "part lagt til",
    "party_removed": "part tatt ut", "person_handed_over": "person overlevert", "placed": "plassert",
    "plan_changed": "kobling til plan endret", "plan_linked": "koblet til plan", "plan_unlinked": "koblet fra plan",
    "planned": "planlagt", "pledged": "lovet", "presented": "lagt frem", "prolonged": "forlenget",
    "proposal_removed": "forslag tatt ut", "proposals_added": "forslag lagt til", "proposed": "foreslått",
    "publication_corrected": "offentlig utgave rettet", "publicity_chosen": "offentlighet valgt",
    "published": "offentlig utgave publisert", "unpublished": "offentlig utgave trukket",
    "reached": "nådd", "receipted": "kvittert av arkivet", "read": "målt", "reading_deleted": "måling slettet", "refused": "avslått",
    "rejected": "avvist", "released": "fristilt", "reminded": "purret", "removed": "tatt ut", "renewed": "fornyet",
    "reopened": "åpnet igjen", "reported": "meldt status", "requested": "bedt om", "results_written": "resultater skrevet",
    "restored": "hentet tilbake", "retried": "prøvd på nytt", "returned": "kommet tilbake",
    "revised": "revidert", "revoked": "trukket tilbake",
    "saved": "lagret", "seeded": "lagt inn", "sent": "sendt", "sent_again": "sendt på nytt", "set": "satt",
    "shares_set": "fordeling satt", "signed": "signert", "skipped": "hoppet over", "sources_set": "finansiering satt",
    "financed": "økonomi avklart", "full": "har nok kommuner", "group_built": "gruppe satt sammen", "request_withdrawn": "spørsmål trukket",
    "started": "startet", "started_emergency": "startet, nød", "started_planned": "startet, planlagt",
    "status_asked": "status etterspurt", "step_done": "steg gjort", "step_undone": "steg åpnet igjen",
    "first_meeting": "første møte planlagt", "let_in": "sluppet inn", "lifecycle": "driftsstatus endret", "shut_out": "stengt ute",
    "step_open": "steg åpnet igjen", "step_skipped": "steg hoppet over",
    "taken": "gjennomført", "taken_back": "tatt tilbake", "taken_in": "lagt inn", "tied": "knyttet til",
    "told": "varslet", "undone": "gjort om", "unsigned": "signatur trukket", "untied": "koblet fra", "used": "brukt",
    "warned": "varslet", "welcomed": "ønsket velkommen", "withdrawn": "trukket", "without_seat": "uten plass i gruppe",
    "written": "skrevet", "begun": "påbegynt", "bound": "laget", "improving": "oppgave laget av et punkt", "rated": "vurdert",
    "settled": "holdt eller ikke",
}  # fmt: skip

# Where the two halves would not make sense together.
WHOLE = {
    "audit.sealed": "Loggen fikk segl",
    "control.opened": "Kontroll: side åpnet",
    "dpa.accepted": "Databehandleravtale godtatt",
    "face.agreed": "Åpen side: samtykke til å bli vist",
    "face.chosen": "Åpen side: innhold valgt",
    "face.published": "Åpen side: publisert",
    "face.unpublished": "Åpen side: avpublisert",
    "face.withdrew": "Åpen side: samtykke trukket",
    "guard.blocked": "Personvernvakten stoppet en tekst",
    "guard.kept": "Personvernvakten: beholdt med begrunnelse",
    "guard.warned": "Personvernvakten varslet om en tekst",
    "handover.person_handed_over": "Overlevering: person tatt over",
    "item.read_exempt": "Lest unntatt sak",
    "organisation.prevention": "Virksomhet: forebyggende ansvar",
    "retention.run": "Sletting etter lagringstid",
    "retention.tried": "Prøvekjøring av sletting",
    "subject.forgotten": "Opplysninger om en person slettet",
    "subject.reported": "Innsynsrapport laget",
}


def is_known(action: str) -> bool:
    """Whether the log has words for an action."""
    thing, _, deed = action.partition(".")
    return action in WHOLE or (thing in THINGS and deed in DEEDS)


def words_of(action: str) -> str:
    """«Tiltak: endret». An action without words is shown as it is named, never left out."""
    if action in WHOLE:
        return say(WHOLE[action])
    thing, _, deed = action.partition(".")
    if not is_known(action):
        return action
    return f"{say(THINGS[thing])}: {say(DEEDS[deed])}"
