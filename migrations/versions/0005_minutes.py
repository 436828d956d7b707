"""Minutes: notes and decisions per sak, versions, comments, and texts that met in a conflict."""

from alembic import op

from migrations.walls import kommune_table

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    kommune_table(
        "minutes",
        """
        meeting_id uuid NOT NULL,
        stage text NOT NULL DEFAULT 'draft' CHECK (stage IN ('draft', 'for_comment', 'approved')),
        sent_at timestamptz,
        comment_until date,
        approved_at timestamptz,
        approved_by text,
        override_reason text CHECK (override_reason IS NULL OR length(override_reason) >= 20),
        latest int NOT NULL DEFAULT 0,
        version int NOT NULL DEFAULT 1
        """,
        belongs_to={"meeting_id": "meetings"},
        unique=("meeting_id",),
    )
    kommune_table(
        "minute_notes",
        """
        entry_id uuid NOT NULL,
        meeting_id uuid NOT NULL,
        notes text NOT NULL DEFAULT '' CHECK (length(notes) <= 20000),
        decision text NOT NULL DEFAULT '' CHECK (length(decision) <= 4000),
        edited_by text NOT NULL DEFAULT '',
        edited_at timestamptz,
        version int NOT NULL DEFAULT 1
        """,
        belongs_to={"entry_id": "agenda_entries", "meeting_id": "meetings"},
        unique=("entry_id",),
    )
    kommune_table(
        "text_conflicts",
        """
        note_id uuid NOT NULL,
        notes text NOT NULL,
        decision text NOT NULL,
        written_by text NOT NULL,
        written_at timestamptz NOT NULL DEFAULT now(),
        settled_at timestamptz
        """,
        belongs_to={"note_id": "minute_notes"},
    )
    kommune_table(
        "minutes_versions",
        """
        minutes_id uuid NOT NULL,
        number int NOT NULL,
        reason text NOT NULL CHECK (reason IN ('comment', 'approved', 'changed')),
        document jsonb NOT NULL,
        sha256 text NOT NULL,
        created_by text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now()
        """,
        belongs_to={"minutes_id": "minutes"},
        unique=("minutes_id, number",),
        grant="SELECT, INSERT",
    )
    kommune_table(
        "minutes_comments",
        """
        minutes_id uuid NOT NULL,
        person_id uuid NOT NULL,
        text text NOT NULL CHECK (length(text) BETWEEN 1 AND 4000),
        created_at timestamptz NOT NULL DEFAULT now(),
        handled_at timestamptz,
        answer text NOT NULL DEFAULT ''
        """,
        belongs_to={"minutes_id": "minutes", "person_id": "people"},
    )


def downgrade() -> None:
    op.execute("DROP TABLE minutes_comments, minutes_versions, text_conflicts, minute_notes, minutes")
