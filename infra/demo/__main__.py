"""`python -m infra.demo ensure` fills an empty database with the demo; `reset` empties it first; `releases` builds what it shares."""

import os
import sys
import time

from flask import Flask

from infra import migrate
from infra.demo import founding, releases
from infra.demo.content import load


def main(arguments: list[str]) -> int:
    """Seed the region; prints one line per kommune, since it takes a few seconds."""
    if os.environ.get("BINDELEDD_MODE", "demo") != "demo":
        print("Demoregionen kan bare legges inn i demomodus.")
        return 1
    owner_url = migrate.plain(os.environ["DATABASE_URL"])
    if arguments == ["releases"]:
        return releases.main()
    if arguments == ["reset"]:
        founding.empty(owner_url)
    elif not founding.is_empty(owner_url):
        return 0
    seed(owner_url)
    if arguments == ["reset"]:
        print("  Bygger de nasjonale utgivelsene; det tar noen minutter, og alt annet er klart …", flush=True)
        return releases.main()
    return 0


def seed(owner_url: str) -> None:
    """Found the kommuner as the owner, then fill them."""
    from infra.house import build

    founding.found(owner_url)
    seed_with(build(check=False))


def seed_with(app: Flask) -> None:
    """Each kommune's own room is filled by its own service user."""
    from infra.demo import face, filing, joint, publicity, shared, templates, year
    from infra.demo.live import wake
    from saas import clock, rooms

    facts = {kommune["slug"]: kommune for kommune in load("region")["kommuner"]}
    with app.app_context():
        templates.lay_out()
        for kommune in rooms.all_kommuner():
            if kommune.slug not in facts:
                continue  # The rest of the country has numbers only, and they are there already.
            started = time.monotonic()
            actor = rooms.Kommune(**{**kommune.__dict__, "role": "service"})
            with rooms.enter(rooms.of_job(rooms.service_of(kommune), actor, "Bindeledd")):
                _fill(facts[kommune.slug], clock.today())
            wake(kommune, clock.today())
            year.report(kommune)
            shared.offer(kommune)
            publicity.publish(kommune)
            filing.send(kommune)
            face.publish(kommune)
            print(f"  {kommune.name}: {time.monotonic() - started:.1f} s", flush=True)
        shared.answer_and_ask([kommune for kommune in rooms.all_kommuner() if kommune.slug in facts], clock.today())
        joint.hold([kommune for kommune in rooms.all_kommuner() if kommune.slug in facts], clock.today())


def _fill(facts: dict[str, object], today: object) -> None:
    from infra.demo import (
        effect,
        frames,
        history,
        knowledge,
        lifting,
        means,
        office,
        outreach,
        papers,
        publicity,
        sharing,
        story,
        templates,
        wheel,
        year,
    )  # fmt: skip
    from infra.demo.people import settle
    from saas import audit

    settled = settle(facts)
    history.write(settled, today)  # type: ignore[arg-type]
    told = story.Story(settled, today)  # type: ignore[arg-type]
    for tell in (
        story.saker, knowledge.write, effect.write, means.write, papers.write, frames.write, office.write, templates.write, sharing.write,
        publicity.write,
    ):  # fmt: skip
        tell(told)
    for tell_of_the_year in (wheel.write, lifting.write, year.write):
        tell_of_the_year(told)
    outreach.write(told)
    audit.record("demo.seeded", groups=len(settled.groups))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
