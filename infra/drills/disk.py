"""A disk that is full: the archive's folder, the mail server's, and the database's own."""

import resource
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from pathlib import Path

from infra import unprivileged
from infra.drills import stage as stages
from infra.drills.killing import PAGES
from infra.drills.load import Load
from infra.drills.stage import SLUGS, Stage, until
from infra.drills.telling import Tale
from infra.mailbox import Mailbox
from saas import carrier, clock

SIZE = 160  # megabytes of the small disk that the database lies on


def folders(stage: Stage, tale: Tale, *, letters: int, filings: int) -> None:
    """No file may grow beyond a few hundred bytes: neither packages nor letters can be written down whole."""
    stage.fresh()
    load = Load(stage, 0, filings)
    tale.does("Disken under arkivmappen er full.")
    with _no_room(2048):
        stage.work()
    tale.expect("pakkene er laget, og venter.", f"{load.filed()}.", load.filed() == {"made": filings})
    tale.expect_number("Halve pakker i arkivmappen", 0, len(list(stage.archive.glob("*/.*"))))
    page = stage.browser().get(PAGES[1]).get_data(as_text=True)
    said = "Mappen på tjeneren kan ikke skrives til" in page and "Prøves igjen" in page
    tale.expect("siden «Arkiv» sier hva som er galt, og når det prøves igjen.", "det." if said else "ikke det.", said)
    tale.does("Det er plass igjen.")
    clock.move_to(clock.now() + timedelta(minutes=2))
    stage.sweep("archive.sweep")
    stage.work()
    load.prove(tale)
    _mailbox(stage, tale, letters)


def _mailbox(stage: Stage, tale: Tale, letters: int) -> None:
    """The same for a mail server that keeps what it says yes to on a disk."""
    stage.fresh()
    house = stage.app.config["HOUSE"]
    with Mailbox(stage.home / "postkasse") as mailbox:
        stage.app.config["HOUSE"] = replace(house, smtp_url=mailbox.url)
        try:
            load = Load(stage, letters, 0)
            tale.does("Disken under e-posttjeneren er full.")
            with _no_room(200):
                stage.work()
            tale.expect("brevene venter.", f"{load.states()}.", load.states() == {"waiting": letters})
            page = stage.browser().get(PAGES[0]).get_data(as_text=True)
            tale.expect("siden «Brev» sier hvorfor.", "det." if "svarte 4" in page else "ikke det.", "svarte 4" in page)
            tale.does("Det er plass igjen.")
            clock.move_to(clock.now() + timedelta(minutes=2))
            stage.sweep("outbox.sweep")
            stage.work()
            tale.expect("alle er sendt.", f"{load.states()}.", load.states() == {"sent": letters})
            tale.expect_once("Brev i postkassen", load.numbers, load.of_ours(_number(path) for path in mailbox.letters()))
            tale.expect_number("Halve brev i postkassen", 0, len(list(mailbox.folder.glob("*.ny"))))
        finally:
            stage.app.config["HOUSE"] = house
            clock.move_to(None)


def _number(letter: Path) -> str:
    return str(message_from_bytes(letter.read_bytes())["Message-ID"])


@contextmanager
def _no_room(size: int) -> Iterator[None]:
    """In this process no file may become larger than `size` bytes; anybody may ask that of the kernel.

    Nothing is told while it lasts: what is told may go to a file, too.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)


def database(tale: Tale, tell: Callable[[str], None], *, letters: int) -> None:
    """PostgreSQL on a small disk of its own, which is filled up under it. Needs root, who alone may lay a disk there."""
    if not unprivileged.IS_ROOT:
        tale.does("Full disk under PostgreSQL øves bare som root, som kan legge en liten disk i minnet. Hoppet over.")
        return
    places: list[Path] = []

    def small_disk(home: Path) -> None:
        place = home / "postgres"
        place.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE}m", "tmpfs", str(place)], check=True)
        places.append(place)

    try:
        with stages.held(tell, place=small_disk) as stage:
            _fill_and_prove(stage, tale, places[0], letters)
    finally:
        for place in places:
            subprocess.run(["umount", "-l", str(place)], check=False)


def _fill_and_prove(stage: Stage, tale: Tale, place: Path, letters: int) -> None:
    load, browser = Load(stage, letters, 0), stage.browser()
    ballast = place / "ballast"
    with stage.unattended():
        with ballast.open("wb") as file:
            file.write(b"\0" * max(0, shutil.disk_usage(place).free - 64 * 1024))
        tale.does(f"Disken under PostgreSQL er full ({shutil.disk_usage(place).free // 1024} kB igjen).")
        refused = _until_it_refuses(stage, browser)
        tale.expect("det som ikke kan lagres, blir sagt fra om med rolige ord (503).", refused, refused == 503)
        tale.does("Arbeideren begynner på brevene.")
        stage.work()
        tale.does(f"{len(stage.far_end.taken)} av {letters} brev gikk ut mens det var fullt; de andre venter.")
        ballast.unlink()
        tale.does("Det er plass igjen.")
    carrier.forget_away()
    well = until(lambda: stage.app.test_client().get("/helse/klar").status_code == 200)
    tale.expect("tjenesten er klar igjen av seg selv.", "klar." if well else "ikke klar.", well)
    stage.sweep("outbox.sweep")
    stage.work()
    # One that was being written down when the server fell may be sent once more; see `expect_once`.
    load.prove(tale, windows=1)


def _until_it_refuses(stage: Stage, browser: object, tries: int = 400) -> int:
    """Write until there is no room; the status of the page that says so, or of the last one."""
    form = browser.get(f"/k/{SLUGS[0]}/nettverk/organisasjoner/ny").get_data(as_text=True)  # type: ignore[attr-defined]
    token = form.partition('name="csrf_token" value="')[2].partition('"')[0]
    status = 0
    for number in range(tries):
        sent = {"navn": f"Skole {number} " + "x" * 100, "type": "school", "csrf_token": token}
        status = browser.post(f"/k/{SLUGS[0]}/nettverk/organisasjoner/ny", data=sent).status_code  # type: ignore[attr-defined]
        if status >= 500:
            break
    return status
