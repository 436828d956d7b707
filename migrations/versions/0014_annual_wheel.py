"""The annual wheel of each kommune, and saker that are sent to the level below with a deadline for the answer."""

from alembic import op

from migrations.walls import kommune_table

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

WALLED = ("wheel_entries", "wheel_notices", "sent_items")


def upgrade() -> None:
    """Three walled tables, each of which leaves with its kommune."""
    _entries()
    _notices()
    _sent_items()
    for table in WALLED:
        op.execute(
            f"CREATE POLICY departing ON {table} FOR ALL TO CURRENT_USER "
            "USING (tenant_id = (SELECT nullif(current_setting('room.departing', true), '')::uuid)) WITH CHECK (false)"
        )


def downgrade() -> None:
    """Nothing else points at them."""
    op.execute("DROP TABLE sent_items, wheel_notices, wheel_entries")


def _entries() -> None:
    """What is done when in a year. `from_on` and `until_on` are the days as meant, `starts_on` and `ends_on` as they are held."""
    kommune_table(
        "wheel_entries",
        """
        year int NOT NULL CHECK (year BETWEEN 2000 AND 2100),
        month int NOT NULL CHECK (month BETWEEN 1 AND 12),
        from_on date,
        until_on date,
        starts_on date,
        ends_on date,
        title text NOT NULL CHECK (length(title) BETWEEN 1 AND 160),
        note text NOT NULL DEFAULT '' CHECK (length(note) <= 1000),
        ring text NOT NULL CHECK (ring IN ('STEERING', 'COORDINATING', 'OPERATIONAL', 'COORDINATOR')),
        group_id uuid,
        responsible_id uuid,
        lead_days int NOT NULL DEFAULT 0 CHECK (lead_days BETWEEN 0 AND 365),
        makes text NOT NULL DEFAULT 'nothing' CHECK (makes IN ('meeting', 'task', 'nothing')),
        repeats text NOT NULL DEFAULT 'date' CHECK (repeats IN ('date', 'weekday', 'once')),
        weekday int CHECK (weekday BETWEEN 1 AND 5),
        nth int CHECK (nth IN (1, 2, 3, 4, -1)),
        moves text NOT NULL DEFAULT 'later' CHECK (moves IN ('later', 'earlier')),
        source text NOT NULL DEFAULT 'own' CHECK (source IN ('own', 'default', 'template')),
        code text NOT NULL DEFAULT '' CHECK (length(code) <= 60),
        earlier_id uuid,
        meeting_id uuid,
        task_id uuid,
        removed_at timestamptz,
        created_at timestamptz NOT NULL DEFAULT now(),
        version int NOT NULL DEFAULT 1,
        CHECK ((repeats = 'weekday') = (weekday IS NOT NULL AND nth IS NOT NULL)),
        CHECK (ends_on IS NULL OR ends_on >= starts_on),
        CHECK (until_on IS NULL OR until_on >= from_on),
        CHECK ((from_on IS NULL) = (starts_on IS NULL) AND (until_on IS NULL) = (ends_on IS NULL))
        """,
        belongs_to={
            "group_id": "groups", "responsible_id": "people", "earlier_id": "wheel_entries", "meeting_id": "meetings", "task_id": "tasks",
        },
        indexes=("year",),
    )  # fmt: skip
    # An entry is rolled on once, and a kommune has each of the usual entries once a year, whoever presses and how often.
    op.execute("CREATE UNIQUE INDEX rolled_once ON wheel_entries (tenant_id, earlier_id) WHERE earlier_id IS NOT NULL")
    op.execute("CREATE UNIQUE INDEX usual_once ON wheel_entries (tenant_id, year, code) WHERE code <> ''")


def _notices() -> None:
    """That the clock has told of an entry's preparation: the unique key makes it once, also when two rounds meet."""
    kommune_table(
        "wheel_notices",
        """
        entry_id uuid NOT NULL,
        kind text NOT NULL CHECK (length(kind) <= 60),
        sent_at timestamptz NOT NULL DEFAULT now()
        """,
        belongs_to={"entry_id": "wheel_entries"},
        unique=("entry_id, kind",),
    )


def _sent_items() -> None:
    """A sak on its way down: which sak it became in the receiving group, why, by when, and what was answered."""
    kommune_table(
        "sent_items",
        """
        item_id uuid NOT NULL,
        made_id uuid NOT NULL,
        reason text NOT NULL CHECK (length(reason) BETWEEN 1 AND 1000),
        due_on date NOT NULL,
        sent_by text NOT NULL DEFAULT '' CHECK (length(sent_by) <= 200),
        sent_at timestamptz NOT NULL DEFAULT now(),
        answer text NOT NULL DEFAULT '' CHECK (length(answer) <= 4000),
        answered_by text NOT NULL DEFAULT '' CHECK (length(answered_by) <= 200),
        answered_at timestamptz,
        reminded_at timestamptz,
        version int NOT NULL DEFAULT 1,
        CHECK ((answered_at IS NULL) = (answer = ''))
        """,
        belongs_to={"item_id": "agenda_items", "made_id": "agenda_items"},
        unique=("made_id",),
    )
