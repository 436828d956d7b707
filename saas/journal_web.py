"""The web server's own words, as JSON lines like the rest."""

import logging
import sys
from typing import Any

from gunicorn.glogging import Logger

from saas import journal


class Journal(Logger):
    """Gunicorn's logger. It would write addresses and tracebacks with their values; here it tells what the house tells."""

    def setup(self, cfg: Any) -> None:
        """Ours in place of each handler that gunicorn has just made."""
        super().setup(cfg)
        hand = logging.StreamHandler(sys.stdout)
        hand.setFormatter(journal.Line())
        hand._gunicorn = True  # type: ignore[attr-defined]  # So that it is taken down before the next set-up.
        for log in (self.error_log, self.access_log):
            log.handlers[:] = [hand]
