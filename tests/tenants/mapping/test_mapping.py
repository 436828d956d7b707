"""A kartlegging through the door: begun, handed out, written by several, adopted once, presented and printed."""

import re
from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy import event, select

from saas.audit import AuditEvent
from saas.db import db
from tenants.findings import service as findings
from tenants.mapping import service
from tenants.mapping.models import Assessment, AssessmentFinding
from tenants.meetings.models import AgendaItem
from tests.tenants.mapping.conftest import TODAY, begin, find, finish, part_of

BASE = "/k/nordvik/kartlegging/"


def text(answer):
    return answer.get_data(as_text=True)


def start_form(scene, **wrong):
    return {"aar": "2026", "tittel": "Kartlegging 2026", "gruppe": str(scene.group), "frist": "2026-11-30",
            "forrige": "", "ta_med": "y", **wrong}  # fmt: skip


@pytest.fixture
def parts(begun, inside):
    """The ids of the five parts by heading."""
    with inside():
        return {part.heading: part.id for part in service.find(begun).sections}


@pytest.fixture
def read(inside):
    """A part as it stands in the database."""

    def look(section_id):
        with inside():
            part = service.find_section(section_id)
            return part.text, part.state, part.version

    return look


def test_an_empty_kommune_is_invited_to_begin(coordinator, member, scene):
    page = text(coordinator.get(BASE))
    assert "Start en kartlegging" in page and "Dere er her" in page
    assert all(step in page for step in ("Kartlegg", "Prioriter", "Beslutt", "Gjennomfør", "Evaluer"))
    assert "Start en kartlegging" not in text(member.get(BASE))


def test_a_kartlegging_has_five_parts_and_a_double_click_makes_one(coordinator, inside, scene):
    form = start_form(scene, en_gang=str(uuid4()))
    first, second = coordinator.post(BASE, form), coordinator.post(BASE, form)
    assert first.status_code == second.status_code == 303 and first.location == second.location
    with inside():
        (assessment,) = service.all_of_them()
        assert len(assessment.sections) == 5 and assessment.due_on == date(2026, 11, 30)
        assert service.current().id == assessment.id and service.latest_adopted() is None
    page = text(coordinator.get(first.location))
    assert "0 av 5 deler er ferdige" in page and "Ikke begynt" in page
    assert "0 av 5 deler er ferdige" in text(coordinator.get(BASE))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"aar": ""}, "Skriv et årstall."),
        ({"aar": "i år"}, "Skriv et helt tall."),
        ({"aar": "1850"}, "Skriv et årstall, for eksempel 2026."),
        ({"tittel": ""}, "Skriv hva kartleggingen heter."),
        ({"tittel": " \x00 "}, "Skriv hva kartleggingen heter."),
        ({"tittel": "a" * 201}, "høyst 200 tegn"),
        ({"tittel": "Om 15017012398"}, "kan peke ut en person"),
        ({"gruppe": "6f9619ff-8b86-d011-b42d-00c04fc964ff"}, "Velg fra listen."),
        ({"frist": "2026-10-11"}, "Fristen må være i dag eller senere."),
        ({"frist": "snart"}, "Skriv datoen"),
        ({"forrige": "6f9619ff-8b86-d011-b42d-00c04fc964ff"}, "Velg noe fra listen."),
    ],
)
def test_a_wrong_start_is_told_at_its_field_and_writes_nothing(coordinator, inside, scene, wrong, said):
    answer = coordinator.post(BASE, start_form(scene, **wrong))
    assert answer.status_code == 422 and said in text(answer)
    with inside():
        assert db.session.query(Assessment).count() == 0


def test_a_year_and_title_is_used_once_and_only_a_coordinating_group_makes_it(coordinator, inside, scene, begun):
    again = coordinator.post(BASE, start_form(scene, tittel="kartlegging 2026"))
    assert again.status_code == 422 and "Det finnes allerede en kartlegging for 2026" in text(again)
    assert coordinator.post(BASE, start_form(scene, tittel="Ny", gruppe=str(scene.steering))).status_code == 422


