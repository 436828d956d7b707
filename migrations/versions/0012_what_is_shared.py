"""What a kommune hands over, what is counted from it in a place that no page reaches, and what is released for all to see."""

from alembic import op

from migrations.walls import CENTRE, KOMMUNE, LOBBY, STATISTICS, definer, kommune_table

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

WALLED = ("sharing_decisions", "contribution_profiles", "contributions")
FUNCTIONS = (
    "app.kommuner_in_operation()", "app.used_in_releases()", "app.centre_member(text)", "app.release_drafts(text)",
    "app.approve_release(text, uuid)", "app.discard_release(text, uuid, text)", "app.ask_release(text, text, uuid, text)",
    "app.release_sha(uuid)",
)
OSLO_TODAY = "(now() AT TIME ZONE 'Europe/Oslo')::date"


def upgrade() -> None:
    _handed_over()
    _counted()
    _released()
    _functions()
    _used()


def downgrade() -> None:
    for signature in FUNCTIONS:
        op.execute(f"DROP FUNCTION {signature}")
    op.execute("DROP SCHEMA stat_pub CASCADE; DROP SCHEMA stat_raw CASCADE")
    op.execute(f"DROP TABLE {', '.join(reversed(WALLED))}")
    op.execute(f"REVOKE USAGE ON SCHEMA app, public FROM {STATISTICS}, {CENTRE}")
    op.execute(f"REVOKE ALL ON installation FROM {STATISTICS}, {CENTRE}")


def _handed_over() -> None:
    """Inside each kommune: whether it shares, what describes it, and the rows that leave. Only statistics reads past the wall."""
    op.execute(f"GRANT USAGE ON SCHEMA public, app TO {STATISTICS}, {CENTRE}")
    kommune_table(
        "sharing_decisions",
        """
        shares boolean NOT NULL,
        decided_by text NOT NULL CHECK (length(decided_by) BETWEEN 1 AND 200),
        role text NOT NULL CHECK (length(role) <= 40),
        reason text NOT NULL DEFAULT '' CHECK (length(reason) <= 500),
        decided_at timestamptz NOT NULL DEFAULT now()
        """,
        grant="SELECT, INSERT",
    )
    kommune_table(
        "contribution_profiles",
        """
        period text NOT NULL CHECK (period ~ '^[0-9]{4}T[1-3]$'),
        shares boolean NOT NULL,
        region text NOT NULL CHECK (length(region) <= 20),
        band text NOT NULL CHECK (length(band) <= 20),
        centrality text NOT NULL CHECK (length(centrality) <= 20),
        coordinator text NOT NULL CHECK (length(coordinator) BETWEEN 1 AND 64),
        counted_at timestamptz NOT NULL DEFAULT now()
        """,
        unique=("period",),
    )
    kommune_table(
        "contributions",
        """
        period text NOT NULL CHECK (period ~ '^[0-9]{4}T[1-3]$'),
        indicator text NOT NULL CHECK (length(indicator) BETWEEN 1 AND 40),
        definition int NOT NULL DEFAULT 1,
        codes text NOT NULL DEFAULT '' CHECK (length(codes) <= 200),
        number double precision NOT NULL CHECK (number >= 0 AND number < 1e9)
        """,
        unique=("period, indicator, codes",),
    )
    for table in ("contribution_profiles", "contributions"):
        op.execute(f"CREATE POLICY intake ON {table} FOR SELECT TO {STATISTICS} USING (true)")
        op.execute(f"GRANT SELECT ON {table} TO {STATISTICS}")
    for table in WALLED:
        op.execute(
            f"CREATE POLICY departing ON {table} FOR ALL TO CURRENT_USER "
            "USING (tenant_id = (SELECT nullif(current_setting('room.departing', true), '')::uuid)) WITH CHECK (false)"
        )


