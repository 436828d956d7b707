"""Joining, coming and going: what a kommune keeps of access, frames, start-up, handover, control and departure."""

from alembic import op

from migrations.walls import KOMMUNE, kommune_table, open_to_functions

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

# Rows that are written or read before anybody is inside: the lobby's own functions need to see them.
READ_OUTSIDE = ("role_invitations", "access_requests", "issuer_permits", "feeds", "coordinator_requests", "dpa_acceptances")


def upgrade() -> None:
    _access()
    _frames()
    _onboarding()
    _handover()
    _control()
    _departure()
    for table in READ_OUTSIDE:
        open_to_functions(table)


def downgrade() -> None:
    op.execute(f"REVOKE DELETE ON guest_links FROM {KOMMUNE}")
    op.execute(
        "DROP TABLE "
        "departures, exports, audit_heads, dpa_acceptances, retention_runs, handover_steps, "
        "handover_packages, handover_approvals, handover_duties, handovers, coordinator_requests, forums, "
        "startup_steps, agreement_parties, agreements, mandate_signatures, mandates, anchorings, placements, "
        "expiry_notices, feeds, issuer_permits, access_requests, role_invitations"
    )


def _access() -> None:
    kommune_table(
        "role_invitations",
        """
        email text NOT NULL CHECK (length(email) BETWEEN 1 AND 254),
        name text NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
        role text NOT NULL CHECK (role IN ('coordinator', 'chair', 'chief_executive', 'starter', 'member', 'practitioner', 'data_protection_officer')),
        person_id uuid,
        group_id uuid,
        from_on date NOT NULL,
        until_on date,
        reason text NOT NULL DEFAULT '' CHECK (length(reason) <= 500),
        token_hash text NOT NULL CHECK (length(token_hash) BETWEEN 1 AND 64),
        invited_by text NOT NULL DEFAULT '' CHECK (length(invited_by) <= 200),
        created_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz NOT NULL,
        accepted_at timestamptz,
        accepted_by uuid,
        tied_at timestamptz,
        revoked_at timestamptz,
        version int NOT NULL DEFAULT 1
        """,
        belongs_to={"person_id": "people", "group_id": "groups"},
        unique=("token_hash",),
        indexes=("email",),
    )
    kommune_table(
        "access_requests",
        """
        name text NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
        email text NOT NULL CHECK (length(email) BETWEEN 1 AND 254),
        title text NOT NULL DEFAULT '' CHECK (length(title) <= 120),
        organisation text NOT NULL DEFAULT '' CHECK (length(organisation) <= 120),
        reason text NOT NULL DEFAULT '' CHECK (length(reason) <= 1000),
        asked_at timestamptz NOT NULL DEFAULT now(),
        state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'invited', 'refused')),
        decided_by text NOT NULL DEFAULT '' CHECK (length(decided_by) <= 200),
        decided_at timestamptz,
        version int NOT NULL DEFAULT 1
        """,
    )
    kommune_table(
        "issuer_permits",
        """
        issuer text NOT NULL CHECK (length(issuer) BETWEEN 1 AND 200),
        org_number text NOT NULL CHECK (length(org_number) BETWEEN 1 AND 9),
        name text NOT NULL DEFAULT '' CHECK (length(name) <= 120),
        added_by text NOT NULL DEFAULT '' CHECK (length(added_by) <= 200),
        added_at timestamptz NOT NULL DEFAULT now(),
        revoked_at timestamptz
        """,
        unique=("issuer, org_number",),
    )
    kommune_table(
        "feeds",
        """
        user_id uuid NOT NULL,
        token_hash text NOT NULL CHECK (length(token_hash) BETWEEN 1 AND 64),
        created_at timestamptz NOT NULL DEFAULT now(),
        read_at timestamptz,
        revoked_at timestamptz
        """,
        unique=("token_hash",),
        indexes=("user_id",),
    )
    kommune_table(
        "expiry_notices",
        """
        kind text NOT NULL CHECK (length(kind) BETWEEN 1 AND 40),
        subject_id uuid NOT NULL,
        until_on date NOT NULL,
        days int NOT NULL,
        told_at timestamptz NOT NULL DEFAULT now()
        """,
        unique=("kind, subject_id, until_on, days",),
        grant="SELECT, INSERT",
    )


