"""The guard's report counts what was really stopped, also where the request was rolled back; and no word of it is kept."""

import pytest

from tests.tenants.control.conftest import HERE, TODAY, new, text

BAD = "Uro rundt Ole Hansen i 9A"
FNR = "Gjelder 01810550003"


@pytest.fixture
def send(coordinator, kari):
    """`send("text")`: a new task with this text, as it is typed."""

    def post(what, **more):
        form = {"hva": what, "gruppe": str(kari.group), "ansvarlig": str(kari.id), "frist": TODAY.isoformat(), "en_gang": new(), **more}
        return coordinator.post("/k/nordvik/oppgaver/", form)

    return post


def nowhere(owner, *words):
    """None of the words stands in any column of any table."""
    names = [row[0] for row in owner("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
    for name in names:
        for word in words:
            assert owner(f"SELECT count(*) FROM \"{name}\" t WHERE t::text ILIKE '%{word}%'")[0][0] == 0, (name, word)


def test_a_warning_is_counted_though_the_request_is_rolled_back_and_no_text_is_kept(send, officer, events, owner):
    assert send(BAD).status_code == 422
    found = events(prefix="guard.")
    assert found and all(action == "guard.warned" and set(facts) == {"rule", "number"} for action, facts in found)
    nowhere(owner, "Ole Hansen", "Hansen")
    page = text(officer.get(f"{HERE}vakten"))
    number = sum(facts["number"] for _, facts in found)
    assert f"Siste 90 dager. Advarsler: {number}. Omskrevet: {number}. Beholdt med begrunnelse: 0." in page
    assert "Hansen" not in page and "Personnavn" in page


def test_a_stopped_number_is_counted_apart_and_is_nowhere(send, officer, events, owner):
    assert send(FNR).status_code == 422
    assert ("guard.blocked", {"rule": "fnr", "number": 1}) in events(prefix="guard.")
    nowhere(owner, "01810550003", "810550003")
    assert "1 tekst ble stoppet" in text(officer.get(f"{HERE}vakten"))


def test_what_is_kept_with_a_reason_is_not_counted_as_rewritten(send, officer, inside, events, kari):
    from saas import here, privacy

    assert send(BAD).status_code == 422
    with inside():
        keys = [f.key for f in privacy.inspect(BAD, small=here.kommune().small) if f.level == "warn"]
    assert send(BAD, hva__behold=keys, hva__behold_grunn="Leder for idrettslaget").status_code == 303
    found = events(prefix="guard.")
    warned = sum(facts["number"] for action, facts in found if action == "guard.warned")
    kept = sum(action == "guard.kept" for action, _ in found)
    assert kept == len(set(keys)) > 0
    page = text(officer.get(f"{HERE}vakten"))
    assert f"Advarsler: {warned}. Omskrevet: {max(warned - kept, 0)}. Beholdt med begrunnelse: {kept}." in page
    assert "idrettslaget" not in page and "idrettslaget" not in text(officer.get(f"{HERE}logg"))


def test_a_text_that_passes_counts_nothing(send, events):
    assert send("Flere ungdommer på torget fredag").status_code == 303
    assert events(prefix="guard.") == []


def test_a_form_that_saves_itself_counts_once(house, coordinator, inside, events, kari):
    from saas import audit

    noted = {("notat", "name", "x"): ("name", "warn")}
    for _ in range(3):
        with inside():
            audit.record_guarded(noted, by_itself=True)
    assert len(events(prefix="guard.")) == 1
    with inside():
        audit.record_guarded(noted, by_itself=False)
    assert len(events(prefix="guard.")) == 2


def test_only_the_last_ninety_days_and_only_ones_own_kommune_count(officer, inside, owner):
    from saas import audit

    with inside():
        audit.record("guard.warned", rule="name", number=3)
    with inside("hamnes"):
        audit.record("guard.warned", rule="name", number=9)
    assert "Advarsler: 3." in text(officer.get(f"{HERE}vakten"))
    owner("UPDATE audit_events SET at = at - interval '91 days'")
    assert "Advarsler: 0." in text(officer.get(f"{HERE}vakten"))
