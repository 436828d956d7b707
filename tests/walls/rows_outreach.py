"""Bulletins and notices for the crawler, one of each; every free text carries the given word."""

from uuid import uuid4

from saas import here, return_post


def rows(word, ids):
    """A list with a reader, a bulletin on its way to them, and what one person has been told and has chosen."""
    from tenants.notices import models as n
    from tenants.outreach import models as o

    receivers = o.BulletinList(id=uuid4(), name=f"{word} liste", followers=True)
    yield receivers
    email = f"leser@{word.lower()}.example"
    reader = o.BulletinReader(id=uuid4(), email=email, email_seal=return_post.sealed(here.kommune().id, email), name=f"{word} leser",
                              stop_hash=return_post.hashed(f"stop {word}"), return_hash=return_post.hashed(f"return {word}"))
    yield reader
    yield o.ListEntry(id=uuid4(), list_id=receivers.id, reader_id=reader.id)
    bulletin = o.Bulletin(id=uuid4(), list_id=receivers.id, title=f"{word} brev", body=f"{word} tekst", language="nb", written_by=word)
    yield bulletin
    yield o.Delivery(id=uuid4(), bulletin_id=bulletin.id, reader_id=reader.id)
    yield n.Notice(id=uuid4(), person_id=ids["people"], template="tasks/given.txt", title=f"{word} varsel")
    yield n.NoticeSettings(id=uuid4(), person_id=ids["people"], paces={})
    yield n.Digest(id=uuid4(), person_id=ids["people"], period="2026-W40")
