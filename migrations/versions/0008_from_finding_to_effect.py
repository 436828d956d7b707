"""From finding to effect: knowledge, goals, measures, evaluation, plans; and the public figures that all may read."""

from alembic import op

from migrations.walls import APPEND_ONLY, KOMMUNE, WORKER, definer, kommune_table

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _bti()
    _rounds()
    _findings()
    _signals()
    _goals()
    _measures()
    _evaluation()
    _resources()
    _funding()
    _coverage()
    _mapping()
    _plans()
    _situation()
    _indicators()
    _ties()
    _official()


def downgrade() -> None:
    op.execute("DROP FUNCTION app.take_official(jsonb)")
    op.execute("DROP TABLE official_figures, official_series")
    op.execute("ALTER TABLE tasks DROP COLUMN measure_id")
    op.execute("ALTER TABLE agenda_items DROP COLUMN origin_id")
    op.execute("ALTER TABLE findings DROP COLUMN from_evaluation_id")
    op.execute(
        "DROP TABLE "
        "indicator_readings, indicator_imports, situation_reports, situation_figures, plan_revisions, "
        "plan_proposals, action_plans, assessment_findings, assessment_sections, assessments, contacts, "
        "offers, work_hours, work_terms, position_sources, position_shares, positions, grant_measures, "
        "grant_years, grants, resource_lines, capacities, needs, evaluations, milestones, evaluation_plans, "
        "measure_steps, measure_findings, measures, measure_numbers, goal_plans, goal_orders, goal_readings, "
        "goal_findings, goals, signals, areas, finding_sources, findings, sources, round_reminders, "
        "round_answers, round_recipients, round_questions, rounds, bti_programmes"
    )


def _bti() -> None:
    kommune_table(
        "bti_programmes",
        """
        status text NOT NULL DEFAULT 'not_started' CHECK (status IN ('not_started', 'introducing', 'in_use')),
        leader_id uuid,
        guide_title text NOT NULL DEFAULT '' CHECK (length(guide_title) <= 200),
        guide_link text NOT NULL DEFAULT '' CHECK (length(guide_link) <= 500),
        note text NOT NULL DEFAULT '' CHECK (length(note) <= 2000),
        version int NOT NULL DEFAULT 1
        """,
        belongs_to={"leader_id": "people"},
        guest="SELECT",
    )


def _rounds() -> None:
    kommune_table(
        "rounds",
        """
        kind text NOT NULL CHECK (kind IN ('challenge', 'report')),
        group_id uuid NOT NULL,
        title text NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
        description text NOT NULL DEFAULT '' CHECK (length(description) <= 4000),
        theme text CHECK (length(theme) BETWEEN 1 AND 40),
        item_id uuid,
        due_on date,
        state text NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'sent', 'closed')),
        sent_at timestamptz,
        landed_at timestamptz,
        outcome text CHECK (outcome IN ('confirmed', 'refuted')),
        outcome_reason text NOT NULL DEFAULT '' CHECK (length(outcome_reason) <= 2000),
        closed_at timestamptz,
        closed_by text NOT NULL DEFAULT '' CHECK (length(closed_by) <= 200),
        created_at timestamptz NOT NULL DEFAULT now(),
        version int NOT NULL DEFAULT 1
        """,
        belongs_to={"group_id": "groups", "item_id": "agenda_items"},
        indexes=("state, due_on",),
        guest="SELECT",
    )
    kommune_table(
        "round_questions",
        """
        round_id uuid NOT NULL,
        position int NOT NULL,
        text text NOT NULL CHECK (length(text) BETWEEN 1 AND 500)
        """,
        belongs_to={"round_id": "rounds"},
        guest="SELECT",
    )
    kommune_table(
        "round_recipients",
        """
        round_id uuid NOT NULL,
        person_id uuid NOT NULL,
        organisation_id uuid NOT NULL,
        recognised text CHECK (recognised IN ('yes', 'partly', 'no', 'unknown')),
        shared text CHECK (shared IN ('yes', 'partly', 'no')),
        words text NOT NULL DEFAULT '' CHECK (length(words) <= 4000),
        contribution text NOT NULL DEFAULT '' CHECK (length(contribution) <= 1000),
        sent_at timestamptz,
        answered_at timestamptz,
        version int NOT NULL DEFAULT 1
        """,
        belongs_to={"round_id": "rounds", "person_id": "people", "organisation_id": "organisations"},
        unique=("round_id, person_id",),
        guest="SELECT, UPDATE (recognised, shared, words, contribution, answered_at, version)",
    )
    kommune_table(
        "round_answers",
        """
        recipient_id uuid NOT NULL,
        question_id uuid NOT NULL,
        text text NOT NULL DEFAULT '' CHECK (length(text) <= 6000)
        """,
        belongs_to={"recipient_id": "round_recipients", "question_id": "round_questions"},
        unique=("recipient_id, question_id",),
        guest="SELECT, INSERT, UPDATE (text)",
    )
    kommune_table(
        "round_reminders",
        """
        recipient_id uuid NOT NULL,
        kind text NOT NULL CHECK (length(kind) BETWEEN 1 AND 40),
        sent_at timestamptz NOT NULL DEFAULT now()
        """,
        belongs_to={"recipient_id": "round_recipients"},
        unique=("recipient_id, kind",),
    )


