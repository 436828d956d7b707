"""The kommune decides what its public page shows; nobody is shown without having agreed to it themselves."""

from uuid import uuid4

import pytest

from saas import clock
from tests.tenants.face import scene
from tests.tenants.face.conftest import HOME
from tests.world import log_in

PAGE = "/apen/nordvik"


def _page(browser, address=PAGE):
    answer = browser.get(address)
    return answer.status_code, answer.get_data(as_text=True)


def test_nothing_is_out_before_somebody_has_published_it(coordinator, anybody, chosen):
    assert coordinator.get(HOME).status_code == 200
    assert coordinator.post(HOME, chosen).status_code == 303
    assert _page(anybody)[0] == 404

    assert coordinator.post(f"{HOME}publisering", {"versjon": "1"}).status_code == 303

    status, page = _page(anybody)
    assert status == 200
    assert "Vi hjelper unge tidlig." in page and "Åpen hall på fredager" in page and "Flere trygge møteplasser" in page
    assert "Møte i koordineringsgruppen" in page and "https://www.ungdata.no/" in page
    assert scene.SECRET not in page


def test_the_coordinator_is_shown_only_as_far_as_they_have_agreed(coordinator, anybody, publish):
    publish(consent={})
    page = _page(anybody)[1]
    assert scene.NAME in page and scene.EMAIL not in page and scene.PHONE not in page

    coordinator.post(f"{HOME}samtykke", {"telefon": "y", "versjon": "1"})
    page = _page(anybody)[1]
    assert 'href="tel:91000000"' in page and scene.EMAIL not in page

    coordinator.post(f"{HOME}samtykke/tilbaketrekking", {"versjon": "2"})
    page = _page(anybody)[1]
    assert scene.NAME not in page and scene.PHONE not in page
    assert "Nordvik har SLT-koordinator." in page


def test_nobody_agrees_on_behalf_of_another(house, world, publish, anybody, coordinator):
    publish(consent={})
    leader = log_in(house, "chair@nordvik.example")
    assert leader.post(f"{HOME}samtykke", {"epost": "y", "telefon": "y", "versjon": "1"}).status_code == 403
    assert scene.EMAIL not in _page(anybody)[1]


def test_how_many_kommuner_the_coordinator_has_is_told_in_words(publish, anybody):
    publish()
    assert "Ingrid Solheim er SLT-koordinator for Nordvik og én annen kommune." in _page(anybody)[1]


def test_a_substitute_stands_in_place_of_the_one_who_is_away(world, database, house, publish, anybody, inside):
    import psycopg

    from tenants.face import service
    from tests.world import add_user

    publish()
    with psycopg.connect(database) as owner:
        user = add_user(owner, "vikar@nordvik.example", "Vera Vik", world["nordvik"], "coordinator")
        owner.execute("UPDATE memberships SET acting = true WHERE user_id = %s", (user,))
    with inside():
        service.refresh()
    assert scene.NAME not in _page(anybody)[1], "who is away is not shown, and the substitute has not agreed yet"

    substitute = log_in(house, "vikar@nordvik.example")
    assert substitute.post(f"{HOME}samtykke", {"epost": "y", "versjon": "0"}).status_code == 303
    assert "Vera Vik er vikar for SLT-koordinatoren i Nordvik." in _page(anybody)[1]


@pytest.mark.parametrize("address", [PAGE, f"{PAGE}/feed.atom", f"{PAGE}/kalender.ics", f"{PAGE}/innebygd"])
def test_what_is_unpublished_is_gone_at_once_and_no_cache_keeps_it_a_minute(coordinator, anybody, publish, address):
    publish()
    found = anybody.get(address)
    assert found.status_code == 200 and int(found.headers["Cache-Control"].split("max-age=")[1]) <= 60

    assert coordinator.post(f"{HOME}avpublisering", {"versjon": "2"}).status_code == 303

    assert anybody.get(address).status_code == 404
    clock.move_to(scene.NOW.replace(minute=31))
    assert anybody.get(address).status_code == 404
    assert anybody.get(address, headers={"If-None-Match": found.headers["ETag"]}).status_code == 404


def test_minutes_are_gone_with_the_page_and_with_the_choice(coordinator, anybody, publish, ids, inside, chosen):
    with inside():
        public_id = scene.publish_minutes(ids["nordvik"]["meeting"])
    address = f"{PAGE}/referat/{public_id}"
    assert anybody.get(address).status_code == 404, "the kommune has no page yet"
    publish()
    assert anybody.get(address).status_code == 200 and anybody.get(f"{address}.pdf").status_code == 200

    without = {key: value for key, value in chosen.items() if key != "referater"}
    assert coordinator.post(HOME, {**without, "versjon": "2"}).status_code == 303
    assert anybody.get(address).status_code == 404 and anybody.get(f"{address}.pdf").status_code == 404
    assert "Offentlig referat" not in _page(anybody)[1]


def test_withdrawn_minutes_are_gone(anybody, publish, ids, inside):
    from sqlalchemy import select

    from saas.db import db
    from tenants.publicity.models import PublishedMinutes

    publish()
    with inside():
        public_id = scene.publish_minutes(ids["nordvik"]["meeting"])
    assert anybody.get(f"{PAGE}/referat/{public_id}").status_code == 200
    with inside():
        row = db.session.scalars(select(PublishedMinutes)).one()
        row.withdrawn_at, row.withdrawn_because = clock.now(), "Feil i saken"
    assert anybody.get(f"{PAGE}/referat/{public_id}").status_code == 404


