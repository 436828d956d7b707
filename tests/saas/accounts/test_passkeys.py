"""Passkeys: made here, used here, once for each question, by nobody else and from nowhere else."""

import json
from dataclasses import replace

import pytest

from tests.saas.accounts.authenticator import Authenticator
from tests.saas.accounts.door import (
    COORDINATOR,
    STRANGER,
    add_key,
    ask_key,
    events,
    is_in,
    owner,
    papers_on,
    password,
    post,
    token_on,
    use_key,
)
from tests.world import Browser, log_in

KEY = "/logg-inn/passnokkel"
REFUSED = "Passnøkkelen kunne ikke brukes."


@pytest.fixture
def device(house, world):
    """The coordinator's telephone, with its key."""
    found, answer = add_key(log_in(house, COORDINATOR))
    assert len(papers_on(answer)) == 10, answer.get_data(as_text=True)
    return found


@pytest.fixture
def theirs(house, world):
    """The telephone of somebody in another kommune."""
    return add_key(log_in(house, STRANGER))[0]


def refused(answer, browser, database):
    assert answer.status_code == 422
    assert REFUSED in answer.get_data(as_text=True)
    assert not is_in(browser)
    assert events(database, "passkey")[-1] == "refused"
    return True


def test_a_passkey_alone_logs_in_and_leads_on(house, device, database):
    browser = Browser(house)
    answer = use_key(browser, device, neste="/k/nordvik/")
    assert (answer.status_code, answer.location) == (303, "/k/nordvik/")
    assert browser.get("/k/nordvik/").status_code == 200
    assert owner(database, "SELECT method, strong FROM login_sessions ORDER BY created_at DESC LIMIT 1") == [("passkey", True)]


def test_a_passkey_never_leads_out_of_the_house(house, device):
    assert use_key(Browser(house), device, neste="//ond.example/").location == "/mine"


def test_a_passkey_is_the_second_step_after_the_password(house, device):
    browser = Browser(house)
    assert password(browser, neste="/k/hamnes/").location == "/logg-inn/kode"
    asked = ask_key(browser, "/logg-inn/kode")
    assert [one["id"] for one in asked["allowCredentials"]] == [json.loads(device.use(asked))["id"]]
    assert use_key(browser, device, "/logg-inn/kode").location == "/k/hamnes/"


def test_the_question_asks_for_a_key_that_stays_and_a_person_who_is_known(house, world):
    options = post(log_in(house, COORDINATOR), "/meg/sikkerhet/passnokler/start").get_json()
    chosen = options["authenticatorSelection"]
    assert (chosen["residentKey"], chosen["userVerification"]) == ("required", "required")
    assert options["rp"]["id"] == "bindeledd.test"
    assert ask_key(Browser(house))["userVerification"] == "required"


def test_no_question_tells_whose_keys_there_are(house, device):
    """Without a password the question is the same whoever stands there: no e-mail is asked for, and no key named."""
    assert not ask_key(Browser(house)).get("allowCredentials")
    assert "epost" not in Browser(house).get(KEY).get_data(as_text=True)


def test_anothers_passkey_is_no_second_step(house, device, theirs, database):
    browser = Browser(house)
    password(browser)
    assert refused(use_key(browser, theirs, "/logg-inn/kode"), browser, database)


def test_a_key_that_was_never_made_here_is_refused(house, device, database):
    browser = Browser(house)
    assert refused(use_key(browser, Authenticator()), browser, database)


@pytest.mark.parametrize(
    "wrong",
    [
        {"origin": "https://bindeledd.test"},
        {"origin": "http://ond.example"},
        {"rp_id": "ond.example"},
        {"verified": False},
        {"handle": "AAAAAAAAAAAAAAAAAAAAAA"},
    ],
)
def test_an_answer_from_another_place_or_an_unknown_hand_is_refused(house, device, database, wrong):
    browser = Browser(house)
    assert refused(use_key(browser, replace(device, **wrong)), browser, database)