def _findings() -> None:
    kommune_table(
        "sources",
        """
        title text NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
        type text NOT NULL CHECK (length(type) BETWEEN 1 AND 40),
        owner text NOT NULL DEFAULT '' CHECK (length(owner) <= 200),
        year int NOT NULL,
        n int,
        link text NOT NULL DEFAULT '' CHECK (length(link) <= 500),
        licence text NOT NULL DEFAULT '' CHECK (length(licence) <= 200),
        note text NOT NULL DEFAULT '' CHECK (length(note) <= 2000),
        organisation_id uuid,
        created_at timestamptz NOT NULL DEFAULT now(),
        version int NOT NULL DEFAULT 1,
        CHECK (year BETWEEN 1900 AND 2100),
        CHECK (n IS NULL OR n >= 0)
        """,
        belongs_to={"organisation_id": "organisations"},
        indexes=("type, year",),
    )
    kommune_table(
        "findings",
        """
        title text NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
        description text NOT NULL DEFAULT '' CHECK (length(description) <= 4000),
        kind text NOT NULL CHECK (kind IN ('worry', 'works')),
        theme text NOT NULL CHECK (length(theme) BETWEEN 1 AND 40),
        arena text NOT NULL CHECK (length(arena) BETWEEN 1 AND 40),
        age_group text NOT NULL CHECK (length(age_group) BETWEEN 1 AND 40),
        heading text NOT NULL CHECK (length(heading) BETWEEN 1 AND 40),
        severity text NOT NULL CHECK (length(severity) BETWEEN 1 AND 40),
        spread text NOT NULL CHECK (length(spread) BETWEEN 1 AND 40),
        trend text NOT NULL CHECK (length(trend) BETWEEN 1 AND 40),
        strengths text[] NOT NULL DEFAULT '{}',
        noted_on date NOT NULL,
        closed_on date,
        from_round_id uuid,
        from_evaluation_id uuid,
        created_at timestamptz NOT NULL DEFAULT now(),
        version int NOT NULL DEFAULT 1
        """,
        belongs_to={"from_round_id": "rounds"},
        indexes=("theme",),
    )
    kommune_table(
        "finding_sources",
        """
        finding_id uuid NOT NULL,
        source_id uuid NOT NULL
        """,
        belongs_to={"finding_id": "findings", "source_id": "sources"},
        unique=("finding_id, source_id",),
    )


def _signals() -> None:
    kommune_table(
        "areas",
        """
        name text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
        residents int NOT NULL,
        version int NOT NULL DEFAULT 1,
        CHECK (residents >= 200)
        """,
        unique=("name",),
    )
    kommune_table(
        "signals",
        """
        theme text NOT NULL CHECK (length(theme) BETWEEN 1 AND 40),
        arena text NOT NULL CHECK (length(arena) BETWEEN 1 AND 40),
        age_group text NOT NULL CHECK (length(age_group) BETWEEN 1 AND 40),
        area_id uuid,
        week_on date NOT NULL,
        size text NOT NULL CHECK (length(size) BETWEEN 1 AND 40),
        sector text NOT NULL CHECK (length(sector) BETWEEN 1 AND 40),
        note text NOT NULL DEFAULT '' CHECK (length(note) <= 1000),
        noted_by text NOT NULL DEFAULT '' CHECK (length(noted_by) <= 200),
        item_id uuid,
        created_at timestamptz NOT NULL DEFAULT now(),
        CHECK (extract(isodow FROM week_on) = 1)
        """,
        belongs_to={"area_id": "areas", "item_id": "agenda_items"},
        indexes=("week_on",),
    )


