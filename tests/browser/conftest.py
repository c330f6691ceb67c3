"""A headless Chromium, one a session, and a page that remembers all it asked for and complained of.

The browser is required where ODAS_REQUIRE_BROWSER=1; elsewhere, tests that want it are skipped if there is none.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

# No sandbox: the tests may run as root in a container. The others keep the browser from calling home.
ARGUMENTS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
             "--disable-background-networking", "--disable-component-update", "--disable-sync")
NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")


def missing(reason: str) -> None:
    if os.environ.get("ODAS_REQUIRE_BROWSER") == "1":
        pytest.fail(f"ODAS_REQUIRE_BROWSER=1, but {reason}")
    pytest.skip(reason)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        missing("playwright is not installed")
    path = next((found for name in NAMES if (found := shutil.which(name))), None)
    if path is None:
        missing("there is no Chromium on the path")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield started
        started.close()


@dataclass
class Opened:
    """A page that was opened, the addresses it asked for besides itself, its complaints, the dialogues it showed."""

    page: Page
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


Open = Callable[..., Opened]


@pytest.fixture
def open_page(browser: Browser, tmp_path: Path) -> Iterator[Open]:
    """Opens HTML from a file, as somebody who got it by mail would; keywords are those of a browser context."""
    contexts: list[BrowserContext] = []

    def opened(html: str, *, width: int = 1280, height: int = 900, **options: Any) -> Opened:
        file = tmp_path / f"page{len(contexts)}.html"
        file.write_text(html, "utf-8", newline="")
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        found = Opened(context.new_page())
        found.page.on("request", lambda request: found.asked.append(request.url))
        found.page.on("console", lambda message: found.complaints.append(message.text))
        found.page.on("pageerror", lambda error: found.complaints.append(str(error)))

        def refuse(dialog: Any) -> None:
            found.complaints.append(f"dialogue: {dialog.message}")
            dialog.dismiss()

        found.page.on("dialog", refuse)
        found.page.goto(file.as_uri())
        found.asked = [url for url in found.asked if url != file.as_uri()]
        return found

    yield opened
    for context in contexts:
        context.close()
