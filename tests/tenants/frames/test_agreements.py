"""Agreements: two parties at least, in force when both have signed, renewed as versions; the signed file in and out."""

from io import BytesIO
from uuid import UUID, uuid4

import pytest

from saas.db import db
from saas.errors import NotAllowed
from tenants.frames import agreements, parties
from tenants.frames.models import Agreement, AgreementParty
from tests.tenants.frames.conftest import HOME, POLICE, text
from tests.tenants.meetings.test_papers import PDF, office


def address(agreement, path="", slug="nordvik"):
    return f"/k/{slug}/rammer/avtale/{agreement}{path}"


def upload(browser, agreement, name="avtale.pdf", content=PDF, version="1"):
    data = {"csrf_token": browser.token(), "fil": (BytesIO(content), name), "versjon": version}
    return browser.client.post(address(agreement, "/fil"), data=data, content_type="multipart/form-data")


def test_the_missing_police_agreement_is_shown_first(coordinator, member, nordvik_place):
    page = text(member.get(HOME))
    assert "Avtale med politiet" in page and "Samarbeidet skal være skriftlig og forpliktende" in page
    assert "slag=police" in text(coordinator.get(HOME)) and "slag=police" not in page
    assert "Samarbeidsavtale mellom politiet og kommunen" in text(coordinator.get(f"{HOME}avtale/ny?slag=police"))


def test_it_is_in_force_only_when_both_have_signed(coordinator, make_agreement, sign, row, member):
    agreement = make_agreement()
    assert "Mangler signatur fra" in text(coordinator.get(address(agreement)))
    refused = coordinator.post(address(agreement, "/ikraft"))
    assert refused.status_code == 409 and "Fjordvest lensmannsdistrikt" in text(refused)
    assert sign(agreement, "municipality").status_code == 303
    assert coordinator.post(address(agreement, "/ikraft")).status_code == 409
    assert sign(agreement, "police", dato="2026-11-13").status_code == 422
    assert sign(agreement, "police", navn="").status_code == 422
    assert sign(agreement, "police", versjon="9").status_code == 409
    assert sign(agreement, "police").status_code == 303
    assert sign(agreement, "police", versjon="2").status_code == 409
    assert coordinator.post(address(agreement, "/ikraft"), {"versjon": "1"}).status_code == 409
    assert row(Agreement, agreement) == "draft"
    assert coordinator.post(address(agreement, "/ikraft")).status_code == 303
    assert row(Agreement, agreement) == "in_force"
    page = text(member.get(HOME))
    assert "Gjelder" in page and '<svg class="timeline"' in page
    assert coordinator.post(address(agreement, "/ikraft")).status_code == 409


def test_what_is_signed_is_not_rewritten(coordinator, make_agreement, sign, in_force, parties_of, row):
    signed = make_agreement()
    sign(signed, "police")
    assert coordinator.post(address(signed, "/endring"), {**POLICE, "versjon": "2"}).status_code == 409
    unsign = address(signed, f"/part/{parties_of(signed)['police']}/usignert")
    assert coordinator.post(unsign, {"versjon": "1"}).status_code == 409
    assert coordinator.post(unsign, {"versjon": "2"}).status_code == 303
    assert coordinator.post(address(signed, "/endring"), {**POLICE, "tittel": "Ny tittel", "versjon": "1"}).status_code == 409
    version = str(row(Agreement, signed, "version"))
    assert coordinator.post(address(signed, "/endring"), {**POLICE, "tittel": "Ny tittel", "versjon": version}).status_code == 303
    agreement = in_force()
    party = parties_of(agreement)["police"]
    for path, form in (
        ("/endring", POLICE), ("/sletting", {}), (f"/part/{party}/usignert", {}), (f"/part/{party}/fjerning", {}),
        ("/part/", {"part": "other", "organisasjon": "NAV"}),
        (f"/part/{party}/signatur", {"navn": "A", "tittel": "B", "dato": "2026-11-01", "versjon": "2"}),
    ):  # fmt: skip
        version = str(row(Agreement, agreement, "version"))
        assert coordinator.post(address(agreement, path), {"versjon": version, **form}).status_code == 409, path
    assert coordinator.get(address(agreement, "/endring")).status_code == 409
    assert row(Agreement, agreement, "title") == "Samarbeidsavtale"