def test_a_key_with_the_right_name_and_the_wrong_other_half_is_refused(house, device, database):
    browser = Browser(house)
    forged = Authenticator(credential=device.credential, handle=device.handle)
    assert refused(use_key(browser, forged), browser, database)


def test_an_answer_is_good_once(house, device, database):
    browser = Browser(house)
    answer = device.use(ask_key(browser))
    token = token_on(browser, KEY)
    kept = browser.client.get_cookie("bindeledd").value
    assert browser.client.post(KEY, data={"csrf_token": token, "svar": answer}).status_code == 303
    thief = Browser(house)
    thief.client.set_cookie("bindeledd", kept)
    assert refused(thief.client.post(KEY, data={"csrf_token": token, "svar": answer}), thief, database)


def test_an_answer_to_anothers_question_is_refused(house, device, database):
    """Whoever gets hold of an answer cannot use it in their own browser: the question is bound to the one that asked."""
    answer = device.use(ask_key(Browser(house)))
    thief = Browser(house)
    ask_key(thief)
    assert refused(post(thief, KEY, KEY, svar=answer), thief, database)
    assert refused(post(Browser(house), KEY, KEY, svar=answer), thief, database)


def test_an_answer_after_five_minutes_is_refused(house, device, database):
    browser = Browser(house)
    answer = device.use(ask_key(browser))
    owner(database, "UPDATE ceremonies SET expires_at = now() - interval '1 second'")
    assert refused(post(browser, KEY, KEY, svar=answer), browser, database)


def test_a_copy_of_a_key_falls_behind_and_is_refused(house, device, database):
    copy = replace(device)
    for _ in range(2):
        assert use_key(Browser(house), device).status_code == 303
    browser = Browser(house)
    assert refused(use_key(browser, copy), browser, database)


def test_a_key_that_never_counts_may_be_used_again_and_again(house, world):
    quiet, _ = add_key(log_in(house, COORDINATOR), Authenticator(counts=False))
    for _ in range(2):
        assert use_key(Browser(house), quiet).status_code == 303


def test_a_disabled_users_key_is_refused_in_the_same_words(house, device, database):
    owner(database, "UPDATE users SET disabled_at = now() WHERE email = %s", COORDINATOR)
    browser = Browser(house)
    assert refused(use_key(browser, device), browser, database)


@pytest.mark.parametrize("answer", ["", "{}", "[]", "null", '"x"', '{"id": 7}', '{"id": "AAAA"}', "{" * 30, "x" * 30_000])
def test_an_answer_that_is_none_is_refused(house, device, database, answer):
    browser = Browser(house)
    ask_key(browser)
    assert refused(post(browser, KEY, KEY, svar=answer), browser, database)


# A key that does not say whose it is (no userHandle) is known by its name, and is not torn.
@pytest.mark.parametrize(
    ("part", "instead"),
    [(part, instead) for part in ("clientDataJSON", "authenticatorData", "signature") for instead in ("", "AA", "!!", None, 7, {})]
    + [("userHandle", instead) for instead in ("AA", "!!", 7, {})],
)
def test_a_torn_answer_is_refused(house, device, database, part, instead):
    browser = Browser(house)
    torn = json.loads(device.use(ask_key(browser)))
    torn["response"][part] = instead
    assert refused(post(browser, KEY, KEY, svar=json.dumps(torn)), browser, database)


@pytest.mark.parametrize("wrong", [{"origin": "http://ond.example"}, {"rp_id": "ond.example"}, {"verified": False}])
def test_a_key_made_in_another_place_or_by_an_unknown_hand_is_not_kept(house, world, database, wrong):
    browser = log_in(house, COORDINATOR)
    _, answer = add_key(browser, Authenticator(**wrong))
    assert answer.status_code == 422
    assert "Passnøkkelen kunne ikke lagres." in answer.get_data(as_text=True)
    assert owner(database, "SELECT count(*) FROM passkeys") == [(0,)]
    assert events(database, "passkey_added") == ["refused"]


