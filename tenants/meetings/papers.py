"""Sakspapirer: checked when they come in, kept once, and handed out only to those who may see the group."""

import hashlib
from uuid import UUID

from sqlalchemy import func, select

from saas import audit, here
from saas.db import db
from saas.db import find as find_row
from saas.errors import Invalid, NotFound, NotNow
from tenants.groups import guarding
from tenants.groups import service as groups
from tenants.groups.guarding import Kept
from tenants.meetings.filetypes import check, clean_name
from tenants.meetings.models import AgendaEntry, AgendaItem, Meeting, Paper, PaperContent

MOST = 20


def add_paper(item: AgendaItem, filename: str, content: bytes, kept: Kept | None = None) -> Paper:
    """Keep a paper with a sak. The same file twice is one paper."""
    name = clean_name(filename)
    media_type = check(name, content)
    guarding.check(groups.find(item.group_id), {"fil": name.rpartition(".")[0].replace("_", " ")}, kept)
    db.session.execute(select(AgendaItem.id).where(AgendaItem.id == item.id).with_for_update())
    digest = hashlib.sha256(content).hexdigest()
    there = {paper.sha256: paper for paper in db.session.scalars(select(Paper).where(Paper.item_id == item.id))}
    if digest in there:
        return there[digest]
    if len(there) >= MOST:
        raise NotNow("Saken har allerede {n} sakspapirer. Slett ett før du legger til et nytt.", n=MOST)
    paper = Paper(
        item_id=item.id, filename=name, media_type=media_type, size=len(content), sha256=digest,
        uploaded_by=here.actor_name(),
    )  # fmt: skip
    db.session.add(paper)
    db.session.flush()
    db.session.add(PaperContent(paper_id=paper.id, content=content))
    audit.record("paper.added", paper, item=item.id, size=paper.size, sha256=digest)
    return paper


def find_paper(paper_id: UUID) -> Paper:
    """A paper of a group that the visitor may see, or of a meeting while they sat in it. NotFound otherwise."""
    paper = find_row(Paper, paper_id)
    item = find_row(AgendaItem, paper.item_id)
    if not _on_an_agenda_of_their_time(item):
        groups.find(item.group_id)
    return paper


def _on_an_agenda_of_their_time(item: AgendaItem) -> bool:
    query = select(AgendaEntry.id).join(Meeting, Meeting.id == AgendaEntry.meeting_id)
    query = query.where(AgendaEntry.item_id == item.id, groups.theirs_then(Meeting.group_id, Meeting.starts_at))
    return db.session.scalars(query.limit(1)).first() is not None


def find_paper_of_meeting(meeting: Meeting, paper_id: UUID) -> Paper:
    """A paper on this meeting's agenda, for a guest who is called to it; NotFound for any other."""
    query = select(Paper).join(AgendaEntry, AgendaEntry.item_id == Paper.item_id)
    paper = db.session.scalars(query.where(Paper.id == paper_id, AgendaEntry.meeting_id == meeting.id)).one_or_none()
    if paper is None:
        raise NotFound()
    return paper


def content_of(paper: Paper) -> bytes:
    """The bytes, as they came."""
    return db.session.scalars(select(PaperContent.content).where(PaperContent.paper_id == paper.id)).one()


def delete_paper(paper: Paper) -> None:
    """Take a paper away, unless a meeting has been held with it on the table."""
    held = select(func.count()).select_from(AgendaEntry).join(Meeting, Meeting.id == AgendaEntry.meeting_id)
    if db.session.scalar(held.where(AgendaEntry.item_id == paper.item_id, Meeting.state == "held")):
        raise NotNow("Sakspapiret hører til et avholdt møte, og kan ikke slettes.")
    audit.record("paper.deleted", paper, item=paper.item_id, sha256=paper.sha256)
    for content in db.session.scalars(select(PaperContent).where(PaperContent.paper_id == paper.id)):
        db.session.delete(content)
    db.session.flush()
    db.session.delete(paper)


def required(filename: str | None) -> str:
    """The name of the file that was chosen. Raises Invalid when none was."""
    if not filename:
        raise Invalid("Velg en fil.", field="fil")
    return filename
