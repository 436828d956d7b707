"""What operators may count: how many letters and filings wait and for how long, in all kommuner together, and nothing of any one."""

from alembic import op

from migrations.walls import LOBBY, definer

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

COUNTED = ("letters", "filings")

# The setting opens the owner's own policy for as long as the counting takes; no room's role has that policy, so in a room
# the setting opens nothing. What comes out are sums over all kommuner and the greatest age: no id, no name, no text.
_FIGURES = """
DECLARE found jsonb;
BEGIN
    PERFORM set_config('room.counting', 'on', true);
    SELECT jsonb_build_object(
        'letters', (SELECT jsonb_build_object(
            'waiting', count(*) FILTER (WHERE l.state = 'waiting' AND l.attempts = 0),
            'retrying', count(*) FILTER (WHERE l.state = 'waiting' AND l.attempts > 0),
            'held', count(*) FILTER (WHERE l.state = 'held'),
            'failed', count(*) FILTER (WHERE l.state = 'failed'),
            'oldest', extract(epoch FROM moment - min(l.created_at) FILTER (WHERE l.state = 'waiting')),
            'overdue', extract(epoch FROM moment - min(l.next_try_at) FILTER (WHERE l.state = 'waiting')))
            FROM public.letters l WHERE l.state IN ('waiting', 'held', 'failed')),
        'house_letters', (SELECT jsonb_build_object(
            'waiting', count(*) FILTER (WHERE h.state = 'waiting' AND h.attempts = 0),
            'retrying', count(*) FILTER (WHERE h.state = 'waiting' AND h.attempts > 0),
            'failed', count(*) FILTER (WHERE h.state = 'failed'),
            'oldest', extract(epoch FROM moment - min(h.created_at) FILTER (WHERE h.state = 'waiting')),
            'overdue', extract(epoch FROM moment - min(h.next_try_at) FILTER (WHERE h.state = 'waiting')))
            FROM public.house_letters h WHERE h.state IN ('waiting', 'failed')),
        'filings', (SELECT jsonb_build_object(
            'waiting', count(*) FILTER (WHERE f.state = 'asked' OR f.state = 'made' AND f.delivery = 'folder'),
            'to_fetch', count(*) FILTER (WHERE f.state = 'made' AND f.delivery = 'download'),
            'unanswered', count(*) FILTER (WHERE f.state = 'delivered'),
            'failed', count(*) FILTER (WHERE f.state = 'failed'),
            'overdue', extract(epoch FROM moment - min(f.next_try_at)
                FILTER (WHERE f.state = 'asked' OR f.state = 'made' AND f.delivery = 'folder')))
            FROM public.filings f WHERE f.state IN ('asked', 'made', 'delivered', 'failed')),
        'releases', (SELECT coalesce(jsonb_object_agg(r.state, r.n), '{}'::jsonb)
            FROM (SELECT state, count(*) AS n FROM stat_raw.releases GROUP BY state) r),
        'kommuner', (SELECT count(*) FROM public.tenants t WHERE t.in_operation),
        'bytes', pg_database_size(current_database()),
        'connections', (SELECT numbackends FROM pg_stat_database WHERE datname = current_database()),
        'most_connections', current_setting('max_connections')::int) INTO found;
    PERFORM set_config('room.counting', '', true);
    RETURN found;
END
"""


def upgrade() -> None:
    for table in COUNTED:
        op.execute(
            f"CREATE POLICY counting ON {table} FOR SELECT TO CURRENT_USER USING (current_setting('room.counting', true) = 'on')"
        )
    # Nearly all letters are sent and nearly all filings answered; what is left is counted without reading those.
    op.execute("CREATE INDEX letters_unsent ON letters (state, next_try_at) WHERE state IN ('waiting', 'held', 'failed')")
    op.execute("CREATE INDEX filings_under_way ON filings (state) WHERE state IN ('asked', 'made', 'delivered', 'failed')")
    definer("app.house_figures(moment timestamptz)", "jsonb", _FIGURES)
    op.execute(f"GRANT EXECUTE ON FUNCTION app.house_figures(timestamptz) TO {LOBBY}")


def downgrade() -> None:
    op.execute("DROP FUNCTION app.house_figures(timestamptz)")
    op.execute("DROP INDEX letters_unsent, filings_under_way")
    for table in COUNTED:
        op.execute(f"DROP POLICY counting ON {table}")
