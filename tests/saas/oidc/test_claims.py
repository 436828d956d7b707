"""Who a token speaks for, in every shape that Ansattporten has used, and how strong the log-in was."""

from dataclasses import replace

import pytest

from saas.accounts.oidc_claims import MOST_ORGANISATIONS, Organisation, believe
from saas.config import LogInService
from tests.saas.oidc.conftest import HAMNES, NORDVIK, spoken_for

SERVICE = LogInService("a", "ansattporten", "https://a.no", "A", "client", "x", acr=("substantial", "entraid"))


def believed(claims, service=SERVICE):
    import time

    now = int(time.time())
    told = {"iss": service.issuer, "aud": "client", "sub": "s", "exp": now + 60, "iat": now, "nonce": "n", "acr": "high",
            "authorization_details": [spoken_for(NORDVIK)], **claims}  # fmt: skip
    return believe(service, service.issuer, told, "n")


def organisations(*details):
    return [(each.number, each.name) for each in believed({"authorization_details": list(details)}).organisations]


def test_the_newest_shape():
    assert organisations(spoken_for(NORDVIK)) == [(NORDVIK, f"VIRKSOMHET {NORDVIK}")]


def test_a_resource_of_altinn():
    detail = {**spoken_for(HAMNES), "type": "ansattporten:altinn:resource", "resource": "urn:altinn:resource:slt"}
    assert organisations(detail) == [(HAMNES, f"VIRKSOMHET {HAMNES}")]


def test_the_older_service_of_altinn():
    reportee = {"Rights": ["Read"], "Authority": "iso6523-actorid-upis", "ID": f"0192:{HAMNES}", "Name": "HAMNES KOMMUNE"}
    detail = {"type": "ansattporten:altinn:service", "resource": "urn:altinn:resource:2480:40", "reportees": [reportee]}
    assert organisations(detail) == [(HAMNES, "HAMNES KOMMUNE")]


def test_all_shapes_together_without_the_same_one_twice():
    found = organisations(spoken_for(NORDVIK), {**spoken_for(NORDVIK, HAMNES), "type": "ansattporten:altinn:resource"})
    assert [number for number, _ in found] == [NORDVIK, HAMNES]


@pytest.mark.parametrize("party", [
    None, "0192:312206498", {}, {"orgno": None}, {"orgno": "0192:312206498"}, {"orgno": {"ID": 312206498}},
    {"orgno": {"ID": "312206498"}}, {"orgno": {"ID": "0192:312206499"}}, {"orgno": {"ID": "0192:31220649"}},
    {"orgno": {"ID": "0192:312206498\n"}}, {"orgno": {"ID": "0192:٣١٢٢٠٦٤٩٨"}}, {"orgno": {"ID": "0007:312206498"}},
    {"orgno": {"ID": "0192:312206498", "authority": "another"}},
])  # fmt: skip
def test_what_is_no_organisation_is_left_out(party):
    mixed = {"type": "ansattporten:orgno", "authorized_parties": [party, *spoken_for(HAMNES)["authorized_parties"]]}
    assert [number for number, _ in organisations(mixed)] == [HAMNES]


def test_a_name_carries_no_control_characters_and_no_novel():
    party = {"orgno": {"ID": f"0192:{NORDVIK}"}, "name": "NORD\u202eVIK\r\n" + "x" * 500}
    (_, name), = organisations({"type": "ansattporten:orgno", "authorized_parties": [party]})
    assert name.startswith("NORDVIKx") and len(name) == 120


def test_a_token_with_very_many_organisations_is_cut():
    from saas.register.organisations import is_one

    many = [str(number) for number in range(310000000, 310001000) if is_one(str(number))]
    assert len(organisations(spoken_for(*many))) == MOST_ORGANISATIONS


@pytest.mark.parametrize(("claims", "strong"), [
    ({"acr": "high"}, True),
    ({"acr": "substantial"}, True),
    ({"acr": "entraid"}, False),
    ({"acr": "entraid", "amr": ["entraid_pwd"]}, False),
    ({"acr": "entraid", "amr": ["entraid_pwd", "entraid-mfa"]}, True),
    ({"acr": "entraid", "amr": ["entraid_mfa"]}, True),
    ({"acr": "entraid", "amr": "entraid_mfa"}, False),
    ({"acr": "entraid", "amr": ["not-mfa", 7, None]}, False),
])  # fmt: skip
def test_what_is_strong(claims, strong):
    assert believed(claims).strong is strong


@pytest.mark.parametrize(("amr", "strong"), [(["pwd", "mfa"], True), (["pwd"], False), (None, False), ("mfa", False)])
def test_what_is_strong_in_entra(amr, strong):
    service = replace(SERVICE, kind="entra", acr=(), tenants={"t-1": NORDVIK})
    found = believed({"tid": "T-1", "oid": "O-1", "amr": amr, "acr": "high"}, service)
    assert found.strong is strong
    assert (found.subject, found.organisations) == ("t-1:o-1", (Organisation(NORDVIK),))


def test_nothing_of_the_personal_number_is_kept():
    assert "45840375084" not in repr(believed({"pid": "45840375084"}))
