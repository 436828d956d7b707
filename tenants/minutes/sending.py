"""Minutes leave the house: sent for comment, approved, changed later; each time frozen, and each reader told."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from saas import audit, clock, here, outbox
from saas.accounts import links
from saas.db import check_version, db
from saas.errors import Invalid, NotNow
from saas.pages import letter
from tenants.groups import guarding
from tenants.meetings import shielding
from tenants.minutes import checks, document, writing
from tenants.minutes.comments import waiting
from tenants.minutes.differences import Part, compare
from tenants.minutes.models import Minutes, MinutesVersion
from tenants.minutes.reading import Book, version_of
from tenants.minutes.rights import require_approver, require_writer
from tenants.network.models import Person

SHORTEST_REASON, LONGEST_REASON = 20, 1000
LONGEST_WINDOW = timedelta(days=60)
# A link is good for a while after the deadline, so that who comes late is told so instead of meeting a dead link.
GRACE_DAYS = 30


def override(book: Book, reason: str, kept: guarding.Kept | None = None) -> Minutes:
    """Open the lock although something is missing, with a reason that everybody can read on the page."""
    require_writer(book.group)
    reason = " ".join(reason.split())
    if len(reason) < SHORTEST_REASON:
        raise Invalid("Begrunnelsen må ha minst {n} tegn.", field="begrunnelse", n=SHORTEST_REASON)
    if len(reason) > LONGEST_REASON:
        raise Invalid("Begrunnelsen kan ha høyst {n} tegn.", field="begrunnelse", n=LONGEST_REASON)
    guarding.check(book.group, {"begrunnelse": reason}, kept)
    closed = checks.stops(book)
    if not closed:
        raise NotNow("Det er ingenting å overstyre: referatet kan sendes.")
    minutes = writing.begin(book.meeting)
    minutes.override_reason = reason
    minutes.version += 1
    audit.record("minutes.lock_overridden", minutes, lacks=[lack.code for lack in closed], reason_length=len(reason))
    return minutes


def send(book: Book, comment_until: date, seen_version: int | None) -> Minutes:
    """Send for comment: version 1 is frozen, those who were there get a link, the rest of the group get it to read.

    `seen_version` is the minutes' version on the page, 1 before anything was written. Raises NotNow, Invalid.
    """
    require_writer(book.group)
    book.minutes = minutes = writing.begin(book.meeting)
    _require_ready(book)
    if not clock.today() < comment_until <= clock.today() + LONGEST_WINDOW:
        raise Invalid("Fristen må være etter i dag, og innen {n} dager.", field="frist", n=LONGEST_WINDOW.days)
    check_version(minutes, seen_version)
    minutes.stage, minutes.sent_at, minutes.comment_until = "for_comment", clock.now(), comment_until
    version = _freeze(book, "comment")
    _send_for_comment(book, version)
    audit.record("minutes.sent", minutes, number=1, attendees=len(book.present), until=comment_until)
    return minutes


def approve(book: Book, seen_version: int | None) -> Minutes:
    """Approval is a person's act, after the deadline, with every comment answered and the lock open."""
    require_approver(book.group)
    book.minutes = minutes = writing.begin(book.meeting)
    if minutes.stage == "approved":
        raise NotNow("Referatet er allerede godkjent.")
    if minutes.stage != "for_comment" or minutes.comment_until is None:
        raise NotNow("Referatet må sendes til merknad før det kan godkjennes.")
    if clock.today() <= minutes.comment_until:
        raise NotNow("Merknadsfristen er ikke ute ennå.")
    if waiting(minutes):
        raise NotNow("Noen merknader venter på svar. Svar på dem før referatet godkjennes.")
    _refuse_if_locked(book)
    check_version(minutes, seen_version)
    minutes.stage, minutes.approved_at, minutes.approved_by = "approved", clock.now(), here.actor_name()
    parts = changes(book)
    if parts:
        _tell_of_change(book, _freeze(book, "approved"), parts)
    audit.record("minutes.approved", minutes, number=minutes.latest, sha256=version_of(minutes).sha256)
    return minutes


def publish_change(book: Book, seen_version: int | None) -> MinutesVersion:
    """A change after approval: a new version, and a letter to the group that says what is new."""
    require_writer(book.group)
    book.minutes = minutes = writing.begin(book.meeting)
    if minutes.stage != "approved":
        raise NotNow("Referatet er ikke godkjent ennå. Endringene kommer med når det godkjennes.")
    _refuse_if_locked(book)
    parts = changes(book)
    if not parts:
        raise NotNow("Ingenting er endret siden versjon {n}.", n=minutes.latest)
    check_version(minutes, seen_version)
    version = _freeze(book, "changed")
    _tell_of_change(book, version, parts)
    audit.record("minutes.changed", minutes, number=version.number, sha256=version.sha256, parts=len(parts))
    return version


