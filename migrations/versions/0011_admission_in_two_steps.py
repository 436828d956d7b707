"""Admission knows strong log-in, log-in services, minutes and not only dates; roles are given and ended by functions."""

from importlib import import_module

from alembic import op

from migrations.walls import KOMMUNE, LOBBY, WORKER, definer

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

WALLED = (
    "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'r' "
    "AND n.nspname = 'public' AND c.relforcerowsecurity AND c.relname <> 'tenants'"
)
REPLACED = ("app.admit(text, uuid, text)", "app.admit_job(uuid, uuid, text)", "app.recognise(text)")
NEW = (
    "app.members()", "app.coordinator_is_full(text)", "app.successor(text)",
    "app.give_role(uuid, text, date, date, timestamptz, timestamptz, boolean, text, text)",
    "app.end_role(uuid, date, timestamptz, boolean, text)",
    "app.place_coordinator(uuid, uuid, date, date, timestamptz, timestamptz, boolean, text, text)", "app.accept_invitation(text, text)",
    "app.join_by_invitation(text, text, text)", "app.invitation(text)", "app.coordinator_requests(text)",
    "app.answer_coordinator(text, uuid, boolean, text)", "app.ask_access(text, text, text, text, text, text)",
    "app.admit_feed(text, text)", "app.feed(text)", "app.confirm_application(text, text, text, text, text, text, text, int, text)",
    "app.taken(text)", "app.person_of(text, text)", "app.delete_kommune(uuid, uuid)", "app.needs_strong(uuid)",
    "app.let_in_for(uuid, text, text[])",
    "app.centre_editor(text)", "app.office_kommuner(text)", "app.renumber_kommune(text, uuid, text, text, date)",
    "app.succeed_kommuner(text, text, uuid[], uuid[], date, text)", "app.open_histories(text, uuid)", "app.kommune_history()",
    "app.set_lifecycle(text)",
)


def upgrade() -> None:
    for signature in REPLACED:
        op.execute(f"DROP FUNCTION {signature}")
    _admission()
    _roles()
    _invitations()
    _coordinators()
    _joining()
    _feeds()
    # Whoever leaves keeps the links until the last day: an end can be moved forward, and only revoking ends at once.
    op.execute(f"GRANT UPDATE (expires_at) ON guest_links TO {KOMMUNE}")
    _departing()
    _succession()
    _lifecycle()
    op.execute("INSERT INTO installation VALUES ('coordinator_limit', '6') ON CONFLICT (key) DO NOTHING")


def downgrade() -> None:
    op.execute(f"DO $$ DECLARE t text; BEGIN FOR t IN {WALLED} LOOP EXECUTE format('DROP POLICY departing ON %I', t); END LOOP; END $$")
    op.execute(f"REVOKE UPDATE (expires_at) ON guest_links FROM {KOMMUNE}")
    first = import_module("migrations.versions.0001_rooms")
    for signature in (*NEW, *REPLACED, "app.admit_guest(text, text)", "app.guest_link(text)", "app.service_of(uuid)"):
        op.execute(f"DROP FUNCTION {signature}")
    op.execute("DELETE FROM installation WHERE key = 'coordinator_limit'")
    first._admission()


# A date holds for its whole day in Oslo; a time, where there is one, holds to the minute.
VALID = (
    "m.valid_from <= (now() AT TIME ZONE 'Europe/Oslo')::date "
    "AND (m.valid_to IS NULL OR m.valid_to >= (now() AT TIME ZONE 'Europe/Oslo')::date) "
    "AND (m.starts_at IS NULL OR m.starts_at <= now()) AND (m.ends_at IS NULL OR m.ends_at > now())"
)
MOST_FIRST = (
    "array_position(ARRAY['coordinator', 'chief_executive', 'chair', 'starter', 'member', 'practitioner', "
    "'data_protection_officer', 'service'], m.role)"
)
STRONG_ROLES = "('coordinator', 'chief_executive')"
# A handover ends the sessions that were open when the minute came, not only the access they gave.
LIVE = (
    "s.secret_hash = encode(sha256(convert_to(secret, 'UTF8')), 'hex') AND s.expires_at > now() "
    "AND s.seen_at > now() - make_interval(mins => s.idle_minutes) AND u.disabled_at IS NULL "
    "AND NOT EXISTS (SELECT 1 FROM memberships e WHERE e.user_id = u.id AND e.ends_sessions "
    "AND e.ends_at <= now() AND e.ends_at > s.created_at)"
)
# A session that came from a log-in service opens only the kommuner that let in that service for that organisation.
PERMITTED = (
    "(s.strong OR m.role NOT IN " + STRONG_ROLES + ") AND (s.issuer IS NULL OR EXISTS (SELECT 1 FROM issuer_permits p "
    "WHERE p.tenant_id = m.tenant_id AND p.issuer = s.issuer AND p.org_number = s.org_number AND p.revoked_at IS NULL))"
)


