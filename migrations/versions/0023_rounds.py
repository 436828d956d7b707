"""Where a round has something to do: the clock asks the database, and not every kommune in turn."""

from alembic import op

from migrations.walls import WORKER, definer

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

COUNTED = ("handovers", "exports")

# The owner's own policy is opened for as long as the question takes, as when operators count (0022). What comes out is
# which kommuner a round would find work in: no row, no number and no name. A round that is not here cannot be asked about.
_WITH_WORK = """
BEGIN
    PERFORM set_config('room.counting', 'on', true);
    CASE round
        WHEN 'outbox.sweep' THEN
            RETURN QUERY SELECT DISTINCT l.tenant_id FROM public.letters l WHERE l.state = 'waiting';
        WHEN 'notices.gather' THEN
            RETURN QUERY SELECT DISTINCT l.tenant_id FROM public.letters l WHERE l.state = 'held';
        WHEN 'archive.sweep' THEN
            RETURN QUERY SELECT DISTINCT f.tenant_id FROM public.filings f WHERE f.state IN ('asked', 'made');
        WHEN 'handover.complete' THEN
            RETURN QUERY SELECT DISTINCT h.tenant_id FROM public.handovers h WHERE h.state = 'approved';
        WHEN 'departure.export' THEN
            RETURN QUERY SELECT DISTINCT e.tenant_id FROM public.exports e WHERE e.state IN ('waiting', 'working', 'ready');
    END CASE;
    PERFORM set_config('room.counting', '', true);
END
"""


def upgrade() -> None:
    for table in COUNTED:
        op.execute(
            f"CREATE POLICY counting ON {table} FOR SELECT TO CURRENT_USER USING (current_setting('room.counting', true) = 'on')"
        )
    op.execute("CREATE INDEX handovers_approved ON handovers (tenant_id) WHERE state = 'approved'")
    op.execute("CREATE INDEX exports_at_hand ON exports (tenant_id) WHERE state IN ('waiting', 'working', 'ready')")
    definer("app.kommuner_with_work(round text)", "SETOF uuid", _WITH_WORK)
    op.execute(f"GRANT EXECUTE ON FUNCTION app.kommuner_with_work(text) TO {WORKER}")


def downgrade() -> None:
    op.execute("DROP FUNCTION app.kommuner_with_work(text)")
    op.execute("DROP INDEX handovers_approved, exports_at_hand")
    for table in COUNTED:
        op.execute(f"DROP POLICY counting ON {table}")