def changes(book: Book) -> list[Part]:
    """What is written since the latest version left; everything is new before the first."""
    if book.minutes is None or book.minutes.latest == 0:
        return []
    return compare(version_of(book.minutes).document, document.build(book, book.minutes.latest))


def without_address(people: Sequence[Person]) -> list[Person]:
    """Those who can get no letter; they are named on the page before it is sent."""
    return [person for person in people if not person.email]


def _require_ready(book: Book) -> None:
    if book.stage != "draft":
        raise NotNow("Referatet er allerede sendt til merknad.")
    if book.meeting.state != "held":
        raise NotNow("Avslutt møtet før referatet sendes.")
    if not book.present:
        raise NotNow("Kryss av hvem som møtte, før referatet sendes. Bare de kan gi merknader.")
    _refuse_if_locked(book)


def _refuse_if_locked(book: Book) -> None:
    if closed := checks.stops(book):
        raise NotNow(
            "Referatet kan ikke sendes eller godkjennes: {lacks}.", lacks="; ".join(lack.text for lack in closed)
        )


def _freeze(book: Book, reason: str) -> MinutesVersion:
    """One more version, as it stands this moment; the table takes no change afterwards."""
    assert book.minutes is not None
    book.minutes.latest += 1
    content = document.build(book, book.minutes.latest)
    version = MinutesVersion(
        minutes_id=book.minutes.id,
        number=book.minutes.latest,
        reason=reason,
        document=content,
        sha256=document.fingerprint(content),
        created_by=here.actor_name(),
    )
    db.session.add(version)
    db.session.flush()
    return version


def _send_for_comment(book: Book, version: MinutesVersion) -> None:
    assert book.minutes is not None and book.minutes.comment_until is not None
    attached = _Attached(book, version)
    days = (book.minutes.comment_until - clock.today()).days + GRACE_DAYS
    for person in _reachable(book.attendees):
        link = links.make("minutes.comment", book.minutes.id, person.id, days=days)
        _post(book, person, "sent.txt", attached, link=link)
    for person in _reachable(book.others(clock.today())):
        _post(book, person, "for_information.txt", attached)


def _tell_of_change(book: Book, version: MinutesVersion, parts: list[Part]) -> None:
    assert book.minutes is not None
    attached = _Attached(book, version)
    before = version_of(book.minutes, version.number - 1).document
    for person in _reachable([*book.attendees, *book.others(clock.today())]):
        headings = [change.heading for change in parts]
        changed = document.headings_seen_by(headings, (before, version.document), attached.audience(person))
        _post(book, person, "changed.txt", attached, number=version.number, changed=changed)


class _Attached:
    """One version as each of its readers may have it; made once for those inside the group and once for guests."""

    def __init__(self, book: Book, version: MinutesVersion) -> None:
        self.book, self.version = book, version
        self.made: dict[shielding.Audience, outbox.LetterPart] = {}

    def audience(self, person: Person) -> shielding.Audience:
        """Inside the group when it met or today: who has come in since reads what the group reads."""
        days = (self.book.meeting.day, clock.today())
        inside = any(shielding.audience_of(self.book.group, person.id, day) == "member" for day in days)
        return "member" if inside else "outside"

    def to(self, person: Person) -> outbox.LetterPart:
        """The attachment of one reader's letter."""
        audience = self.audience(person)
        if audience not in self.made:
            name = f"referat-versjon-{self.version.number}.pdf"
            words = document.seen_by(self.version.document, audience)
            self.made[audience] = outbox.attach(name, "application/pdf", document.as_pdf(words, self.version.created_at))
        return self.made[audience]


def _reachable(people: Sequence[Person]) -> list[Person]:
    unique: dict[UUID, Person] = {person.id: person for person in people if person.email}
    return list(unique.values())


def _post(book: Book, person: Person, name: str, attached: _Attached, **context: object) -> None:
    language = here.kommune().language
    subject, body = letter(
        f"minutes/{name}",
        language,
        person=person,
        meeting=book.meeting,
        minutes=book.minutes,
        group=book.group,
        **context,
    )
    outbox.post(person.address, subject, body, template=f"minutes/{name}", about=book.minutes, parts=[attached.to(person)])
