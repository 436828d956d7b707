"""The agenda: standing items first, numbers without a gap, an order that is kept, and nothing lost on the way."""

import threading
from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy import select

from saas import clock
from saas.db import db
from saas.errors import NotNow
from tenants.groups import service as groups
from tenants.meetings import agenda, backlog, numbering, service, wording
from tenants.meetings.models import ItemNumber
from tenants.tasks import service as tasks

SAK = {"tittel": "Uro og rusmidler ved Torget fredag kveld", "beskrivelse": "", "type": "discussion", "minutter": "20"}


def labels(inside, meeting, slug="nordvik"):
    with inside(slug):
        return [entry.item.label for entry in service.entries(service.find(meeting))]


def add(inside, meeting, title="Ny sak", **facts):
    with inside():
        facts = {"description": "", "kind": "discussion", "minutes": 15, **facts}
        return agenda.add(service.find(meeting), title=title, **facts).id


def test_standing_items_come_first_and_numbers_follow(scene, meeting, inside, post, coordinator):
    assert post(scene.address(f"{meeting}/saker/ny"), SAK).status_code == 303
    assert labels(inside, meeting) == ["1/26", "2/26", "3/26"]
    page = coordinator.get(scene.address(str(meeting))).get_data(as_text=True)
    assert page.index("Godkjenning av referat") < page.index("Uro og rusmidler ved Torget")
    assert "Sakene tar 55 min av 2 t" in page


def test_numbers_are_counted_for_each_group_and_year(scene, meeting, plan, gather, inside):
    other = gather(name="Fagteam ungdom")
    assert labels(inside, plan(other)) == ["1/26", "2/26"]
    assert labels(inside, plan(scene, day=date(2027, 1, 19))) == ["1/27", "2/27"]


def test_numbers_are_gapless_when_eight_are_in_a_hurry_and_some_give_up(scene, inside, house):
    taken, start = [], threading.Barrier(8)

    def hurry(who: int) -> None:
        start.wait()
        for attempt in range(6):
            try:
                with inside():
                    numbers = list(numbering.take(scene.group, 2026, 1 + who % 2))
                    if attempt % 3 == 1:
                        raise NotNow("gives up")
                taken.extend(numbers)
            except NotNow:
                continue

    threads = [threading.Thread(target=hurry, args=(who,)) for who in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(taken) == list(range(1, len(taken) + 1))
    assert len(taken) == 8 * 4 * 3 // 2
    with inside():
        assert db.session.scalar(select(ItemNumber.last).where(ItemNumber.group_id == scene.group)) == len(taken)


def test_a_refused_sak_takes_no_number(scene, meeting, inside, post):
    refused = post(scene.address(f"{meeting}/saker/ny"), {**SAK, "beskrivelse": "En gutt (15) i 10B fra Fjellveien"})
    assert refused.status_code == 422
    assert "alder" in refused.get_data(as_text=True)
    assert post(scene.address(f"{meeting}/saker/ny"), SAK).status_code == 303
    assert labels(inside, meeting) == ["1/26", "2/26", "3/26"]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"tittel": ""}, "Skriv hva saken gjelder."),
        ({"tittel": "   "}, "Skriv hva saken gjelder."),
        ({"tittel": "x" * 201}, "høyst 200 tegn"),
        ({"beskrivelse": "x " * 6000}, "høyst 10 000 tegn"),
        ({"minutter": "mange"}, "Skriv et helt tall."),
        ({"minutter": "481"}, "Skriv et tall fra 0 til 480."),
        ({"minutter": "-1"}, "Skriv et tall fra 0 til 480."),
        ({"type": "vedtak"}, "Velg orientering, drøfting eller beslutning."),
        ({"legger_fram": str(uuid4())}, "Velg noe fra listen."),
        ({"legger_fram": "hvem som helst"}, "Velg noe fra listen."),
    ],
)
def test_bad_input_is_told_at_its_field_and_nothing_is_lost(scene, meeting, inside, post, wrong, words):
    refused = post(scene.address(f"{meeting}/saker/ny"), {**SAK, **wrong})
    page = refused.get_data(as_text=True)
    assert refused.status_code == 422
    assert words in page
    if "tittel" not in wrong:
        assert SAK["tittel"] in page
    assert labels(inside, meeting) == ["1/26", "2/26"]


