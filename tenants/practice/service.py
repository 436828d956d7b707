"""The verbs of practice: write a card from a measure, send it, take it back. The measure itself is never changed by it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from saas import audit, clock, here, vocabulary
from saas.db import check_version, db
from saas.errors import Guarded, Invalid, NotFound, NotNow
from saas.library import cards, guarding
from saas.library.cards import LONGEST_TITLE, PARTS, Standing
from tenants.measures.models import Measure
from tenants.practice import naming
from tenants.practice.models import PracticeOffer

# A measure that is tried has something to tell; one that is only proposed has not.
TRIED = ("started", "ended", "evaluated")
# The form's field for each part of a card.
FIELDS = {
    "title": "tittel", "theme": "tema", "level": "niva", "challenge": "utfordring", "what": "hva", "resources": "ressurser",
    "evaluation": "evaluering", "verdict": "dom", "advice": "rad",
}  # fmt: skip
TEXTS = ("title", *PARTS)


@dataclass(frozen=True)
class Card:
    """What stands on a card. `theme`, `level` and `verdict` are codes of the vocabulary, the last two possibly empty."""

    title: str
    theme: str
    level: str = ""
    challenge: str = ""
    what: str = ""
    resources: str = ""
    evaluation: str = ""
    verdict: str = ""
    advice: str = ""
    show_name: bool = False


@dataclass(frozen=True)
class Offered:
    """A kommune's own card, and how it stands in the shared library; None as long as it has not been sent."""

    offer: PracticeOffer
    standing: Standing | None

    @property
    def state(self) -> str:
        """draft, withdrawn (by the kommune itself), or as the library has it: waiting, published, returned, taken_out."""
        if self.offer.state != "sent" or self.standing is None:
            return "draft" if self.offer.state == "sent" else self.offer.state
        return "taken_out" if self.standing.state == "withdrawn" else self.standing.state

    @property
    def open(self) -> bool:
        """Whether it can be rewritten and sent (again)."""
        return self.state in ("draft", "returned", "taken_out")

    @property
    def out(self) -> bool:
        """Whether the centre, or all, can read it now."""
        return self.state in ("waiting", "published", "returned")


def find(practice_id: UUID) -> Offered:
    """One of the kommune's own cards, or NotFound."""
    found = _offered(PracticeOffer.id == practice_id)
    if not found:
        raise NotFound()
    return found[0]


def listed() -> list[Offered]:
    """The kommune's own cards, the newest first."""
    return _offered()


def of_measure(measure_id: UUID) -> Offered | None:
    """The measure's card that is being written or is out; None where there is none, or it was withdrawn."""
    found = _offered(PracticeOffer.measure_id == measure_id, PracticeOffer.state != "withdrawn")
    return found[0] if found else None


def write(measure: Measure, card: Card) -> PracticeOffer:
    """A new card about a measure. Raises NotNow where nothing is tried yet or there is one, Invalid, Guarded and Recognisable."""
    if measure.state not in TRIED:
        raise NotNow("Tiltaket er ikke satt i gang, så det er ingen erfaring å dele ennå.")
    here.lock(f"practice:{measure.id}")
    if of_measure(measure.id) is not None:
        raise NotNow("Tiltaket har alt et kort. Endre det, eller trekk det tilbake og lag et nytt.")
    offer = PracticeOffer(measure_id=measure.id, **_checked(card))
    db.session.add(offer)
    db.session.flush()
    audit.record("practice.written", offer, measure=measure.id)
    return offer


def change(offered: Offered, seen: int | None, card: Card) -> None:
    """What the card shall say. Raises as write, and NotNow for one that is out."""
    checked = _checked(card)
    offer = _take_up(offered, seen)
    for name, value in checked.items():
        setattr(offer, name, value)
    db.session.flush()
    audit.record("practice.changed", offer)


