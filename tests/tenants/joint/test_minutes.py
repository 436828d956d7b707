"""The shared part of the minutes is written once and stands alike in all; each kommune's own part stands nowhere else."""

from datetime import timedelta

from saas import clock
from tests.tenants.joint.conftest import DAY

TEXT = {"notater": "Vi ser det samme mønsteret i alle kommunene.", "beslutning": "Natteravnene samordnes.", "versjon": "0"}


def document_of(above, slug):
    rows = above(
        "SELECT v.document FROM minutes_versions v JOIN tenants t ON t.id = v.tenant_id WHERE t.slug = %s ORDER BY v.number DESC", slug
    )
    return rows[0][0]


def sak_of(document, title="Ungdom på tvers av kommunegrensene"):
    return next(item for item in document["items"] if item["title"] == title)


def written(together, share, post, worker, hold):
    """Called everywhere, held in Nordvik, and the shared text written there."""
    places = share()
    assert post(together.page("nordvik", "/innkalling")).status_code == 303
    worker.work()
    for slug in ("nordvik", "solbygda", "hamnes"):
        hold(together, slug)
    assert post(together.page("nordvik", f"/referat/{places['nordvik']}"), TEXT).status_code == 303
    worker.work()
    return places


def send_and_approve(together, slug, post):
    clock.move_to(clock.at(DAY, 13))
    until = (DAY + timedelta(days=7)).isoformat()
    sent = post(f"/k/{slug}/referater/kontroll/{together.meeting[slug]}/utsending", {"frist": until, "versjon": "1"})
    assert sent.status_code == 303, sent.get_data(as_text=True)


def own_words(together, slug, above, post, words):
    entry = above("SELECT j.entry_id FROM joint_entries j WHERE j.joint_id = %s", together.joint[slug])[0][0]
    address = f"/k/{slug}/referater/skriv/{together.meeting[slug]}/{entry}"
    assert post(address, {"notater": words, "beslutning": "", "version": ""}).status_code == 303


def test_what_is_written_once_stands_in_each_and_what_is_own_only_there(together, share, post, worker, hold, above, coordinator):
    written(together, share, post, worker, hold)
    own_words(together, "nordvik", above, post, "Nordvik ber skolen se på saken.")
    for slug in ("nordvik", "solbygda", "hamnes"):
        send_and_approve(together, slug, post)
    here, there = document_of(above, "nordvik"), document_of(above, "solbygda")
    assert sak_of(here)["decision"] == sak_of(there)["decision"] == TEXT["beslutning"]
    assert sak_of(there)["notes"] == TEXT["notater"]
    assert sak_of(here)["notes"] == (
        f"Felles med Hamnes og Solbygda:\n{TEXT['notater']}\n\nKun Nordvik:\nNordvik ber skolen se på saken."
    )
    assert "skolen se på saken" not in str(there) + str(document_of(above, "hamnes"))
    assert [here["items"][0]["number"], there["items"][0]["number"]] == ["1/26", "1/26"], "each kommune has its own numbers"


def test_the_page_for_writing_says_what_is_shared_and_what_stays(together, share, post, worker, hold, coordinator):
    written(together, share, post, worker, hold)
    page = coordinator.get(f"/k/hamnes/referater/skriv/{together.meeting['hamnes']}").get_data(as_text=True)
    # Hamnes reads it in nynorsk.
    assert "Berre Hamnes" in page
    assert coordinator.get(together.page("hamnes")).get_data(as_text=True).count("/referat/") == 1


def test_two_who_write_at_once_and_the_second_sees_both(together, share, post, worker, hold):
    places = written(together, share, post, worker, hold)
    mine = {**TEXT, "notater": "En annen tekst fra en annen."}
    late = post(together.page("hamnes", f"/referat/{places['hamnes']}"), mine)
    page = late.get_data(as_text=True)
    assert late.status_code == 409 and "En annen tekst fra en annen." in page and TEXT["notater"] in page
    again = post(together.page("hamnes", f"/referat/{places['hamnes']}"), {**TEXT, "notater": "Begge deler.", "versjon": "1"})
    assert again.status_code == 303


