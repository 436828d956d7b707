"""One cluster a session, always two kommuner, real PostgreSQL, real queue, real mail; see world.py for the people."""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import sync_playwright

from tests.world import *  # noqa: F403


@pytest.fixture(scope="session")
def chromium() -> Iterator[Chromium]:
    """A real browser; where it is missing the tests fail, since what was not seen in one is not shown to work."""
    program = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    assert program, "No Chromium found. Run ./infra/test, which sees to it, or set CHROMIUM to its path."
    with sync_playwright() as playwright:
        flags = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]
        opened = playwright.chromium.launch(executable_path=program, args=flags)
        yield opened
        opened.close()