def _counted() -> None:
    """Behind the release: who was in it, the numbers, every true cell. The statistics role alone; nothing of it is ever shown."""
    op.execute(
        f"""
        CREATE SCHEMA stat_raw;
        CREATE TABLE stat_raw.releases (
            id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
            period text NOT NULL CHECK (period ~ '^[0-9]{{4}}T[1-3]$'),
            corrects uuid REFERENCES stat_raw.releases (id),
            reason text NOT NULL DEFAULT '' CHECK (length(reason) <= 500),
            state text NOT NULL DEFAULT 'asked' CHECK (state IN ('asked', 'building', 'failed', 'waiting', 'published', 'discarded')),
            step text NOT NULL DEFAULT '' CHECK (length(step) <= 200),
            progress int NOT NULL DEFAULT 0 CHECK (progress BETWEEN 0 AND 100),
            failure text NOT NULL DEFAULT '' CHECK (length(failure) <= 2000),
            asked_by text NOT NULL DEFAULT '' CHECK (length(asked_by) <= 200),
            asked_at timestamptz NOT NULL DEFAULT now(),
            frozen_at timestamptz,
            built_at timestamptz,
            sharing int NOT NULL DEFAULT 0,
            kommuner int NOT NULL DEFAULT 0,
            coordinators int NOT NULL DEFAULT 0,
            parameters jsonb NOT NULL DEFAULT '{{}}',
            utility jsonb NOT NULL DEFAULT '{{}}',
            audit jsonb NOT NULL DEFAULT '{{}}',
            basis jsonb NOT NULL DEFAULT '{{}}',
            input_sha text NOT NULL DEFAULT '',
            output_sha text NOT NULL DEFAULT '',
            signature text NOT NULL DEFAULT '',
            code_version text NOT NULL DEFAULT '',
            claim uuid,
            beat_at timestamptz
        );
        CREATE UNIQUE INDEX one_ordinary ON stat_raw.releases (period)
            WHERE corrects IS NULL AND state NOT IN ('failed', 'discarded');
        CREATE TABLE stat_raw.panel (
            release_id uuid NOT NULL REFERENCES stat_raw.releases (id) ON DELETE CASCADE,
            kommune_id uuid NOT NULL,
            coordinator text NOT NULL,
            region text NOT NULL,
            band text NOT NULL,
            centrality text NOT NULL,
            state text NOT NULL CHECK (state IN ('active', 'waiting', 'carried', 'left')),
            PRIMARY KEY (release_id, kommune_id)
        );
        -- A kommune that leaves takes its numbers with it; that it was once counted stays, as an id that no longer points anywhere.
        CREATE TABLE stat_raw.numbers (
            release_id uuid NOT NULL REFERENCES stat_raw.releases (id) ON DELETE CASCADE,
            kommune_id uuid NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
            indicator text NOT NULL,
            definition int NOT NULL,
            codes text NOT NULL,
            number double precision NOT NULL,
            PRIMARY KEY (release_id, kommune_id, indicator, codes)
        );
        CREATE TABLE stat_raw.tables (
            release_id uuid NOT NULL REFERENCES stat_raw.releases (id) ON DELETE CASCADE,
            code text NOT NULL,
            indicator text NOT NULL,
            position int NOT NULL,
            description jsonb NOT NULL,
            PRIMARY KEY (release_id, code)
        );
        CREATE TABLE stat_raw.cells (
            release_id uuid NOT NULL REFERENCES stat_raw.releases (id) ON DELETE CASCADE,
            table_code text NOT NULL,
            position int NOT NULL,
            cell text NOT NULL,
            keys jsonb NOT NULL,
            truth double precision,
            value double precision,
            flag text NOT NULL CHECK (flag IN ('', ':', '..', '.')),
            units int,
            status text NOT NULL CHECK (status IN ('open', 'primary', 'secondary', 'withheld')),
            why jsonb NOT NULL DEFAULT '[]',
            need jsonb,
            PRIMARY KEY (release_id, table_code, position),
            CHECK ((value IS NULL) = (flag <> ''))
        );
        CREATE TABLE stat_raw.equations (
            release_id uuid NOT NULL REFERENCES stat_raw.releases (id) ON DELETE CASCADE,
            indicator text NOT NULL,
            position int NOT NULL,
            total text NOT NULL,
            parts jsonb NOT NULL,
            PRIMARY KEY (release_id, indicator, position)
        );
        CREATE TABLE stat_raw.approvals (
            release_id uuid NOT NULL REFERENCES stat_raw.releases (id) ON DELETE CASCADE,
            user_id uuid NOT NULL,
            name text NOT NULL,
            at timestamptz NOT NULL DEFAULT now(),
            PRIMARY KEY (release_id, user_id)
        );
        GRANT USAGE ON SCHEMA stat_raw TO {STATISTICS};
        GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA stat_raw TO {STATISTICS};
        GRANT UPDATE ON stat_raw.releases TO {STATISTICS};
        GRANT DELETE ON stat_raw.panel, stat_raw.numbers, stat_raw.tables, stat_raw.cells, stat_raw.equations TO {STATISTICS};
        """
    )