def test_a_new_version_is_signed_anew_and_replaces_the_old(coordinator, in_force, sign, row):
    first = in_force()
    answer = coordinator.post(address(first, "/ny-versjon"))
    assert answer.status_code == 303
    second = UUID(answer.location.rsplit("/", 1)[1])
    assert coordinator.post(address(first, "/ny-versjon"), {"en_gang": str(uuid4())}).status_code == 409
    later = {**POLICE, "fra": "2027-01-01", "til": "2029-12-31", "versjon": "1"}
    assert coordinator.post(address(second, "/endring"), later).status_code == 303
    assert row(Agreement, first) == "in_force"
    for party in ("municipality", "police"):
        assert sign(second, party).status_code == 303
    assert coordinator.post(address(second, "/ikraft")).status_code == 303
    assert (row(Agreement, first), row(Agreement, second), row(Agreement, second, "number")) == ("replaced", "in_force", 2)
    page = text(coordinator.get(address(second)))
    assert "Erstatter" in page and "Versjon 1" in page


def test_it_ends_and_its_last_day_can_be_moved(coordinator, in_force, row):
    agreement = in_force()
    version = str(row(Agreement, agreement, "version"))
    assert coordinator.post(address(agreement, "/sluttdato"), {"til": "2025-01-01", "versjon": version}).status_code == 422
    assert coordinator.post(address(agreement, "/sluttdato"), {"til": "2028-12-31", "versjon": "0"}).status_code == 409
    assert coordinator.post(address(agreement, "/sluttdato"), {"til": "2028-12-31", "versjon": version}).status_code == 303
    assert coordinator.post(address(agreement, "/avslutning"), {"versjon": version}).status_code == 409
    assert coordinator.post(address(agreement, "/avslutning")).status_code == 303
    assert row(Agreement, agreement) == "ended"
    assert coordinator.post(address(agreement, "/avslutning"), {"en_gang": str(uuid4())}).status_code == 409
    assert "Avsluttet" in text(coordinator.get(address(agreement)))


def test_parties_come_and_go_and_two_always_stay(coordinator, make_agreement, parties_of):
    agreement = make_agreement()
    new = {"part": "other", "organisasjon": "NAV Nordvik", "navn": "", "tittel": ""}
    police = parties_of(agreement)["police"]
    assert coordinator.post(address(agreement, f"/part/{police}/fjerning")).status_code == 409
    for wrong in ({"organisasjon": " "}, {"part": "x"}, {"tittel": "Moren til Kristoffer Lindqvist"}, {"navn": "01810550003"}):
        assert coordinator.post(address(agreement, "/part/"), {**new, **wrong}).status_code == 422, wrong
    assert coordinator.post(address(agreement, "/part/"), new).status_code == 303
    assert coordinator.post(address(agreement, f"/part/{parties_of(agreement)['other']}/fjerning")).status_code == 303
    assert set(parties_of(agreement)) == {"municipality", "police"}
    assert coordinator.post(address(agreement, "/sletting"), {"versjon": "99"}).status_code == 409
    assert coordinator.post(address(agreement, "/sletting")).status_code == 303


def test_the_signed_file_comes_out_as_it_went_in_and_only_to_be_saved(coordinator, member, stranger, make_agreement, row):
    agreement = make_agreement()
    assert coordinator.get(address(agreement, "/fil")).status_code == 404
    assert upload(coordinator, agreement, "../../Signert avtale.pdf").status_code == 303
    assert row(Agreement, agreement, "filename") == "Signert avtale.pdf"
    out = member.get(address(agreement, "/fil"))
    assert out.data == PDF and out.mimetype == "application/pdf"
    assert "attachment" in out.headers["Content-Disposition"] and out.headers["X-Content-Type-Options"] == "nosniff"
    assert stranger.get(address(agreement, "/fil")).status_code == 404
    assert upload(coordinator, agreement, version="1").status_code == 409
    assert upload(member, agreement, version="2").status_code == 403


