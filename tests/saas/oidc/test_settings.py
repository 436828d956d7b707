"""The settings of log-in services are read once, at start, and a wrong one is a sentence."""

import pytest

from saas.accounts.oidc_providers import signing_key
from saas.config import BadSetting, read

TENANT = "11111111-2222-4333-8444-555555555555"
HOUSE = {"SECRET_KEY": "x" * 40, "DATABASE_URL": "postgresql://host/db?sslmode=require", "REDIS_URL": "redis://r", "SMTP_URL": "smtp://s",
         "PUBLIC_URL": "https://bindeledd.example"}
GOOD = {
    "OIDC_ANSATTPORTEN_ISSUER": "https://test.ansattporten.no",
    "OIDC_ANSATTPORTEN_CLIENT_ID": "client",
    "OIDC_ANSATTPORTEN_CLIENT_SECRET": "hemmelig",
    "OIDC_ANSATTPORTEN_LABEL": "Ansattporten",
    "OIDC_ANSATTPORTEN_KIND": "ansattporten",
}
ENTRA = {
    "OIDC_ENTRA_NORDVIK_ISSUER": f"https://login.microsoftonline.com/{TENANT}/v2.0",
    "OIDC_ENTRA_NORDVIK_CLIENT_ID": "client",
    "OIDC_ENTRA_NORDVIK_CLIENT_SECRET": "hemmelig",
    "OIDC_ENTRA_NORDVIK_LABEL": "Nordvik kommune",
    "OIDC_ENTRA_NORDVIK_KIND": "entra",
    "OIDC_ENTRA_NORDVIK_TENANTS": f"{TENANT}=312206498",
}


def services(**changes):
    """The services of a house with these settings; None takes one away."""
    env = {name: value for name, value in {**HOUSE, **GOOD, **changes}.items() if value is not None}
    return read({"BINDELEDD_MODE": "production", **env}).log_in_services


def test_a_house_without_any_has_none():
    assert read(HOUSE).log_in_services == ()


def test_several_stand_side_by_side():
    first, second = services(**ENTRA)
    assert (first.slug, first.kind, first.acr) == ("ansattporten", "ansattporten", ("substantial", "entraid"))
    assert (second.slug, second.acr, second.tenants) == ("entra-nordvik", (), {TENANT: "312206498"})


def test_the_levels_can_be_set():
    assert services(OIDC_ANSATTPORTEN_ACR="high")[0].acr == ("high",)


def test_a_secret_is_not_shown_with_the_settings():
    assert "hemmelig" not in repr(services()[0])


WRONG = [
    ({"OIDC_ANSATTPORTEN_ISSUER": None}, "OIDC_ANSATTPORTEN_ISSUER is missing"),
    ({"OIDC_ANSATTPORTEN_CLIENT_ID": None}, "OIDC_ANSATTPORTEN_CLIENT_ID is missing"),
    ({"OIDC_ANSATTPORTEN_LABEL": " "}, "OIDC_ANSATTPORTEN_LABEL is missing"),
    ({"OIDC_ANSATTPORTEN_KIND": None}, "OIDC_ANSATTPORTEN_KIND is missing"),
    ({"OIDC_ANSATTPORTEN_KIND": "feide"}, "must be «ansattporten» or «entra»"),
    ({"OIDC_ANSATTPORTEN_CLIENT_SECRET": None}, "exactly one of"),
    ({"OIDC_ANSATTPORTEN_KEY": "/no/such/file"}, "exactly one of"),
    ({"OIDC_ANSATTPORTEN_CLIENT_SECRET": None, "OIDC_ANSATTPORTEN_KEY": "/no/such/file"}, "neither a private key"),
    ({"OIDC_ANSATTPORTEN_CLIENT_SECRET": None, "OIDC_ANSATTPORTEN_KEY": "-----BEGIN RSA-----"}, "neither a private key"),
    ({"OIDC_ANSATTPORTEN_ISSUER": "http://test.ansattporten.no"}, "must be an https address"),
    ({"OIDC_ANSATTPORTEN_ISSUER": "http://localhost:9400"}, "must be an https address"),
    ({"OIDC_ANSATTPORTEN_ISSUER": "https://a.no/?x=1"}, "must be an https address"),
    ({"OIDC_ANSATTPORTEN_ISSUER": "ansattporten.no"}, "must be an https address"),
    ({"OIDC_ANSATTPORTEN_SECRET_CLIENT": "x"}, "OIDC_ANSATTPORTEN_SECRET_CLIENT is unknown"),
    ({"OIDC_ISSUER": "https://a.no"}, "OIDC_ISSUER is unknown"),
    ({**ENTRA, "OIDC_ENTRA_NORDVIK_TENANTS": None}, "OIDC_ENTRA_NORDVIK_TENANTS is missing"),
    ({**ENTRA, "OIDC_ENTRA_NORDVIK_TENANTS": "nordvik.no=312206498"}, "OIDC_ENTRA_NORDVIK_TENANTS must be"),
    ({**ENTRA, "OIDC_ENTRA_NORDVIK_TENANTS": f"{TENANT}=31220649"}, "OIDC_ENTRA_NORDVIK_TENANTS must be"),
    ({**ENTRA, "OIDC_ENTRA_NORDVIK_ISSUER": "https://test.ansattporten.no"}, "are the same"),
]


@pytest.mark.parametrize(("changes", "words"), WRONG)
def test_a_wrong_setting_is_a_sentence(changes, words):
    with pytest.raises(BadSetting, match=words):
        services(**changes)


def test_the_demo_may_use_a_service_on_the_same_machine():
    env = {**HOUSE, **GOOD, "BINDELEDD_MODE": "demo", "OIDC_ANSATTPORTEN_ISSUER": "http://localhost:9400"}
    assert read(env).log_in_services[0].issuer == "http://localhost:9400"


@pytest.mark.parametrize(("kind", "algorithm"), [("rsa", "RS256"), ("ec", "ES256")])
def test_a_private_key_is_read_from_its_file(tmp_path, kind, algorithm):
    from cryptography.hazmat.primitives import serialization as s
    from cryptography.hazmat.primitives.asymmetric import ec, rsa

    key = rsa.generate_private_key(65537, 2048) if kind == "rsa" else ec.generate_private_key(ec.SECP256R1())
    pem = key.private_bytes(s.Encoding.PEM, s.PrivateFormat.PKCS8, s.NoEncryption())
    (tmp_path / "key.pem").write_bytes(pem)
    found = services(OIDC_ANSATTPORTEN_CLIENT_SECRET=None, OIDC_ANSATTPORTEN_KEY=str(tmp_path / "key.pem"))[0]
    assert found.key == pem.decode()
    assert signing_key(found.key)[1] == algorithm