def _goals() -> None:
    kommune_table(
        "goals",
        """
        group_id uuid NOT NULL,
        title text NOT NULL CHECK (length(title) BETWEEN 1 AND 300),
        description text NOT NULL DEFAULT '' CHECK (length(description) <= 4000),
        focus_area text NOT NULL DEFAULT '' CHECK (length(focus_area) <= 200),
        theme text NOT NULL CHECK (length(theme) BETWEEN 1 AND 40),
        from_year int NOT NULL,
        to_year int NOT NULL,
        rank int,
        state text NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'adopted', 'rejected', 'ended')),
        measurable boolean NOT NULL DEFAULT true,
        indicator text NOT NULL DEFAULT '' CHECK (length(indicator) <= 300),
        series text NOT NULL DEFAULT '' CHECK (length(series) <= 200),
        unit text NOT NULL DEFAULT '' CHECK (length(unit) <= 40),
        baseline numeric,
        baseline_year int,
        target numeric,
        target_on date,
        judged_by text NOT NULL DEFAULT '' CHECK (length(judged_by) <= 1000),
        item_id uuid,
        approved_by text NOT NULL DEFAULT '' CHECK (length(approved_by) <= 200),
        approved_at timestamptz,
        created_at timestamptz NOT NULL DEFAULT now(),
        version int NOT NULL DEFAULT 1,
        CHECK (to_year >= from_year)
        """,
        belongs_to={"group_id": "groups", "item_id": "agenda_items"},
        indexes=("state, rank",),
    )
    kommune_table(
        "goal_findings",
        """
        goal_id uuid NOT NULL,
        finding_id uuid NOT NULL
        """,
        belongs_to={"goal_id": "goals", "finding_id": "findings"},
        unique=("goal_id, finding_id",),
    )
    kommune_table(
        "goal_readings",
        """
        goal_id uuid NOT NULL,
        on_date date NOT NULL,
        value numeric NOT NULL,
        note text NOT NULL DEFAULT '' CHECK (length(note) <= 500)
        """,
        belongs_to={"goal_id": "goals"},
        unique=("goal_id, on_date",),
    )
    kommune_table(
        "goal_orders",
        """
        item_id uuid NOT NULL,
        ranking jsonb NOT NULL,
        decided_by text NOT NULL DEFAULT '' CHECK (length(decided_by) <= 200),
        decided_at timestamptz NOT NULL DEFAULT now()
        """,
        belongs_to={"item_id": "agenda_items"},
        grant=APPEND_ONLY,
    )
    kommune_table(
        "goal_plans",
        """
        goal_id uuid NOT NULL,
        document text NOT NULL CHECK (length(document) BETWEEN 1 AND 200),
        chapter text NOT NULL DEFAULT '' CHECK (length(chapter) <= 200),
        status text NOT NULL DEFAULT 'not_included' CHECK (status IN ('not_included', 'proposed', 'included')),
        link text NOT NULL DEFAULT '' CHECK (length(link) <= 500),
        version int NOT NULL DEFAULT 1
        """,
        belongs_to={"goal_id": "goals"},
    )


