"""Meetings that several kommuner hold together: what they share in a place that no room reads, and each one's own end of it."""

from alembic import op

from migrations.walls import KOMMUNE, definer, kommune_table

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

WALLED = ("joint_meetings", "joint_entries")
GRANTED = (
    "app.joint_open(jsonb)", "app.joint_ask(uuid, text)", "app.joint_withdraw(uuid, text)", "app.joint_answer(uuid, boolean)",
    "app.joint_leave(uuid, boolean)", "app.joint_change(uuid, int, jsonb)", "app.joint_cancel(uuid, int, jsonb)",
    "app.joint_call(uuid)", "app.joint_write_item(uuid, uuid, int, jsonb)", "app.joint_remove_item(uuid, uuid, int)",
    "app.joint_write_text(uuid, uuid, int, jsonb)", "app.joint_sequence(uuid)", "app.joint_applied(uuid, int)",
    "app.joint_read(uuid)", "app.joint_list()", "app.joint_forget()",
)  # fmt: skip
INNER = ("app.joint_may_write()", "app.joint_writer(uuid)", "app.joint_parties(uuid)")
MOST = 6


def upgrade() -> None:
    _shared()
    _own()
    _who_may()
    _reading()
    _joining()
    _writing()
    op.execute(f"GRANT EXECUTE ON FUNCTION {', '.join(GRANTED)} TO {KOMMUNE}")


def downgrade() -> None:
    for signature in (*GRANTED, *INNER):
        op.execute(f"DROP FUNCTION {signature}")
    op.execute(f"DROP TABLE {', '.join(reversed(WALLED))}")
    op.execute("DROP TABLE joint_items, joint_parties, joint_events")


def _shared() -> None:
    """Outside every wall, and granted to nobody: only the functions below reach it, and each asks first whose room it is."""
    op.execute(
        """
        CREATE TABLE joint_events (
            id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
            starts_at timestamptz NOT NULL,
            ends_at timestamptz NOT NULL CHECK (ends_at > starts_at),
            place text NOT NULL DEFAULT '' CHECK (length(place) <= 200),
            practical text NOT NULL DEFAULT '' CHECK (length(practical) <= 2000),
            state text NOT NULL DEFAULT 'planned' CHECK (state IN ('planned', 'cancelled')),
            because text NOT NULL DEFAULT '' CHECK (length(because) <= 500),
            -- One entry in a person's calendar, however many of the kommuner call them.
            calendar_uid text NOT NULL UNIQUE DEFAULT gen_random_uuid()::text || '@bindeledd',
            sequence int NOT NULL DEFAULT 0,
            called boolean NOT NULL DEFAULT false,
            notices int NOT NULL DEFAULT 0,
            -- Two counters: what a form of time and place was opened on, and what there is for each kommune to carry out.
            version int NOT NULL DEFAULT 1,
            change int NOT NULL DEFAULT 1,
            changed_by text NOT NULL DEFAULT '' CHECK (length(changed_by) <= 200),
            changed_at timestamptz NOT NULL DEFAULT now()
        );
        CREATE TABLE joint_parties (
            event_id uuid NOT NULL REFERENCES joint_events (id) ON DELETE CASCADE,
            -- A kommune that is deleted is no party any more.
            kommune_id uuid NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
            state text NOT NULL CHECK (state IN ('asked', 'joined', 'declined', 'left')),
            asked_by uuid,
            asked_by_kommune text NOT NULL DEFAULT '' CHECK (length(asked_by_kommune) <= 80),
            asked_at timestamptz NOT NULL DEFAULT now(),
            answered_at timestamptz,
            applied int NOT NULL DEFAULT 0,
            PRIMARY KEY (event_id, kommune_id)
        );
        CREATE INDEX ON joint_parties (kommune_id);
        CREATE TABLE joint_items (
            id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
            event_id uuid NOT NULL REFERENCES joint_events (id) ON DELETE CASCADE,
            position int NOT NULL,
            title text NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
            description text NOT NULL DEFAULT '' CHECK (length(description) <= 10000),
            kind text NOT NULL CHECK (kind IN ('information', 'discussion', 'decision')),
            minutes int NOT NULL DEFAULT 15 CHECK (minutes BETWEEN 0 AND 480),
            version int NOT NULL DEFAULT 1,
            notes text NOT NULL DEFAULT '' CHECK (length(notes) <= 20000),
            decision text NOT NULL DEFAULT '' CHECK (length(decision) <= 4000),
            text_version int NOT NULL DEFAULT 0,
            written_by text NOT NULL DEFAULT '' CHECK (length(written_by) <= 200),
            written_at timestamptz
        );
        CREATE INDEX ON joint_items (event_id);
        """
    )


