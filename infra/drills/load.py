"""What is under way when something goes wrong: letters in two kommuner and packages for their archives, and the proof of each."""

import hashlib
from collections.abc import Iterable
from datetime import date
from uuid import UUID, uuid4

from infra.drills.stage import SLUGS, Stage, until
from infra.drills.telling import Tale
from saas import outbox
from saas.db import db

BATCH = 50


class Load:
    """Letters and filings of one drill, known by their ids."""

    def __init__(self, stage: Stage, letters: int, filings: int) -> None:
        self.stage = stage
        self.letters = [one for slug, number in _shares(letters) for one in _write(stage, slug, number)]
        self.filings = [one for slug, number in _shares(filings) for one in _file(stage, slug, number)]

    @property
    def numbers(self) -> set[str]:
        """The Message-IDs that the far end should have seen."""
        return {f"<{letter}@bindeledd.ovelse>" for letter in self.letters}

    def states(self) -> dict[str, int]:
        """How many of the letters stand in each state."""
        rows = self.stage.ask("SELECT state, count(*) FROM letters WHERE id = ANY(%s) GROUP BY state", self.letters)
        return {state: number for state, number in rows}

    def filed(self) -> dict[str, int]:
        """How many of the filings stand in each state."""
        rows = self.stage.ask("SELECT state, count(*) FROM filings WHERE id = ANY(%s) GROUP BY state", self.filings)
        return {state: number for state, number in rows}

    def is_done(self) -> bool:
        """Every letter sent, and every package delivered."""
        return self.states() == _all("sent", self.letters) and self.filed() == _all("delivered", self.filings)

    def prove(self, tale: Tale, *, windows: int = 0) -> None:
        """Nothing lost, nothing twice: at the far end, in the table, and in the archive's folder."""
        tale.expect("alle brev er sendt og alle pakker levert.", f"brev {self.states()}, pakker {self.filed()}.", until(self.is_done))
        # A killed sender's last letter may still be on its way into the far end's list.
        tale.expect_once("Brev", self.numbers, self.of_ours(self.stage.far_end.taken), windows=windows)
        if self.filings:
            self._prove_folder(tale)

    def of_ours(self, seen: Iterable[str]) -> list[str]:
        """Without the letters of the house itself, such as the one about a log-in from a new place."""
        house = {f"<{number}@bindeledd.ovelse>" for (number,) in self.stage.ask("SELECT id FROM house_letters")}
        return [number for number in list(seen) if number not in house]

    def _prove_folder(self, tale: Tale) -> None:
        found = "SELECT p.filename, p.sha256 FROM filing_packages p WHERE p.filing_id = ANY(%s)"
        packed = self.stage.ask(found, self.filings)
        lying = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in self.stage.archive.glob("*/*.zip")}
        tale.expect_number("Pakker laget", len(self.filings), len(packed))
        right = sum(lying.get(name) == digest for name, digest in packed)
        tale.expect_number("Pakker i arkivmappen, byte for byte", len(self.filings), right)
        tale.expect_number("Halve pakker i arkivmappen", 0, len(list(self.stage.archive.glob("*/.*"))))
        said = "SELECT count(*) FROM audit_events WHERE action = 'filing.delivered' AND subject_id = ANY(%s)"
        tale.expect_number("Leveringer i loggen", len(self.filings), self.stage.ask(said, self.filings)[0][0])


def _all(state: str, ids: list[UUID]) -> dict[str, int]:
    return {state: len(ids)} if ids else {}


def _shares(number: int) -> list[tuple[str, int]]:
    """(kommune, how many at a time), so that a deed is never larger than one that somebody might do."""
    half = {SLUGS[0]: number - number // 2, SLUGS[1]: number // 2}
    return [(slug, min(BATCH, mine - done)) for slug, mine in half.items() for done in range(0, mine, BATCH)]


def _write(stage: Stage, slug: str, number: int) -> list[UUID]:
    with stage.inside(slug):
        return [
            outbox.post(
                ("Hanne Dahl", f"mottaker{uuid4().hex[:12]}@{slug}.example"), "Innkalling til møte", "Hei,\n\nvelkommen til møte.\n",
                template="ovelse.txt",
            ).id
            for _ in range(number)
        ]


def _file(stage: Stage, slug: str, number: int) -> list[UUID]:
    from tenants.filing import service, settings
    from tenants.filing.settings import Wishes
    from tenants.frames.models import Agreement, AgreementParty

    with stage.inside(slug):
        chosen = settings.of_kommune()
        if chosen.delivery != "folder":
            settings.save(None, Wishes(False, "case", "folder", {}))
        ids = []
        for _ in range(number):
            made = Agreement(
                id=uuid4(), kind="police", title="Politirådsavtale", state="in_force", valid_from=date(2026, 1, 1),
                filename="avtale.pdf", media_type="application/pdf", content=b"%PDF-1.7 " + uuid4().bytes * 2000,
            )  # fmt: skip
            db.session.add(made)
            db.session.flush()
            db.session.add(AgreementParty(agreement_id=made.id, party="municipality", organisation="Kommunen", name="Ola"))
            db.session.flush()
            ids.append(service.send("agreement", made.id)[0].id)
        return ids
