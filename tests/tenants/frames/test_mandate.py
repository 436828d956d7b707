"""Mandates: drafted from a standard text, approved by the leader in a held sak, never changed, signed by both."""

from uuid import UUID, uuid4

import psycopg
import pytest

from saas.db import db
from saas.errors import NotAllowed, NotNow
from tenants.frames import freezing, mandates
from tenants.frames.models import Mandate
from tests.tenants.frames.conftest import HOME, hold_meeting, text


def address(mandate, path=""):
    return f"{HOME}mandat/{mandate}{path}"


def write(browser, mandate, number, words, version="1", **more):
    return browser.post(address(mandate, f"/del/{number}"), {"tekst": words, "versjon": version, **more})


def signature(part="municipality", **facts):
    return {"part": part, "navn": "Per Aasen", "tittel": "Kommunedirektør", "dato": "2026-11-12", **facts}


def test_a_draft_begins_with_the_standard_text_in_the_kommunes_language(coordinator, held, hamnes_place, make_mandate):
    page = text(coordinator.get(address(make_mandate(coordinator, held))))
    assert "Myndighet og delegering" in page and "fullmakt til å" in page and "i Nordvik" in page
    nynorsk = make_mandate(coordinator, hamnes_place)
    assert "Styringsgruppa gir SLT-koordinatoren fullmakt" in text(coordinator.get(f"/k/hamnes/rammer/mandat/{nynorsk}"))
    again = coordinator.post(f"{HOME}mandat/", {"gruppe": str(held.group), "en_gang": str(uuid4())})
    assert again.status_code == 409 and "Skriv videre på det." in text(again)


def test_sections_are_written_one_page_after_another(coordinator, held, make_mandate, row):
    mandate = make_mandate(coordinator, held)
    answer = write(coordinator, mandate, 1, "Vi skal forebygge.")
    assert answer.status_code == 303 and answer.location.endswith("/del/2")
    assert write(coordinator, mandate, 1, "Noe annet").status_code == 409
    last = write(coordinator, mandate, 6, "Én gang i året.", "2", gjelder_til="2028-12-31")
    assert last.status_code == 303 and last.location.endswith(str(mandate))
    assert row(Mandate, mandate, "purpose") == "Vi skal forebygge." and str(row(Mandate, mandate, "valid_to")) == "2028-12-31"
    assert write(coordinator, mandate, 6, "x", "3", gjelder_til="2026-01-01").status_code == 422
    assert write(coordinator, mandate, 1, "a" * 4001, "3").status_code == 422
    guarded = write(coordinator, mandate, 1, "Støtte til Kristoffer Lindqvist", "3")
    assert guarded.status_code == 422 and "Ser ut som et personnavn." in text(guarded)
    assert coordinator.get(address(mandate, "/del/7")).status_code == 404
    assert coordinator.get(address(mandate, "/del/0")).status_code == 404


def test_only_the_leader_approves_and_only_in_a_sak_of_a_held_meeting(
    coordinator, member, chair, chief, nordvik_place, make_mandate, inside, row
):
    mandate, place = make_mandate(coordinator, nordvik_place), nordvik_place
    vote = {"sak": str(place.sak), "versjon": "1"}
    assert "Det er ingen slik sak ennå." in text(chair.get(address(mandate)))
    for browser in (coordinator, member, chief):
        assert browser.post(address(mandate, "/vedtak"), vote).status_code == 403
    assert chair.post(address(mandate, "/vedtak"), vote).status_code == 422
    with inside():
        hold_meeting(place)
    for wrong in (place.waiting, place.other_sak, uuid4(), "", "x"):
        assert chair.post(address(mandate, "/vedtak"), {"sak": str(wrong), "versjon": "1"}).status_code == 422
    assert chair.post(address(mandate, "/vedtak"), {**vote, "versjon": "9"}).status_code == 409
    write(coordinator, mandate, 3, "")
    refused = chair.post(address(mandate, "/vedtak"), {**vote, "versjon": "2"})
    assert refused.status_code == 409 and "Det mangler Myndighet og delegering." in text(refused)
    write(coordinator, mandate, 3, "Fullmakt", "2")
    assert chair.post(address(mandate, "/vedtak"), {**vote, "versjon": "3"}).status_code == 303
    assert row(Mandate, mandate) == "approved" and str(row(Mandate, mandate, "approved_on")) == "2026-11-10"
    assert "sak SG 9/26" in text(member.get(address(mandate)))
    with inside(role="coordinator"), pytest.raises(NotAllowed):
        mandates.approve(mandates.find(mandate), place.sak)


def test_the_button_names_the_sak_that_is_about_the_mandate(coordinator, chair, held, make_mandate, inside):
    from tenants.meetings.models import AgendaItem

    with inside():
        db.session.query(AgendaItem).filter(AgendaItem.id == held.sak).one().title = "Mandat for styringsgruppen"
    page = text(chair.get(address(make_mandate(coordinator, held))))
    assert "Godkjenn mandat – vedtas i sak 9/26" in page


def test_an_approved_mandate_is_never_changed(coordinator, chair, approved, held, inside, row):
    whole, version = row(Mandate, approved, "sha256"), str(row(Mandate, approved, "version"))
    assert len(whole) == 64
    assert write(coordinator, approved, 1, "Noe annet", version).status_code == 409
    assert coordinator.post(address(approved, "/sletting"), {"versjon": version}).status_code == 409
    assert chair.post(address(approved, "/vedtak"), {"sak": str(held.sak), "versjon": version}).status_code == 409
    assert coordinator.get(address(approved, "/del/1")).status_code == 303
    for name, value in (("purpose", "Noe annet"), ("valid_to", None), ("state", "draft"), ("sha256", "0" * 64)):
        with pytest.raises(NotNow), inside():
            mandate = mandates.find(approved)
            setattr(mandate, name, value or ("x" if name != "valid_to" else mandate.approved_on))
            db.session.flush()
    with pytest.raises(NotNow), inside():
        db.session.delete(mandates.find(approved))
        db.session.flush()
    with inside():
        mandate = mandates.find(approved)
        assert freezing.whole(mandate) and mandate.sha256 == whole