def test_the_page_follows_the_kommune_and_is_only_changed_when_something_has(publish, inside, anybody, ids):
    from saas.db import db
    from tenants.face import projection, service

    publish()
    with inside():
        assert service.refresh() is False
        first = projection.present().updated_at
    clock.move_to(scene.NOW.replace(hour=11))
    with inside():
        measure = db.session.scalars(_measure(ids)).one()
        measure.title = "Åpen hall på lørdager"
        db.session.flush()
        assert service.refresh() is True
        assert projection.present().updated_at > first
    assert "lørdager" in _page(anybody)[1]


def _measure(ids):
    from sqlalchemy import select

    from tenants.measures.models import Measure

    return select(Measure).where(Measure.id == ids["nordvik"]["measure"])


def test_a_measure_is_off_the_page_when_its_sak_becomes_exempt(publish, inside, anybody, ids):
    from saas.db import db
    from tenants.face import service

    publish()
    with inside():
        measure = db.session.scalars(_measure(ids)).one()
        measure.item_id = ids["nordvik"]["sak"]
        service.refresh()
    assert "Åpen hall på fredager" not in _page(anybody)[1]


@pytest.mark.parametrize("field,name", [("maal", "draft"), ("tiltak", "exempt"), ("tiltak", "proposed")])
def test_what_may_not_be_shown_cannot_be_chosen(coordinator, chosen, ids, field, name):
    answer = coordinator.post(HOME, {**chosen, field: [str(ids["nordvik"][name])]})
    assert answer.status_code == 422 and "Velg fra listen" in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    "changed",
    [
        {"innledning": "x" * 1501}, {"maal": ["tull"]}, {"grupper": [str(uuid4())]}, {"lenker": "javascript:alert(1)"},
        {"lenker": "Klikk javascript:alert(1)"}, {"lenker": "Uten adresse https://"}, {"lenker": "\n".join(["A https://a.example"] * 13)},
        {"lenker": 'Hermetegn https://a.example/"onclick'}, {"lenker": "x" * 121 + " https://a.example"},
        {"innledning": "Ole Hansen i 9A er med. Fødselsnummer 01900199976."},
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_and_kept_in_the_form(coordinator, chosen, anybody, changed):
    answer = coordinator.post(HOME, {**chosen, **changed})
    assert answer.status_code == 422
    assert coordinator.post(f"{HOME}publisering", {"versjon": "0"}).status_code == 409, "nothing was kept"


def test_two_coordinators_do_not_overwrite_each_other(coordinator, chosen):
    coordinator.post(HOME, chosen)
    answer = coordinator.post(HOME, {**chosen, "versjon": "1", "innledning": "Ny tekst"})
    assert answer.status_code == 303
    stale = coordinator.post(HOME, {**chosen, "versjon": "1", "innledning": "Gammel tekst"})
    assert stale.status_code == 409 and "Gammel tekst" in stale.get_data(as_text=True)


def test_publishing_twice_and_unpublishing_twice_is_refused_with_a_reason(coordinator, publish):
    publish()
    again = coordinator.post(f"{HOME}publisering", {"versjon": "2"})
    assert again.status_code == 409 and "allerede publisert" in again.get_data(as_text=True)
    assert coordinator.post(f"{HOME}avpublisering", {"versjon": "1"}).status_code == 409
    assert coordinator.post(f"{HOME}avpublisering", {"versjon": "2"}).status_code == 303
    twice = coordinator.post(f"{HOME}avpublisering", {"versjon": "3"})
    assert twice.status_code == 409 and "ikke publisert" in twice.get_data(as_text=True)


def test_the_same_form_sent_twice_is_one_deed(coordinator, chosen):
    number = str(uuid4())
    assert coordinator.post(HOME, {**chosen, "en_gang": number}).status_code == 303
    assert coordinator.post(HOME, {**chosen, "en_gang": number, "innledning": "Annet"}).status_code == 303
    assert "Annet" not in coordinator.get(HOME).get_data(as_text=True)


@pytest.mark.parametrize("deed", ["", "publisering", "avpublisering", "samtykke", "samtykke/tilbaketrekking"])
def test_only_the_coordinator_may(member, ids, deed):
    assert member.post(f"{HOME}{deed}", {"versjon": "1"}).status_code == 403


def test_a_member_sees_what_is_chosen_and_the_preview(member, coordinator, chosen):
    coordinator.post(HOME, chosen)
    assert member.get(HOME).status_code == 200
    page = member.get(f"{HOME}forhandsvisning").get_data(as_text=True)
    assert "forhåndsvisning" in page and "Åpen hall på fredager" in page and scene.SECRET not in page


def test_another_kommune_can_neither_be_shown_nor_changed(coordinator, stranger, chosen, ids, anybody, publish):
    assert stranger.get(HOME).status_code == 404 and stranger.post(HOME, chosen).status_code == 404
    theirs = {"maal": "goal", "tiltak": "measure", "grupper": "group"}
    for field, name in theirs.items():
        answer = coordinator.post(HOME, {**chosen, field: [str(ids["hamnes"][name])]})
        assert answer.status_code == 422
    publish()
    assert anybody.get("/apen/hamnes").status_code == 404
    coordinator.post("/k/hamnes/apen-side/avpublisering", {"versjon": "2"})
    assert anybody.get(PAGE).status_code == 200


def test_what_was_done_stands_in_the_log_without_a_word_of_the_text(coordinator, publish, inside):
    from sqlalchemy import select

    from saas.audit import AuditEvent
    from saas.db import db
    from tenants.control.actions import is_known

    publish()
    with inside():
        events = list(db.session.scalars(select(AuditEvent).where(AuditEvent.action.startswith("face.")).order_by(AuditEvent.number)))
        told = [(event.action, event.facts) for event in events]
    assert [action for action, _ in told] == ["face.chosen", "face.agreed", "face.published"]
    assert all(is_known(action) for action, _ in told)
    assert "unge" not in str(told)
