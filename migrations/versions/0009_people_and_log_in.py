"""Log-in in two steps, log-in from outside, letters of the house itself, applications; a kommune's number over time."""

from alembic import op

from migrations.walls import LOBBY, WORKER

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _kommuner()
    _memberships()
    _log_in()
    _ceremonies()
    _letters_of_the_house()
    _applications()


def downgrade() -> None:
    op.execute("DROP TABLE applications, house_letters, ceremonies, login_events, known_devices, external_identities")
    op.execute("DROP TABLE recovery_codes, totp_secrets, passkeys, centre_members, tenant_successions, tenant_numbers")
    op.execute("ALTER TABLE login_sessions DROP COLUMN strong, DROP COLUMN method, DROP COLUMN issuer, DROP COLUMN org_number")
    op.execute(
        "ALTER TABLE memberships DROP COLUMN starts_at, DROP COLUMN ends_at, DROP COLUMN ends_sessions, DROP COLUMN acting, "
        "DROP COLUMN reason, DROP COLUMN given_by, DROP COLUMN ended_by"
    )
    op.execute("DELETE FROM memberships WHERE role = 'starter'")
    op.execute("ALTER TABLE memberships DROP CONSTRAINT memberships_role_check")
    op.execute(f"ALTER TABLE memberships ADD CONSTRAINT memberships_role_check CHECK (role IN ({_ROLES}))")
    op.execute("ALTER TABLE tenants DROP COLUMN in_operation")
    op.execute("ALTER TABLE tenants ADD COLUMN in_operation boolean NOT NULL DEFAULT true")
    op.execute("ALTER TABLE tenants DROP COLUMN lifecycle, DROP COLUMN official_name")


_ROLES = "'coordinator', 'chair', 'chief_executive', 'member', 'practitioner', 'data_protection_officer', 'service'"


def _kommuner() -> None:
    """How far a kommune has come; its number is an attribute with a period, and merging never touches what was written."""
    op.execute(
        """
        ALTER TABLE tenants ADD COLUMN lifecycle text NOT NULL DEFAULT 'operating'
            CHECK (lifecycle IN ('considering', 'establishing', 'operating', 'paused', 'closed'));
        ALTER TABLE tenants ADD COLUMN official_name text NOT NULL DEFAULT '';
        UPDATE tenants SET lifecycle = 'considering' WHERE NOT in_operation;
        ALTER TABLE tenants DROP COLUMN in_operation;
        ALTER TABLE tenants ADD COLUMN in_operation boolean
            GENERATED ALWAYS AS (lifecycle IN ('establishing', 'operating')) STORED;
        CREATE TABLE tenant_numbers (
            id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
            tenant_id uuid NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
            number text NOT NULL CHECK (number ~ '^[0-9]{4}$'),
            name text NOT NULL,
            valid_from date NOT NULL,
            valid_to date CHECK (valid_to IS NULL OR valid_to >= valid_from)
        );
        CREATE INDEX ON tenant_numbers (number, valid_from);
        CREATE INDEX ON tenant_numbers (tenant_id, valid_from);
        CREATE TABLE tenant_successions (
            id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
            predecessor_id uuid NOT NULL REFERENCES tenants (id),
            successor_id uuid NOT NULL REFERENCES tenants (id),
            kind text NOT NULL CHECK (kind IN ('merge', 'split', 'rename')),
            on_date date NOT NULL,
            decided_by text NOT NULL DEFAULT '',
            created_at timestamptz NOT NULL DEFAULT now(),
            UNIQUE (predecessor_id, successor_id)
        );
        """
    )
    op.execute(f"GRANT SELECT ON tenant_numbers, tenant_successions TO {LOBBY}, {WORKER}")


