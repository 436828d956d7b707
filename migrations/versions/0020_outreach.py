"""Bulletins, who gets them, and what each person is told."""

from alembic import op

from migrations.walls import LOBBY, WORKER, definer, kommune_table, open_to_functions

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

WALLED = (
    "bulletin_lists", "bulletin_readers", "bulletin_list_entries", "bulletins", "bulletin_deliveries", "notices", "notice_settings",
    "digests",
)
FUNCTIONS = (
    "app.bulletin_place(text, text)", "app.ask_to_follow(uuid, uuid, text, text, text, text, text)", "app.confirm_following(uuid, text)",
    "app.stop_bulletins(uuid, text)", "app.bounced(text, text)",
)


def upgrade() -> None:
    _letters()
    _bulletins()
    _notices()
    for table in WALLED:
        op.execute(
            f"CREATE POLICY departing ON {table} FOR ALL TO CURRENT_USER "
            "USING (tenant_id = (SELECT nullif(current_setting('room.departing', true), '')::uuid)) WITH CHECK (false)"
        )
    # The public has no ticket: what follows an address in a letter goes through these few functions and nothing else.
    for table in ("bulletin_readers", "bulletin_deliveries", "public_faces"):
        open_to_functions(table)
    _functions()


def downgrade() -> None:
    for signature in FUNCTIONS:
        op.execute(f"DROP FUNCTION {signature}")
    op.execute("DROP POLICY admission ON public_faces")
    op.execute(f"DROP TABLE {', '.join(reversed(WALLED))}")
    op.execute(
        """
        ALTER TABLE letters NO FORCE ROW LEVEL SECURITY;
        UPDATE letters SET state = 'waiting' WHERE state = 'held';
        UPDATE letters SET state = 'sent' WHERE state = 'merged';
        UPDATE letters SET state = 'failed' WHERE state = 'stopped';
        ALTER TABLE letters FORCE ROW LEVEL SECURITY;
        ALTER TABLE letters DROP CONSTRAINT letters_state_check;
        ALTER TABLE letters ADD CONSTRAINT letters_state_check CHECK (state IN ('waiting', 'sent', 'failed'));
        ALTER TABLE letters DROP COLUMN html, DROP COLUMN stop_address, DROP COLUMN envelope_from;
        """
    )


def _letters() -> None:
    """A letter to many has an HTML part, an address that stops it and one it comes back to; a letter may wait to be gathered."""
    op.execute(
        """
        ALTER TABLE letters ADD COLUMN html text, ADD COLUMN stop_address text, ADD COLUMN envelope_from text;
        ALTER TABLE letters DROP CONSTRAINT letters_state_check;
        ALTER TABLE letters ADD CONSTRAINT letters_state_check
            CHECK (state IN ('waiting', 'sent', 'failed', 'held', 'merged', 'stopped'));
        """
    )


