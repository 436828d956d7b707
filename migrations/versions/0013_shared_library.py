"""What kommuner share with each other: document templates, cards of experience, and the coordinators' questions and answers."""

from importlib import import_module

from alembic import op

from migrations.walls import KOMMUNE, LOBBY, WORKER, definer, kommune_table

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

WALLED = ("document_templates", "written_documents", "practice_offers")
KINDS = "('agenda', 'mandate', 'plan', 'wheel', 'letter', 'agreement', 'guide', 'other')"
FUNCTIONS = (
    "app.offer_card(jsonb)", "app.my_card(uuid)", "app.withdraw_card(uuid)", "app.network_member(text)",
    "app.network_readers()",
)


def upgrade() -> None:
    _shared_templates()
    _own_templates()
    _cards()
    _network()
    for table in WALLED:
        op.execute(
            f"CREATE POLICY departing ON {table} FOR ALL TO CURRENT_USER "
            "USING (tenant_id = (SELECT nullif(current_setting('room.departing', true), '')::uuid)) WITH CHECK (false)"
        )


def downgrade() -> None:
    for signature in FUNCTIONS:
        op.execute(f"DROP FUNCTION {signature}")
    op.execute(f"REVOKE INSERT ON house_letters FROM {WORKER}")
    op.execute("DROP TABLE network_follows, network_answers, network_questions, practice_offers, library_cards")
    op.execute("DROP TABLE written_documents, document_templates, shared_template_versions, shared_templates")


def _shared_templates() -> None:
    """Published by the centre, read by all; a version that is out is never changed, only followed by a newer one."""
    op.execute(
        f"""
        CREATE TABLE shared_templates (
            id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
            code text NOT NULL UNIQUE CHECK (code ~ '^[a-z0-9-]{{2,60}}$'),
            kind text NOT NULL CHECK (kind IN {KINDS}),
            created_at timestamptz NOT NULL DEFAULT now(),
            withdrawn_at timestamptz,
            version int NOT NULL DEFAULT 1
        );
        CREATE TABLE shared_template_versions (
            id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
            template_id uuid NOT NULL REFERENCES shared_templates (id),
            language text NOT NULL CHECK (language IN ('nb', 'nn')),
            number int NOT NULL CHECK (number >= 1),
            title text NOT NULL CHECK (length(title) BETWEEN 1 AND 160),
            summary text NOT NULL DEFAULT '' CHECK (length(summary) <= 500),
            body text NOT NULL CHECK (length(body) BETWEEN 1 AND 60000),
            changes text NOT NULL DEFAULT '' CHECK (length(changes) <= 1000),
            written_by text NOT NULL CHECK (length(written_by) <= 200),
            confirmed_free_of_people boolean NOT NULL DEFAULT false,
            created_at timestamptz NOT NULL DEFAULT now(),
            published_at timestamptz,
            published_by text NOT NULL DEFAULT '' CHECK (length(published_by) <= 200),
            version int NOT NULL DEFAULT 1,
            UNIQUE (template_id, language, number),
            CHECK (published_at IS NULL OR confirmed_free_of_people)
        );
        CREATE UNIQUE INDEX one_draft ON shared_template_versions (template_id, language) WHERE published_at IS NULL;
        GRANT SELECT, INSERT, UPDATE ON shared_templates, shared_template_versions TO {LOBBY};
        GRANT DELETE ON shared_template_versions TO {LOBBY};
        GRANT SELECT ON shared_templates, shared_template_versions TO {KOMMUNE}, {WORKER};
        -- What the centre is still writing is nobody else's to read.
        ALTER TABLE shared_template_versions ENABLE ROW LEVEL SECURITY;
        CREATE POLICY all_editions ON shared_template_versions FOR ALL TO {LOBBY} USING (true) WITH CHECK (true);
        CREATE POLICY published_editions ON shared_template_versions FOR SELECT TO {KOMMUNE}, {WORKER} USING (published_at IS NOT NULL);
        """
    )


