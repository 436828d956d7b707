"""Which editions of PostgreSQL are patched well enough for the walls to stand on."""

OLDEST = 15
# The first edition of each that drops plans made under other rights (CVE-2026-14666): before it, row security can be passed.
PATCHED = {15: 19, 16: 15, 17: 11, 18: 5}


def outdated(version: int) -> str | None:
    """One sentence when a server of this version (PostgreSQL's number, 150018 for 15.18) is too old; None when it is not."""
    major, minor = divmod(version, 10_000)
    if major < OLDEST:
        return f"PostgreSQL {major}.{minor} er for gammel: Bindeledd trenger {OLDEST} eller nyere."
    if minor < PATCHED.get(major, 0):
        return (
            f"PostgreSQL {major}.{minor} mangler sikkerhetsrettelser som veggene mellom kommunene hviler på: "
            f"oppgrader til {major}.{PATCHED[major]} eller nyere."
        )
    return None