def _own() -> None:
    """Inside each kommune: which of its meetings is held with others, and which of its saker are the shared ones."""
    kommune_table(
        "joint_meetings",
        """
        event_id uuid NOT NULL,
        meeting_id uuid NOT NULL,
        state text NOT NULL DEFAULT 'joined' CHECK (state IN ('joined', 'left')),
        companions jsonb NOT NULL DEFAULT '[]',
        told int NOT NULL DEFAULT 0,
        joined_at timestamptz NOT NULL DEFAULT now(),
        left_at timestamptz
        """,
        belongs_to={"meeting_id": "meetings"},
        unique=("meeting_id",),
        guest="SELECT (tenant_id, id, meeting_id, state, companions)",
    )
    op.execute("CREATE UNIQUE INDEX joint_once ON joint_meetings (tenant_id, event_id) WHERE state = 'joined'")
    kommune_table(
        "joint_entries",
        """
        joint_id uuid NOT NULL,
        entry_id uuid NOT NULL,
        shared_item_id uuid NOT NULL,
        version int NOT NULL DEFAULT 0,
        notes text NOT NULL DEFAULT '' CHECK (length(notes) <= 20000),
        decision text NOT NULL DEFAULT '' CHECK (length(decision) <= 4000),
        text_version int NOT NULL DEFAULT 0,
        -- A sak that leaves the agenda is no longer one of the shared.
        FOREIGN KEY (tenant_id, entry_id) REFERENCES agenda_entries (tenant_id, id) ON DELETE CASCADE
        """,
        belongs_to={"joint_id": "joint_meetings"},
        unique=("joint_id, shared_item_id", "entry_id"),
        guest="SELECT (tenant_id, id, joint_id, entry_id)",
    )
    for table in WALLED:
        op.execute(
            f"CREATE POLICY departing ON {table} FOR ALL TO CURRENT_USER "
            "USING (tenant_id = (SELECT nullif(current_setting('room.departing', true), '')::uuid)) WITH CHECK (false)"
        )


def _who_may() -> None:
    """The ticket says whose room this is and as what; nothing that the caller sends can say otherwise."""
    definer(
        "app.joint_may_write()",
        "uuid",
        """
        DECLARE ticket text[] := app.shown_ticket();
        BEGIN
            IF ticket IS NULL OR ticket[1] <> 'kommune' OR ticket[4] NOT IN ('coordinator', 'starter', 'service') THEN
                RAISE insufficient_privilege USING MESSAGE = 'Only a coordinator writes what several kommuner share.';
            END IF;
            RETURN ticket[2]::uuid;
        END
        """,
    )
    # The event stays locked until the transaction ends, so that of two who write at once the second meets what the first wrote.
    definer(
        "app.joint_writer(event uuid)",
        "uuid",
        """
        DECLARE room uuid := app.joint_may_write();
        BEGIN
            PERFORM 1 FROM joint_events e JOIN joint_parties p ON p.event_id = e.id
            WHERE e.id = event AND p.kommune_id = room AND p.state = 'joined' FOR UPDATE;
            RETURN CASE WHEN FOUND THEN room END;
        END
        """,
        volatility="VOLATILE",
    )


