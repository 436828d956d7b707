"""The person-data guard as a filter: one line in, one line out with `block`, `warn` or `pass`, a tab and the reason."""

import argparse
import io
import sys
from collections.abc import Sequence

from saas.privacy import Finding, inspect, worst

NOTHING = "Ingenting å merke."


def main(argv: Sequence[str] | None = None) -> int:
    options = _options(argv)
    source = io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8", errors="replace")
    for line in source:
        findings = inspect(line.lstrip("\ufeff").rstrip("\r\n"), small=options.small)
        answer = f"{worst(findings)}\t{_reason(findings)}\n"
        sys.stdout.buffer.write(answer.encode("utf-8"))
        sys.stdout.buffer.flush()
    return 0


def _reason(findings: Sequence[Finding]) -> str:
    level = worst(findings)
    return next((finding.reason for finding in findings if finding.level == level), NOTHING)


def _options(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="check-text", description="Leser linjer og sier om de kan peke ut en person.")
    parser.add_argument("--small", action="store_true", help="liten kommune (under 3 000 innbyggere): strengere")
    return parser.parse_args(argv)


if __name__ == "__main__":
    sys.exit(main())