def test_a_part_is_handed_out_by_letter_with_a_link_to_it(coordinator, scene, parts, worker, postbox, read):
    deed = f"{BASE}deler/{parts['offers']}/ansvar"
    form = {"ansvarlig": str(scene.people["Hanne"]), "frist": "2026-11-01"}
    answer = coordinator.post(deed, form)
    assert "Hanne Dahl får et brev om den." in text(coordinator.get(answer.location))
    coordinator.post(deed, form)
    worker.work()
    letters = [letter for letter in postbox.letters if "Tilbud til målgruppen" in letter["Subject"]]
    assert len(letters) == 1
    body = letters[0].get_body().get_content()
    assert f"/k/nordvik/kartlegging/deler/{parts['offers']}" in body and "søndag 1. november 2026" in body
    assert read(parts["offers"])[2] == 1, "who writes is not what is written"


def test_one_without_a_log_in_is_asked_to_send_the_text(coordinator, scene, parts, worker, postbox):
    coordinator.post(f"{BASE}deler/{parts['works']}/ansvar", {"ansvarlig": str(scene.people["Yusuf"]), "frist": ""})
    worker.work()
    body = next(x for x in postbox.letters if "fungerer bra" in x["Subject"]).get_body().get_content()
    assert "Send teksten til SLT-koordinatoren" in body and "http" not in body


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"ansvarlig": "6f9619ff-8b86-d011-b42d-00c04fc964ff"}, "Velg noe fra listen."),
        ({"frist": "2026-10-01"}, "Fristen må være i dag eller senere."),
        ({"frist": "0026-10-01"}, "Fristen må være i dag eller senere."),
    ],
)
def test_a_wrong_hand_out_is_told_at_its_field(coordinator, scene, parts, wrong, said):
    form = {"ansvarlig": str(scene.people["Hanne"]), "frist": "2026-11-01", **wrong}
    answer = coordinator.post(f"{BASE}deler/{parts['offers']}/ansvar", form)
    assert answer.status_code == 422 and said in text(answer)


def test_a_member_writes_the_part_they_were_given_and_no_other(member, chair, practitioner, parts, read):
    mine, others = parts["challenges"], parts["offers"]
    page = text(member.get(f"{BASE}deler/{mine}"))
    assert "Hva kan være årsakene?" in page and "<textarea" in page
    assert "Din del" in text(member.get(BASE))
    answer = member.post(f"{BASE}deler/{mine}/tekst", {"tekst": "Flere vaper.", "versjon": "1"})
    assert answer.status_code == 303 and read(mine)[:2] == ("Flere vaper.", "writing")
    done = member.post(f"{BASE}deler/{mine}/tekst", {"tekst": "Flere vaper.", "ferdig": "y", "versjon": "2"})
    assert done.status_code == 303 and read(mine)[1] == "done"
    assert "1 av 5 deler er ferdig" in text(member.get(BASE))
    for visitor in (member, chair):
        refused = visitor.post(f"{BASE}deler/{others}/tekst", {"tekst": "Mitt", "versjon": "1"})
        assert refused.status_code == 403 and "Bare den som har fått delen" in text(refused)
        assert visitor.post(f"{BASE}deler/{others}/ansvar", {}).status_code == 403
        assert "<textarea" not in text(visitor.get(f"{BASE}deler/{others}"))
    assert practitioner.get(f"{BASE}deler/{mine}").status_code == practitioner.get(BASE).status_code == 403
    assert read(others)[0] == ""


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"tekst": "", "ferdig": "y"}, "Skriv noe før du melder delen ferdig."),
        ({"tekst": "a" * 20001}, "høyst 20 000 tegn"),
        ({"tekst": "Snakket med 15017012398"}, "kan peke ut en person"),
        ({"tekst": "Kevin Berg i 9B vaper"}, "tekst__behold"),
    ],
)
def test_a_wrong_text_is_told_at_its_field_and_writes_nothing(coordinator, parts, read, wrong, said):
    answer = coordinator.post(f"{BASE}deler/{parts['offers']}/tekst", {"versjon": "1", **wrong})
    assert answer.status_code == 422 and said in text(answer)
    assert read(parts["offers"]) == ("", "todo", 1)