def _reading() -> None:
    definer(
        "app.joint_parties(event uuid)",
        "jsonb",
        """
        BEGIN
            RETURN (SELECT coalesce(jsonb_agg(jsonb_build_object('slug', t.slug, 'name', t.name, 'colour', t.colour, 'mark', t.mark,
                    'state', p.state, 'applied', p.applied, 'own', p.kommune_id = app.room_tenant(),
                    'by_me', p.asked_by = app.room_actor(), 'asked_by_kommune', p.asked_by_kommune) ORDER BY t.name), '[]'::jsonb)
                FROM joint_parties p JOIN tenants t ON t.id = p.kommune_id WHERE p.event_id = event AND p.state <> 'declined');
        END
        """,
    )
    # Who is asked sees what the meeting is about; what was said in it, only those who held it.
    definer(
        "app.joint_read(event uuid)",
        "jsonb",
        """
        DECLARE room uuid := app.room_tenant(); standing text;
        BEGIN
            SELECT p.state INTO standing FROM joint_parties p WHERE p.event_id = event AND p.kommune_id = room;
            IF standing IS NULL OR standing NOT IN ('asked', 'joined') THEN RETURN NULL; END IF;
            RETURN (SELECT to_jsonb(e) || jsonb_build_object('standing', standing, 'parties', app.joint_parties(event), 'items',
                    (SELECT coalesce(jsonb_agg(CASE WHEN standing = 'joined' THEN to_jsonb(i)
                            ELSE to_jsonb(i) || '{"notes": "", "decision": "", "written_by": ""}' END ORDER BY i.position, i.id),
                        '[]'::jsonb)
                     FROM joint_items i WHERE i.event_id = e.id))
                FROM joint_events e WHERE e.id = event);
        END
        """,
    )
    definer(
        "app.joint_list()",
        "jsonb",
        """
        BEGIN
            RETURN (SELECT coalesce(jsonb_agg(app.joint_read(e.id) ORDER BY e.starts_at, e.id), '[]'::jsonb)
                FROM joint_events e JOIN joint_parties p ON p.event_id = e.id
                WHERE p.kommune_id = app.room_tenant() AND p.state IN ('asked', 'joined'));
        END
        """,
    )


def _joining() -> None:
    definer(
        "app.joint_open(what jsonb)",
        "uuid",
        """
        DECLARE room uuid := app.joint_may_write(); made uuid;
        BEGIN
            INSERT INTO joint_events (starts_at, ends_at, place, practical, changed_by)
            VALUES ((what->>'starts_at')::timestamptz, (what->>'ends_at')::timestamptz, what->>'place', what->>'practical', what->>'by')
            RETURNING id INTO made;
            INSERT INTO joint_parties (event_id, kommune_id, state, asked_by, answered_at)
            VALUES (made, room, 'joined', app.room_actor(), now());
            RETURN made;
        END
        """,
        volatility="VOLATILE",
    )
    definer("app.joint_ask(event uuid, wanted text)", "text", _ASK, volatility="VOLATILE")
    definer(
        "app.joint_withdraw(event uuid, asked text)",
        "boolean",
        """
        BEGIN
            IF app.joint_writer(event) IS NULL THEN RETURN NULL; END IF;
            DELETE FROM joint_parties p USING tenants t
            WHERE p.event_id = event AND p.state = 'asked' AND t.id = p.kommune_id AND t.slug = asked;
            RETURN FOUND;
        END
        """,
        volatility="VOLATILE",
    )
    # A yes is given in the kommune's own room with its coordinator's own ticket; not even the house's jobs can give it for her.
    definer(
        "app.joint_answer(event uuid, yes boolean)",
        "boolean",
        """
        DECLARE ticket text[] := app.shown_ticket(); room uuid := ticket[2]::uuid;
        BEGIN
            IF ticket IS NULL OR ticket[1] <> 'kommune' OR ticket[4] NOT IN ('coordinator', 'starter') THEN RETURN NULL; END IF;
            PERFORM 1 FROM joint_events e JOIN joint_parties p ON p.event_id = e.id
            WHERE e.id = event AND p.kommune_id = room AND p.state = 'asked' FOR UPDATE;
            IF NOT FOUND THEN RETURN NULL; END IF;
            UPDATE joint_parties p SET state = CASE WHEN yes THEN 'joined' ELSE 'declined' END, answered_at = now()
            WHERE p.event_id = event AND p.kommune_id = room;
            UPDATE joint_events e SET change = e.change + 1 WHERE e.id = event;
            RETURN true;
        END
        """,
        volatility="VOLATILE",
    )
    # The last one out takes what was shared with it.
    definer(
        "app.joint_leave(event uuid, again boolean)",
        "boolean",
        """
        DECLARE room uuid := app.joint_writer(event);
        BEGIN
            IF room IS NULL THEN RETURN NULL; END IF;
            UPDATE joint_parties p SET state = 'left', answered_at = now() WHERE p.event_id = event AND p.kommune_id = room;
            UPDATE joint_events e SET change = e.change + 1, notices = e.notices + again::int WHERE e.id = event;
            DELETE FROM joint_events e WHERE e.id = event
                AND NOT EXISTS (SELECT 1 FROM joint_parties p WHERE p.event_id = e.id AND p.state = 'joined');
            RETURN true;
        END
        """,
        volatility="VOLATILE",
    )