def test_control_characters_are_taken_out(scene, meeting, inside, post):
    assert post(scene.address(f"{meeting}/saker/ny"), {**SAK, "tittel": "Uro\x00 ved\x07 Torget"}).status_code == 303
    with inside():
        assert service.entries(service.find(meeting))[-1].item.title == "Uro ved Torget"


def test_a_double_click_places_one_sak(scene, meeting, inside, coordinator):
    same = {**SAK, "en_gang": str(uuid4())}
    for _ in range(2):
        assert coordinator.post(scene.address(f"{meeting}/saker/ny"), same).status_code == 303
    assert labels(inside, meeting) == ["1/26", "2/26", "3/26"]


def test_a_sak_that_somebody_else_changed_is_not_overwritten(scene, meeting, inside, post):
    entry = add(inside, meeting)
    address = scene.address(f"{meeting}/saker/{entry}")
    assert post(address, {**SAK, "versjon": "1"}).status_code == 303
    late = post(address, {**SAK, "tittel": "En annen tittel", "versjon": "1"})
    assert late.status_code == 409
    assert "En annen tittel" in late.get_data(as_text=True)
    with inside():
        assert service.entries(service.find(meeting))[-1].item.title == SAK["tittel"]
    # The page that told of it carries the present version, so the next try goes through.
    assert 'name="versjon" value="2"' in late.get_data(as_text=True)


def test_saker_move_by_button_and_by_a_whole_order(scene, meeting, inside, post, coordinator):
    third = add(inside, meeting)
    order = scene.address(f"{meeting}/saksliste/rekkefolge")
    post(order, {"flytt": f"opp:{third}"})
    assert labels(inside, meeting) == ["1/26", "3/26", "2/26"]
    post(order, {"flytt": f"opp:{third}"})
    post(order, {"flytt": f"opp:{third}"})
    assert labels(inside, meeting) == ["3/26", "1/26", "2/26"]
    with inside():
        ids = [str(entry.id) for entry in service.entries(service.find(meeting))]
    turned = post(order, {"rekkefolge": ids[::-1]}, headers={"X-Requested-With": "sortable"})
    assert turned.status_code == 204
    assert labels(inside, meeting) == ["2/26", "1/26", "3/26"]
    assert post(order, {"rekkefolge": ids[:2]}).status_code == 409
    assert post(order, {"rekkefolge": ["tull"]}).status_code == 422
    assert post(order, {"flytt": f"opp:{uuid4()}"}).status_code == 404
    assert labels(inside, meeting) == ["2/26", "1/26", "3/26"]


def test_a_removed_sak_waits_with_its_number_and_comes_back_with_it(scene, meeting, plan, inside, post, coordinator):
    entry = add(inside, meeting, "Kveldsbuss i helgene")
    post(scene.address(f"{meeting}/saker/{entry}/tilbake"))
    assert labels(inside, meeting) == ["1/26", "2/26"]
    page = coordinator.get(scene.address(str(meeting))).get_data(as_text=True)
    assert "Saker som venter (1)" in page and "3/26 Kveldsbuss i helgene" in page
    with inside():
        [item] = backlog.waiting(scene.group)
        item_id = item.id
    later = plan(scene, day=date(2026, 10, 20))
    assert post(scene.address(f"{later}/saker"), {"sak": str(item_id)}).status_code == 303
    assert labels(inside, later) == ["4/26", "5/26", "3/26"]
    assert post(scene.address(f"{meeting}/saker"), {"sak": str(item_id)}).status_code == 409


def test_a_withdrawn_sak_leaves_the_agenda_and_its_number_is_not_used_again(scene, meeting, inside, post):
    entry = add(inside, meeting)
    post(scene.address(f"{meeting}/saker/{entry}/trekk"))
    add(inside, meeting, "En til")
    assert labels(inside, meeting) == ["1/26", "2/26", "4/26"]