def test_of_two_texts_that_meet_both_are_shown_until_one_is_chosen(coordinator, member, parts, read):
    deed = f"{BASE}deler/{parts['challenges']}/tekst"
    assert member.post(deed, {"tekst": "Den ene teksten", "versjon": "1"}).status_code == 303
    late = coordinator.post(deed, {"tekst": "Den andre teksten", "versjon": "1"})
    page = text(late)
    assert late.status_code == 409 and "Den ene teksten" in page and "Den andre teksten" in page
    assert "Member Nordvik lagret en annen tekst" in page and 'name="sett_versjon" value="2"' in page
    assert read(parts["challenges"])[0] == "Den ene teksten"
    theirs = coordinator.post(deed, {"tekst": "Den andre teksten", "versjon": "2", "losning": "deres"})
    assert theirs.status_code == 303 and read(parts["challenges"])[0] == "Den ene teksten"
    member.post(deed, {"tekst": "Den tredje teksten", "versjon": "2"})
    chosen = {"tekst": "Den andre teksten", "versjon": "3", "losning": "min", "sett_versjon": "2"}
    assert coordinator.post(deed, chosen).status_code == 409
    assert coordinator.post(deed, {**chosen, "sett_versjon": "3"}).status_code == 303
    assert read(parts["challenges"])[0] == "Den andre teksten"
    assert coordinator.post(deed, {"tekst": "Uten versjon"}).status_code == 409


def test_a_hand_out_does_not_disturb_the_one_who_writes(coordinator, member, scene, parts, read):
    form = {"ansvarlig": str(scene.people["Hanne"]), "frist": "2026-11-02"}
    assert coordinator.post(f"{BASE}deler/{parts['challenges']}/ansvar", form).status_code == 303
    saved = member.post(f"{BASE}deler/{parts['challenges']}/tekst", {"tekst": "Min tekst", "versjon": "1"})
    assert saved.status_code == 303


def test_findings_are_chosen_shown_under_their_headings_and_taken_out(coordinator, member, inside, scene, begun):
    with inside():
        extra = find(title="Sene kvelder på torget", theme="safe_places", arena="public_space").id
        closed = find(title="Gammelt funn")
        findings.close(closed)
        closed_id = closed.id
    page = text(coordinator.get(f"{BASE}{begun}/funn"))
    assert "Sene kvelder på torget" in page and "Gammelt funn" not in page and "Svakt belagt" in page
    answer = coordinator.post(f"{BASE}{begun}/funn", {"funn": [str(extra)]})
    assert answer.status_code == 303
    shown = text(coordinator.get(f"{BASE}{begun}"))
    assert shown.index("Sene kvelder") > shown.index('id="challenges"')
    for wrong in ({}, {"funn": [str(closed_id)]}, {"funn": [str(uuid4())]}, {"funn": ["tull"]}):
        assert coordinator.post(f"{BASE}{begun}/funn", wrong).status_code == 422
    assert coordinator.post(f"{BASE}{begun}/funn/{extra}/fjerning").status_code == 303
    assert coordinator.post(f"{BASE}{begun}/funn/{extra}/fjerning").status_code == 404
    assert "Sene kvelder" not in text(coordinator.get(f"{BASE}{begun}"))
    for deed in ("funn", f"funn/{extra}/fjerning", "vedtak", "sak", "endring"):
        assert member.post(f"{BASE}{begun}/{deed}").status_code == 403