def _own_templates() -> None:
    """A kommune's own copy of a template, what it was copied from, and the documents written from it."""
    kommune_table(
        "document_templates",
        f"""
        kind text NOT NULL CHECK (kind IN {KINDS}),
        language text NOT NULL CHECK (language IN ('nb', 'nn')),
        title text NOT NULL CHECK (length(title) BETWEEN 1 AND 160),
        body text NOT NULL CHECK (length(body) BETWEEN 1 AND 60000),
        shared_template_id uuid,
        shared_number int,
        shared_title text NOT NULL DEFAULT '' CHECK (length(shared_title) <= 160),
        base_body text NOT NULL DEFAULT '' CHECK (length(base_body) <= 60000),
        declined_number int,
        created_by text NOT NULL DEFAULT '' CHECK (length(created_by) <= 200),
        created_at timestamptz NOT NULL DEFAULT now(),
        changed_at timestamptz NOT NULL DEFAULT now(),
        archived_at timestamptz,
        version int NOT NULL DEFAULT 1
        """,
    )
    kommune_table(
        "written_documents",
        """
        template_id uuid,
        template_title text NOT NULL DEFAULT '' CHECK (length(template_title) <= 160),
        title text NOT NULL CHECK (length(title) BETWEEN 1 AND 160),
        body text NOT NULL CHECK (length(body) BETWEEN 1 AND 60000),
        language text NOT NULL CHECK (language IN ('nb', 'nn')),
        written_by text NOT NULL DEFAULT '' CHECK (length(written_by) <= 200),
        created_at timestamptz NOT NULL DEFAULT now(),
        changed_at timestamptz NOT NULL DEFAULT now(),
        archived_at timestamptz,
        version int NOT NULL DEFAULT 1
        """,
        belongs_to={"template_id": "document_templates"},
    )


def _cards() -> None:
    """A measure's card on its way out of a kommune, and the card as all may read it. Whose it is, only functions know."""
    kommune_table(
        "practice_offers",
        """
        measure_id uuid NOT NULL,
        title text NOT NULL CHECK (length(title) BETWEEN 1 AND 160),
        theme text NOT NULL CHECK (length(theme) <= 40),
        level text NOT NULL DEFAULT '' CHECK (length(level) <= 40),
        challenge text NOT NULL DEFAULT '' CHECK (length(challenge) <= 2000),
        what text NOT NULL DEFAULT '' CHECK (length(what) <= 4000),
        resources text NOT NULL DEFAULT '' CHECK (length(resources) <= 2000),
        evaluation text NOT NULL DEFAULT '' CHECK (length(evaluation) <= 4000),
        verdict text NOT NULL DEFAULT '' CHECK (length(verdict) <= 40),
        advice text NOT NULL DEFAULT '' CHECK (length(advice) <= 2000),
        show_name boolean NOT NULL DEFAULT false,
        state text NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'sent', 'withdrawn')),
        card_id uuid,
        confirmed_by text NOT NULL DEFAULT '' CHECK (length(confirmed_by) <= 200),
        confirmed_at timestamptz,
        created_at timestamptz NOT NULL DEFAULT now(),
        version int NOT NULL DEFAULT 1
        """,
        belongs_to={"measure_id": "measures"},
    )
    op.execute(
        f"""
        CREATE TABLE library_cards (
            id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
            -- A kommune that leaves takes its cards with it.
            origin uuid REFERENCES tenants (id) ON DELETE CASCADE,
            kommune_name text NOT NULL DEFAULT '' CHECK (length(kommune_name) <= 80),
            language text NOT NULL CHECK (language IN ('nb', 'nn')),
            title text NOT NULL CHECK (length(title) BETWEEN 1 AND 160),
            theme text NOT NULL,
            level text NOT NULL DEFAULT '',
            challenge text NOT NULL DEFAULT '',
            what text NOT NULL DEFAULT '',
            resources text NOT NULL DEFAULT '',
            evaluation text NOT NULL DEFAULT '',
            verdict text NOT NULL DEFAULT '',
            advice text NOT NULL DEFAULT '',
            state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'published', 'returned', 'withdrawn')),
            answer text NOT NULL DEFAULT '' CHECK (length(answer) <= 1000),
            received_at timestamptz NOT NULL DEFAULT now(),
            reviewed_by text NOT NULL DEFAULT '' CHECK (length(reviewed_by) <= 200),
            reviewed_at timestamptz,
            withdrawn_at timestamptz,
            version int NOT NULL DEFAULT 1
        );
        GRANT SELECT (id, kommune_name, language, title, theme, level, challenge, what, resources, evaluation, verdict, advice, state,
            answer, received_at, reviewed_by, reviewed_at, withdrawn_at, version) ON library_cards TO {LOBBY};
        GRANT UPDATE (state, answer, reviewed_by, reviewed_at, withdrawn_at, version) ON library_cards TO {LOBBY};
        GRANT SELECT (id, kommune_name, language, title, theme, level, challenge, what, resources, evaluation, verdict, advice, state,
            received_at, reviewed_at) ON library_cards TO {KOMMUNE};
        -- A kommune's room sees what is published, whatever it asks for; what waits to be read is between its writer and the centre.
        ALTER TABLE library_cards ENABLE ROW LEVEL SECURITY;
        CREATE POLICY all_cards ON library_cards FOR ALL TO {LOBBY} USING (true) WITH CHECK (true);
        CREATE POLICY published_cards ON library_cards FOR SELECT TO {KOMMUNE} USING (state = 'published');
        """
    )
    definer("app.offer_card(card jsonb)", "uuid", _OFFER, volatility="VOLATILE")
    definer(
        "app.my_card(card uuid)",
        "jsonb",
        """
        BEGIN
            RETURN (SELECT jsonb_build_object('state', c.state, 'answer', c.answer, 'reviewed_at', c.reviewed_at, 'withdrawn_at', c.withdrawn_at)
                FROM library_cards c WHERE c.id = card AND c.origin = app.room_tenant());
        END
        """,
    )
    definer("app.withdraw_card(card uuid)", "boolean", _WITHDRAW, volatility="VOLATILE")
    op.execute(f"GRANT EXECUTE ON FUNCTION app.offer_card(jsonb), app.my_card(uuid), app.withdraw_card(uuid) TO {KOMMUNE}")


