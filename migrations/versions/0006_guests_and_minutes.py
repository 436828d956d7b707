"""A guest with a link to comment may read what was sent and add a comment; nothing else of the minutes."""

from alembic import op

from migrations.walls import GUEST

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(f"GRANT SELECT ON minutes, minutes_versions, minutes_comments TO {GUEST}")
    op.execute(f"GRANT INSERT ON minutes_comments TO {GUEST}")


def downgrade() -> None:
    op.execute(f"REVOKE ALL ON minutes, minutes_versions, minutes_comments FROM {GUEST}")