def _released() -> None:
    """What is released: the only thing that the centre's role can read, and that nobody can change."""
    op.execute(
        f"""
        CREATE SCHEMA stat_pub;
        CREATE TABLE stat_pub.releases (
            id uuid PRIMARY KEY,
            period text NOT NULL,
            corrects uuid REFERENCES stat_pub.releases (id),
            reason text NOT NULL DEFAULT '',
            published_at timestamptz NOT NULL DEFAULT now(),
            frozen_at timestamptz NOT NULL,
            sharing int NOT NULL,
            kommuner int NOT NULL,
            coordinators int NOT NULL,
            basis jsonb NOT NULL,
            parameters jsonb NOT NULL,
            utility jsonb NOT NULL,
            audit jsonb NOT NULL,
            approved_by jsonb NOT NULL,
            output_sha text NOT NULL,
            signature text NOT NULL,
            code_version text NOT NULL
        );
        CREATE TABLE stat_pub.tables (
            release_id uuid NOT NULL REFERENCES stat_pub.releases (id),
            code text NOT NULL,
            indicator text NOT NULL,
            position int NOT NULL,
            description jsonb NOT NULL,
            PRIMARY KEY (release_id, code)
        );
        CREATE TABLE stat_pub.cells (
            release_id uuid NOT NULL,
            table_code text NOT NULL,
            position int NOT NULL,
            cell text NOT NULL,
            keys jsonb NOT NULL,
            value double precision,
            flag text NOT NULL,
            units int,
            PRIMARY KEY (release_id, table_code, position),
            FOREIGN KEY (release_id, table_code) REFERENCES stat_pub.tables (release_id, code),
            CHECK ((value IS NULL) = (flag <> ''))
        );
        CREATE TABLE stat_pub.equations (
            release_id uuid NOT NULL REFERENCES stat_pub.releases (id),
            indicator text NOT NULL,
            position int NOT NULL,
            total text NOT NULL,
            parts jsonb NOT NULL,
            PRIMARY KEY (release_id, indicator, position)
        );
        GRANT USAGE ON SCHEMA stat_pub TO {STATISTICS}, {CENTRE}, {KOMMUNE};
        GRANT SELECT ON ALL TABLES IN SCHEMA stat_pub TO {STATISTICS}, {CENTRE}, {KOMMUNE};
        """
    )



