"""Answers that must not be believed: each is refused with a sentence, written to the log, and opens nothing."""

import base64
import hashlib
import hmac
import json
import time
from dataclasses import replace

import psycopg
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey

from saas.accounts import oidc_providers
from tests.saas.oidc.conftest import (
    HAMNES,
    MEMBER,
    NORDVIK,
    PID,
    TENANT,
    Visit,
    events,
    new_key,
    permit,
    person,
    sent_with,
    sessions,
    spoken_for,
    tie,
)

REFUSED = "Svaret fra Løgneren ble ikke godtatt."
NOW = int(time.time())


@pytest.fixture(autouse=True)
def let_in(database, world, liar, honest):
    """The member's account at the liar opens Nordvik, were it only to tell the truth."""
    permit(database, world["nordvik"], liar.issuer, NORDVIK)
    tie(database, MEMBER, liar.issuer, "sub-1")
    entra = f"{liar.issuer}/organizations/v2.0"
    permit(database, world["nordvik"], entra, NORDVIK)
    tie(database, MEMBER, entra, f"{TENANT}:oid-1")
    tie(database, MEMBER, honest, "sub-member")
    permit(database, world["nordvik"], honest, NORDVIK)


def test_the_liar_is_let_in_when_it_tells_the_truth(visit, liar, database):
    assert visit.lied_to(liar).status_code == 303
    assert sessions(database) == [("oidc", True, liar.issuer, NORDVIK, 30, 120)]
    sent = liar.asked[0]
    assert sent["grant_type"] == "authorization_code"
    assert sent["redirect_uri"] == "http://bindeledd.test/logg-inn/med/logneren/svar"
    assert sent["authorization"] == "Basic " + base64.b64encode(b"bindeledd:hemmelig").decode()


def test_the_proof_that_is_sent_is_the_one_that_was_promised(visit, liar):
    sent = sent_with(visit.begin("logneren"))
    liar.nonce = sent["nonce"]
    visit.browser.get(f"/logg-inn/med/logneren/svar?code=kode&state={sent['state']}")
    digest = hashlib.sha256(liar.asked[0]["code_verifier"].encode()).digest()
    assert base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == sent["code_challenge"]


def test_a_private_key_proves_who_we_are(house, visit, liar):
    ours = new_key("ours")
    known = house.config["HOUSE"].log_in_services
    with_key = [replace(each, secret="", key=ours.as_pem(private=True).decode(), key_id="ours") if each.slug == "logneren" else each
                for each in known]  # fmt: skip
    house.config["HOUSE"] = replace(house.config["HOUSE"], log_in_services=tuple(with_key))

    assert visit.lied_to(liar).status_code == 303

    sent = liar.asked[0]
    assert sent["client_assertion_type"] == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
    proof = jwt.decode(sent["client_assertion"], ours, algorithms=["RS256"])
    assert proof.header["kid"] == "ours"
    assert (proof.claims["iss"], proof.claims["sub"], proof.claims["aud"]) == ("bindeledd", "bindeledd", liar.issuer)
    assert "client_secret" not in sent and "Basic" not in sent["authorization"]


LIES = {
    "issuer": {"iss": "https://ansattporten.no"},
    "audience": {"aud": "another-client"},
    "authorized_party": {"aud": ["bindeledd", "another-client"]},
    "authorized_party 2": {"azp": "another-client"},
    "nonce": {"nonce": "another-nonce"},
    "nonce 2": {"nonce": None},
    "expired": {"exp": NOW - 60},
    "expired 2": {"exp": None},
    "expired 3": {"exp": "never"},
    "too_old": {"iat": NOW - 7200},
    "too_old 2": {"iat": None},
    "not_yet": {"iat": NOW + 3600},
    "not_yet 2": {"nbf": NOW + 3600},
    "level": {"acr": "low"},
    "level 2": {"acr": None},
    "subject": {"sub": None},
    "subject 2": {"sub": "x" * 300},
    "no_organisation": {"authorization_details": None},
    "no_organisation 2": {"authorization_details": [spoken_for()]},
    "no_organisation 3": {"authorization_details": [spoken_for("312206499")]},
    "no_organisation 4": {"authorization_details": "ansattporten:orgno"},
    "no_organisation 5": {"authorization_details": [{**spoken_for(NORDVIK), "type": "another"}]},
    "organisation": {"authorization_details": [spoken_for(HAMNES)]},
    "unknown": {"sub": "sub-2"},
}


