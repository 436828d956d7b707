"""What is new between two versions is told line by line, and what changes by itself is not told."""

import copy

from tenants.minutes.differences import Line, compare, same

DOCUMENT = {
    "title": "Referat",
    "version": "Versjon 1",
    "status": "Sendt til merknad",
    "facts": [["Tid", "i dag"], ["Sted", "Rådhuset"]],
    "people": [{"name": "Hanne Dahl", "title": "Rektor", "organisation": "Skolen", "status": "Til stede"}],
    "labels": {"people": "Deltakere", "decision": "Vedtak", "actions": "Handlinger"},
    "items": [
        {
            "entry_id": "a",
            "number": "14/26",
            "title": "Uro ved Torget",
            "notes": "Politiet orienterte.\n\nSkolen likeså.",
            "decision": "Saken følges.",
            "actions": [
                {"task_id": "t", "what": "Åpne hallen", "who": "Yusuf", "due": "2. oktober", "status": "På plan"}
            ],
        },
        {"entry_id": "b", "number": "15/26", "title": "Hallen", "notes": None, "decision": None, "actions": []},
    ],
}


def changed(**item):
    newer = copy.deepcopy(DOCUMENT)
    newer["items"][0].update(item)
    return newer


def test_the_same_words_are_no_difference():
    newer = changed()
    newer.update(version="Versjon 2", status="Godkjent")
    newer["items"][0]["actions"][0]["status"] = "Ferdig"
    assert same(DOCUMENT, newer)


def test_a_changed_decision_is_a_deleted_and_an_added_line():
    (part,) = compare(DOCUMENT, changed(decision="Saken avsluttes."))
    assert part.heading == "14/26  Uro ved Torget"
    assert [line for line in part.lines if line.kind != "same"] == [
        Line("deleted", "Vedtak: Saken følges."),
        Line("added", "Vedtak: Saken avsluttes."),
    ]


def test_a_moved_deadline_is_told():
    action = {**DOCUMENT["items"][0]["actions"][0], "due": "9. oktober"}
    (part,) = compare(DOCUMENT, changed(actions=[action]))
    assert Line("added", "Handlinger: Åpne hallen · Yusuf · 9. oktober") in part.lines


def test_an_added_line_keeps_a_line_beside_it_for_sense():
    (part,) = compare(DOCUMENT, changed(notes="Politiet orienterte.\n\nSkolen likeså.\nNAV også."))
    assert part.lines == [
        Line("same", "Skolen likeså."),
        Line("added", "NAV også."),
        Line("same", "Vedtak: Saken følges."),
    ]


def test_a_sak_with_a_new_title_is_still_the_same_sak():
    (part,) = compare(DOCUMENT, changed(title="Ro ved Torget"))
    assert {line.kind for line in part.lines} == {"deleted", "added", "same"}


def test_a_sak_that_is_gone_and_one_that_came_are_told():
    newer = changed()
    newer["items"][1] = {"entry_id": "c", "number": "16/26", "title": "Ny sak"}
    assert [part.heading for part in compare(DOCUMENT, newer)] == ["16/26  Ny sak", "15/26  Hallen"]


def test_attendance_is_part_of_what_is_said():
    newer = changed()
    newer["people"][0]["status"] = "Meldt forfall"
    (part,) = compare(DOCUMENT, newer)
    assert part.heading == "Deltakere"
