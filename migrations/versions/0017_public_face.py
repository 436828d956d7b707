"""The public page of a kommune: what it has chosen to show, who has agreed to be shown, and the one copy that the public's role reads."""

from alembic import op

from migrations.walls import PUBLIC, definer, kommune_table

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

WALLED = ("face_settings", "face_consents", "public_faces")


def upgrade() -> None:
    _chosen()
    _published()
    for table in WALLED:
        op.execute(
            f"CREATE POLICY departing ON {table} FOR ALL TO CURRENT_USER "
            "USING (tenant_id = (SELECT nullif(current_setting('room.departing', true), '')::uuid)) WITH CHECK (false)"
        )
    _for_everybody()


def downgrade() -> None:
    op.execute(f"DROP POLICY published ON published_minutes; REVOKE ALL ON published_minutes FROM {PUBLIC}")
    op.execute(f"DROP TABLE {', '.join(reversed(WALLED))}")
    op.execute("DROP FUNCTION public.is_in_operation(uuid)")
    op.execute(f"REVOKE USAGE ON SCHEMA public FROM {PUBLIC}")


def _chosen() -> None:
    """Inside the kommune: what it wants to show, and what each coordinator has agreed to. No room but its own reads it."""
    kommune_table(
        "face_settings",
        """
        intro text NOT NULL DEFAULT '' CHECK (length(intro) <= 1500),
        links jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(links) = 'array' AND length(links::text) <= 6000),
        goals jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(goals) = 'array'),
        measures jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(measures) = 'array'),
        groups jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(groups) = 'array'),
        shows_minutes boolean NOT NULL DEFAULT true,
        published_at timestamptz,
        published_by text NOT NULL DEFAULT '' CHECK (length(published_by) <= 200),
        only_row boolean NOT NULL DEFAULT true CHECK (only_row),
        version int NOT NULL DEFAULT 1
        """,
        unique=("only_row",),
    )
    kommune_table(
        "face_consents",
        """
        user_id uuid NOT NULL,
        shows_email boolean NOT NULL DEFAULT false,
        shows_phone boolean NOT NULL DEFAULT false,
        kommuner int NOT NULL DEFAULT 1 CHECK (kommuner BETWEEN 1 AND 50),
        given_at timestamptz NOT NULL DEFAULT now(),
        withdrawn_at timestamptz,
        version int NOT NULL DEFAULT 1
        """,
        unique=("user_id",),
    )


def _published() -> None:
    """What stands on the page now, in a copy that the kommune's own verbs write. No row is no page."""
    kommune_table(
        "public_faces",
        """
        slug text NOT NULL CHECK (slug ~ '^[a-z0-9-]{2,60}$'),
        number text NOT NULL CHECK (length(number) <= 10),
        name text NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
        language text NOT NULL CHECK (language IN ('nb', 'nn')),
        colour int NOT NULL,
        mark text NOT NULL CHECK (length(mark) BETWEEN 1 AND 2),
        content jsonb NOT NULL CHECK (jsonb_typeof(content) = 'object' AND length(content::text) <= 60000),
        shows_minutes boolean NOT NULL DEFAULT true,
        published_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL,
        CHECK (id = tenant_id)
        """,
    )
    # Not unique: a key inside a kommune never reaches over to another. The slug is unique where kommuner are founded.
    op.execute("CREATE INDEX ON public_faces (slug)")
    op.execute("CREATE INDEX ON public_faces (number)")


def _for_everybody() -> None:
    """The public's role: published pages, and the public minutes of kommuner that have a page that shows them."""
    op.execute(f"GRANT USAGE ON SCHEMA public TO {PUBLIC}")
    # A kommune that is closed or paused runs no rounds any more, so its page must not be left standing.
    definer(
        "public.is_in_operation(kommune uuid)", "boolean",
        "BEGIN RETURN EXISTS (SELECT 1 FROM tenants t WHERE t.id = kommune AND t.in_operation); END",
    )
    op.execute(f"GRANT EXECUTE ON FUNCTION public.is_in_operation(uuid) TO {PUBLIC}")
    op.execute(f"CREATE POLICY published ON public_faces FOR SELECT TO {PUBLIC} USING (public.is_in_operation(tenant_id))")
    op.execute(f"GRANT SELECT ON public_faces TO {PUBLIC}")
    op.execute(
        f"CREATE POLICY published ON published_minutes FOR SELECT TO {PUBLIC} USING (withdrawn_at IS NULL AND EXISTS ("
        "SELECT 1 FROM public_faces f WHERE f.tenant_id = published_minutes.tenant_id AND f.shows_minutes))"
    )
    # Not who published or withdrew it, and not why.
    columns = "tenant_id, public_id, number, content, published_at, withdrawn_at"
    op.execute(f"GRANT SELECT ({columns}) ON published_minutes TO {PUBLIC}")
