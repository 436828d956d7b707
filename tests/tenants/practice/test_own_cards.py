"""A card is written from a measure, confirmed by a human, sent, answered, withdrawn, and offered anew."""

from uuid import uuid4

from tests.tenants.practice.conftest import CARD, HERE, OFFICE, text, version_on


def test_a_card_is_filled_from_the_measure_and_its_evaluation_and_writes_nothing(make, inside, coordinator, offers):
    from tenants.evaluation import service as evaluations
    from tenants.measures import service as measures
    from tests.tenants.measures.conftest import TODAY

    one = make("ended", description="Hallen er åpen for alle.")
    with inside():
        judged = evaluations.Judged("participation", "partly", "Jentene kom ikke.", "adjust", TODAY, indicator="Besøkende", result=38)
        evaluations.add(measures.find(one), judged)

    page = text(coordinator.get(f"{HERE}ny?tiltak={one}"))

    for words in ("Fredagsåpent i Nordvikhallen", "Hallen er åpen for alle.", "Jentene kom ikke.", "Uro ved Torget fredag kveld"):
        assert words in page
    assert '<option selected value="partly">' in page and "checked" not in page.split('name="vis_navn"')[1][:40]
    assert offers("title") == []


def test_the_measures_page_invites_to_share_and_then_shows_the_card(make, coordinator, post, member):
    one = make("started")
    assert f"erfaringer/ny?tiltak={one}" in text(coordinator.get(f"/k/nordvik/tiltak/{one}"))
    assert "Del erfaringen" not in text(member.get(f"/k/nordvik/tiltak/{one}"))

    card = post(HERE, {**CARD, "tiltak": one}).location

    for browser in (coordinator, member):
        page = text(browser.get(f"/k/nordvik/tiltak/{one}"))
        assert card in page and "Utkast, ikke sendt" in page
    # A second press on the invitation leads to the one that is there.
    assert coordinator.get(f"{HERE}ny?tiltak={one}").location == card


def test_a_measure_that_is_not_tried_has_nothing_to_share(make, coordinator, post):
    one = make("decided")
    assert "Del erfaringen" not in text(coordinator.get(f"/k/nordvik/tiltak/{one}"))
    assert coordinator.get(f"{HERE}ny?tiltak={one}").status_code == 409
    assert post(HERE, {**CARD, "tiltak": one}).status_code == 409


def test_one_measure_has_one_card(make, post, offers):
    one = make("started")
    assert post(HERE, {**CARD, "tiltak": one}).status_code == 303
    second = post(HERE, {**CARD, "tiltak": one})
    assert second.status_code == 409 and "har alt et kort" in text(second)
    assert offers("title") == [(CARD["tittel"],)]


def test_the_same_form_sent_twice_makes_one_card_and_sends_one(make, post, coordinator, offers, sql):
    one, number = make("started"), str(uuid4())
    first = post(HERE, {**CARD, "tiltak": one, "en_gang": number})
    again = post(HERE, {**CARD, "tiltak": one, "en_gang": number})
    assert first.location == again.location and len(offers("id")) == 1

    sending = {"bekreft": "y", "versjon": version_on(coordinator, first.location), "en_gang": str(uuid4())}
    for _press in (1, 2):
        assert post(f"{first.location}/utsending", sending).status_code == 303
    assert sql("SELECT count(*) FROM library_cards") == [(1,)]


def test_nothing_is_sent_before_somebody_confirms(draft, send, coordinator, offers, sql):
    card = draft()
    refused = send(card, bekreft="")
    assert refused.status_code == 422 and "bekreft at ingen kan kjennes igjen" in text(refused)
    assert sql("SELECT count(*) FROM library_cards") == [(0,)]

    assert send(card).status_code == 303
    assert "Sendt, venter på å bli lest" in text(coordinator.get(card))
    card_id = sql("SELECT id FROM library_cards")[0][0]
    assert offers("confirmed_by", "state", "card_id") == [("Coordinator Nordvik", "sent", card_id)]
    assert sql("SELECT title, kommune_name, state FROM library_cards") == [("Åpen hall fredag kveld", "", "waiting")]


def test_what_is_confirmed_is_what_is_sent(draft, send, post, coordinator, sql):
    """Somebody else has rewritten the card since it was read: it is read again before it leaves."""
    card = draft()
    seen = version_on(coordinator, card)
    assert post(f"{card}/endring", {**CARD, "versjon": seen, "hva": "Noe annet."}).status_code == 303

    stale = send(card, versjon=seen)
    assert stale.status_code == 409 and "Noen har endret dette" in text(stale)
    for missing in ("", "x", "999"):
        assert send(card, versjon=missing).status_code == 409
    assert sql("SELECT count(*) FROM library_cards") == [(0,)]
    assert send(card).status_code == 303
    assert sql("SELECT what FROM library_cards") == [("Noe annet.",)]


def test_a_card_with_nothing_to_tell_is_not_sent(draft, send):
    assert send(draft(evaluering="", rad="")).status_code == 409
    assert send(draft(hva="")).status_code == 409


def test_a_sent_card_is_not_rewritten_and_not_deleted(sent, send, coordinator, post):
    assert coordinator.get(f"{sent}/endring").status_code == 409
    assert post(f"{sent}/endring", {**CARD, "versjon": version_on(coordinator, sent)}).status_code == 409
    assert post(f"{sent}/sletting", {"versjon": version_on(coordinator, sent)}).status_code == 409
    assert send(sent).status_code == 409