def _measures() -> None:
    kommune_table(
        "measure_numbers",
        """
        year int NOT NULL,
        last int NOT NULL
        """,
        unique=("year",),
        grant="SELECT, INSERT, UPDATE",
    )
    kommune_table(
        "measures",
        """
        number int NOT NULL,
        year int NOT NULL,
        title text NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
        description text NOT NULL DEFAULT '' CHECK (length(description) <= 4000),
        theme text NOT NULL CHECK (length(theme) BETWEEN 1 AND 40),
        arena text NOT NULL CHECK (length(arena) BETWEEN 1 AND 40),
        age_group text NOT NULL CHECK (length(age_group) BETWEEN 1 AND 40),
        type text NOT NULL CHECK (length(type) BETWEEN 1 AND 40),
        prevention_level text NOT NULL CHECK (length(prevention_level) BETWEEN 1 AND 40),
        bti_level int,
        goal_id uuid,
        round_id uuid,
        group_id uuid NOT NULL,
        item_id uuid,
        decided_on date,
        decision text NOT NULL DEFAULT '' CHECK (length(decision) <= 2000),
        owner_id uuid,
        responsible_id uuid,
        coordinator_role text NOT NULL DEFAULT 'coordinates' CHECK (length(coordinator_role) BETWEEN 1 AND 40),
        police_contribution text NOT NULL DEFAULT '' CHECK (length(police_contribution) <= 1000),
        youth_input boolean NOT NULL DEFAULT false,
        youth_note text NOT NULL DEFAULT '' CHECK (length(youth_note) <= 500),
        starts_on date,
        ends_on date,
        state text NOT NULL DEFAULT 'proposed' CHECK (state IN ('proposed', 'assessed', 'decided', 'started', 'ended', 'evaluated', 'rejected')),
        status text NOT NULL DEFAULT 'none' CHECK (status IN ('none', 'on_track', 'delayed', 'done')),
        status_note text NOT NULL DEFAULT '' CHECK (length(status_note) <= 1000),
        status_at timestamptz,
        frame_item_id uuid,
        frame_outcome text CHECK (frame_outcome IN ('linked', 'rejected', 'new_goal')),
        created_at timestamptz NOT NULL DEFAULT now(),
        version int NOT NULL DEFAULT 1,
        CHECK (ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on),
        CHECK (bti_level IS NULL OR bti_level BETWEEN 0 AND 3)
        """,
        belongs_to={
            "goal_id": "goals",
            "round_id": "rounds",
            "group_id": "groups",
            "item_id": "agenda_items",
            "owner_id": "organisations",
            "responsible_id": "people",
            "frame_item_id": "agenda_items",
        },
        unique=("year, number",),
        indexes=("state", "theme"),
        guest="SELECT, UPDATE (status, status_note, status_at, version)",
    )
    kommune_table(
        "measure_findings",
        """
        measure_id uuid NOT NULL,
        finding_id uuid NOT NULL
        """,
        belongs_to={"measure_id": "measures", "finding_id": "findings"},
        unique=("measure_id, finding_id",),
    )
    kommune_table(
        "measure_steps",
        """
        measure_id uuid NOT NULL,
        from_state text NOT NULL DEFAULT '' CHECK (length(from_state) <= 20),
        to_state text NOT NULL CHECK (length(to_state) BETWEEN 1 AND 40),
        why text NOT NULL DEFAULT '' CHECK (length(why) <= 2000),
        by text NOT NULL DEFAULT '' CHECK (length(by) <= 200),
        at timestamptz NOT NULL DEFAULT now()
        """,
        belongs_to={"measure_id": "measures"},
        grant=APPEND_ONLY,
    )
    kommune_table(
        "evaluation_plans",
        """
        measure_id uuid NOT NULL,
        type text NOT NULL CHECK (type IN ('effect', 'implementation', 'user_experience', 'participation', 'none')),
        indicator text NOT NULL DEFAULT '' CHECK (length(indicator) <= 300),
        unit text NOT NULL DEFAULT '' CHECK (length(unit) <= 40),
        baseline numeric,
        target numeric,
        measure_on date,
        responsible_id uuid,
        reason text NOT NULL DEFAULT '' CHECK (length(reason) <= 1000),
        version int NOT NULL DEFAULT 1
        """,
        belongs_to={"measure_id": "measures", "responsible_id": "people"},
        unique=("measure_id",),
    )
    kommune_table(
        "milestones",
        """
        measure_id uuid NOT NULL,
        title text NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
        due_on date NOT NULL,
        done_on date,
        version int NOT NULL DEFAULT 1
        """,
        belongs_to={"measure_id": "measures"},
    )


def _evaluation() -> None:
    kommune_table(
        "evaluations",
        """
        measure_id uuid NOT NULL,
        type text NOT NULL CHECK (type IN ('effect', 'implementation', 'user_experience', 'participation')),
        indicator text NOT NULL DEFAULT '' CHECK (length(indicator) <= 300),
        unit text NOT NULL DEFAULT '' CHECK (length(unit) <= 40),
        baseline numeric,
        target numeric,
        result numeric,
        n int,
        evaluated_on date NOT NULL,
        verdict text NOT NULL CHECK (verdict IN ('works', 'partly', 'not', 'unknown')),
        lesson text NOT NULL DEFAULT '' CHECK (length(lesson) <= 4000),
        next text NOT NULL CHECK (length(next) BETWEEN 1 AND 40),
        strengths text[] NOT NULL DEFAULT '{}',
        written_by text NOT NULL DEFAULT '' CHECK (length(written_by) <= 200),
        created_at timestamptz NOT NULL DEFAULT now(),
        version int NOT NULL DEFAULT 1
        """,
        belongs_to={"measure_id": "measures"},
        indexes=("verdict",),
    )