def _admission() -> None:
    definer(
        "app.admit(secret text, kommune uuid, challenge text)",
        "text",
        f"""
        DECLARE who uuid; held text;
        BEGIN
            SELECT u.id, m.role INTO who, held
            FROM login_sessions s JOIN users u ON u.id = s.user_id JOIN memberships m ON m.user_id = u.id
            WHERE {LIVE} AND m.tenant_id = kommune AND {VALID} AND {PERMITTED}
            ORDER BY {MOST_FIRST} LIMIT 1;
            IF NOT FOUND THEN RETURN NULL; END IF;
            RETURN app.issue('kommune', kommune, who, held, challenge);
        END
        """,
        volatility="VOLATILE",
    )
    definer(
        "app.admit_job(actor uuid, kommune uuid, challenge text)",
        "text",
        f"""
        DECLARE held text;
        BEGIN
            SELECT m.role INTO held FROM memberships m JOIN users u ON u.id = m.user_id
            WHERE m.user_id = actor AND m.tenant_id = kommune AND u.disabled_at IS NULL AND {VALID}
            ORDER BY {MOST_FIRST} LIMIT 1;
            IF NOT FOUND THEN RETURN NULL; END IF;
            RETURN app.issue('kommune', kommune, actor, held, challenge);
        END
        """,
        volatility="VOLATILE",
    )
    definer(
        "app.needs_strong(who uuid)",
        "boolean",
        f"""
        BEGIN
            RETURN EXISTS (SELECT 1 FROM memberships m WHERE m.user_id = who AND m.role IN {STRONG_ROLES} AND {VALID})
                OR EXISTS (SELECT 1 FROM centre_members m WHERE m.user_id = who
                           AND (m.valid_to IS NULL OR m.valid_to >= (now() AT TIME ZONE 'Europe/Oslo')::date));
        END
        """,
    )
    definer("app.recognise(secret text)", "jsonb", _RECOGNISE, volatility="VOLATILE")
    definer(
        "app.let_in_for(who uuid, service text, organisations text[])",
        "text[]",
        f"""
        BEGIN
            -- Of the organisations that somebody may speak for, those that open at least one of their kommuner.
            RETURN (SELECT coalesce(array_agg(DISTINCT p.org_number), '{{}}') FROM memberships m
                    JOIN issuer_permits p ON p.tenant_id = m.tenant_id WHERE m.user_id = who AND {VALID}
                    AND p.issuer = service AND p.org_number = ANY (organisations) AND p.revoked_at IS NULL);
        END
        """,
    )
    op.execute(
        f"""
        GRANT EXECUTE ON FUNCTION app.admit(text, uuid, text), app.recognise(text), app.needs_strong(uuid),
            app.let_in_for(uuid, text, text[]) TO {LOBBY};
        GRANT EXECUTE ON FUNCTION app.admit_job(uuid, uuid, text) TO {WORKER};
        """
    )


_RECOGNISE = f"""
DECLARE who users%ROWTYPE; here login_sessions%ROWTYPE; mine jsonb; former jsonb; office text;
BEGIN
    SELECT s.* INTO here FROM login_sessions s JOIN users u ON u.id = s.user_id WHERE {LIVE};
    IF NOT FOUND THEN RETURN NULL; END IF;
    SELECT u.* INTO who FROM users u WHERE u.id = here.user_id;
    -- The time of the last visit is kept to the minute; a write on every request would be noise.
    UPDATE login_sessions s SET seen_at = now() WHERE s.id = here.id AND s.seen_at < now() - interval '1 minute';
    SELECT coalesce(jsonb_agg(k ORDER BY k->>'name'), '[]'::jsonb) INTO mine FROM (
        SELECT DISTINCT ON (t.id) jsonb_build_object('id', t.id, 'slug', t.slug, 'name', t.name, 'colour', t.colour,
               'mark', t.mark, 'language', t.language, 'population', t.population, 'levels', t.levels,
               'lifecycle', t.lifecycle, 'role', m.role) AS k
        FROM login_sessions s JOIN memberships m ON m.user_id = s.user_id JOIN tenants t ON t.id = m.tenant_id
        WHERE s.id = here.id AND {VALID} AND {PERMITTED}
        ORDER BY t.id, {MOST_FIRST}) AS admitted;
    SELECT coalesce(jsonb_agg(f), '[]'::jsonb) INTO former FROM (
        SELECT DISTINCT ON (t.id) jsonb_build_object('slug', t.slug, 'name', t.name, 'ended',
               coalesce((m.ends_at AT TIME ZONE 'Europe/Oslo')::date, m.valid_to + 1)) AS f
        FROM memberships m JOIN tenants t ON t.id = m.tenant_id
        WHERE m.user_id = who.id AND NOT EXISTS (SELECT 1 FROM memberships o WHERE o.user_id = who.id
              AND o.tenant_id = m.tenant_id AND (o.ends_at IS NULL OR o.ends_at > now())
              AND (o.valid_to IS NULL OR o.valid_to >= (now() AT TIME ZONE 'Europe/Oslo')::date))
        ORDER BY t.id, coalesce((m.ends_at AT TIME ZONE 'Europe/Oslo')::date, m.valid_to) DESC) AS left_behind;
    SELECT m.role INTO office FROM centre_members m WHERE m.user_id = who.id AND here.strong
        AND m.valid_from <= (now() AT TIME ZONE 'Europe/Oslo')::date
        AND (m.valid_to IS NULL OR m.valid_to >= (now() AT TIME ZONE 'Europe/Oslo')::date) ORDER BY m.role DESC LIMIT 1;
    RETURN jsonb_build_object('id', who.id, 'email', who.email, 'name', who.name, 'language', who.language,
        'kommuner', mine, 'former', former, 'centre', office, 'strong', here.strong,
        'needs_strong', NOT here.strong AND app.needs_strong(who.id));
END
"""


