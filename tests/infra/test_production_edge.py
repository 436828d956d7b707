"""Where the house meets the network: TLS or nothing, whose word is taken for an address, and a roll-out without a gap."""

import datetime
import ipaddress
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from infra import engines, migrate, servers, settings_env, unprivileged
from infra.cluster import Postgres
from infra.ground import CannotGoOn
from infra.house import build, refuse_weak_walls
from saas import config, health
from saas.config import BadSetting
from saas.db import db
from saas.edge import Edge
from tests.world import SECRET

GIVEN = {
    "SECRET_KEY": "k" * 48, "ROOMS_URL": "postgresql://db.example/x?sslmode=verify-full", "REDIS_URL": "redis://ko.example",
    "SMTP_URL": "smtp://post.example", "PUBLIC_URL": "https://bindeledd.example", "BINDELEDD_MODE": "production",
}  # fmt: skip


@pytest.fixture
def built(settings: Any) -> Iterator[Any]:
    """Houses over this test's database with other settings: `built(mode="production", …)`."""
    made = []

    def make(**changes: Any) -> Any:
        made.append(build(replace(settings, **changes), check=False))
        return made[-1]

    yield make
    for house in made:
        with house.app_context():
            for engine in db.engines.values():
                engine.dispose()


def _said_to(house: Any, **headers: str) -> str:
    """The address that the house takes a visitor to have."""
    with house.test_client() as client:
        seen = {}
        house.before_request_funcs.setdefault(None, []).insert(0, lambda: seen.update(at=_address()))
        client.get("/logg-inn", headers=headers, environ_base={"REMOTE_ADDR": "10.0.0.1"})
    return seen["at"]


def _address() -> str:
    from flask import request

    return f"{request.scheme} {request.remote_addr} {request.host}"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "seen"),
    [
        (0, "203.0.113.9", "10.0.0.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "198.51.100.66, 203.0.113.9", "203.0.113.9"),
        (2, "198.51.100.66, 203.0.113.9, 10.0.0.7", "203.0.113.9"),
        (2, "203.0.113.9", "10.0.0.1"),
    ],
)
def test_only_our_own_proxies_are_believed_about_who_asks(built: Any, proxies: int, forwarded: str, seen: str) -> None:
    house = built(edge=Edge(proxies))

    assert _said_to(house, **{"X-Forwarded-For": forwarded}).split()[1] == seen


def test_the_host_is_never_taken_from_a_header_and_the_scheme_only_from_a_proxy(built: Any) -> None:
    lie = {
        "X-Forwarded-Host": "ond.example",
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Prefix": "/ond",
        "Forwarded": "host=ond.example",
    }

    assert _said_to(built(edge=Edge(0)), **lie) == "http 10.0.0.1 localhost"
    assert _said_to(built(edge=Edge(1)), **lie) == "https 10.0.0.1 localhost"


def test_visitors_behind_one_proxy_are_not_counted_as_one(built: Any, world: Any) -> None:
    """Behind a proxy all would have its address, and the first who asks too often would shut out everybody."""
    from saas import jobs

    house = built(edge=Edge(1))
    with house.app_context():
        jobs.connection().flushall()
    client = house.test_client()

    def redeem(address: str) -> int:
        return client.get(f"/g/{uuid4().hex}", headers={"X-Forwarded-For": address}).status_code

    assert {redeem("203.0.113.9") for _ in range(60)} == {404}
    assert (redeem("203.0.113.9"), redeem("203.0.113.10")) == (429, 404)


@pytest.mark.parametrize("given", ["en", "-1", "6", "1.0", "١"])
def test_the_number_of_proxies_is_a_small_number(given: str) -> None:
    with pytest.raises(BadSetting, match="TRUSTED_PROXIES"):
        config.read(GIVEN | {"TRUSTED_PROXIES": given})


def test_production_is_never_served_in_the_open() -> None:
    for address in ("http://bindeledd.example", "HTTP://bindeledd.example", "", "http://127.0.0.1:8000"):
        with pytest.raises(BadSetting, match="PUBLIC_URL"):
            config.read(GIVEN | {"PUBLIC_URL": address})
    with pytest.raises(CannotGoOn, match="PUBLIC_URL må begynne med https"):
        settings_env.read({**GIVEN, "DATABASE_URL": GIVEN["ROOMS_URL"], "PUBLIC_URL": "http://bindeledd.example"})


def test_over_https_every_answer_says_so_for_two_years_and_no_cookie_is_for_http(built: Any, world: Any) -> None:
    house = built(mode="production", public_url="https://bindeledd.test", mailbox_folder=None, edge=Edge(1, True))
    client = house.test_client()

    for address in ("/", "/logg-inn", "/finnes-ikke", "/static/bindeledd.css", "/helse/live", "/k/nordvik/"):
        assert client.get(address).headers["Strict-Transport-Security"] == "max-age=63072000", address
    cookies = client.get("/logg-inn?sprak=nn").headers.getlist("Set-Cookie")
    assert cookies and all("Secure" in cookie and "HttpOnly" in cookie and "Domain" not in cookie for cookie in cookies)