@pytest.mark.parametrize("lie", LIES)
def test_a_lie_in_the_token_opens_nothing(visit, liar, database, lie):
    liar.claims = LIES[lie]
    answer = visit.lied_to(liar)
    assert answer.status_code == 403
    assert answer.get_data(as_text=True).count('class="lead"') == 1
    assert PID not in answer.get_data(as_text=True)
    assert [event[0] for event in events(database)] == [lie.split()[0]]
    assert sessions(database) == []
    assert visit.browser.get("/meg").status_code == 303


def test_what_people_cannot_mend_is_said_in_one_sentence_only(visit, liar):
    pages = set()
    for lie in ("issuer", "audience", "nonce", "expired", "subject"):
        liar.claims = LIES[lie]
        page = visit.lied_to(liar).get_data(as_text=True)
        assert REFUSED in page
        pages.add(page)
    assert len(pages) == 1


def test_an_unsigned_token_opens_nothing(visit, liar, database):
    for algorithm in ("none", "None", "NONE"):
        address = sent_with(visit.begin("logneren"))
        liar.nonce = address["nonce"]
        liar.token = f"{_part({'alg': algorithm})}.{_part(liar.honest_claims())}."
        assert visit.browser.get(f"/logg-inn/med/logneren/svar?code=kode&state={address['state']}").status_code == 403
    assert {event[0] for event in events(database)} <= {"algorithm", "not_a_token"}
    assert sessions(database) == []


def test_a_token_signed_with_the_public_key_or_our_secret_opens_nothing(visit, liar, database):
    for secret in (liar.key.as_pem(private=False), json.dumps(liar.key.as_dict(private=False)).encode(), b"hemmelig"):
        address = sent_with(visit.begin("logneren"))
        liar.nonce = address["nonce"]
        signed = f"{_part({'alg': 'HS256', 'kid': 'first'})}.{_part(liar.honest_claims())}"
        mac = hmac.new(secret, signed.encode(), hashlib.sha256).digest()
        liar.token = f"{signed}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"
        assert visit.browser.get(f"/logg-inn/med/logneren/svar?code=kode&state={address['state']}").status_code == 403
    assert [event[0] for event in events(database)] == ["algorithm"] * 3
    assert sessions(database) == []


def test_an_algorithm_that_is_not_on_the_list_opens_nothing(visit, liar, database):
    liar.header = {"alg": "RS512"}
    assert visit.lied_to(liar).status_code == 403
    assert [event[0] for event in events(database)] == ["algorithm"]


def test_a_strangers_key_with_the_right_name_opens_nothing(visit, liar, database):
    liar.key = new_key("first")
    assert visit.lied_to(liar).status_code == 403
    assert [event[0] for event in events(database)] == ["signature"]


def test_an_unknown_key_opens_nothing_though_the_keys_are_fetched_once_more(visit, liar, database):
    liar.key = new_key("second")
    assert visit.lied_to(liar).status_code == 403
    assert [event[0] for event in events(database)] == ["unknown_key"]
    assert liar.fetched.count("keys") == 2


def test_a_token_without_a_key_name_is_not_guessed_at_among_many(visit, liar, database):
    liar.published, liar.header = [liar.key, new_key("second")], {"kid": None}
    assert visit.lied_to(liar).status_code == 403
    assert [event[0] for event in events(database)] == ["unknown_key"]


def test_a_changed_token_opens_nothing(visit, liar, database):
    address = sent_with(visit.begin("logneren"))
    liar.nonce = address["nonce"]
    header, _, signature = liar.id_token().split(".")
    liar.token = f"{header}.{_part({**liar.honest_claims(), 'sid': 'other'})}.{signature}"
    assert visit.browser.get(f"/logg-inn/med/logneren/svar?code=kode&state={address['state']}").status_code == 403
    assert [event[0] for event in events(database)] == ["signature"]


@pytest.mark.parametrize("token", ["", "a.b", "a.b.c", "....", "å" * 40, "{}"])
def test_what_is_no_token_opens_nothing(visit, liar, database, token):
    liar.token = token or " "
    assert visit.lied_to(liar).status_code == 403
    assert [event[0] for event in events(database)] == ["not_a_token"]


