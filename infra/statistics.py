"""`./infra/run statistics`: loads the public figures that come with the house; `… fetch` asks the offices for newer ones."""

import os
import sys

import psycopg

from infra import migrate
from saas.errors import Refusal
from saas.statistics import shipped

MARK = "statistics"


def is_loaded(owner_url: str) -> bool:
    """Whether the shipped figures lie in the database already; asked at every start, so it is one quick question."""
    query = "SELECT (SELECT value FROM installation WHERE key = %s), EXISTS (SELECT 1 FROM official_figures)"
    with psycopg.connect(migrate.plain(owner_url), autocommit=True) as connection:
        return connection.execute(query, (MARK,)).fetchone() == (shipped.fingerprint(), True)


def load(owner_url: str) -> list[str]:
    """Take in the shipped figures unless they are there; a line for each series that they changed."""
    from infra.house import build
    from saas.statistics import service

    if is_loaded(owner_url):
        return []
    with build(check=False).app_context():
        taken = service.take_all(shipped.batches())
    query = "INSERT INTO installation VALUES (%s, %s) ON CONFLICT (key) DO UPDATE SET value = excluded.value"
    with psycopg.connect(migrate.plain(owner_url), autocommit=True) as connection:
        connection.execute(query, (MARK, shipped.fingerprint()))
    return [f"  {one.code}: {one.added} nye, {one.changed} endret" for one in taken]


def fetch() -> list[str]:
    """Ask SSB for the newest figures, whatever STATISTICS_FETCH says: somebody asked for it by hand."""
    from infra.house import build
    from saas.statistics import fetching

    with build(check=False).app_context():
        return [f"  {one.code}: {one.added} nye, {one.changed} endret" for one in fetching.fetch()]


def main(arguments: list[str]) -> int:
    """`load` (or nothing), or `fetch`."""
    if arguments not in ([], ["load"], ["fetch"]):
        print("Bruk: ./infra/run statistics [fetch]", file=sys.stderr)
        return 2
    try:
        lines = fetch() if arguments == ["fetch"] else load(os.environ["DATABASE_URL"])
    except Refusal as trouble:
        print(f"Stopper: {trouble.message.format(**trouble.params)}", file=sys.stderr)
        return 1
    print("\n".join(lines) or "Tallene er på plass fra før.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