def _functions() -> None:
    """The centre's people ask for a release, see what became of it in figures about figures, and two of them let it out."""
    live = _live_session()
    definer(
        "app.kommuner_in_operation()", "int", "BEGIN RETURN (SELECT count(*) FROM tenants t WHERE t.in_operation); END"
    )
    op.execute(f"GRANT EXECUTE ON FUNCTION app.kommuner_in_operation() TO {STATISTICS}")
    definer(
        "app.centre_member(secret text)",
        "jsonb",
        f"""
        BEGIN
            RETURN (SELECT jsonb_build_object('id', u.id, 'name', u.name, 'role', m.role)
                FROM login_sessions s JOIN users u ON u.id = s.user_id JOIN centre_members m ON m.user_id = u.id
                WHERE {live} AND s.strong AND m.valid_from <= {OSLO_TODAY} AND (m.valid_to IS NULL OR m.valid_to >= {OSLO_TODAY}) LIMIT 1);
        END
        """,
    )
    definer(
        "app.release_drafts(secret text)",
        "jsonb",
        """
        BEGIN
            IF app.centre_member(secret) IS NULL THEN RAISE insufficient_privilege; END IF;
            RETURN (SELECT coalesce(jsonb_agg(to_jsonb(r) || jsonb_build_object('approvals',
                (SELECT coalesce(jsonb_agg(jsonb_build_object('id', a.user_id, 'name', a.name, 'at', a.at) ORDER BY a.at), '[]'::jsonb)
                 FROM stat_raw.approvals a WHERE a.release_id = r.id)) ORDER BY r.asked_at DESC), '[]'::jsonb)
                FROM stat_raw.releases r);
        END
        """,
    )
    definer(
        "app.ask_release(secret text, wanted text, wrong uuid, why text)",
        "uuid",
        """
        DECLARE member jsonb := app.centre_member(secret); made uuid;
        BEGIN
            IF member IS NULL OR member->>'role' <> 'editor' THEN RAISE insufficient_privilege; END IF;
            INSERT INTO stat_raw.releases (period, corrects, reason, asked_by) VALUES (wanted, wrong, why, member->>'name')
            RETURNING id INTO made;
            RETURN made;
        END
        """,
        volatility="VOLATILE",
    )
    definer("app.release_sha(release uuid)", "text", _SHA)
    op.execute(f"GRANT EXECUTE ON FUNCTION app.release_sha(uuid) TO {STATISTICS}")
    definer("app.discard_release(secret text, release uuid, why text)", "boolean", _DISCARD, volatility="VOLATILE")
    definer("app.approve_release(secret text, release uuid)", "text", _APPROVE, volatility="VOLATILE")
    op.execute(
        "GRANT EXECUTE ON FUNCTION app.release_drafts(text), app.ask_release(text, text, uuid, text), "
        f"app.discard_release(text, uuid, text), app.approve_release(text, uuid) TO {LOBBY}"
    )


# SHA-256 over the canonical text of everything that goes out: the audit names the same, and so does whoever lets it out.
_SHA = """
BEGIN
    RETURN (SELECT encode(sha256(convert_to(concat_ws(E'\\n',
        (SELECT concat_ws(E'\\t', r.period, r.sharing, r.kommuner, r.coordinators, r.basis) FROM stat_raw.releases r WHERE r.id = release),
        (SELECT string_agg(concat_ws(E'\\t', t.code, t.indicator, t.position, t.description), E'\\n' ORDER BY t.code COLLATE "C")
            FROM stat_raw.tables t WHERE t.release_id = release),
        (SELECT string_agg(concat_ws(E'\\t', c.table_code, c.position, c.cell, c.keys, coalesce(c.value::text, ''), c.flag,
            coalesce(c.units::text, '')), E'\\n' ORDER BY c.table_code COLLATE "C", c.position)
            FROM stat_raw.cells c WHERE c.release_id = release),
        (SELECT string_agg(concat_ws(E'\\t', e.indicator, e.position, e.total, e.parts), E'\\n' ORDER BY e.indicator COLLATE "C", e.position)
            FROM stat_raw.equations e WHERE e.release_id = release)), 'UTF8')), 'hex'));
END
"""

_DISCARD = """
DECLARE member jsonb := app.centre_member(secret);
BEGIN
    IF member IS NULL THEN RAISE insufficient_privilege; END IF;
    UPDATE stat_raw.releases r SET state = 'discarded', failure = left(member->>'name' || ': ' || why, 2000)
    WHERE r.id = release AND r.state IN ('asked', 'failed', 'waiting');
    RETURN FOUND;
END
"""