def test_it_is_not_adopted_while_a_part_is_unfinished(coordinator, inside, begun, parts):
    with inside():
        finish(service.find(begun))
        service.write(service.find_section(parts["works"]), None, "Ikke ferdig ennå.", finished=False)
        service.write(service.find_section(parts["offers"]), None, "", finished=False)
    with inside():
        version = service.find(begun).version
    answer = coordinator.post(f"{BASE}{begun}/vedtak", {"dato": "2026-10-12", "versjon": str(version)})
    page = text(answer)
    assert answer.status_code == 409
    assert "Det mangler: Tilbud til målgruppen og Hva fungerer bra." in page
    assert f"/kartlegging/deler/{parts['works']}" in page and f"/kartlegging/deler/{parts['offers']}" in page
    with inside():
        assert not service.find(begun).adopted


def test_an_adopted_kartlegging_stands_as_it_stood(coordinator, inside, scene, begun, parts):
    with inside():
        finish(service.find(begun))
    for wrong in ("2026-10-13", "", "0026-01-01"):
        assert coordinator.post(f"{BASE}{begun}/vedtak", {"dato": wrong, "versjon": "1"}).status_code == 422
    assert coordinator.post(f"{BASE}{begun}/vedtak", {"dato": "2026-10-12", "versjon": "7"}).status_code == 409
    assert coordinator.post(f"{BASE}{begun}/vedtak", {"dato": "2026-10-12", "versjon": "1"}).status_code == 303
    with inside():
        vaping = findings.find(scene.findings["vaping"])
        findings.change(vaping, None, title="Noe helt annet", kind="worry", theme="digital", arena="digital",
                        age_group="16_18", severity="low")  # fmt: skip
        findings.close(vaping)
        row = db.session.scalars(
            select(AssessmentFinding).where(AssessmentFinding.finding_id == scene.findings["vaping"])
        ).one()
        assert row.frozen["severity"] == "high" and row.frozen["source_types"] == []
        assert {"title", "description", "kind", "theme", "arena", "age_group", "severity", "spread", "trend"} <= set(row.frozen)
    page = text(coordinator.get(f"{BASE}{begun}"))
    assert "Flere vaper på ungdomsskolen" in page and "Noe helt annet" not in page
    assert "mandag 12. oktober 2026" in page and "5 av 5" not in page
    section = parts["works"]
    deeds = {
        f"deler/{section}/tekst": {"tekst": "Nytt", "versjon": "2"},
        f"deler/{section}/ansvar": {"ansvarlig": str(scene.people["Hanne"])},
        f"{begun}/endring": {"tittel": "Nytt", "versjon": "2"},
        f"{begun}/funn/{scene.findings['klubb']}/fjerning": {},
        f"{begun}/vedtak": {"dato": "2026-10-12", "versjon": "2"},
    }
    for deed, form in deeds.items():
        answer = coordinator.post(BASE + deed, form)
        assert answer.status_code == 409 and "vedtatt og kan ikke endres" in text(answer), deed
    with inside():
        extra = find(title="For sent").id
    assert coordinator.post(f"{BASE}{begun}/funn", {"funn": [str(extra)]}).status_code == 409
    with inside():
        assert len(service.listed(service.find(begun))) == 3
        actions = set(db.session.scalars(select(AuditEvent.action)))
        assert {"assessment.started", "section.assigned", "section.written", "assessment.adopted"} <= actions


def test_the_next_year_begins_with_what_is_still_open(coordinator, inside, scene, begun):
    with inside():
        old = service.find(begun)
        finish(old)
        service.adopt(old, None, TODAY)
        findings.close(findings.find(scene.findings["fravær"]))
    form = start_form(scene, aar="2027", tittel="Kartlegging 2027", forrige=str(begun))
    answer = coordinator.post(BASE, form)
    with inside():
        new = service.current()
        assert new.previous_id == begun
        assert {line.finding_id for line in service.listed(new)} == {scene.findings["vaping"], scene.findings["klubb"]}
    without = {**form, "tittel": "Uten funn"}
    del without["ta_med"]
    empty = coordinator.post(BASE, without)
    assert "0 funn" in text(coordinator.get(empty.location)) and "2 funn" in text(coordinator.get(answer.location))


