"""What the demo's kommuner have sent to their archives: two in Nordvik that it has taken in, one it has not answered, one refused."""

from datetime import datetime, timedelta
from uuid import UUID

from infra.demo.ids import stable_id
from saas import clock, rooms
from saas.archive import courier
from saas.archive import service as archive
from saas.archive.models import Filing
from saas.db import db
from saas.rooms import Kommune
from tenants.filing import minutes_source, service, settings
from tenants.filing.models import ArchiveSettings

_BASE = "https://ks-no.github.io/standarder/fiks-protokoll/fiks-arkiv"
_ANSWER = (
    f'<arkivmeldingKvittering xmlns="{_BASE}/arkivmelding/opprett/kvittering/v1" xmlns:n="{_BASE}/metadatakatalog/v1" '
    f'xmlns:f="{_BASE}/feil/feilmelding/v1" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">%s</arkivmeldingKvittering>'
)
_TAKEN = (
    '<mappeKvittering xsi:type="saksmappeKvittering"><systemID>{folder}</systemID><mappeID>{year}/{case}</mappeID>'
    "<opprettetEllerEksisterende>Eksisterende</opprettetEllerEksisterende>"
    "<saksaar>{year}</saksaar><sakssekvensnummer>{case}</sakssekvensnummer></mappeKvittering>"
    '<registreringKvittering xsi:type="journalpostKvittering"><systemID>{record}</systemID><arkivertDato>{at}</arkivertDato>'
    "<referanseEksternNoekkel><n:fagsystem>Bindeledd</n:fagsystem><n:noekkel>{key}</n:noekkel></referanseEksternNoekkel>"
    "<opprettetEllerEksisterende>Opprettet</opprettetEllerEksisterende><journalpostnummer>{post}</journalpostnummer>"
    "</registreringKvittering>"
)
_REFUSED = "<registreringFeilet><f:feilId>{id}</f:feilId><f:feilmelding>{why}</f:feilmelding></registreringFeilet>"
WHY = {
    "nb": "Saksmappen for {year} er lukket. Åpne den og send på nytt.",
    "nn": "Saksmappa for {year} er lukka. Opne henne og send på nytt.",
}
# What became of the approved minutes, the newest first; those that are not here wait to be sent.
FATES = {"nordvik": ("", "delivered", "refused", "archived", "archived"), "hamnes": ("", "archived", "delivered")}
SENDER = "Ingrid Solheim"
CASE = {"nordvik": 123, "hamnes": 41}


def send(kommune: Kommune) -> None:
    """The settings, and each filing by the verbs that made it; only the moments are moved back to when it happened."""
    fates = FATES.get(kommune.slug)
    if fates is None:
        return
    actor = Kommune(**{**kommune.__dict__, "role": "service"})
    with rooms.enter(rooms.of_job(rooms.service_of(kommune), actor, SENDER)):
        db.session.add(ArchiveSettings(
            id=stable_id(kommune.slug, "archive", "settings"), classification_system="FE", class_code="F00",
            unit="Oppvekst og kultur", archivist_name="Dokumentsenteret",
        ))  # fmt: skip
        db.session.flush()
        for place, (one, fate) in enumerate(zip(minutes_source.ready(), fates, strict=False)):
            if fate:
                _file(kommune, one.id, min(one.approved_at + timedelta(days=1), clock.now()), fate, len(fates) - place)


def _file(kommune: Kommune, minutes_id: UUID, asked_at: datetime, fate: str, number: int) -> None:
    """One filing, packed and carried by hand; then what the archive said."""
    told = service.describe("minutes", minutes_id)
    content = service.content_of(told, settings.of_kommune())
    filing = Filing(
        id=stable_id(kommune.slug, "filing", number), source_kind="minutes", source_id=minutes_id, source_version=told.version,
        external_key=content["key"], title=content["title"], public_title=content["public_title"], content=dict(content),
        legal_basis=content["shielding"]["basis"] if content["shielding"] else "", delivery="download",
        asked_by=SENDER, asked_at=asked_at, next_try_at=asked_at,
    )  # fmt: skip
    db.session.add(filing)
    db.session.flush()
    courier.make(str(filing.id))
    courier.delivered(filing, SENDER)
    filing.made_at, filing.delivered_at = asked_at + timedelta(minutes=1), asked_at + timedelta(hours=2)
    if fate == "delivered":
        return
    answered_at = min(asked_at + timedelta(days=1), clock.now())
    archive.take_answer((_ANSWER % _words(kommune, filing, fate, answered_at, number)).encode(), filing)
    if fate == "archived":
        filing.receipted_at = answered_at
    db.session.flush()


def _words(kommune: Kommune, filing: Filing, fate: str, at: datetime, number: int) -> str:
    if fate == "refused":
        return _REFUSED.format(id=f"arkiv-{number}", why=WHY[kommune.language].format(year=at.year))
    return _TAKEN.format(
        folder=stable_id(kommune.slug, "folder"), record=stable_id(kommune.slug, "record", number),
        at=at.astimezone(clock.OSLO).isoformat(timespec="seconds"), key=filing.external_key, year=at.year, case=CASE[kommune.slug],
        post=number,
    )  # fmt: skip
