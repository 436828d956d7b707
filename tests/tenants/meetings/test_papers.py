"""Sakspapirer: checked by name and content, never unpacked, and only for those who may see the group."""

import zipfile
from datetime import date
from io import BytesIO
from uuid import uuid4

import pytest

from saas.errors import Invalid, TooLarge
from tenants.meetings import papers, service
from tenants.meetings.filetypes import LARGEST, check, clean_name
from tests.world import Browser, log_in

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


def office(home, *more):
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as parts:
        parts.writestr(zipfile.ZipInfo("[Content_Types].xml"), "<Types/>")
        parts.writestr(zipfile.ZipInfo(f"{home}document.xml"), "<x/>")
        for name in more:
            parts.writestr(zipfile.ZipInfo(name), "x")
    return made.getvalue()


def odt():
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as parts:
        parts.writestr(zipfile.ZipInfo("mimetype"), "application/vnd.oasis.opendocument.text", zipfile.ZIP_STORED)
        parts.writestr(zipfile.ZipInfo("content.xml"), "<x/>")
    return made.getvalue()


GOOD = {
    "a.pdf": PDF, "a.docx": office("word/"), "a.xlsx": office("xl/"), "a.pptx": office("ppt/"), "a.odt": odt(),
    "a.png": b"\x89PNG\r\n\x1a\n" + b"\0" * 20, "a.jpg": b"\xff\xd8\xff\xe0", "A.JPEG": b"\xff\xd8\xff\xe0",
    "a.txt": "Årsmøte\n".encode(),
}  # fmt: skip


@pytest.fixture
def entry(scene, meeting, inside):
    """The first sak of the meeting."""
    with inside():
        return service.entries(service.find(meeting))[0].id


@pytest.fixture
def upload(scene, meeting, entry, post):
    """Send a file to the first sak."""

    def send(name, content, **data):
        address = scene.address(f"{meeting}/saker/{entry}/papirer")
        return post(address, {"fil": (BytesIO(content), name), **data}, content_type="multipart/form-data")

    return send


@pytest.fixture
def kept(meeting, inside):
    """The names of the papers on the first sak."""

    def names():
        with inside():
            return [paper.filename for paper in service.entries(service.find(meeting))[0].item.papers]

    return names


@pytest.mark.parametrize("name", GOOD)
def test_ordinary_files_are_known_by_name_and_content(name):
    assert check(name, GOOD[name])


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("virus.exe", b"MZ\x90\x00"),
        ("side.html", b"<script>alert(1)</script>"),
        ("bilde.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("uten", PDF),
        (".pdf", b"MZ"),
        ("falsk.pdf", b"MZ\x90\x00"),
        ("falsk.png", PDF),
        ("falsk.jpg", b"GIF89a"),
        ("falsk.txt", b"MZ\x00\x01"),
        ("falsk.docx", PDF),
        ("ark.docx", office("xl/")),
        ("makro.docx", office("word/", "word/vbaProject.bin")),
        ("avkuttet.docx", office("word/")[:40]),
        ("annet.odt", office("word/")),
        ("tom.pdf", b""),
        ("faktura.pdf.exe", PDF),
    ],
)
def test_other_files_are_refused(name, content):
    with pytest.raises(Invalid):
        check(name, content)


def test_a_zip_bomb_is_never_unpacked():
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("[Content_Types].xml", b"\0" * 300_000_000)
        parts.writestr("word/document.xml", "x")
    content = made.getvalue()
    assert len(content) < LARGEST
    import tracemalloc

    tracemalloc.start()
    assert check("bombe.docx", content)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 5_000_000


def test_a_file_with_endless_parts_is_refused():
    with pytest.raises(Invalid):
        check("mange.docx", office("word/", *(f"word/{n}" for n in range(5001))))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\ola\\Møteplan.pdf", "Møteplan.pdf"),
        ("plan\r\nSet-Cookie: x.pdf", "plan Set-Cookie x.pdf"),
        ("gpj.\u202eexe.pdf", "gpj.exe.pdf"),
        ("a\x00b\x1f.pdf", "ab.pdf"),
        ("  .. plan .pdf. ", "plan.pdf"),
        ('<b>"plan"|?*.pdf', "b plan.pdf"),
        ("x" * 300 + ".pdf", "x" * 146 + ".pdf"),
        ("a\u030arsmelding.pdf", "årsmelding.pdf"),
        ("/", ""),
    ],
)
def test_hostile_names_are_made_harmless(name, expected):
    assert clean_name(name) == expected


