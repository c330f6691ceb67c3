"""The atlas in a real browser, from disk: search, tables, languages, keyboard, small screens, accessibility."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import odas_graph as og

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

pytestmark = pytest.mark.browser

KINDS = ("index.html", "territoires/index.html", "territoires/06.html", "territoires/01.html", "actions/index.html",
         "actions/coordination-grande-precarite-alpes-maritimes.html", "acteurs/index.html", "acteurs/apcis.html",
         "invisibles.html", "methode.html", "rapport/06.html")
GRAVE = ("serious", "critical")


@pytest.fixture(scope="module")
def atlas(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return og.build(lang="fr").save(tmp_path_factory.mktemp("site") / "exports")


def kinds(atlas: Path) -> list[str]:
    """One page of each kind; the action is the first that a study looked into."""
    action = sorted(p.name for p in (atlas / "actions").glob("*.html") if p.stat().st_size > 30_000)[0]
    return [f"actions/{action}" if name.startswith("actions/c") else name for name in KINDS]


class Visit:
    """A page opened from disk, with what it asked for and complained of."""

    def __init__(self, context: BrowserContext, path: Path) -> None:
        self.page: Page = context.new_page()
        self.asked: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.goto(path.as_uri())
        self.page.wait_for_function("document.documentElement.dataset.ready === 'true'")


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    yield made
    made.close()


def axe(page: Page) -> list[dict[str, Any]]:
    """What axe-core finds of a serious or critical level."""
    import axe_playwright_python

    source = Path(axe_playwright_python.__file__).parent / "axe.min.js"
    page.evaluate(source.read_text("utf-8"))
    found: list[dict[str, Any]] = page.evaluate("axe.run(document, {iframes: false}).then((r) => r.violations)")
    return [{"id": v["id"], "nodes": [n["html"][:200] for n in v["nodes"][:3]]}
            for v in found if v["impact"] in GRAVE]


def test_every_kind_of_page_asks_nothing_of_anyone_and_complains_of_nothing(atlas: Path,
                                                                            context: BrowserContext) -> None:
    for name in kinds(atlas):
        visit = Visit(context, atlas / name)
        visit.page.wait_for_timeout(100)
        # A complaint of the library inside a map that is framed would count too.
        assert visit.complaints == [], name
        assert all(url.startswith(atlas.as_uri()) for url in visit.asked), name
        visit.page.close()


@pytest.mark.parametrize("lang", ["", "en/"])
def test_axe_finds_nothing_grave_on_any_kind_of_page(atlas: Path, context: BrowserContext, lang: str) -> None:
    wrong = {}
    for name in kinds(atlas) if not lang else ("index.html", "invisibles.html", "acteurs/apcis.html"):
        visit = Visit(context, atlas / lang / name)
        visit.page.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = true; })")
        if found := axe(visit.page):
            wrong[name] = found
        visit.page.close()
    assert wrong == {}


def test_axe_finds_nothing_grave_on_a_map(atlas: Path, context: BrowserContext) -> None:
    for name in ("93", "06"):
        visit = Visit(context, atlas / "cartes" / f"{name}.html")
        assert axe(visit.page) == []
        visit.page.close()


@pytest.mark.parametrize("width", [320, 640])
def test_a_small_screen_or_a_large_zoom_loses_nothing(atlas: Path, browser: Browser, width: int) -> None:
    # 640 is a screen of 1280 at 200 %.
    context = browser.new_context(viewport={"width": width, "height": 700})
    for name in kinds(atlas):
        visit = Visit(context, atlas / name)
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= width, name
        assert visit.page.locator("h1").is_visible() and visit.page.get_by_role("searchbox").or_(
            visit.page.get_by_role("combobox")).first.is_visible()
        visit.page.close()
    context.close()


def test_search_finds_an_actor_without_its_accents_and_opens_its_page(atlas: Path, context: BrowserContext) -> None:
    page = Visit(context, atlas / "territoires" / "93.html").page
    box = page.locator("#search")
    box.fill("apcis")
    options = page.get_by_role("option")
    assert options.count() >= 1 and "APCIS" in options.first.inner_text()
    assert re.search(r"\d+", page.locator("#found-count").inner_text())
    box.press("ArrowDown")
    box.press("ArrowUp")
    with page.expect_navigation():
        box.press("Enter")
    assert page.url == (atlas / "acteurs" / "apcis.html").as_uri()
    page.locator("#search").fill("  metropole habitat brest")
    assert "Brest Métropole Habitat" in page.get_by_role("option").first.inner_text()
    page.locator("#search").fill("zzzzzz")
    assert page.get_by_role("option").count() == 0 and page.locator("#found-count").inner_text() != ""
    page.keyboard.press("Escape")
    assert page.locator("#search").get_attribute("aria-expanded") == "false"


def test_a_table_sorts_filters_and_saves_what_it_shows(atlas: Path, context: BrowserContext) -> None:
    page = Visit(context, atlas / "acteurs" / "index.html").page
    table = page.locator("table[data-file=acteurs]")
    rows = table.locator("tbody tr")
    total = rows.count()
    heading = table.locator("thead th").nth(4)
    heading.locator("button").click()
    assert heading.get_attribute("aria-sort") == "ascending"
    numbers = [int(t) for t in table.locator("tbody tr td:nth-child(5)").all_inner_texts()]
    assert numbers == sorted(numbers) and len(numbers) == total
    heading.locator("button").click()
    assert heading.get_attribute("aria-sort") == "descending"
    page.locator(".table-tools input").first.fill("association habitants")
    shown = [row for row in rows.all() if row.is_visible()]
    assert 0 < len(shown) < total
    assert page.locator(".table-tools [role=status]").first.inner_text().startswith(str(len(shown)))
    with page.expect_download() as waiting:
        page.locator(".table-tools button").first.click()
    text = Path(waiting.value.path()).read_text("utf-8-sig")
    lines = list(csv.reader(io.StringIO(text)))
    assert len(lines) == len(shown) + 1
    assert lines[0][0] == table.locator("thead th").first.inner_text()
    assert {line[0].split(" (")[0] for line in lines[1:]} == {
        row.locator("th").inner_text().split(" (")[0] for row in shown}


def test_the_other_language_is_one_click_away_and_back(atlas: Path, context: BrowserContext) -> None:
    page = Visit(context, atlas / "acteurs" / "apcis.html").page
    page.locator(".languages a").click()
    assert page.url == (atlas / "en" / "acteurs" / "apcis.html").as_uri()
    assert page.locator("html").get_attribute("lang") == "en"
    page.locator(".languages a").click()
    assert page.url == (atlas / "acteurs" / "apcis.html").as_uri()


def test_the_keyboard_reaches_content_search_map_and_proof(atlas: Path, context: BrowserContext) -> None:
    page = Visit(context, atlas / "index.html").page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    for _ in range(10):
        page.keyboard.press("Tab")
        if page.evaluate("!!document.activeElement.closest('.france')"):
            break
    assert page.evaluate("document.activeElement.getAttribute('aria-label')").startswith("Ain (01)")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url.endswith("/territoires/01.html")
    page.goto((atlas / "acteurs" / "apcis.html").as_uri())
    proof = page.locator("details.proof summary").first
    proof.focus()
    page.keyboard.press("Enter")
    assert "proximité" in page.locator("details.proof[open]").first.inner_text()


def test_a_map_leads_to_the_page_of_an_actor(atlas: Path, context: BrowserContext) -> None:
    page = Visit(context, atlas / "cartes" / "93.html").page
    identifier = page.evaluate("odasMap.nodes.find((node) => node.name === 'APCIS').id")
    page.evaluate("(id) => odasMap.choose(id)", identifier)
    link = page.locator(".panel a").first
    with page.expect_navigation():
        link.click()
    assert page.url == (atlas / "acteurs" / "apcis.html").as_uri()


def test_the_page_of_a_territory_holds_its_map(atlas: Path, context: BrowserContext) -> None:
    page = Visit(context, atlas / "territoires" / "93.html").page
    page.locator("iframe").scroll_into_view_if_needed()
    frame = page.frame_locator("iframe")
    frame.locator("h1").wait_for()
    assert "Seine-Saint-Denis" in frame.locator("h1").inner_text()


def test_without_script_the_pages_still_tell_everything(atlas: Path, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((atlas / "acteurs" / "apcis.html").as_uri())
    assert page.locator("table").count() >= 2 and page.locator("form.search").is_hidden()
    context.close()


def test_print_spells_out_the_proof(atlas: Path, context: BrowserContext) -> None:
    page = Visit(context, atlas / "acteurs" / "apcis.html").page
    assert page.locator("details[open]").count() == 0
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.locator("details:not([open])").count() == 0
