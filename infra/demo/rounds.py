"""The demo's rounds that have ended, and the reports that are asked for; the round under way is sent by the service itself."""

from datetime import timedelta
from typing import Any

from infra.demo.content import load
from infra.demo.story import Story
from saas import clock
from saas.db import db
from tenants.rounds.models import Round, RoundAnswer, RoundQuestion, RoundRecipient


def write(story: Story) -> None:
    """Rounds that have ended lie here; the ones under way are sent by the service itself (infra.demo.live)."""
    told = {one["key"] for one in story.measures}
    for script in story.script["rounds"]:
        if script["state"] == "closed" and script["measure"] in told:
            _ended_round(story, script)
    for script in story.script["report_rounds"] if story.slug == "nordvik" else []:
        _report(story, script)


def _ended_round(story: Story, script: dict[str, Any]) -> None:
    group = story.group("COORDINATING")
    if group is None:
        return
    sent = clock.at(story.day(script["sent"]), 9)
    row = Round(
        id=story.new_id("round", script["key"]),
        kind="challenge",
        group_id=group.id,
        title=story.say(script["title"]),
        description=story.say(script["description"]),
        theme=script["theme"],
        item_id=story.known("sak", script["sak"]),
        due_on=story.day(script["due"]),
        state="closed",
        sent_at=sent,
        landed_at=clock.at(story.day(script["due"]), 8),
        outcome=script["outcome"],
        outcome_reason=script["reason"],
        closed_at=clock.at(story.day(script["due"] - 14), 12),
        closed_by=secretary(story),
        created_at=sent,
    )
    db.session.add(row)
    db.session.flush()
    said = load("asking")[script["key"]][story.settled.words.language]
    for person in _leaders(story):
        answer, words = said.get(person.organisation.type, (None, ""))
        db.session.add(
            RoundRecipient(
                round_id=row.id,
                person_id=person.id,
                organisation_id=person.organisation_id,
                recognised=answer,
                shared={"yes": "yes", "partly": "partly"}.get(answer or ""),
                words=words,
                sent_at=sent,
                answered_at=sent + timedelta(days=4) if answer else None,
            )
        )


def _report(story: Story, script: dict[str, Any]) -> None:
    group = story.group("COORDINATING")
    assert group is not None
    sent = clock.at(story.day(script["sent"]), 9)
    row = Round(
        id=story.new_id("round", script["key"]),
        kind="report",
        group_id=group.id,
        title=story.say(script["title"]),
        description=script["description"],
        due_on=story.day(script["due"]),
        state="sent",
        sent_at=sent,
        created_at=sent,
    )
    db.session.add(row)
    db.session.flush()
    questions = [RoundQuestion(id=story.new_id("question", n), round_id=row.id, position=n, text=text)
                 for n, text in enumerate(script["questions"], 1)]  # fmt: skip
    db.session.add_all(questions)
    db.session.flush()
    for number, person in enumerate(_leaders(story)):
        texts = script["texts"][number] if number < script["answered"] else []
        recipient = RoundRecipient(
            id=story.new_id("reporter", number), round_id=row.id, person_id=person.id,
            organisation_id=person.organisation_id, sent_at=sent,
            answered_at=sent + timedelta(days=3) if texts else None,
        )  # fmt: skip
        db.session.add(recipient)
        db.session.flush()
        for question, text in zip(questions, texts, strict=False):
            db.session.add(RoundAnswer(recipient_id=recipient.id, question_id=question.id, text=story.say(text)))


def _leaders(story: Story) -> list[Any]:
    """Those who sit in the coordinating group today, one from each service, the coordinator not among them."""
    group = story.group("COORDINATING")
    assert group is not None
    seen, found = set(), []
    for person, function, *_ in story.settled.sitting(group, story.today):
        if function != "secretary" and person.organisation_id not in seen:
            seen.add(person.organisation_id)
            found.append(person)
    return found[:6]


def secretary(story: Story) -> str:
    """Who writes for the coordinating group."""
    group = story.group("COORDINATING")
    return story.settled.of_type(group, story.today, "other").name if group else ""
