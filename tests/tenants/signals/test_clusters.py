"""Three signals alike within four weeks: a sak, proposed once, in neutral words, to a group of one's own."""

from uuid import uuid4

import pytest

from saas import privacy, vocabulary
from saas.db import db
from saas.errors import Invalid, NotNow
from tenants.groups.models import Group
from tenants.meetings.models import AgendaItem
from tenants.signals import clusters, service
from tenants.signals.models import Area, Signal
from tests.tenants.signals.conftest import THIS_WEEK, text

REGISTER = "/k/nordvik/signaler/"


def found(inside):
    with inside():
        return [(c.theme, c.arena, c.area.name if c.area else None, len(c.signals)) for c in service.clusters()]


def test_three_alike_within_four_weeks_are_a_cluster_and_nothing_less_is(inside, signal, area):
    torget, sentrum = area("Torget"), area("Sentrum")
    signal(0), signal(3)
    assert found(inside) == []
    signal(4), signal(2, theme="absence"), signal(1, arena="school")
    assert found(inside) == []
    signal(3, area_id=torget)
    assert found(inside) == [("substances", "public_space", "Torget", 3)]
    signal(0, theme="violence", area_id=torget), signal(1, theme="violence", area_id=sentrum), signal(2, theme="violence", area_id=torget)
    assert [c for c in found(inside) if c[0] == "violence"] == []
    signal(0, theme="violence")
    assert [c for c in found(inside) if c[0] == "violence"] == [("violence", "public_space", "Torget", 3)]


def test_three_without_an_area_are_enough(inside, signal):
    signal(9), signal(10), signal(11)
    assert found(inside) == [("substances", "public_space", None, 3)]


def test_a_cluster_is_proposed_once_in_neutral_words(coordinator, member, inside, signal, area, group):
    torget = area("Torget")
    for n in range(3):
        signal(n, area_id=torget, text="Hemmelig notat om uro")
    page = text(member.get(REGISTER))
    assert "Tre like signaler på fire uker" in page and "uke 35–37" in page and "Foreslå sak i Nordvik" in page
    form = {"tema": "substances", "arena": "public_space", "omrade": str(torget), "gruppe": str(group)}
    answer = member.post(f"{REGISTER}forslag", form)
    assert answer.status_code == 303
    with inside():
        item = db.session.query(AgendaItem).one()
        assert item.title == "Signaler: Rusmidler blant unge (uteområder og sentrum, Torget)"
        assert "3 like signaler er meldt i uke 35–37." in item.description and "Skole" in item.description
        assert "Hemmelig" not in item.description and item.group_id == group and item.proposed_by is not None
        assert {s.item_id for s in db.session.query(Signal)} == {item.id}
    page = text(member.get(REGISTER))
    assert "Tre like signaler på fire uker</h2>" not in page and page.count("Foreslått som sak") == 3
    again = member.post(f"{REGISTER}forslag", form)
    assert again.status_code == 409 and "Disse signalene er allerede foreslått som sak" in text(again)
    signal(0, area_id=torget), signal(0, area_id=torget)
    assert found(inside) == []


def test_a_sak_is_only_proposed_to_a_coordinating_group_of_ones_own(member, inside, signal, group):
    for n in range(3):
        signal(n)
    with inside():
        other = Group(name="Den andre", level="COORDINATING", norm_per="month", norm_min=1, norm_max=1)
        steering = Group(name="Styret", level="STEERING", norm_per="year", norm_min=3, norm_max=4)
        db.session.add_all([other, steering])
        db.session.flush()
        ids = [other.id, steering.id, uuid4()]
    form = {"tema": "substances", "arena": "public_space", "omrade": ""}
    for wrong in [*map(str, ids), "", "x"]:
        answer = member.post(f"{REGISTER}forslag", {**form, "gruppe": wrong})
        assert answer.status_code == 422 and "Velg en koordineringsgruppe" in text(answer)
    with inside(role="member"), pytest.raises(Invalid):
        service.propose(("substances", "public_space", None), ids[0])
    with inside(), pytest.raises(Invalid):
        service.propose(("substances", "public_space", None), ids[1])
    with inside(), pytest.raises(NotNow):
        service.propose(("absence", "public_space", None), group)
    with inside():
        assert db.session.query(AgendaItem).count() == 0


def test_the_generated_words_never_trip_the_guard(house, inside):
    with inside():
        near = Area(id=uuid4(), name="Nordvik sentrum", residents=900)
        for theme in vocabulary.THEMES:
            for arena in vocabulary.ARENAS:
                alike = tuple(
                    Signal(theme=theme, arena=arena, age_group=age, size="unknown", sector=sector, week_on=THIS_WEEK, area_id=near.id)
                    for age, sector in zip(vocabulary.AGE_GROUPS, ("school", "police", "nav", "health") * 2, strict=True)
                )
                cluster = clusters.Cluster(theme, arena, near, alike)
                for words in (clusters.title(cluster), clusters.described(cluster)):
                    assert privacy.inspect(words, known_names=frozenset(), small=True) == [], words
                assert len(clusters.title(cluster)) <= 200
