"""Rooms: kommuner, people who log in, their memberships, and the tickets that open a room."""

from alembic import op

from migrations.walls import GUEST, KOMMUNE, LOBBY, WORKER, definer, open_to_functions

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE SCHEMA app")
    op.execute(f"GRANT USAGE ON SCHEMA app, public TO {LOBBY}, {WORKER}, {KOMMUNE}, {GUEST}")
    _ticket_machinery()
    _kommuner()
    _people_who_log_in()
    _memberships_and_links()
    _admission()


def downgrade() -> None:
    op.execute("DROP TABLE guest_links, memberships, login_attempts, login_sessions, users, tenants, installation CASCADE")
    op.execute("DROP SCHEMA app CASCADE")


def _ticket_machinery() -> None:
    op.execute("CREATE TABLE app.ticket_keys (id int PRIMARY KEY CHECK (id = 1), key bytea NOT NULL)")
    # The core has no gen_random_bytes; two version 4 uuids carry 244 random bits.
    op.execute(
        "INSERT INTO app.ticket_keys VALUES (1, decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex'))"
    )
    op.execute(
        "CREATE FUNCTION app.challenge() RETURNS text LANGUAGE sql STABLE AS "
        "$$ SELECT pg_backend_pid() || ':' || (extract(epoch FROM transaction_timestamp()) * 1000000)::bigint $$"
    )
    op.execute(f"REVOKE ALL ON FUNCTION app.challenge() FROM PUBLIC; GRANT EXECUTE ON FUNCTION app.challenge() TO {KOMMUNE}, {GUEST}")
    definer(
        "app.seal(message text)",
        "text",
        "SELECT encode(sha256(key || sha256(key || convert_to(message, 'UTF8'))), 'hex') FROM app.ticket_keys",
        language="sql",
    )
    definer(
        "app.issue(kind text, tenant uuid, actor uuid, role text, challenge text)",
        "text",
        """
        DECLARE message text := concat_ws('|', kind, tenant, actor, role, challenge,
                                          (extract(epoch FROM clock_timestamp()) + 300)::bigint);
        BEGIN
            RETURN message || '|' || app.seal(message);
        END
        """,
        volatility="VOLATILE",
    )
    definer("app.shown_ticket()", "text[]", _SHOWN_TICKET)
    definer("app.room_tenant()", "uuid", "BEGIN RETURN (app.shown_ticket())[2]::uuid; END")
    definer("app.room_actor()", "uuid", "BEGIN RETURN (app.shown_ticket())[3]::uuid; END")
    op.execute(f"GRANT EXECUTE ON FUNCTION app.room_tenant(), app.room_actor() TO {KOMMUNE}, {GUEST}")


_SHOWN_TICKET = """
DECLARE
    shown text := current_setting('room.ticket', true);
    part text[];
BEGIN
    -- No ticket is no kommune: every policy then compares with NULL and shows nothing.
    IF shown IS NULL OR shown = '' THEN RETURN NULL; END IF;
    part := string_to_array(shown, '|');
    IF cardinality(part) <> 7 OR part[7] <> app.seal(array_to_string(part[1:6], '|')) THEN
        RAISE insufficient_privilege USING MESSAGE = 'This ticket was not issued here.';
    END IF;
    IF 'bindeledd_' || part[1] <> session_user THEN
        RAISE insufficient_privilege USING MESSAGE = 'This ticket is for another kind of room.';
    END IF;
    -- A ticket is good for the one transaction that asked for it, so a copied or borrowed one opens nothing.
    IF part[5] <> app.challenge() THEN
        RAISE insufficient_privilege USING MESSAGE = 'This ticket belongs to another transaction.';
    END IF;
    IF part[6]::bigint < extract(epoch FROM clock_timestamp()) THEN
        RAISE insufficient_privilege USING MESSAGE = 'This ticket is too old.';
    END IF;
    RETURN part;
END
"""


def _kommuner() -> None:
    op.execute("CREATE TABLE installation (key text PRIMARY KEY, value text NOT NULL)")
    op.execute(f"GRANT SELECT ON installation TO {LOBBY}, {WORKER}")
    op.execute(
        """
        CREATE TABLE tenants (
            id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
            slug text NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9-]{2,60}$'),
            name text NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
            number text NOT NULL,
            org_number text,
            population int NOT NULL DEFAULT 0,
            language text NOT NULL DEFAULT 'nb' CHECK (language IN ('nb', 'nn')),
            colour int NOT NULL DEFAULT 1 CHECK (colour BETWEEN 1 AND 12),
            mark text NOT NULL CHECK (length(mark) BETWEEN 1 AND 2),
            levels int NOT NULL DEFAULT 3 CHECK (levels IN (2, 3)),
            partnership text,
            in_operation boolean NOT NULL DEFAULT true,
            created_at timestamptz NOT NULL DEFAULT now()
        )
        """
    )
    op.execute("ALTER TABLE tenants ENABLE ROW LEVEL SECURITY; ALTER TABLE tenants FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY own_kommune ON tenants FOR SELECT TO {KOMMUNE}, {GUEST} USING (id = (SELECT app.room_tenant()))")
    op.execute(f"CREATE POLICY whole_list ON tenants FOR SELECT TO {WORKER} USING (true)")
    open_to_functions("tenants")
    op.execute(f"GRANT SELECT ON tenants TO {KOMMUNE}, {GUEST}, {WORKER}")


