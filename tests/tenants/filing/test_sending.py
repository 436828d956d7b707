"""An approved document is sent once, packed by a job, handed out, and never shows the public more than it may."""

import zipfile
from datetime import date
from io import BytesIO

import pikepdf
import pytest
from lxml import etree

from saas import clock
from saas.archive import courier, schemas
from saas.audit import AuditEvent
from saas.db import db
from tests.tenants.filing.conftest import HERE, new, press, settle, text
from tests.tenants.minutes.steps import minutes_of, write
from tests.world import log_in

SPACES = {
    "a": "https://ks-no.github.io/standarder/fiks-protokoll/fiks-arkiv/arkivmelding/opprett/v1",
    "n": "https://ks-no.github.io/standarder/fiks-protokoll/fiks-arkiv/metadatakatalog/v1",
}


def package_of(browser, filing_id):
    answer = press(browser, f"{filing_id}/pakke")
    assert answer.status_code == 200 and answer.mimetype == "application/zip"
    return zipfile.ZipFile(BytesIO(answer.data))


def said(bundle, path):
    return [element.text for element in etree.fromstring(bundle.read("arkivmelding.xml")).iterfind(path, SPACES)]


def log(inside, prefix="filing."):
    with inside():
        return [event.action for event in db.session.query(AuditEvent).order_by(AuditEvent.number) if event.action.startswith(prefix)]


def test_minutes_wait_here_once_they_are_approved(coordinator, held):
    assert "Ingenting venter" in text(coordinator.get(HERE))


def test_the_whole_way_from_approval_to_a_package(coordinator, filed, inside):
    page = text(coordinator.get(HERE))
    assert "Klar til levering" in page and "Last ned pakken og gi den til arkivet." in page
    bundle = package_of(coordinator, filed)
    assert bundle.namelist() == ["arkivmelding.xml", "01-referat-kg-2026-09-15.pdf", "02-vedlegg-1.txt", "sjekksummer.txt"]
    schemas.check_message(bundle.read("arkivmelding.xml"))
    assert said(bundle, "a:registrering/a:korrespondansepart/a:korrespondansepartNavn") == [
        "Nordvik kommune", "Handelsstanden", "NAV", "Politiet",
    ]  # fmt: skip
    assert bundle.read("02-vedlegg-1.txt") == "Møte på Torget".encode()
    assert "Levert, venter på kvittering" in text(coordinator.get(f"{HERE}{filed}"))
    assert log(inside) == ["filing.asked", "filing.made", "filing.delivered"]


def test_the_document_is_pdf_a_as_far_as_it_says_of_itself(coordinator, filed):
    """No validator is at hand here: what is looked at is what the standard can be read off of."""
    bundle = package_of(coordinator, filed)
    with pikepdf.open(BytesIO(bundle.read("01-referat-kg-2026-09-15.pdf"))) as file, file.open_metadata() as about:
        assert (about["pdfaid:part"], about["pdfaid:conformance"]) == ("2", "A")
        assert file.Root.OutputIntents[0].S == "/GTS_PDFA1"
        assert not file.is_encrypted
        assert not {"/JavaScript", "/EmbeddedFiles"} & set(file.Root.get("/Names", pikepdf.Dictionary()).keys())
        fonts = [each for each in file.objects if isinstance(each, pikepdf.Dictionary) and each.get("/Type") == "/FontDescriptor"]
        assert fonts and all({"/FontFile", "/FontFile2", "/FontFile3"} & set(font.keys()) for font in fonts)
    assert said(bundle, "a:registrering/a:dokumentbeskrivelse/a:dokumentobjekt/a:variantformat/n:kode") == ["A", "P"]


def test_what_nobody_has_assessed_is_shielded(coordinator, filed):
    bundle = package_of(coordinator, filed)
    assert said(bundle, "a:registrering/a:skjerming/a:skjermingshjemmel") == ["Ikke vurdert"]
    assert "Hemmelig" not in bundle.read("arkivmelding.xml").decode()
    assert said(bundle, "a:registrering/a:offentlighetsvurdertDato") == []


def test_one_exempt_sak_shields_the_whole_and_its_papers_have_no_name(coordinator, approved, publicity, worker, owner):
    publicity("exempt", second="public", basis="offl. § 24 første ledd")
    press(coordinator, f"referat/{approved}")
    worker.work()
    bundle = package_of(coordinator, owner("SELECT id FROM filings")[0][0])
    message = bundle.read("arkivmelding.xml").decode()
    assert message.count("offl. § 24 første ledd") == 2
    assert "Hemmelig" not in message and "Torget" not in message