def _roles() -> None:
    """Nobody writes memberships by hand: roles are given and ended here, and the limit of six is kept in one place."""
    definer(
        "app.place_coordinator(kommune uuid, who uuid, first date, last date, starts timestamptz, ends timestamptz, "
        "is_acting boolean, why text, giver text)",
        "uuid",
        """
        DECLARE most int; held int; made uuid;
        BEGIN
            -- Two acceptances at once: the second waits here, and counts what the first did.
            PERFORM pg_advisory_xact_lock(hashtextextended('coordinator:' || who, 0));
            SELECT value::int INTO most FROM installation WHERE key = 'coordinator_limit';
            SELECT count(DISTINCT m.tenant_id) INTO held FROM memberships m JOIN tenants t ON t.id = m.tenant_id
            WHERE m.user_id = who AND m.role = 'coordinator' AND m.tenant_id <> kommune AND t.lifecycle <> 'closed'
              AND (m.valid_to IS NULL OR m.valid_to >= first) AND (m.ends_at IS NULL OR m.ends_at > coalesce(starts, now()))
              AND (last IS NULL OR m.valid_from <= last) AND (ends IS NULL OR m.starts_at IS NULL OR m.starts_at < ends);
            IF held >= coalesce(most, 6) THEN
                RAISE EXCEPTION USING ERRCODE = 'BL006', MESSAGE = 'The coordinator has as many kommuner as anybody may have.';
            END IF;
            INSERT INTO memberships (tenant_id, user_id, role, valid_from, valid_to, starts_at, ends_at, acting, reason, given_by)
            VALUES (kommune, who, 'coordinator', first, last, starts, ends, is_acting, why, giver) RETURNING id INTO made;
            RETURN made;
        END
        """,
        volatility="VOLATILE",
    )
    definer(
        "app.give_role(who uuid, what text, first date, last date, starts timestamptz, ends timestamptz, "
        "is_acting boolean, why text, giver text)",
        "uuid",
        """
        DECLARE made uuid; kommune uuid := app.room_tenant();
        BEGIN
            IF kommune IS NULL OR what = 'service' THEN RAISE insufficient_privilege; END IF;
            IF what = 'coordinator' THEN
                RETURN app.place_coordinator(kommune, who, first, last, starts, ends, is_acting, why, giver);
            END IF;
            INSERT INTO memberships (tenant_id, user_id, role, valid_from, valid_to, starts_at, ends_at, acting, reason, given_by)
            VALUES (kommune, who, what, first, last, starts, ends, is_acting, why, giver) RETURNING id INTO made;
            RETURN made;
        END
        """,
        volatility="VOLATILE",
    )
    definer(
        "app.end_role(membership uuid, last date, at timestamptz, sessions_too boolean, ender text)",
        "boolean",
        """
        BEGIN
            -- A role can be made shorter here, never longer: a longer one is given anew, and counted anew.
            UPDATE memberships m SET valid_to = least(coalesce(m.valid_to, last), coalesce(last, m.valid_to)),
                   ends_at = least(coalesce(m.ends_at, at), coalesce(at, m.ends_at)),
                   ends_sessions = m.ends_sessions OR sessions_too, ended_by = ender
            WHERE m.id = membership AND m.tenant_id = app.room_tenant() AND m.role <> 'service';
            RETURN FOUND;
        END
        """,
        volatility="VOLATILE",
    )
    definer(
        "app.members()",
        "jsonb",
        """
        BEGIN
            RETURN (SELECT coalesce(jsonb_agg(jsonb_build_object('id', m.id, 'user_id', m.user_id, 'name', u.name, 'email', u.email,
                'role', m.role, 'valid_from', m.valid_from, 'valid_to', m.valid_to, 'starts_at', m.starts_at, 'ends_at', m.ends_at,
                'acting', m.acting, 'reason', m.reason, 'given_by', m.given_by, 'ended_by', m.ended_by,
                'disabled', u.disabled_at IS NOT NULL,
                'second_step', EXISTS (SELECT 1 FROM totp_secrets x WHERE x.user_id = u.id AND x.confirmed_at IS NOT NULL)
                            OR EXISTS (SELECT 1 FROM passkeys x WHERE x.user_id = u.id)) ORDER BY m.role, u.name, m.valid_from),
                '[]'::jsonb) FROM memberships m JOIN users u ON u.id = m.user_id WHERE m.tenant_id = app.room_tenant());
        END
        """,
    )
    definer(
        "app.successor(address text)",
        "jsonb",
        """
        BEGIN
            -- Whoever takes over is named by address; nobody is told more than the name that goes with it.
            IF app.room_tenant() IS NULL THEN RETURN NULL; END IF;
            RETURN (SELECT jsonb_build_object('id', u.id, 'name', u.name) FROM users u
                    WHERE u.email = lower(trim(address)) AND u.disabled_at IS NULL);
        END
        """,
    )
    op.execute(
        f"""
        GRANT EXECUTE ON FUNCTION app.members(), app.successor(text), app.end_role(uuid, date, timestamptz, boolean, text),
            app.give_role(uuid, text, date, date, timestamptz, timestamptz, boolean, text, text) TO {KOMMUNE};
        """
    )


_OPEN_INVITATION = (
    "i.token_hash = encode(sha256(convert_to(token, 'UTF8')), 'hex') AND i.accepted_at IS NULL AND i.revoked_at IS NULL "
    "AND i.expires_at > now()"
)