def test_a_paper_is_kept_once_and_comes_back_as_an_attachment(upload, kept, inside, meeting, coordinator, scene):
    assert upload("Ungdata 2025.pdf", PDF).status_code == 303
    assert upload("kopi.pdf", PDF).status_code == 303
    assert kept() == ["Ungdata 2025.pdf"]
    with inside():
        paper = service.entries(service.find(meeting))[0].item.papers[0]
        address = scene.address(f"papirer/{paper.id}")
    answer = coordinator.get(address)
    assert answer.data == PDF
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_refused_file_is_told_at_its_field(upload, kept):
    wrong = upload("side.html", b"<script>")
    assert wrong.status_code == 422
    assert "Filtypen kan ikke lastes opp." in wrong.get_data(as_text=True)
    assert upload("", b"").status_code == 422
    large = upload("stor.pdf", PDF + b"0" * LARGEST)
    assert large.status_code == 413
    assert "10 MB" in large.get_data(as_text=True)
    assert kept() == []


def test_a_file_far_over_the_limit_is_stopped_at_the_door(upload, kept):
    assert upload("stor.pdf", PDF + b"0" * (LARGEST + 600_000)).status_code == 413
    assert kept() == []


def test_the_guard_reads_names_of_files(upload, kept):
    refused = upload("Ola Nordmann 10B elev 15 år.pdf", PDF)
    assert refused.status_code == 422
    assert kept() == []


def test_twenty_papers_are_enough_for_a_sak(inside, meeting, upload, kept):
    with inside():
        item = service.entries(service.find(meeting))[0].item
        for number in range(papers.MOST):
            papers.add_paper(item, f"{number}.txt", f"{number}".encode())
    refused = upload("21.txt", b"21")
    assert refused.status_code == 409
    assert len(kept()) == 20


def test_a_paper_is_taken_away_until_the_meeting_is_held(upload, kept, scene, meeting, entry, inside, post):
    upload("plan.pdf", PDF)
    with inside():
        paper = service.entries(service.find(meeting))[0].item.papers[0].id
    address = scene.address(f"{meeting}/saker/{entry}/papirer/{paper}/slett")
    with inside():
        service.find(meeting).state = "held"
    assert post(address).status_code == 409
    assert kept() == ["plan.pdf"]
    with inside():
        service.find(meeting).state = "called"
    assert post(address).status_code == 303
    assert kept() == []


def test_a_guest_has_the_papers_of_their_own_meeting_only(
    upload, scene, meeting, plan, call, worker, to, link_in, house, inside
):
    upload("plan.pdf", PDF)
    other = plan(scene, day=date(2026, 10, 20))
    with inside():
        mine = service.entries(service.find(meeting))[0].item.papers[0].id
        theirs = papers.add_paper(service.entries(service.find(other))[0].item, "annet.txt", b"annet").id
    call(scene, meeting)
    worker.work()
    link, browser = link_in(to("hanne")[0]), Browser(house)
    assert f"{link}?papir={mine}" in browser.get(link).get_data(as_text=True)
    answer = browser.get(f"{link}?papir={mine}")
    assert answer.data == PDF and answer.headers["Content-Disposition"].startswith("attachment")
    for wrong in (theirs, uuid4(), "tull"):
        assert browser.get(f"{link}?papir={wrong}").status_code == 404


def test_those_without_a_seat_do_not_get_the_paper(upload, scene, meeting, inside, house, world, member, stranger):
    upload("plan.pdf", PDF)
    with inside():
        paper = service.entries(service.find(meeting))[0].item.papers[0].id
    address = scene.address(f"papirer/{paper}")
    assert member.get(address).status_code == 200
    assert stranger.get(address).status_code == 404
    assert stranger.get(f"/k/hamnes/moter/papirer/{paper}").status_code == 404
    assert log_in(house, "practitioner@nordvik.example").get(address).status_code == 404
    assert Browser(house).get(address).status_code == 302


def test_too_large_is_said_before_anything_is_read_as_a_file():
    with pytest.raises(TooLarge):
        check("stor.pdf", b"x" * (LARGEST + 1))
