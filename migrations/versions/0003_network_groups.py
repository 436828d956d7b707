"""Network and groups: organisations, people, groups on three levels, seats with dates."""

from alembic import op

from migrations.walls import kommune_table

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    kommune_table(
        "organisations",
        """
        name text NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
        type text NOT NULL CHECK (type IN ('municipal_leadership', 'school', 'child_welfare', 'health', 'nav',
              'culture_leisure', 'technical_services', 'police', 'voluntary', 'trade_association', 'youth_council', 'other')),
        version int NOT NULL DEFAULT 1
        """,
        unique=("name",),
        guest="SELECT",
    )
    kommune_table(
        "people",
        """
        name text NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
        title text NOT NULL DEFAULT '',
        email text NOT NULL DEFAULT '',
        phone text NOT NULL DEFAULT '',
        organisation_id uuid NOT NULL,
        user_id uuid,
        left_on date,
        version int NOT NULL DEFAULT 1
        """,
        belongs_to={"organisation_id": "organisations"},
        indexes=("user_id", "name"),
        guest="SELECT",
    )
    kommune_table(
        "groups",
        """
        name text NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
        level text NOT NULL CHECK (level IN ('STEERING', 'COORDINATING', 'OPERATIONAL')),
        police_council boolean NOT NULL DEFAULT false,
        norm_per text NOT NULL CHECK (norm_per IN ('month', 'year')),
        norm_min int NOT NULL CHECK (norm_min BETWEEN 1 AND 24),
        norm_max int NOT NULL CHECK (norm_max BETWEEN norm_min AND 24),
        july_exempt boolean NOT NULL DEFAULT true,
        share_addresses boolean NOT NULL DEFAULT false,
        created_at timestamptz NOT NULL DEFAULT now(),
        closed_on date,
        version int NOT NULL DEFAULT 1
        """,
        unique=("name",),
        guest="SELECT",
    )
    kommune_table(
        "seats",
        """
        group_id uuid NOT NULL,
        person_id uuid NOT NULL,
        function text NOT NULL CHECK (function IN ('leader', 'deputy_leader', 'secretary', 'member')),
        title text NOT NULL DEFAULT '',
        acting boolean NOT NULL DEFAULT false,
        deputy_for uuid,
        starts_on date NOT NULL,
        ends_on date CHECK (ends_on IS NULL OR ends_on >= starts_on),
        version int NOT NULL DEFAULT 1
        """,
        belongs_to={"group_id": "groups", "person_id": "people", "deputy_for": "seats"},
        guest="SELECT",
    )
    kommune_table(
        "standing_items",
        """
        group_id uuid NOT NULL,
        position int NOT NULL,
        title text NOT NULL,
        kind text NOT NULL CHECK (kind IN ('information', 'discussion', 'decision')),
        minutes int NOT NULL DEFAULT 10 CHECK (minutes BETWEEN 1 AND 480),
        template text
        """,
        belongs_to={"group_id": "groups"},
    )
    kommune_table(
        "guard_exceptions",
        """
        group_id uuid NOT NULL,
        phrase_mac text NOT NULL,
        rule text NOT NULL,
        reason text NOT NULL CHECK (length(reason) >= 5),
        kept_by text NOT NULL,
        kept_at timestamptz NOT NULL DEFAULT now()
        """,
        belongs_to={"group_id": "groups"},
        unique=("group_id, phrase_mac",),
        guest="SELECT, INSERT",
    )


def downgrade() -> None:
    op.execute("DROP TABLE guard_exceptions, standing_items, seats, groups, people, organisations")