def _people_who_log_in() -> None:
    op.execute(
        """
        CREATE TABLE users (
            id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
            email text NOT NULL UNIQUE CHECK (email = lower(email) AND length(email) <= 254),
            name text NOT NULL,
            password_hash text,
            language text CHECK (language IN ('nb', 'nn')),
            demo boolean NOT NULL DEFAULT false,
            disabled_at timestamptz,
            created_at timestamptz NOT NULL DEFAULT now()
        );
        CREATE TABLE login_sessions (
            id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
            user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
            secret_hash text NOT NULL UNIQUE,
            device text NOT NULL DEFAULT '',
            created_at timestamptz NOT NULL DEFAULT now(),
            seen_at timestamptz NOT NULL DEFAULT now(),
            idle_minutes int NOT NULL,
            expires_at timestamptz NOT NULL
        );
        CREATE INDEX ON login_sessions (user_id);
        CREATE TABLE login_attempts (
            id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
            email_hash text NOT NULL,
            address_hash text NOT NULL,
            at timestamptz NOT NULL DEFAULT now()
        );
        CREATE INDEX ON login_attempts (email_hash, at);
        CREATE INDEX ON login_attempts (address_hash, at);
        """
    )
    op.execute(
        f"""
        GRANT SELECT ON users TO {LOBBY};
        GRANT UPDATE (password_hash, language, name) ON users TO {LOBBY};
        GRANT SELECT, INSERT, UPDATE, DELETE ON login_sessions TO {LOBBY};
        GRANT SELECT, INSERT, DELETE ON login_attempts TO {LOBBY};
        """
    )


def _memberships_and_links() -> None:
    op.execute(
        """
        CREATE TABLE memberships (
            tenant_id uuid NOT NULL REFERENCES tenants (id),
            id uuid NOT NULL DEFAULT gen_random_uuid(),
            user_id uuid NOT NULL REFERENCES users (id),
            role text NOT NULL CHECK (role IN ('coordinator', 'chair', 'chief_executive', 'member', 'practitioner',
                                               'data_protection_officer', 'service')),
            valid_from date NOT NULL DEFAULT current_date,
            valid_to date,
            PRIMARY KEY (tenant_id, id)
        );
        CREATE INDEX ON memberships (user_id, tenant_id);
        CREATE TABLE guest_links (
            tenant_id uuid NOT NULL DEFAULT app.room_tenant() REFERENCES tenants (id),
            id uuid NOT NULL DEFAULT gen_random_uuid(),
            token_hash text NOT NULL,
            purpose text NOT NULL,
            subject_id uuid NOT NULL,
            person_id uuid NOT NULL,
            created_at timestamptz NOT NULL DEFAULT now(),
            expires_at timestamptz NOT NULL,
            used_at timestamptz,
            revoked_at timestamptz,
            PRIMARY KEY (tenant_id, id),
            UNIQUE (tenant_id, token_hash)
        );
        CREATE INDEX ON guest_links (token_hash);
        CREATE INDEX ON guest_links (tenant_id, subject_id);
        """
    )
    own = "tenant_id = (SELECT app.room_tenant())"
    for table in ("memberships", "guest_links"):
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY; ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY own_kommune ON {table} FOR ALL TO {KOMMUNE}, {GUEST} USING ({own}) WITH CHECK ({own})")
        open_to_functions(table)
    op.execute(f"GRANT SELECT ON memberships TO {KOMMUNE}")
    op.execute(f"GRANT SELECT, INSERT, UPDATE (revoked_at) ON guest_links TO {KOMMUNE}")
    op.execute(f"GRANT SELECT, UPDATE (used_at) ON guest_links TO {GUEST}")


_VALID_MEMBERSHIP = (
    "m.valid_from <= (now() AT TIME ZONE 'Europe/Oslo')::date "
    "AND (m.valid_to IS NULL OR m.valid_to >= (now() AT TIME ZONE 'Europe/Oslo')::date)"
)
# One person may hold two roles; the one that may do most is the one admitted with.
_MOST_FIRST = (
    "array_position(ARRAY['coordinator', 'chair', 'chief_executive', 'member', 'practitioner', "
    "'data_protection_officer', 'service'], m.role)"
)
_LIVE_SESSION = (
    "s.secret_hash = encode(sha256(convert_to(secret, 'UTF8')), 'hex') AND s.expires_at > now() "
    "AND s.seen_at > now() - make_interval(mins => s.idle_minutes) AND u.disabled_at IS NULL"
)