_ASK = f"""
DECLARE found uuid; alike int; own text;
BEGIN
    IF app.joint_writer(event) IS NULL THEN RETURN NULL; END IF;
    SELECT t.name INTO own FROM tenants t WHERE t.id = app.room_tenant();
    SELECT t.id INTO found FROM tenants t WHERE t.slug = wanted AND t.in_operation AND t.lifecycle <> 'closed';
    IF found IS NULL THEN
        SELECT count(*) INTO alike FROM tenants t
        WHERE (lower(t.name) = lower(wanted) OR t.number = wanted) AND t.in_operation AND t.lifecycle <> 'closed';
        IF alike > 1 THEN RETURN 'several'; END IF;
        SELECT t.id INTO found FROM tenants t
        WHERE (lower(t.name) = lower(wanted) OR t.number = wanted) AND t.in_operation AND t.lifecycle <> 'closed';
    END IF;
    IF found IS NULL THEN RETURN 'unknown'; END IF;
    IF EXISTS (SELECT 1 FROM joint_parties p WHERE p.event_id = event AND p.kommune_id = found AND p.state IN ('asked', 'joined')) THEN
        RETURN 'already';
    END IF;
    IF (SELECT count(*) FROM joint_parties p WHERE p.event_id = event AND p.state IN ('asked', 'joined')) >= {MOST} THEN
        RETURN 'full';
    END IF;
    INSERT INTO joint_parties (event_id, kommune_id, state, asked_by, asked_by_kommune)
    VALUES (event, found, 'asked', app.room_actor(), own)
    ON CONFLICT (event_id, kommune_id) DO UPDATE SET state = 'asked', asked_by = excluded.asked_by,
        asked_by_kommune = excluded.asked_by_kommune, asked_at = now(), answered_at = NULL, applied = 0;
    RETURN 'asked';
END
"""


def _writing() -> None:
    """Each answers with nothing for who is no party, «stale» for who saw an older version, and else with what it made."""
    definer("app.joint_change(event uuid, seen int, what jsonb)", "text", _CHANGE, volatility="VOLATILE")
    definer(
        "app.joint_cancel(event uuid, seen int, what jsonb)",
        "text",
        """
        BEGIN
            IF app.joint_writer(event) IS NULL THEN RETURN NULL; END IF;
            UPDATE joint_events e SET state = 'cancelled', because = what->>'because', version = e.version + 1, change = e.change + 1,
                changed_by = what->>'by', changed_at = now()
            WHERE e.id = event AND e.version = seen AND e.state = 'planned';
            RETURN CASE WHEN FOUND THEN 'done' ELSE 'stale' END;
        END
        """,
        volatility="VOLATILE",
    )
    definer(
        "app.joint_call(event uuid)",
        "text",
        """
        BEGIN
            IF app.joint_writer(event) IS NULL THEN RETURN NULL; END IF;
            UPDATE joint_events e SET called = true, notices = e.notices + 1, change = e.change + 1
            WHERE e.id = event AND e.state = 'planned';
            RETURN CASE WHEN FOUND THEN 'done' ELSE 'stale' END;
        END
        """,
        volatility="VOLATILE",
    )
    definer(
        "app.joint_write_item(event uuid, item uuid, seen int, what jsonb)", "text", _WRITE_ITEM, volatility="VOLATILE"
    )
    definer(
        "app.joint_remove_item(event uuid, item uuid, seen int)",
        "text",
        """
        BEGIN
            IF app.joint_writer(event) IS NULL THEN RETURN NULL; END IF;
            IF NOT EXISTS (SELECT 1 FROM joint_items i WHERE i.event_id = event AND i.id = item) THEN RETURN NULL; END IF;
            DELETE FROM joint_items i WHERE i.event_id = event AND i.id = item AND i.version = seen AND i.text_version = 0;
            IF NOT FOUND THEN RETURN 'stale'; END IF;
            UPDATE joint_events e SET change = e.change + 1 WHERE e.id = event;
            RETURN 'done';
        END
        """,
        volatility="VOLATILE",
    )
    definer("app.joint_write_text(event uuid, item uuid, seen int, what jsonb)", "text", _WRITE_TEXT, volatility="VOLATILE")
    # Each notice that changes the entry takes the next number, so that it never falls behind another kommune's.
    definer(
        "app.joint_sequence(event uuid)",
        "int",
        """
        DECLARE taken int;
        BEGIN
            IF app.joint_writer(event) IS NULL THEN RETURN NULL; END IF;
            UPDATE joint_events e SET sequence = e.sequence + 1 WHERE e.id = event RETURNING e.sequence INTO taken;
            RETURN taken;
        END
        """,
        volatility="VOLATILE",
    )
    definer(
        "app.joint_applied(event uuid, through int)",
        "boolean",
        """
        BEGIN
            UPDATE joint_parties p SET applied = through
            WHERE p.event_id = event AND p.kommune_id = app.joint_may_write() AND p.state = 'joined' AND p.applied < through;
            RETURN FOUND;
        END
        """,
        volatility="VOLATILE",
    )
    # What no kommune is a party to any more belongs to nobody; and a year after the meeting each has its own, which is enough.
    definer(
        "app.joint_forget()",
        "int",
        """
        DECLARE gone int;
        BEGIN
            PERFORM app.joint_may_write();
            DELETE FROM joint_events e WHERE e.ends_at < now() - interval '400 days'
                OR NOT EXISTS (SELECT 1 FROM joint_parties p WHERE p.event_id = e.id AND p.state = 'joined');
            GET DIAGNOSTICS gone = ROW_COUNT;
            RETURN gone;
        END
        """,
        volatility="VOLATILE",
    )


