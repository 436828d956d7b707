"""How a bulletin leaves: its readers are written down once, and then a hundred letters a transaction until none waits."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert

from saas import audit, clock, here, jobs, outbox, pages, return_post
from saas.db import db
from saas.errors import Refusal
from saas.library import markdown
from saas.outbox import Letter, Mailing
from tenants.outreach import lists, readers, service
from tenants.outreach.models import Bulletin, BulletinReader, Delivery

# Letters in one transaction: a crash loses no more than these, and they are written by the next round.
AT_ONCE = 100
TEMPLATE = "outreach/bulletin.txt"
PAGE = "outreach/bulletin_letter.html"


@dataclass(frozen=True)
class Line:
    """One reader in a bulletin's log. `outcome` is a code of OUTCOMES."""

    name: str
    address: str
    outcome: str
    error: str


def start_due() -> int:
    """One round: bulletins whose time has come begin to leave. Returns how many."""
    query = select(Bulletin).where(Bulletin.state == "scheduled", Bulletin.send_at <= clock.now())
    due = list(db.session.scalars(query.with_for_update(skip_locked=True, of=Bulletin)))
    for bulletin in due:
        try:
            service.no_hidden_titles(bulletin.title, bulletin.body)
        except Refusal:
            # A sak was shielded after the bulletin was planned: it waits for somebody to read it again.
            bulletin.state, bulletin.send_at, bulletin.version = "draft", None, bulletin.version + 1
            audit.record("bulletin.held_back", bulletin)
        else:
            _start(bulletin)
    # Those that a crash left half-way are gone on with; whatever is written already is passed over.
    half = select(Bulletin.id).where(Bulletin.state == "sending", Bulletin.id.not_in([one.id for one in due]))
    for bulletin_id in db.session.scalars(half):
        jobs.later("outreach.post", bulletin_id)
    return len(due)


def post_some(bulletin_id: UUID) -> int:
    """Write the letters of the next readers in line. Returns how many readers were passed; zero when none waits."""
    bulletin = db.session.scalars(
        select(Bulletin).where(Bulletin.id == bulletin_id, Bulletin.state == "sending").with_for_update(of=Bulletin)
    ).one_or_none()
    if bulletin is None:
        return 0
    waiting = select(Delivery).where(Delivery.bulletin_id == bulletin.id, Delivery.state == "waiting")
    some = list(db.session.scalars(waiting.order_by(Delivery.id).limit(AT_ONCE)))
    content = _content(bulletin)
    for delivery in some:
        _post(bulletin, delivery, content)
    db.session.flush()
    if len(some) == AT_ONCE:
        jobs.later("outreach.post", bulletin.id)
    else:
        bulletin.state, bulletin.sent_at, bulletin.version = "sent", clock.now(), bulletin.version + 1
        audit.record("bulletin.sent", bulletin, readers=len(some))
    return len(some)


def reach(bulletins: Sequence[Bulletin]) -> dict[UUID, int]:
    """How many readers each bulletin goes to, in one statement."""
    ids = [bulletin.id for bulletin in bulletins]
    query = select(Delivery.bulletin_id, func.count(Delivery.id)).where(Delivery.bulletin_id.in_(ids)).group_by(Delivery.bulletin_id)
    return {bulletin_id: number for bulletin_id, number in db.session.execute(query)}


def log(bulletin: Bulletin) -> list[Line]:
    """Each reader and how the letter went, trouble first. Addresses of those who have stopped are gone."""
    query = select(Delivery).where(Delivery.bulletin_id == bulletin.id)
    deliveries = list(db.session.scalars(query))
    ids = [delivery.letter_id for delivery in deliveries if delivery.letter_id]
    letters = {row.id: row for row in db.session.execute(select(Letter.id, Letter.state, Letter.last_error).where(Letter.id.in_(ids)))}
    lines = []
    for delivery in deliveries:
        letter = letters.get(delivery.letter_id)
        outcome = _outcome(delivery.state, letter.state if letter else "", delivery.bounced_at is not None)
        reader = delivery.reader
        lines.append(Line(reader.shown, reader.email or "", outcome, (letter.last_error or "") if letter else ""))
    rank = ("bounced", "failed", "waiting", "stopped", "sent", "deleted")
    return sorted(lines, key=lambda line: (rank.index(line.outcome), line.name.lower()))


