"""Every map that a build of the shipped data writes, opened from disk as people open it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import odas_graph as og

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser


def watch(page: Page, complaints: list[str]) -> None:
    page.on("console", lambda message: complaints.append(f"{page.url}: {message.text}"))
    page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))


def test_every_map_of_a_build_opens_offline_and_without_complaint(browser: Browser, tmp_path: Path) -> None:
    kg = og.build(lang="fr")
    out = kg.save(tmp_path / "exports")
    maps = sorted((out / "cartes").glob("*.html"))
    assert [path.stem for path in maps] == sorted(territory.code for territory in kg.territories())
    context = browser.new_context()
    asked: list[str] = []
    complaints: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    for path in maps:
        assert path.stat().st_size < 1_500_000
        page = context.new_page()
        watch(page, complaints)
        page.goto(path.as_uri())
        page.wait_for_function("document.documentElement.dataset.ready === 'true'")
        assert page.locator("html").get_attribute("lang") == "fr" and page.locator("h1").count() == 1
        page.close()
    context.close()
    assert complaints == []
    assert asked == [path.as_uri() for path in maps]
