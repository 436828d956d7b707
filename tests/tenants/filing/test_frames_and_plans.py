"""Signed mandates and agreements, and adopted plans, go the same way; what the public is told of them is chosen by hand."""

from datetime import date

import pytest

from saas.db import db
from tests.tenants.filing.conftest import HERE, press, text
from tests.tenants.filing.test_sending import package_of, said


@pytest.fixture
def documents(inside, held):
    """A mandate signed by both, an agreement with its file, an adopted plan and one of each that is not finished."""
    from tenants.frames.models import Agreement, AgreementParty, Mandate, MandateSignature
    from tenants.plans.models import ActionPlan

    frozen = {
        "title": "Handlingsplan 2026", "kommune": "Nordvik", "from_year": 2026, "to_year": 2026, "age_from": 0, "age_to": 25,
        "overall": "", "situation": "", "offers": "", "process": "", "partners": "", "goals": [], "measures": [], "running": [],
        "others": [], "youth": {"with": 0, "total": 0},
        "resolution": {"on": "2026-02-01", "by": "Mona Lie", "text": "Vedtatt.", "group": "SG", "sak": "1/26", "sak_title": "Plan"},
    }  # fmt: skip
    with inside():
        mandate = Mandate(group_id=held.group, number=1, state="approved", purpose="Samordne", approved_on=date(2026, 1, 20),
                          sha256="0" * 64)  # fmt: skip
        agreement = Agreement(
            kind="police", title="Avtale om Ola i 9A", state="in_force", valid_from=date(2026, 2, 1), filename="avtale.pdf",
            media_type="application/pdf", content=b"%PDF-1.4 signed",
        )  # fmt: skip
        unsigned = Mandate(group_id=held.group, number=2, state="draft")
        bare = Agreement(kind="nav", title="Uten fil", state="in_force", valid_from=date(2026, 2, 1))
        plan = ActionPlan(title="Plan", from_year=2026, to_year=2026, state="adopted", adopted_on=date(2026, 2, 1),
                          adopted_by="Mona Lie", frozen=frozen, sha256="1" * 64)  # fmt: skip
        draft = ActionPlan(title="Utkast", from_year=2027, to_year=2027)
        made = {"mandat": mandate, "avtale": agreement, "plan": plan, "usignert": unsigned, "uten-fil": bare, "utkast": draft}
        db.session.add_all(made.values())
        db.session.flush()
        for party, name in (("municipality", "Per Aasen"), ("police", "Are Nygård")):
            db.session.add(MandateSignature(mandate_id=mandate.id, party=party, name=name, signed_on=date(2026, 1, 25), sha256="0" * 64))
        for party, organisation in (("municipality", "Nordvik kommune"), ("police", "Fjordvest lensmannsdistrikt")):
            db.session.add(AgreementParty(agreement_id=agreement.id, party=party, organisation=organisation, name="N N"))
        return {name: row.id for name, row in made.items()}


CHOICE = {"offentlig_tittel": "Samarbeidsavtale", "tilgang": "shielded", "hjemmel": "Offl. § 14"}


@pytest.mark.parametrize("kind", ["mandat", "avtale", "plan"])
def test_what_is_decided_and_signed_goes_to_the_archive(coordinator, documents, worker, owner, kind):
    page = text(coordinator.get(f"{HERE}{kind}/{documents[kind]}"))
    assert "Ikke vurdert" in page and "Send til arkiv" in page
    assert press(coordinator, f"{kind}/{documents[kind]}", **CHOICE).status_code == 303
    worker.work()
    ((filing_id, state, error),) = owner("SELECT id, state, error FROM filings")
    assert (state, error) == ("made", "")
    bundle = package_of(coordinator, filing_id)
    assert said(bundle, "a:registrering/a:offentligTittel") == ["Samarbeidsavtale"]
    assert said(bundle, "a:registrering/a:skjerming/a:skjermingshjemmel") == ["Offl. § 14"]
    assert said(bundle, "a:registrering/a:journalposttype/n:kode") == ["X" if kind == "plan" else "U"]