_OFFER = """
DECLARE kommune uuid := app.room_tenant(); made uuid;
BEGIN
    IF kommune IS NULL THEN RAISE insufficient_privilege; END IF;
    INSERT INTO library_cards (origin, kommune_name, language, title, theme, level, challenge, what, resources, evaluation, verdict, advice)
    SELECT kommune, CASE WHEN (card->>'show_name')::boolean THEN t.name ELSE '' END, t.language, card->>'title', card->>'theme',
        coalesce(card->>'level', ''), coalesce(card->>'challenge', ''), coalesce(card->>'what', ''), coalesce(card->>'resources', ''),
        coalesce(card->>'evaluation', ''), coalesce(card->>'verdict', ''), coalesce(card->>'advice', '')
    FROM tenants t WHERE t.id = kommune RETURNING id INTO made;
    RETURN made;
END
"""

# What is withdrawn is gone from the shelf in the same transaction: its words too, not only its place, and what was answered,
# since an answer may repeat them. Where the centre has taken a card out, its kommune can still have the words removed.
_WITHDRAW = """
DECLARE kommune uuid := app.room_tenant();
BEGIN
    IF kommune IS NULL THEN RAISE insufficient_privilege; END IF;
    UPDATE library_cards c SET state = 'withdrawn', withdrawn_at = now(), version = c.version + 1, kommune_name = '', title = '–',
        challenge = '', what = '', resources = '', evaluation = '', advice = '', answer = ''
    WHERE c.id = card AND c.origin = kommune AND (c.state <> 'withdrawn' OR c.title <> '–');
    RETURN FOUND;
END
"""


