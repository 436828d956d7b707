"""What is public of each sak and paper, how that was chosen, and the minutes as everybody may read them."""

from alembic import op

from migrations.walls import kommune_table

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

WALLED = ("publicity_choices", "published_minutes")
CHOICES = "('unset', 'public', 'exempt', 'internal')"


def upgrade() -> None:
    # What nobody has chosen is «unset», which is never public. A sak is exempt if and only if a legal basis is named.
    for table in ("agenda_items", "papers"):
        op.execute(
            f"""
            ALTER TABLE {table}
                ADD COLUMN publicity text NOT NULL DEFAULT 'unset' CHECK (publicity IN {CHOICES}),
                ADD COLUMN legal_basis text NOT NULL DEFAULT '' CHECK (length(legal_basis) <= 80),
                ADD CONSTRAINT {table}_exempt_with_basis CHECK ((publicity = 'exempt') = (legal_basis <> ''))
            """
        )
    op.execute("ALTER TABLE agenda_items ADD COLUMN public_title text NOT NULL DEFAULT '' CHECK (length(public_title) <= 200)")
    _choices()
    _published()
    for table in WALLED:
        op.execute(
            f"CREATE POLICY departing ON {table} FOR ALL TO CURRENT_USER "
            "USING (tenant_id = (SELECT nullif(current_setting('room.departing', true), '')::uuid)) WITH CHECK (false)"
        )


def downgrade() -> None:
    op.execute("DROP TABLE published_minutes, publicity_choices")
    op.execute("ALTER TABLE agenda_items DROP COLUMN public_title, DROP COLUMN legal_basis, DROP COLUMN publicity")
    op.execute("ALTER TABLE papers DROP COLUMN legal_basis, DROP COLUMN publicity")


def _choices() -> None:
    """Every choice that was made, by whom and by which edition of the legal bases: added to, never changed."""
    kommune_table(
        "publicity_choices",
        f"""
        item_id uuid NOT NULL,
        paper_id uuid,
        publicity text NOT NULL CHECK (publicity IN {CHOICES}),
        basis_code text NOT NULL DEFAULT '' CHECK (length(basis_code) <= 40),
        legal_basis text NOT NULL DEFAULT '' CHECK (length(legal_basis) <= 80),
        edition text NOT NULL CHECK (length(edition) <= 20),
        chosen_by text NOT NULL CHECK (length(chosen_by) <= 200),
        chosen_as text NOT NULL CHECK (length(chosen_as) <= 40),
        chosen_at timestamptz NOT NULL DEFAULT now()
        """,
        belongs_to={"item_id": "agenda_items"},
        grant="SELECT, INSERT",
    )


def _published() -> None:
    """The minutes as everybody may read them. What is out is never changed, only withdrawn and followed by another."""
    kommune_table(
        "published_minutes",
        """
        minutes_id uuid NOT NULL,
        public_id uuid NOT NULL,
        number int NOT NULL CHECK (number >= 1),
        version_number int NOT NULL CHECK (version_number >= 1),
        content jsonb NOT NULL,
        sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
        with_attendance boolean NOT NULL,
        with_discussion boolean NOT NULL,
        published_at timestamptz NOT NULL DEFAULT now(),
        published_by text NOT NULL CHECK (length(published_by) <= 200),
        withdrawn_at timestamptz,
        withdrawn_by text NOT NULL DEFAULT '' CHECK (length(withdrawn_by) <= 200),
        withdrawn_because text NOT NULL DEFAULT '' CHECK (length(withdrawn_because) <= 500),
        CHECK (withdrawn_at IS NULL OR withdrawn_because <> '')
        """,
        belongs_to={"minutes_id": "minutes"},
        unique=("minutes_id, number",),
        grant="SELECT, INSERT, UPDATE (withdrawn_at, withdrawn_by, withdrawn_because)",
    )
    # At most one edition of each minutes is out at a time, also when two press at once.
    op.execute("CREATE UNIQUE INDEX one_edition_out ON published_minutes (tenant_id, minutes_id) WHERE withdrawn_at IS NULL")
    op.execute("CREATE INDEX ON published_minutes (public_id)")