def test_it_may_be_public(coordinator, documents, worker, owner):
    press(coordinator, f"plan/{documents['plan']}", offentlig_tittel="Handlingsplan", tilgang="public", hjemmel="Offl. § 14")
    worker.work()
    assert "skjerming" not in package_of(coordinator, owner("SELECT id FROM filings")[0][0]).read("arkivmelding.xml").decode()


@pytest.mark.parametrize(("kind", "which"), [("mandat", "usignert"), ("avtale", "uten-fil"), ("plan", "utkast")])
def test_what_is_not_finished_is_not_sent(coordinator, documents, owner, kind, which):
    assert press(coordinator, f"{kind}/{documents[which]}", **CHOICE).status_code == 409
    assert owner("SELECT count(*) FROM filings")[0][0] == 0


def test_the_list_shows_just_what_is_finished(coordinator, documents):
    page = text(coordinator.get(HERE))
    assert "Send alle 3 til arkiv" in page and "Uten fil" not in page and "Utkast" not in page


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"offentlig_tittel": ""}, "Skriv tittelen"),
        ({"offentlig_tittel": "x" * 301}, "høyst 300"),
        ({"offentlig_tittel": "Avtale om 01810550003"}, "peke ut en person"),
        ({"tilgang": "alle"}, "Velg noe fra listen"),
        ({"hjemmel": ""}, "Skriv hjemmelen"),
        ({"hjemmel": "x" * 301}, "høyst 300"),
    ],
)
def test_a_choice_that_does_not_make_sense_is_refused(coordinator, documents, owner, fields, words):
    answer = press(coordinator, f"avtale/{documents['avtale']}", **{**CHOICE, **fields})
    assert answer.status_code == 422 and words in text(answer)
    assert owner("SELECT count(*) FROM filings")[0][0] == 0


def test_an_agreements_own_title_is_not_told_to_the_public_unless_somebody_says_so(coordinator, documents, worker, owner):
    press(coordinator, "alle")
    worker.work()
    ((filing_id,),) = owner("SELECT id FROM filings WHERE source_kind = 'agreement'")
    bundle = package_of(coordinator, filing_id)
    assert said(bundle, "a:registrering/a:offentligTittel") == ["Avtale med politiet"]
    assert said(bundle, "a:registrering/a:dokumentbeskrivelse/a:tittel") == ["Avtale med politiet"]
    assert bundle.read("01-avtale-med-politiet.pdf") == b"%PDF-1.4 signed"


def test_a_plan_that_is_revised_before_it_is_packed_is_asked_for_anew(coordinator, documents, worker, owner, inside):
    from tenants.plans.models import PlanRevision

    press(coordinator, f"plan/{documents['plan']}", **CHOICE)
    with inside():
        db.session.add(PlanRevision(plan_id=documents["plan"], number=1, on_date=date(2026, 9, 1), what="Ny frist", facts={}))
    worker.work()
    assert owner("SELECT state, error FROM filings") == [("failed", "changed")]
    assert "ny versjon" in text(coordinator.get(HERE))
    press(coordinator, f"plan/{documents['plan']}", **CHOICE)
    worker.work()
    assert owner("SELECT source_version, state FROM filings ORDER BY source_version") == [(1, "failed"), (2, "made")]


def test_the_page_asks_the_same_number_of_questions_however_much_there_is(coordinator, documents, inside, owner, statements):
    coordinator.get(HERE)
    few = statements(lambda: coordinator.get(HERE))
    from saas.archive.models import Filing

    with inside():
        for number in range(30):
            db.session.add(Filing(
                source_kind="plan", source_id=documents["utkast"], source_version=number + 5, external_key=f"k{number}", title="T",
                public_title="T", content={"shielding": None, "files": []}, delivery="download", asked_by="x",
            ))  # fmt: skip
    assert statements(lambda: coordinator.get(HERE)) == few
