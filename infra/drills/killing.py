"""kill -9 in the middle of letters and filings: the worker, the clock, the database, the queue; and the web in the middle of forms."""

import signal
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar
from uuid import uuid4

import psutil

from infra.drills.load import Load
from infra.drills.stage import COORDINATOR, PASSWORD, PATIENCE, Stage, until
from infra.drills.telling import Tale
from infra.hands import Hand
from infra.webserver import command as web_command
from saas import shell

PAGES = ("/k/ovdal/brev/", "/k/ovdal/arkiv/")
# Fewer letters than this are not worth a clock of their own; the drill then strikes itself, with so many seconds between.
FEW, STROKE = 100, 3.0
# Who is killed → what it is called where it is told.
NAMES = {"worker": "arbeideren", "clock": "klokken", "database": "PostgreSQL", "queue": "Valkey (køen)"}


def run(stage: Stage, tale: Tale, *, letters: int, filings: int, victims: tuple[str, ...]) -> None:
    """Kill each victim in turn while letters leave, at even intervals, and see that all come through once."""
    stage.fresh()
    load = Load(stage, letters, filings)
    tale.does(f"{letters} brev og {filings} pakker er skrevet. Arbeideren begynner.")
    # A server that takes its time, so that whoever sends is always in the middle of a letter.
    stage.far_end.manner.answer_after = 0.01
    hands = {"worker": stage.hand("Arbeideren", "infra.worker")}
    if "clock" in victims or letters > FEW:
        hands["clock"] = stage.hand("Klokken", "infra.clock")
    for number, victim in enumerate(victims, start=1):
        part = letters * number // (len(victims) + 1)
        until(lambda part=part: len(stage.far_end.taken) >= part)  # type: ignore[misc]
        tale.does(f"kill -9 på {NAMES[victim]} etter {len(stage.far_end.taken)} av {letters} brev.")
        _kill(stage, tale, victim, hands)
    if "clock" not in hands:
        # In short the strokes of the clock are made here, and more often.
        deadline = time.monotonic() + PATIENCE
        while not load.is_done() and time.monotonic() < deadline:
            stage.sweep()
            until(load.is_done, STROKE)
    until(load.is_done)
    load.prove(tale, windows=sum(victim in ("worker", "database") for victim in victims))
    stage.dismiss(*hands.values())


def _kill(stage: Stage, tale: Tale, victim: str, hands: dict[str, Hand]) -> None:
    if victim in hands:
        process = hands[victim].process
        if process is not None:
            process.kill()
        tale.expect("den startes på nytt av seg selv.", "startet.", until(lambda: hands[victim].process is not process))
        return
    browser = stage.browser()
    server = stage.postgres if victim == "database" else stage.valkey
    assert server.process is not None
    with stage.unattended():
        server.process.send_signal(signal.SIGKILL)
        server.process.wait(10)
        shell.forget_queue_state()
        if victim == "database":
            expect_away(stage, tale, browser)
        else:
            expect_no_queue(stage, tale, browser)
    shell.forget_queue_state()
    well = until(lambda: stage.app.test_client().get("/helse/klar").status_code == 200)
    tale.expect("tjenesten er klar igjen av seg selv.", "/helse/klar 200." if well else "ikke klar.", well)
    shell.forget_queue_state()
    said = [browser.get(page).status_code for page in PAGES]
    tale.expect("sidene virker igjen, for den som var logget inn.", said, said == [200, 200])


def expect_away(stage: Stage, tale: Tale, browser: object) -> None:
    """The database is away: each page says so calmly, and the operator is told which part it is."""
    for page in PAGES:
        answer = browser.get(page)  # type: ignore[attr-defined]
        calm = "Det du hadde lagret, er trygt" in answer.get_data(as_text=True)
        tale.expect(f"{page} svarer 503 med rolige ord.", answer.status, answer.status_code == 503 and calm)
    form = {"navn": "Solsiden skole", "en_gang": str(uuid4())}
    sent = browser.post("/k/ovdal/nettverk/organisasjoner/ny", data=form, headers={"Origin": "http://localhost"})  # type: ignore[attr-defined]
    page, typed = sent.get_data(as_text=True), "det." if "Solsiden skole" in sent.get_data(as_text=True) else "ikke det."
    tale.expect("et skjema som sendes nå, får igjen alt som ble skrevet.", typed, sent.status_code in (400, 503) and "Send på nytt" in page)
    ready = stage.app.test_client().get("/helse/klar")
    told = ready.get_json()
    tale.expect("/helse/klar svarer 503 og at det er databasen.", told, ready.status_code == 503 and not told["database"])