def _invitations() -> None:
    definer(
        "app.invitation(token text)",
        "jsonb",
        f"""
        BEGIN
            RETURN (SELECT jsonb_build_object('id', i.id, 'kommune', t.name, 'slug', t.slug, 'language', t.language, 'colour', t.colour,
                'mark', t.mark, 'role', i.role, 'name', i.name, 'email', i.email, 'invited_by', i.invited_by, 'from_on', i.from_on,
                'until_on', i.until_on, 'expires_at', i.expires_at,
                'has_account', EXISTS (SELECT 1 FROM users u WHERE u.email = i.email AND u.password_hash IS NOT NULL))
                FROM role_invitations i JOIN tenants t ON t.id = i.tenant_id WHERE {_OPEN_INVITATION});
        END
        """,
    )
    definer(
        "app.join_by_invitation(token text, full_name text, password text)",
        "uuid",
        f"""
        DECLARE invited role_invitations%ROWTYPE; who uuid;
        BEGIN
            SELECT i.* INTO invited FROM role_invitations i WHERE {_OPEN_INVITATION};
            IF NOT FOUND THEN RETURN NULL; END IF;
            -- Somebody who has a password logs in with it: an invitation never sets another's password.
            IF EXISTS (SELECT 1 FROM users u WHERE u.email = invited.email AND u.password_hash IS NOT NULL) THEN RETURN NULL; END IF;
            INSERT INTO users (email, name, password_hash) VALUES (invited.email, full_name, password)
            ON CONFLICT (email) DO UPDATE SET password_hash = excluded.password_hash WHERE users.password_hash IS NULL
            RETURNING id INTO who;
            RETURN who;
        END
        """,
        volatility="VOLATILE",
    )
    definer(
        "app.accept_invitation(token text, secret text)",
        "jsonb",
        f"""
        DECLARE invited role_invitations%ROWTYPE; who users%ROWTYPE; place tenants%ROWTYPE;
        BEGIN
            SELECT u.* INTO who FROM login_sessions s JOIN users u ON u.id = s.user_id WHERE {LIVE};
            IF NOT FOUND THEN RETURN NULL; END IF;
            SELECT i.* INTO invited FROM role_invitations i WHERE {_OPEN_INVITATION} FOR UPDATE;
            IF NOT FOUND OR invited.email <> who.email THEN RETURN NULL; END IF;
            IF invited.role = 'coordinator' THEN
                PERFORM app.place_coordinator(invited.tenant_id, who.id, invited.from_on, invited.until_on, NULL, NULL, false,
                                              invited.reason, invited.invited_by);
            ELSE
                INSERT INTO memberships (tenant_id, user_id, role, valid_from, valid_to, reason, given_by)
                VALUES (invited.tenant_id, who.id, invited.role, invited.from_on, invited.until_on, invited.reason, invited.invited_by);
            END IF;
            UPDATE role_invitations i SET accepted_at = now(), accepted_by = who.id
            WHERE i.tenant_id = invited.tenant_id AND i.id = invited.id;
            SELECT * INTO place FROM tenants t WHERE t.id = invited.tenant_id;
            RETURN jsonb_build_object('tenant_id', place.id, 'slug', place.slug, 'name', place.name, 'role', invited.role);
        END
        """,
        volatility="VOLATILE",
    )
    op.execute(
        f"GRANT EXECUTE ON FUNCTION app.invitation(text), app.join_by_invitation(text, text, text), "
        f"app.accept_invitation(text, text) TO {LOBBY}"
    )


def _coordinators() -> None:
    definer(
        "app.coordinator_is_full(address text)",
        "text",
        f"""
        DECLARE found_name text; most int;
        BEGIN
            IF app.room_tenant() IS NULL THEN RETURN NULL; END IF;
            SELECT value::int INTO most FROM installation WHERE key = 'coordinator_limit';
            SELECT u.name INTO found_name FROM users u WHERE u.email = lower(trim(address)) AND u.disabled_at IS NULL AND coalesce(most, 6) <=
                (SELECT count(DISTINCT m.tenant_id) FROM memberships m JOIN tenants t ON t.id = m.tenant_id
                 WHERE m.user_id = u.id AND m.role = 'coordinator' AND t.lifecycle <> 'closed' AND m.tenant_id <> app.room_tenant() AND {VALID});
            RETURN found_name;
        END
        """,
    )
    definer(
        "app.coordinator_requests(secret text)",
        "jsonb",
        f"""
        BEGIN
            RETURN (SELECT coalesce(jsonb_agg(jsonb_build_object('id', r.id, 'kommune', t.name, 'language', t.language,
                'population', t.population, 'fte_percent', r.fte_percent, 'host', r.host, 'message', r.message, 'asked_by', r.asked_by,
                'asked_at', r.asked_at, 'expires_at', r.expires_at) ORDER BY r.asked_at), '[]'::jsonb)
                FROM login_sessions s JOIN users u ON u.id = s.user_id JOIN coordinator_requests r ON r.email = u.email
                JOIN tenants t ON t.id = r.tenant_id
                WHERE {LIVE} AND r.state = 'waiting' AND r.expires_at > now());
        END
        """,
    )
    definer(
        "app.answer_coordinator(secret text, request uuid, yes boolean, words text)",
        "jsonb",
        f"""
        DECLARE who users%ROWTYPE; asked coordinator_requests%ROWTYPE; place tenants%ROWTYPE;
        BEGIN
            SELECT u.* INTO who FROM login_sessions s JOIN users u ON u.id = s.user_id WHERE {LIVE} AND s.strong;
            IF NOT FOUND THEN RETURN NULL; END IF;
            SELECT r.* INTO asked FROM coordinator_requests r
            WHERE r.id = request AND r.email = who.email AND r.state = 'waiting' AND r.expires_at > now() FOR UPDATE;
            IF NOT FOUND THEN RETURN NULL; END IF;
            IF yes THEN
                PERFORM app.place_coordinator(asked.tenant_id, who.id, (now() AT TIME ZONE 'Europe/Oslo')::date, NULL, NULL, NULL,
                                              false, 'Interkommunal koordinator', asked.asked_by);
            END IF;
            UPDATE coordinator_requests r SET state = CASE WHEN yes THEN 'accepted' ELSE 'refused' END, answered_at = now(),
                   answered_by = who.id, answer = left(coalesce(words, ''), 1000), version = r.version + 1
            WHERE r.tenant_id = asked.tenant_id AND r.id = asked.id;
            SELECT * INTO place FROM tenants t WHERE t.id = asked.tenant_id;
            RETURN jsonb_build_object('tenant_id', place.id, 'slug', place.slug, 'name', place.name);
        END
        """,
        volatility="VOLATILE",
    )
    op.execute(
        f"""
        GRANT EXECUTE ON FUNCTION app.coordinator_requests(text), app.answer_coordinator(text, uuid, boolean, text) TO {LOBBY};
        GRANT EXECUTE ON FUNCTION app.coordinator_is_full(text) TO {KOMMUNE};
        """
    )