def _admission() -> None:
    definer(
        "app.admit(secret text, kommune uuid, challenge text)",
        "text",
        f"""
        DECLARE who uuid; held text;
        BEGIN
            SELECT u.id, m.role INTO who, held
            FROM login_sessions s JOIN users u ON u.id = s.user_id JOIN memberships m ON m.user_id = u.id
            WHERE {_LIVE_SESSION} AND m.tenant_id = kommune AND {_VALID_MEMBERSHIP}
            ORDER BY {_MOST_FIRST} LIMIT 1;
            IF NOT FOUND THEN RETURN NULL; END IF;
            RETURN app.issue('kommune', kommune, who, held, challenge);
        END
        """,
        volatility="VOLATILE",
    )
    definer(
        "app.admit_job(actor uuid, kommune uuid, challenge text)",
        "text",
        f"""
        DECLARE held text;
        BEGIN
            SELECT m.role INTO held FROM memberships m JOIN users u ON u.id = m.user_id
            WHERE m.user_id = actor AND m.tenant_id = kommune AND u.disabled_at IS NULL AND {_VALID_MEMBERSHIP}
            ORDER BY {_MOST_FIRST} LIMIT 1;
            IF NOT FOUND THEN RETURN NULL; END IF;
            RETURN app.issue('kommune', kommune, actor, held, challenge);
        END
        """,
        volatility="VOLATILE",
    )
    definer(
        "app.admit_guest(token text, challenge text)",
        "text",
        """
        DECLARE link guest_links%ROWTYPE;
        BEGIN
            SELECT * INTO link FROM guest_links
            WHERE token_hash = encode(sha256(convert_to(token, 'UTF8')), 'hex') AND revoked_at IS NULL AND expires_at > now();
            IF NOT FOUND THEN RETURN NULL; END IF;
            RETURN app.issue('guest', link.tenant_id, link.id, 'guest', challenge);
        END
        """,
        volatility="VOLATILE",
    )
    definer(
        "app.guest_link(token text)",
        "jsonb",
        """
        DECLARE answer jsonb;
        BEGIN
            SELECT jsonb_build_object('tenant_id', l.tenant_id, 'link_id', l.id, 'purpose', l.purpose, 'subject_id', l.subject_id,
                   'person_id', l.person_id, 'used', l.used_at IS NOT NULL, 'slug', t.slug, 'name', t.name,
                   'colour', t.colour, 'mark', t.mark, 'language', t.language, 'population', t.population, 'levels', t.levels)
            INTO answer FROM guest_links l JOIN tenants t ON t.id = l.tenant_id
            WHERE l.token_hash = encode(sha256(convert_to(token, 'UTF8')), 'hex') AND l.revoked_at IS NULL AND l.expires_at > now();
            RETURN answer;
        END
        """,
    )
    definer("app.recognise(secret text)", "jsonb", _RECOGNISE, volatility="VOLATILE")
    definer(
        "app.service_of(kommune uuid)",
        "uuid",
        "BEGIN RETURN (SELECT m.user_id FROM memberships m WHERE m.tenant_id = kommune AND m.role = 'service' LIMIT 1); END",
    )
    op.execute(
        f"""
        GRANT EXECUTE ON FUNCTION app.admit(text, uuid, text), app.admit_guest(text, text), app.guest_link(text),
                                  app.recognise(text) TO {LOBBY};
        GRANT EXECUTE ON FUNCTION app.admit_job(uuid, uuid, text), app.service_of(uuid) TO {WORKER};
        """
    )


_RECOGNISE = f"""
DECLARE who users%ROWTYPE; answer jsonb;
BEGIN
    SELECT u.* INTO who FROM login_sessions s JOIN users u ON u.id = s.user_id WHERE {_LIVE_SESSION};
    IF NOT FOUND THEN RETURN NULL; END IF;
    -- The time of the last visit is kept to the minute; a write on every request would be noise.
    UPDATE login_sessions s SET seen_at = now()
    WHERE s.secret_hash = encode(sha256(convert_to(secret, 'UTF8')), 'hex') AND s.seen_at < now() - interval '1 minute';
    SELECT coalesce(jsonb_agg(k ORDER BY k->>'name'), '[]'::jsonb) INTO answer FROM (
        SELECT DISTINCT ON (t.id) jsonb_build_object('id', t.id, 'slug', t.slug, 'name', t.name, 'colour', t.colour,
               'mark', t.mark, 'language', t.language, 'population', t.population, 'levels', t.levels, 'role', m.role) AS k
        FROM memberships m JOIN tenants t ON t.id = m.tenant_id
        WHERE m.user_id = who.id AND {_VALID_MEMBERSHIP}
        ORDER BY t.id, {_MOST_FIRST}) AS mine;
    RETURN jsonb_build_object('id', who.id, 'email', who.email, 'name', who.name, 'language', who.language, 'kommuner', answer);
END
"""
