"""The deeds of a year that a walk must have seen, and where their forms stand; everything else it finds by itself."""

# (the page, the form on it, which set of ids): 0 is one of everything, 1 a meeting to come, 2 one held, 3 one more to come.
VERBS: list[tuple[str, str, int]] = [
    ("meetings.new", "meetings.create", 1),
    ("meetings.show", "meetings.call", 1),
    ("meetings.show", "meetings.call", 3),
    ("meetings.show", "meetings.start", 1),
    ("meetings.show", "meetings.end", 1),
    ("meetings.new_item", "meetings.add_item", 1),
    ("meetings.waiting", "meetings.propose", 0),
    ("meetings.edit_item", "meetings.add_paper", 1),
    ("minutes.write", "minutes.save", 2),
    ("minutes.write", "minutes.add_action", 2),
    ("minutes.check", "minutes.send", 2),
    ("minutes.show", "minutes.comment", 0),
    ("minutes.show", "minutes.answer", 0),
    ("tasks.new", "tasks.create", 1),
    ("tasks.show", "tasks.report", 0),
    ("findings.new", "findings.create", 0),
    ("goals.new", "goals.create", 0),
    ("goals.show", "goals.add_reading", 0),
    ("measures.new", "measures.create", 0),
    ("measures.show", "measures.report", 0),
    ("evaluation.new", "evaluation.create", 0),
    ("network.new_person", "network.new_person", 0),
    ("groups.new_seat", "groups.new_seat", 1),
    ("departure.index", "departure.ask", 0),
    ("departure.index", "departure.fetch", 0),
    ("filing.index", "filing.fetch", 0),
    ("access.new_invitation", "access.invite", 0),
    ("access.links", "access.revoke_link", 0),
    ("feeds.index", "feeds.make", 0),
    ("publicity.minutes", "publicity.publish", 0),
    ("face.index", "", 0),
    ("publicity.item", "publicity.choose", 0),
    ("minutes.show", "", 0),
    ("handover.index", "", 0),
    ("handover.show", "", 0),
    ("outreach.show", "outreach.schedule", 0),
]
# What is meant to reach the other kommune, or everyone, with its owner's will: it has tests of its own. The centre's figures
# (sharing), a card for all (practice.send), and what two kommuner hold together (joint).
ACROSS = ("joint.", "practice.send", "sharing.", "departure.leave", "departure.confirm")
# Pages whose forms choose among rows.
CARRIERS = ("meetings.new", "tasks.new", "measures.new", "groups.new_seat", "meetings.new_item", "findings.new_source",
            "network.new_person", "access.new_invitation", "resources.new_line", "minutes.write", "goals.show", "plans.show",
            "coverage.new_contact")
# What must have happened, and how often at the least in a walk of the usual length: by how the name of the deed begins.
HAPPENED = {
    "job": 20, "letter": 8, "round": 3, "job refused": 0, "read": 2, "search": 2, "stranger": 1, "foreign ids": 2, "old page": 2,
    "revoked": 2, "granted": 1, "mine": 1, "fetched": 1, "meetings.": 6, "minutes.": 2, "tasks.": 1,
    ("findings.", "goals.", "measures.", "evaluation."): 2, ("network.", "groups.", "access."): 1,
}  # fmt: skip


def too_few(seen: dict[str, int]) -> list[str]:
    """What a walk has not seen often enough to mean anything."""
    counted = {begins: sum(number for name, number in seen.items() if name.startswith(begins)) for begins in HAPPENED}
    return [f"{begins}: {counted[begins]} of {wanted}" for begins, wanted in HAPPENED.items() if counted[begins] < wanted]
