"""`./infra/run check-walls`: asks the database's own catalogue whether every wall stands; run nightly in production too."""

import os
import sys

import psycopg

from infra import migrate
from infra.wall_functions import DEFINERS

# Tables that lie outside the kommuner, each with the reason why a room's role may touch it.
OUTSIDE = {
    "tenants": "each kommune reads its own row by policy",
    "users": "log-in, in the lobby only",
    "login_sessions": "log-in, in the lobby only",
    "login_attempts": "log-in, in the lobby only",
    "installation": "which migration step this is, no kommune's data",
    "official_series": "public figures, the same for everybody",
    "official_figures": "public figures, the same for everybody",
    "tenant_numbers": "which number and name a kommune had when; public facts",
    "tenant_successions": "which kommune came after which; public facts",
    "centre_members": "who works at the national centre, in the lobby only",
    "passkeys": "log-in, in the lobby only",
    "totp_secrets": "log-in, in the lobby only; sealed under the house's key",
    "recovery_codes": "log-in, in the lobby only",
    "external_identities": "log-in, in the lobby only",
    "known_devices": "log-in, in the lobby only",
    "login_events": "the log of log-ins, in the lobby only",
    "ceremonies": "log-in, in the lobby only",
    "house_letters": "letters that belong to no kommune; written in the lobby, carried by the worker",
    "applications": "kommuner that are not here yet, in the lobby only",
    "releases": "stat_raw: how a release is coming along, statistics only; stat_pub: what is released, for all",
    "panel": "stat_raw: who is counted in a release; statistics only",
    "numbers": "stat_raw: what was counted; statistics only, and a kommune its own by function",
    "tables": "stat_raw: statistics only; stat_pub: what is released, for all",
    "cells": "stat_raw: statistics only; stat_pub: what is released, for all",
    "equations": "stat_raw: statistics only; stat_pub: what is released, for all",
    "approvals": "stat_raw: who let a release out; statistics only",
    "shared_templates": "published by the centre for every kommune",
    "shared_template_versions": "published by the centre for every kommune",
    "library_cards": "experience that kommuner have chosen to share; whose it is no room can read",
    "network_questions": "the coordinators' forum, in the lobby only",
    "network_answers": "the coordinators' forum, in the lobby only",
    "network_follows": "who wants a digest of the forum, in the lobby only",
}
# Walled tables that admission itself must read; the owner's policy on them is the only second one allowed.
READ_BY_ADMISSION = (
    "tenants", "memberships", "guest_links", "role_invitations", "access_requests", "issuer_permits", "feeds",
    "coordinator_requests", "dpa_acceptances", "bulletin_readers", "bulletin_deliveries", "public_faces",
    # Not admission, but the same kind of policy: anonymous answers are read by one function of the owner's, and by no room.
    "self_review_answers",
)
# What is handed over to the national figures: statistics reads it past the wall, by the one policy that says so.
INTAKE = ("contribution_profiles", "contributions")
# What kommuner publish: the public's role reads it past the wall, by the one policy that says so.
PUBLISHED = ("public_faces", "published_minutes")
# Read by two functions of the owner's: one answers with sums over all kommuner, the other with where the clock has work to do.
COUNTED, COUNTING = ("letters", "filings", "handovers", "exports"), "(current_setting(''room.counting''::text, true) = ''on''::text)"
ROLES = "('bindeledd_lobby', 'bindeledd_worker', 'bindeledd_kommune', 'bindeledd_guest', 'bindeledd_statistics', " \
    "'bindeledd_centre', 'bindeledd_public')"
INSIDE = "('bindeledd_kommune', 'bindeledd_guest')"
OURS = "n.nspname IN ('public', 'app', 'stat_raw', 'stat_pub')"
TABLES = "FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
WALLED = f"c.relkind IN ('r', 'p') AND {OURS} AND c.relname NOT IN ({', '.join(repr(t) for t in OUTSIDE)}) AND EXISTS " \
    "(SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped)"
