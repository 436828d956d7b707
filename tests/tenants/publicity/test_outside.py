"""A sak that is shielded, and all that goes out: pages, feeds, embed, minutes, reports, bulletins, letters, calendars, the archive."""

import json
import zipfile
from datetime import date
from io import BytesIO
from types import SimpleNamespace
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import select

from saas import clock, jobs, rooms
from saas.db import db
from saas.doors import OPEN_TO_ALL
from tests.tenants.publicity.conftest import approve, choose, choose_all, publish, secret, secrets
from tests.tenants.publicity.test_secrets import SHUT, found_in, leaks, unpacked
from tests.world import log_in

# What a goal and a measure of a sak are called, and what was learnt of it.
THEIRS = ("maal", "tiltak", "laerdom")


def words_of(*kinds):
    """Every word of these saker, and of what was decided in them."""
    return [*secrets(*kinds), *(secret(kind, corner) for kind in kinds for corner in THEIRS)]


@pytest.fixture
def decided(told, inside):
    """A goal and a measure that was evaluated, of each sak; ids by kind."""
    from tenants.evaluation.models import Evaluation
    from tenants.goals.models import Goal
    from tenants.measures.models import Measure

    found = {}
    with inside():
        for number, (kind, (item_id, _)) in enumerate(told.saker.items(), start=1):
            common = {"group_id": told.held.group, "theme": "safe_places", "item_id": item_id}
            goal = Goal(title=secret(kind, "maal"), from_year=2026, to_year=2029, state="adopted", rank=number, judged_by="x", **common)
            measure = Measure(number=number, year=2026, title=secret(kind, "tiltak"), state="started", arena="school", age_group="13_15",
                              type="leisure", prevention_level="universal", starts_on=date(2026, 9, 1), **common)  # fmt: skip
            db.session.add_all([goal, measure])
            db.session.flush()
            db.session.add(Evaluation(measure_id=measure.id, type="participation", evaluated_on=date(2026, 9, 16), verdict="works",
                                      result=38, baseline=0, next="continue", lesson=secret(kind, "laerdom")))  # fmt: skip
            found[kind] = SimpleNamespace(goal=str(goal.id), measure=str(measure.id))
    return found


def show(coordinator, told, decided, *kinds):
    """The public page with what was decided in these saker, published."""
    home = "/k/nordvik/apen-side/"
    shown = {"innledning": "Vi hjelper tidlig.", "maal": [decided[kind].goal for kind in kinds], "lenker": "", "referater": "y",
             "tiltak": [decided[kind].measure for kind in kinds], "grupper": [str(told.held.group)], "versjon": "0"}  # fmt: skip
    answer = coordinator.post(home, shown)
    return answer if answer.status_code != 303 else coordinator.post(f"{home}publisering", {"versjon": "1"})


def asked_by_anybody(house, minutes_of):
    """Address → all that is said at it, of every address that is open to all; a file is unpacked."""
    browser, found = house.test_client(), {}
    for rule in house.url_map.iter_rules():
        if rule.endpoint.split(".")[0] in OPEN_TO_ALL:
            address = rule.rule.replace("<kommune>", "nordvik").replace("<uuid:public_id>", str(minutes_of))
            answer = browser.get(address)
            assert answer.status_code == 200, address
            body = unpacked(answer.data) if answer.mimetype == "application/pdf" else answer.data
            found[address] = body + str(answer.headers).encode()
    found["/finn?q=Nordvik"] = browser.get("/finn?q=Nordvik").data
    return found


def public_id(inside):
    from tenants.publicity.models import PublishedMinutes

    with inside():
        return db.session.scalar(select(PublishedMinutes.public_id).limit(1))


def told_outside(house, inside, words):
    """[(address, word)] of the words that anybody finds."""
    answers = asked_by_anybody(house, public_id(inside))
    assert len(answers) > 8
    return [(address, word) for address, body in answers.items() for word in found_in(body, words)]


def archived(coordinator, told, worker, cluster, database):
    """What the archive is told of the minutes: the message, the names of the files, and the row itself."""
    assert coordinator.post(f"/k/nordvik/arkiv/referat/{told.minutes}", {"en_gang": str(uuid4())}).status_code == 303
    worker.work()
    name = psycopg.conninfo.conninfo_to_dict(database)["dbname"]
    with psycopg.connect(cluster.admin_url, dbname=name) as admin:
        filing_id, row = admin.execute("SELECT id, content::text || title || public_title FROM filings").fetchone()
        package = bytes(admin.execute("SELECT content FROM filing_packages WHERE filing_id = %s", [filing_id]).fetchone()[0])
    with zipfile.ZipFile(BytesIO(package)) as bundle:
        plain = [bundle.read(name) for name in bundle.namelist() if name.endswith(("arkivmelding.xml", "sjekksummer.txt"))]
        return b"\n".join([row.encode(), *(name.encode() for name in bundle.namelist()), *plain])