def _frames() -> None:
    kommune_table(
        "placements",
        """
        kind text NOT NULL CHECK (kind IN ('leadership', 'professional', 'other')),
        sector text NOT NULL DEFAULT '' CHECK (length(sector) <= 120),
        reports_to text NOT NULL DEFAULT '' CHECK (length(reports_to) <= 120),
        steps_to_top int,
        office_address text NOT NULL DEFAULT '' CHECK (length(office_address) <= 200),
        office_days text[] NOT NULL DEFAULT '{}',
        office_weeks text NOT NULL DEFAULT 'all' CHECK (office_weeks IN ('all', 'odd', 'even')),
        fte_percent numeric NOT NULL,
        fte_reason text NOT NULL DEFAULT '' CHECK (length(fte_reason) <= 300),
        from_on date NOT NULL,
        until_on date,
        version int NOT NULL DEFAULT 1,
        CHECK (fte_percent >= 0 AND fte_percent <= 100),
        CHECK (steps_to_top BETWEEN 0 AND 20),
        CHECK (until_on IS NULL OR until_on >= from_on)
        """,
        indexes=("from_on",),
    )
    kommune_table(
        "anchorings",
        """
        party text NOT NULL CHECK (party IN ('municipality', 'police')),
        body text NOT NULL CHECK (length(body) BETWEEN 1 AND 120),
        decided_on date NOT NULL,
        case_number text NOT NULL DEFAULT '' CHECK (length(case_number) <= 60),
        title text NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
        link text NOT NULL DEFAULT '' CHECK (length(link) <= 500),
        note text NOT NULL DEFAULT '' CHECK (length(note) <= 2000),
        version int NOT NULL DEFAULT 1
        """,
    )
    kommune_table(
        "mandates",
        """
        group_id uuid NOT NULL,
        number int NOT NULL,
        state text NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'approved', 'replaced')),
        purpose text NOT NULL DEFAULT '' CHECK (length(purpose) <= 4000),
        tasks text NOT NULL DEFAULT '' CHECK (length(tasks) <= 4000),
        authority text NOT NULL DEFAULT '' CHECK (length(authority) <= 4000),
        composition text NOT NULL DEFAULT '' CHECK (length(composition) <= 4000),
        rhythm text NOT NULL DEFAULT '' CHECK (length(rhythm) <= 2000),
        reporting text NOT NULL DEFAULT '' CHECK (length(reporting) <= 2000),
        item_id uuid,
        approved_on date,
        valid_to date,
        sha256 text NOT NULL DEFAULT '' CHECK (length(sha256) <= 64),
        created_at timestamptz NOT NULL DEFAULT now(),
        version int NOT NULL DEFAULT 1
        """,
        belongs_to={"group_id": "groups", "item_id": "agenda_items"},
        unique=("group_id, number",),
    )
    kommune_table(
        "mandate_signatures",
        """
        mandate_id uuid NOT NULL,
        party text NOT NULL CHECK (party IN ('municipality', 'police')),
        name text NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
        title text NOT NULL DEFAULT '' CHECK (length(title) <= 120),
        signed_on date NOT NULL,
        sha256 text NOT NULL CHECK (length(sha256) BETWEEN 1 AND 64)
        """,
        belongs_to={"mandate_id": "mandates"},
        unique=("mandate_id, party",),
        grant="SELECT, INSERT",
    )
    kommune_table(
        "agreements",
        """
        kind text NOT NULL CHECK (kind IN ('police', 'intermunicipal', 'nav', 'county', 'voluntary', 'other')),
        title text NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
        number int NOT NULL DEFAULT 1,
        replaces_id uuid,
        state text NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'in_force', 'replaced', 'ended')),
        valid_from date,
        valid_to date,
        summary text NOT NULL DEFAULT '' CHECK (length(summary) <= 4000),
        filename text NOT NULL DEFAULT '' CHECK (length(filename) <= 200),
        media_type text NOT NULL DEFAULT '' CHECK (length(media_type) <= 100),
        content bytea,
        ended_on date,
        version int NOT NULL DEFAULT 1,
        CHECK (valid_to IS NULL OR valid_from IS NULL OR valid_to >= valid_from)
        """,
        belongs_to={"replaces_id": "agreements"},
    )
    kommune_table(
        "agreement_parties",
        """
        agreement_id uuid NOT NULL,
        party text NOT NULL CHECK (party IN ('municipality', 'police', 'other')),
        organisation text NOT NULL CHECK (length(organisation) BETWEEN 1 AND 200),
        name text NOT NULL DEFAULT '' CHECK (length(name) <= 120),
        title text NOT NULL DEFAULT '' CHECK (length(title) <= 120),
        signed_on date,
        version int NOT NULL DEFAULT 1
        """,
        belongs_to={"agreement_id": "agreements"},
    )


