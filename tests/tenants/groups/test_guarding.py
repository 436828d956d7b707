"""The person-data guard in a group: what it stops, what a group may keep, and what is never written down."""

import pytest

# Shaped like a personal number, and impossible as one: the month is 1 + 80.
NUMBER = "018105 50003"
NAMED = "Oppfølging av Sivert Brattli i 9A"


def words(answer):
    return answer.get_data(as_text=True)


def item(title, **more):
    return {"tittel": title, "type": "information", "minutter": "10", **more}


@pytest.fixture
def add(post, group):
    """Send a standing item to the group."""

    def send(title, **more):
        return post(f"/k/nordvik/grupper/{group.id}/faste-punkter/ny", item(title, **more))

    return send


def test_a_personal_number_is_stopped_and_cannot_be_kept(add):
    answer = add(f"Sak om {NUMBER}", tittel__behold="018105 50003", tittel__behold_grunn="rektor ved skolen")
    assert answer.status_code == 422
    assert 'name="tittel__behold"' not in words(answer)


def test_a_named_young_person_is_warned_of_with_the_text_still_there(add):
    answer = add(NAMED)
    assert answer.status_code == 422
    assert NAMED in words(answer)
    assert 'name="tittel__behold"' in words(answer)


def test_the_networks_own_people_may_be_named(add):
    assert add("Orientering ved Hanne Dahl").status_code == 303


def test_a_warning_can_be_kept_with_a_reason_and_is_then_remembered_for_the_group(add, inside, group):
    from saas import audit, privacy

    finding = next(f for f in privacy.inspect(NAMED) if f.level == "warn")
    keys = [f.key for f in privacy.inspect(NAMED)]
    short = add(NAMED, tittel__behold=keys, tittel__behold_grunn="")
    assert short.status_code == 422
    assert "Skriv hvorfor det kan stå" in words(short)

    kept = add(NAMED, tittel__behold=keys, tittel__behold_grunn="rollespill fra kurset")
    assert kept.status_code == 303
    assert add(NAMED).status_code == 303

    with inside(read_only=True):
        facts = [link.facts for link in audit.chain() if link.action == "guard.kept"]
        assert facts[0]["reason"] == "rollespill fra kurset"
        assert finding.key not in str(facts)
        assert "Sivert" not in str(facts)


def test_a_reason_that_gives_a_person_away_is_refused(add):
    from saas import privacy

    keys = [f.key for f in privacy.inspect(NAMED)]
    answer = add(NAMED, tittel__behold=keys, tittel__behold_grunn=f"nummeret er {NUMBER}")
    assert answer.status_code == 422
    assert "Skriv rollen, ikke navnet, i begrunnelsen." in words(answer)


def test_what_one_group_keeps_is_not_kept_for_another(add, post, gather):
    from saas import privacy

    keys = [f.key for f in privacy.inspect(NAMED)]
    assert add(NAMED, tittel__behold=keys, tittel__behold_grunn="rollespill fra kurset").status_code == 303
    other = gather(name="Styringsgruppen", level="STEERING", cast=[])
    assert post(f"/k/nordvik/grupper/{other.id}/faste-punkter/ny", item(NAMED)).status_code == 422


def test_a_refused_text_is_written_nowhere(add, inside, group):
    from sqlalchemy import select

    from saas.audit import AuditEvent
    from saas.db import db
    from tenants.groups.models import GuardException, StandingItem

    add(NAMED)
    with inside(read_only=True):
        titles = list(db.session.scalars(select(StandingItem.title)))
        assert not [title for title in titles if "Sivert" in title]
        assert not list(db.session.scalars(select(GuardException)))
        assert "Sivert" not in str([event.facts for event in db.session.scalars(select(AuditEvent))])


def test_a_new_groups_name_can_be_kept_like_other_texts(post):
    from saas import privacy

    name = "Gruppen om Sivert Brattli i 9A"
    form = {"navn": name, "niva": "OPERATIONAL", "norm_per": "year", "norm_min": "6", "norm_max": "8"}
    assert post("/k/nordvik/grupper/ny", form).status_code == 422
    keys = [f.key for f in privacy.inspect(name)]
    kept = {**form, "navn__behold": keys, "navn__behold_grunn": "rollespill fra kurset"}
    assert post("/k/nordvik/grupper/ny", kept).status_code == 303
