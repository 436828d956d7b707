"""A member who opens the notice's link on a phone may also propose a sak: it waits in the backlog, nothing more."""

from alembic import op

from migrations.walls import GUEST

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(f"GRANT INSERT ON agenda_items TO {GUEST}")


def downgrade() -> None:
    op.execute(f"REVOKE INSERT ON agenda_items FROM {GUEST}")
