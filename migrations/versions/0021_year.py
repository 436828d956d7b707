"""What the year leaves behind: visits, the yearly check, the group's own review, the results on a page, reports and year books."""

from alembic import op

from migrations.walls import KOMMUNE, definer, kommune_table, open_to_functions

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

WALLED = (
    "office_days", "visits", "prevention_units", "checkups", "checkup_answers", "self_reviews", "self_review_invitees",
    "self_review_answers", "gain_sheets", "annual_reports", "year_books",
)


def upgrade() -> None:
    _visits()
    _checkups()
    _reviews()
    _reports()
    for table in WALLED:
        op.execute(
            f"CREATE POLICY departing ON {table} FOR ALL TO CURRENT_USER "
            "USING (tenant_id = (SELECT nullif(current_setting('room.departing', true), '')::uuid)) WITH CHECK (false)"
        )


def downgrade() -> None:
    op.execute("DROP FUNCTION app.take_self_review(uuid)")
    op.execute(f"DROP TABLE {', '.join(reversed(WALLED))}")


def _visits() -> None:
    """When the coordinator should be where, when they were, and whom they went to see."""
    kommune_table(
        "office_days",
        """
        on_date date NOT NULL,
        place text NOT NULL CHECK (place IN ('municipality', 'police', 'other')),
        planned boolean NOT NULL DEFAULT true,
        held boolean,
        version int NOT NULL DEFAULT 1,
        CHECK (planned OR held)
        """,
        unique=("on_date, place",),
    )
    kommune_table(
        "visits",
        """
        organisation_id uuid NOT NULL,
        on_date date NOT NULL,
        note text NOT NULL DEFAULT '' CHECK (length(note) <= 1000),
        good_example boolean NOT NULL DEFAULT false,
        story text NOT NULL DEFAULT '' CHECK (length(story) <= 2000),
        visited_by text NOT NULL DEFAULT '' CHECK (length(visited_by) <= 200),
        created_at timestamptz NOT NULL DEFAULT now(),
        version int NOT NULL DEFAULT 1,
        CHECK (NOT good_example OR story <> '')
        """,
        belongs_to={"organisation_id": "organisations"},
        indexes=("on_date",),
    )
    kommune_table(
        "prevention_units",
        "organisation_id uuid NOT NULL, marked_at timestamptz NOT NULL DEFAULT now()",
        belongs_to={"organisation_id": "organisations"},
        unique=("organisation_id",),
    )


def _checkups() -> None:
    """SLT-sjekk: one a year, twenty statements, each with its rating and what shows it."""
    kommune_table(
        "checkups",
        """
        year int NOT NULL CHECK (year BETWEEN 2000 AND 2100),
        state text NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'completed')),
        created_at timestamptz NOT NULL DEFAULT now(),
        completed_at timestamptz,
        completed_by text NOT NULL DEFAULT '' CHECK (length(completed_by) <= 200),
        version int NOT NULL DEFAULT 1,
        CHECK ((state = 'completed') = (completed_at IS NOT NULL))
        """,
        unique=("year",),
    )
    kommune_table(
        "checkup_answers",
        """
        checkup_id uuid NOT NULL,
        statement text NOT NULL CHECK (length(statement) <= 40),
        rating int CHECK (rating BETWEEN 1 AND 4),
        evidence_kind text NOT NULL DEFAULT '' CHECK (length(evidence_kind) <= 20),
        evidence_id uuid,
        evidence_title text NOT NULL DEFAULT '' CHECK (length(evidence_title) <= 300),
        evidence text NOT NULL DEFAULT '' CHECK (length(evidence) <= 500),
        task_id uuid,
        version int NOT NULL DEFAULT 1
        """,
        belongs_to={"checkup_id": "checkups", "task_id": "tasks"},
        unique=("checkup_id, statement",),
    )


# What is taken leaves once, together, and only if it is at least five answers; fewer are thrown away unread. So no two
# looks can be held against each other, and no smaller set can ever be had, whoever asks and however often.
_TAKE = """
DECLARE kommune uuid := app.room_tenant(); n int; found jsonb;
BEGIN
    IF kommune IS NULL THEN RAISE insufficient_privilege; END IF;
    SELECT count(*) INTO n FROM self_review_answers a WHERE a.tenant_id = kommune AND a.review_id = review;
    IF n >= 5 THEN
        SELECT jsonb_build_object(
            'means', (SELECT jsonb_agg(m.mean ORDER BY m.place) FROM (
                SELECT s.place, round(avg(s.score), 1) AS mean
                FROM self_review_answers a, unnest(a.scores) WITH ORDINALITY AS s(score, place)
                WHERE a.tenant_id = kommune AND a.review_id = review GROUP BY s.place) m),
            'words', (SELECT coalesce(jsonb_agg(a.words ORDER BY random()), '[]'::jsonb) FROM self_review_answers a
                WHERE a.tenant_id = kommune AND a.review_id = review AND a.words <> '')) INTO found;
    END IF;
    DELETE FROM self_review_answers a WHERE a.tenant_id = kommune AND a.review_id = review;
    RETURN jsonb_build_object('answered', n, 'results', found);
END
"""