def _bulletins() -> None:
    """Lists, everyone who may get a bulletin, the bulletins, and each one's way to each reader."""
    kommune_table(
        "bulletin_lists",
        """
        name text NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
        followers boolean NOT NULL DEFAULT false,
        created_at timestamptz NOT NULL DEFAULT now(),
        archived_at timestamptz,
        version int NOT NULL DEFAULT 1
        """,
    )
    # Somebody who has stopped is known only by a keyed fingerprint of the address, so that the stop is kept.
    kommune_table(
        "bulletin_readers",
        """
        email text CHECK (length(email) <= 254),
        email_seal text NOT NULL CHECK (length(email_seal) = 64),
        name text NOT NULL DEFAULT '' CHECK (length(name) <= 200),
        person_id uuid,
        follows boolean NOT NULL DEFAULT false,
        state text NOT NULL DEFAULT 'active' CHECK (state IN ('asked', 'active', 'paused', 'stopped')),
        asked_email text CHECK (length(asked_email) <= 254),
        confirm_hash text CHECK (length(confirm_hash) = 64),
        confirm_until timestamptz,
        stop_hash text NOT NULL CHECK (length(stop_hash) = 64),
        return_hash text NOT NULL CHECK (length(return_hash) = 64),
        created_at timestamptz NOT NULL DEFAULT now(),
        confirmed_at timestamptz,
        stopped_at timestamptz,
        paused_at timestamptz,
        pause_reason text NOT NULL DEFAULT '' CHECK (length(pause_reason) <= 200),
        version int NOT NULL DEFAULT 1,
        CHECK (state <> 'stopped' OR (email IS NULL AND name = '' AND person_id IS NULL))
        """,
        belongs_to={"person_id": "people"},
        unique=("email_seal",),
        indexes=("stop_hash", "confirm_hash"),
    )
    op.execute("CREATE INDEX ON bulletin_readers (return_hash)")
    kommune_table(
        "bulletin_list_entries",
        """
        list_id uuid NOT NULL,
        group_id uuid,
        reader_id uuid,
        created_at timestamptz NOT NULL DEFAULT now(),
        CHECK (num_nonnulls(group_id, reader_id) = 1)
        """,
        belongs_to={"list_id": "bulletin_lists", "group_id": "groups", "reader_id": "bulletin_readers"},
        unique=("list_id, group_id", "list_id, reader_id"),
    )
    kommune_table(
        "bulletins",
        """
        list_id uuid NOT NULL,
        title text NOT NULL CHECK (length(title) BETWEEN 1 AND 160),
        body text NOT NULL CHECK (length(body) BETWEEN 1 AND 20000),
        language text NOT NULL CHECK (language IN ('nb', 'nn')),
        state text NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'scheduled', 'sending', 'sent')),
        send_at timestamptz,
        sent_at timestamptz,
        written_by text NOT NULL DEFAULT '' CHECK (length(written_by) <= 200),
        sent_by text NOT NULL DEFAULT '' CHECK (length(sent_by) <= 200),
        created_at timestamptz NOT NULL DEFAULT now(),
        changed_at timestamptz NOT NULL DEFAULT now(),
        version int NOT NULL DEFAULT 1,
        CHECK (state <> 'scheduled' OR send_at IS NOT NULL)
        """,
        belongs_to={"list_id": "bulletin_lists"},
        indexes=("state, send_at",),
    )
    # One row a bulletin and reader is what makes a second letter impossible, however often a round is run again.
    kommune_table(
        "bulletin_deliveries",
        """
        bulletin_id uuid NOT NULL,
        reader_id uuid NOT NULL,
        state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'posted', 'skipped')),
        letter_id uuid,
        created_at timestamptz NOT NULL DEFAULT now(),
        posted_at timestamptz,
        bounced_at timestamptz
        """,
        belongs_to={"bulletin_id": "bulletins", "reader_id": "bulletin_readers"},
        unique=("bulletin_id, reader_id",),
        indexes=("bulletin_id, state", "letter_id"),
    )


def _notices() -> None:
    """What each person has been told, how they want to be told, and the digests that have been made."""
    kommune_table(
        "notices",
        """
        person_id uuid NOT NULL,
        template text NOT NULL CHECK (length(template) <= 80),
        title text NOT NULL CHECK (length(title) <= 400),
        about_kind text NOT NULL DEFAULT '' CHECK (length(about_kind) <= 60),
        about_id uuid,
        letter_id uuid,
        created_at timestamptz NOT NULL DEFAULT now(),
        read_at timestamptz
        """,
        belongs_to={"person_id": "people"},
        indexes=("person_id, created_at",),
    )
    op.execute("CREATE INDEX unread_notices ON notices (tenant_id, person_id) WHERE read_at IS NULL")
    kommune_table(
        "notice_settings",
        """
        person_id uuid NOT NULL,
        paces jsonb NOT NULL DEFAULT '{}',
        quiet boolean NOT NULL DEFAULT true,
        quiet_from smallint NOT NULL DEFAULT 20 CHECK (quiet_from BETWEEN 0 AND 23),
        quiet_until smallint NOT NULL DEFAULT 7 CHECK (quiet_until BETWEEN 0 AND 23),
        quiet_days boolean NOT NULL DEFAULT true,
        digest text NOT NULL DEFAULT 'role' CHECK (digest IN ('role', 'weekly', 'monthly', 'never')),
        changed_at timestamptz NOT NULL DEFAULT now(),
        version int NOT NULL DEFAULT 1
        """,
        belongs_to={"person_id": "people"},
        unique=("person_id",),
    )
    kommune_table(
        "digests",
        """
        person_id uuid NOT NULL,
        period text NOT NULL CHECK (period ~ '^[0-9]{4}-(W[0-9]{2}|[0-9]{2})$'),
        made_at timestamptz NOT NULL DEFAULT now(),
        letter_id uuid
        """,
        belongs_to={"person_id": "people"},
        unique=("person_id, period",),
    )