@pytest.mark.parametrize(
    ("name", "content", "status"),
    [
        ("virus.exe", b"MZ\x90\x00", 422),
        ("falsk.pdf", b"MZ\x90\x00", 422),
        ("side.pdf", b"<script>alert(1)</script>", 422),
        ("bilde.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", 422),
        ("avtale.docx", office("word/"), 422),
        ("tom.pdf", b"", 422),
        ("01810550003.pdf", PDF, 422),
        ("stor.pdf", PDF + b"0" * 10 * 1024 * 1024, 413),
        ("", PDF, 422),
    ],
)
def test_a_hostile_file_is_refused(coordinator, make_agreement, row, name, content, status):
    agreement = make_agreement()
    assert upload(coordinator, agreement, name, content).status_code == status
    assert row(Agreement, agreement, "filename") == ""


def test_one_in_force_keeps_the_file_it_has(coordinator, make_agreement, sign, row):
    agreement = make_agreement()
    upload(coordinator, agreement)
    sign(agreement, "municipality")
    sign(agreement, "police")
    coordinator.post(address(agreement, "/ikraft"))
    version = str(row(Agreement, agreement, "version"))
    assert upload(coordinator, agreement, "annen.pdf", PDF + b"x", version).status_code == 409
    assert coordinator.get(address(agreement, "/fil")).data == PDF


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"slag": "x"}, "Velg fra listen."),
        ({"tittel": ""}, "Skriv hva avtalen heter."),
        ({"motpart": " "}, "Skriv hvem parten er."),
        ({"til": "2025-01-01"}, "Siste dag kan ikke være før den første."),
        ({"fra": "0202-01-01"}, "Se særlig på året."),
        ({"sammendrag": "Støtte til Kristoffer Lindqvist"}, "Ser ut som et personnavn."),
        ({"sammendrag": "a" * 4001}, "høyst 4000 tegn"),
    ],
)
def test_an_agreement_that_does_not_make_sense_is_refused(coordinator, nordvik_place, inside, facts, words):
    answer = coordinator.post(f"{HOME}avtale/", {**POLICE, **facts})
    assert answer.status_code == 422 and words in text(answer)
    with inside():
        assert db.session.query(Agreement).count() == db.session.query(AgreementParty).count() == 0


def test_a_member_reads_and_does_not_write(coordinator, member, practitioner, make_agreement, parties_of, inside):
    agreement = make_agreement()
    party = parties_of(agreement)["police"]
    assert member.get(address(agreement)).status_code == 200 and practitioner.get(HOME).status_code == 403
    assert member.post(f"{HOME}avtale/", POLICE).status_code == member.get(f"{HOME}avtale/ny").status_code == 403
    for path in ("/endring", "/fil", "/ikraft", "/avslutning", "/sluttdato", "/ny-versjon", "/sletting", "/part/",
                 f"/part/{party}/signatur", f"/part/{party}/usignert", f"/part/{party}/fjerning"):  # fmt: skip
        assert member.post(address(agreement, path)).status_code == 403, path
    with inside(role="member"), pytest.raises(NotAllowed):
        agreements.put_in_force(agreements.find(agreement), None)
    with inside(role="member"), pytest.raises(NotAllowed):
        found = agreements.find(agreement)
        parties.unsign(found, found.parties[0], None)


def test_another_kommunes_agreement_and_parties_are_not_there(coordinator, make_agreement, parties_of):
    theirs, mine = make_agreement("hamnes", tittel="Kanarifugl"), make_agreement()
    party = parties_of(theirs, "hamnes")["police"]
    for path in ("", "/endring", "/fil", "/part/ny", f"/part/{party}/signatur"):
        assert coordinator.get(address(theirs, path)).status_code == 404, path
    for path in ("/endring", "/fil", "/ikraft", "/avslutning", "/sluttdato", "/ny-versjon", "/sletting", "/part/",
                 f"/part/{party}/signatur", f"/part/{party}/usignert", f"/part/{party}/fjerning"):  # fmt: skip
        assert coordinator.post(address(theirs, path)).status_code == 404, path
    assert coordinator.post(address(mine, f"/part/{party}/usignert")).status_code == 404
    assert "Kanarifugl" not in text(coordinator.get(HOME))
