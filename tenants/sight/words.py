"""What the trail calls its nodes, in bokmål; the page says them in the reader's language."""

# kind → (one, several): what the heading of a box says.
KIND_NAMES = {
    "finding": "Funn",
    "goal": "Mål",
    "measure": "Tiltak",
    "task": "Oppgaver",
    "evaluation": "Evaluering",
    "lesson": "Nye funn",
}

# A short fact about a node, by kind and code.
NOTES: dict[str, dict[str, str]] = {
    "finding": {"worry": "Bekymrer", "works": "Fungerer bra"},
    "goal": {"draft": "Utkast", "adopted": "Vedtatt", "rejected": "Avvist", "ended": "Avsluttet"},
    "measure": {
        "proposed": "Forslag",
        "assessed": "Vurdert",
        "decided": "Besluttet",
        "started": "Igangsatt",
        "ended": "Avsluttet",
        "evaluated": "Evaluert",
        "rejected": "Avvist",
    },
    "task": {"open": "Ikke startet", "on_track": "På plan", "delayed": "Forsinket", "done": "Ferdig", "dropped": "Utgått"},
    "evaluation": {"works": "Virker", "partly": "Virker delvis", "not": "Virker ikke", "unknown": "Vet ikke"},
    "lesson": {"worry": "Bekymrer", "works": "Fungerer bra"},
}