# The triggers that keep what can be found: each runs one function of its own name, with the rights of whoever writes.
SEARCHS_OWN = "(t.tgname ~ '^search_(keep|lend)_' AND f.proname = t.tgname AND NOT f.prosecdef)"
OWN_ROWS = "(tenant_id = ( SELECT app.room_tenant() AS room_tenant))"
# What the public's policy lets through: pages of kommuner in operation, and minutes that are not withdrawn and that the page shows.
OUT_ROWS = (
    "is_in_operation(tenant_id)",
    "((withdrawn_at IS NULL) AND (EXISTS ( SELECT 1 FROM public_faces f "
    "WHERE ((f.tenant_id = published_minutes.tenant_id) AND f.shows_minutes))))",
)

# Each question must be answered with no row; a row names what is wrong.
QUESTIONS: dict[str, str] = {
    "a kommune table without ENABLE and FORCE": f"""
        SELECT c.relname {TABLES} WHERE {WALLED} AND NOT (c.relrowsecurity AND c.relforcerowsecurity)""",
    "a table that a room can read, neither walled nor on the list": f"""
        SELECT c.relname || ' by ' || r.rolname {TABLES}, pg_roles r
        WHERE r.rolname IN {ROLES} AND c.relkind IN ('r', 'p', 'm', 'f', 'v') AND {OURS}
          AND c.relname NOT IN ({", ".join(repr(t) for t in OUTSIDE)})
          AND has_table_privilege(r.oid, c.oid, 'SELECT')
          AND NOT EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'tenant_id')""",
    "not exactly the one policy for the rooms": f"""
        SELECT c.relname {TABLES} WHERE {WALLED} AND (
          SELECT count(*) FROM pg_policy p WHERE p.polrelid = c.oid
            AND NOT (p.polname = 'admission' AND c.relname IN {READ_BY_ADMISSION!r} AND p.polroles = ARRAY[c.relowner])
            AND NOT (p.polname = 'intake' AND c.relname IN {INTAKE!r} AND p.polcmd = 'r'
                     AND p.polroles = ARRAY['bindeledd_statistics'::regrole::oid])
            AND NOT (p.polname = 'published' AND c.relname IN {PUBLISHED!r} AND p.polcmd = 'r'
                     AND p.polroles = ARRAY['bindeledd_public'::regrole::oid])
            AND NOT (p.polname = 'counting' AND c.relname IN {COUNTED!r} AND p.polcmd = 'r' AND p.polroles = ARRAY[c.relowner]
                     AND pg_get_expr(p.polqual, p.polrelid) = '{COUNTING}')
            AND NOT (p.polname = 'departing' AND p.polroles = ARRAY[c.relowner])) <> 1""",
    "a room that reaches what is counted, or the centre something that is not released": f"""
        SELECT n.nspname || '.' || c.relname || ' by ' || r.rolname {TABLES}, pg_roles r
        WHERE r.rolname IN {ROLES} AND c.relkind IN ('r', 'p', 'm', 'f', 'v') AND {OURS}
          AND ((n.nspname = 'stat_raw' AND r.rolname <> 'bindeledd_statistics')
               OR (n.nspname <> 'stat_pub' AND r.rolname = 'bindeledd_centre'))
          AND (has_any_column_privilege(r.oid, c.oid, 'SELECT')
               OR n.nspname = 'stat_raw' AND has_schema_privilege(r.oid, n.oid, 'USAGE'))""",
    "a released figure that a room can change": f"""
        SELECT c.relname || ': ' || privilege || ' to ' || r.rolname {TABLES}, pg_roles r,
          unnest(ARRAY['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']) privilege
        WHERE r.rolname IN {ROLES} AND n.nspname = 'stat_pub' AND c.relkind IN ('r', 'p')
          AND has_table_privilege(r.oid, c.oid, privilege)""",
    "something that the public's role reaches, and no kommune has published": f"""
        SELECT n.nspname || '.' || c.relname {TABLES}, pg_roles r WHERE r.rolname = 'bindeledd_public' AND {OURS}
          AND c.relkind IN ('r', 'p', 'm', 'f', 'v') AND (n.nspname <> 'public' OR c.relname NOT IN {PUBLISHED!r}
            OR has_any_column_privilege(r.oid, c.oid, 'INSERT, UPDATE') OR has_table_privilege(r.oid, c.oid, 'DELETE'))
          AND (has_any_column_privilege(r.oid, c.oid, 'SELECT, INSERT, UPDATE') OR has_table_privilege(r.oid, c.oid, 'DELETE'))
        UNION ALL SELECT n.nspname FROM pg_namespace n WHERE n.nspname IN ('app', 'stat_raw', 'stat_pub')
          AND has_schema_privilege('bindeledd_public', n.oid, 'USAGE')""",
    "a policy that shows the public more than what is out": f"""
        SELECT c.relname {TABLES} JOIN pg_policy p ON p.polrelid = c.oid WHERE p.polname = 'published'
          AND regexp_replace(pg_get_expr(p.polqual, p.polrelid), '\\s+', ' ', 'g') NOT IN {OUT_ROWS!r}""",
    "a table that would be left behind when its kommune leaves": f"""
        SELECT c.relname {TABLES} WHERE {WALLED} AND c.relname <> 'tenants' AND NOT EXISTS (
          SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'departing' AND p.polroles = ARRAY[c.relowner]
            AND pg_get_expr(p.polqual, p.polrelid) LIKE '%%room.departing%%')""",
    "a policy that says something else than «own rows»": f"""
        SELECT c.relname || ': ' || p.polname FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE {WALLED} AND p.polname NOT IN ('admission', 'departing', 'intake', 'published', 'counting')
          AND (p.polcmd <> '*' OR NOT p.polpermissive
          OR pg_get_expr(p.polqual, p.polrelid) IS DISTINCT FROM '{OWN_ROWS}'
          OR pg_get_expr(p.polwithcheck, p.polrelid) IS DISTINCT FROM '{OWN_ROWS}'
          OR NOT (SELECT bool_and(r.rolname IN {INSIDE}) FROM unnest(p.polroles) o JOIN pg_roles r ON r.oid = o))""",
    "a key or unique index without the kommune": f"""
        SELECT i.indexrelid::regclass::text FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE i.indisunique AND {WALLED} AND NOT EXISTS (SELECT 1 FROM pg_attribute a
          WHERE a.attrelid = c.oid AND a.attname = 'tenant_id' AND a.attnum = ANY (i.indkey::int2[]))""",
    "a foreign key between kommune tables without the kommune on both sides": f"""
        SELECT k.conname FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_class f ON f.oid = k.confrelid
        WHERE k.contype = 'f' AND {WALLED} AND f.relforcerowsecurity AND f.relname <> 'tenants' AND NOT EXISTS (
          SELECT 1 FROM unnest(k.conkey, k.confkey) u(x, y)
          JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.x AND a.attname = 'tenant_id'
          JOIN pg_attribute b ON b.attrelid = k.confrelid AND b.attnum = u.y AND b.attname = 'tenant_id')""",
    "a kommune column that may be empty, or has no default from the ticket": f"""
        SELECT c.relname {TABLES} JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id'
        LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
        WHERE {WALLED} AND (NOT a.attnotnull OR (c.relname <> 'memberships'
          AND pg_get_expr(d.adbin, d.adrelid) IS DISTINCT FROM 'app.room_tenant()'))""",
    "a view, materialised or foreign table that a room can read": f"""
        SELECT c.relname {TABLES}, pg_roles r WHERE r.rolname IN {ROLES} AND c.relkind IN ('v', 'm', 'f') AND {OURS}
          AND has_table_privilege(r.oid, c.oid, 'SELECT')""",
    "an owner's function that is not on the list, or has no pinned search path": f"""
        SELECT p.oid::regprocedure::text || ' by ' || r.rolname FROM pg_proc p
        JOIN pg_namespace n ON n.oid = p.pronamespace, pg_roles r
        WHERE r.rolname IN {ROLES} AND p.prosecdef AND {OURS} AND has_function_privilege(r.oid, p.oid, 'EXECUTE')
          AND (coalesce(array_to_string(p.proconfig, ','), '') !~ 'search_path=' OR NOT ({{allowed}}))""",
    "a function that is LEAKPROOF, or IMMUTABLE though it reads a setting": f"""
        SELECT p.oid::regprocedure::text FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
        WHERE {OURS} AND (p.proleakproof OR (p.provolatile = 'i' AND p.prosrc ~* 'current_setting'))""",
    "a grant that goes round the policies": f"""
        SELECT c.relname || ': ' || privilege || ' to ' || r.rolname {TABLES}, pg_roles r,
          unnest(ARRAY['TRUNCATE', 'REFERENCES', 'TRIGGER']) privilege
        WHERE r.rolname IN {ROLES} AND c.relkind IN ('r', 'p') AND {OURS} AND has_table_privilege(r.oid, c.oid, privilege)""",
    "a log-in role that is too mighty": f"""
        SELECT rolname FROM pg_roles r WHERE rolname IN {ROLES} AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb
          OR rolreplication OR rolinherit OR EXISTS (SELECT 1 FROM pg_auth_members m WHERE m.member = r.oid))""",
    "a room that can create things": f"""
        SELECT n.nspname || ' by ' || r.rolname FROM pg_namespace n, pg_roles r
        WHERE r.rolname IN {ROLES} AND {OURS} AND has_schema_privilege(r.oid, n.oid, 'CREATE')
        UNION ALL SELECT 'temporary tables by ' || r.rolname FROM pg_roles r
        WHERE r.rolname IN {ROLES} AND has_database_privilege(r.oid, current_database(), 'TEMPORARY')""",
    "a thing that a log-in role owns": f"""
        SELECT c.relname {TABLES} JOIN pg_roles r ON r.oid = c.relowner WHERE r.rolname IN {ROLES}
        UNION ALL SELECT p.proname FROM pg_proc p JOIN pg_roles r ON r.oid = p.proowner WHERE r.rolname IN {ROLES}""",
    "a room that can read the ticket key or its makers": """
        SELECT r.rolname FROM pg_roles r WHERE r.rolname LIKE 'bindeledd\\_%%' AND r.rolname <> 'bindeledd_owner'
          AND (has_table_privilege(r.oid, 'app.ticket_keys', 'SELECT') OR has_function_privilege(r.oid, 'app.seal(text)', 'EXECUTE')
          OR has_function_privilege(r.oid, 'app.issue(text,uuid,uuid,text,text)', 'EXECUTE'))""",
    "a sequence or trigger": f"""
        SELECT c.relname {TABLES} WHERE c.relkind = 'S' AND {OURS}
        UNION ALL SELECT t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_proc f ON f.oid = t.tgfoid
        WHERE NOT t.tgisinternal AND {OURS} AND NOT {SEARCHS_OWN}""",
}


def wrong(connection: psycopg.Connection) -> list[str]:
    """What does not hold, one line each; empty when every wall stands."""
    return [f"{name}: {row[0]}" for name in QUESTIONS for row in ask(connection, name)]


def ask(connection: psycopg.Connection, name: str) -> list[tuple[str]]:
    """The rows that one question finds."""
    allowed = " OR ".join(
        f"(p.oid = '{function}'::regprocedure AND r.rolname IN ({_roles(whom)}))" for function, whom in DEFINERS.items()
    )
    return connection.execute(QUESTIONS[name].replace("{allowed}", allowed).replace("%%", "%")).fetchall()  # type: ignore[arg-type]


def _roles(kinds: str) -> str:
    return ", ".join(f"'bindeledd_{kind}'" for kind in kinds.split())


def main() -> int:
    """Print what is wrong; exit 1 if anything is."""
    with psycopg.connect(migrate.plain(os.environ["DATABASE_URL"])) as connection:
        lines = wrong(connection)
    print("\n".join(lines) or f"Alle vegger står: {len(QUESTIONS)} spørsmål, ingen avvik.")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
