"""/postkasse shows letters as the receiver sees them, and nothing in a letter can act in our pages."""

import os
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest

from tests.world import Browser

CALENDAR = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//nb\r\nMETHOD:{method}\r\nBEGIN:VEVENT\r\nUID:1@bindeledd.test\r\n"
    "DTSTAMP:20260901T080000Z\r\nDTSTART:20260915T070000Z\r\nDTEND:20260915T090000Z\r\nSUMMARY:Møte i koordineringsgruppen\r\n"
    "LOCATION:Rådhuset\\, møterom Fjorden\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


@pytest.fixture
def put(house, mailbox, world):
    """Lays a letter in the mailbox's folder, as the mail server does."""

    def lay(
        number=1, to="Hanne Dahl <hanne@nordvik.example>", subject="Innkalling", body="Hei\n", method="", attach=None
    ):
        message = EmailMessage(policy=SMTP)
        message["To"], message["From"], message["Subject"] = (
            to,
            "Bindeledd for Nordvik <svar@bindeledd.example>",
            subject,
        )
        message["Date"] = "Tue, 01 Sep 2026 08:00:00 +0200"
        message.set_content(body)
        if method:
            message.add_alternative(CALENDAR.format(method=method), subtype="calendar", params={"method": method})
        for filename, kind, content in attach or []:
            message.add_attachment(content, maintype=kind.split("/")[0], subtype=kind.split("/")[1], filename=filename)
        name = f"{number:04d}.eml"
        (Path(mailbox.folder) / name).write_bytes(message.as_bytes())
        return name

    return lay


@pytest.fixture
def reader(house, put):
    return Browser(house)


def test_an_empty_mailbox_says_how_letters_come(reader):
    assert "Ingen brev ennå" in reader.get("/postkasse").get_data(as_text=True)


def test_letters_stand_newest_first_and_can_be_shown_for_one_receiver(reader, put):
    put(1, subject="Den første")
    put(2, subject="Den andre")
    put(3, to="Kari Moen <kari@nordvik.example>", subject="Til Kari")
    page = reader.get("/postkasse").get_data(as_text=True)
    assert page.index("Til Kari") < page.index("Den andre") < page.index("Den første")
    hers = reader.get("/postkasse?til=kari@nordvik.example").get_data(as_text=True)
    assert "Til Kari" in hers and "Den andre" not in hers
    assert "Ingen brev til denne mottakeren" in reader.get("/postkasse?til=ingen@nordvik.example").get_data(
        as_text=True
    )


def test_more_than_fifty_letters_are_asked_for(reader, put):
    for number in range(52):
        put(number, subject=f"Brev nr. {number:03d}")
    first = reader.get("/postkasse").get_data(as_text=True)
    assert "Vis alle (52)" in first and "Brev nr. 001" not in first
    assert "Brev nr. 001" in reader.get("/postkasse?alle=1").get_data(as_text=True)


def test_paragraphs_and_lists_stand_as_they_were_written(reader, put):
    name = put(body="Hei Hanne\n\nDu er kalt inn.\n\n- Sak 14/26\n- Sak 15/26\n")
    page = reader.get(f"/postkasse/{name}")
    text = page.get_data(as_text=True)
    assert "<p>Hei Hanne</p><p>Du er kalt inn.</p><ul><li>Sak 14/26</li><li>Sak 15/26</li></ul>" in text


def test_only_links_to_our_own_house_can_be_pressed(reader, put):
    own = "http://bindeledd.test/g/abc-DEF_123"
    name = put(
        body=f"Svar her: {own}.\nIkke her: http://ond.example/x og http://bindeledd.test.ond.example/y\n<b>fet</b>\n"
    )
    page = reader.get(f"/postkasse/{name}").get_data(as_text=True)
    assert f'<a class="ds-link" href="{own}">{own}</a>.' in page
    assert 'href="http://ond.example' not in page and 'href="http://bindeledd.test.ond' not in page
    assert "&lt;b&gt;fet&lt;/b&gt;" in page and "<b>fet" not in page


def test_a_link_cannot_break_out_of_its_place(reader, put):
    name = put(
        body='Se http://bindeledd.test/g/a"onmouseover="alert(1) og http://bindeledd.test/g/b"><script>alert(2)</script>\n'
    )
    page = reader.get(f"/postkasse/{name}").get_data(as_text=True)
    assert 'onmouseover="' not in page and "<script>alert" not in page
    assert 'href="http://bindeledd.test/g/a"' in page


def test_the_calendar_part_is_shown_as_a_mail_program_would(reader, put):
    page = reader.get(f"/postkasse/{put(method='REQUEST')}").get_data(as_text=True)
    assert "tirsdag 15. september 2026" in page and "kl. 09.00–11.00" in page and "Rådhuset, møterom Fjorden" in page
    assert "Avlyst" not in page
    assert "Avlyst" in reader.get(f"/postkasse/{put(method='CANCEL')}").get_data(as_text=True)


def test_a_broken_calendar_part_does_not_break_the_letter(reader, mailbox):
    text = (
        "To: a@b.example\r\nFrom: c@d.example\r\nSubject: Ødelagt\r\nMIME-Version: 1.0\r\n"
        "Content-Type: text/calendar; method=REQUEST\r\n\r\nBEGIN:TULL\r\n"
    )
    (Path(mailbox.folder) / "9.eml").write_bytes(text.encode())
    assert reader.get("/postkasse/9.eml").status_code == 200


def test_an_attachment_is_always_a_download(reader, put):
    name = put(
        attach=[
            ("farlig.html", "text/html", b"<script>alert(1)</script>"),
            ("saksliste.pdf", "application/pdf", b"%PDF-1.7"),
        ]
    )
    page = reader.get(f"/postkasse/{name}").get_data(as_text=True)
    assert "farlig.html" in page and "saksliste.pdf" in page
    answer = reader.get(f"/postkasse/{name}/del/2")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert reader.get(f"/postkasse/{name}/del/0").status_code == 404
    assert reader.get(f"/postkasse/{name}/del/99").status_code == 404


@pytest.mark.parametrize("name", ["ingen.eml", "..%2F..%2Fetc%2Fpasswd", "..", "hemmelig.txt"])
def test_only_letters_in_the_folder_can_be_opened(reader, mailbox, name):
    (Path(mailbox.folder) / "hemmelig.txt").write_text("hemmelig")
    try:
        assert reader.get(f"/postkasse/{name}").status_code in (404, 308)
    finally:
        os.unlink(Path(mailbox.folder) / "hemmelig.txt")
