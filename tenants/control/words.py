"""Names of what the control pages show: kinds of events, things by their table, purposes of links. Bokmål source texts."""

# In the address → (name, how the actions begin).
KINDS: dict[str, tuple[str, tuple[str, ...]]] = {
    "unntatt": ("Lest unntatt sak", ("item.read_exempt",)),
    "eksport": ("Eksport", ("export.", "subject.reported", "handover.package_made")),
    "rolle": ("Rolleendring", ("role.", "invitation.", "seat.", "deputy.", "handover.", "access", "permit.", "coordinator.")),
    "kontroll": ("Kontroll", ("control.", "retention.", "subject.", "audit.", "dpa.")),
    "vakt": ("Personvernvakt", ("guard.",)),
    "lenke": ("Gjestelenker", ("link.", "links.")),
    "brev": ("Brev", ("letter.",)),
    "mote": ("Møte", ("meeting.", "attendance.", "agenda.", "series.")),
    "referat": ("Referat", ("minutes.",)),
}

# Table → what a row of it is called, in the log's filter and in a report about a person.
SUBJECTS = {
    "access_requests": "Forespørsel om tilgang", "action_plans": "Plan", "agenda_entries": "Sak på saksliste",
    "agenda_items": "Sak", "agreement_parties": "Part i avtale", "agreements": "Avtale", "anchorings": "Forankring",
    "areas": "Område", "assessment_sections": "Del av kartlegging", "assessments": "Kartlegging",
    "bti_programmes": "BTI", "capacities": "Kapasitet", "contacts": "Kontaktpunkt",
    "coordinator_requests": "Spørsmål om å koordinere", "departures": "Utmelding", "dpa_acceptances": "Databehandleravtale",
    "evaluation_plans": "Evalueringsplan", "evaluations": "Evaluering", "exports": "Uttrekk", "feeds": "Kalenderadresse",
    "archive_settings": "Innstillinger for arkiv", "filings": "Arkivering",
    "face_consents": "Samtykke til å vises", "face_settings": "Åpen side", "findings": "Funn",
    "forums": "Forum", "goals": "Mål", "grants": "Tilskudd", "groups": "Gruppe",
    "guest_links": "Gjestelenke", "handover_approvals": "Godkjenning av overlevering", "handover_duties": "Ansvar i overlevering",
    "handover_packages": "Overleveringspakke", "handover_steps": "Steg i overlevering", "handovers": "Overlevering",
    "indicator_imports": "Innlesing av tall", "indicator_readings": "Indikator", "invitations": "Møteinnkalling",
    "issuer_permits": "Innloggingstjeneste", "letters": "Brev", "mandate_signatures": "Signatur på mandat",
    "mandates": "Mandat", "measures": "Tiltak", "meeting_series": "Møteserie", "meetings": "Møte", "memberships": "Rolle",
    "milestones": "Milepæl", "minute_notes": "Referattekst", "minutes": "Referat", "minutes_comments": "Merknad til referat",
    "needs": "Behov", "offers": "Tilbud", "organisations": "Organisasjon", "papers": "Saksvedlegg", "people": "Person",
    "placements": "Plassering", "positions": "Stilling", "resource_lines": "Ressurs", "retention_runs": "Sletting etter lagringstid",
    "role_invitations": "Invitasjon", "round_answers": "Svar i runde", "round_recipients": "Mottaker av runde",
    "round_reminders": "Purring på runde", "rounds": "Runde", "seats": "Plass i gruppe", "signals": "Signal",
    "situation_reports": "Situasjonsbilde", "sources": "Kilde", "standing_items": "Fast punkt", "startup_steps": "Oppstartssteg",
    "task_reminders": "Purring på oppgave", "tasks": "Oppgave", "text_conflicts": "To tekster som møttes", "work_hours": "Arbeidstid",
    "annual_reports": "Årsrapport", "bulletin_lists": "Liste for nyhetsbrev", "bulletin_readers": "Mottaker av nyhetsbrev",
    "bulletins": "Nyhetsbrev", "checkups": "SLT-sjekk", "digests": "Oversikt på e-post", "gain_sheets": "Gevinstark",
    "joint_meetings": "Felles møte", "notice_settings": "Innstillinger for varsler", "notices": "Varsler", "office_days": "Kontordag",
    "self_review_invitees": "Spurt i egenevaluering", "self_reviews": "Egenevaluering",
    "visits": "Besøk", "wheel_entries": "Årshjul", "year_books": "Årbok",
}  # fmt: skip

PURPOSES = {
    "measure.status": "Melde status på tiltak",
    "meeting.answer": "Svare på møteinnkalling",
    "minutes.comment": "Gi merknad til referat",
    "resource.confirm": "Bekrefte ressurs",
    "round.answer": "Svare på utfordringsrunde",
    "round.report": "Svare på rapportforespørsel",
    "selfreview.answer": "Svare på egenevaluering",
    "task.report": "Melde fra om oppgave",
}

# The guard's rules by code, short enough for a table.
RULES = {
    "account": "Kontonummer", "address": "Privat adresse", "age_place": "Alder, klasse eller sted sammen", "born": "Fødselsdato",
    "care": "Barnevern om enkeltbarn", "case_number": "Saksnummer i enkeltsak", "deed": "Noe én person har gjort",
    "email": "Privat e-post", "family": "Én familie", "few": "Svært få personer", "fnr": "Fødselsnummer", "given_name": "Fornavn",
    "handle": "Brukernavn i sosiale medier", "health": "Helse om én person", "initials": "Initialer", "kin": "Slektskap",
    "name": "Personnavn", "nickname": "Kallenavn", "only": "Den eneste av sitt slag", "parent": "Forelder eller pårørende",
    "phone": "Telefonnummer", "plate": "Bilnummer", "position": "Nøyaktig posisjon", "pronoun": "Én person som kan kjennes igjen",
    "small_class": "Skole, klasse og kjønn", "small_family": "Få familier",
}  # fmt: skip