def test_approved_minutes_do_not_change_until_the_kommune_itself_fetches_the_text(together, share, post, worker, hold, above, coordinator):
    places = written(together, share, post, worker, hold)
    send_and_approve(together, "nordvik", post)
    above("UPDATE minutes SET stage = 'approved', approved_at = now(), approved_by = 'Lederen'")
    frozen = document_of(above, "nordvik")
    changed = {**TEXT, "beslutning": "Natteravnene samordnes fra nyttår.", "versjon": "1"}
    assert post(together.page("hamnes", f"/referat/{places['hamnes']}"), changed).status_code == 303
    worker.work()
    mine = above("SELECT e.decision FROM joint_entries e WHERE e.id = %s", places["nordvik"])
    assert mine == [(TEXT["beslutning"],)] and document_of(above, "nordvik") == frozen
    assert "Hent den nye teksten" in coordinator.get(together.page("nordvik")).get_data(as_text=True)
    assert post(together.page("nordvik", "/referat/henting")).status_code == 303
    assert above("SELECT e.decision FROM joint_entries e WHERE e.id = %s", places["nordvik"]) == [(changed["beslutning"],)]
    assert document_of(above, "nordvik") == frozen, "a new version is a person's act"
    assert post(together.page("nordvik", "/referat/henting")).status_code == 409


def test_what_something_is_written_about_cannot_be_taken_away(together, share, post, worker, above):
    places = share()
    post(together.page("nordvik", "/innkalling"))
    worker.work()
    assert post(together.page("nordvik", f"/referat/{places['nordvik']}"), TEXT).status_code == 303
    answer = post(together.page("nordvik", f"/saker/{places['nordvik']}/fjerning"))
    assert answer.status_code == 409 and "skrevet referat om saken" in answer.get_data(as_text=True)
    assert above("SELECT count(*) FROM joint_items") == [(1,)]


def test_a_sak_that_is_taken_away_leaves_all_the_agendas_and_nobodys_backlog(together, share, post, worker, above):
    places = share()
    assert post(together.page("solbygda", f"/saker/{places['solbygda']}/fjerning")).status_code == 303
    worker.work()
    assert above("SELECT count(*) FROM joint_entries") == [(0,)]
    assert above("SELECT DISTINCT state FROM agenda_items WHERE title LIKE 'Ungdom%%'") == [("withdrawn",)]


def test_a_new_wording_reaches_all_the_agendas_and_a_late_one_is_told(together, share, post, worker, above):
    places = share()
    sak = {"tittel": "Ungdom i helgene", "beskrivelse": "", "type": "decision", "minutter": "30"}
    assert post(together.page("hamnes", f"/saker/{places['hamnes']}"), {**sak, "versjon": "1"}).status_code == 303
    worker.work()
    worded = above("SELECT title, kind, count(*) FROM agenda_items WHERE title LIKE 'Ungdom%%' GROUP BY 1, 2")
    assert worded == [("Ungdom i helgene", "decision", 3)]
    late = post(together.page("nordvik", f"/saker/{places['nordvik']}"), {**sak, "tittel": "For sent", "versjon": "1"})
    assert late.status_code == 409 and "For sent" in late.get_data(as_text=True)


def test_the_guard_reads_what_is_shared_before_it_leaves(together, post, above):
    sak = {"tittel": "Saken om Kari Olsen, 14 år", "beskrivelse": "Bor i Storgata 4, tlf. 99887766.", "type": "discussion", "minutter": "5"}
    assert post(together.page("nordvik", "/saker/ny"), sak).status_code == 422
    assert above("SELECT count(*) FROM joint_items") == [(0,)]