@pytest.mark.parametrize(
    ("url", "open_line"),
    [
        ("postgresql://db.example/x", True),
        ("postgresql://db.example/x?sslmode=prefer", True),
        ("postgresql://db.example/x?sslmode=disable&sslmode=require", False),
        ("postgresql:///x?host=db.example", True),
        ("postgresql:///x?host=/var/run/postgresql,db.example", True),
        ("postgresql://db.example/x?sslmode=require", False),
        ("postgresql://db.example/x?sslmode=verify-full&sslrootcert=/etc/ssl/ca.pem", False),
        ("postgresql:///x?host=/var/run/postgresql", False),
        ("postgresql://127.0.0.1:6432/x", False),
        ("postgresql://[::1]/x", False),
    ],
)
def test_in_production_a_database_elsewhere_is_reached_by_tls(url: str, open_line: bool) -> None:
    if not open_line:
        assert config.read(GIVEN | {"ROOMS_URL": url}).room_urls
        return
    with pytest.raises(BadSetting, match="sslmode=verify-full"):
        config.read(GIVEN | {"ROOMS_URL": url})
    assert config.read(GIVEN | {"ROOMS_URL": url, "DATABASE_TLS": "elsewhere"}).room_urls
    assert config.read(GIVEN | {"ROOMS_URL": url, "BINDELEDD_MODE": "demo"}).room_urls


def test_one_room_with_an_address_of_its_own_is_looked_at_too() -> None:
    with pytest.raises(BadSetting, match="sslmode"):
        config.read(GIVEN | {"ROOM_KOMMUNE_URL": "postgresql://u:p@db.example/x"})
    with pytest.raises(BadSetting, match="DATABASE_TLS"):
        config.read(GIVEN | {"DATABASE_TLS": "off"})


def test_every_room_speaks_tls_to_a_server_it_has_checked(tmp_path: Path, valkey: Any) -> None:
    """A PostgreSQL with a certificate: who trusts its maker comes in by TLS, who trusts another does not come in at all."""
    try:
        engine = engines.found(17)
    except CannotGoOn as lacking:
        pytest.skip(str(lacking))
    # An address of its own on this machine's loopback, so that PostgreSQL's usual port is free there.
    at = f"127.{1 + os.getpid() % 250}.{1 + os.getpid() // 250 % 250}.7"
    with unprivileged.scratch() as home:
        key, certificate = _certificate(home, at)
        _, strangers = _certificate(tmp_path, at)
        where = {"listen_addresses": at, "ssl": "on", "ssl_key_file": str(key), "ssl_cert_file": str(certificate)}
        server = Postgres(home, durable=False, engine=engine, jit="off", **where)
        try:
            server.start()
            migrate.prepare(server.owner_url, SECRET)
            far = f"postgresql://{at}/bindeledd?sslmode=verify-full&sslrootcert="
            given = GIVEN | {
                "SECRET_KEY": SECRET,
                "ROOMS_URL": servers.without_login(far + str(certificate)),
                "REDIS_URL": valkey.url,
            }
            _each_room_is_encrypted(config.read(given))
            doubtful = config.read(given | {"ROOMS_URL": far + str(strangers)})
            with build(doubtful, check=False).app_context(), pytest.raises(Exception, match="certificate verify failed"):
                db.engines["lobby"].connect()
        finally:
            server.stop()


def _each_room_is_encrypted(settings: config.Settings) -> None:
    with build(settings, check=False).app_context():
        for kind in config.ROOMS:
            with db.engines[kind].connect() as connection:
                assert connection.connection.dbapi_connection.pgconn.ssl_in_use, kind
            db.engines[kind].dispose()


def test_an_old_server_stops_a_production_start_and_not_a_demo(
    settings: Any, built: Any, world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("infra.house.server_version", lambda: 150018)
    house = built()
    with house.app_context():
        refuse_weak_walls(settings)
        with pytest.raises(BadSetting, match="oppgrader til 15.19"):
            refuse_weak_walls(replace(settings, mode="production"))


def test_an_older_edition_goes_on_answering_while_the_database_is_a_step_ahead(house: Any, world: Any, database: str) -> None:
    client = house.test_client()
    assert client.get("/helse/klar").status_code == 200
    for step, status in ((f"{int(health.HEAD) + 1:04d}", 200), (f"{int(health.HEAD) - 1:04d}", 503), ("", 503)):
        with psycopg.connect(database) as owner:
            owner.execute("UPDATE installation SET value = %s WHERE key = 'head'", (step,))
        assert client.get("/helse/klar").status_code == status, step


def _certificate(folder: Path, address: str) -> tuple[Path, Path]:
    """A key and a certificate for this machine, signed by themselves, for the one the server runs as."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    start = datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=1)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(start).not_valid_after(start + datetime.timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(address))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True).sign(key, hashes.SHA256())
    )  # fmt: skip
    files = folder / "server.key", folder / "server.crt"
    plain = serialization.NoEncryption()
    files[0].write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain))
    files[1].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    return unprivileged.own(files[0], 0o600), unprivileged.own(files[1], 0o644)
