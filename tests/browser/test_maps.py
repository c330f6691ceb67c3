"""Maps in a real browser: still, legible, filtered, reached by keyboard, safe from names, fit for phone and paper."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from odas_graph.maps import draw
from odas_graph.territory import territory
from odas_graph.views import map_view
from tests.analysis import iri, shipped
from tests.test_maps import HOSTILE, named, village

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Open

pytestmark = pytest.mark.browser

ID_OF = "name => odasMap.nodes.find(node => node.name === name).id"
PLACE_OF = """name => { const node = odasMap.nodes.find(n => n.name === name), p = odasMap.places().get(node),
  frame = document.getElementById('map').getBoundingClientRect(); return [frame.x + p.x, frame.y + p.y]; }"""
PLACES = "() => Object.values(odasMap.network.getPositions()).map(p => [p.x, p.y])"


@cache
def small() -> str:
    view = village()
    told = replace(view, actions=tuple(replace(a, phases=("premier-confinement",)) for a in view.actions))
    return draw(told, lang="en", link={iri("voisins"): "#voisins"}.get)


@cache
def real(code: str) -> str:
    return draw(map_view(shipped().store, territory(code)), lang="en")


def ready(page: Page) -> Page:
    page.wait_for_function("document.documentElement.dataset.ready === 'true'")
    page.wait_for_timeout(150)
    return page


def on(page: Page) -> set[str]:
    found: list[str] = page.evaluate("odasMap.nodes.filter(n => n.on && n.name).map(n => n.name)")
    return set(found)


def rows(page: Page, table: str) -> int:
    found: int = page.evaluate(f"document.querySelectorAll('table[data-file={table}] tbody tr:not([hidden])').length")
    return found


def boxes(page: Page) -> list[list[float]]:
    found: list[list[float]] = page.evaluate("odasMap.boxes()")
    return found


@pytest.mark.parametrize("code", ["93", "06", "FR"])
@pytest.mark.parametrize("width", [1280, 360])
def test_a_map_asks_for_nothing_and_complains_of_nothing(open_page: Open, code: str, width: int) -> None:
    opened = open_page(real(code), width=width, height=800)
    ready(opened.page)
    assert (opened.asked, opened.complaints) == ([], [])


@pytest.mark.parametrize("code", ["93", "06"])
def test_every_name_is_legible_on_a_desk(open_page: Open, code: str) -> None:
    page = ready(open_page(real(code)).page)
    shown, wanted = page.get_attribute("#map", "data-names").split("/")  # type: ignore[union-attr]
    assert shown == wanted
    assert page.inner_text("#names-shown") == "All names are shown."


@pytest.mark.parametrize(("code", "width"), [("93", 1280), ("93", 360), ("06", 1280), ("06", 360), ("FR", 1280),
                                             ("FR", 360)])
def test_names_stand_apart_and_inside_the_frame(open_page: Open, code: str, width: int) -> None:
    page = ready(open_page(real(code), width=width).page)
    frame = page.evaluate("[document.getElementById('map').clientWidth, document.getElementById('map').clientHeight]")
    found = boxes(page)
    assert found
    for i, (left, top, right, bottom) in enumerate(found):
        assert left >= 0 and top >= 0 and right <= frame[0] and bottom <= frame[1]
        for x1, y1, x2, y2 in found[i + 1:]:
            assert right <= x1 or x2 <= left or bottom <= y1 or y2 <= top


def test_all_actions_of_the_country_bear_their_title(open_page: Open) -> None:
    page = ready(open_page(real("FR")).page)
    assert page.evaluate("odasMap.titled()") == page.evaluate("odasMap.nodes.filter(n => n.kind === 'action').length")


def test_the_map_stands_still(open_page: Open) -> None:
    page = ready(open_page(small()).page)
    before = page.evaluate(PLACES)
    page.wait_for_timeout(600)
    assert page.evaluate(PLACES) == before
    assert before == page.evaluate("odasMap.nodes.map(n => [n.x, n.y])")


def test_movement_starts_and_ends_with_its_button(open_page: Open) -> None:
    page = ready(open_page(small()).page)
    before = page.evaluate(PLACES)
    page.click("#move")
    page.wait_for_timeout(700)
    assert page.evaluate(PLACES) != before
    assert page.get_attribute("#move", "aria-pressed") == "true"
    page.click("#move")
    page.wait_for_timeout(200)
    assert page.evaluate(PLACES) == before


def test_who_asks_for_no_movement_sees_the_result_alone(open_page: Open) -> None:
    page = ready(open_page(small(), reduced_motion="reduce").page)
    before = page.evaluate(PLACES)
    page.click("#move")
    page.wait_for_timeout(800)
    after = page.evaluate(PLACES)
    assert after != before
    page.wait_for_timeout(400)
    assert page.evaluate(PLACES) == after


def test_the_legend_is_not_under_the_map(open_page: Open) -> None:
    for width in (1280, 360):
        page = ready(open_page(small(), width=width).page)
        frame, legend = page.locator("#map").bounding_box(), page.locator(".legend").bounding_box()
        assert frame and legend
        assert legend["x"] >= frame["x"] + frame["width"] or legend["y"] >= frame["y"] + frame["height"]


# --- filters ---------------------------------------------------------------------------------------------------------


def test_a_filter_by_sphere_says_what_is_left(open_page: Open) -> None:
    page = ready(open_page(small()).page)
    assert page.inner_text("#status") == ""
    page.select_option("#by-type", "s:collectivite")
    assert on(page) == {"Departement", "Ville", "Elu", "Meals"}
    assert page.inner_text("#status") == "On the map: 3 of 7 actors, 1 of 1 actions, 0 of 5 ties."
    assert (rows(page, "acteurs"), rows(page, "liens")) == (3, 0)
    page.click("#clear")
    assert len(on(page)) == 8
    assert (rows(page, "acteurs"), rows(page, "liens")) == (7, 7)


@pytest.mark.parametrize(("field", "value", "left"), [
    ("type", "t:bailleur-social", {"Bailleur"}),
    ("role", "fournisseur", {"Departement", "Meals"}),
    ("need", "precarite-alimentaire", {"Voisins", "Departement", "Elu", "Meals"}),
    ("phase", "premier-confinement", {"Voisins", "Departement", "Elu", "Meals"}),
    ("footing", "formal", {"Voisins", "Departement", "Etat"}),
    ("footing", "unknown", {"Voisins", "Bailleur", "Hopital"}),
    ("footing", "f:accord-oral", {"Voisins", "Ville"}),
])
def test_each_filter_keeps_what_it_says(open_page: Open, field: str, value: str, left: set[str]) -> None:
    page = ready(open_page(small()).page)
    page.select_option(f"#by-{field}", value)
    assert on(page) == left


def test_before_and_after_the_action(open_page: Open) -> None:
    page = ready(open_page(small()).page)
    page.check("input[value=before]")
    assert on(page) == {"Voisins", "Departement", "Ville"}  # a tie, and an absence stated for before
    assert "Ties of which no source gives the age: 3" in page.inner_text("#status")
    page.check("input[value=born]")
    assert on(page) == {"Voisins", "Ville"}


def test_actions_can_be_hidden(open_page: Open) -> None:
    page = ready(open_page(small()).page)
    page.click("#show-actions")
    assert "Meals" not in on(page) and "Voisins" in on(page)
    assert page.get_attribute("#show-actions", "aria-pressed") == "true"
    assert rows(page, "actions") == 1


def test_a_search_finds_whatever_the_accents(open_page: Open) -> None:
    page = ready(open_page(small()).page)
    page.fill("#find", "VÔISINS")
    assert {"Voisins", "Ville", "Meals"} <= on(page)
    page.fill("#find", "nobody")
    assert on(page) == set()
    assert page.inner_text("#status") == "Nothing on this map answers to these filters."


# --- who, what, proof ------------------------------------------------------------------------------------------------


def test_pointing_says_who_what_and_where_it_is_said(open_page: Open) -> None:
    page = ready(open_page(small()).page)
    page.mouse.move(*page.evaluate(PLACE_OF, "Voisins"))
    panel = page.locator("#side")
    assert page.inner_text("#panel-title") == "Voisins"
    for text in ("residents' association", "Part de voisins", "call for projects", "Lien voisins ville", "Because."):
        assert text in panel.inner_text(), text
    page.mouse.move(5, 5)
    assert page.inner_text("#panel-title") == "Who, what, proof"


def test_pointing_at_a_line_says_what_ties(open_page: Open) -> None:
    page = ready(open_page(small()).page)
    one, other = (page.evaluate(PLACE_OF, name) for name in ("Etat", "Voisins"))
    page.mouse.move((one[0] + other[0]) / 2, (one[1] + other[1]) / 2)
    assert page.inner_text("#panel-title") == "Etat → Voisins"
    assert "12,000.50 €" in page.inner_text("#panel-body")


def test_the_keyboard_reaches_everything(open_page: Open) -> None:
    page = ready(open_page(small()).page)
    page.focus("#map")
    page.keyboard.press("ArrowRight")
    assert page.inner_text("#panel-title") == "Meals"
    here = page.evaluate(PLACE_OF, "Meals")
    page.keyboard.press("ArrowLeft")
    assert page.evaluate(PLACE_OF, page.inner_text("#panel-title"))[0] < here[0]
    seen = []
    for _node in range(8):
        page.keyboard.press("PageDown")
        seen.append(page.inner_text("#panel-title"))
    assert len(set(seen)) == 8
    assert page.inner_text("#said").startswith(page.inner_text("#panel-title"))
    scale = page.evaluate("odasMap.network.getScale()")
    page.keyboard.press("+")
    page.wait_for_timeout(400)
    assert page.evaluate("odasMap.network.getScale()") > scale
    page.keyboard.press("0")
    page.keyboard.press("Escape")
    assert page.inner_text("#panel-title") == "Who, what, proof"


def test_enter_opens_the_page_of_an_actor(open_page: Open) -> None:
    page = ready(open_page(small()).page)
    page.focus("#map")
    page.evaluate("odasMap.choose(odasMap.nodes.find(n => n.name === 'Voisins').id)")
    assert page.locator("#panel-body a").first.get_attribute("href") == "#voisins"
    page.keyboard.press("Enter")
    assert page.url.endswith("#voisins")


def test_two_clicks_open_the_page_of_an_actor_and_one_does_not(open_page: Open) -> None:
    page = ready(open_page(small()).page)
    page.mouse.click(*page.evaluate(PLACE_OF, "Voisins"))
    page.wait_for_timeout(400)
    assert page.inner_text("#panel-title") == "Voisins" and "#" not in page.url
    page.mouse.dblclick(*page.evaluate(PLACE_OF, "Voisins"))
    page.wait_for_url("**#voisins")


def test_a_map_within_a_page_opens_pages_in_the_window(open_page: Open, tmp_path: Path) -> None:
    (tmp_path / "map.html").write_text(draw(village(), lang="en", link={iri("voisins"): "actor.html"}.get), "utf-8")
    (tmp_path / "actor.html").write_text("<!DOCTYPE html><title>The page of an actor</title>", "utf-8")
    page = open_page('<!DOCTYPE html><title>A page</title><iframe src="map.html" width="1200" height="800">').page
    frame = page.frame_locator("iframe")
    frame.locator("#zoom-in").wait_for()
    frame.locator("table[data-file=acteurs] tbody tr", has_text="Voisins").get_by_role("button").first.click()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.title() == "The page of an actor"


def test_a_proof_leads_to_its_source(open_page: Open) -> None:
    page = ready(open_page(small()).page)
    page.evaluate(f"odasMap.choose(({ID_OF})('Etat'))")
    link = page.locator("#panel-body a.proof").first
    assert link.inner_text() == "[1] Registre"
    link.click()
    assert page.url.endswith("#source-1")
    assert page.evaluate("document.querySelector(':target').textContent") == "Un texte"


def test_a_row_shows_its_actor_on_the_map(open_page: Open) -> None:
    page = ready(open_page(small()).page)
    page.locator("table[data-file=acteurs] tbody tr", has_text="Bailleur").locator("button").click()
    assert page.inner_text("#panel-title") == "Bailleur"
    assert page.evaluate("document.activeElement.id") == "map"


def test_tab_goes_through_the_map_and_out_again(open_page: Open) -> None:
    page = ready(open_page(small()).page)
    page.focus("#map")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "zoom-in"


def test_focus_can_be_seen(open_page: Open) -> None:
    page = ready(open_page(small()).page)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "find"
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


# --- tables ----------------------------------------------------------------------------------------------------------


def test_tables_are_sorted_by_their_heads(open_page: Open) -> None:
    page = ready(open_page(small()).page)
    first = "table[data-file=acteurs] tbody tr:first-child th bdi"
    head = page.locator("table[data-file=acteurs] thead th").first
    for order, name in (("ascending", "Bailleur"), ("descending", "Voisins")):
        head.locator("button").click()
        assert head.get_attribute("aria-sort") == order
        assert page.inner_text(first) == name


def test_a_table_is_searched_within_what_the_filters_leave(open_page: Open) -> None:
    page = ready(open_page(small()).page)
    box = page.locator("section[aria-labelledby=actors-title] .table-tools input")
    box.fill("residents")
    assert rows(page, "acteurs") == 1
    assert page.locator("section[aria-labelledby=actors-title] .table-tools [role=status]").inner_text() == (
        "1 rows of 7 shown")
    page.select_option("#by-type", "s:collectivite")
    assert rows(page, "acteurs") == 0
    box.fill("")
    assert rows(page, "acteurs") == 3
    # What the button in a cell says is not what the cell says.
    box.fill("show on the map")
    assert rows(page, "acteurs") == 0


def test_a_table_is_saved_as_csv_that_no_spreadsheet_runs(open_page: Open) -> None:
    page = ready(open_page(draw(named("=1+1"), lang="en"), accept_downloads=True).page)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Save this table").first.click()
    assert waiting.value.suggested_filename == "acteurs.csv"
    path = waiting.value.path()
    table = list(csv.reader(io.StringIO(path.read_text("utf-8-sig"))))
    assert table[0] == ["Actor", "Type", "In the actions", "Visibility", "Proof"]
    assert len(table) == 8
    assert {row[0] for row in table[1:]} == {"'=1+1"}


# --- names that mean harm -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", HOSTILE, ids=lambda name: repr(name[:12]))
def test_no_name_runs_or_breaks_anything(open_page: Open, name: str) -> None:
    opened = open_page(draw(named(name), lang="en"))
    page = ready(opened.page)
    assert (opened.asked, opened.complaints) == ([], [])
    assert page.title() == "Who works with whom: Stains (93)"
    assert page.evaluate("document.images.length") == 0
    for kind in ("actor", "action"):
        page.evaluate(f"odasMap.choose(odasMap.nodes.find(n => n.kind === '{kind}').id)")
        assert page.evaluate("document.images.length") == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280
    assert (opened.asked, opened.complaints) == ([], [])


# --- phone, paper ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [320, 360, 768])
@pytest.mark.parametrize("code", ["93", "FR"])
def test_nothing_sticks_out_of_a_narrow_screen(open_page: Open, width: int, code: str) -> None:
    page = ready(open_page(real(code), width=width, height=700).page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_targets_are_large_enough_for_a_finger(open_page: Open) -> None:
    page = ready(open_page(small(), width=360, height=800).page)
    page.click("#filters summary")
    sizes: list[Any] = page.evaluate("""[...document.querySelectorAll('button, select, input, summary')].map(e =>
      (e.closest('label') || e).getBoundingClientRect()).filter(r => r.width).map(r => [r.width, r.height])""")
    assert min(min(size) for size in sizes) >= 24  # WCAG 2.2, 2.5.8


def test_paper_bears_the_map_its_legend_and_the_tables(open_page: Open) -> None:
    page = ready(open_page(real("93"), width=794, height=1123).page)
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.is_visible(".legend") and page.is_visible("table[data-file=liens]") and page.is_visible("#print")
    assert not page.is_visible("#by-type") and not page.is_visible("#map")
    dark = page.evaluate("""(() => { const c = document.getElementById('print'), d = c.getContext('2d')
      .getImageData(0, 0, c.width, c.height).data; let n = 0;
      for (let i = 0; i < d.length; i += 4) if (d[i] < 60 && d[i + 1] < 60) n += 1; return n; })()""")
    assert dark > 5000
    assert page.pdf().startswith(b"%PDF")


def test_without_scripts_the_tables_remain(open_page: Open) -> None:
    page = open_page(small(), java_script_enabled=False).page
    assert page.is_visible("table[data-file=liens]") and page.is_visible(".legend")
    assert "Without JavaScript" in page.inner_text("noscript")
    assert not page.is_visible("#by-type")