def expect_no_queue(stage: Stage, tale: Tale, browser: object) -> None:
    """The queue is away: the pages work, and say that what is sent waits."""
    answer = browser.get(PAGES[0])  # type: ignore[attr-defined]
    told = "class=\"ds-alert\"" in answer.get_data(as_text=True)
    tale.expect("siden virker, og sier at utsendingen venter.", answer.status, answer.status_code == 200 and told)
    ready = stage.app.test_client().get("/helse/klar")
    said = ready.get_json()
    tale.expect("/helse/klar svarer 503 og at det er køen.", said, ready.status_code == 503 and not said["queue"])


def web(stage: Stage, tale: Tale, *, forms: int, port: int, processes: int = 2) -> None:
    """Kill a web process, and then the web itself, while forms are sent; each form is sent again until it is answered."""
    stage.fresh()
    address = f"http://127.0.0.1:{port}"
    hand = stage.attended("Nettstedet", _web_command(port, processes), PUBLIC_URL=address)
    tale.does(f"Nettstedet starter; prosesser: {processes}.")
    tale.expect("det svarer.", "svar.", until(lambda: _answers(address)))
    before, sent = _organisations(stage), _Sender(address, forms)
    sent.start()
    for number, whole in enumerate((False, True), start=1):
        until(lambda number=number: sent.answered >= forms * number // 3 or not sent.is_alive())  # type: ignore[misc]
        process = psutil.Process(hand.process.pid)  # type: ignore[union-attr]
        victim = process if whole else process.children()[0]
        tale.does(f"kill -9 på {'hele nettstedet' if whole else 'en av nettprosessene'} etter {sent.answered} av {forms} skjemaer.")
        victim.kill()
    sent.join(240)
    tale.expect_number("Skjemaer besvart til slutt", forms, sent.answered)
    tale.expect_number("Rader, én for hvert skjema", forms, _organisations(stage) - before)
    tale.does(f"{sent.again} ganger måtte et skjema sendes på nytt; samme nummer, samme rad.")
    stage.dismiss(hand)


def _web_command(port: int, processes: int) -> list[str]:
    command = web_command("127.0.0.1", port)
    command[command.index("--workers") + 1] = str(processes)
    return command


def _organisations(stage: Stage) -> int:
    return int(stage.ask("SELECT count(*) FROM organisations")[0][0])


def _answers(address: str) -> bool:
    try:
        return urllib.request.urlopen(f"{address}/helse/live", timeout=5).status == 200
    except OSError:
        return False


class _Sender(threading.Thread):
    """Somebody who fills in forms, and sends one that got no answer again: the same form, with its number."""

    def __init__(self, address: str, forms: int) -> None:
        super().__init__(daemon=True)
        self.address, self.forms, self.answered, self.again = address, forms, 0, 0
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def run(self) -> None:
        """Log in, and send them one after another."""
        self._post("/logg-inn", epost=COORDINATOR, passord=PASSWORD, csrf_token=self._token("/logg-inn"))
        door = "/k/ovdal/nettverk/organisasjoner/ny"
        token = self._token(door)
        for number in range(self.forms):
            form = {"navn": f"Skole {number} {uuid4().hex[:6]}", "type": "school", "en_gang": str(uuid4()), "csrf_token": token}
            while not self._post(door, **form):
                self.again += 1
                time.sleep(0.1)
            self.answered += 1

    def _token(self, door: str) -> str:
        page = self.opener.open(f"{self.address}{door}", timeout=20).read().decode()
        return str(page.split('name="csrf_token" value="', 1)[1].split('"', 1)[0])

    def _post(self, door: str, **form: str) -> bool:
        try:
            request = urllib.request.Request(f"{self.address}{door}", urllib.parse.urlencode(form).encode())
            return bool(self.opener.open(request, timeout=20).status == 200)
        except (OSError, urllib.error.URLError):
            return False
