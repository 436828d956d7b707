"""What Citus does not take, asked of the database's own catalogue; each question names what would have to be changed.

The rules are those of Citus 13 (keys and actions as in its foreign_constraint.c, policies and triggers as tried in isolation.md).
"""

import psycopg

WALLED = """
    SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p') AND c.relforcerowsecurity AND n.nspname IN ('public', 'app', 'stat_raw', 'stat_pub')
"""
OURS = "n.nspname IN ('public', 'app', 'stat_raw', 'stat_pub')"
# The triggers that keep the search (decision 0019): they write to another table, which a trigger on a shard may not.
SEARCHS_OWN = "^search_(keep|lend)_"
# Policies that say the same without a sub-select when migrations.walls restates them.
RESTATED = ("own_kommune", "departing")
# Policies that no other form can say: what they ask of another table must first be a column of the row itself.
REWRITTEN = {
    ("public_faces", "published"): "asks tenants through a function; needs a column in_operation, kept by the function that ends a kommune",
    ("published_minutes", "published"): "asks public_faces; needs a column shown, kept by the verb that shows and hides minutes",
}
# Functions that policies, checks and generated columns of a kommune's tables may call: they read nothing, or only the node's own key.
ON_A_SHARD = ("app.room_tenant()", "app.search_vector(text)")


def obstacles(connection: psycopg.Connection) -> list[str]:
    """What stands in the way, one line each; empty when the schema would be taken."""
    found = [*_unplaced(connection), *_odd_columns(connection), *_keys(connection), *_references(connection)]
    return [*found, *_machinery(connection), *_policies(connection), *_functions(connection)]


def keys_between(connection: psycopg.Connection, tables: set[str]) -> list[tuple[str, str, str, str]]:
    """Foreign keys among some tables: (table, what it points at, name, definition); a table that points at itself is left out."""
    query = """
        SELECT k.conrelid::regclass::text, k.confrelid::regclass::text, k.conname, pg_get_constraintdef(k.oid)
        FROM pg_constraint k WHERE k.contype = 'f' AND k.conrelid <> k.confrelid ORDER BY 1, 3
    """
    return [row for row in connection.execute(query).fetchall() if row[0] in tables and row[1] in tables]  # type: ignore[misc]


def rings(connection: psycopg.Connection, tables: set[str]) -> list[tuple[str, str, str]]:
    """Keys that must be lifted while tables that point at each other are put in place: (table, name, definition)."""
    keys, placed, lifted = keys_between(connection, tables), set[str](), list[tuple[str, str, str]]()
    waiting = {table: [key for key in keys if key[0] == table] for table in tables}
    while waiting:
        ready = [table for table, ahead in waiting.items() if all(key[1] in placed for key in ahead)]
        if not ready:
            # The one that waits for fewest is placed first, and its keys are laid again when the others are there.
            table = min(sorted(waiting), key=lambda one: sum(key[1] not in placed for key in waiting[one]))
            lifted += [(key[0], key[2], key[3]) for key in waiting[table] if key[1] not in placed]
            ready = [table]
        for table in ready:
            placed.add(table)
            del waiting[table]
    return lifted


def _kind(connection: psycopg.Connection) -> dict[str, str | None]:
    from infra import citus

    tables = citus.distributed(connection)
    query = f"""SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p', 'm', 'f', 'v') AND {OURS}"""
    names = [row[0] for row in connection.execute(query).fetchall()]  # type: ignore[call-overload]
    return {name: citus.kind_of(name, tables) for name in names}


def _unplaced(connection: psycopg.Connection) -> list[str]:
    from infra import citus

    kinds = _kind(connection)
    gone = (citus.REFERENCE.keys() | citus.LOCAL.keys() | citus.EACH_NODE.keys()) - kinds.keys()
    return [
        *(f"{table}: is of no kind, or of two; give it a place in infra/citus.py" for table, kind in kinds.items() if kind is None),
        *(f"{table}: is named in infra/citus.py, and does not exist" for table in sorted(gone)),
    ]


def _odd_columns(connection: psycopg.Connection) -> list[str]:
    query = f"""
        SELECT w.name FROM ({WALLED}) w(name) LEFT JOIN pg_attribute a ON a.attrelid = w.name::regclass AND a.attname = 'tenant_id'
        WHERE w.name <> 'tenants' AND (a.attname IS NULL OR a.atttypid <> 'uuid'::regtype OR NOT a.attnotnull)
    """
    return [f"{row[0]}: tenant_id must be a uuid that is never empty" for row in connection.execute(query)]  # type: ignore[call-overload]


def _keys(connection: psycopg.Connection) -> list[str]:
    query = f"""
        SELECT i.indexrelid::regclass::text FROM pg_index i JOIN ({WALLED}) w(name) ON i.indrelid = w.name::regclass
        WHERE w.name <> 'tenants' AND (i.indisunique OR i.indisexclusion) AND NOT EXISTS (SELECT 1 FROM pg_attribute a
          WHERE a.attrelid = i.indrelid AND a.attname = 'tenant_id' AND a.attnum = ANY (i.indkey::int2[]))
    """
    return [f"{row[0]}: a unique key of a spread table must hold tenant_id" for row in connection.execute(query)]  # type: ignore[call-overload]


