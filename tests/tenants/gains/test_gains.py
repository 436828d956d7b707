"""The Gevinstark through the door: measured numbers only, guarded words, one page as PDF and PNG, frozen when done."""

import io
from uuid import uuid4

import pypdf
from sqlalchemy import select

from saas import clock
from saas.db import db
from tenants.gains import measured
from tenants.gains.models import GainSheet
from tenants.meetings.models import Meeting
from tenants.visits.models import Visit
from tests.tenants.rounds.conftest import TODAY

HERE = "/k/nordvik/rapporter/gevinstark/"
TOLD = {
    "tittel": "Dette ga samarbeidet", "innledning": "Kort sagt.", "historie_1_tittel": "Ti minutter", "historie_1": "De møtes hver fredag.",
    "historie_2_tittel": "Foreldrene", "historie_2": "De ledet møtet selv.", "sitat": "Nå sitter vi sammen før det skjer.",
    "sagt_av": "Rektor ved ungdomsskolen",
}  # fmt: skip


def _measured(inside, scene):
    """A held meeting and a visit: two counted numbers."""
    with inside():
        starts, ends = (clock.at(TODAY.replace(month=3), hour) for hour in (9, 11))
        meeting = Meeting(group_id=scene.group, starts_at=starts, ends_at=ends, calendar_uid=str(uuid4()), state="held", ended_at=ends)
        db.session.add(meeting)
        db.session.add(Visit(organisation_id=scene.organisations["NAV Nordvik"], on_date=TODAY))


def _begin(browser, year="2026"):
    answer = browser.post(HERE, {"ar": year})
    assert answer.status_code == 303
    return answer.location.split("/gevinstark/")[1].split("/")[0]


def _fill_third(inside, sheet):
    """A third number as one kept from before: what was chosen stays when it can no longer be found."""
    with inside():
        row = db.session.scalars(select(GainSheet)).one()
        row.figures = [{"key": "evaluation:gone", "value": "38", "label": "per kveld, mot 0 før", "source": "Evaluering av Åpen hall"}]


def test_a_sheet_is_filled_finished_and_frozen(scene, coordinator, inside):
    _measured(inside, scene)
    sheet = _begin(coordinator)
    _fill_third(inside, sheet)
    numbers = {"tall_1": "evaluation:gone", "tall_2": "meetings", "tall_3": "visits"}
    assert coordinator.get(f"{HERE}{sheet}/endring").status_code == 200
    assert coordinator.post(f"{HERE}{sheet}/ferdig", {}).status_code == 409
    answer = coordinator.post(f"{HERE}{sheet}/endring", {**TOLD, **numbers})
    assert answer.status_code == 303, answer.get_data(as_text=True)
    assert coordinator.post(f"{HERE}{sheet}/ferdig", {}).status_code == 303
    for deed, form in (("endring", {**TOLD, **numbers}), ("ferdig", {}), ("sletting", {})):
        assert coordinator.post(f"{HERE}{sheet}/{deed}", form).status_code == 409, deed
    page = coordinator.get(f"{HERE}{sheet}").get_data(as_text=True)
    assert "38" in page and "Foreldrene" in page and "Nå sitter vi sammen" in page


def test_it_prints_on_one_page_also_with_the_longest_words(scene, coordinator, inside):
    sheet = _begin(coordinator)
    with inside():
        row = db.session.scalars(select(GainSheet)).one()
        row.figures = [{"key": str(n), "value": "1 234 567 kroner", "label": "Lange ord " * 14, "source": "Kilde " * 12} for n in range(3)]
        row.title, row.intro, row.quote, row.quoted_as = "Tittel ord " * 10, "Innledning ord " * 19, "Sitat ord " * 19, "Rolle ord " * 7
        row.story_one_title = row.story_two_title = "Historietittel " * 5
        row.story_one = row.story_two = "Et lengre ord her " * 27
    pdf, png = coordinator.get(f"{HERE}{sheet}/gevinstark.pdf"), coordinator.get(f"{HERE}{sheet}/gevinstark.png")
    made = pypdf.PdfReader(io.BytesIO(pdf.data))
    assert len(made.pages) == 1 and "Utkast" in made.pages[0].extract_text()
    assert png.data.startswith(b"\x89PNG\r\n") and png.mimetype == "image/png"
    assert pdf.data == coordinator.get(f"{HERE}{sheet}/gevinstark.pdf").data, "the same sheet gives the same bytes"


def test_only_measured_numbers_can_be_chosen_and_nothing_that_is_zero(scene, coordinator, inside):
    with inside():
        assert measured.candidates(2026) == []
    sheet = _begin(coordinator)
    for wrong in ({"tall_1": "meetings"}, {"tall_1": f"evaluation:{uuid4()}"}, {"tall_1": "x"}):
        assert coordinator.post(f"{HERE}{sheet}/endring", {**TOLD, **wrong}).status_code == 422, wrong
    _measured(inside, scene)
    with inside():
        assert [figure.key for figure in measured.candidates(2026)] == ["meetings", "visits"]
        assert measured.candidates(2025) == []


def test_wrong_words_are_told_at_their_field(scene, coordinator):
    assert coordinator.post(HERE, {"ar": "1999"}).status_code == 422
    sheet = _begin(coordinator)
    long = ({"tittel": "a" * 121}, {"historie_1": "a" * 501})
    for wrong in ({"tittel": ""}, *long, {"sitat": "Ring 41 22 33 44"}, {"historie_2": "Ring 99 88 77 66 nå"}):
        assert coordinator.post(f"{HERE}{sheet}/endring", {**TOLD, **wrong}).status_code == 422, wrong
    assert coordinator.post(f"{HERE}{sheet}/endring", {**TOLD, "versjon": "1"}).status_code == 303
    assert coordinator.post(f"{HERE}{sheet}/endring", {**TOLD, "versjon": "1"}).status_code == 409


def test_another_kommune_and_members_change_nothing(scene, coordinator, member):
    sheet = _begin(coordinator)
    for address in ("", "/endring", "/gevinstark.pdf", "/gevinstark.png"):
        assert coordinator.get(f"/k/hamnes/rapporter/gevinstark/{sheet}{address}").status_code == 404, address
    for deed in ("endring", "ferdig", "sletting"):
        assert coordinator.post(f"/k/hamnes/rapporter/gevinstark/{sheet}/{deed}", TOLD).status_code == 404
        assert member.post(f"{HERE}{sheet}/{deed}", TOLD).status_code == 403
    assert member.get(f"{HERE}{sheet}").status_code == 200
