"""What is looked at after each step of a walk: the other kommune row by row, every answer, every letter, the pool and the session."""

from typing import Any

from sqlalchemy import func, select

from saas.db import db
from tests.walls.two_worlds_eyes import letter_words, links_in, words_in
from tests.walls.two_worlds_ground import WORDS, Ground
from tests.walls.two_worlds_hands import Form, Page
from tests.walls.two_worlds_state import State, changed
from tests.walls.two_worlds_verbs import ACROSS


def other(slug: str) -> str:
    """The other of the two."""
    return next(name for name in WORDS if name != slug)


class Watch:
    """The eyes of a walk. `out` holds (role, kommune) of those who have lost their place; `prints` what each kommune was last."""

    ground: Ground
    seen: dict[str, int]
    state: State
    prints: dict[Any, dict[str, tuple[int, str]]]
    out: set[tuple[str, str]]
    read_letters: set[str]
    links: dict[str, list[str]]

    def note(self, event: str) -> None:
        self.seen[event] = self.seen.get(event, 0) + 1

    def _doors(self, page: Page, slug: str, wanted: str = "") -> list[Form]:
        """The forms of a page that do something in this kommune alone."""
        forms = [form for form in page.forms if form.method == "POST" and form.path.startswith(f"/k/{slug}/")]
        named = [(self._endpoint(form), form) for form in forms]
        return [form for name, form in named if not name.startswith(ACROSS) and (not wanted or name == wanted)]

    def _endpoint(self, form: Form) -> str:
        return str(self.ground.house.url_map.bind("bindeledd.test").match(form.path, method="POST")[0])

    def _get(self, slug: str, role: str, address: str, **more: Any) -> Any:
        answer = self.ground.browsers[role, slug].get(address, **more)
        assert answer.status_code < 500, f"{address}: {answer.status_code}"
        if (role, slug) in self.out:
            assert answer.status_code == 404, f"{address} opens for one who is out"
        self._only_own(slug, answer)
        return answer

    def _page(self, slug: str, role: str, address: str) -> Page:
        return Page(address, self._get(slug, role, address))

    def _after(self, slug: str, deed: str, answer: Any) -> None:
        """After a deed in one kommune: the other is row by row what it was, and what was answered says nothing of it."""
        if answer is not None:
            assert answer.status_code < 500, f"{deed}: {answer.status_code}"
            self._only_own(slug, answer)
        self._nothing_changed_in(other(slug), deed)

    def _only_own(self, slug: str, answer: Any) -> None:
        found = words_in(answer, (WORDS[other(slug)],))
        assert not found, f"{answer.request.path} of {slug} says {found}"

    def _nothing_is_carried_over(self, deed: str) -> None:
        """Between two rooms the session holds no row, and the connection in the pool no ticket."""
        with self.ground.house.app_context(), db.engines["kommune"].connect() as bare:
            assert not bare.scalar(select(func.current_setting("room.ticket", True))), f"{deed} left its ticket in the pool"

    def _nothing_changed_in(self, slug: str, deed: str) -> None:
        self._nothing_is_carried_over(deed)
        place = self.ground.places[slug].id
        now, mixed = self.state.look()
        assert mixed == [], f"after {deed}: {mixed}"
        differing = changed(self.prints[place], now[place])
        assert differing == [], f"{deed} in {other(slug)} changed {slug}: {differing}"
        self.prints = now

    def _read_letters(self) -> None:
        """Each letter that has come speaks for one kommune."""
        for path in self.ground.mail.glob("*.eml"):
            if path.name in self.read_letters:
                continue
            self.read_letters.add(path.name)
            sender, words = letter_words(path, tuple(WORDS.values()))
            own = {WORDS[slug] for slug in WORDS if sender == f"Bindeledd for {slug.title()}"}
            assert words <= own, f"{path.name} from {sender} says {words}"
            self.links[next((each for each in WORDS if WORDS[each] in own), "nordvik")] += links_in(path) if own else []
            self.note("letter")
