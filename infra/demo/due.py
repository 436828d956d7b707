"""Whether the demo's releases are still on their way; light, since the supervisor asks at every start."""

import psycopg

from infra import migrate
from infra.demo.ids import stable_id


def is_due(database_url: str) -> bool:
    """Whether one of them still waits to be built or approved."""
    with psycopg.connect(migrate.plain(database_url)) as connection:
        rows = connection.execute("SELECT id, period FROM stat_raw.releases WHERE state IN ('asked', 'building', 'waiting')").fetchall()
    return any(release_id == stable_id("release", period) for release_id, period in rows)