def _joining() -> None:
    definer(
        "app.taken(kommune_number text)",
        "text",
        """
        BEGIN
            RETURN (SELECT t.slug FROM tenants t WHERE t.lifecycle <> 'closed' AND (t.number = kommune_number OR EXISTS (
                SELECT 1 FROM tenant_numbers n WHERE n.tenant_id = t.id AND n.number = kommune_number AND n.valid_to IS NULL)) LIMIT 1);
        END
        """,
    )
    definer(
        "app.ask_access(kommune_number text, person text, address text, job text, workplace text, why text)",
        "uuid",
        """
        DECLARE place uuid; made uuid;
        BEGIN
            SELECT t.id INTO place FROM tenants t WHERE t.slug = app.taken(kommune_number);
            IF place IS NULL THEN RETURN NULL; END IF;
            -- One waiting wish from one address is enough, however often the button is pressed.
            SELECT a.id INTO made FROM access_requests a WHERE a.tenant_id = place AND a.email = lower(address) AND a.state = 'waiting';
            IF FOUND THEN RETURN place; END IF;
            INSERT INTO access_requests (tenant_id, name, email, title, organisation, reason)
            VALUES (place, person, lower(address), job, workplace, why);
            RETURN place;
        END
        """,
        volatility="VOLATILE",
    )
    definer("app.person_of(address text, full_name text)", "uuid", _PERSON_OF, volatility="VOLATILE")
    definer(
        "app.confirm_application(token text, full_name text, job text, address text, agreement text, sha text, "
        "place_slug text, place_colour int, place_mark text)",
        "jsonb",
        _CONFIRM,
        volatility="VOLATILE",
    )
    op.execute(
        f"""
        GRANT EXECUTE ON FUNCTION app.taken(text), app.ask_access(text, text, text, text, text, text),
            app.confirm_application(text, text, text, text, text, text, text, int, text) TO {LOBBY};
        """
    )


_PERSON_OF = """
DECLARE who uuid;
BEGIN
    INSERT INTO users (email, name) VALUES (lower(trim(address)), full_name) ON CONFLICT (email) DO NOTHING;
    SELECT id INTO who FROM users WHERE email = lower(trim(address));
    RETURN who;
END
"""

_CONFIRM = """
DECLARE asked applications%ROWTYPE; place uuid; chief uuid; starter uuid; helper uuid; today date;
BEGIN
    today := (now() AT TIME ZONE 'Europe/Oslo')::date;
    SELECT a.* INTO asked FROM applications a
    WHERE a.confirm_hash = encode(sha256(convert_to(token, 'UTF8')), 'hex') AND a.state = 'sent' AND a.expires_at > now() FOR UPDATE;
    IF NOT FOUND THEN RETURN NULL; END IF;
    -- One kommune is founded once, also when two applications are confirmed in the same moment.
    PERFORM pg_advisory_xact_lock(hashtextextended('kommune:' || asked.number, 0));
    IF app.taken(asked.number) IS NOT NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'BL007', MESSAGE = 'The kommune is here already.';
    END IF;
    -- Whoever confirms is somebody else than whoever applied: that is what the confirmation is for.
    IF lower(trim(address)) = asked.applicant_email THEN
        RAISE EXCEPTION USING ERRCODE = 'BL008', MESSAGE = 'The applicant cannot confirm.';
    END IF;
    INSERT INTO tenants (slug, name, official_name, number, org_number, language, levels, population, colour, mark, lifecycle)
    VALUES (place_slug, asked.name, asked.name, asked.number, nullif(asked.org_number, ''), asked.language, asked.levels,
            asked.population, place_colour, place_mark, 'establishing')
    RETURNING id INTO place;
    INSERT INTO tenant_numbers (tenant_id, number, name, valid_from) VALUES (place, asked.number, asked.name, today);
    chief := app.person_of(address, full_name);
    starter := app.person_of(asked.applicant_email, asked.applicant_name);
    SELECT m.user_id INTO helper FROM memberships m WHERE m.role = 'service' LIMIT 1;
    IF helper IS NULL THEN helper := app.person_of('tjeneste@bindeledd.invalid', 'Bindeledd'); END IF;
    INSERT INTO memberships (tenant_id, user_id, role, valid_from, reason, given_by) VALUES
        (place, chief, 'chief_executive', today, 'Stadfestet søknaden', full_name),
        (place, starter, 'starter', today, 'Søkte for kommunen', full_name),
        (place, helper, 'service', today, '', full_name);
    INSERT INTO dpa_acceptances (tenant_id, number, sha256, name, title, user_id) VALUES (place, agreement, sha, full_name, job, chief);
    UPDATE applications a SET state = 'founded', confirmed_name = full_name, confirmed_title = job, confirmed_email = lower(trim(address)),
        agreement_number = agreement, agreement_sha256 = sha, confirmed_at = now(), tenant_id = place, confirm_hash = NULL,
        version = a.version + 1 WHERE a.id = asked.id;
    RETURN jsonb_build_object('application_id', asked.id, 'tenant_id', place, 'slug', place_slug, 'name', asked.name,
        'language', asked.language, 'chief_id', chief, 'starter_id', starter, 'starter_email', asked.applicant_email,
        'starter_name', asked.applicant_name);
END
"""