def _resources() -> None:
    kommune_table(
        "needs",
        """
        title text NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
        description text NOT NULL DEFAULT '' CHECK (length(description) <= 2000),
        kind text NOT NULL CHECK (length(kind) BETWEEN 1 AND 40),
        theme text CHECK (length(theme) BETWEEN 1 AND 40),
        age_group text CHECK (length(age_group) BETWEEN 1 AND 40),
        amount numeric,
        unit text NOT NULL DEFAULT '' CHECK (length(unit) <= 40),
        finding_id uuid,
        measure_id uuid,
        needed_by date,
        state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'matched', 'closed')),
        created_at timestamptz NOT NULL DEFAULT now(),
        version int NOT NULL DEFAULT 1
        """,
        belongs_to={"finding_id": "findings", "measure_id": "measures"},
        indexes=("state",),
    )
    kommune_table(
        "capacities",
        """
        organisation_id uuid NOT NULL,
        kind text NOT NULL CHECK (length(kind) BETWEEN 1 AND 40),
        unit text NOT NULL DEFAULT '' CHECK (length(unit) <= 40),
        year int NOT NULL,
        amount numeric NOT NULL,
        version int NOT NULL DEFAULT 1,
        CHECK (amount >= 0)
        """,
        belongs_to={"organisation_id": "organisations"},
        unique=("organisation_id, kind, unit, year",),
    )
    kommune_table(
        "resource_lines",
        """
        organisation_id uuid NOT NULL,
        person_id uuid,
        kind text NOT NULL CHECK (length(kind) BETWEEN 1 AND 40),
        description text NOT NULL CHECK (length(description) BETWEEN 1 AND 1000),
        amount numeric,
        unit text NOT NULL DEFAULT '' CHECK (length(unit) <= 40),
        from_on date,
        until_on date,
        state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'confirmed', 'declined', 'withdrawn')),
        leader_id uuid,
        asked_at timestamptz,
        decided_at timestamptz,
        decided_by text NOT NULL DEFAULT '' CHECK (length(decided_by) <= 200),
        recipient_id uuid,
        need_id uuid,
        measure_id uuid,
        created_at timestamptz NOT NULL DEFAULT now(),
        version int NOT NULL DEFAULT 1,
        CHECK (amount IS NULL OR amount > 0),
        CHECK (until_on IS NULL OR from_on IS NULL OR until_on >= from_on)
        """,
        belongs_to={
            "organisation_id": "organisations",
            "person_id": "people",
            "leader_id": "people",
            "recipient_id": "round_recipients",
            "need_id": "needs",
            "measure_id": "measures",
        },
        indexes=("state",),
        guest="SELECT, INSERT, UPDATE (state, decided_at, decided_by, version)",
    )


def _funding() -> None:
    kommune_table(
        "grants",
        """
        name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
        grantor text NOT NULL CHECK (length(grantor) BETWEEN 1 AND 200),
        scheme text NOT NULL CHECK (length(scheme) BETWEEN 1 AND 40),
        reference text NOT NULL DEFAULT '' CHECK (length(reference) <= 100),
        first_year int NOT NULL,
        years int NOT NULL,
        state text NOT NULL DEFAULT 'considered' CHECK (state IN ('considered', 'applied', 'granted', 'refused', 'reported')),
        apply_by date,
        report_by date,
        conditions text NOT NULL DEFAULT '' CHECK (length(conditions) <= 4000),
        results text NOT NULL DEFAULT '' CHECK (length(results) <= 6000),
        version int NOT NULL DEFAULT 1,
        CHECK (years BETWEEN 1 AND 10)
        """,
    )
    kommune_table(
        "grant_years",
        """
        grant_id uuid NOT NULL,
        year int NOT NULL,
        amount bigint NOT NULL,
        own bigint NOT NULL DEFAULT 0,
        spent bigint NOT NULL DEFAULT 0,
        version int NOT NULL DEFAULT 1,
        CHECK (amount >= 0 AND own >= 0 AND spent >= 0)
        """,
        belongs_to={"grant_id": "grants"},
        unique=("grant_id, year",),
    )
    kommune_table(
        "grant_measures",
        """
        grant_id uuid NOT NULL,
        measure_id uuid NOT NULL
        """,
        belongs_to={"grant_id": "grants", "measure_id": "measures"},
        unique=("grant_id, measure_id",),
    )
    kommune_table(
        "positions",
        """
        title text NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
        year int NOT NULL,
        cost bigint NOT NULL,
        fte_percent numeric NOT NULL,
        version int NOT NULL DEFAULT 1,
        CHECK (cost >= 0),
        CHECK (fte_percent > 0 AND fte_percent <= 100)
        """,
        unique=("year, title",),
    )
    kommune_table(
        "position_shares",
        """
        position_id uuid NOT NULL,
        party text NOT NULL CHECK (length(party) BETWEEN 1 AND 100),
        share numeric NOT NULL,
        from_on date NOT NULL,
        until_on date NOT NULL,
        version int NOT NULL DEFAULT 1,
        CHECK (share >= 0 AND share <= 100),
        CHECK (until_on >= from_on)
        """,
        belongs_to={"position_id": "positions"},
    )
    kommune_table(
        "position_sources",
        """
        position_id uuid NOT NULL,
        source text NOT NULL CHECK (length(source) BETWEEN 1 AND 200),
        amount bigint NOT NULL,
        version int NOT NULL DEFAULT 1,
        CHECK (amount >= 0)
        """,
        belongs_to={"position_id": "positions"},
    )
    kommune_table(
        "work_terms",
        """
        year int NOT NULL,
        fte_percent numeric NOT NULL,
        hours numeric NOT NULL,
        version int NOT NULL DEFAULT 1,
        CHECK (fte_percent >= 0 AND fte_percent <= 100),
        CHECK (hours >= 0)
        """,
        unique=("year",),
    )
    kommune_table(
        "work_hours",
        """
        on_date date NOT NULL,
        hours numeric NOT NULL,
        activity text NOT NULL CHECK (length(activity) BETWEEN 1 AND 40),
        note text NOT NULL DEFAULT '' CHECK (length(note) <= 300),
        noted_by text NOT NULL DEFAULT '' CHECK (length(noted_by) <= 200),
        version int NOT NULL DEFAULT 1,
        CHECK (hours > 0 AND hours <= 24)
        """,
        indexes=("on_date",),
    )