def _functions() -> None:
    definer(
        # A kommune whose page is not out is not told of, except to whoever holds a token that it once gave.
        "app.bulletin_place(place text, held text)",
        "jsonb",
        """
        BEGIN
            RETURN (SELECT jsonb_build_object('id', t.id, 'slug', t.slug, 'name', t.name, 'language', t.language,
                    'colour', t.colour, 'mark', t.mark, 'open', EXISTS (SELECT 1 FROM public_faces f WHERE f.tenant_id = t.id))
                FROM tenants t WHERE t.slug = place AND t.in_operation AND (
                    EXISTS (SELECT 1 FROM public_faces f WHERE f.tenant_id = t.id)
                    OR EXISTS (SELECT 1 FROM bulletin_readers r WHERE r.tenant_id = t.id AND held IN (r.stop_hash, r.confirm_hash))));
        END
        """,
    )
    definer(
        "app.ask_to_follow(kommune uuid, reader uuid, address text, sealed text, confirming text, stopping text, coming_back text)",
        "text",
        _ASK,
        volatility="VOLATILE",
    )
    definer("app.confirm_following(kommune uuid, confirming text)", "boolean", _CONFIRM, volatility="VOLATILE")
    definer("app.stop_bulletins(kommune uuid, stopping text)", "boolean", _STOP, volatility="VOLATILE")
    definer("app.bounced(came_back text, why text)", "boolean", _BOUNCED, volatility="VOLATILE")
    outside = ", ".join(signature for signature in FUNCTIONS if "bounced" not in signature)
    op.execute(f"GRANT EXECUTE ON FUNCTION {outside} TO {LOBBY}")
    op.execute(f"GRANT EXECUTE ON FUNCTION app.bounced(text, text) TO {WORKER}")


# The address is only kept as asked for until it is confirmed; whoever follows already is told apart in no other way than by letter.
_ASK = """
DECLARE stands bulletin_readers%ROWTYPE;
BEGIN
    IF NOT EXISTS (SELECT 1 FROM tenants t WHERE t.id = kommune AND t.in_operation) THEN RETURN 'none'; END IF;
    SELECT * INTO stands FROM bulletin_readers r WHERE r.tenant_id = kommune AND r.email_seal = sealed FOR UPDATE;
    IF stands.state = 'active' AND stands.follows THEN RETURN 'follows'; END IF;
    INSERT INTO bulletin_readers (tenant_id, id, email_seal, state, asked_email, confirm_hash, confirm_until, stop_hash, return_hash)
    VALUES (kommune, reader, sealed, 'asked', address, confirming, now() + interval '48 hours', stopping, coming_back)
    ON CONFLICT (tenant_id, email_seal) DO UPDATE SET asked_email = excluded.asked_email, confirm_hash = excluded.confirm_hash,
        confirm_until = excluded.confirm_until;
    RETURN 'asked';
END
"""

# An address that takes the letter with the link works, so a pause after returned mail is over too.
_CONFIRM = """
BEGIN
    UPDATE bulletin_readers r SET state = 'active', follows = true, email = r.asked_email, asked_email = NULL, confirm_hash = NULL,
        confirm_until = NULL, confirmed_at = now(), stopped_at = NULL, paused_at = NULL, pause_reason = ''
    WHERE r.tenant_id = kommune AND r.confirm_hash = confirming AND r.confirm_until > now() AND r.asked_email IS NOT NULL;
    RETURN FOUND;
END
"""

_STOP = """
BEGIN
    UPDATE bulletin_readers r SET state = 'stopped', follows = false, email = NULL, name = '', person_id = NULL, asked_email = NULL,
        confirm_hash = NULL, confirm_until = NULL, pause_reason = '', stopped_at = coalesce(r.stopped_at, now())
    WHERE r.tenant_id = kommune AND r.stop_hash = stopping;
    RETURN FOUND;
END
"""

_BOUNCED = """
DECLARE whose bulletin_readers%ROWTYPE;
BEGIN
    UPDATE bulletin_readers r SET state = 'paused', paused_at = now(), pause_reason = left(why, 200)
    WHERE r.return_hash = came_back AND r.state = 'active' RETURNING * INTO whose;
    IF whose.id IS NULL THEN RETURN false; END IF;
    UPDATE bulletin_deliveries d SET bounced_at = now() WHERE d.tenant_id = whose.tenant_id AND d.id = (
        SELECT l.id FROM bulletin_deliveries l WHERE l.tenant_id = whose.tenant_id AND l.reader_id = whose.id
        ORDER BY l.posted_at DESC NULLS LAST LIMIT 1);
    RETURN true;
END
"""
