"""What becomes of each table when one kommune is fetched back from a copy, and why it is not simply as it was.

A restore must never give anybody access, make anything public, or send anything, that was ended, taken down or sent
since the copy. A table that is not named here is as in the copy, so a new table comes along the day it is made.
"""

# What stands now stands, and nothing is added: who may come in, what is out, what has been handed over.
PRESENT = {
    "memberships": "whoever has lost a role since must not get it back",
    "issuer_permits": "which organisations may log in is decided now",
    "guest_links": "a link that was revoked or used must stay so",
    "feeds": "a calendar address that was revoked must stay so",
    "role_invitations": "an invitation that was revoked or used must stay so",
    "access_requests": "who was let in or refused is decided",
    "coordinator_requests": "who was asked, and what they answered, is decided",
    "bulletin_readers": "whoever has unsubscribed must not get letters again",
    "face_consents": "whoever has withdrawn consent must not be shown again",
    "face_settings": "a public page that was taken down must not come up again",
    "public_faces": "what anybody can read now is decided",
    "published_minutes": "minutes that were withdrawn must not be out again",
    "sharing_decisions": "what the kommune lets the national centre have is decided",
    "contributions": "what has been handed over, or taken back, is so",
    "contribution_profiles": "what has been handed over, or taken back, is so",
    "exports": "a file that somebody is fetching, or that was thrown away",
    "departures": "a wish to leave that has been met must not be met again",
    "deeds": "presses of a button that have been answered",
}
# What stands now stands, and what the copy has beyond it is added: records of what has happened outside the kommune.
BOTH = {
    "letters": "what has been sent is a fact", "letter_parts": "what has been sent is a fact",
    "notices": "what has been told is a fact", "digests": "what has been told is a fact",
    "expiry_notices": "nobody is warned twice", "task_reminders": "nobody is reminded twice",
    "round_reminders": "nobody is reminded twice", "wheel_notices": "nobody is told twice",
    "bulletins": "what has been sent is a fact", "bulletin_deliveries": "nobody gets the same bulletin twice",
    "bulletin_list_entries": "belongs to readers that may be gone",
    "filings": "what the archive has is a fact", "filing_packages": "what the archive has is a fact",
    "filing_receipts": "what the archive has answered is a fact",
    "handovers": "a handover that is done is not done again", "handover_duties": "goes with its handover",
    "handover_approvals": "goes with its handover", "handover_packages": "goes with its handover",
    "handover_steps": "goes with its handover",
    "publicity_choices": "rows never change, and the newest choice may be the stricter one",
    "retention_runs": "what has been deleted is a fact", "dpa_acceptances": "what has been agreed is a fact",
    "item_numbers": "a number that has been used is never used again",
    "measure_numbers": "a number that has been used is never used again",
}  # fmt: skip
# The chain and its head have a way of their own: see restoring_chain.
CHAIN = ("audit_events", "audit_heads")
# Written anew from other rows, so that a difference there is no loss.
DERIVED = ("search_entries",)

WAITED = "Kom tilbake fra en sikkerhetskopi, og kan ha gått ut siden. Se etter før det sendes på nytt."
# What comes from the copy in a half-done state is ended, so that no clock goes on with it. Table → SET and WHERE.
ENDED = {
    "letters": f"state = 'failed', last_error = '{WAITED}' where state in ('waiting', 'held')",
    "filings": f"state = 'failed', error = 'unexpected', error_detail = '{WAITED}' where state in ('asked', 'made')",
    "bulletins": "state = 'draft', send_at = null where state in ('scheduled', 'sending')",
    "bulletin_deliveries": "state = 'skipped' where state = 'waiting'",
    "bulletin_readers": "state = 'paused', paused_at = now(), pause_reason = 'Sikkerhetskopi' where state = 'active'",
    "handovers": "state = 'cancelled' where state in ('draft', 'waiting', 'approved')",
    "departures": "state = 'cancelled' where state in ('asked', 'confirmed')",
    "exports": "state = 'failed', error = 'Sikkerhetskopi' where state in ('waiting', 'working')",
    "guest_links": "revoked_at = now() where revoked_at is null",
    "feeds": "revoked_at = now() where revoked_at is null",
    "role_invitations": "revoked_at = now() where revoked_at is null and accepted_at is null",
    "coordinator_requests": "state = 'withdrawn' where state = 'waiting'",
    "face_consents": "withdrawn_at = now() where withdrawn_at is null",
    "face_settings": "published_at = null where published_at is not null",
    "published_minutes": "withdrawn_at = now(), withdrawn_because = 'Sikkerhetskopi' where withdrawn_at is null",
}
# Not fetched even for a kommune that is gone: the page comes up again when the kommune wants it.
NEVER = ("public_faces",)
# Counters: the highest of the two. Table → the columns that tell which counter it is.
COUNTERS = {"item_numbers": ("group_id", "year"), "measure_numbers": ("year",)}