def test_an_open_one_cannot_be_built_on(inside, scene, begun):
    from saas.errors import Invalid

    with inside(), pytest.raises(Invalid):
        service.start(2027, "Kartlegging 2027", scene.group, previous_id=begun)


def test_the_sak_to_the_steering_group_is_made_once_with_its_summary(coordinator, inside, scene, begun):
    page = text(coordinator.get(f"{BASE}{begun}/sak"))
    assert "Kartleggingen har 3 funn: 2 bekymrer og 1 fungerer bra. 3 er svakt belagt." in page
    assert page.index("Flere vaper på ungdomsskolen (rusmidler blant unge, alvorlighet høy, øker)") < page.index("Mer fravær")
    assert "Dette fungerer bra:" in page
    form = {"tittel": "Kartlegging 2026", "beskrivelse": "Tre funn.", "type": "decision", "versjon": "1"}
    for wrong in ({"tittel": ""}, {"type": "x"}, {"beskrivelse": "a" * 10001}, {"beskrivelse": "15017012398"}):
        assert coordinator.post(f"{BASE}{begun}/sak", {**form, **wrong}).status_code == 422
    assert coordinator.post(f"{BASE}{begun}/sak", {**form, "versjon": "0"}).status_code == 409
    assert coordinator.post(f"{BASE}{begun}/sak", form).status_code == 303
    again = coordinator.post(f"{BASE}{begun}/sak", {**form, "versjon": "2"})
    assert again.status_code == 409 and "allerede laget en sak" in text(again)
    with inside():
        (item,) = db.session.query(AgendaItem)
        assert item.group_id == scene.steering and item.kind == "decision"


def test_without_a_steering_group_there_is_nobody_to_tell(coordinator, inside, scene, begun):
    from tenants.groups import service as groups

    with inside():
        groups.close_group(groups.find(scene.steering))
    form = {"tittel": "Kartlegging 2026", "beskrivelse": "", "type": "decision", "versjon": "1"}
    answer = coordinator.post(f"{BASE}{begun}/sak", form)
    assert answer.status_code == 409 and "ingen styringsgruppe" in text(answer)


def test_title_deadline_and_summary_are_changed_on_the_version_that_was_seen(coordinator, inside, begun):
    page = text(coordinator.get(f"{BASE}{begun}/endring"))
    assert "Kartleggingen har 3 funn" in page
    form = {"tittel": "Oppvekst i Nordvik", "frist": "2026-12-01", "sammendrag": "Kort sagt.", "versjon": "1"}
    assert coordinator.post(f"{BASE}{begun}/endring", form).status_code == 303
    late = coordinator.post(f"{BASE}{begun}/endring", {**form, "sammendrag": "Min egen"})
    assert late.status_code == 409 and "Min egen" in text(late) and 'name="versjon" value="2"' in text(late)
    for wrong in ({"tittel": ""}, {"sammendrag": "a" * 6001}, {"frist": "2026-01-01"}, {"sammendrag": "15017012398"}):
        assert coordinator.post(f"{BASE}{begun}/endring", {**form, "versjon": "2", **wrong}).status_code == 422
    with inside():
        assert service.find(begun).summary == "Kort sagt."


def test_paper_and_word_say_what_the_page_says(coordinator, inside, begun):
    from io import BytesIO

    import docx
    from pypdf import PdfReader

    with inside():
        finish(service.find(begun))
    answer = coordinator.get(f"{BASE}{begun}/kartlegging.pdf")
    assert answer.status_code == 200 and answer.mimetype == "application/pdf"
    said = " ".join(page.extract_text() for page in PdfReader(BytesIO(answer.data)).pages)
    assert "Flere vaper på ungdomsskolen" in re.sub(r"\s+", " ", said) and "svakt belagt" in said
    words = docx.Document(BytesIO(coordinator.get(f"{BASE}{begun}/kartlegging.docx").data))
    assert "Tverrfaglig samarbeid" in [paragraph.text for paragraph in words.paragraphs]
    assert coordinator.get(f"{BASE}{begun}/kartlegging.exe").status_code == 404


