"""How a kommune's table is made and walled in. Append-only: old migrations must mean what they meant."""

from alembic import op

# Roles that may stand inside a kommune's room, each only with a ticket of its own kind.
KOMMUNE, GUEST = "bindeledd_kommune", "bindeledd_guest"
# Roles that stand outside: the lobby admits people, the worker is admitted for jobs.
LOBBY, WORKER = "bindeledd_lobby", "bindeledd_worker"
LOGIN_ROLES = (LOBBY, WORKER, KOMMUNE, GUEST)
# Roles that look at all kommuner together: statistics reads what is handed over, the centre only what is released.
STATISTICS, CENTRE = "bindeledd_statistics", "bindeledd_centre"
# Whoever has not logged in: reads what kommuner have published, and nothing else.
PUBLIC = "bindeledd_public"

# Citus refuses sub-selects in policies; there the plain call is swapped in by one migration.
OWN_ROWS = "tenant_id = (SELECT app.room_tenant())"

EVERYTHING = "SELECT, INSERT, UPDATE, DELETE"
APPEND_ONLY = "SELECT, INSERT"


def kommune_table(
    name: str,
    columns: str,
    *,
    belongs_to: dict[str, str] | None = None,
    unique: tuple[str, ...] = (),
    indexes: tuple[str, ...] = (),
    grant: str = EVERYTHING,
    guest: str = "",
) -> None:
    """Create a table that lies inside the kommuner, with its wall.

    `columns` is SQL without tenant_id and id; `belongs_to` maps a column to the kommune table it points at;
    `unique` and `indexes` are column lists without tenant_id; `grant` is what the kommune's role may do and
    `guest` what a guest with a signed link may do (column lists allowed).
    """
    parts = [
        "tenant_id uuid NOT NULL DEFAULT app.room_tenant() REFERENCES tenants (id)",
        "id uuid NOT NULL DEFAULT gen_random_uuid()",
        columns.strip().rstrip(","),
        "PRIMARY KEY (tenant_id, id)",
        *(f"UNIQUE (tenant_id, {keys})" for keys in unique),
        *(
            f"FOREIGN KEY (tenant_id, {column}) REFERENCES {target} (tenant_id, id)"
            for column, target in (belongs_to or {}).items()
        ),
    ]
    op.execute(f"CREATE TABLE {name} ({', '.join(parts)})")
    for keys in (*(belongs_to or {}), *indexes):
        op.execute(f"CREATE INDEX ON {name} (tenant_id, {keys})")
    raise_wall(name, grant=grant, guest=guest)


def raise_wall(name: str, *, grant: str = EVERYTHING, guest: str = "") -> None:
    """Enable and force row security with the one policy that every kommune table has, and grant no more than named."""
    op.execute(f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY")
    op.execute(
        f"CREATE POLICY own_kommune ON {name} FOR ALL TO {KOMMUNE}, {GUEST} USING ({OWN_ROWS}) WITH CHECK ({OWN_ROWS})"
    )
    op.execute(f"GRANT {grant} ON {name} TO {KOMMUNE}")
    if guest:
        op.execute(f"GRANT {guest} ON {name} TO {GUEST}")


def open_to_functions(name: str) -> None:
    """Let the owner's own functions (admission) read a walled table; FORCE would otherwise show them nothing."""
    op.execute(f"CREATE POLICY admission ON {name} FOR ALL TO CURRENT_USER USING (true) WITH CHECK (true)")


def definer(signature: str, returns: str, body: str, *, volatility: str = "STABLE", language: str = "plpgsql") -> None:
    """Create a SECURITY DEFINER function with a pinned search path that nobody may call until it is granted."""
    op.execute(
        f"CREATE FUNCTION {signature} RETURNS {returns} LANGUAGE {language} {volatility} SECURITY DEFINER "
        f"SET search_path = pg_catalog, public, pg_temp AS $body$ {body} $body$"
    )
    op.execute(f"REVOKE ALL ON FUNCTION {_types_only(signature)} FROM PUBLIC")


def _types_only(signature: str) -> str:
    """`app.admit(secret text, kommune uuid)` → `app.admit(text, uuid)`."""
    name, _, inside = signature.partition("(")
    types = [part.split()[-1] for part in inside.rstrip(")").split(",") if part.strip()]
    return f"{name}({', '.join(types)})"


def own_rows(*, sub_select: bool = True, key: str = "tenant_id") -> str:
    """The wall's one expression, in either of its forms; the rows are the same.

    With a sub-select PostgreSQL asks for the ticket once a statement, also where no index helps. Citus takes no sub-select in
    a policy on a distributed table, and gets the plain call. `key` is `id` for the kommune's own row in `tenants`.
    """
    return f"{key} = (SELECT app.room_tenant())" if sub_select else f"{key} = app.room_tenant()"


def leaving_rows(*, sub_select: bool = True) -> str:
    """The owner's expression while a kommune is being deleted, in either form."""
    leaving = "nullif(current_setting('room.departing', true), '')::uuid"
    return f"tenant_id = (SELECT {leaving})" if sub_select else f"tenant_id = {leaving}"


def restated(table: str, policy: str, *, sub_select: bool) -> str:
    """The statement that gives a wall the other form without ever taking it down. `policy` is own_kommune or departing."""
    if policy == "departing":
        return f"ALTER POLICY departing ON {table} USING ({leaving_rows(sub_select=sub_select)})"
    if table == "tenants":
        return f"ALTER POLICY own_kommune ON tenants USING ({own_rows(sub_select=sub_select, key='id')})"
    rows = own_rows(sub_select=sub_select)
    return f"ALTER POLICY own_kommune ON {table} USING ({rows}) WITH CHECK ({rows})"