def test_a_returned_card_shows_the_answer_is_rewritten_and_the_old_copy_is_gone(sent, send, editor, post, coordinator, sql):
    first = sql("SELECT id FROM library_cards")[0][0]
    answer = {"svar": "Skriv mer om hva det krevde av frivillige.", "versjon": "1"}
    assert post(f"{OFFICE}/{first}/retur", answer, editor).status_code == 303

    page = text(coordinator.get(sent))
    assert "Returnert med svar" in page and "Skriv mer om hva det krevde av frivillige." in page
    changed = {**CARD, "ressurser": "Fire frivillige, tre timer hver.", "versjon": version_on(coordinator, sent)}
    assert post(f"{sent}/endring", changed).status_code == 303
    assert send(sent).status_code == 303

    assert sql("SELECT state, what, answer FROM library_cards WHERE id = %s", first) == [("withdrawn", "", "")]
    assert sql("SELECT state, resources FROM library_cards WHERE id <> %s", first) == [("waiting", "Fire frivillige, tre timer hver.")]


def test_a_withdrawn_card_is_gone_at_once_words_and_all_and_a_new_one_may_come(
    sent, publish, coordinator, post, member, analyst, offers, sql
):
    card_id = publish()
    assert "Åpen hall fredag kveld" in text(member.get(f"{HERE}?ord=hall"))

    assert post(f"{sent}/tilbaketrekking", {"versjon": version_on(coordinator, sent)}).status_code == 303

    assert member.get(f"{HERE}kort/{card_id}").status_code == 404
    assert analyst.get(f"{OFFICE}/{card_id}").status_code == 404
    for page in (text(coordinator.get("/k/hamnes/erfaringer/?ord=hall")), text(analyst.get(f"{OFFICE}?ord=hall"))):
        assert "Åpen hall fredag kveld" not in page
    row = sql("SELECT title, challenge || what || resources || evaluation || advice || kommune_name || answer, state FROM library_cards")
    assert row == [("–", "", "withdrawn")]
    assert "Trukket tilbake" in text(coordinator.get(sent))
    assert post(HERE, {**CARD, "tiltak": offers("measure_id")[0][0]}).status_code == 303


def test_withdrawing_twice_or_with_a_stale_page_changes_nothing_more(sent, coordinator, post, sql):
    seen = version_on(coordinator, sent)
    assert post(f"{sent}/tilbaketrekking", {"versjon": "999"}).status_code == 409
    assert sql("SELECT state FROM library_cards") == [("waiting",)]
    assert post(f"{sent}/tilbaketrekking", {"versjon": seen}).status_code == 303
    assert post(f"{sent}/tilbaketrekking", {"versjon": seen}).status_code == 409


def test_a_draft_can_be_thrown_away(draft, coordinator, post, offers):
    card = draft()
    assert post(f"{card}/sletting", {"versjon": version_on(coordinator, card)}).status_code == 303
    assert coordinator.get(card).status_code == 404 and offers("id") == []


def test_the_measure_is_not_changed_by_any_of_it(make, post, coordinator, send, read):
    from tenants.measures.models import Measure

    one, columns = make("started"), [column.key for column in Measure.__table__.columns]
    before = read(one, *columns)
    card = post(HERE, {**CARD, "tiltak": one}).location
    send(card)
    post(f"{card}/tilbaketrekking", {"versjon": version_on(coordinator, card)})
    assert read(one, *columns) == before and before[columns.index("state")] == "started"


def test_only_the_coordinator_writes_and_members_read(sent, member, practitioner, chair, post, make):
    for browser, reads in ((member, 200), (chair, 200), (practitioner, 403)):
        assert browser.get(HERE).status_code == reads and browser.get(sent).status_code == reads
    one = make("started")
    for browser in (member, chair, practitioner):
        assert browser.get(f"{HERE}ny?tiltak={one}").status_code == 403
        for address in (HERE, f"{sent}/utsending", f"{sent}/tilbaketrekking", f"{sent}/endring", f"{sent}/sletting"):
            assert post(address, {**CARD, "tiltak": one, "versjon": "1", "bekreft": "y"}, browser).status_code == 403


def test_another_kommunes_card_and_measure_are_not_there_and_nothing_happens(sent, publish, make, other, post, coordinator, sql):
    """The coordinator of both stands in Hamnes with Nordvik's ids; and asks the database itself with Nordvik's card."""
    card_id, practice_id, one = publish(), sent.rsplit("/", 1)[1], make("started")
    there = "/k/hamnes/erfaringer/"
    assert coordinator.get(f"{there}ny?tiltak={one}").status_code == 404
    assert post(there, {**CARD, "tiltak": one}).status_code == 404
    assert post(there, {**CARD, "tiltak": "tull"}).status_code == 404
    for deed in ("utsending", "tilbaketrekking", "sletting", "endring"):
        for foreign in (practice_id, card_id):
            assert post(f"{there}{foreign}/{deed}", {**CARD, "versjon": "2", "bekreft": "y"}).status_code == 404
    assert coordinator.get(f"{there}{practice_id}").status_code == 404
    assert sql("SELECT state, title FROM library_cards") == [("published", "Åpen hall fredag kveld")]


def test_the_database_itself_refuses_another_kommunes_card(sent, publish, inside):
    from saas.library import cards

    card_id = publish()
    with inside("hamnes"):
        assert cards.withdraw(card_id) is False
        from sqlalchemy import select

        from saas.db import db

        assert cards.standing(db.session.scalar(select(cards.standing_of(card_id)))) is None
    with inside("nordvik"):
        assert cards.withdraw(card_id) is True