def test_a_text_changed_behind_the_house_is_seen_and_cannot_be_signed(coordinator, approved, database):
    with psycopg.connect(database) as owner:
        owner.execute("ALTER TABLE mandates DISABLE TRIGGER USER; ALTER TABLE mandates NO FORCE ROW LEVEL SECURITY")
        owner.execute("UPDATE mandates SET authority = 'Alt'")
        owner.execute("ALTER TABLE mandates FORCE ROW LEVEL SECURITY; ALTER TABLE mandates ENABLE TRIGGER USER")
    assert "Fingeravtrykket stemmer ikke med teksten." in text(coordinator.get(address(approved)))
    assert coordinator.post(address(approved, "/signatur"), signature()).status_code == 409


def test_both_parties_sign_the_same_text_once_each(coordinator, member, approved, inside):
    page = text(coordinator.get(address(approved)))
    assert "Vedtatt, mangler signatur" in page
    assert member.post(address(approved, "/signatur"), signature()).status_code == 403
    for wrong in ({"dato": "2026-11-09"}, {"dato": "2026-11-13"}, {"part": "other"}, {"navn": " "}, {"tittel": ""},
                  {"navn": "01810550003"}):  # fmt: skip
        assert coordinator.post(address(approved, "/signatur"), signature(**wrong)).status_code == 422
    assert coordinator.post(address(approved, "/signatur"), signature()).status_code == 303
    assert coordinator.post(address(approved, "/signatur"), signature()).status_code == 409
    assert "Signert av begge" not in text(coordinator.get(address(approved)))
    police = signature("police", navn="Are Nygård", tittel="Politistasjonssjef")
    assert coordinator.post(address(approved, "/signatur"), police).status_code == 303
    page = text(member.get(address(approved)))
    assert "Signert av begge" in page and "Are Nygård" in page and "Politistasjonssjef" in page
    assert "Signert av begge" in text(member.get(HOME))
    with inside():
        mandate = mandates.find(approved)
        assert {row.sha256 for row in mandate.signatures} == {mandate.sha256}


def test_the_next_version_replaces_it_and_shows_what_is_new(coordinator, chair, member, approved, held, row):
    answer = coordinator.post(f"{HOME}mandat/", {"gruppe": str(held.group), "en_gang": str(uuid4())})
    second = UUID(answer.location.split("/mandat/")[1].split("/")[0])
    old = row(Mandate, approved, "purpose")
    write(coordinator, second, 1, f"{old}\nOg forebygge vold.")
    assert row(Mandate, approved) == "approved"
    assert chair.post(address(second, "/vedtak"), {"sak": str(held.sak), "versjon": "2"}).status_code == 303
    assert (row(Mandate, approved), row(Mandate, second), row(Mandate, second, "number")) == ("replaced", "approved", 2)
    assert row(Mandate, approved, "purpose") == old
    page = member.get(address(second, "/endringer")).get_data(as_text=True)
    assert "<ins><span class=\"visually-hidden\">Lagt til: </span>Og forebygge vold.</ins>" in page and page.count("<ins>") == 1
    assert coordinator.post(address(approved, "/signatur"), signature()).status_code == 409
    assert "En nyere versjon gjelder." in text(member.get(address(approved)))


def test_the_mandate_is_a_pdf_that_stays_the_same(coordinator, member, approved):
    first, second = member.get(address(approved, "/mandat.pdf")), coordinator.get(address(approved, "/mandat.pdf"))
    assert first.mimetype == "application/pdf" and first.data[:5] == b"%PDF-" and first.data == second.data
    assert "attachment" in first.headers["Content-Disposition"]


def test_a_draft_is_deleted_by_version_and_by_writers_only(coordinator, member, held, make_mandate, inside):
    mandate = make_mandate(coordinator, held)
    assert member.post(f"{HOME}mandat/", {"gruppe": str(held.group)}).status_code == 403
    assert write(member, mandate, 1, "x").status_code == member.get(address(mandate, "/del/1")).status_code == 403
    assert member.post(address(mandate, "/sletting")).status_code == 403
    assert coordinator.post(address(mandate, "/sletting"), {"versjon": "9"}).status_code == 409
    assert coordinator.post(address(mandate, "/sletting"), {"versjon": "1"}).status_code == 303
    with inside():
        assert db.session.query(Mandate).count() == 0


def test_another_kommunes_mandate_is_not_there(coordinator, chair, held, hamnes_place, make_mandate):
    theirs = make_mandate(coordinator, hamnes_place)
    for path in ("", "/del/1", "/signatur", "/endringer", "/mandat.pdf"):
        assert coordinator.get(address(theirs, path)).status_code == 404
    for path in ("/del/1", "/sletting", "/vedtak", "/signatur"):
        assert coordinator.post(address(theirs, path), {"tekst": "x"}).status_code == 404
        assert chair.post(address(theirs, path), {"tekst": "x"}).status_code == 404
    assert coordinator.post(f"{HOME}mandat/", {"gruppe": str(hamnes_place.group)}).status_code == 404
    mine = make_mandate(coordinator, held)
    assert chair.post(address(mine, "/vedtak"), {"sak": str(hamnes_place.sak), "versjon": "1"}).status_code == 422