def _memberships() -> None:
    op.execute(
        f"""
        ALTER TABLE memberships DROP CONSTRAINT memberships_role_check;
        ALTER TABLE memberships ADD CONSTRAINT memberships_role_check CHECK (role IN ({_ROLES}, 'starter'));
        ALTER TABLE memberships ADD COLUMN starts_at timestamptz, ADD COLUMN ends_at timestamptz,
            ADD COLUMN ends_sessions boolean NOT NULL DEFAULT false, ADD COLUMN acting boolean NOT NULL DEFAULT false,
            ADD COLUMN reason text NOT NULL DEFAULT '', ADD COLUMN given_by text NOT NULL DEFAULT '',
            ADD COLUMN ended_by text NOT NULL DEFAULT '';
        CREATE TABLE centre_members (
            id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
            user_id uuid NOT NULL REFERENCES users (id),
            role text NOT NULL CHECK (role IN ('analyst', 'editor')),
            valid_from date NOT NULL DEFAULT current_date,
            valid_to date
        );
        CREATE INDEX ON centre_members (user_id);
        """
    )


def _log_in() -> None:
    op.execute(
        f"""
        ALTER TABLE login_sessions ADD COLUMN strong boolean NOT NULL DEFAULT false,
            ADD COLUMN method text NOT NULL DEFAULT 'password'
                CHECK (method IN ('password', 'totp', 'recovery', 'passkey', 'oidc')),
            ADD COLUMN issuer text, ADD COLUMN org_number text;
        CREATE TABLE passkeys (
            id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
            user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
            credential_id text NOT NULL UNIQUE,
            public_key bytea NOT NULL,
            sign_count bigint NOT NULL DEFAULT 0,
            transports text[] NOT NULL DEFAULT '{{}}',
            name text NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
            created_at timestamptz NOT NULL DEFAULT now(),
            used_at timestamptz
        );
        CREATE INDEX ON passkeys (user_id);
        CREATE TABLE totp_secrets (
            user_id uuid PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
            sealed text NOT NULL,
            confirmed_at timestamptz,
            last_step bigint NOT NULL DEFAULT 0
        );
        CREATE TABLE recovery_codes (
            id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
            user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
            code_hash text NOT NULL,
            used_at timestamptz,
            UNIQUE (user_id, code_hash)
        );
        CREATE TABLE external_identities (
            id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
            user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
            issuer text NOT NULL,
            subject text NOT NULL,
            linked_at timestamptz NOT NULL DEFAULT now(),
            used_at timestamptz,
            UNIQUE (issuer, subject)
        );
        CREATE INDEX ON external_identities (user_id);
        CREATE TABLE known_devices (
            id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
            user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
            device_hash text NOT NULL,
            first_seen_at timestamptz NOT NULL DEFAULT now(),
            seen_at timestamptz NOT NULL DEFAULT now(),
            UNIQUE (user_id, device_hash)
        );
        CREATE TABLE login_events (
            id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
            at timestamptz NOT NULL DEFAULT now(),
            user_id uuid,
            action text NOT NULL,
            result text NOT NULL,
            method text NOT NULL DEFAULT '',
            address_hash text NOT NULL DEFAULT '',
            device text NOT NULL DEFAULT '',
            issuer text NOT NULL DEFAULT '',
            org_number text NOT NULL DEFAULT '',
            sid text NOT NULL DEFAULT ''
        );
        CREATE INDEX ON login_events (user_id, at);
        GRANT SELECT, INSERT, DELETE ON passkeys, external_identities, recovery_codes, known_devices, totp_secrets TO {LOBBY};
        GRANT UPDATE (sign_count, used_at, name) ON passkeys TO {LOBBY};
        GRANT UPDATE (sealed, confirmed_at, last_step) ON totp_secrets TO {LOBBY};
        GRANT UPDATE (used_at) ON recovery_codes, external_identities TO {LOBBY};
        GRANT UPDATE (seen_at) ON known_devices TO {LOBBY};
        GRANT SELECT, INSERT ON login_events TO {LOBBY};
        GRANT SELECT ON centre_members TO {LOBBY};
        """
    )


