"""`./infra/run bench search`: 50,000 things in one kommune among 357, and what a search costs through the door, in milliseconds."""

import itertools
import random
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg

from infra import migrate, unprivileged
from infra.demo import founding
from infra.embedded import Postgres, Valkey
from infra.house import build
from saas.config import DEMO_PASSWORD, read

SECRET = "bench-secret-bench-secret-bench-secret"
IN_ONE, OTHERS, IN_EACH = 50_000, 356, 200
ROUNDS = 15
BUDGET = 300.0
# Stems and endings that make some hundred different words, the first of them in every second text, as in a living language.
WORDS = (
    "ungdom skole fritid møte tiltak forebygging rus politi klubb hall fredag trygghet nærmiljø foreldre samarbeid kartlegging mål funn "
    "runde oppgave ansvar frist referat vedtak styring koordinering evaluering deltakelse oppvekst helse barnevern idrett kultur torg "
    "sentrum buss mobbing vold nettbruk ensomhet frivillig kommune region plan ressurs økonomi tilskudd leder rektor elev lærer"
)
STEMS = WORDS.split()
ENDINGS = ("", "en", "er", "ene", "sarbeid", "splan", "stiltak", "gruppe", "tilbud", "møte", "rom", "leder", "sted", "dag", "kveld")
# After them some twenty thousand seldom ones, each two stems put together, so that a slip has many words to be told from.
TAIL_ENDINGS = ("", "en", "er", "ene", "lag", "sak", "råd")
QUESTIONS = {
    "one rare word": "busskveld", "one common word": "ungdom", "two words": "ungdom skole", "four words": "trygghet på torget fredag kveld",
    "a sak's number": "KG 14/26", "a facet, page 20": "ungdom&fane=content&side=20", "not all words": "ungdom hundeutstilling",
    "a typing error": "forebyging ungdmsklubb", "nothing near": "xyzzyqw",
}  # fmt: skip


def main() -> int:
    """Make the country, ask, and print one line a question; 1 when one is over the budget of 300 ms."""
    with unprivileged.scratch() as home:
        database, queue = Postgres(home, durable=False).start(), Valkey(home, durable=False).start()
        try:
            migrate.upgrade(database.owner_url, SECRET)
            founding.found(database.owner_url)
            environment = {"BINDELEDD_MODE": "demo", "SECRET_KEY": SECRET, "DATABASE_URL": database.owner_url,
                           "REDIS_URL": queue.url, "SMTP_URL": "smtp://127.0.0.1:9"}  # fmt: skip
            app = build(read(environment), check=False)
            print(f"{_fill(database):8.1f} s to write {IN_ONE + OTHERS * IN_EACH} entries")
            return _ask(app, database)
        finally:
            queue.stop()
            database.stop()