def _coverage() -> None:
    kommune_table(
        "offers",
        """
        organisation_id uuid NOT NULL,
        title text NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
        theme text NOT NULL CHECK (length(theme) BETWEEN 1 AND 40),
        arena text NOT NULL CHECK (length(arena) BETWEEN 1 AND 40),
        age_group text NOT NULL CHECK (length(age_group) BETWEEN 1 AND 40),
        note text NOT NULL DEFAULT '' CHECK (length(note) <= 1000),
        ended_on date,
        version int NOT NULL DEFAULT 1
        """,
        belongs_to={"organisation_id": "organisations"},
    )
    kommune_table(
        "contacts",
        """
        organisation_id uuid NOT NULL,
        on_date date NOT NULL,
        kind text NOT NULL CHECK (kind IN ('visit', 'meeting', 'call', 'letter')),
        topic text NOT NULL DEFAULT '' CHECK (length(topic) <= 300),
        noted_by text NOT NULL DEFAULT '' CHECK (length(noted_by) <= 200),
        version int NOT NULL DEFAULT 1
        """,
        belongs_to={"organisation_id": "organisations"},
        indexes=("on_date",),
    )


def _mapping() -> None:
    kommune_table(
        "assessments",
        """
        year int NOT NULL,
        title text NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
        group_id uuid NOT NULL,
        state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'adopted')),
        summary text NOT NULL DEFAULT '' CHECK (length(summary) <= 6000),
        previous_id uuid,
        item_id uuid,
        opened_on date NOT NULL,
        due_on date,
        adopted_on date,
        adopted_by text NOT NULL DEFAULT '' CHECK (length(adopted_by) <= 200),
        version int NOT NULL DEFAULT 1
        """,
        belongs_to={"group_id": "groups", "previous_id": "assessments", "item_id": "agenda_items"},
        unique=("year, title",),
    )
    kommune_table(
        "assessment_sections",
        """
        assessment_id uuid NOT NULL,
        heading text NOT NULL CHECK (length(heading) BETWEEN 1 AND 40),
        text text NOT NULL DEFAULT '' CHECK (length(text) <= 20000),
        person_id uuid,
        due_on date,
        state text NOT NULL DEFAULT 'todo' CHECK (state IN ('todo', 'writing', 'done')),
        written_by text NOT NULL DEFAULT '' CHECK (length(written_by) <= 200),
        written_at timestamptz,
        version int NOT NULL DEFAULT 1
        """,
        belongs_to={"assessment_id": "assessments", "person_id": "people"},
        unique=("assessment_id, heading",),
    )
    kommune_table(
        "assessment_findings",
        """
        assessment_id uuid NOT NULL,
        finding_id uuid NOT NULL,
        frozen jsonb
        """,
        belongs_to={"assessment_id": "assessments", "finding_id": "findings"},
        unique=("assessment_id, finding_id",),
    )


