"""A guest's one page, given another kommune's ids in every question and field: told from none by nothing."""

from uuid import UUID

import pytest
from sqlalchemy import update

from saas import jobs
from saas.accounts import links
from saas.db import db
from tenants.features import FEATURES
from tenants.minutes.models import Minutes
from tenants.rounds.models import Round
from tests.walls import probes
from tests.walls.test_crawler import CANARY, full  # noqa: F401
from tests.walls.test_side_routes import Statements
from tests.world import Browser

# What a guest's link is about; a new purpose must be given its place here.
SUBJECTS = {
    "measure.status": "measures",
    "meeting.answer": "meetings",
    "minutes.comment": "minutes",
    "resource.confirm": "resource_lines",
    "round.answer": "round_recipients",
    "round.report": "round_recipients",
    "selfreview.answer": "self_reviews",
    "task.report": "tasks",
}
PURPOSES = sorted({purpose for feature in FEATURES for purpose in feature.purposes})


@pytest.fixture
def statements(house):
    return Statements(house)


def test_every_purpose_of_a_link_has_its_subject():
    assert set(PURPOSES) == set(SUBJECTS), "Give the purpose its table in SUBJECTS, so that its guests are tried"


def test_a_guest_reaches_nothing_of_another_kommune(house, full, inside, statements):  # noqa: F811
    """Whatever a guest's page reads is given Nordvik's ids of every kind, then ids that are nobody's."""
    leaks = []
    for purpose in PURPOSES:
        with inside("hamnes"):
            _make_ready(purpose, full["hamnes"])
            path = links.make(purpose, full["hamnes"][SUBJECTS[purpose]], full["hamnes"]["people"]).removeprefix("http://bindeledd.test")
        with probes.rolled_back():
            leaks += [f"{purpose}: {leak}" for leak in _guests_leaks(house, full["nordvik"], path, statements)]
    assert not leaks, "\n".join(leaks)


def _guests_leaks(house, theirs, path, statements):
    guest = Browser(house)
    assert guest.get(path).status_code == 200, "the link must open its page, or nothing is tried"
    names = probes.names_read(house, lambda: (guest.get(path), guest.post(path, {}), guest.post(path, {"svar": "x", "oppgave": "x"})))
    kinds = {probes.RAW[name] for name in names & set(probes.RAW)} | {"papers", "tasks", "people"}
    for table in sorted(kinds):
        forget_how_often(house)
        told = []
        for row_id in (theirs[table], _of_nobody(theirs[table])):
            given = dict.fromkeys(names, str(row_id))
            told.append([statements.of(lambda s=send, g=given: s(guest, path, g)) for send in (_question, Browser.post)])
        if told[0] != told[1] or any(CANARY in answer[3] or answer[0] in (429, 500) for answer, _ in told[0]):
            yield table


def _of_nobody(row_id):
    """An id that is nobody's, with the digits of this one: what looks for numbers in a text finds as many in both."""
    return UUID(str(row_id).translate(str.maketrans("abcdef", "bcdefa")))


def forget_how_often(house):
    """A link that is asked often is answered no more for a minute; here it must be answered."""
    with house.app_context():
        jobs.connection().flushall()


def _make_ready(purpose, own):
    """What must be so before the link's page opens: the minutes are sent, and the round is of the kind that the link is for."""
    if purpose == "minutes.comment":
        db.session.execute(update(Minutes).where(Minutes.id == own["minutes"]).values(latest=1))
    if purpose == "round.report":
        db.session.execute(update(Round).where(Round.id == own["rounds"]).values(kind="report"))


def _question(guest, path, given):
    return guest.get(path, query_string=given)