def plain(body: str, title: str) -> str:
    """The text as a letter without any dress: headings on lines of their own, points with a dash, tables as lines."""
    said = []
    for block in markdown.blocks(body, title):
        if block["type"] == "list":
            said.append("\n".join(f"- {item}" for item in block["items"]))
        elif block["type"] == "table":
            said.append("\n".join(" | ".join(row) for row in [block["head"], *block["rows"]]))
        elif block["type"] == "heading":
            said.append(f"{block['text']}\n{'-' * min(len(block['text']), 60)}")
        else:
            said.append(block["text"])
    return "\n\n".join(said)


def _start(bulletin: Bulletin) -> None:
    """Write down who gets it, as the list stands now; from here on nobody is added and nobody comes twice."""
    people = lists.reached(lists.find(bulletin.list_id))
    found = readers.settle(people.values())
    rows = [{"bulletin_id": bulletin.id, "reader_id": reader.id, "created_at": clock.now()} for reader in found.values()]
    if rows:
        db.session.execute(insert(Delivery).values(rows).on_conflict_do_nothing())
    # Those on a list by their seat get the address that stands in the network now.
    for seal, reader in found.items():
        if reader.state == "asked":
            reader.state, reader.email = "active", people[seal][0]
    bulletin.state, bulletin.version = "sending", bulletin.version + 1
    audit.record("bulletin.started", bulletin, readers=len(rows))
    jobs.later("outreach.post", bulletin.id)


def _post(bulletin: Bulletin, delivery: Delivery, content: tuple[str, str]) -> None:
    """One letter, unless the reader has stopped since the line was drawn."""
    reader = db.session.scalars(
        select(BulletinReader).where(BulletinReader.id == delivery.reader_id).execution_options(populate_existing=True)
    ).one()
    if reader.state != "active" or not reader.email:
        delivery.state = "skipped"
        return
    words, page = content
    kommune = here.kommune()
    stop = return_post.stop_address(kommune.slug, kommune.id, reader.id)
    letter = outbox.post(
        (reader.name, reader.email), bulletin.title, words.replace(STOP_HERE, stop), template=TEMPLATE, about=bulletin,
        mailing=Mailing(page.replace(STOP_HERE, stop), stop, return_post.return_address(kommune.id, reader.id)),
    )  # fmt: skip
    delivery.state, delivery.letter_id, delivery.posted_at = "posted", letter.id, clock.now()


# Stands in the rendered letter where each reader's own address goes; a line of its own, which no text can hold.
STOP_HERE = "\x02stopp\x03"


def _content(bulletin: Bulletin) -> tuple[str, str]:
    """The letter in words and in HTML, rendered once for all of them."""
    facts = {"bulletin": bulletin, "stop": STOP_HERE, "kommune": here.kommune()}
    _, words = pages.letter(TEMPLATE, bulletin.language, plain=plain(bulletin.body, bulletin.title), **facts)
    page = pages.render(PAGE, bulletin.language, page=markdown.page(bulletin.body, bulletin.title), language=bulletin.language, **facts)
    return words, page


def _outcome(state: str, letter: str, bounced: bool) -> str:
    if bounced:
        return "bounced"
    if state == "skipped" or letter == "stopped":
        return "stopped"
    if state == "posted" and not letter:
        return "deleted"
    return {"sent": "sent", "failed": "failed"}.get(letter, "waiting")


def forget_text() -> None:
    """The letters of a bulletin that left long ago need no words: the bulletin has them."""
    old = select(Delivery.letter_id).where(Delivery.letter_id.is_not(None))
    done = update(Letter).where(Letter.id.in_(old), Letter.state == "sent", Letter.html.is_not(None))
    db.session.execute(done.values(html=None, body="").execution_options(synchronize_session=False))
