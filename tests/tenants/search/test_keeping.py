"""What can be found is kept by the database itself, in the transaction that changes it; and no table of words is forgotten."""

import psycopg
from sqlalchemy import String, Text, select, update

from infra import migrate
from tests.world import SECRET


def test_a_change_is_found_before_it_is_committed_and_what_it_was_is_not(inside, square):
    from saas.db import db, find
    from tenants.meetings.models import AgendaItem
    from tenants.search import service

    with inside("nordvik"):
        find(AgendaItem, square.item).title = "Uro ved Brygga"
        db.session.flush()
        assert service.search("brygga").total == 2, "the sak, and the note that carries its title"
        assert service.search("rusmidler").total == 0


def test_a_change_that_is_undone_was_never_found(house, inside, coordinator, square, find):
    from saas.db import db
    from saas.db import find as find_row
    from tenants.meetings.models import AgendaItem

    try:
        with inside("nordvik"):
            find_row(AgendaItem, square.item).title = "Uro ved Brygga"
            db.session.flush()
            raise LookupError
    except LookupError:
        pass
    assert find("brygga") == [] and len(find("rusmidler")) == 2


def test_a_bulk_statement_is_kept_up_with_too(inside, square):
    from saas.db import db
    from tenants.groups.models import Group
    from tenants.network.models import Organisation
    from tenants.search import service

    with inside("nordvik"):
        db.session.execute(update(Group).values(name="Nettverksgruppen"))
        db.session.execute(update(Organisation).values(name="Fjellskolen"))
        found = {hit.kind for hit in service.search("nettverksgruppen").hits}
        assert found == {"group", "meeting"}
        assert {hit.kind for hit in service.search("fjellskolen").hits} == {"organisation", "person"}
        assert service.search("ungdomsskole").total == 0


def test_what_is_deleted_is_found_no_more(inside, square):
    from saas.db import db, find
    from tenants.minutes.models import MinuteNote
    from tenants.search import service

    with inside("nordvik"):
        assert service.search("åpen hall").total == 1
        db.session.delete(find(MinuteNote, square.note))
        db.session.flush()
        assert service.search("åpen hall").total == 0


def test_what_was_there_before_the_step_is_found_after_it(database, inside, everything, house):
    from saas.db import db
    from tenants.search.models import SearchEntry

    def entries():
        columns = (SearchEntry.kind, SearchEntry.object_id, SearchEntry.title, SearchEntry.words, SearchEntry.vector)
        with inside("nordvik"):
            return sorted(map(str, db.session.execute(select(*columns)).all()))

    before = entries()
    with house.app_context():
        for engine in db.engines.values():
            engine.dispose()
    migrate.downgrade(database, "0018")
    migrate.upgrade(database, SECRET)
    assert before and entries() == before


def test_every_table_with_words_is_searched_in_or_has_a_reason(database):
    import tenants.features  # noqa: F401
    from saas.db import Base, InTenant
    from tests.tenants.search.reasons import REASONS

    with psycopg.connect(database) as owner:
        kept = {row[0] for row in owner.execute(
            "SELECT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE t.tgname LIKE 'search\\_keep\\_%'").fetchall()}
    worded = {
        str(mapper.local_table.name)
        for mapper in Base.registry.mappers
        if issubclass(mapper.class_, InTenant) and any(isinstance(column.type, (String, Text)) for column in mapper.local_table.columns)
    }
    assert kept <= worded
    assert worded - kept - set(REASONS) == set(), "Give the table a source in the migration, or a reason in reasons.py"
    assert set(REASONS) <= worded - kept and all(len(reason) > 15 for reason in REASONS.values())