def _reviews() -> None:
    """The group's own evaluation: who has been asked lies in one table, what was answered in another, and nothing joins them."""
    kommune_table(
        "self_reviews",
        """
        group_id uuid NOT NULL,
        year int NOT NULL CHECK (year BETWEEN 2000 AND 2100),
        state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'closed')),
        opened_on date NOT NULL,
        closes_on date NOT NULL,
        closed_on date,
        opened_by text NOT NULL DEFAULT '' CHECK (length(opened_by) <= 200),
        invited int NOT NULL DEFAULT 0,
        answered int,
        results jsonb,
        reminded_on date,
        version int NOT NULL DEFAULT 1,
        CHECK (results IS NULL OR (state = 'closed' AND answered >= 5))
        """,
        belongs_to={"group_id": "groups"},
        unique=("group_id, year",),
        guest="SELECT",
    )
    kommune_table(
        "self_review_invitees",
        """
        review_id uuid NOT NULL,
        person_id uuid NOT NULL,
        answered boolean NOT NULL DEFAULT false
        """,
        belongs_to={"review_id": "self_reviews", "person_id": "people"},
        unique=("review_id, person_id",),
        guest="SELECT, UPDATE (answered)",
    )
    # No time, no person, no number in a row; and nobody but the owner's one function reads what stands in it.
    kommune_table(
        "self_review_answers",
        """
        review_id uuid NOT NULL,
        scores int[] NOT NULL CHECK (array_length(scores, 1) = 8 AND 1 <= ALL (scores) AND 4 >= ALL (scores)),
        words text NOT NULL DEFAULT '' CHECK (length(words) <= 1000)
        """,
        belongs_to={"review_id": "self_reviews"},
        grant="SELECT (tenant_id, id)",
        guest="INSERT",
    )
    open_to_functions("self_review_answers")
    definer("app.take_self_review(review uuid)", "jsonb", _TAKE, volatility="VOLATILE")
    op.execute(f"GRANT EXECUTE ON FUNCTION app.take_self_review(uuid) TO {KOMMUNE}")


def _reports() -> None:
    """The year's results on one page, the annual report, and each group's year bound together."""
    kommune_table(
        "gain_sheets",
        """
        year int NOT NULL CHECK (year BETWEEN 2000 AND 2100),
        title text NOT NULL CHECK (length(title) BETWEEN 1 AND 120),
        intro text NOT NULL DEFAULT '' CHECK (length(intro) <= 300),
        figures jsonb NOT NULL DEFAULT '[]',
        story_one_title text NOT NULL DEFAULT '' CHECK (length(story_one_title) <= 80),
        story_one text NOT NULL DEFAULT '' CHECK (length(story_one) <= 500),
        story_two_title text NOT NULL DEFAULT '' CHECK (length(story_two_title) <= 80),
        story_two text NOT NULL DEFAULT '' CHECK (length(story_two) <= 500),
        quote text NOT NULL DEFAULT '' CHECK (length(quote) <= 200),
        quoted_as text NOT NULL DEFAULT '' CHECK (length(quoted_as) <= 80),
        finished_on date,
        finished_by text NOT NULL DEFAULT '' CHECK (length(finished_by) <= 200),
        created_at timestamptz NOT NULL DEFAULT now(),
        version int NOT NULL DEFAULT 1
        """,
    )
    kommune_table(
        "annual_reports",
        """
        year int NOT NULL CHECK (year BETWEEN 2000 AND 2100),
        state text NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'adopted')),
        summary text NOT NULL DEFAULT '' CHECK (length(summary) <= 4000),
        learnt text NOT NULL DEFAULT '' CHECK (length(learnt) <= 4000),
        ahead text NOT NULL DEFAULT '' CHECK (length(ahead) <= 4000),
        content jsonb,
        sha256 text NOT NULL DEFAULT '',
        item_id uuid,
        adopted_on date,
        adopted_by text NOT NULL DEFAULT '' CHECK (length(adopted_by) <= 200),
        created_at timestamptz NOT NULL DEFAULT now(),
        version int NOT NULL DEFAULT 1,
        CHECK ((state = 'adopted') = (content IS NOT NULL))
        """,
        belongs_to={"item_id": "agenda_items"},
        unique=("year",),
    )
    kommune_table(
        "year_books",
        """
        group_id uuid NOT NULL,
        year int NOT NULL CHECK (year BETWEEN 2000 AND 2100),
        state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'ready', 'failed')),
        minutes_count int NOT NULL DEFAULT 0,
        decisions_count int NOT NULL DEFAULT 0,
        content bytea,
        sha256 text NOT NULL DEFAULT '',
        asked_by text NOT NULL DEFAULT '' CHECK (length(asked_by) <= 200),
        asked_at timestamptz NOT NULL DEFAULT now(),
        made_at timestamptz,
        version int NOT NULL DEFAULT 1,
        CHECK ((state = 'ready') = (content IS NOT NULL))
        """,
        belongs_to={"group_id": "groups"},
        unique=("group_id, year",),
    )