def _plans() -> None:
    kommune_table(
        "action_plans",
        """
        title text NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
        from_year int NOT NULL,
        to_year int NOT NULL,
        age_from int NOT NULL DEFAULT 0,
        age_to int NOT NULL DEFAULT 25,
        overall text NOT NULL DEFAULT '' CHECK (length(overall) <= 2000),
        situation text NOT NULL DEFAULT '' CHECK (length(situation) <= 8000),
        offers text NOT NULL DEFAULT '' CHECK (length(offers) <= 8000),
        process text NOT NULL DEFAULT '' CHECK (length(process) <= 8000),
        partners text NOT NULL DEFAULT '' CHECK (length(partners) <= 8000),
        state text NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'adopted')),
        item_id uuid,
        resolution text NOT NULL DEFAULT '' CHECK (length(resolution) <= 4000),
        adopted_on date,
        adopted_by text NOT NULL DEFAULT '' CHECK (length(adopted_by) <= 200),
        frozen jsonb,
        sha256 text NOT NULL DEFAULT '' CHECK (length(sha256) <= 100),
        created_at timestamptz NOT NULL DEFAULT now(),
        version int NOT NULL DEFAULT 1,
        CHECK (to_year >= from_year AND to_year < from_year + 4),
        CHECK (age_to >= age_from)
        """,
        belongs_to={"item_id": "agenda_items"},
    )
    kommune_table(
        "plan_proposals",
        """
        plan_id uuid NOT NULL,
        measure_id uuid NOT NULL,
        rank int NOT NULL,
        chosen boolean NOT NULL DEFAULT false
        """,
        belongs_to={"plan_id": "action_plans", "measure_id": "measures"},
        unique=("plan_id, measure_id",),
    )
    kommune_table(
        "plan_revisions",
        """
        plan_id uuid NOT NULL,
        number int NOT NULL,
        on_date date NOT NULL,
        what text NOT NULL CHECK (length(what) BETWEEN 1 AND 2000),
        why text NOT NULL DEFAULT '' CHECK (length(why) <= 1000),
        by text NOT NULL DEFAULT '' CHECK (length(by) <= 200),
        facts jsonb NOT NULL
        """,
        belongs_to={"plan_id": "action_plans"},
        unique=("plan_id, number",),
        grant=APPEND_ONLY,
    )


def _situation() -> None:
    kommune_table(
        "situation_figures",
        """
        position int NOT NULL,
        series text NOT NULL CHECK (length(series) BETWEEN 1 AND 200)
        """,
        unique=("series",),
    )
    kommune_table(
        "situation_reports",
        """
        on_date date NOT NULL,
        content jsonb NOT NULL,
        summary text NOT NULL DEFAULT '' CHECK (length(summary) <= 2000),
        item_id uuid,
        created_by text NOT NULL DEFAULT '' CHECK (length(created_by) <= 200),
        created_at timestamptz NOT NULL DEFAULT now(),
        sha256 text NOT NULL DEFAULT '' CHECK (length(sha256) <= 100)
        """,
        belongs_to={"item_id": "agenda_items"},
        grant=APPEND_ONLY,
    )


def _indicators() -> None:
    kommune_table(
        "indicator_imports",
        """
        filename text NOT NULL DEFAULT '' CHECK (length(filename) <= 200),
        format text NOT NULL CHECK (format IN ('csv', 'jsonstat', 'manual')),
        sha256 text NOT NULL DEFAULT '' CHECK (length(sha256) <= 100),
        rows int NOT NULL,
        added int NOT NULL,
        changed int NOT NULL,
        by text NOT NULL DEFAULT '' CHECK (length(by) <= 200),
        at timestamptz NOT NULL DEFAULT now()
        """,
        grant=APPEND_ONLY,
    )
    kommune_table(
        "indicator_readings",
        """
        code text NOT NULL CHECK (length(code) BETWEEN 1 AND 100),
        title text NOT NULL CHECK (length(title) BETWEEN 1 AND 300),
        source text NOT NULL CHECK (length(source) BETWEEN 1 AND 200),
        period text NOT NULL CHECK (length(period) BETWEEN 1 AND 40),
        year int NOT NULL,
        level text NOT NULL DEFAULT '' CHECK (length(level) <= 60),
        sex text NOT NULL DEFAULT '' CHECK (length(sex) <= 20),
        unit text NOT NULL DEFAULT '' CHECK (length(unit) <= 40),
        value numeric,
        flag text NOT NULL DEFAULT '' CHECK (flag IN ('', 'suppressed', 'missing', 'not_computable')),
        n int,
        country_value numeric,
        licence text NOT NULL DEFAULT '' CHECK (length(licence) <= 200),
        link text NOT NULL DEFAULT '' CHECK (length(link) <= 500),
        publishable boolean NOT NULL DEFAULT false,
        import_id uuid,
        version int NOT NULL DEFAULT 1,
        CHECK ((value IS NULL) = (flag <> ''))
        """,
        belongs_to={"import_id": "indicator_imports"},
        unique=("code, period, level, sex",),
        indexes=("code, year",),
    )


