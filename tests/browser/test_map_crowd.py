"""A map of too many actors in a real browser: groups open into their parts, filters count right, a way leads back."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from odas_graph.maps import draw
from odas_graph.views import MapView
from tests.analysis import iri
from tests.browser.test_atlas import axe
from tests.browser.test_map_pictures import picture, texts
from tests.browser.test_maps import PLACE_OF, ready, rows
from tests.test_crowd import STAINS, body, crowded, department, heavy, tied
from tests.test_maps import HOSTILE, crowd

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Open

pytestmark = pytest.mark.browser


@cache
def shown() -> str:
    return draw(department(), lang="en", link=lambda thing: f"#{thing.rsplit('/', 1)[1]}")


def names(page: Page) -> list[str]:
    found: list[str] = page.evaluate("odasMap.nodes.filter(n => n.name).map(n => n.name).sort()")
    return found


def enter(page: Page, start: str) -> None:
    """Opens the group whose name begins so, by two clicks."""
    name = next(name for name in names(page) if name.startswith(start))
    page.mouse.dblclick(*page.evaluate(PLACE_OF, name))
    page.wait_for_timeout(100)


def way(page: Page) -> list[str]:
    return page.locator("#way-steps li").all_inner_texts() if page.is_visible("#way") else []


def test_groups_open_into_groups_and_then_into_actors(open_page: Open) -> None:
    opened = open_page(shown())
    page = ready(opened.page)
    assert names(page) == ["Bobigny: 200", "Stains: 300", "Île-de-France: 1"]
    enter(page, "Stains")
    assert way(page) == ["The whole map", "Stains: 300"]
    assert [name.split(":")[0] for name in names(page)] == ["association", "social centre"]
    enter(page, "social centre")
    assert len(names(page)) == 120 and names(page)[0] == "Corps 00180"
    assert page.inner_text("#said") == "social centre: open. Actors: 120."
    assert (opened.complaints, opened.asked) == ([], [])


def test_every_way_back_leads_to_where_one_was(open_page: Open) -> None:
    page = ready(open_page(shown()).page)
    first = names(page)
    enter(page, "Stains")
    second = names(page)
    enter(page, "association")
    third = names(page)
    page.keyboard.press("Escape")
    assert names(page) == second
    page.locator("#way button").first.click()
    assert names(page) == first and way(page) == []
    page.go_back()
    page.wait_for_timeout(200)
    assert names(page) == second
    page.go_back()
    page.wait_for_timeout(200)
    assert names(page) == third


def test_the_keyboard_opens_a_group_and_goes_on(open_page: Open) -> None:
    page = ready(open_page(shown()).page)
    page.focus("#map")
    while not page.inner_text("#panel-title").startswith("Stains"):
        page.keyboard.press("PageDown")
    assert page.inner_text("#said") == "Stains: 300. voluntary sector. Ties: 2."
    assert page.locator("#panel-body button").inner_text() == "Open this group"
    page.keyboard.press("Enter")
    page.keyboard.press("PageDown")
    assert page.inner_text("#panel-title") in ("association", "social centre")
    assert page.evaluate("document.activeElement.id") == "map"


def test_an_address_opens_its_group(open_page: Open, tmp_path: Path) -> None:
    page = open_page(shown()).page
    page.goto(page.url + "#g0")
    page.reload()
    ready(page)
    assert len(way(page)) == 2
    page.goto(page.url.split("#")[0] + "#g9999")
    assert page.evaluate("document.documentElement.dataset.ready") == "true"


def test_filters_count_the_whole_map_and_each_group(open_page: Open) -> None:
    page = ready(open_page(shown()).page)
    assert page.inner_text("#status") == ""
    page.select_option("#by-type", "t:centre-social")
    assert page.inner_text("#status") == "On the map: 120 of 501 actors, 0 of 5 ties."
    assert "Stains: 120 of 300" in names(page)
    assert page.evaluate("odasMap.nodes.filter(n => n.on).length") == 1
    assert rows(page, "groupes") == 1
    assert page.locator("table[data-file=groupes] tbody tr:not([hidden]) td").nth(1).inner_text() == "120"
    enter(page, "Stains")
    assert page.inner_text("#status") == "In this group: 120 of 300 actors, 0 of 3 ties that name them."
    assert names(page) == ["association: 0 of 180", "social centre: 120 of 120"]
    page.click("#clear")
    assert page.inner_text("#status") == "In this group: 300 of 300 actors, 3 of 3 ties that name them."
    page.select_option("#by-role", "porteur")
    assert page.inner_text("#status") == "In this group: 1 of 300 actors, 0 of 3 ties that name them."
    page.select_option("#by-role", "")
    # Actors that such a tie names: all three ties of the group are of unknown footing.
    page.select_option("#by-footing", "unknown")
    assert page.inner_text("#status") == "In this group: 3 of 300 actors, 3 of 3 ties that name them."


def test_a_name_is_found_wherever_it_stands(open_page: Open) -> None:
    page = ready(open_page(shown()).page)
    page.fill("#find", "corps 0029")
    assert page.inner_text("#status") == "On the map: 10 of 501 actors, 0 of 5 ties."
    page.fill("#find", "Corps 00299")
    assert way(page) == ["The whole map", "Stains: 300", "social centre: 120"]
    assert page.inner_text("#panel-title") == "Corps 00299"
    assert page.evaluate("document.querySelectorAll('#names option').length") == 501


def test_an_open_group_says_who_what_and_proof(open_page: Open) -> None:
    page = ready(open_page(shown()).page)
    page.fill("#find", "Corps 00000")
    panel = page.inner_text("#panel-body")
    for text in ("association (voluntary sector)", "Stains (93)", "lead", "Ties, tensions, absences (3)",
                 "Corps 00000 · Corps 00300"):
        assert text in panel, text
    assert page.locator("#panel-title a").get_attribute("href") == "#b00000"
    assert rows(page, "acteurs") == 120
    # Both who stands in the group and who does not is named.
    assert rows(page, "liens") == 3
    assert page.evaluate("odasMap.edges.length") == 1


def test_the_table_of_an_open_group_is_sorted_and_saved(open_page: Open) -> None:
    page = ready(open_page(shown(), accept_downloads=True).page)
    page.fill("#find", "Corps 00000")
    heads = page.locator("table[data-file=acteurs] thead th")
    heads.nth(7).locator("button").click()
    heads.nth(7).locator("button").click()
    assert page.inner_text("table[data-file=acteurs] tbody tr:first-child th bdi") == "Corps 00000"
    with page.expect_download() as waiting:
        page.locator("#open-actors .table-tools button").click()
    table = list(csv.reader(io.StringIO(Path(waiting.value.path()).read_text("utf-8-sig"))))
    assert table[1][:5] == ["Corps 00000", "association (voluntary sector)", "Stains (93)", "1", "lead"]
    assert table[1][-1] == "3"
    assert len(table) == 121


def test_axe_finds_nothing_grave_in_groups(open_page: Open) -> None:
    page = ready(open_page(shown()).page)
    assert axe(page) == []
    page.fill("#find", "Corps 00000")
    assert axe(page) == []


def test_the_legend_explains_what_stands_there(open_page: Open) -> None:
    page = ready(open_page(shown()).page)

    def signs() -> set[str]:
        found: list[str] = page.evaluate(
            "[...document.querySelectorAll('.legend li:not([hidden])')].map(item => item.dataset.sign)")
        return set(found)

    assert signs() == {"association", "logement", "etat", "crowd", "links"}
    page.fill("#find", "Corps 00000")
    assert signs() == {"association", "size", "unknown"}


def test_the_picture_of_an_open_group_says_where_it_is(open_page: Open) -> None:
    page = ready(open_page(shown(), accept_downloads=True).page)
    enter(page, "Stains")
    with page.expect_download() as waiting:
        page.click("#save-svg")
    assert waiting.value.suggested_filename.startswith("carte-93-g")
    said = texts(picture(page))
    assert "The whole map › Stains: 300" in said and "association: 180" in " ".join(said)


def test_names_stand_apart_in_every_group(open_page: Open) -> None:
    page = ready(open_page(shown()).page)
    for start in ("Stains", "social centre"):
        enter(page, start)
        page.wait_for_timeout(200)
        found = page.evaluate("odasMap.boxes()")
        assert found
        for i, (left, top, right, bottom) in enumerate(found):
            for x1, y1, x2, y2 in found[i + 1:]:
                assert right <= x1 or x2 <= left or bottom <= y1 or y2 <= top


@pytest.mark.parametrize("width", [320, 768])
def test_nothing_sticks_out_of_a_narrow_screen(open_page: Open, width: int) -> None:
    page = ready(open_page(shown(), width=width, height=700).page)
    page.evaluate("odasMap.open(0)")
    page.evaluate("odasMap.open(odasMap.nodes.filter(n => n.group !== undefined).pop().group)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("name", HOSTILE, ids=lambda name: repr(name[:12]))
def test_no_name_runs_in_a_group(open_page: Open, name: str) -> None:
    many = [replace(body(n, STAINS), name=name) for n in range(310)]
    view = crowded(*many, ties=tuple(tied(n, many[n], many[n + 1], subject=name) for n in range(0, 309, 2)))
    opened = open_page(draw(replace(view, sources={"https://example.org": name}), lang="en"))
    page = ready(opened.page)
    page.evaluate("odasMap.open(odasMap.nodes[0].group)")
    page.evaluate("odasMap.open(odasMap.nodes[0].group)")
    page.evaluate("odasMap.choose(odasMap.nodes[0].id)")
    assert page.locator("#panel-body").inner_text()
    assert page.evaluate("document.images.length") == 0
    assert page.title() == "Who works with whom: Seine-Saint-Denis (93)"
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280
    assert (opened.asked, opened.complaints) == ([], [])


def test_too_much_for_one_file_still_shows_its_groups(open_page: Open) -> None:
    opened = open_page(draw(heavy(11_000), lang="en", link=lambda thing: "#there" if "/territory/" in thing else None))
    page = ready(opened.page)
    assert opened.complaints == []
    page.evaluate("odasMap.choose(odasMap.nodes[0].id)")
    assert "Corps" in page.inner_text("#panel-body") and page.locator("#panel-body button").count() == 0
    page.focus("#map")
    page.keyboard.press("Enter")
    assert page.url.endswith("#there")
    page.fill("#find", "nord")
    assert page.inner_text("#status") == "" and page.evaluate("odasMap.nodes.filter(n => n.on).length") == 2
    page.fill("#find", "nobody")
    assert page.inner_text("#status") == "Nothing on this map answers to these filters."


def simulated() -> MapView:
    """A département of a made-up country, of some six hundred actors."""
    from odas_graph.pipeline import load_ontology
    from odas_graph.simulation import Parameters, story
    from odas_graph.simulation.quads import to_nquads
    from odas_graph.store import EmbeddedStore
    from odas_graph.territory import territory
    from odas_graph.views import map_view

    world = story(700, 1, Parameters(communes_per_departement=100_000))
    store = EmbeddedStore()
    load_ontology(store)
    store.load(b"".join(to_nquads(world)), "nq")
    [code, *_others] = sorted({t.departement or "" for t in world.land.territories if t.kind == "commune"})
    return map_view(store, territory(code))


def test_every_group_of_a_made_up_departement_opens(open_page: Open) -> None:
    view = simulated()
    assert len(view.actors) > 500
    html = draw(view, lang="en")
    assert len(html.encode()) < 1_500_000
    opened = open_page(html)
    page = ready(opened.page)
    walk: Any = page.evaluate("""() => { let actors = 0, ties = new Set(), groups = 0;
      const visit = (number) => { odasMap.open(number); const here = [...odasMap.nodes]; groups += 1;
        here.filter((n) => n.kind === 'actor').forEach((n) => { actors += 1; n.rows.forEach((r) => ties.add(r)); });
        here.filter((n) => n.kind === 'group').forEach((n) => visit(n.group)); };
      visit(null); return [actors, ties.size, groups]; }""")
    assert walk[0] == len(view.actors)
    assert walk[1] == len(view.facts)
    assert opened.complaints == []


def test_a_crowd_without_a_place_is_shown_too(open_page: Open) -> None:
    view = crowd(400)
    lost = replace(view, territory=None, actors=tuple(replace(a, territories=()) for a in view.actors))
    opened = open_page(draw(lost, lang="en"))
    page = ready(opened.page)
    assert opened.complaints == [] and len(names(page)) == len({a.sphere for a in view.actors})
    assert iri("x0000") == view.actors[0].iri
