"""A walk through two kommuner by their doors: whatever is done in one, the other stays as it was, and says nothing of it."""

import random
from collections.abc import Callable
from typing import Any

import psycopg
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from infra.clock import ROUNDS
from saas import jobs, rooms
from saas.db import db
from saas.errors import NotFound
from tests.walls.two_worlds_eyes import words_in
from tests.walls.two_worlds_ground import ROLES, WORDS, Ground
from tests.walls.two_worlds_hands import Form, Page, send
from tests.walls.two_worlds_verbs import CARRIERS, VERBS
from tests.walls.two_worlds_watch import Watch, other
from tests.world import Browser

WHO = ["coordinator"] * 16 + list(ROLES)
# How often each kind of step is taken, of all.
WEIGHTS = {"do": 18, "roam": 6, "read": 2, "search": 1, "send_an_old_page": 3, "knock_next_door": 1, "carry_ids_across": 4, "strike": 2,
           "work": 3, "membership": 2, "answer_a_letter": 2, "look_at_mine": 1}
STEPS = [what for what, weight in WEIGHTS.items() for _ in range(weight)]


class TwoWorlds(Watch, RuleBasedStateMachine):
    """One example is one fresh copy of the ground. `seen` counts what really happened, over all examples."""

    ground: Ground
    seen: dict[str, int]
    addresses: list[str]

    @initialize()
    def begin(self) -> None:
        self.ground.anew()
        self.state = self.ground.state()
        self.owner = psycopg.connect(self.ground.admin_url, autocommit=True)
        self.prints, mixed = self.state.look()
        assert mixed == []
        self.open_pages: list[tuple[str, Form, Any, list]] = []
        self.out: set[tuple[str, str]] = set()
        self.made: dict[str, list[str]] = {slug: [] for slug in WORDS}
        self.read_letters: set[str] = set()
        self.links: dict[str, list[str]] = {slug: [] for slug in WORDS}
        self.steps = 0

    def teardown(self) -> None:
        for held in (getattr(self, "state", None), getattr(self, "owner", None)):
            if held is not None:
                held.close()

    @rule(dice=st.integers(0, 2**32))
    def step(self, dice: int) -> None:
        """One thing happens; those that a year is made of happen most often."""
        self.steps += 1
        luck = random.Random(f"{dice} {self.steps}")
        what, slug, role = luck.choice(STEPS), luck.choice(sorted(WORDS)), luck.choice(WHO)
        given = {"do": (slug, role, luck.choice(VERBS), luck), "work": (), "search": (slug,), "membership": (slug, role)}
        getattr(self, what)(*given.get(what, (slug, luck)))

    # What people do

    def do(self, slug: str, role: str, verb: tuple[str, str, int], luck: random.Random) -> None:
        """One of the deeds that a year is made of, by somebody who may or may not."""
        page, wanted, variant = verb
        self._press(slug, role, self.ground.address(page, slug, variant), wanted, luck)

    def roam(self, slug: str, luck: random.Random) -> None:
        """Any page there is, and any of its forms; often a page that somebody has just made."""
        made = self.made[slug]
        anywhere = self.ground.address(luck.choice(self.addresses), slug, luck.randint(0, 3))
        address = luck.choice(made[-6:]) if made and luck.random() < 0.5 else anywhere
        self._press(slug, "coordinator", address, "", luck)

    def read(self, slug: str, luck: random.Random) -> None:
        """Open a page, a document or an export; and what anybody can open."""
        answer = self._get(slug, luck.choice(ROLES), self.ground.address(luck.choice(self.addresses), slug, luck.randint(0, 3)))
        if answer.status_code == 200:
            self.note("read")
        self._only_own(slug, self.ground.house.test_client().get(f"/apen/{slug}"))

    def look_at_mine(self, slug: str, luck: random.Random) -> None:
        """The coordinator's page of all their own: it tells of those that they have now, and of no other."""
        page = self.ground.browsers["coordinator", slug].get("/mine")
        assert page.status_code == 200
        own = {WORDS[each] for each in WORDS if ("coordinator", each) not in self.out}
        told = words_in(page, tuple(WORDS.values()))
        assert told <= own, f"/mine tells of {told}"
        self.note("mine, one of the two" if len(own) < 2 else "mine")

    def answer_a_letter(self, slug: str, luck: random.Random) -> None:
        """A guest follows the link in a letter, and presses what is there."""
        if not self.links[slug]:
            return
        link, guest = luck.choice(self.links[slug]), Browser(self.ground.house)
        answer = guest.get(link)
        self._after(slug, link, answer)
        for form in Page(link, answer).forms[:1]:
            self._after(slug, link, send(guest, form, form.filled(WORDS[slug], luck, yes=True)))
            self.note("guest")

    def search(self, slug: str) -> None:
        """The other's word in pieces, and a word that both use."""
        for asked in (WORDS[other(slug)][:6], "gruppe"):
            answer = self._get(slug, "coordinator", f"/k/{slug}/sok/", query_string={"q": asked})
            if (("coordinator", slug) not in self.out) and asked == "gruppe" and WORDS[slug] in answer.get_data(as_text=True):
                self.note("search")
        self._nothing_changed_in(other(slug), "a search")

    def send_an_old_page(self, slug: str, luck: random.Random) -> None:
        """A page that has stood open is sent now: others have changed things, or its reader has lost their place."""
        mine = [kept for kept in self.open_pages if kept[0] == slug]
        if not mine:
            return
        _, form, who, fields = luck.choice(mine)
        answer = send(self.ground.browsers[who, slug], form, fields)
        if (who, slug) in self.out:
            assert answer.status_code == 404, f"{form.path}: {answer.status_code} for one who is out"
            self.note("old page, out")
        self._after(slug, form.path, answer)
        self.note("old page")

    def knock_next_door(self, slug: str, luck: random.Random) -> None:
        """Somebody of the other kommune alone, at an address of this one."""
        somebody = self.ground.browsers[luck.choice(ROLES[1:]), other(slug)]
        answer = somebody.get(self.ground.address(luck.choice(self.addresses), slug))
        assert answer.status_code == 404
        self._only_own(other(slug), answer)
        self.note("stranger")

    def carry_ids_across(self, slug: str, luck: random.Random) -> None:
        """The coordinator of both sends a form of this kommune with the other's ids in its fields."""
        page = self._page(slug, "coordinator", self.ground.address(luck.choice(CARRIERS), slug, luck.randint(0, 3)))
        forms = [form for form in self._doors(page, slug) if form.ids()]
        if not forms:
            return
        form = luck.choice(forms)
        theirs = self._theirs(slug)
        fields = [(name, theirs.get(value, value) if isinstance(value, str) else value) for name, value in form.filled(WORDS[slug], luck)]
        carried = [value for name, value in fields if isinstance(value, str) and value in theirs.values()]
        answer = send(self.ground.browsers["coordinator", slug], form, fields)
        self._after(slug, form.path, answer)
        if carried:
            self.note("foreign ids")
            kept = self.state.holding(self.ground.places[slug].id, tuple(carried))
            assert kept == [], f"{form.path} kept another kommune's id in {kept}"

    def _press(self, slug: str, role: str, address: str, wanted: str, luck: random.Random) -> None:
        page = self._page(slug, role, address)
        forms = self._doors(page, slug, wanted)
        if not forms:
            return self._nothing_changed_in(other(slug), address)
        form = luck.choice(forms)
        fields = form.filled(WORDS[slug], luck)
        if luck.random() < 0.1:
            self.open_pages.append((slug, form, role, fields))
            return self.note("left open")
        answer = send(self.ground.browsers[role, slug], form, fields)
        if answer.status_code == 200 and "html" not in answer.mimetype:
            self.note("fetched")
        if answer.status_code == 422:
            again = [f for f in Page(form.path, answer, whole=True).forms if f.path == form.path]
            if again:
                answer = send(self.ground.browsers[role, slug], again[0], again[0].filled(WORDS[slug], luck, yes=True))
        self._after(slug, form.path, answer)
        if answer.status_code == 303:
            self.note(self._endpoint(form))
            self.made[slug].append(answer.location)
        return None

    def _theirs(self, slug: str) -> dict[str, str]:
        """An own id → the other kommune's id of the same kind."""
        pairs = zip(self.ground.ids[slug], self.ground.ids[other(slug)], strict=True)
        return {str(mine[table]): str(theirs[table]) for mine, theirs in pairs for table in mine if table in theirs}

    # What the house does

    def strike(self, slug: str, luck: random.Random) -> None:
        """The clock asks for a round in one kommune."""
        self._ask(luck.choice(sorted(ROUNDS)), slug)
        self.note("round")
        self.work()

    def work(self) -> None:
        """Everything in the queue; and where somebody who is out had asked, the kommune's own sweep: no letter is left behind."""
        refused = self._empty_the_queue()
        if refused:
            for slug in refused:
                self._ask("outbox.sweep", slug)
            self._empty_the_queue()
        self._read_letters()
        waits = "SELECT count(*) FROM letters WHERE state = 'waiting' AND attempts = 0 AND next_try_at <= now()"
        assert self.owner.execute(waits).fetchone() == (0,), "a letter was left behind"

    def _empty_the_queue(self) -> set[str]:
        """One job at a time: each touches the kommune that asked for it, and no other. Where a job was refused, and rightly."""
        refused = set()
        with self.ground.house.app_context():
            while (job := _next(jobs.queues())) is not None:
                asked = job.args[0]
                slug = next(slug for slug, place in self.ground.places.items() if str(place.id) == asked["kommune"])
                try:
                    job.perform()
                    self.note("job")
                except NotFound:
                    whose = [role for role, user in self.ground.places[slug].users.items() if str(user) == asked["actor"]]
                    assert {(role, slug) for role in whose} & self.out, f"{asked['name']} was refused to one who belongs to {slug}"
                    refused.add(slug)
                    self.note("job refused")
                finally:
                    job.delete()
                assert not db.session.registry.has(), f"{asked['name']} left its session and its rows to the next room"
                self._nothing_changed_in(other(slug), asked["name"])
        return refused

    def _ask(self, name: str, slug: str) -> None:
        with self.ground.house.app_context():
            place = next(k for k in rooms.all_kommuner() if k.slug == slug)
            jobs.ask(name, place, rooms.service_of(place))

    def membership(self, slug: str, role: str) -> None:
        """Somebody's place ends, and the next time it is given back; the coordinator's in one of the two leaves the other alone."""
        role, slug = next(iter(self.out), (role, slug))
        back = (role, slug) in self.out
        user, place = self.ground.places[slug].users[role], self.ground.places[slug].id
        ends = "NULL" if back else "current_date - 1"
        self.owner.execute(f"UPDATE memberships SET valid_to = {ends} WHERE user_id = %s AND tenant_id = %s AND role = %s",  # noqa: S608
                           (user, place, role))
        (self.out.discard if back else self.out.add)((role, slug))
        self.note("granted" if back else "revoked")
        self._after(slug, "membership", None)


def _next(lines: Any) -> Any:
    """The first job that a worker would take, taken out of its queue; None when all are empty."""
    for line in lines:
        if waiting := line.get_jobs(0, 1):
            line.remove(waiting[0])
            return waiting[0]
    return None


def walk_on(machine: TwoWorlds, steps: int, enough: Callable[[], bool] = lambda: False) -> str:
    """Walk with fixed dice until there is enough, or so many steps; what it stopped at, or nothing when all was well."""
    dice = 0
    try:
        machine.begin()
        while dice < steps and not enough():
            machine.step(dice)
            dice += 1
    except Exception as found:
        return f"step {dice}: {type(found).__name__}: {str(found)[:150]}"
    finally:
        machine.teardown()
    return ""