def _references(connection: psycopg.Connection) -> list[str]:
    query = """
        SELECT k.conrelid::regclass::text, k.confrelid::regclass::text, k.conname, k.confdeltype, k.confupdtype,
          (SELECT array_position(k.conkey, a.attnum) FROM pg_attribute a WHERE a.attrelid = k.conrelid AND a.attname = 'tenant_id'),
          (SELECT array_position(k.confkey, a.attnum) FROM pg_attribute a WHERE a.attrelid = k.confrelid AND a.attname = 'tenant_id')
        FROM pg_constraint k WHERE k.contype = 'f'
    """
    kinds, wrong = _kind(connection), []
    for table, target, name, on_delete, on_update, place, their_place in connection.execute(query):
        of, to = kinds.get(table), kinds.get(target)
        if of == "distributed" and to == "distributed" and (place is None or place != their_place):
            wrong.append(f"{table}.{name}: tenant_id must stand at the same place on both sides")
        if of == "distributed" and to not in ("distributed", "reference"):
            wrong.append(f"{table}.{name}: a spread table cannot point at {target}, which lies on one node only")
        if of == "reference" and to != "reference":
            wrong.append(f"{table}.{name}: a table that is whole on every node cannot point at {target}")
        if of == "distributed" and place is not None and (on_delete in ("n", "d") or on_update in ("n", "d", "c")):
            wrong.append(f"{table}.{name}: may not empty or move tenant_id when {target} is changed")
        if of == "local" and to == "distributed":
            wrong.append(f"{table}.{name}: a table on one node cannot point at {target}, which is spread")
    return wrong


def _machinery(connection: psycopg.Connection) -> list[str]:
    query = f"""
        SELECT c.oid::regclass::text || ': a sequence counts on one node only' FROM pg_class c
          JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'S' AND {OURS}
        UNION ALL SELECT t.tgrelid::regclass::text || '.' || t.tgname || ': a trigger is not taken' FROM pg_trigger t
          WHERE NOT t.tgisinternal AND t.tgname !~ '{SEARCHS_OWN}'
        UNION ALL SELECT k.conrelid::regclass::text || '.' || k.conname || ': EXCLUDE, or a key checked late, is not taken'
          FROM pg_constraint k WHERE k.contype = 'x' OR k.contype IN ('p', 'u', 'x') AND k.condeferrable
        UNION ALL SELECT r.ev_class::regclass::text || '.' || r.rulename || ': a rule is not taken' FROM pg_rewrite r
          JOIN pg_class c ON c.oid = r.ev_class JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p') AND {OURS}
        UNION ALL SELECT i.inhrelid::regclass::text || ': inherits from another table' FROM pg_inherits i
          JOIN pg_class c ON c.oid = i.inhrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE {OURS} AND c.relkind IN ('r', 'p')
    """
    return [row[0] for row in connection.execute(query)]  # type: ignore[call-overload]


def _policies(connection: psycopg.Connection) -> list[str]:
    """A sub-select is seen in the stored tree, whatever it is written like."""
    query = f"""
        SELECT p.polrelid::regclass::text, p.polname FROM pg_policy p JOIN ({WALLED}) w(name) ON p.polrelid = w.name::regclass
        WHERE (coalesce(p.polqual::text, '') || coalesce(p.polwithcheck::text, '')) LIKE '%SUBLINK%'
    """
    found = connection.execute(query).fetchall()  # type: ignore[call-overload]
    return [
        f"{table}: the policy {name} has a sub-select, and no other form is known"
        for table, name in found if name not in RESTATED and (table, name) not in REWRITTEN
    ]


def _functions(connection: psycopg.Connection) -> list[str]:
    """Functions that would run where the rows lie: in policies, checks, generated columns and indexes of a spread table."""
    query = f"""
        WITH w AS (SELECT name::regclass::oid AS oid FROM ({WALLED}) w(name) WHERE name <> 'tenants')
        SELECT DISTINCT d.refobjid::regprocedure::text, coalesce(p.polrelid, k.conrelid, a.adrelid, i.indrelid)::regclass::text, p.polname
        FROM pg_depend d JOIN pg_proc f ON f.oid = d.refobjid JOIN pg_namespace n ON n.oid = f.pronamespace
        LEFT JOIN pg_policy p ON d.classid = 'pg_policy'::regclass AND p.oid = d.objid
        LEFT JOIN pg_constraint k ON d.classid = 'pg_constraint'::regclass AND k.oid = d.objid
        LEFT JOIN pg_attrdef a ON d.classid = 'pg_attrdef'::regclass AND a.oid = d.objid AND EXISTS (
          SELECT 1 FROM pg_attribute c WHERE c.attrelid = a.adrelid AND c.attnum = a.adnum AND c.attgenerated <> '')
        LEFT JOIN pg_index i ON d.classid = 'pg_class'::regclass AND i.indexrelid = d.objid
        WHERE d.refclassid = 'pg_proc'::regclass AND {OURS}
          AND coalesce(p.polrelid, k.conrelid, a.adrelid, i.indrelid) IN (SELECT oid FROM w)
    """
    return [
        f"{table}: calls {function} where its rows lie; it must read no other table (infra.citus_rules.ON_A_SHARD)"
        for function, table, policy in connection.execute(query)  # type: ignore[call-overload]
        if function not in ON_A_SHARD and (table, policy) not in REWRITTEN
    ]