def test_a_torn_new_key_is_not_kept(house, world, database):
    browser = log_in(house, COORDINATOR)
    for instead in ("", "AA", "!!", 7, None):
        options = post(browser, "/meg/sikkerhet/passnokler/start").get_json()
        torn = json.loads(Authenticator().make(options))
        torn["response"]["attestationObject"] = instead
        assert post(browser, "/meg/sikkerhet/passnokler", svar=json.dumps(torn), navn="x").status_code == 422
    assert owner(database, "SELECT count(*) FROM passkeys") == [(0,)]


def test_the_answer_that_made_a_key_makes_no_second_one(house, world, database):
    browser = log_in(house, COORDINATOR)
    answer = Authenticator().make(post(browser, "/meg/sikkerhet/passnokler/start").get_json())
    assert post(browser, "/meg/sikkerhet/passnokler", svar=answer, navn="Første").status_code == 200
    assert post(browser, "/meg/sikkerhet/passnokler", svar=answer, navn="Andre").status_code == 422
    assert owner(database, "SELECT name FROM passkeys") == [("Første",)]


def test_a_key_that_somebody_has_registered_stays_theirs(house, device, database):
    stranger = log_in(house, STRANGER)
    _, answer = add_key(stranger, replace(device))
    assert answer.status_code == 422 and "allerede i bruk" in answer.get_data(as_text=True)
    assert owner(database, "SELECT u.email FROM passkeys p JOIN users u ON u.id = p.user_id") == [(COORDINATOR,)]


def test_a_key_is_named_renamed_and_removed_by_its_owner_alone(house, device, database):
    browser, stranger = Browser(house), log_in(house, STRANGER)
    use_key(browser, device)
    (key,) = owner(database, "SELECT id FROM passkeys")[0]
    for deed in ("navn", "sletting"):
        assert post(stranger, f"/meg/sikkerhet/passnokler/{key}/{deed}", navn="Min").status_code == 404
    assert post(browser, f"/meg/sikkerhet/passnokler/{key}/navn", navn="").status_code == 422
    assert post(browser, f"/meg/sikkerhet/passnokler/{key}/navn", navn="Nettbrettet").status_code == 303
    assert "Nettbrettet" in browser.get("/meg/sikkerhet").get_data(as_text=True)
    assert post(browser, f"/meg/sikkerhet/passnokler/{key}/sletting").status_code == 303
    assert refused(use_key(other := Browser(house), device), other, database)


def test_a_new_key_needs_a_name_and_ten_are_enough(house, world, database):
    browser = log_in(house, COORDINATOR)
    assert add_key(browser, name="")[1].status_code == 422
    for number in range(10):
        assert add_key(browser, name=f"Nøkkel {number}")[1].status_code in (200, 303)
    assert "høyst 10 passnøkler" in add_key(browser)[1].get_data(as_text=True)


def test_the_browser_is_told_which_keys_are_here_already(house, device):
    browser = Browser(house)
    use_key(browser, device)
    assert len(post(browser, "/meg/sikkerhet/passnokler/start").get_json()["excludeCredentials"]) == 1


def test_asking_for_questions_is_slowed_down(house, world):
    browser = Browser(house)
    token = token_on(browser, KEY)
    answers = [browser.client.post(f"{KEY}/start", data={"csrf_token": token}).status_code for _ in range(61)]
    assert answers[:60] == [200] * 60 and answers[60] == 429


def test_without_script_the_password_way_remains(house, world):
    page = Browser(house).get(KEY).get_data(as_text=True)
    assert 'href="/logg-inn"' in page and "<script defer src=" in page
    assert "onclick" not in page and "<script>" not in page


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://bindeledd.example", ("bindeledd.example", "https://bindeledd.example")),
        ("https://bindeledd.example:8443", ("bindeledd.example", "https://bindeledd.example:8443")),
        ("http://localhost:8000", ("localhost", "http://localhost:8000")),
        ("http://127.0.0.1:8000", ("localhost", "http://localhost:8000")),
    ],
)
def test_keys_are_bound_to_the_public_address(house, address, expected):
    from saas.accounts import passkeys

    house.config["HOUSE"] = replace(house.config["HOUSE"], public_url=address)
    with house.app_context():
        assert passkeys.home() == expected