def _network() -> None:
    """The coordinators' own forum: people with their names, and nothing that belongs to a kommune. It lies in the lobby."""
    op.execute(
        f"""
        CREATE TABLE network_questions (
            id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
            title text NOT NULL CHECK (length(title) BETWEEN 1 AND 160),
            body text NOT NULL DEFAULT '' CHECK (length(body) <= 4000),
            theme text NOT NULL DEFAULT '' CHECK (length(theme) <= 40),
            user_id uuid REFERENCES users (id) ON DELETE SET NULL,
            name text NOT NULL CHECK (length(name) <= 200),
            office text NOT NULL CHECK (office IN ('coordinator', 'centre')),
            created_at timestamptz NOT NULL DEFAULT now(),
            closed_at timestamptz,
            removed_at timestamptz,
            removed_by text NOT NULL DEFAULT '' CHECK (length(removed_by) <= 200),
            version int NOT NULL DEFAULT 1
        );
        CREATE TABLE network_answers (
            id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
            question_id uuid NOT NULL REFERENCES network_questions (id),
            body text NOT NULL CHECK (length(body) BETWEEN 1 AND 4000),
            user_id uuid REFERENCES users (id) ON DELETE SET NULL,
            name text NOT NULL CHECK (length(name) <= 200),
            office text NOT NULL CHECK (office IN ('coordinator', 'centre')),
            created_at timestamptz NOT NULL DEFAULT now(),
            pinned_at timestamptz,
            pinned_by text NOT NULL DEFAULT '' CHECK (length(pinned_by) <= 200),
            removed_at timestamptz,
            removed_by text NOT NULL DEFAULT '' CHECK (length(removed_by) <= 200),
            version int NOT NULL DEFAULT 1
        );
        CREATE INDEX ON network_answers (question_id);
        CREATE TABLE network_follows (
            user_id uuid PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
            digest text NOT NULL DEFAULT 'weekly' CHECK (digest IN ('weekly', 'never')),
            last_sent_at timestamptz,
            version int NOT NULL DEFAULT 1
        );
        GRANT SELECT, INSERT, UPDATE ON network_questions, network_answers, network_follows TO {LOBBY};
        GRANT SELECT ON network_questions, network_answers TO {WORKER};
        GRANT SELECT, UPDATE (last_sent_at), INSERT ON network_follows TO {WORKER};
        """
    )
    live = import_module("migrations.versions.0011_admission_in_two_steps")
    # Membership of the forum is asked of the database at each press, so a coordinator who has stopped is out at once.
    definer(
        "app.network_member(secret text)",
        "jsonb",
        f"""
        BEGIN
            RETURN (SELECT jsonb_build_object('id', u.id, 'name', u.name, 'office',
                CASE WHEN s.strong AND EXISTS (SELECT 1 FROM centre_members c WHERE c.user_id = u.id AND {_AT_THE_CENTRE}) THEN 'centre'
                WHEN EXISTS (SELECT 1 FROM memberships m WHERE m.user_id = u.id AND m.role = 'coordinator' AND {live.VALID}
                    AND {live.PERMITTED}) THEN 'coordinator' END)
                FROM login_sessions s JOIN users u ON u.id = s.user_id WHERE {live.LIVE} LIMIT 1);
        END
        """,
    )
    # The digest goes to whoever is a member today; only the worker is told their addresses.
    definer(
        "app.network_readers()",
        "jsonb",
        f"""
        BEGIN
            RETURN (SELECT coalesce(jsonb_agg(jsonb_build_object('id', u.id, 'name', u.name, 'email', u.email, 'language', u.language)
                    ORDER BY u.id), '[]'::jsonb)
                FROM users u LEFT JOIN network_follows f ON f.user_id = u.id
                WHERE u.disabled_at IS NULL AND coalesce(f.digest, 'weekly') = 'weekly' AND (
                    EXISTS (SELECT 1 FROM centre_members c WHERE c.user_id = u.id AND {_AT_THE_CENTRE})
                    OR EXISTS (SELECT 1 FROM memberships m WHERE m.user_id = u.id AND m.role = 'coordinator' AND {live.VALID})));
        END
        """,
    )
    op.execute(f"GRANT EXECUTE ON FUNCTION app.network_readers() TO {WORKER}")
    op.execute(f"GRANT INSERT ON house_letters TO {WORKER}")
    op.execute(f"GRANT EXECUTE ON FUNCTION app.network_member(text) TO {LOBBY}")


_AT_THE_CENTRE = (
    "c.valid_from <= (now() AT TIME ZONE 'Europe/Oslo')::date "
    "AND (c.valid_to IS NULL OR c.valid_to >= (now() AT TIME ZONE 'Europe/Oslo')::date)"
)