def _ties() -> None:
    """Keys that point forward in the line of sight, raised once both ends are there."""
    _tie("findings", "from_evaluation_id", "evaluations")
    op.execute("ALTER TABLE tasks ADD COLUMN measure_id uuid")
    _tie("tasks", "measure_id", "measures")
    op.execute("ALTER TABLE agenda_items ADD COLUMN origin_id uuid")
    _tie("agenda_items", "origin_id", "agenda_items")


def _tie(table: str, column: str, target: str) -> None:
    op.execute(f"ALTER TABLE {table} ADD FOREIGN KEY (tenant_id, {column}) REFERENCES {target} (tenant_id, id)")
    op.execute(f"CREATE INDEX ON {table} (tenant_id, {column})")


def _official() -> None:
    """Public figures lie outside the kommuner; a room may read them, and only the worker's function writes them."""
    op.execute(
        """
        CREATE TABLE official_series (
            code text PRIMARY KEY,
            title text NOT NULL,
            unit text NOT NULL DEFAULT '',
            source text NOT NULL,
            licence text NOT NULL,
            table_id text NOT NULL DEFAULT '',
            link text NOT NULL DEFAULT '',
            notes text[] NOT NULL DEFAULT '{}',
            updated_at timestamptz,
            fetched_at timestamptz NOT NULL DEFAULT now()
        )
        """
    )
    op.execute(
        """
        CREATE TABLE official_figures (
            series text NOT NULL REFERENCES official_series (code) ON DELETE CASCADE,
            region text NOT NULL,
            period text NOT NULL,
            value numeric,
            flag text NOT NULL DEFAULT '' CHECK (flag IN ('', 'suppressed', 'missing', 'not_computable')),
            PRIMARY KEY (series, region, period),
            CHECK ((value IS NULL) = (flag <> ''))
        )
        """
    )
    op.execute("CREATE INDEX ON official_figures (region, series)")
    op.execute(f"GRANT SELECT ON official_series, official_figures TO {KOMMUNE}")
    definer("app.take_official(payload jsonb)", "jsonb", TAKE_OFFICIAL, volatility="VOLATILE")
    op.execute(f"GRANT EXECUTE ON FUNCTION app.take_official(jsonb) TO {WORKER}")


TAKE_OFFICIAL = """
DECLARE answer jsonb;
BEGIN
    INSERT INTO public.official_series AS s (code, title, unit, source, licence, table_id, link, notes, updated_at)
    SELECT r.code, r.title, r.unit, r.source, r.licence, r.table_id, r.link,
           ARRAY(SELECT jsonb_array_elements_text(payload->'series'->'notes')), r.updated_at
    FROM jsonb_to_record(payload->'series') AS r(code text, title text, unit text, source text, licence text,
                                                 table_id text, link text, updated_at timestamptz)
    ON CONFLICT (code) DO UPDATE SET title = excluded.title, unit = excluded.unit, source = excluded.source,
        licence = excluded.licence, table_id = excluded.table_id, link = excluded.link, notes = excluded.notes,
        updated_at = excluded.updated_at, fetched_at = now();
    WITH written AS (
        INSERT INTO public.official_figures AS old (series, region, period, value, flag)
        SELECT payload->'series'->>'code', f.region, f.period, f.value, f.flag
        FROM jsonb_to_recordset(payload->'figures') AS f(region text, period text, value numeric, flag text)
        ON CONFLICT (series, region, period) DO UPDATE SET value = excluded.value, flag = excluded.flag
        WHERE (old.value, old.flag) IS DISTINCT FROM (excluded.value, excluded.flag)
        RETURNING (xmax = 0) AS fresh
    )
    SELECT jsonb_build_object('added', count(*) FILTER (WHERE fresh), 'changed', count(*) FILTER (WHERE NOT fresh))
    INTO answer FROM written;
    RETURN answer;
END
"""