# Two people, an audit that found nothing, and rows that are the audited ones: only then is anything released, all at once.
_APPROVE = """
DECLARE member jsonb := app.centre_member(secret); draft stat_raw.releases; names jsonb;
BEGIN
    IF member IS NULL THEN RAISE insufficient_privilege; END IF;
    SELECT * INTO draft FROM stat_raw.releases r WHERE r.id = release FOR UPDATE;
    IF draft.id IS NULL OR draft.state <> 'waiting' THEN RETURN draft.state; END IF;
    IF (draft.audit->>'passed')::boolean IS NOT TRUE OR draft.audit->>'output_sha' IS DISTINCT FROM draft.output_sha
        OR draft.output_sha = '' OR app.release_sha(release) <> draft.output_sha THEN RAISE insufficient_privilege USING MESSAGE = 'The audit has not passed this release.'; END IF;
    INSERT INTO stat_raw.approvals (release_id, user_id, name) VALUES (release, (member->>'id')::uuid, member->>'name')
    ON CONFLICT DO NOTHING;
    SELECT jsonb_agg(a.name ORDER BY a.at) INTO names FROM stat_raw.approvals a WHERE a.release_id = release;
    IF jsonb_array_length(names) < 2 THEN RETURN 'waiting'; END IF;
    INSERT INTO stat_pub.releases (id, period, corrects, reason, frozen_at, sharing, kommuner, coordinators, basis, parameters,
        utility, audit, approved_by, output_sha, signature, code_version)
    SELECT r.id, r.period, r.corrects, r.reason, r.frozen_at, r.sharing, r.kommuner, r.coordinators, r.basis, r.parameters,
        r.utility, r.audit, names, r.output_sha, r.signature, r.code_version FROM stat_raw.releases r WHERE r.id = release;
    INSERT INTO stat_pub.tables SELECT * FROM stat_raw.tables t WHERE t.release_id = release;
    INSERT INTO stat_pub.cells (release_id, table_code, position, cell, keys, value, flag, units)
    SELECT c.release_id, c.table_code, c.position, c.cell, c.keys, c.value, c.flag, c.units
    FROM stat_raw.cells c WHERE c.release_id = release;
    INSERT INTO stat_pub.equations SELECT * FROM stat_raw.equations e WHERE e.release_id = release;
    UPDATE stat_raw.releases r SET state = 'published' WHERE r.id = release;
    RETURN 'published';
END
"""


def _live_session() -> str:
    from importlib import import_module

    return str(import_module("migrations.versions.0011_admission_in_two_steps").LIVE)


def _used() -> None:
    """A kommune sees which releases it was counted in, and the very rows that were used of its own."""
    definer(
        "app.used_in_releases()",
        "jsonb",
        """
        DECLARE kommune uuid := app.room_tenant();
        BEGIN
            IF kommune IS NULL THEN RETURN NULL; END IF;
            RETURN (SELECT coalesce(jsonb_agg(jsonb_build_object('id', r.id, 'period', r.period, 'corrects', r.corrects,
                'published_at', r.published_at, 'state', p.state, 'rows',
                (SELECT coalesce(jsonb_agg(jsonb_build_object('indicator', n.indicator, 'definition', n.definition, 'codes', n.codes,
                 'number', n.number) ORDER BY n.indicator, n.codes), '[]'::jsonb)
                 FROM stat_raw.numbers n WHERE n.release_id = r.id AND n.kommune_id = kommune)) ORDER BY r.published_at DESC), '[]'::jsonb)
                FROM stat_pub.releases r JOIN stat_raw.panel p ON p.release_id = r.id AND p.kommune_id = kommune);
        END
        """,
    )
    op.execute(f"GRANT EXECUTE ON FUNCTION app.used_in_releases() TO {KOMMUNE}")
