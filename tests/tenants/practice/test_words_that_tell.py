"""What must not stand on a card: persons never, and without the name nothing that tells which kommune it is."""

import pytest

from tenants.practice import naming
from tests.tenants.practice.conftest import CARD, HERE, text

NAMES = naming.Names(
    "Nordvik",
    ("Kultur og fritid", "Solbakken ungdomsskole", "NAV Nordvik", "Barneverntjenesten", "Nordvik Røde Kors", "Kaia ungdomsklubb"),
    ("Yusuf Warsame", "Are Lie"),
)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Vi prøvde dette i Nordvik i fjor.", ["Nordvik"]),
        ("nordviks ungdommer var med", ["nordviks"]),
        ("Møtene var i Nordvikhallen.", ["Nordvikhallen"]),
        ("Solbakken var med fra starten", ["Solbakken"]),
        ("solbakken ungdomsskole stilte lokaler", ["solbakken ungdomsskole"]),
        ("Kaia var åpen", ["Kaia"]),
        ("Takk til Yusuf Warsame", ["Yusuf Warsame"]),
        ("Warsames gruppe", ["Warsames"]),
        ("Spør Are om det", ["Are"]),
    ],
)
def test_a_word_that_tells_is_found_as_it_stands(words, found):
    with pytest.raises(naming.Recognisable) as refused:
        naming.check({"hva": words}, NAMES, by_name=False)
    assert refused.value.words == {"hva": found}


@pytest.mark.parametrize(
    "words",
    [
        "Barneverntjenesten, NAV og ungdomsskolen var med, og Røde Kors stilte med folk.",
        "Kultur og fritid leide ut hallen.",
        "Ungdommene lager mat. De lier på at noen kommer. Nordover i landet.",
    ],
)
def test_what_services_are_called_everywhere_may_stand(words):
    naming.check({"hva": words}, NAMES, by_name=False)


def test_a_short_name_that_is_a_word_is_only_known_by_its_capital():
    names = naming.Names("Time", (), ())
    naming.check({"hva": "Én time hver uke, og timeplan for alle"}, names, by_name=False)
    with pytest.raises(naming.Recognisable):
        naming.check({"hva": "I Time er det slik"}, names, by_name=False)


def test_with_the_name_on_the_card_places_may_stand_and_people_still_not():
    naming.check({"hva": "Solbakken i Nordvik var med"}, NAMES, by_name=True)
    with pytest.raises(naming.Recognisable):
        naming.check({"hva": "Yusuf var med"}, NAMES, by_name=True)


def test_the_form_says_which_words_and_where_and_keeps_what_was_typed(make, post, offers):
    one = make("started")
    answer = post(HERE, {**CARD, "tiltak": one, "hva": "Hallen i Nordvik var åpen.", "rad": "Spør Dahl om lånet."})
    page = text(answer)
    assert answer.status_code == 422 and offers("id") == []
    assert page.count("Dette viser hvem teksten kommer fra: «Nordvik»") == 2 and "«Dahl»" in page
    assert "Hallen i Nordvik var åpen." in page and "To ansatte og fire frivillige" in page

    by_name = post(HERE, {**CARD, "tiltak": one, "hva": "Hallen i Nordvik var åpen.", "vis_navn": "y"})
    assert by_name.status_code == 303


def test_the_name_stands_in_the_library_only_when_it_was_chosen(draft, send, publish, member, analyst, coordinator, sql):
    assert send(draft(vis_navn="y")).status_code == 303
    card_id = publish()
    assert sql("SELECT kommune_name FROM library_cards") == [("Nordvik",)]
    for browser, address in ((coordinator, f"/k/hamnes/erfaringer/kort/{card_id}"), (analyst, f"/senter/erfaringsbank/{card_id}")):
        assert "Nordvik" in text(browser.get(address)).split("<main", 1)[1]


def test_a_name_that_came_later_stops_the_sending(draft, send, inside, sql):
    """The text is checked again when it leaves: the place got its name after the draft was written."""
    from saas.db import db
    from tenants.network.models import Organisation

    card = draft(hva="Vi brukte Fyrlykta til kveldene.")
    with inside():
        db.session.add(Organisation(name="Fyrlykta ungdomshus", type="culture_leisure"))
    refused = send(card)
    assert refused.status_code == 422 and "«Fyrlykta»" in text(refused)
    assert sql("SELECT count(*) FROM library_cards") == [(0,)]


@pytest.mark.parametrize("field", ["tittel", "utfordring", "hva", "ressurser", "evaluering", "rad"])
def test_the_guard_reads_every_field_and_nothing_can_be_kept(make, post, offers, field):
    one = make("started")
    words = "Jenta på 14 i Fjellveien 3 sluttet"
    answer = post(HERE, {**CARD, "tiltak": one, field: words, f"{field}__behold": words.lower(), f"{field}__behold_grunn": "rektor"})
    page = text(answer)
    assert answer.status_code == 422 and "guard-block" in page and f'name="{field}__behold"' not in page
    assert offers("id") == []


def test_what_a_group_has_kept_inside_is_not_kept_on_a_card(make, post, offers, inside):
    """A name that the network knows may stand inside the kommune; whoever reads a card is a stranger."""
    one = make("started")
    for words in ("Hanne Dahl tok kontakt.", "Kari Nordmann tok kontakt."):
        assert post(HERE, {**CARD, "tiltak": one, "hva": words, "vis_navn": "y"}).status_code == 422
    assert offers("id") == []


def test_what_the_guard_stops_is_counted_in_the_log_and_its_words_are_not(make, post, inside):
    from saas import audit

    one = make("started")
    post(HERE, {**CARD, "tiltak": one, "hva": "Nummeret er 01810550003."})
    with inside():
        told = [(event.action, str(event.facts)) for event in audit.chain()]
    assert any(action == "guard.blocked" for action, _facts in told)
    assert not any("01810550003" in facts for _action, facts in told)


@pytest.mark.parametrize(
    "wrong",
    [{"tittel": ""}, {"tittel": "x" * 161}, {"tema": "romfart"}, {"tema": ""}, {"niva": "høy"}, {"dom": "kanskje"}, {"hva": "x" * 4001}],
)
def test_what_makes_no_sense_is_told_at_its_field(make, post, offers, wrong):
    answer = post(HERE, {**CARD, "tiltak": make("started"), **wrong})
    assert answer.status_code == 422 and 'aria-invalid="true"' in text(answer) and offers("id") == []