def test_another_kommunes_kartlegging_is_not_there(coordinator, stranger, inside, scene, elsewhere, begun, parts):
    with inside("hamnes"):
        theirs = begin(elsewhere)
        finish(theirs, "Kaia er mørk.")
        service.adopt(theirs, None, TODAY)
        their_id, their_part = theirs.id, part_of(theirs, "works").id
    assert "Kartlegging 2026" in text(coordinator.get(BASE))
    with inside():
        assert [one.id for one in service.all_of_them()] == [begun]
    for path in (f"{their_id}", f"{their_id}/funn", f"{their_id}/vedtak", f"{their_id}/sammenligning", f"{their_id}/sak",
                 f"{their_id}/kartlegging.pdf", f"deler/{their_part}", f"{begun}/sammenligning?mot={their_id}"):  # fmt: skip
        assert coordinator.get(BASE + path).status_code == 404, path
    foreign = elsewhere.findings["vaping"]
    for path in (f"{their_id}/endring", f"{their_id}/vedtak", f"{their_id}/sak", f"{their_id}/funn", f"deler/{their_part}/tekst",
                 f"deler/{their_part}/ansvar", f"{begun}/funn/{foreign}/fjerning"):  # fmt: skip
        assert coordinator.post(BASE + path, {"tekst": "x", "tittel": "x", "versjon": "1"}).status_code == 404, path
    assert coordinator.post(f"{BASE}{begun}/funn", {"funn": [str(foreign)]}).status_code == 422
    wrong = {"ansvarlig": str(elsewhere.people["Hanne"])}
    assert coordinator.post(f"{BASE}deler/{parts['works']}/ansvar", wrong).status_code == 422
    for field, value in (("gruppe", elsewhere.group), ("forrige", their_id)):
        assert coordinator.post(BASE, start_form(scene, tittel="Ny", **{field: str(value)})).status_code == 422
    assert stranger.get(BASE).status_code == 404
    with inside("hamnes"):
        assert "Kaia er mørk." in service.find(their_id).sections[0].text


def test_the_number_of_statements_does_not_grow_with_the_findings(coordinator, house, inside, scene, begun):
    def fill(start, stop):
        with inside():
            rows = [find(title=f"Funn {n}", heading=("works", "offers", "challenges")[n % 3]) for n in range(start, stop)]
            for row in rows:
                findings.link(row, findings.add_source(title=f"Kilde {row.title}", type="school", year=2026))
            service.include(service.find(begun), [row.id for row in rows[: len(rows) // 2]])

    def statements(address):
        seen = []
        with house.app_context():
            engine = db.engines["kommune"]
        listen = lambda *args: seen.append(args[2])  # noqa: E731
        event.listen(engine, "before_cursor_execute", listen)
        assert coordinator.get(BASE + address).status_code == 200
        event.remove(engine, "before_cursor_execute", listen)
        return len(seen)

    with inside():
        old = begin(scene, 2025)
        finish(old)
        service.adopt(old, None, TODAY)
        section = part_of(service.find(begun), "works").id
    fill(0, 4)
    addresses = ("", f"{begun}", f"{begun}/funn", f"{begun}/sammenligning", f"{begun}/sak", f"deler/{section}")
    few = {address: statements(address) for address in addresses}
    fill(4, 34)
    with inside():
        for year in (2020, 2021, 2022):
            service.start(year, f"Kartlegging {year}", scene.group)
    for address, number in few.items():
        assert statements(address) == number, address
        assert number <= 26, address


def test_the_service_refuses_what_the_form_would_have_stopped(inside, scene, begun):
    from saas.errors import Invalid

    with inside():
        closed, assessment = find(title="Gammelt funn"), service.find(begun)
        findings.close(closed)
        for wrong in ([closed.id], [uuid4()], []):
            with pytest.raises(Invalid):
                service.include(assessment, wrong)
        with pytest.raises(Invalid):
            service.start(2027, "Kartlegging 2027", scene.steering)
        assert len(service.listed(assessment)) == 3
