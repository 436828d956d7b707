"""«Protokoll etter artikkel 30 (utkast)»: the kommune's record of processing, made from what is so here and now."""

from typing import Any

from sqlalchemy import func, select

from saas import clock, here
from saas.accounts.guard import role_name
from saas.db import db
from saas.pages import day, gettext, say
from tenants.access import members
from tenants.control import agreements, retention
from tenants.control.words import PURPOSES
from tenants.groups.models import Group
from tenants.meetings.wording import in_the_kommunes_language
from tenants.network.models import ORGANISATION_TYPES, Organisation, Person


def build() -> dict[str, Any]:
    """A `saas.documents.Report` in the kommune's language."""
    with in_the_kommunes_language():
        name = here.kommune().name
        return {
            "kind": "report",
            "language": here.kommune().language,
            "kommune": name,
            "title": gettext("Protokoll etter artikkel 30 (utkast)"),
            "subtitle": gettext("Behandling av personopplysninger i samordningen av kriminalitetsforebyggende arbeid"),
            "status": gettext("Utkast. Behandlingsansvarlig går gjennom og fastsetter protokollen."),
            "facts": _facts(name),
            "blocks": [*_purposes(), *_categories(), *_recipients(), *_periods(), *_measures()],
            "labels": {"page": gettext("Side"), "of": gettext("av")},
            "footer": f"{name} – {gettext('Protokoll etter artikkel 30 (utkast)')}",
        }


def filename() -> str:
    """«Protokoll artikkel 30 2026-09-15.pdf»"""
    with in_the_kommunes_language():
        return f"{gettext('Protokoll artikkel 30')} {clock.today().isoformat()}.pdf"


def _facts(name: str) -> list[list[str]]:
    held = [m for m in members.members() if m.live]

    def who(role: str) -> str:
        return ", ".join(m.name for m in held if m.role == role) or gettext("Ikke utpekt i løsningen")

    taken = next(iter(agreements.accepted()), None)
    agreed = (
        gettext("Versjon %(number)s, godtatt %(day)s", number=taken.number, day=day(taken.accepted_at))
        if taken
        else gettext("Ikke godtatt i løsningen")
    )
    return [
        [gettext("Behandlingsansvarlig"), gettext("%(name)s kommune", name=name)],
        [gettext("Kommunedirektør"), who("chief_executive")],
        [gettext("SLT-koordinator"), who("coordinator")],
        [gettext("Personvernombud"), who("data_protection_officer")],
        [gettext("Databehandleravtale"), agreed],
        [gettext("Dato"), day(clock.today())],
    ]


def _heading(text: str) -> dict[str, Any]:
    return {"type": "heading", "text": text, "level": 1}


def _purposes() -> list[dict[str, Any]]:
    return [
        _heading(gettext("Formål")),
        {"type": "list", "items": [
            gettext("Kalle inn til, holde og skrive referat fra møter i samordningen"),
            gettext("Holde oversikt over hvem som er med i gruppene, hvem som har ansvar for hva, og innen når"),
            gettext("Hente inn virksomhetenes kunnskap om utviklingen, og følge mål og tiltak"),
            gettext("Gi dem som har en rolle, tilgang til det rollen trenger"),
        ]},
        {"type": "text", "text": gettext(
            "Løsningen behandler ikke enkeltsaker og har ikke register over barn og unge. Opplysningene gjelder voksne som "
            "deltar i kraft av stilling, verv eller oppdrag. Behandlingsgrunnlag fastsettes av behandlingsansvarlig."
        )},
    ]  # fmt: skip


def _categories() -> list[dict[str, Any]]:
    people = db.session.scalar(select(func.count()).select_from(Person)) or 0
    groups = db.session.scalar(select(func.count()).select_from(Group)) or 0
    rows = [
        [gettext("Deltakere i nettverket"), gettext("Navn, tittel, virksomhet, e-post, telefon"), str(people)],
        [
            gettext("De samme, i %(n)s grupper", n=groups),
            gettext("Plass i gruppe, innkallinger, svar, fremmøte, oppgaver, merknader"),
            str(people),
        ],
        [
            gettext("Brukere med innlogging"),
            gettext("Navn, e-post, rolle og periode, hendelser i loggen"),
            str(len({m.user_id for m in members.members() if m.role != "service"})),
        ],
    ]
    head = [gettext("Hvem"), gettext("Hvilke opplysninger"), gettext("Antall nå")]
    return [
        _heading(gettext("Kategorier av registrerte og opplysninger")),
        {
            "type": "table",
            "caption": gettext("Registrerte og opplysninger"),
            "head": head,
            "rows": rows,
            "align": ["left", "left", "right"],
        },
    ]


def _recipients() -> list[dict[str, Any]]:
    types = sorted({say(ORGANISATION_TYPES[kind]) for kind in db.session.scalars(select(Organisation.type).distinct())})
    roles = sorted({role_name(m.role) for m in members.members() if m.live and m.role != "service"})
    return [
        _heading(gettext("Mottakere")),
        {"type": "list", "items": [
            gettext("Roller med innlogging: %(roles)s", roles=", ".join(roles) or gettext("ingen")),
            gettext("Virksomheter i nettverket: %(types)s", types=", ".join(types) or gettext("ingen")),
            gettext("Gjester med tidsbegrenset lenke: %(purposes)s", purposes=", ".join(say(words) for words in PURPOSES.values())),
            gettext("Leverandøren av løsningen som databehandler, og underdatabehandlerne som står i databehandleravtalen"),
            gettext("Andre kommuner får ingenting: hver kommune har sine egne rader bak sine egne vegger"),
        ]},
        {"type": "text", "text": gettext("Løsningen overfører ikke opplysninger til land utenfor EU og EØS.")},
    ]  # fmt: skip


def _periods() -> list[dict[str, Any]]:
    rows = [[say(rule.what), say(rule.period), say(rule.why)] for rule in retention.RULES]
    head = [gettext("Hva"), gettext("Hvor lenge"), gettext("Hvorfor")]
    return [_heading(gettext("Lagringstid")), {"type": "table", "caption": gettext("Lagringstid"), "head": head, "rows": rows}]


def _measures() -> list[dict[str, Any]]:
    return [
        _heading(gettext("Sikkerhetstiltak")),
        {"type": "list", "items": [
            gettext("Hver kommune er skilt fra de andre i databasen selv, også om det skulle være feil i koden"),
            gettext("Rollene bestemmer hva den enkelte får lese og gjøre, og tilgangen slutter dagen etter siste dag"),
            gettext("SLT-koordinator og kommunedirektør logger inn i to trinn"),
            gettext("Det som gjøres, logges i en kjede med segl, så endringer i loggen viser"),
            gettext("Det personvernombudet åpner, logges side for side"),
            gettext("Personvernvakten stopper fødselsnummer og varsler om tekst som kan peke ut enkeltpersoner"),
            gettext("Gjestelenker gjelder én ting, går ut av seg selv og kan trekkes tilbake"),
        ]},
    ]  # fmt: skip
