"""Meetings, saker, invitations and papers; tasks with their reminders."""

from alembic import op

from migrations.walls import kommune_table

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _meetings()
    _saker()
    _papers()
    _tasks()


def downgrade() -> None:
    op.execute(
        "DROP TABLE task_reminders, tasks, paper_contents, papers, agenda_entries, agenda_items, item_numbers, "
        "invitations, meetings, meeting_series"
    )


def _meetings() -> None:
    kommune_table(
        "meeting_series",
        """
        group_id uuid NOT NULL,
        weekday int NOT NULL CHECK (weekday BETWEEN 1 AND 7),
        nth int NOT NULL CHECK (nth IN (-1, 1, 2, 3, 4)),
        starts time NOT NULL,
        minutes int NOT NULL CHECK (minutes BETWEEN 15 AND 600),
        place text NOT NULL DEFAULT '',
        from_on date NOT NULL,
        until_on date NOT NULL CHECK (until_on >= from_on),
        every_months int NOT NULL DEFAULT 1 CHECK (every_months BETWEEN 1 AND 12),
        skip_july boolean NOT NULL DEFAULT true,
        version int NOT NULL DEFAULT 1
        """,
        belongs_to={"group_id": "groups"},
    )
    kommune_table(
        "meetings",
        """
        group_id uuid NOT NULL,
        series_id uuid,
        occurrence_on date,
        starts_at timestamptz NOT NULL,
        ends_at timestamptz NOT NULL CHECK (ends_at > starts_at),
        place text NOT NULL DEFAULT '' CHECK (length(place) <= 200),
        practical text NOT NULL DEFAULT '' CHECK (length(practical) <= 2000),
        state text NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'called', 'under_way', 'held', 'cancelled')),
        calendar_uid text NOT NULL,
        sequence int NOT NULL DEFAULT 0,
        called_at timestamptz,
        started_at timestamptz,
        ended_at timestamptz,
        cancelled_at timestamptz,
        cancelled_because text,
        version int NOT NULL DEFAULT 1
        """,
        belongs_to={"group_id": "groups", "series_id": "meeting_series"},
        unique=("series_id, occurrence_on", "calendar_uid"),
        indexes=("starts_at", "group_id, starts_at"),
        guest="SELECT",
    )
    kommune_table(
        "invitations",
        """
        meeting_id uuid NOT NULL,
        person_id uuid NOT NULL,
        seat_id uuid,
        deputy_id uuid,
        standing_in_for uuid,
        answer text NOT NULL DEFAULT 'waiting' CHECK (answer IN ('waiting', 'coming', 'not_coming', 'deputy')),
        answered_at timestamptz,
        attendance text CHECK (attendance IN ('present', 'excused', 'absent')),
        title text NOT NULL DEFAULT ''
        """,
        belongs_to={
            "meeting_id": "meetings",
            "person_id": "people",
            "seat_id": "seats",
            "deputy_id": "people",
            "standing_in_for": "people",
        },
        unique=("meeting_id, person_id",),
        guest="SELECT, INSERT, UPDATE (answer, answered_at, deputy_id)",
    )


def _saker() -> None:
    # The counter is locked by the transaction that takes a number, so numbers are gapless also when two are in a hurry.
    kommune_table(
        "item_numbers",
        "group_id uuid NOT NULL, year int NOT NULL, last int NOT NULL",
        belongs_to={"group_id": "groups"},
        unique=("group_id, year",),
        grant="SELECT, INSERT, UPDATE",
    )
    kommune_table(
        "agenda_items",
        """
        group_id uuid NOT NULL,
        number int,
        year int,
        title text NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
        description text NOT NULL DEFAULT '' CHECK (length(description) <= 10000),
        kind text NOT NULL CHECK (kind IN ('information', 'discussion', 'decision')),
        state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'done', 'withdrawn')),
        proposed_by uuid,
        created_at timestamptz NOT NULL DEFAULT now(),
        version int NOT NULL DEFAULT 1,
        CHECK ((number IS NULL) = (year IS NULL))
        """,
        belongs_to={"group_id": "groups", "proposed_by": "people"},
        unique=("group_id, year, number",),
        guest="SELECT",
    )
    kommune_table(
        "agenda_entries",
        """
        meeting_id uuid NOT NULL,
        item_id uuid NOT NULL,
        position int NOT NULL,
        minutes int NOT NULL DEFAULT 10 CHECK (minutes BETWEEN 0 AND 480),
        presenter_id uuid,
        standing boolean NOT NULL DEFAULT false,
        round int NOT NULL DEFAULT 1
        """,
        belongs_to={"meeting_id": "meetings", "item_id": "agenda_items", "presenter_id": "people"},
        unique=("meeting_id, item_id",),
        guest="SELECT",
    )


def _papers() -> None:
    kommune_table(
        "papers",
        """
        item_id uuid NOT NULL,
        filename text NOT NULL CHECK (length(filename) BETWEEN 1 AND 150),
        media_type text NOT NULL,
        size int NOT NULL,
        sha256 text NOT NULL,
        uploaded_by text NOT NULL,
        uploaded_at timestamptz NOT NULL DEFAULT now()
        """,
        belongs_to={"item_id": "agenda_items"},
        unique=("item_id, sha256",),
        guest="SELECT",
    )
    kommune_table(
        "paper_contents",
        "paper_id uuid NOT NULL, content bytea NOT NULL",
        belongs_to={"paper_id": "papers"},
        unique=("paper_id",),
        guest="SELECT",
    )


def _tasks() -> None:
    kommune_table(
        "tasks",
        """
        group_id uuid NOT NULL,
        meeting_id uuid,
        entry_id uuid,
        source text NOT NULL DEFAULT '',
        what text NOT NULL CHECK (length(what) <= 500),
        responsible_id uuid,
        due_on date,
        status text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'on_track', 'delayed', 'done', 'dropped')),
        status_note text NOT NULL DEFAULT '' CHECK (length(status_note) <= 1000),
        status_at timestamptz,
        position int NOT NULL DEFAULT 0,
        created_at timestamptz NOT NULL DEFAULT now(),
        done_on date,
        version int NOT NULL DEFAULT 1
        """,
        belongs_to={
            "group_id": "groups",
            "meeting_id": "meetings",
            "entry_id": "agenda_entries",
            "responsible_id": "people",
        },
        indexes=("status, due_on",),
        guest="SELECT, UPDATE (status, status_note, status_at, done_on, version)",
    )
    kommune_table(
        "task_reminders",
        "task_id uuid NOT NULL, kind text NOT NULL, sent_at timestamptz NOT NULL DEFAULT now()",
        belongs_to={"task_id": "tasks"},
        unique=("task_id, kind",),
        grant="SELECT, INSERT",
    )
