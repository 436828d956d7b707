"""What the tests of production are done with, fetched before they begin; what cannot be had is said. Standard library only."""

from collections.abc import Callable
from pathlib import Path

from infra import debian, engines, packages, pgbouncer
from infra.ground import CACHE, ROOT, CannotGoOn, digest, leave_mark, marked, say

SCHEMAS = CACHE / "schemas"


def fetch() -> None:
    """PgBouncer, Caddy, older PostgreSQLs and the schemas of manifests. The tests themselves decide what a lack means."""
    wanted: dict[str, Callable[[], object]] = {
        "PgBouncer": pgbouncer.program,
        "Caddy": lambda: debian.unpacked("caddy"),
        "skjemaene for manifester": schemas,
        **{f"PostgreSQL {major}": lambda major=major: engines.found(major) for major in (15, 16, 17)},  # type: ignore[misc]
    }
    for name, get in wanted.items():
        try:
            get()
        except CannotGoOn as lacking:
            say(f"Uten {name} hoppes noen tester over: {lacking}")


def schemas() -> Path:
    """The folder of the schemas' own packages (infra/schemas.lock)."""
    lock = ROOT / "infra" / "schemas.lock"
    mark, fingerprint = SCHEMAS / ".bindeledd", digest([lock])
    if not marked(mark, fingerprint):
        packages.install_beside(SCHEMAS, lock)
        leave_mark(mark, fingerprint)
    return SCHEMAS
