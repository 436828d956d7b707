"""The local mailbox is a real SMTP server: what it said yes to is there to be read, whole and in order."""

import smtplib
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from infra.mailbox import Mailbox


@pytest.fixture
def mailbox(tmp_path: Path) -> Iterator[Mailbox]:
    with Mailbox(tmp_path / "postkasse") as running:
        yield running


def send(mailbox: Mailbox, subject: str, *to: str) -> None:
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = "post@nordvik.example", ", ".join(to), subject
    letter.set_content("Møtet er flyttet til rådhuset.\n.\nLinjen over er bare et punktum.")
    with smtplib.SMTP("127.0.0.1", mailbox.port, timeout=10) as client:
        client.send_message(letter)


def test_a_letter_arrives_whole(mailbox: Mailbox) -> None:
    send(mailbox, "Innkalling til møte på Ørland", "medlem@nordvik.example")

    [file] = mailbox.letters()
    letter = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert letter["Subject"] == "Innkalling til møte på Ørland"
    assert letter["Delivered-To"] == "medlem@nordvik.example"
    body = letter.get_content().splitlines()  # type: ignore[attr-defined]
    assert body == ["Møtet er flyttet til rådhuset.", ".", "Linjen over er bare et punktum."]


def test_letters_lie_in_the_order_they_came(mailbox: Mailbox) -> None:
    for number in range(12):
        send(mailbox, f"Brev {number}", "medlem@nordvik.example")

    subjects = [message_from_bytes(file.read_bytes())["Subject"] for file in mailbox.letters()]
    assert subjects == [f"Brev {number}" for number in range(12)]
    assert list(mailbox.folder.glob("*.ny")) == []


def test_an_address_that_does_not_exist_is_refused_for_good(mailbox: Mailbox) -> None:
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refusal:
        send(mailbox, "Til ingen", "ukjent@avvist.example")

    assert refusal.value.recipients["ukjent@avvist.example"][0] == 550
    assert mailbox.letters() == []


def test_a_busy_receiver_asks_for_a_new_try(mailbox: Mailbox) -> None:
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refusal:
        send(mailbox, "Til en opptatt", "opptatt@senere.example")

    assert refusal.value.recipients["opptatt@senere.example"][0] == 451


def test_one_refused_receiver_does_not_stop_the_others(mailbox: Mailbox) -> None:
    send(mailbox, "Til to", "medlem@nordvik.example", "ukjent@avvist.example")

    [file] = mailbox.letters()
    assert message_from_bytes(file.read_bytes()).get_all("Delivered-To") == ["medlem@nordvik.example"]


def test_the_port_is_free_again_after_a_stop(tmp_path: Path) -> None:
    first = Mailbox(tmp_path).start()
    first.stop()

    with Mailbox(tmp_path, first.port) as second:
        send(second, "På samme port", "medlem@nordvik.example")
        assert len(second.letters()) == 1