def test_public_minutes_are_not_shielded_and_their_papers_have_their_names(coordinator, approved, publicity, worker, owner):
    publicity("public")
    press(coordinator, f"referat/{approved}")
    worker.work()
    bundle = package_of(coordinator, owner("SELECT id FROM filings")[0][0])
    assert "skjerming" not in bundle.read("arkivmelding.xml").decode()
    assert "02-hemmelig-plan.txt" in bundle.namelist()


def test_an_internal_note_is_shielded_by_its_own_name(coordinator, approved, publicity):
    publicity("internal")
    page = text(coordinator.get(f"{HERE}referat/{approved}"))
    assert "Unntatt offentlighet: Internt arbeidsnotat" in page


def test_the_same_version_is_filed_once(coordinator, approved, owner, worker):
    first = press(coordinator, f"referat/{approved}")
    second = press(coordinator, f"referat/{approved}")
    assert first.location == second.location
    assert owner("SELECT count(*) FROM filings")[0][0] == 1
    worker.work()
    assert press(coordinator, f"referat/{approved}").location == first.location
    assert owner("SELECT count(*), count(DISTINCT external_key) FROM filings") == [(1, 1)]
    assert owner("SELECT count(*) FROM filing_packages")[0][0] == 1


def test_a_changed_version_is_a_filing_of_its_own(coordinator, filed, approved, held, inside, owner, worker):
    write(coordinator, held, held.first, "Politiet orienterte om Torget.", "Saken følges videre.")
    minutes_id, _, _, version = minutes_of(inside, held)
    assert coordinator.post(held.path(f"{minutes_id}/versjoner"), {"versjon": version, "en_gang": new()}).status_code == 303
    assert "Referat fra møte" in text(coordinator.get(HERE)).split("Klart for arkivet")[1].split("På vei")[0]
    press(coordinator, f"referat/{approved}")
    worker.work()
    keys = [key for (key,) in owner("SELECT external_key FROM filings ORDER BY source_version")]
    assert len(keys) == 2 and keys[0].rsplit("/", 1)[0] == keys[1].rsplit("/", 1)[0]


def test_minutes_that_are_not_approved_are_not_sent(coordinator, held, inside, owner):
    write(coordinator, held, held.first, "Politiet orienterte.", "Saken følges videre.")
    minutes_id = minutes_of(inside, held)[0]
    answer = press(coordinator, f"referat/{minutes_id}")
    assert answer.status_code == 409 and "Referatet må være godkjent" in text(answer)
    assert owner("SELECT count(*) FROM filings")[0][0] == 0


def test_the_package_is_the_same_bytes_made_anew_at_another_time(filed, inside, owner):
    clock.move_to(clock.at(date(2027, 3, 1), 12))
    with inside(role="service"):
        from saas.archive import service

        again = courier.built(service.find_filing(filed))
    assert again == bytes(owner("SELECT content FROM filing_packages")[0][0])


def test_whoever_takes_the_package_reads_what_is_exempt(coordinator, approved, publicity, worker, owner, inside):
    publicity("exempt", basis="offl. § 13")
    press(coordinator, f"referat/{approved}")
    worker.work()
    before = len(log(inside, "item.read_exempt"))
    press(coordinator, f"{owner('SELECT id FROM filings')[0][0]}/pakke")
    assert len(log(inside, "item.read_exempt")) == before + 2


def test_a_package_is_not_there_before_it_is_made(coordinator, approved, owner):
    press(coordinator, f"referat/{approved}")
    ((filing_id,),) = owner("SELECT id FROM filings")
    answer = press(coordinator, f"{filing_id}/pakke")
    assert answer.status_code == 409 and "ikke laget ennå" in text(answer)


def test_only_who_coordinates_sends_and_takes(house, approved, filed, member):
    chair = log_in(house, "chair@nordvik.example")
    assert chair.get(HERE).status_code == 200 and chair.get(f"{HERE}{filed}").status_code == 200
    doors = [f"referat/{approved}", "alle", f"{filed}/pakke", f"{filed}/ny-pakke", f"{filed}/kvittering", "kvittering", "innstillinger"]
    for rest in doors:
        assert press(chair, rest).status_code == 403, rest
        assert press(member, rest).status_code == 403, rest
    assert member.get(HERE).status_code == member.get(f"{HERE}{filed}").status_code == 403