def send(offered: Offered, seen: int | None, *, confirmed: bool) -> None:
    """Hand the card over to the centre. Somebody confirms that nobody can be known from it; the same words are checked anew.

    A card that came back is sent as a new one, and the old copy leaves the library in the same transaction.
    """
    if not confirmed:
        raise Invalid("Les gjennom kortet, og bekreft at ingen kan kjennes igjen.", field="bekreft")
    offer = _take_up(offered, seen)
    card = Card(**{name: getattr(offer, name) for name in Card.__dataclass_fields__})
    _checked(card)
    if not card.what or not (card.evaluation or card.advice):
        raise NotNow("Skriv hva som ble gjort, og hva som kom ut av det eller hvilke råd dere gir. Så kan kortet sendes.")
    if offer.card_id is not None:
        cards.withdraw(offer.card_id)
    offer.card_id = cards.offer(asdict(card))
    offer.state, offer.confirmed_by, offer.confirmed_at = "sent", here.actor_name(), clock.now()
    db.session.flush()
    audit.record("practice.sent", offer, measure=offer.measure_id, card=offer.card_id, by_name=offer.show_name)


def withdraw(offered: Offered, seen: int | None) -> None:
    """Take the card back: it leaves the library, words and all, in this very transaction."""
    offer = offered.offer
    check_version(offer, seen)
    db.session.flush()
    db.session.refresh(offer)
    if offer.state != "sent" or offer.card_id is None:
        raise NotNow("Kortet er ikke sendt, eller er alt trukket tilbake.")
    cards.withdraw(offer.card_id)
    offer.state = "withdrawn"
    db.session.flush()
    audit.record("practice.withdrawn", offer, card=offer.card_id)


def discard(offered: Offered, seen: int | None) -> None:
    """Throw away a card that has never left the kommune."""
    offer = offered.offer
    check_version(offer, seen)
    db.session.flush()
    db.session.refresh(offer)
    if offer.state != "draft":
        raise NotNow("Kortet er sendt. Trekk det tilbake i stedet.")
    audit.record("practice.discarded", offer)
    db.session.delete(offer)
    db.session.flush()


def _take_up(offered: Offered, seen: int | None) -> PracticeOffer:
    """Lock the row, and go on only where the card may be rewritten as things stand now."""
    offer = offered.offer
    check_version(offer, seen)
    db.session.flush()
    db.session.refresh(offer)
    if not find(offer.id).open:
        raise NotNow("Kortet er sendt. Trekk det tilbake hvis det skal skrives om.")
    return offer


def _checked(card: Card) -> dict[str, object]:
    """The card as it is kept, attribute by attribute; nothing in it may point at a person, or at a kommune without its name."""
    vocabulary.require("theme", card.theme, "tema")
    for name, vocabulary_name in (("level", "prevention_level"), ("verdict", "verdict")):
        if code := getattr(card, name):
            vocabulary.require(vocabulary_name, code, FIELDS[name])
    longest = {"title": LONGEST_TITLE, **PARTS}
    needed = {"title": "Skriv hva kortet skal hete."}
    texts = {
        name: guarding.clean(getattr(card, name), FIELDS[name], longest[name], needed=needed.get(name, "")) for name in TEXTS
    }
    _guard({FIELDS[name]: words for name, words in texts.items()}, by_name=card.show_name)
    return {**asdict(card), **texts}


def _guard(texts: Mapping[str, str], *, by_name: bool) -> None:
    """Stricter than inside: the network's own people are strangers to whoever reads the card, and nothing can be kept."""
    names = naming.of_this_kommune()
    known = (*names.services, names.kommune)
    if found := guarding.found_in(texts, known_names=known, small=here.kommune().small):
        here.note_guarded(found)
        raise Guarded(found)
    naming.check(texts, names, by_name=by_name)


def _offered(*which: object) -> list[Offered]:
    """Cards with their standing in one statement; the database tells it only of the kommune's own."""
    query = select(PracticeOffer, cards.standing_of(PracticeOffer.card_id)).options(joinedload(PracticeOffer.measure, innerjoin=True))
    rows = db.session.execute(query.where(*which).order_by(PracticeOffer.created_at.desc(), PracticeOffer.id))  # type: ignore[arg-type]
    return [Offered(offer, cards.standing(told)) for offer, told in rows]