def _feeds() -> None:
    live = (
        "f.token_hash = encode(sha256(convert_to(token, 'UTF8')), 'hex') AND f.revoked_at IS NULL AND u.disabled_at IS NULL AND " + VALID
    )
    source = (
        "FROM feeds f JOIN users u ON u.id = f.user_id JOIN memberships m ON m.user_id = f.user_id AND m.tenant_id = f.tenant_id "
        f"JOIN tenants t ON t.id = f.tenant_id WHERE {live} ORDER BY {MOST_FIRST} LIMIT 1"
    )
    definer(
        "app.feed(token text)",
        "jsonb",
        f"""
        BEGIN
            RETURN (SELECT jsonb_build_object('id', t.id, 'slug', t.slug, 'name', t.name, 'colour', t.colour, 'mark', t.mark,
                'language', t.language, 'population', t.population, 'levels', t.levels, 'lifecycle', t.lifecycle, 'role', m.role,
                'user_id', u.id, 'user_name', u.name, 'feed_id', f.id) {source});
        END
        """,
    )
    definer(
        "app.admit_feed(token text, challenge text)",
        "text",
        f"""
        DECLARE place uuid; who uuid; held text;
        BEGIN
            SELECT t.id, u.id, m.role INTO place, who, held {source};
            IF NOT FOUND THEN RETURN NULL; END IF;
            RETURN app.issue('kommune', place, who, held, challenge);
        END
        """,
        volatility="VOLATILE",
    )
    op.execute(f"GRANT EXECUTE ON FUNCTION app.feed(text), app.admit_feed(text, text) TO {LOBBY}")


def _departing() -> None:
    """A kommune that leaves: the owner may see and delete its rows in that one transaction, and nobody else's."""
    op.execute(
        f"""
        DO $$ DECLARE t text; BEGIN
            FOR t IN {WALLED} LOOP
                EXECUTE format('CREATE POLICY departing ON %I FOR ALL TO CURRENT_USER '
                    'USING (tenant_id = (SELECT nullif(current_setting(''room.departing'', true), '''')::uuid)) WITH CHECK (false)', t);
            END LOOP;
        END $$
        """
    )
    definer(
        "app.delete_kommune(departure uuid, kommune uuid)",
        "int",
        f"""
        DECLARE t text; gone int; total int := 0; tables text[]; waiting text[]; people uuid[];
        BEGIN
            PERFORM set_config('room.departing', kommune::text, true);
            PERFORM 1 FROM departures d WHERE d.tenant_id = kommune AND d.id = departure AND d.state = 'confirmed'
                AND d.confirmed_by IS NOT NULL AND d.confirmed_by <> d.asked_by AND d.delete_after <= now() FOR UPDATE;
            IF NOT FOUND THEN RAISE insufficient_privilege USING MESSAGE = 'Two must have confirmed, and the time must have come.'; END IF;
            SELECT array_agg(DISTINCT m.user_id) INTO people FROM memberships m WHERE m.tenant_id = kommune;
            SELECT array_agg(relname) INTO tables FROM ({WALLED}) x;
            WHILE cardinality(tables) > 0 LOOP
                waiting := '{{}}';
                FOREACH t IN ARRAY tables LOOP
                    BEGIN
                        EXECUTE format('DELETE FROM public.%I WHERE tenant_id = $1', t) USING kommune;
                        GET DIAGNOSTICS gone = ROW_COUNT;
                        total := total + gone;
                    EXCEPTION WHEN foreign_key_violation THEN
                        waiting := waiting || t;
                    END;
                END LOOP;
                IF cardinality(waiting) = cardinality(tables) THEN
                    RAISE EXCEPTION 'These tables point at each other: %', waiting;
                END IF;
                tables := waiting;
            END LOOP;
            DELETE FROM tenant_successions s WHERE s.predecessor_id = kommune OR s.successor_id = kommune;
            DELETE FROM tenants WHERE id = kommune;
            -- Whoever belonged here and nowhere else is forgotten too.
            DELETE FROM users u WHERE u.id = ANY (people) AND NOT EXISTS (SELECT 1 FROM memberships m WHERE m.user_id = u.id)
                AND NOT EXISTS (SELECT 1 FROM centre_members c WHERE c.user_id = u.id);
            PERFORM set_config('room.departing', '', true);
            RETURN total;
        END
        """,
        volatility="VOLATILE",
    )
    op.execute(f"GRANT EXECUTE ON FUNCTION app.delete_kommune(uuid, uuid) TO {WORKER}")


