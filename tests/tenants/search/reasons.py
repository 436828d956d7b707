"""Tables with words that are not searched in, each with the reason; a new table is given a source in the migration or a place here."""


def _because(reason, tables):
    return dict.fromkeys(tables.split(), reason)


REASONS = {
    **_because(
        "keys, marks and receipts of the house: no words that a person would look for",
        "audit_events audit_heads contribution_profiles contributions departures dpa_acceptances expiry_notices exports feeds "
        "guard_exceptions guest_links indicator_imports issuer_permits letter_parts retention_runs round_reminders task_reminders "
        "wheel_notices bulletin_deliveries filing_packages filing_receipts filings archive_settings publicity_choices startup_steps "
        "search_entries deeds digests notice_settings notices year_books joint_meetings",
    ),
    **_because(
        "addresses of people who have asked for something or been invited; found on the page where they are answered, not by their words",
        "access_requests coordinator_requests role_invitations bulletin_readers letters",
    ),
    **_because(
        "written in confidence for one reader: a handover, an anonymous answer, one service's own words in a round",
        "handovers handover_approvals handover_duties handover_packages handover_steps self_review_answers self_reviews round_answers "
        "round_recipients minutes_comments text_conflicts",
    ),
    **_because(
        "a part of a thing that is found itself, and is read on that thing's page",
        "agreement_parties evaluation_plans goal_orders goal_readings invitations mandate_signatures measure_steps meeting_series "
        "minutes minutes_versions plan_revisions position_shares position_sources round_questions seats standing_items "
        "sent_items milestones published_minutes public_faces face_settings sharing_decisions bulletin_lists joint_entries",
    ),
    **_because(
        "a register of figures or choices that is looked through as a table, on a page of its own",
        "areas capacities indicator_readings placements positions resource_lines situation_figures work_hours forums office_days visits "
        "checkups checkup_answers",
    ),
    **_because("made in a later step than search; they stand on a page of their own until they are given a source",
               "bulletins annual_reports gain_sheets"),
}
