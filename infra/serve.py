"""The supervisor behind `./infra/run`: servers, migrations, demo region, then web, worker, clock and mailbox."""

import errno
import os
import signal
import socket
import sys
import time
import urllib.error
import urllib.request
from types import FrameType

from infra import migrate, servers, settings_env, shelf, statistics, webserver
from infra.demo.due import is_due as releases_are_due
from infra.ground import CannotGoOn, digest, leave_mark, marked, say
from infra.hands import Hand, watch
from infra.keeping import Kept
from infra.servers import Addresses
from infra.settings_env import Settings
from infra.welcome import welcome

FIRST_PAGE = 240  # seconds that the web is given to show its first page; a machine that seeds the demo may be slow


class Stopping(BaseException):
    """Someone asked us to stop; not an error, and not to be caught by anyone who handles errors."""


def main() -> int:
    """Run until asked to stop; returns 0 after a clean stop, 1 when something vital failed."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _stop)
    try:
        settings = settings_env.read()
        with servers.held(settings) as ours:
            if not ours:
                there = servers.running(settings)
                raise CannotGoOn(f"Bindeledd kjører allerede på {there.public_url} (prosess {there.pid}).")
            _refuse_taken_port(settings)
            kept: list[Kept] = []
            with servers.started(settings, say, kept) as addresses:
                _run(settings, addresses, kept)
    except CannotGoOn as trouble:
        print(f"Stopper: {trouble}", file=sys.stderr, flush=True)
        return 1
    except Stopping:
        say("Alt er stoppet.")
        return 0
    return 1


def web_command(settings: Settings) -> list[str]:
    """The web server, where the settings say."""
    return webserver.command(settings.bind, settings.port)


def _run(settings: Settings, addresses: Addresses, kept: list[Kept]) -> None:
    """Everything that lives on top of the servers, stopped in the opposite order of its start."""
    rooms = servers.environment_for(settings, addresses, owner=False)
    web = Hand("Nettstedet", web_command(settings), rooms, vital=True)
    worker = Hand("Arbeideren", [sys.executable, "-m", "infra.worker"], rooms)
    clock = Hand("Klokken", [sys.executable, "-m", "infra.clock"], rooms)
    mailbox = Hand("Postkassen", servers.mailbox_command(addresses), dict(os.environ))
    owner = servers.environment_for(settings, addresses, owner=True)
    releases = Hand("Utgivelsene", [sys.executable, "-m", "infra.demo", "releases"], owner, once=True)
    hands = [worker, clock, web, mailbox, releases]
    try:
        if addresses.mailbox_folder:
            mailbox.start()
        _bring_up_to_date(settings, addresses)
        web.start()
        _await_first_page(settings, web)
        # One that never gave a page would never give one; one that did is started again like the others.
        web.vital = False
        worker.start()
        clock.start()
        welcome(settings, addresses)
        if settings.is_demo and releases_are_due(addresses.database_url):
            say("Bygger de nasjonale utgivelsene i bakgrunnen; det tar noen minutter.")
            releases.start()
        watch([*kept, *hands])
    finally:
        _let_nothing_disturb()
        for hand in hands:
            hand.ask_to_stop()
        for hand in hands:
            hand.await_stop()


def _bring_up_to_date(settings: Settings, addresses: Addresses) -> None:
    """Migrate only when behind, and fill an empty demo; both are skipped in a moment on a warm start.

    The login roles' passwords come from the secret key, so a changed key is a reason to go through it all too.
    """
    which = settings.database_url or "innebygd"
    ready, seeded = settings.home / "database-ready", settings.home / "demo-seeded"
    wanted = digest([], settings.secret_key, which)
    if not (marked(ready, wanted) and migrate.at_head(addresses.database_url)):
        say("Gjør databasen klar …")
        seeded.unlink(missing_ok=True)
        migrate.upgrade(addresses.database_url, settings.secret_key)
        leave_mark(ready, wanted)
        say("Databasen er klar.")
    if not statistics.is_loaded(addresses.database_url):
        say("Legger inn tallene fra SSB …")
        environment = servers.environment_for(settings, addresses, owner=True)
        if Hand("Tallene", [sys.executable, "-m", "infra.statistics"], environment).run() != 0:
            # The house can be used without them, and the next start tries again.
            say("Tallene fra SSB er ikke på plass; årsaken står over.")
    if not shelf.is_stocked(addresses.database_url):
        environment = servers.environment_for(settings, addresses, owner=True)
        if Hand("Malene", [sys.executable, "-m", "infra.shelf"], environment).run() != 0:
            # The house can be used without them, and the next start tries again.
            say("Malene er ikke på plass; årsaken står over.")
    if settings.is_demo and not marked(seeded, wanted):
        say("Ser etter demoregionen, og lager den om databasen er tom …")
        environment = servers.environment_for(settings, addresses, owner=True)
        if Hand("Demoregionen", [sys.executable, "-m", "infra.demo", "ensure"], environment).run() != 0:
            raise CannotGoOn("Demoregionen lot seg ikke lage; årsaken står over.")
        leave_mark(seeded, wanted)
        say("Demoregionen er på plass.")


def _await_first_page(settings: Settings, web: Hand) -> None:
    """Ask for the first page until it comes, so that the address we print is one that answers."""
    host = "127.0.0.1" if settings.bind in ("0.0.0.0", "") else settings.bind
    deadline = time.monotonic() + FIRST_PAGE
    while time.monotonic() < deadline:
        if web.has_stopped:
            raise CannotGoOn("Nettstedet stoppet før det viste sin første side; årsaken står over.")
        try:
            urllib.request.urlopen(f"http://{host}:{settings.port}/", timeout=10).read()
            return
        except urllib.error.HTTPError as answer:
            if answer.code < 500:
                return
            raise CannotGoOn(f"Nettstedet svarer med feil {answer.code} på forsiden; årsaken står over.") from None
        except OSError:
            time.sleep(0.05)
    raise CannotGoOn(f"Nettstedet viste ingen side på {FIRST_PAGE} sekunder.")


def _refuse_taken_port(settings: Settings) -> None:
    """Say so before anything is started; the web itself would say it late and at length."""
    family = socket.AF_INET6 if ":" in settings.bind else socket.AF_INET
    another = f"Velg en annen port, for eksempel: PORT={settings.port % 65535 + 1} ./infra/run"
    try:
        socket.create_server((settings.bind, settings.port), family=family).close()
    except OSError as trouble:
        if trouble.errno == errno.EADDRINUSE:
            raise CannotGoOn(f"Port {settings.port} er opptatt av et annet program. {another}") from None
        reason = os.strerror(trouble.errno) if trouble.errno else str(trouble)
        raise CannotGoOn(f"Kan ikke svare på {settings.bind}:{settings.port} ({reason}). {another}") from None


def _stop(number: int, frame: FrameType | None) -> None:
    _let_nothing_disturb()
    say("Stopper …")
    raise Stopping


def _let_nothing_disturb() -> None:
    """A second Ctrl-C must not leave half of it running; every stop has a time limit of its own."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)


if __name__ == "__main__":
    sys.exit(main())
