"""Who has access, today and on a day; the article 30 record; the databehandleravtale's versions; the evidence of the walls."""

import json
from datetime import timedelta

import pytest

from saas import clock
from saas.accounts.links import make
from saas.db import db
from tenants.access.models import Feed, IssuerPermit, RoleInvitation
from tenants.control import agreements, isolation
from tenants.onboarding.models import CoordinatorRequest
from tests.tenants.control.conftest import HERE, TODAY, new, text


@pytest.fixture
def opened(inside, world, kari):
    """One of everything that opens Nordvik."""
    now = clock.now()
    with inside():
        make("task.report", kari.group, kari.id)
        db.session.add(Feed(user_id=world["nordvik"].users["member"], token_hash="a"))
        db.session.add(
            IssuerPermit(issuer="https://test.ansattporten.no", org_number="310000019", name="Nordvik kommune", added_by="Berit")
        )
        db.session.add(
            RoleInvitation(
                email="ny@x.example",
                name="Ny Leder",
                role="chair",
                from_on=TODAY,
                token_hash="b",
                invited_by="Ingrid",
                reason="Ny politikontakt",
                expires_at=now + timedelta(days=14),
            )
        )
        db.session.add(
            CoordinatorRequest(
                email="k@x.example", name="Felles Koordinator", expires_at=now + timedelta(days=14), asked_by="Berit"
            )
        )
    with inside("hamnes"):
        db.session.add(
            RoleInvitation(
                email="h@x.example",
                name="Hamnes sin",
                role="chair",
                from_on=TODAY,
                token_hash="c",
                expires_at=now + timedelta(days=14),
            )
        )


def test_the_list_shows_all_that_opens_the_kommune(officer, opened):
    page = text(officer.get(f"{HERE}tilgang"))
    for there in (
        "Member Nordvik", "Tjenestebruker", "Koordineringsgruppen", "Melde fra om oppgave", "Kari Moen", "Org.nr. 310000019", "Ny Leder",
        "https://test.ansattporten.no", "Ny politikontakt", "Felles Koordinator", "Uten to-trinns innlogging", "Kalender",
    ):  # fmt: skip
        assert there in page, there
    assert "Hamnes sin" not in page


def test_on_a_chosen_day_only_what_was_open_then_stands_there(officer, opened, owner):
    owner("UPDATE memberships SET valid_to = '2026-08-01' WHERE role = 'chair'")
    now, then = text(officer.get(f"{HERE}tilgang")), text(officer.get(f"{HERE}tilgang?dag=2026-07-01"))
    assert "Chair Nordvik" not in now and "Chair Nordvik" in then
    assert "Ny Leder" in now and "Ny Leder" not in then
    assert officer.get(f"{HERE}tilgang?dag=x").status_code == 422


def test_what_is_revoked_or_answered_is_gone_from_today(officer, opened, owner):
    # The walls' clock is the real one; the house's stands in September.
    owner(
        "UPDATE guest_links SET revoked_at = '2026-09-15 05:00+00'", "UPDATE feeds SET revoked_at = '2026-09-15 05:00+00'",
        "UPDATE role_invitations SET accepted_at = '2026-09-15 05:00+00'", "UPDATE issuer_permits SET revoked_at = '2026-09-15 05:00+00'",
        "UPDATE coordinator_requests SET state = 'refused', answered_at = '2026-09-15 05:00+00'",
    )  # fmt: skip
    page = text(officer.get(f"{HERE}tilgang"))
    for gone in ("Melde fra om oppgave", "Ny Leder", "ansattporten", "Felles Koordinator"):
        assert gone not in page
    assert "Ingen gjestelenke virker." in page and "Ingen kalenderadresse virker." in page


def test_a_spreadsheet_runs_nothing_that_somebody_wrote(officer, inside, kari):
    with inside():
        db.session.add(
            RoleInvitation(
                email="e@x.example",
                name="=HYPERLINK(1)",
                role="chair",
                from_on=TODAY,
                token_hash="d",
                expires_at=clock.now() + timedelta(days=14),
            )
        )
    page = text(officer.get(f"{HERE}tilgang.csv"))
    assert "'=HYPERLINK" in page and ";=HYPERLINK" not in page


def test_the_record_is_made_from_what_is_so(officer, coordinator, kari):
    page = text(officer.get(f"{HERE}protokoll"))
    for there in (
        "Protokoll etter artikkel 30 (utkast)",
        "Data_Protection_Officer Nordvik",
        "15. september 2026",
        "Barnevern",
        "30 dager etter",
    ):
        assert there in page, there
    assert officer.get(f"{HERE}protokoll.pdf").data.startswith(b"%PDF")


@pytest.fixture
def library(tmp_path, monkeypatch):
    """Two versions of the agreement, the newer with a number that sorts wrong as text."""
    for number in ("1.9", "1.10"):
        for language in ("nb", "nn"):
            (tmp_path / f"databehandleravtale-{number}.{language}.md").write_text(
                f"# Avtale\n\n## 1. Tekst\nVersjon {number} på {language}\n"
            )
    monkeypatch.setattr(agreements, "FOLDER", tmp_path)
    return tmp_path


def accept(browser, version, mark):
    return browser.post(f"{HERE}avtale/godkjenning", {"versjon": version, "merke": mark, "en_gang": new()})


def test_the_chief_executive_accepts_the_newest_and_nobody_else(library, chief, coordinator, officer, owner, inside, events):
    with inside():
        newest = agreements.versions()[0]
    assert newest.number == "1.10" and "på nb" in newest.text
    assert accept(officer, "1.10", newest.sha256).status_code == accept(coordinator, "1.10", newest.sha256).status_code == 403
    assert "Godta versjon" not in text(officer.get(f"{HERE}avtale"))
    assert accept(chief, "1.9", newest.sha256).status_code == 422
    assert accept(chief, "1.10", "another text").status_code == 409
    assert accept(chief, "1.10", newest.sha256).status_code == 303
    assert accept(chief, "1.10", newest.sha256).status_code == 409
    assert owner("SELECT number, name, sha256 FROM dpa_acceptances") == [("1.10", "Berit Lie", newest.sha256)]
    assert events(prefix="dpa.") == [("dpa.accepted", {"version": "1.10"})]
    page = text(officer.get(f"{HERE}avtale"))
    assert "Versjon 1.10" in page and "venter på godkjenning" not in page


@pytest.mark.parametrize("version", ["9", "../1.9", "1.9.nb", "x"])
def test_a_version_that_is_not_there_is_not_found(library, officer, version):
    assert officer.get(f"{HERE}avtale", query_string={"versjon": version}).status_code == 404


def test_without_any_version_the_page_says_so(tmp_path, monkeypatch, officer):
    monkeypatch.setattr(agreements, "FOLDER", tmp_path)
    assert "Ingen versjon er godtatt i løsningen." in text(officer.get(f"{HERE}avtale"))


def test_the_evidence_is_read_from_the_file_that_the_tests_wrote(house, officer, tmp_path):
    import dataclasses

    assert "Ikke kjørt her" in text(officer.get(HERE))
    path = tmp_path / "isolation.json"
    house.config["HOUSE"] = dataclasses.replace(house.config["HOUSE"], isolation_report=path)
    path.write_text(json.dumps({"at": "2026-09-14T10:00:00+00:00", "passed": True, "routes": 412, "roles": 9}))
    assert "Siste isolasjonstest: bestått, 412 ruter × 9 roller" in text(officer.get(HERE))
    path.write_text("{")
    assert isolation.read(path) is None and "Ikke kjørt her" in text(officer.get(HERE))
