"""The table of `./infra/run <verb>`: which module does it, and what it must be given to do it."""

import os
import signal
import subprocess
import sys
from dataclasses import dataclass

from infra import migrate, servers, settings_env
from infra.ground import CannotGoOn, say
from infra.serve import web_command
from infra.servers import Addresses
from infra.settings_env import Settings


@dataclass(frozen=True)
class Verb:
    """One line of the table. `module` is run by `python -m` with `arguments` and whatever else was typed.

    `needs` is "nothing" (a filter), "rooms" (the database as the rooms log in) or "owner" (as its owner).
    """

    about: str
    module: str | None = None
    arguments: tuple[str, ...] = ()
    needs: str = "owner"


VERBS = {
    "web": Verb("bare nettstedet", needs="rooms"),
    "worker": Verb("bare arbeideren som sender brev og gjør jobber", "infra.worker", needs="rooms"),
    "migrate": Verb("bring databasen til nyeste utgave"),
    "demo": Verb("lag demoregionen på nytt", "infra.demo", ("reset",)),
    "statistics": Verb("[fetch]: legg inn tallene fra SSB som følger med, eller hent nyere", "infra.statistics"),
    "backup": Verb("<fil>: ta en låst sikkerhetskopi, og prøv den; --check <fil>: prøv en som finnes", "infra.backup"),
    "restore": Verb("<fil>: legg en kopi inn i en tom database; --kommune <kommune>: bare den, i drift", "infra.restoring"),
    "take-in": Verb("<fil> <kommune>: legg et uttrekk inn i en tom kommune", "infra.take_in"),
    "bounces": Verb("< brev: brev som kom i retur, setter adressen på vent", "infra.bounces", needs="rooms"),
    "pooler": Verb("<mappe>: skriv innstillingene til PgBouncer", "infra.pooler", needs="nothing"),
    "check-text": Verb("personvernvakten som filter, linje for linje", "infra.check_text", needs="nothing"),
    "check-walls": Verb("se etter hull i veggene mellom kommunene", "infra.check_walls"),
    "citus-plan": Verb("SQL-en som fordeler kommunene på flere databasetjenere", "infra.citus"),
    "verify-audit": Verb("se etter brudd i loggkjedene", "infra.verify_audit"),
    "bench": Verb("[walls|pages|growth|kommuner|letters] [--small]: mål hvor fort det går", "infra.bench", needs="nothing"),
    "drill": Verb("[<øvelse>|alle]: gjør noe galt med vilje, på egne tjenere, og se at alt kommer fram", "infra.drills", needs="nothing"),
    "release": Verb("<periode>: lag og kontroller en nasjonal utgivelse, for eksempel 2026T2", "infra.release", needs="rooms"),
    "sbom": Verb("alt tjenesten er laget av, som CycloneDX", "infra.supply_sbom", needs="nothing"),
    "licences": Verb("lisensen til alt som leveres", "infra.supply_licences", needs="nothing"),
    "audit-packages": Verb("slå opp kjente sikkerhetshull i pakkene", "infra.supply_audit", needs="nothing"),
    "trust": Verb("<mappe>: dokumentene om personvern og sikkerhet som PDF", "infra.trust", needs="nothing"),
    "protect": Verb("avsløringskontroll som filter: en sak inn, tabell med hull ut", "infra.protect", needs="nothing"),
}


def main(arguments: list[str]) -> int:
    """Do one verb; returns its exit code (2 for a verb that is unknown)."""
    name, rest = (arguments[0], arguments[1:]) if arguments else ("", [])
    verb = VERBS.get(name)
    if verb is None:
        print(_table(name), file=sys.stderr)
        return 0 if name in ("help", "--help", "-h") else 2
    command = [sys.executable, "-m", str(verb.module), *verb.arguments, *rest]
    if verb.needs == "nothing":
        os.execv(sys.executable, command)
    try:
        return _with_servers(name, verb, command)
    except CannotGoOn as trouble:
        print(f"Stopper: {trouble}", file=sys.stderr)
        return 1


def _with_servers(name: str, verb: Verb, command: list[str]) -> int:
    """Reach the servers, running ones or our own, and do the verb with them in reach."""
    settings = settings_env.read()
    # A signal ends the child first; our own servers are stopped when it is gone.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(143))
    with servers.reached(settings, say) as addresses:
        if name == "migrate":
            return _migrate(settings, addresses)
        if name == "web":
            command = web_command(settings)
        elif name in ("demo", "statistics"):
            migrate.upgrade(addresses.database_url, settings.secret_key)
        return _in_foreground(command, servers.environment_for(settings, addresses, owner=verb.needs == "owner"))


def _migrate(settings: Settings, addresses: Addresses) -> int:
    migrate.upgrade(addresses.database_url, settings.secret_key)
    say("Databasen er på nyeste utgave.")
    environment = servers.environment_for(settings, addresses, owner=True)
    loaded = _in_foreground([sys.executable, "-m", "infra.statistics"], environment)
    return _in_foreground([sys.executable, "-m", "infra.shelf"], environment) or loaded


def _in_foreground(command: list[str], environment: dict[str, str]) -> int:
    """Run with our own input and output; a signal to us ends it first. Its exit code is ours."""
    child = subprocess.Popen(command, env=environment)
    try:
        return child.wait()
    except KeyboardInterrupt:
        child.wait(20)
        return 130
    finally:
        if child.poll() is None:
            child.terminate()
            child.wait(20)


def _table(name: str) -> str:
    wrong = f"«{name}» er ikke noe ./infra/run kan gjøre.\n" if name and not name.endswith(("help", "-h")) else ""
    lines = [f"  ./infra/run {verb:<14} {row.about}" for verb, row in VERBS.items()]
    return wrong + "Bruk:\n  ./infra/run               start alt\n" + "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