def test_what_was_left_open_is_fetched_once_and_counted(scene, meeting, plan, hold_meeting, inside, post, coordinator):
    done, left = add(inside, meeting, "Ferdig sak"), add(inside, meeting, "Uferdig sak")
    hold_meeting(scene, meeting, clock.at(date(2026, 9, 15), 9))
    with inside():
        entries = {entry.id: entry for entry in service.entries(service.find(meeting))}
        entries[done].item.state = "done"
        group = groups.find(scene.group)
        tasks.add(group, "Kartlegg fravær mandager", scene.people["Hanne Dahl"], date(2026, 10, 1))
        tasks.add(group, "Åpne hallen fredager", scene.people["Are Nygård"], date(2026, 10, 1))
    coming = plan(scene, day=date(2026, 10, 20))
    answer = post(scene.address(f"{coming}/forrige"), follow_redirects=True)
    page = answer.get_data(as_text=True)
    assert "2 åpne handlinger og 1 uferdig sak er lagt på sakslisten" in page
    assert "Oppfølging av oppgaver" in page and "Kartlegg fravær mandager" in page
    assert "2. gang på sakslisten" in page
    before = labels(inside, coming)
    assert "4/26" in before and "3/26" not in before
    again = post(scene.address(f"{coming}/forrige"), follow_redirects=True).get_data(as_text=True)
    assert "Det er ikke noe å hente fra forrige møte." in again
    assert labels(inside, coming) == before
    assert left and done


def test_the_third_time_is_said(scene, plan, hold_meeting, inside, coordinator):
    first = plan(scene)
    add(inside, first, "Uferdig sak")
    days = [date(2026, 9, 15), date(2026, 10, 20), date(2026, 11, 17)]
    meetings = [first]
    for held, coming in zip(days, days[1:], strict=False):
        hold_meeting(scene, meetings[-1], clock.at(held, 9))
        meetings.append(plan(scene, day=coming))
        with inside():
            assert backlog.fetch_from_last(service.find(meetings[-1])).items == 1
    page = coordinator.get(scene.address(str(meetings[-1]))).get_data(as_text=True)
    assert "3. gang på sakslisten" in page


def test_a_called_off_meeting_gives_its_saker_back(scene, meeting, inside, post):
    entry = add(inside, meeting, "Kveldsbuss i helgene")
    post(scene.address(f"{meeting}/avlysning"), {"grunn": "For få kan komme.", "versjon": "1"})
    with inside():
        assert [item.title for item in backlog.waiting(scene.group)] == ["Kveldsbuss i helgene"]
    assert entry


def test_the_agenda_of_a_held_meeting_stands(scene, meeting, hold_meeting, inside, post):
    hold_meeting(scene, meeting, clock.at(date(2026, 9, 15), 9))
    for path, data in (("saker/ny", SAK), ("forrige", {}), ("saksliste", {})):
        assert post(scene.address(f"{meeting}/{path}"), data).status_code == 409
    assert labels(inside, meeting) == ["1/26", "2/26"]


def test_the_words_for_time_say_hours_and_minutes(inside):
    with inside():
        lengths = [wording.length(n) for n in (0, 45, 60, 110, 120)]
        said = wording.time_taken(110, 120)
    assert lengths == ["0 min", "45 min", "1 t", "1 t 50 min", "2 t"]
    assert said == "Sakene tar 1 t 50 min av 2 t"


def test_the_agenda_leaves_as_pdf_and_word(scene, meeting, inside, coordinator):
    from io import BytesIO

    import docx
    from pypdf import PdfReader

    add(inside, meeting, "Kveldsbuss i helgene", description="Ungdomsrådet vil ha en sen avgang.")
    pdf = coordinator.get(scene.address(f"{meeting}/saksliste.pdf"))
    assert pdf.headers["Content-Disposition"].startswith("attachment")
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(pdf.data)).pages)
    assert "3/26" in text and "Kveldsbuss i helgene" in text and "Rådhuset, møterom Fjorden" in text
    word = coordinator.get(scene.address(f"{meeting}/saksliste.docx"))
    assert "Kveldsbuss i helgene" in "\n".join(p.text for p in docx.Document(BytesIO(word.data)).paragraphs)
    assert coordinator.get(scene.address(f"{meeting}/saksliste.exe")).status_code == 404


def test_a_sak_is_changed_only_through_the_meeting_it_is_on(scene, meeting, plan, hold_meeting, inside, post):
    entry = add(inside, meeting, "Vedtatt sak")
    hold_meeting(scene, meeting, clock.at(date(2026, 9, 15), 9))
    coming = plan(scene, day=date(2026, 10, 20))
    address = scene.address(f"{coming}/saker/{entry}")
    assert post(address, {**SAK, "versjon": "1"}).status_code == 404
    assert post(f"{address}/tilbake").status_code == 404
    assert post(f"{address}/trekk").status_code == 404
    with inside():
        assert service.entries(service.find(meeting))[-1].item.title == "Vedtatt sak"