def _onboarding() -> None:
    kommune_table(
        "startup_steps",
        """
        code text NOT NULL CHECK (length(code) BETWEEN 1 AND 40),
        state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'done', 'skipped')),
        done_at timestamptz,
        done_by text NOT NULL DEFAULT '' CHECK (length(done_by) <= 200),
        facts jsonb NOT NULL DEFAULT '{}',
        version int NOT NULL DEFAULT 1
        """,
        unique=("code",),
    )
    kommune_table(
        "forums",
        """
        name text NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
        member_count int,
        rhythm text NOT NULL DEFAULT '' CHECK (length(rhythm) <= 120),
        topics text NOT NULL DEFAULT '' CHECK (length(topics) <= 1000),
        group_id uuid,
        version int NOT NULL DEFAULT 1
        """,
        belongs_to={"group_id": "groups"},
    )
    kommune_table(
        "coordinator_requests",
        """
        email text NOT NULL CHECK (length(email) BETWEEN 1 AND 254),
        name text NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
        fte_percent numeric,
        host text NOT NULL DEFAULT '' CHECK (length(host) <= 120),
        message text NOT NULL DEFAULT '' CHECK (length(message) <= 1000),
        asked_by text NOT NULL DEFAULT '' CHECK (length(asked_by) <= 200),
        asked_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz NOT NULL,
        state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'accepted', 'refused', 'withdrawn', 'full')),
        answered_at timestamptz,
        answered_by uuid,
        answer text NOT NULL DEFAULT '' CHECK (length(answer) <= 1000),
        welcomed_at timestamptz,
        version int NOT NULL DEFAULT 1
        """,
        indexes=("email",),
    )


def _handover() -> None:
    kommune_table(
        "handovers",
        """
        bundle_id uuid NOT NULL,
        kind text NOT NULL CHECK (kind IN ('planned', 'emergency')),
        state text NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'waiting', 'approved', 'done', 'refused', 'cancelled')),
        from_user_id uuid NOT NULL,
        from_person_id uuid,
        from_name text NOT NULL CHECK (length(from_name) BETWEEN 1 AND 120),
        to_user_id uuid,
        to_person_id uuid,
        to_name text NOT NULL CHECK (length(to_name) BETWEEN 1 AND 120),
        to_email text NOT NULL CHECK (length(to_email) BETWEEN 1 AND 254),
        at timestamptz NOT NULL,
        reason text NOT NULL DEFAULT '' CHECK (length(reason) <= 500),
        works text NOT NULL DEFAULT '' CHECK (length(works) <= 4000),
        hard text NOT NULL DEFAULT '' CHECK (length(hard) <= 4000),
        meet_first text NOT NULL DEFAULT '' CHECK (length(meet_first) <= 4000),
        created_by text NOT NULL DEFAULT '' CHECK (length(created_by) <= 200),
        created_at timestamptz NOT NULL DEFAULT now(),
        decided_at timestamptz,
        done_at timestamptz,
        version int NOT NULL DEFAULT 1
        """,
        belongs_to={"from_person_id": "people", "to_person_id": "people"},
        indexes=("bundle_id", "state, at"),
    )
    kommune_table(
        "handover_duties",
        """
        handover_id uuid NOT NULL,
        kind text NOT NULL CHECK (length(kind) BETWEEN 1 AND 40),
        subject_id uuid NOT NULL,
        choice text NOT NULL CHECK (choice IN ('successor', 'other', 'close')),
        person_id uuid,
        reason text NOT NULL DEFAULT '' CHECK (length(reason) <= 500),
        done_at timestamptz
        """,
        belongs_to={"handover_id": "handovers", "person_id": "people"},
        unique=("handover_id, kind, subject_id",),
    )
    kommune_table(
        "handover_approvals",
        """
        handover_id uuid NOT NULL,
        user_id uuid NOT NULL,
        name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
        role text NOT NULL CHECK (length(role) BETWEEN 1 AND 40),
        approved boolean NOT NULL,
        reason text NOT NULL DEFAULT '' CHECK (length(reason) <= 500),
        at timestamptz NOT NULL DEFAULT now()
        """,
        belongs_to={"handover_id": "handovers"},
        unique=("handover_id, user_id",),
        grant="SELECT, INSERT",
    )
    kommune_table(
        "handover_packages",
        """
        handover_id uuid NOT NULL,
        filename text NOT NULL CHECK (length(filename) BETWEEN 1 AND 200),
        content bytea NOT NULL,
        sha256 text NOT NULL CHECK (length(sha256) BETWEEN 1 AND 64),
        created_by text NOT NULL DEFAULT '' CHECK (length(created_by) <= 200),
        created_at timestamptz NOT NULL DEFAULT now()
        """,
        belongs_to={"handover_id": "handovers"},
        grant="SELECT, INSERT",
    )
    kommune_table(
        "handover_steps",
        """
        handover_id uuid NOT NULL,
        day int NOT NULL,
        position int NOT NULL,
        text text NOT NULL CHECK (length(text) BETWEEN 1 AND 300),
        due_on date NOT NULL,
        person_id uuid,
        done_at timestamptz,
        version int NOT NULL DEFAULT 1,
        CHECK (day IN (30, 60, 90))
        """,
        belongs_to={"handover_id": "handovers", "person_id": "people"},
    )


