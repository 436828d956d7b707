"""What is filed in a kommune's archive: a courier row per document and version, its package, its receipts, and the settings."""

from alembic import op

from migrations.walls import APPEND_ONLY, kommune_table

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

WALLED = ("archive_settings", "filings", "filing_packages", "filing_receipts")


def upgrade() -> None:
    _settings()
    _courier()
    for table in WALLED:
        op.execute(
            f"CREATE POLICY departing ON {table} FOR ALL TO CURRENT_USER "
            "USING (tenant_id = (SELECT nullif(current_setting('room.departing', true), '')::uuid)) WITH CHECK (false)"
        )


def downgrade() -> None:
    op.execute("DROP TABLE filing_receipts, filing_packages, filings, archive_settings")


def _settings() -> None:
    """How the kommune's archive wants what it is sent. `only_row` holds it to one."""
    kommune_table(
        "archive_settings",
        """
        only_row boolean NOT NULL DEFAULT true CHECK (only_row),
        automatic_from timestamptz,
        shape text NOT NULL DEFAULT 'case' CHECK (shape IN ('case', 'meeting')),
        case_folder text NOT NULL DEFAULT '' CHECK (length(case_folder) <= 60),
        archive_part text NOT NULL DEFAULT '' CHECK (length(archive_part) <= 60),
        classification_system text NOT NULL DEFAULT '' CHECK (length(classification_system) <= 100),
        class_code text NOT NULL DEFAULT '' CHECK (length(class_code) <= 60),
        unit text NOT NULL DEFAULT '' CHECK (length(unit) <= 160),
        archivist_name text NOT NULL DEFAULT '' CHECK (length(archivist_name) <= 160),
        archivist_email text NOT NULL DEFAULT '' CHECK (length(archivist_email) <= 254),
        delivery text NOT NULL DEFAULT 'download' CHECK (delivery IN ('download', 'folder')),
        version int NOT NULL DEFAULT 1,
        CHECK ((classification_system = '') = (class_code = ''))
        """,
        unique=("only_row",),
    )


def _courier() -> None:
    """A filing is a row before it is anything else; the unique keys make a second asking find the first one's row."""
    kommune_table(
        "filings",
        """
        source_kind text NOT NULL CHECK (source_kind IN ('minutes', 'mandate', 'agreement', 'plan')),
        source_id uuid NOT NULL,
        source_version int NOT NULL CHECK (source_version >= 1),
        external_key text NOT NULL CHECK (length(external_key) BETWEEN 1 AND 200),
        title text NOT NULL CHECK (length(title) BETWEEN 1 AND 300),
        public_title text NOT NULL CHECK (length(public_title) BETWEEN 1 AND 300),
        legal_basis text NOT NULL DEFAULT '' CHECK (length(legal_basis) <= 300),
        content jsonb NOT NULL,
        delivery text NOT NULL CHECK (delivery IN ('download', 'folder')),
        state text NOT NULL DEFAULT 'asked' CHECK (state IN ('asked', 'made', 'delivered', 'receipted', 'failed')),
        attempts int NOT NULL DEFAULT 0,
        next_try_at timestamptz NOT NULL DEFAULT now(),
        error text NOT NULL DEFAULT '' CHECK (length(error) <= 40),
        error_detail text NOT NULL DEFAULT '' CHECK (length(error_detail) <= 500),
        asked_by text NOT NULL CHECK (length(asked_by) <= 200),
        asked_at timestamptz NOT NULL DEFAULT now(),
        made_at timestamptz,
        delivered_at timestamptz,
        delivered_by text NOT NULL DEFAULT '' CHECK (length(delivered_by) <= 200),
        receipted_at timestamptz,
        archived_on date,
        case_number text NOT NULL DEFAULT '' CHECK (length(case_number) <= 100),
        record_number text NOT NULL DEFAULT '' CHECK (length(record_number) <= 100),
        record_system_id text NOT NULL DEFAULT '' CHECK (length(record_system_id) <= 36),
        version int NOT NULL DEFAULT 1,
        CHECK (state NOT IN ('made', 'delivered') OR made_at IS NOT NULL),
        CHECK (state <> 'delivered' OR delivered_at IS NOT NULL),
        CHECK ((state = 'receipted') = (receipted_at IS NOT NULL)),
        CHECK ((state = 'failed') <= (error <> ''))
        """,
        unique=("source_kind, source_id, source_version", "external_key"),
        indexes=("state, next_try_at",),
    )
    kommune_table(
        "filing_packages",
        """
        filing_id uuid NOT NULL,
        filename text NOT NULL CHECK (length(filename) BETWEEN 1 AND 200),
        size bigint NOT NULL,
        sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
        content bytea NOT NULL,
        made_at timestamptz NOT NULL DEFAULT now()
        """,
        belongs_to={"filing_id": "filings"},
        unique=("filing_id",),
    )
    # What the archive has answered is never changed and never taken away by the one who asked.
    kommune_table(
        "filing_receipts",
        """
        filing_id uuid NOT NULL,
        outcome text NOT NULL CHECK (outcome IN ('archived', 'refused')),
        sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
        content bytea NOT NULL,
        received_by text NOT NULL CHECK (length(received_by) <= 200),
        received_at timestamptz NOT NULL DEFAULT now()
        """,
        belongs_to={"filing_id": "filings"},
        unique=("filing_id, sha256",),
        grant=APPEND_ONLY,
    )