_CHANGE = """
BEGIN
    IF app.joint_writer(event) IS NULL THEN RETURN NULL; END IF;
    UPDATE joint_events e SET starts_at = (what->>'starts_at')::timestamptz, ends_at = (what->>'ends_at')::timestamptz,
        place = what->>'place', practical = what->>'practical', version = e.version + 1, change = e.change + 1,
        changed_by = what->>'by', changed_at = now()
    WHERE e.id = event AND e.version = seen AND e.state = 'planned';
    RETURN CASE WHEN FOUND THEN 'done' ELSE 'stale' END;
END
"""

_WRITE_ITEM = """
DECLARE made uuid;
BEGIN
    IF app.joint_writer(event) IS NULL THEN RETURN NULL; END IF;
    IF item IS NULL THEN
        INSERT INTO joint_items (event_id, position, title, description, kind, minutes)
        SELECT event, coalesce(max(i.position), 0) + 1, what->>'title', what->>'description', what->>'kind', (what->>'minutes')::int
        FROM joint_items i WHERE i.event_id = event HAVING count(*) < 40
        RETURNING id INTO made;
        IF made IS NULL THEN RETURN 'full'; END IF;
    ELSE
        IF NOT EXISTS (SELECT 1 FROM joint_items i WHERE i.event_id = event AND i.id = item) THEN RETURN NULL; END IF;
        UPDATE joint_items i SET title = what->>'title', description = what->>'description', kind = what->>'kind',
            minutes = (what->>'minutes')::int, version = i.version + 1
        WHERE i.event_id = event AND i.id = item AND i.version = seen RETURNING i.id INTO made;
        IF made IS NULL THEN RETURN 'stale'; END IF;
    END IF;
    UPDATE joint_events e SET change = e.change + 1 WHERE e.id = event;
    RETURN made::text;
END
"""

_WRITE_TEXT = """
BEGIN
    IF app.joint_writer(event) IS NULL THEN RETURN NULL; END IF;
    IF NOT EXISTS (SELECT 1 FROM joint_items i WHERE i.event_id = event AND i.id = item) THEN RETURN NULL; END IF;
    UPDATE joint_items i SET notes = what->>'notes', decision = what->>'decision', text_version = i.text_version + 1,
        written_by = what->>'by', written_at = now()
    WHERE i.event_id = event AND i.id = item AND i.text_version = seen;
    IF NOT FOUND THEN RETURN 'stale'; END IF;
    UPDATE joint_events e SET change = e.change + 1 WHERE e.id = event;
    RETURN 'done';
END
"""
