"""Lays the templates that come with the house on the centre's shelf, where nothing lies there yet; asked at every start."""

import sys

import psycopg

from infra import migrate


def is_stocked(owner_url: str) -> bool:
    """Whether anything lies on the shelf, one quick question. What the centre has withdrawn is not laid out again."""
    with psycopg.connect(migrate.plain(owner_url), autocommit=True) as connection:
        return connection.execute("SELECT EXISTS (SELECT 1 FROM shared_templates)").fetchone() == (True,)


def main() -> int:
    """Stock the shelf, and say how many editions were laid out."""
    from infra.house import build
    from saas import rooms
    from saas.library import shelf

    with build(check=False).app_context(), rooms.enter(rooms.lobby()):
        made = shelf.stock()
    print(f"  {made} utgaver av maler er lagt ut." if made else "Malene er på plass fra før.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