def adopted_report(inside):
    """The annual report of 2026, adopted in January; its id."""
    from tenants.yearbook import service

    clock.move_to(clock.at(date(2027, 1, 12), 9))
    with inside():
        row = service.begin(2026)
        service.write(row, None, "Et godt år.", row.learnt, "")
        return service.adopt(row, None, date(2027, 1, 11)).id


def report_bytes(inside, report_id):
    """The report as a page's blocks and as its two files."""
    from tenants.yearbook import document, service

    with inside():
        row = service.find(report_id)
        assert service.is_whole(row)
        word_file = zipfile.ZipFile(BytesIO(document.docx(row)))
        shown = json.dumps(document.report(row), ensure_ascii=False).encode()
        return b"\n".join([shown, unpacked(document.pdf(row)), *(word_file.read(name) for name in word_file.namelist())])


def test_nothing_that_is_open_to_anybody_names_what_is_not_public(house, coordinator, told, decided, inside):
    choose_all(coordinator, told)
    approve(inside, told)
    assert publish(coordinator, told, deltakere="y", drofting="y").status_code == 303
    for kind in ("exempt", "internal"):
        assert show(coordinator, told, decided, "public", kind).status_code == 422, kind
    assert show(coordinator, told, decided, "public").status_code == 303
    assert told_outside(house, inside, words_of(*SHUT)) == []
    # The same search finds what is public, so it looks where the words would be.
    found = {word for _, word in told_outside(house, inside, words_of("public"))}
    assert {secret("public", corner) for corner in ("tittel", "vedtak", "maal", "tiltak")} <= found


def test_what_is_shielded_after_it_went_out_is_gone_from_all_of_it(house, coordinator, told, decided, inside, worker):
    for kind in ("public", "exempt"):
        assert choose(coordinator, told, kind, "public").status_code == 303
    approve(inside, told)
    publish(coordinator, told, deltakere="y", drofting="y")
    assert show(coordinator, told, decided, "public", "exempt").status_code == 303
    assert told_outside(house, inside, words_of("exempt"))
    report_id = adopted_report(inside)
    assert found_in(report_bytes(inside, report_id), words_of("exempt"))

    coordinator = log_in(house, "koordinator@fjordvest.example")
    assert choose(coordinator, told, "exempt", "exempt").status_code == 303
    worker.work()
    assert told_outside(house, inside, words_of("exempt")) == []
    assert found_in(report_bytes(inside, report_id), [*secrets("exempt"), secret("exempt", "maal"), secret("exempt", "tiltak")]) == []


def test_the_archives_message_and_file_names_carry_nothing_that_is_not_public(coordinator, told, inside, worker, cluster, database):
    choose_all(coordinator, told)
    approve(inside, told)
    said = archived(coordinator, told, worker, cluster, database)
    assert found_in(said, secrets(*SHUT)) == []
    assert b"Unntatt offentlighet" in said and found_in(said, [secret("public", "filnavn")])


def test_reports_books_and_sheets_name_no_shielded_sak(coordinator, told, decided, inside, worker):
    from tenants.gains import measured
    from tenants.yearbook import books

    choose_all(coordinator, told)
    approve(inside, told)
    shut = words_of("exempt", "internal")
    assert found_in(report_bytes(inside, adopted_report(inside)), shut) == []
    with inside():
        figures = [figure.plain() for figure in measured.candidates(2026)]
        from tenants.groups import service as groups

        book_id = books.ask(groups.find(told.held.group), 2026).id
    assert found_in(json.dumps(figures).encode(), shut) == [] and secret("public", "tiltak") in json.dumps(figures)
    worker.work()
    with inside():
        assert found_in(unpacked(books.content_of(books.find(book_id))), shut) == []


def test_a_book_is_not_handed_out_once_a_sak_in_it_is_shielded(coordinator, told, inside, worker):
    from saas.errors import NotNow
    from tenants.groups import service as groups
    from tenants.yearbook import books

    approve(inside, told)
    with inside():
        book_id = books.ask(groups.find(told.held.group), 2026).id
    worker.work()
    with inside():
        assert books.content_of(books.find(book_id))
    clock.move_to(clock.at(date(2026, 9, 22), 9))
    choose(coordinator, told, "exempt")
    with inside(), pytest.raises(NotNow):
        books.content_of(books.find(book_id))


