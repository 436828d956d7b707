"""What the demo's kommuner have shared: cards of experience, read at the centre, and the coordinators' questions and answers."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from infra.demo.content import load
from infra.demo.founding import ACCOUNTS, CENTRE, FJORDVEST, stable_id
from saas import clock, rooms
from saas.db import db
from saas.forum.models import Answer, Question
from saas.library import cards
from saas.library.models import LibraryCard
from saas.rooms import Kommune
from tenants.measures.models import Measure
from tenants.practice import service

READER = "redaktor@senter.example"


def offer(kommune: Kommune) -> None:
    """The kommune's cards, written and sent through the service itself, so that the guard has read them."""
    own = [script for script in load("shared")["cards"] if script["kommune"] == kommune.slug]
    with rooms.enter(_room(kommune)):
        for script in own:
            _send(kommune.slug, script)


def answer_and_ask(kommuner: list[Kommune], today: date) -> None:
    """The editor has read the cards; one is taken back by its kommune; and the network has talked."""
    with rooms.enter(rooms.lobby()):
        for card in cards.to_read():
            _read(card, today)
        for script in load("shared")["questions"]:
            _talk(script, today)
    for kommune in kommuner:
        if any(one["ends"] == "withdrawn" for one in load("shared")["cards"] if one["kommune"] == kommune.slug):
            with rooms.enter(_room(kommune)):
                _take_back(kommune.slug)


def _room(kommune: Kommune) -> rooms.Room:
    coordinator = "Ingrid Solheim" if kommune.slug in FJORDVEST else "Marte Bråten"
    actor = Kommune(**{**kommune.__dict__, "role": "service"})
    return rooms.of_job(rooms.service_of(kommune), actor, coordinator)


def _send(slug: str, script: dict[str, Any]) -> None:
    measure = db.session.scalars(select(Measure).where(Measure.id == _measure_id(slug, script))).one()
    parts = {part: script[part] for part in ("title", "level", "verdict", *cards.PARTS)}
    offer = service.write(measure, service.Card(theme=measure.theme, show_name=bool(script.get("by_name")), **parts))
    service.send(service.find(offer.id), offer.version, confirmed=True)


def _take_back(slug: str) -> None:
    withdrawn = {_measure_id(slug, one) for one in load("shared")["cards"] if one["ends"] == "withdrawn" and one["kommune"] == slug}
    for offered in service.listed():
        if offered.offer.measure_id in withdrawn:
            service.withdraw(offered, offered.offer.version)


def _measure_id(slug: str, script: dict[str, Any]) -> UUID:
    return stable_id(slug, "story", "measure", script["measure"])


def _read(card: LibraryCard, today: date) -> None:
    """By its title alone, as the editor does: nobody here knows whose it is."""
    script = next(one for one in load("shared")["cards"] if one["title"] == card.title)
    reader = ACCOUNTS[READER][0]
    if script["ends"] == "returned":
        cards.give_back(card, script["answer"], reader, card.version)
    elif script["ends"] in ("published", "withdrawn"):
        cards.publish(card, reader, card.version)
    if script["ends"] != "waiting":
        card.reviewed_at = _at(today, script["days"], 13)


def _talk(script: dict[str, Any], today: date) -> None:
    question = Question(
        id=stable_id("network", script["key"]), title=script["title"], body=script["body"], theme=script["theme"],
        created_at=_at(today, script["days"], 9), **_by(script["by"]),
    )  # fmt: skip
    db.session.add(question)
    db.session.flush()
    for number, (email, days, body, *pinned) in enumerate(script["answers"]):
        given = Answer(id=stable_id("network", script["key"], number), question_id=question.id, body=body,
                       created_at=_at(today, days, 11), **_by(email))  # fmt: skip
        if pinned:
            given.pinned_at, given.pinned_by = _at(today, days, 11), given.name
        db.session.add(given)
    db.session.flush()


def _by(email: str) -> dict[str, Any]:
    office = "centre" if email in CENTRE else "coordinator"
    return {"user_id": stable_id("user", email), "name": ACCOUNTS[email][0], "office": office}


def _at(today: date, ago: int, hour: int) -> datetime:
    return clock.at(today - timedelta(days=ago), hour)
