"""What every feature leans on: the audit chain, letters, and the register of deeds done once."""

from alembic import op

from migrations.walls import APPEND_ONLY, kommune_table

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    kommune_table(
        "audit_events",
        """
        number bigint NOT NULL,
        at timestamptz NOT NULL,
        actor uuid NOT NULL DEFAULT app.room_actor(),
        actor_name text NOT NULL DEFAULT '',
        action text NOT NULL,
        subject_kind text NOT NULL,
        subject_id uuid,
        facts jsonb NOT NULL DEFAULT '{}',
        previous text NOT NULL,
        hash text NOT NULL
        """,
        unique=("number",),
        indexes=("subject_id", "at"),
        grant=APPEND_ONLY,
        guest=APPEND_ONLY,
    )
    kommune_table(
        "letter_parts",
        """
        filename text NOT NULL,
        media_type text NOT NULL,
        content bytea NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now()
        """,
        grant="SELECT, INSERT, DELETE",
    )
    kommune_table(
        "letters",
        """
        to_name text NOT NULL,
        to_address text NOT NULL,
        subject text NOT NULL,
        body text NOT NULL,
        calendar text,
        calendar_method text,
        part_ids uuid[] NOT NULL DEFAULT '{}',
        template text NOT NULL,
        about_kind text NOT NULL,
        about_id uuid,
        state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sent', 'failed')),
        attempts int NOT NULL DEFAULT 0,
        next_try_at timestamptz NOT NULL DEFAULT now(),
        last_error text,
        created_at timestamptz NOT NULL DEFAULT now(),
        sent_at timestamptz
        """,
        indexes=("state, next_try_at", "about_id"),
    )
    kommune_table(
        "deeds",
        """
        location text,
        done_at timestamptz NOT NULL DEFAULT now()
        """,
        indexes=("done_at",),
        guest="SELECT, INSERT, UPDATE",
    )


def downgrade() -> None:
    op.execute("DROP TABLE deeds, letters, letter_parts, audit_events")
