"""An arkivmelding follows KS's own schema whatever is written in it, and says no more to the public than it may."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from lxml import etree

from saas.archive import message, package, schemas
from tests.saas.archive.making import BASE, FILES, content

SPACES = {"a": f"{BASE}/arkivmelding/opprett/v1", "n": f"{BASE}/metadatakatalog/v1"}
OFFICIAL = Path(__file__).resolve().parents[4] / "shared" / "data" / "archive" / "fiks-arkiv-v1"
# Anything that PostgreSQL can keep: no NUL, no half surrogates.
WORDS = some.text(some.characters(exclude_characters="\x00", exclude_categories=["Cs"]), min_size=1, max_size=60)


def told(words):
    """The message as parsed XML, and as text."""
    documents = package.described(words, FILES[: len(words["files"])])
    xml = message.xml(words, documents)
    return etree.fromstring(xml), xml


def said(root, path):
    return [element.text for element in root.iterfind(path, SPACES)]


def kind_of(root, name):
    return root.find(f"a:{name}", SPACES).get("{http://www.w3.org/2001/XMLSchema-instance}type")


def follows(root):
    schemas.check(root, schemas.MESSAGE)
    return True


def test_the_schemas_are_the_official_ones():
    if not OFFICIAL.is_dir():
        pytest.skip("KS's schemas lie beside the checkout only where the product is made.")
    for path in schemas.FOLDER.glob("*.xsd"):
        assert path.read_bytes() == (OFFICIAL / path.name).read_bytes(), path.name


def test_minutes_are_a_journalpost_in_a_saksmappe():
    root, _ = told(content())
    assert follows(root)
    assert (kind_of(root, "mappe"), kind_of(root, "registrering")) == ("saksmappe", "journalpost")
    assert said(root, "a:antallFiler") == ["3"]
    assert said(root, "a:mappe/a:referanseEksternNoekkel/n:noekkel") == said(
        root, "a:registrering/a:referanseForelderMappe/n:referanseEksternNoekkel/n:noekkel"
    )
    assert said(root, "a:registrering/a:journalposttype/n:kode") == ["U"]
    assert said(root, "a:registrering/a:korrespondansepart/a:korrespondanseparttype/n:kode") == ["IA", "EM"]


def test_minutes_that_only_the_kommune_was_sent_are_an_internal_note():
    root, _ = told(content(receivers=[]))
    assert follows(root)
    assert said(root, "a:registrering/a:journalposttype/n:kode") == ["X"]
    assert said(root, "a:registrering/a:sendtDato") == []


def test_a_kommune_may_want_a_moetemappe():
    root, _ = told(content(shape="meeting"))
    assert follows(root)
    assert (kind_of(root, "mappe"), kind_of(root, "registrering")) == ("moetemappe", "moetedokument")
    assert said(root, "a:mappe/a:moetenummer") == ["7/2026"]
    assert said(root, "a:mappe/a:moetedeltaker/n:funksjon/n:kode") == ["LEDER"]


def test_what_has_no_meeting_is_a_journalpost_all_the_same():
    root, _ = told(content(shape="meeting", meeting=None))
    assert follows(root)
    assert (kind_of(root, "mappe"), kind_of(root, "registrering")) == ("saksmappe", "journalpost")


def test_a_saksmappe_that_is_there_already_is_not_asked_for_anew():
    words = content()
    words["folder"]["number"] = "2024/17"
    root, _ = told(words)
    assert follows(root)
    assert root.find("a:mappe", SPACES) is None
    assert said(root, "a:registrering/a:referanseForelderMappe/n:mappeID") == ["2024/17"]


def test_shielding_names_its_legal_basis_for_the_whole_and_for_one_paper():
    root, _ = told(content())
    assert said(root, "a:registrering/a:skjerming/a:skjermingshjemmel") == ["Offl. § 24 første ledd"]
    assert said(root, "a:registrering/a:dokumentbeskrivelse/a:skjerming/a:skjermingshjemmel") == ["Offl. § 13"]
    open_root, _ = told(content(shielding=None, files=content()["files"][:1]))
    assert follows(open_root)
    assert not list(open_root.iter("{*}skjerming"))


def test_each_document_carries_its_checksum_and_the_format_it_really_has():
    root, _ = told(content())
    documents = root.findall("a:registrering/a:dokumentbeskrivelse/a:dokumentobjekt", SPACES)
    assert [each.findtext("a:variantformat/n:kode", namespaces=SPACES) for each in documents] == ["A", "P", "P"]
    assert [each.findtext("a:format/n:kode", namespaces=SPACES) for each in documents] == ["PDF", "XLSX", "PDF"]
    assert all(len(each.findtext("a:sjekksum", namespaces=SPACES)) == 64 for each in documents)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    title=WORDS, public=WORDS, person=WORDS, unit=WORDS, filename=WORDS, basis=some.none() | WORDS, receivers=some.lists(WORDS, max_size=3),
    shape=some.sampled_from(["case", "meeting"]), meeting=some.booleans(), number=some.sampled_from(["", "2026/1"]),
    papers=some.integers(0, 2), classified=some.booleans(), assessed=some.booleans(), language=some.sampled_from(["nb", "nn"]),
)  # fmt: skip
def test_whatever_is_written_the_message_follows_the_schema(
    title, public, person, unit, filename, basis, receivers, shape, meeting, number, papers, classified, assessed, language
):  # fmt: skip
    words = content(
        title=title, public_title=public, created_by=person, unit=unit, shape=shape, language=language,
        shielding={"basis": basis} if basis else None, receivers=[{"name": name, "contact": person} for name in receivers],
        assessed_on="2026-09-21" if assessed else None,
    )  # fmt: skip
    words["files"] = words["files"][: papers + 1]
    words["files"][0]["filename"] = filename
    words["folder"]["number"] = number
    if not meeting:
        words["meeting"] = None
    if not classified:
        words["classification_system"] = words["class_code"] = words["archive_part"] = ""
    root, _ = told(words)
    assert follows(root)


def test_as_many_documents_as_files():
    with pytest.raises(ValueError):
        message.xml(content(), [])