def _succession() -> None:
    """A kommune gets a new number, or is followed by others: done by the centre's editor, who never sees what lies inside."""
    definer(
        "app.centre_editor(secret text)",
        "text",
        f"""
        BEGIN
            RETURN (SELECT u.name FROM login_sessions s JOIN users u ON u.id = s.user_id JOIN centre_members m ON m.user_id = u.id
                WHERE {LIVE} AND s.strong AND m.role = 'editor' AND m.valid_from <= (now() AT TIME ZONE 'Europe/Oslo')::date
                AND (m.valid_to IS NULL OR m.valid_to >= (now() AT TIME ZONE 'Europe/Oslo')::date) LIMIT 1);
        END
        """,
    )
    definer("app.office_kommuner(secret text)", "jsonb", _OFFICE_KOMMUNER)
    definer(
        "app.renumber_kommune(secret text, kommune uuid, new_number text, new_name text, from_on date)",
        "boolean",
        _RENUMBER,
        volatility="VOLATILE",
    )
    definer("app.open_histories(secret text, kommune uuid)", "int", _OPEN_HISTORIES, volatility="VOLATILE")
    definer(
        "app.succeed_kommuner(secret text, how text, before uuid[], after uuid[], day date, decision text)",
        "boolean",
        _SUCCEED,
        volatility="VOLATILE",
    )
    definer("app.kommune_history()", "jsonb", _KOMMUNE_HISTORY)
    op.execute(
        f"""
        GRANT EXECUTE ON FUNCTION app.office_kommuner(text), app.renumber_kommune(text, uuid, text, text, date),
            app.succeed_kommuner(text, text, uuid[], uuid[], date, text), app.open_histories(text, uuid) TO {LOBBY};
        GRANT EXECUTE ON FUNCTION app.kommune_history() TO {KOMMUNE};
        """
    )


_OFFICE_KOMMUNER = """
BEGIN
    IF app.centre_editor(secret) IS NULL THEN RETURN NULL; END IF;
    RETURN (SELECT coalesce(jsonb_agg(jsonb_build_object('id', t.id, 'slug', t.slug, 'name', t.name, 'number', t.number,
        'lifecycle', t.lifecycle, 'colour', t.colour, 'mark', t.mark,
        'numbers', (SELECT coalesce(jsonb_agg(jsonb_build_object('number', n.number, 'name', n.name, 'from', n.valid_from,
                    'to', n.valid_to) ORDER BY n.valid_from DESC), '[]'::jsonb) FROM tenant_numbers n WHERE n.tenant_id = t.id),
        'after', (SELECT coalesce(jsonb_agg(jsonb_build_object('name', o.name, 'kind', s.kind, 'on', s.on_date,
                  'decided_by', s.decided_by) ORDER BY o.name), '[]'::jsonb)
                  FROM tenant_successions s JOIN tenants o ON o.id = s.successor_id WHERE s.predecessor_id = t.id),
        'before', (SELECT coalesce(jsonb_agg(o.name ORDER BY o.name), '[]'::jsonb)
                  FROM tenant_successions s JOIN tenants o ON o.id = s.predecessor_id WHERE s.successor_id = t.id)
        ) ORDER BY t.name, t.number), '[]'::jsonb) FROM tenants t);
END
"""

_RENUMBER = """
DECLARE place tenants%ROWTYPE;
BEGIN
    IF app.centre_editor(secret) IS NULL THEN RAISE insufficient_privilege; END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('kommune:' || new_number, 0));
    SELECT * INTO place FROM tenants t WHERE t.id = kommune AND t.lifecycle <> 'closed' FOR UPDATE;
    IF NOT FOUND THEN RETURN false; END IF;
    IF new_number <> place.number AND app.taken(new_number) IS NOT NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'BL007', MESSAGE = 'The kommune is here already.';
    END IF;
    IF NOT EXISTS (SELECT 1 FROM tenant_numbers n WHERE n.tenant_id = kommune AND n.valid_to IS NULL) THEN
        INSERT INTO tenant_numbers (tenant_id, number, name, valid_from)
        VALUES (kommune, place.number, place.name, least(place.created_at::date, from_on - 1));
    END IF;
    -- A period never ends before it began: whoever gives a day that is too early is refused by the table itself.
    UPDATE tenant_numbers n SET valid_to = from_on - 1 WHERE n.tenant_id = kommune AND n.valid_to IS NULL;
    INSERT INTO tenant_numbers (tenant_id, number, name, valid_from) VALUES (kommune, new_number, new_name, from_on);
    UPDATE tenants t SET number = new_number, name = new_name, official_name = new_name WHERE t.id = kommune;
    RETURN true;
END
"""

# Whoever leads the work in the successor now may read what its predecessors wrote; run again, it gives only what is lacking.
_OPEN_HISTORIES = """
DECLARE opened int; editor text := app.centre_editor(secret);
BEGIN
    IF editor IS NULL THEN RAISE insufficient_privilege; END IF;
    INSERT INTO memberships (tenant_id, user_id, role, valid_from, reason, given_by)
    SELECT DISTINCT s.predecessor_id, m.user_id, m.role, (now() AT TIME ZONE 'Europe/Oslo')::date, 'Leser historikken etter ' || p.name, editor
    FROM tenant_successions s JOIN tenants p ON p.id = s.predecessor_id AND p.lifecycle = 'closed'
    JOIN memberships m ON m.tenant_id = s.successor_id AND m.role IN ('coordinator', 'chief_executive')
    WHERE s.successor_id = kommune AND m.valid_from <= (now() AT TIME ZONE 'Europe/Oslo')::date
      AND (m.valid_to IS NULL OR m.valid_to >= (now() AT TIME ZONE 'Europe/Oslo')::date) AND (m.ends_at IS NULL OR m.ends_at > now())
      AND NOT EXISTS (SELECT 1 FROM memberships h WHERE h.tenant_id = s.predecessor_id AND h.user_id = m.user_id AND h.role = m.role
          AND (h.valid_to IS NULL OR h.valid_to >= (now() AT TIME ZONE 'Europe/Oslo')::date) AND (h.ends_at IS NULL OR h.ends_at > now()));
    GET DIAGNOSTICS opened = ROW_COUNT;
    RETURN opened;
END
"""