def _ceremonies() -> None:
    """What is begun in one request and ended in another: a challenge, a second step, a new password. Each ends once."""
    op.execute(
        f"""
        CREATE TABLE ceremonies (
            id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
            kind text NOT NULL,
            token_hash text NOT NULL UNIQUE,
            user_id uuid REFERENCES users (id) ON DELETE CASCADE,
            facts jsonb NOT NULL DEFAULT '{{}}',
            tries int NOT NULL DEFAULT 0,
            created_at timestamptz NOT NULL DEFAULT now(),
            expires_at timestamptz NOT NULL,
            used_at timestamptz
        );
        CREATE INDEX ON ceremonies (expires_at);
        GRANT SELECT, INSERT, DELETE, UPDATE (used_at, tries) ON ceremonies TO {LOBBY};
        """
    )


def _letters_of_the_house() -> None:
    """Letters that belong to no kommune: to an applicant, about a log-in, with a new password."""
    op.execute(
        f"""
        CREATE TABLE house_letters (
            id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
            to_name text NOT NULL DEFAULT '',
            to_address text NOT NULL,
            subject text NOT NULL,
            body text NOT NULL,
            template text NOT NULL,
            state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sent', 'failed')),
            attempts int NOT NULL DEFAULT 0,
            next_try_at timestamptz NOT NULL DEFAULT now(),
            last_error text,
            created_at timestamptz NOT NULL DEFAULT now(),
            sent_at timestamptz
        );
        CREATE INDEX ON house_letters (state, next_try_at);
        GRANT INSERT, SELECT (id) ON house_letters TO {LOBBY};
        GRANT SELECT, UPDATE, DELETE ON house_letters TO {WORKER};
        GRANT SELECT (id, at), DELETE ON login_events TO {WORKER};
        GRANT SELECT (id, expires_at), DELETE ON ceremonies TO {WORKER};
        """
    )


def _applications() -> None:
    op.execute(
        f"""
        CREATE TABLE applications (
            id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
            number text NOT NULL CHECK (number ~ '^[0-9]{{4}}$'),
            name text NOT NULL,
            org_number text NOT NULL DEFAULT '',
            language text NOT NULL CHECK (language IN ('nb', 'nn')),
            levels int NOT NULL DEFAULT 3 CHECK (levels IN (2, 3)),
            population int NOT NULL DEFAULT 0,
            state text NOT NULL DEFAULT 'begun' CHECK (state IN ('begun', 'sent', 'founded', 'refused', 'withdrawn', 'expired')),
            applicant_name text NOT NULL,
            applicant_title text NOT NULL DEFAULT '',
            applicant_email text NOT NULL,
            applicant_phone text NOT NULL DEFAULT '',
            official_address text NOT NULL DEFAULT '',
            address_source text NOT NULL DEFAULT '',
            chief_name text NOT NULL DEFAULT '',
            chief_email text NOT NULL DEFAULT '',
            status_hash text NOT NULL UNIQUE,
            confirm_hash text UNIQUE,
            checked_by text NOT NULL DEFAULT '',
            checked_how text NOT NULL DEFAULT '',
            checked_at timestamptz,
            refused_reason text NOT NULL DEFAULT '',
            confirmed_name text NOT NULL DEFAULT '',
            confirmed_title text NOT NULL DEFAULT '',
            confirmed_email text NOT NULL DEFAULT '',
            agreement_number text NOT NULL DEFAULT '',
            agreement_sha256 text NOT NULL DEFAULT '',
            confirmed_at timestamptz,
            tenant_id uuid REFERENCES tenants (id) ON DELETE SET NULL,
            created_at timestamptz NOT NULL DEFAULT now(),
            sent_at timestamptz,
            expires_at timestamptz NOT NULL,
            version int NOT NULL DEFAULT 1
        );
        CREATE INDEX ON applications (number, state);
        GRANT SELECT, INSERT, DELETE ON applications TO {LOBBY};
        GRANT UPDATE (state, official_address, address_source, chief_name, chief_email, confirm_hash, checked_by, checked_how,
            checked_at, refused_reason, sent_at, expires_at, version) ON applications TO {LOBBY};
        GRANT SELECT, UPDATE (state, version, applicant_name, applicant_title, applicant_email, applicant_phone, chief_name, chief_email,
            refused_reason, checked_how, confirm_hash) ON applications TO {WORKER};
        """
    )