def test_another_kommunes_ids_are_not_there(coordinator, stranger, approved, filed, owner):
    there = "/k/hamnes/arkiv/"
    for rest in (f"referat/{approved}", f"{filed}"):
        assert coordinator.get(f"{there}{rest}").status_code == 404
    for rest in (f"referat/{approved}", f"{filed}/pakke", f"{filed}/ny-pakke", f"{filed}/kvittering"):
        assert press(coordinator, rest, there).status_code == 404, rest
    assert stranger.get(f"{HERE}{filed}").status_code == 404
    assert press(stranger, f"{filed}/pakke").status_code == 404
    assert owner("SELECT count(*) FROM filings")[0][0] == 1


def test_it_goes_by_itself_where_the_kommune_wants_it(coordinator, approved, worker, owner, inside):
    from tenants.filing import service

    with inside(role="service"):
        assert service.send_by_itself() == 0
    assert settle(coordinator, av_seg_selv="y").status_code == 303
    with inside(role="service"):
        assert service.send_by_itself() == 0, "What was approved before is left to a person."
    owner("UPDATE archive_settings SET automatic_from = '2026-09-01'")
    for made in (1, 0):
        with inside(role="service"):
            assert service.send_by_itself() == made
    worker.work()
    assert owner("SELECT state FROM filings") == [("made",)]


def test_all_that_waits_is_sent_with_one_press(coordinator, approved, owner):
    assert press(coordinator, "alle").status_code == 303
    assert owner("SELECT count(*) FROM filings")[0][0] == 1


def test_the_archivist_is_told_and_no_more_than_the_journal_may(coordinator, approved, worker, postbox):
    assert settle(coordinator, epost="arkiv@nordvik.example", arkivar="Arkivet").status_code == 303
    press(coordinator, f"referat/{approved}")
    worker.work()
    worker.work()
    (letter,) = [one for one in postbox.letters if one["To"].endswith("<arkiv@nordvik.example>")]
    assert "Klar for arkivet" in letter["Subject"] and "Torget" not in letter.get_content()
    assert not list(letter.iter_attachments())


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"form": "boks"}, "Velg noe fra listen"),
        ({"levering": "due"}, "Velg noe fra listen"),
        ({"levering": "folder"}, "Tjeneren har ingen mappe"),
        ({"klasse": "F00"}, "hører sammen"),
        ({"klassesystem": "K"}, "hører sammen"),
        ({"saksmappe": "1" * 61}, "høyst 60"),
        ({"epost": "arkiv"}, "navn@sted.no"),
        ({"form": "meeting", "saksmappe": "2026/1"}, "Saksmappe kan bare velges"),
    ],
)
def test_settings_that_do_not_make_sense_are_refused(coordinator, held, owner, fields, words):
    answer = settle(coordinator, **fields)
    assert answer.status_code in (409, 422) and words in text(answer)
    assert owner("SELECT count(*) FROM archive_settings")[0][0] == 0


def test_settings_changed_by_another_are_not_overwritten(coordinator, held, owner):
    assert settle(coordinator, enhet="Oppvekst").status_code == 303
    assert settle(coordinator, enhet="Noe annet").status_code == 409
    assert settle(coordinator, enhet="Kultur", versjon="1").status_code == 303
    assert owner("SELECT unit, version FROM archive_settings") == [("Kultur", 2)]


def test_the_settings_stand_in_the_message(coordinator, approved, worker, owner):
    settle(coordinator, form="meeting", arkivdel="SLT", klassesystem="K-koder", klasse="F00", enhet="Oppvekst")
    press(coordinator, f"referat/{approved}")
    worker.work()
    bundle = package_of(coordinator, owner("SELECT id FROM filings")[0][0])
    assert said(bundle, "a:mappe/a:klassifikasjon/a:klasseID") == ["F00"]
    assert said(bundle, "a:mappe/a:arkivdel/n:kode") == ["SLT"]
    assert said(bundle, "a:mappe/a:moetedeltaker/n:funksjon/n:kode").count("LEDER") == 1
    assert said(bundle, "a:mappe/a:moetenummer") == ["1/2026"]
