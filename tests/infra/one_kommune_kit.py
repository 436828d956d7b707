"""A house with one of everything in two kommuner, a copy of it that lies aside, and a running one for each test."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg

from infra import migrate
from infra.backup_aside import Aside
from infra.embedded import Postgres
from infra.house import build
from infra.restoring_kommune import from_aside
from saas import audit
from saas.config import read
from tests.infra.backup_kit import admin_of, fingerprints
from tests.walls.test_crawler import _fill
from tests.world import SECRET, Place, _inside, found_kommune

# What the demo world's `_fill` leaves in a state that a clock would go on with, and somebody with no other kommune.
OPEN = """
insert into letters (tenant_id, to_name, to_address, subject, body, template, about_kind, state)
  select id, 'Kari', 'p@x.example', 'Innkalling', 'Velkommen', 'x', '', 'waiting' from tenants;
insert into departures (tenant_id, asked_by, asked_name, state, confirmed_by, confirmed_name, confirmed_at, delete_after)
  select id, gen_random_uuid(), 'Leder', 'confirmed', gen_random_uuid(), 'Direktør', now(), now() - interval '1 hour' from tenants;
insert into guest_links (tenant_id, token_hash, purpose, subject_id, person_id, expires_at)
  select tenant_id, 'åpen', 'task.report', id, id, now() + interval '30 days' from people;
insert into bulletin_readers (tenant_id, email, email_seal, follows, state, stop_hash, return_hash)
  select id, 'leser@x.example', repeat('a', 64), true, 'active', repeat('b', 64), repeat('c', 64) from tenants;
insert into passkeys (user_id, credential_id, public_key, name) select id, id::text, 'nokkel', 'Mobil' from users
  where email <> 'koordinator@fjordvest.example';
"""


@dataclass(frozen=True)
class Running:
    """One running house: `url` is its owner's address, `admin` the superuser's; `aside` is where the copy lies."""

    url: str
    admin: str
    places: dict[str, Place]
    aside: Aside

    def restore(self, slug: str = "nordvik", **how: Any) -> None:
        """Fetch a kommune back from the copy."""
        from_aside(self.aside, slug, self.url, self.admin, SECRET, **how)

    def sql(self, *statements: str, **values: Any) -> list[tuple[Any, ...]]:
        """As somebody whom no wall stops; the rows of the last statement. `%(k)s` is Nordvik."""
        with psycopg.connect(self.admin) as admin:
            for statement in statements:
                answer = admin.execute(statement, {"k": self.places["nordvik"].id, **values})  # type: ignore[arg-type]
            return answer.fetchall() if answer.description else []

    def prints(self) -> dict[str, dict[str, str]]:
        """Fingerprints by kommune («nordvik», «hamnes», «» for none) and table."""
        names = {str(place.id): slug for slug, place in self.places.items()}
        return {names.get(tenant, tenant): tables for tenant, tables in fingerprints(self.admin).items()}


def differing(before: dict[str, str], after: dict[str, str]) -> set[str]:
    """Tables that are not the same."""
    return {table.removeprefix("public.") for table in {*before, *after} if before.get(table) != after.get(table)}


@contextmanager
def filled(cluster: Postgres, name: str, **services: str) -> Iterator[tuple[str, dict[str, Place]]]:
    """A database with one of everything in both kommuner, and a true chain in each."""
    url = cluster.create_database(name, template="template_house")
    migrate.close_database(url)
    places = {
        "nordvik": found_kommune(url, "nordvik", "Nordvik", number="9901", population=11840),
        "hamnes": found_kommune(url, "hamnes", "Hamnes", number="9903", population=2460, language="nn", colour=3),
    }
    house = build(read({"BINDELEDD_MODE": "demo", "SECRET_KEY": SECRET, "DATABASE_URL": url, **services}), check=False)

    def inside(slug: str, role: str = "coordinator", read_only: bool = False) -> Any:
        return _inside(house, places[slug], role, read_only)

    for slug, place in places.items():
        _fill(inside, slug, place.name)
        with inside(slug):
            audit.record("test.deed", number=1)
    with house.app_context():
        from saas.db import db

        for engine in db.engines.values():
            engine.dispose()
    with psycopg.connect(admin_of(cluster, url)) as admin:
        admin.execute(OPEN)  # type: ignore[arg-type]
        admin.execute("insert into tenant_numbers (tenant_id, number, name, valid_from) select id, number, name, '2020-01-01' from tenants")
    yield url, places
    cluster.drop_database(name)