def _control() -> None:
    kommune_table(
        "retention_runs",
        """
        kind text NOT NULL CHECK (kind IN ('trial', 'real')),
        by text NOT NULL CHECK (length(by) BETWEEN 1 AND 200),
        at timestamptz NOT NULL DEFAULT now(),
        counts jsonb NOT NULL DEFAULT '{}',
        trial_id uuid
        """,
        belongs_to={"trial_id": "retention_runs"},
        grant="SELECT, INSERT",
    )
    kommune_table(
        "dpa_acceptances",
        """
        number text NOT NULL CHECK (length(number) BETWEEN 1 AND 20),
        sha256 text NOT NULL CHECK (length(sha256) BETWEEN 1 AND 64),
        name text NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
        title text NOT NULL DEFAULT '' CHECK (length(title) <= 120),
        user_id uuid,
        accepted_at timestamptz NOT NULL DEFAULT now()
        """,
        grant="SELECT, INSERT",
    )
    kommune_table(
        "audit_heads",
        """
        number bigint NOT NULL,
        hash text NOT NULL CHECK (length(hash) BETWEEN 1 AND 64),
        seal text NOT NULL CHECK (length(seal) BETWEEN 1 AND 64),
        at timestamptz NOT NULL DEFAULT now()
        """,
        # Whoever writes to the log moves its head; nobody takes the head away.
        grant="SELECT, INSERT, UPDATE (number, hash, seal, at)",
        guest="SELECT, INSERT, UPDATE (number, hash, seal, at)",
    )
    # A link that has run out is forgotten after a time: whom it was for need not be known any more.
    op.execute(f"GRANT DELETE ON guest_links TO {KOMMUNE}")


def _departure() -> None:
    kommune_table(
        "exports",
        """
        state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'working', 'ready', 'failed', 'expired')),
        asked_by text NOT NULL CHECK (length(asked_by) BETWEEN 1 AND 200),
        asked_at timestamptz NOT NULL DEFAULT now(),
        step int NOT NULL DEFAULT 0,
        steps int NOT NULL DEFAULT 0,
        filename text NOT NULL DEFAULT '' CHECK (length(filename) <= 200),
        size bigint NOT NULL DEFAULT 0,
        sha256 text NOT NULL DEFAULT '' CHECK (length(sha256) <= 64),
        content bytea,
        error text NOT NULL DEFAULT '' CHECK (length(error) <= 300),
        ready_at timestamptz,
        expires_at timestamptz
        """,
    )
    kommune_table(
        "departures",
        """
        state text NOT NULL DEFAULT 'asked' CHECK (state IN ('asked', 'confirmed', 'cancelled', 'done')),
        reason text NOT NULL DEFAULT '' CHECK (length(reason) <= 1000),
        asked_by uuid NOT NULL,
        asked_name text NOT NULL CHECK (length(asked_name) BETWEEN 1 AND 200),
        asked_at timestamptz NOT NULL DEFAULT now(),
        confirmed_by uuid,
        confirmed_name text NOT NULL DEFAULT '' CHECK (length(confirmed_name) <= 200),
        confirmed_at timestamptz,
        delete_after timestamptz,
        version int NOT NULL DEFAULT 1,
        CHECK (confirmed_by IS NULL OR confirmed_by <> asked_by)
        """,
    )