_SUCCEED = """
DECLARE editor text := app.centre_editor(secret); place tenants%ROWTYPE; closed int := 0; heir uuid;
BEGIN
    IF editor IS NULL THEN RAISE insufficient_privilege; END IF;
    IF how NOT IN ('merge', 'split') OR before && after OR cardinality(before) = 0 OR cardinality(after) = 0
        OR (how = 'merge' AND cardinality(after) <> 1) OR (how = 'split' AND cardinality(before) <> 1)
        OR (SELECT count(*) FROM tenants t WHERE t.id = ANY (after) AND t.lifecycle <> 'closed')
           <> (SELECT count(DISTINCT x) FROM unnest(after) x) THEN
        RETURN false;
    END IF;
    -- One after another in the same order, so that two editors at once wait for each other and never for ever.
    FOR place IN SELECT * FROM tenants t WHERE t.id = ANY (before) ORDER BY t.id FOR UPDATE LOOP
        IF place.lifecycle = 'closed' THEN RETURN false; END IF;
        closed := closed + 1;
    END LOOP;
    IF closed <> (SELECT count(DISTINCT x) FROM unnest(before) x) THEN RETURN false; END IF;
    FOR place IN SELECT * FROM tenants t WHERE t.id = ANY (before) LOOP
        IF NOT EXISTS (SELECT 1 FROM tenant_numbers n WHERE n.tenant_id = place.id AND n.valid_to IS NULL) THEN
            INSERT INTO tenant_numbers (tenant_id, number, name, valid_from)
            VALUES (place.id, place.number, place.name, least(place.created_at::date, day - 1));
        END IF;
        UPDATE tenant_numbers n SET valid_to = day - 1 WHERE n.tenant_id = place.id AND n.valid_to IS NULL;
        UPDATE tenants t SET lifecycle = 'closed' WHERE t.id = place.id;
        INSERT INTO tenant_successions (predecessor_id, successor_id, kind, on_date, decided_by)
        SELECT place.id, x, how, day, editor || ': ' || decision FROM unnest(after) x;
        -- What lets somebody in from outside, to act, has nothing left to act on.
        UPDATE guest_links l SET revoked_at = now() WHERE l.tenant_id = place.id AND l.revoked_at IS NULL;
        UPDATE feeds f SET revoked_at = now() WHERE f.tenant_id = place.id AND f.revoked_at IS NULL;
        UPDATE role_invitations i SET revoked_at = now() WHERE i.tenant_id = place.id AND i.revoked_at IS NULL AND i.accepted_at IS NULL;
        UPDATE coordinator_requests r SET state = 'withdrawn', version = r.version + 1
        WHERE r.tenant_id = place.id AND r.state = 'waiting';
    END LOOP;
    FOREACH heir IN ARRAY after LOOP
        PERFORM app.open_histories(secret, heir);
    END LOOP;
    RETURN true;
END
"""

_KOMMUNE_HISTORY = """
DECLARE kommune uuid := app.room_tenant();
BEGIN
    IF kommune IS NULL THEN RETURN NULL; END IF;
    RETURN jsonb_build_object(
        'former', (SELECT coalesce(jsonb_agg(jsonb_build_object('name', n.name, 'number', n.number, 'to', n.valid_to)
                   ORDER BY n.valid_to DESC, n.name), '[]'::jsonb)
                   FROM tenant_numbers n WHERE n.valid_to IS NOT NULL AND (n.tenant_id = kommune OR n.tenant_id IN
                   (SELECT s.predecessor_id FROM tenant_successions s WHERE s.successor_id = kommune))),
        'after', (SELECT coalesce(jsonb_agg(jsonb_build_object('name', t.name, 'number', t.number, 'from', s.on_date) ORDER BY t.name),
                  '[]'::jsonb) FROM tenant_successions s JOIN tenants t ON t.id = s.successor_id WHERE s.predecessor_id = kommune));
END
"""


def _lifecycle() -> None:
    """How far a kommune has come is its leaders' own word, and only the next step can be taken."""
    definer(
        "app.set_lifecycle(new_state text)",
        "boolean",
        f"""
        DECLARE kommune uuid := app.room_tenant(); who uuid := app.room_actor(); now_is text;
        BEGIN
            IF kommune IS NULL OR NOT EXISTS (SELECT 1 FROM memberships m JOIN users u ON u.id = m.user_id
                WHERE m.tenant_id = kommune AND m.user_id = who AND u.disabled_at IS NULL
                  AND m.role IN ('chief_executive', 'chair') AND {VALID})
            THEN RAISE insufficient_privilege; END IF;
            SELECT t.lifecycle INTO now_is FROM tenants t WHERE t.id = kommune FOR UPDATE;
            -- Closing is not for a button in the room: it has a way of its own, with two who confirm.
            IF (now_is, new_state) NOT IN (('considering', 'establishing'), ('establishing', 'operating'),
                ('operating', 'paused'), ('paused', 'operating')) THEN RETURN false; END IF;
            UPDATE tenants t SET lifecycle = new_state WHERE t.id = kommune;
            RETURN true;
        END
        """,
        volatility="VOLATILE",
    )
    op.execute(f"GRANT EXECUTE ON FUNCTION app.set_lifecycle(text) TO {KOMMUNE}")