def test_a_new_key_is_fetched_and_then_believed(visit, liar, database):
    visit.begin("logneren")
    liar.key = new_key("second")
    liar.published = [liar.published[0], liar.key]
    assert visit.lied_to(liar).status_code == 303
    assert liar.fetched.count("keys") == 2


def test_what_a_service_says_about_itself_is_believed_for_a_day(house, visit, liar, monkeypatch):
    for _ in range(3):
        visit.begin("logneren")
    assert liar.fetched == ["about", "keys"]
    known = oidc_providers._known[liar.issuer]
    known.at -= oidc_providers.FRESH + 1
    visit.begin("logneren")
    assert liar.fetched == ["about", "keys"] * 2


def test_a_state_is_good_once(visit, liar, database):
    address = sent_with(visit.begin("logneren"))
    liar.nonce = address["nonce"]
    back = f"/logg-inn/med/logneren/svar?code=kode&state={address['state']}"
    assert visit.browser.get(back).status_code == 303
    assert visit.browser.get(back).status_code == 403
    assert [event[0] for event in events(database)] == ["ok", "state"]
    assert len(liar.asked) == 1


def test_a_state_that_led_to_a_refusal_is_spent_too(visit, liar, database):
    address = sent_with(visit.begin("logneren"))
    liar.nonce = "another"
    back = f"/logg-inn/med/logneren/svar?code=kode&state={address['state']}"
    visit.browser.get(back)
    liar.nonce = address["nonce"]
    assert visit.browser.get(back).status_code == 403
    assert [event[0] for event in events(database)] == ["nonce", "state"]


def test_a_code_is_good_once_at_an_honest_provider(visit, honest, database):
    back = visit.at_provider(visit.begin(), person(honest, "sub-member"))
    assert visit.browser.get(back).status_code == 303
    code = sent_with(back)["code"]
    fresh = sent_with(visit.begin())["state"]
    assert visit.browser.get(f"/logg-inn/med/ansattporten/svar?code={code}&state={fresh}").status_code == 403
    assert [event[0] for event in events(database)] == ["ok", "code"]


def test_a_state_from_another_browser_opens_nothing(house, visit, liar, database):
    address = sent_with(visit.begin("logneren"))
    liar.nonce = address["nonce"]
    for other in (Visit(house), Visit(house)):
        other.begin("logneren")
        back = f"/logg-inn/med/logneren/svar?code=kode&state={address['state']}"
        assert other.browser.get(back).status_code == 403
        assert other.browser.get("/meg").status_code == 303
    assert [event[0] for event in events(database)] == ["state", "state"]
    assert liar.asked == []


@pytest.mark.parametrize("query", ["", "code=kode", "code=kode&state=", "code=kode&state=ukjent", "state=ukjent&error=x"])
def test_an_answer_that_nobody_asked_for_opens_nothing(visit, liar, database, query):
    visit.begin("logneren")
    assert visit.browser.get(f"/logg-inn/med/logneren/svar?{query}").status_code == 403
    assert [event[0] for event in events(database)] == ["state"]


def test_an_expired_state_opens_nothing(visit, liar, database):
    address = sent_with(visit.begin("logneren"))
    with psycopg.connect(database) as owner:
        owner.execute("UPDATE ceremonies SET expires_at = now() - interval '1 second'")
    assert visit.browser.get(f"/logg-inn/med/logneren/svar?code=kode&state={address['state']}").status_code == 403
    assert [event[0] for event in events(database)] == ["state"]


def test_an_answer_for_one_service_does_not_hold_at_another(visit, liar, database):
    address = sent_with(visit.begin("logneren"))
    assert visit.browser.get(f"/logg-inn/med/ansattporten/svar?code=kode&state={address['state']}").status_code == 403
    assert [event[0] for event in events(database)] == ["state"]
    assert liar.asked == []


def test_an_answer_that_names_another_service_is_a_mix_up(visit, liar, database):
    assert visit.lied_to(liar, extra="&iss=https://ond.example").status_code == 403
    assert visit.lied_to(liar, extra=f"&iss={liar.issuer}").status_code == 303
    assert [event[0] for event in events(database)] == ["answer_issuer", "ok"]
    assert len(liar.asked) == 1