@pytest.mark.parametrize("corner", ["tittel", "filnavn"])
def test_no_bulletin_quotes_a_sak_or_a_paper_that_is_not_public(coordinator, told, inside, corner):
    from saas.errors import Invalid
    from tenants.outreach import service

    choose_all(coordinator, told)
    with inside():
        for kind in SHUT:
            with pytest.raises(Invalid):
                service.no_hidden_titles("Nytt fra SLT", f"Vi har talt om {secret(kind, corner)} i høst.")
        service.no_hidden_titles("Nytt fra SLT", f"Vi har talt om {secret('public', corner)} i høst.")


def test_a_title_that_gives_way_to_a_public_one_is_not_quoted(coordinator, told, inside):
    from saas.errors import Invalid
    from tenants.outreach import service

    choose(coordinator, told, "public", offentlig_tittel="Trygg skolevei")
    with inside():
        with pytest.raises(Invalid):
            service.no_hidden_titles(secret("public", "tittel"), "Nytt i høst.")
        service.no_hidden_titles("Trygg skolevei", "Nytt i høst.")


def test_digests_gathered_letters_and_calendars_name_no_sak(house, world, coordinator, told, inside, worker, postbox):
    from tenants.feeds import service as feeds

    choose_all(coordinator, told)
    approve(inside, told)
    clock.move_to(clock.at(date(2026, 9, 28), 8))
    with house.app_context():
        for kommune in rooms.all_kommuner():
            for name in ("notices.digest", "notices.gather", "tasks.remind"):
                jobs.ask(name, kommune, rooms.service_of(kommune))
    worker.work()
    assert leaks(postbox.letters, words_of("exempt", "internal")) == []
    assert [letter for letter in postbox.letters if found_in(str(letter["Subject"]).encode(), words_of(*SHUT))] == []
    with inside():
        assert found_in(feeds.calendar(lambda meeting: "https://x.example"), words_of(*SHUT)) == []


def test_whoever_is_outside_the_group_finds_no_exempt_sak_by_searching(house, world, coordinator, told, inside):
    from tenants.groups import service as groups

    choose_all(coordinator, told)
    with inside():
        group = groups.find(told.held.group)
        groups.remove_seat(group, next(seat for seat in group.seats if seat.person_id == told.held.people["Yusuf"]))
    outsider = log_in(house, "practitioner@nordvik.example")
    for words in ("22/26", "KG 22/26", "zqexempt", "sak", "offl. § 24"):
        page = outsider.get("/k/nordvik/sok/", query_string={"q": words})
        assert page.status_code == 200 and found_in(page.data, secrets("exempt")) == [], words


def test_a_search_that_shows_an_exempt_sak_leaves_its_trace(coordinator, told, inside):
    from tests.tenants.publicity.conftest import log_of

    choose_all(coordinator, told)
    before = [event for event in log_of(inside) if event[0] == "item.read_exempt"]
    assert secret("exempt", "beskrivelse").encode() in coordinator.get("/k/nordvik/sok/?q=22/26").data
    read = [event for event in log_of(inside) if event[0] == "item.read_exempt"]
    assert len(read) == len(before) + 1 and read[-1][1] == told.saker["exempt"][0]


def test_a_plan_adopted_in_an_exempt_sak_says_neither_its_title_nor_its_words(coordinator, told, inside):
    from tenants.plans import contents, document, questions
    from tenants.plans.models import ActionPlan

    with inside():
        plan = ActionPlan(title="Handlingsplan 2027", from_year=2027, to_year=2028, item_id=told.saker["exempt"][0], state="draft",
                          resolution=secret("exempt", "vedtak"), adopted_on=date(2026, 9, 16), adopted_by="x")  # fmt: skip
        db.session.add(plan)
        db.session.flush()
        plan.frozen = contents.compose(plan, [])
        plan.sha256, plan.state = contents.fingerprint(plan.frozen), "adopted"
        plan_id = plan.id
    for publicity, stands in (("public", True), ("exempt", False), ("internal", False)):
        choose(coordinator, told, "exempt", publicity)
        with inside():
            made = unpacked(document.pdf(questions.find(plan_id)))
        page = coordinator.get(f"/k/nordvik/planer/{plan_id}").data
        for said in (made, page):
            assert bool(found_in(said, secrets("exempt"))) == stands, publicity
        assert ("Sak unntatt offentlighet (offl. § 24)".encode() in page) == (publicity == "exempt")


def test_a_package_that_waits_follows_the_choice(coordinator, told, inside, worker, cluster, database):
    choose(coordinator, told, "exempt", "public")
    approve(inside, told)
    assert found_in(archived(coordinator, told, worker, cluster, database), [secret("exempt", "filnavn")])
    assert choose(coordinator, told, "exempt", "exempt").status_code == 303
    said = archived(coordinator, told, worker, cluster, database)
    assert found_in(said, secrets("exempt")) == []
    assert "offl. § 24".encode() in said
