"""What the demo's kommuner have settled with the house: the databehandleravtale, and what the person-data guard has done."""

from datetime import date

from infra.demo.founding import FJORDVEST
from infra.demo.frames import chief
from infra.demo.story import Story
from saas import audit, clock, here
from saas.db import db
from saas.signup import agreement
from tenants.control.models import DpaAcceptance

ACCEPTED = clock.at(date(2026, 1, 12), 10)
# Rule → how often it warned in the last ninety days; the first three were kept with a reason.
WARNINGS = {"name": 14, "age_place": 9, "address": 5, "phone": 3}
KEPT = 3


def write(story: Story) -> None:
    """One acceptance, and a quarter of a year of the guard, smaller in smaller kommuner."""
    place = here.kommune()
    if place.slug not in FJORDVEST:
        return
    name, title = chief()
    db.session.add(DpaAcceptance(
        id=story.new_id("dpa", agreement.NUMBER), number=agreement.NUMBER, sha256=agreement.fingerprint(place.language),
        name=name, title=title, accepted_at=ACCEPTED,
    ))  # fmt: skip
    share = min(1.0, place.population / 12_000)
    for rule, number in WARNINGS.items():
        if (times := round(number * share)) > 0:
            audit.record("guard.warned", rule=rule, number=times)
    if kept := round(KEPT * share):
        audit.record("guard.kept", rule="name", number=kept)