def test_a_service_that_promises_its_name_must_give_it(visit, liar, database):
    liar.about = {"authorization_response_iss_parameter_supported": True}
    assert visit.lied_to(liar).status_code == 403
    assert [event[0] for event in events(database)] == ["answer_issuer"]


@pytest.mark.parametrize(("error", "reason", "words"), [
    ("access_denied", "cancelled", "Innloggingen hos Løgneren ble avbrutt."),
    ("server_error", "error", REFUSED),
    ("<script>", "error", REFUSED),
])  # fmt: skip
def test_an_error_answer_is_told_calmly(visit, liar, database, error, reason, words):
    answer = visit.lied_to(liar, extra=f"&error={error}&error_description=<b>{PID}</b>")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 403
    assert words in page
    assert "<script>" not in page and PID not in page
    assert [event[0] for event in events(database)] == [reason]
    assert liar.asked == []


def test_a_service_that_does_not_take_the_code_opens_nothing(visit, liar, database):
    liar.status = 400
    assert visit.lied_to(liar).status_code == 403
    assert [event[0] for event in events(database)] == ["code"]


def test_a_service_that_is_down_is_a_sentence(visit, liar, database):
    liar.status = 500
    answer = visit.lied_to(liar)
    assert answer.status_code == 503
    assert "Løgneren svarer ikke nå." in answer.get_data(as_text=True)
    oidc_providers.forget()
    liar.about = {"issuer": "https://ond.example"}
    assert visit.browser.post("/logg-inn/med/logneren").status_code == 503
    liar.about = {"token_endpoint": "http://ond.example/token"}
    assert visit.browser.post("/logg-inn/med/logneren").status_code == 503
    liar.about = {"jwks_uri": f"{liar.issuer}/borte"}
    assert visit.browser.post("/logg-inn/med/logneren").status_code == 503
    assert [event[0] for event in events(database)] == ["away"] * 4
    assert sessions(database) == []


ENTRA = {"tid": TENANT, "oid": "oid-1", "acr": None, "authorization_details": None, "sub": "pairwise"}


def test_entra_speaks_for_the_organisation_of_its_tenant(visit, liar, database):
    liar.claims = {**ENTRA, "iss": f"{liar.issuer}/{TENANT}/v2.0", "amr": ["pwd", "mfa"]}
    assert visit.lied_to(liar, "entra").status_code == 303
    assert [row[:4] for row in sessions(database)] == [("oidc", True, f"{liar.issuer}/organizations/v2.0", NORDVIK)]
    assert "på vegne av 312 206 498" in visit.browser.get("/k/nordvik/").get_data(as_text=True)


@pytest.mark.parametrize(("lie", "reason"), [
    ({"tid": "99999999-2222-4333-8444-555555555555"}, "issuer"),
    ({"tid": "99999999-2222-4333-8444-555555555555", "iss": "{}/99999999-2222-4333-8444-555555555555/v2.0"}, "no_organisation"),
    ({"iss": "{}/99999999-2222-4333-8444-555555555555/v2.0"}, "issuer"),
    ({"oid": None}, "subject"),
    ({"oid": "oid-2"}, "unknown"),
    ({"authorization_details": [spoken_for(NORDVIK)], "tid": None}, "issuer"),
])  # fmt: skip
def test_entra_of_another_tenant_opens_nothing(visit, liar, database, lie, reason):
    claims = {**ENTRA, "iss": f"{{}}/{TENANT}/v2.0", **lie}
    liar.claims = {**claims, "iss": claims["iss"].format(liar.issuer)}
    assert visit.lied_to(liar, "entra").status_code == 403
    assert [event[0] for event in events(database)] == [reason]
    assert sessions(database) == []


def _part(value):
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def test_other_good_signatures_are_believed(visit, liar):
    liar.header = {"alg": "PS256"}
    assert visit.lied_to(liar).status_code == 303


def test_a_signature_on_a_curve_is_believed(house, liar, monkeypatch):
    from tests.saas.oidc import conftest

    liar.key = ECKey.generate_key("P-256", {"kid": "curve"})
    liar.published, liar.header = [liar.key], {"alg": "ES256"}
    monkeypatch.setattr(conftest.Liar, "id_token", _on_a_curve)
    assert Visit(house).lied_to(liar).status_code == 303


def _on_a_curve(self):
    return jwt.encode({"alg": "ES256", "kid": "curve"}, self.honest_claims(), self.key, algorithms=["ES256"])