def _fill(database: Postgres) -> float:
    """All the entries, past the wall, as the owner of the table may when the wall is taken down and put up again."""
    started, drawn = time.perf_counter(), random.Random(26)
    with psycopg.connect(database.admin_url, dbname=_name(database)) as connection:
        others = [uuid4() for _ in range(OTHERS)]
        for number, kommune in enumerate(others):
            connection.execute(
                "INSERT INTO tenants (id, slug, name, number, mark) VALUES (%s, %s, %s, %s, 'X')",
                (kommune, f"benk-{number}", f"Benk {number}", f"{5000 + number}"),
            )
        places = [*(founding.stable_id("kommune", "nordvik") for _ in range(IN_ONE)), *(k for k in others for _ in range(IN_EACH))]
        drawn.shuffle(places)
        columns = "tenant_id, kind, object_id, page_id, facet, title, words, happened_on"
        with connection.cursor().copy(f"COPY search_entries ({columns}) FROM STDIN") as copy:
            for row in _rows(places, drawn):
                copy.write_row(row)
    with psycopg.connect(database.admin_url, dbname=_name(database), autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE search_entries")
    return time.perf_counter() - started


def _rows(places: list[UUID], drawn: random.Random) -> Iterator[tuple[Any, ...]]:
    words = [stem + ending for ending in ENDINGS for stem in STEMS]
    words += [one + other + ending for ending in TAIL_ENDINGS for one in STEMS for other in STEMS]
    weights = list(itertools.accumulate(1 / (rank + 3) for rank in range(len(words))))
    kinds = (("goal", "content"), ("finding", "content"), ("document", "documents"), ("source", "links"), ("wheel", "events"))
    for number, kommune in enumerate(places):
        kind, facet = kinds[number % len(kinds)]
        text = drawn.choices(words, cum_weights=weights, k=6 + drawn.randrange(50))
        row_id = uuid4()
        yield kommune, kind, row_id, row_id, facet, " ".join(text[:5]).capitalize(), " ".join(text[5:]), "2026-03-01"


def _ask(app: Any, database: Postgres) -> int:
    """Judged by the work, which a core of its own would do in that time; a shared machine's clock tells of its neighbours too."""
    over = []
    with psycopg.connect(database.admin_url, dbname=_name(database), autocommit=True) as watching:
        for role, email in (("coordinator", "koordinator@fjordvest.example"), ("member", "medlem@nordvik.example")):
            browser = app.test_client()
            page = browser.get("/logg-inn").get_data(as_text=True)
            token = page.split('name="csrf_token" value="', 1)[1].split('"', 1)[0]
            browser.post("/logg-inn", data={"epost": email, "passord": DEMO_PASSWORD, "csrf_token": token})
            for name, question in {"an empty page": "", **QUESTIONS}.items():
                took, worked = _cost(browser, f"/k/nordvik/sok/?q={question}", watching)
                over += [name] if (worked or took) > BUDGET else []
                print(f"{took:8.1f} ms by the clock {worked:8.1f} ms of work  {role}: {name}", flush=True)
        print(_plan(watching))
    return 1 if over else 0


def _cost(browser: Any, address: str, watching: psycopg.Connection) -> tuple[float, float]:
    """The least of several rounds, in milliseconds: by the clock, and of processor time here and in the database (0 if unknown)."""
    browser.get(address)
    took, worked = [], []
    for _ in range(ROUNDS):
        before, here, started = _work_in(watching), time.process_time(), time.perf_counter()
        browser.get(address)
        took.append((time.perf_counter() - started) * 1000)
        here, after = time.process_time() - here, _work_in(watching)
        worked.append(here * 1000 + after - before if after else 0.0)
    return min(took), min(worked)


def _work_in(watching: psycopg.Connection) -> float:
    """Milliseconds of processor time that the rooms' connections have used, as Linux tells; 0 elsewhere."""
    rooms = watching.execute("SELECT pid FROM pg_stat_activity WHERE usename LIKE 'bindeledd%' AND datname = current_database()")
    told = [Path(f"/proc/{pid}/schedstat") for (pid,) in rooms.fetchall()]
    return sum(int(one.read_text().split()[0]) for one in told if one.exists()) / 1e6


def _plan(watching: psycopg.Connection) -> str:
    """How the database reads behind the wall: the wall first, by the kommune's own index, and the words as a filter after it."""
    kommune = founding.stable_id("kommune", "nordvik")
    with watching.transaction(force_rollback=True):
        asked = "SELECT app.issue('kommune', %s, %s, 'coordinator', app.challenge())"
        ticket = watching.execute(asked, (kommune, kommune)).fetchone()
        watching.execute("SET LOCAL SESSION AUTHORIZATION bindeledd_kommune")
        watching.execute("SELECT set_config('room.ticket', %s, true)", ticket)
        query = "EXPLAIN (ANALYZE, BUFFERS, TIMING OFF) SELECT count(*) FROM search_entries WHERE vector @@ '''ungdom'':*'::tsquery"
        return "\n".join(line for (line,) in watching.execute(query).fetchall())


def _name(database: Postgres) -> str:
    return str(psycopg.conninfo.conninfo_to_dict(database.owner_url)["dbname"])
