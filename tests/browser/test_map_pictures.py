"""Maps taken away as pictures: what stands on the screen stands in the file, legibly, and nothing in it runs."""

from __future__ import annotations

import re
import struct
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from odas_graph.maps import draw
from tests.browser.test_maps import ready, real, small
from tests.test_maps import HOSTILE, named

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Open

pytestmark = pytest.mark.browser
SVG = "{http://www.w3.org/2000/svg}"


def saved(page: Page, kind: str) -> tuple[str, bytes]:
    """The name and the bytes of what a button saves."""
    with page.expect_download() as waiting:
        page.click(f"#save-{kind}")
    return waiting.value.suggested_filename, Path(waiting.value.path()).read_bytes()


def picture(page: Page) -> ET.Element:
    return ET.fromstring(saved(page, "svg")[1])


def texts(root: ET.Element) -> list[str]:
    """The lines of text that are read; the white around them is not."""
    return ["".join(t.itertext()) for t in root.iter(f"{SVG}text") if t.get("aria-hidden") is None]


def shapes(root: ET.Element, fill: str) -> int:
    return sum(path.get("fill") == fill and path.get("transform") is not None for path in root.iter(f"{SVG}path"))


def test_a_picture_bears_title_names_shapes_legend_and_sources(open_page: Open) -> None:
    page = ready(open_page(small(), accept_downloads=True).page)
    name, content = saved(page, "svg")
    root = ET.fromstring(content)
    said = texts(root)
    assert name == "carte-93072.svg"
    assert (root.findtext(f"{SVG}title"), root.get("lang"), root.get("role")) == (
        "Who works with whom: Stains (93)", "en", "img")
    assert "7 actors" in (root.findtext(f"{SVG}desc") or "")
    assert said[0] == "Who works with whom: Stains (93)"
    names = {"Meals", "Voisins", "Ville", "Departement", "Etat", "Bailleur", "Elu", "Hopital"}
    assert names <= set(said)
    # Local authorities: three actors, and the shape in the legend.
    assert shapes(root, "#56B4E9") == 4
    legend = " ".join(said)
    for words in ("How to read the map", "tie by word of mouth, or without any agreement", "tension stated by a source",
                  "[1] Un texte", "an absent line is no proof", "Drawn by odas-graph"):
        assert words in legend, words
    assert not re.search(r"\b20\d\d\b", " ".join(said))


def test_what_runs_or_asks_is_in_no_picture(open_page: Open) -> None:
    page = ready(open_page(small(), accept_downloads=True).page)
    content = saved(page, "svg")[1].decode()
    assert {element.tag.removeprefix(SVG) for element in ET.fromstring(content).iter()} <= {
        "svg", "title", "desc", "path", "text"}
    assert not re.search(r"href|url\(|<style|on\w+=|<script", content)


def test_a_picture_shows_what_the_filters_leave_and_says_so(open_page: Open) -> None:
    page = ready(open_page(small(), accept_downloads=True).page)
    page.select_option("#by-type", "s:collectivite")
    page.click("#show-actions")
    said = texts(picture(page))
    assert {"Ville", "Departement", "Elu"} <= set(said)
    assert not {"Voisins", "Meals", "Etat"} & set(said)
    assert any(text.startswith("Shown: Actors: local government: all (3) · the actions are hidden") for text in said)
    assert "On the map: 3 of 7 actors, 0 of 1 actions, 0 of 5 ties." in said
    # Signs that stand nowhere on the picture are not explained.
    assert not any("tension" in text or text == "State" for text in said)


def test_a_picture_shows_the_part_that_was_enlarged(open_page: Open) -> None:
    page = ready(open_page(small(), accept_downloads=True).page)
    whole = texts(picture(page))
    page.evaluate("""() => { const net = odasMap.network, etat = odasMap.nodes.find(n => n.name === 'Etat');
      net.moveTo({ position: net.getPositions([etat.id])[etat.id], scale: 3 }); }""")
    page.click("#zoom-in")
    page.wait_for_timeout(500)
    root = picture(page)
    assert "Etat" in texts(root) and len(texts(root)) < len(whole)
    [clip] = root.iter(f"{SVG}clipPath")
    assert any(group.get("clip-path") == f"url(#{clip.get('id')})" for group in root.iter(f"{SVG}g"))
    page.click("#fit")
    page.wait_for_timeout(500)
    assert texts(picture(page)) == whole


def test_pointing_at_something_leaves_no_trace_on_a_picture(open_page: Open) -> None:
    page = ready(open_page(small(), accept_downloads=True).page)
    before = saved(page, "svg")[1]
    page.evaluate("odasMap.choose(odasMap.nodes.find(n => n.name === 'Etat').id)")
    assert saved(page, "svg")[1] == before
    assert page.inner_text("#panel-title") == "Etat"


@pytest.mark.parametrize("code", ["93", "06", "FR"])
def test_the_pictures_of_the_shipped_data_show_every_shape(open_page: Open, code: str) -> None:
    page = ready(open_page(real(code), accept_downloads=True).page)
    root = picture(page)
    [left, top, width, height] = [float(n) for n in (root.get("viewBox") or "").split()]
    assert (left, top) == (0, 0)
    for text in root.iter(f"{SVG}text"):
        assert 0 <= float(text.get("x") or 0) <= width and 0 <= float(text.get("y") or 0) <= height
    drawn = page.evaluate("odasMap.nodes.filter(n => n.kind === 'actor').length")
    spheres = page.evaluate("[...new Set(odasMap.nodes.filter(n => n.kind === 'actor').map(n => n.sphere))].length")
    fills = {"#0072B2", "#56B4E9", "#CC79A7", "#D55E00", "#E69F00", "#BBBBBB", "#222222", "#009E73", "#F0E442"}
    assert sum(shapes(root, fill) for fill in fills) == drawn + spheres
    name, png = saved(page, "png")
    assert name == f"carte-{code}.png" and png.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">II", png[16:24]) == (2 * width, 2 * height)


def test_more_names_find_room_on_a_large_picture_than_on_the_screen(open_page: Open) -> None:
    page = ready(open_page(real("FR"), accept_downloads=True).page)
    shown = int((page.get_attribute("#map", "data-names") or "0/").split("/")[0])
    names = page.evaluate("odasMap.nodes.filter(n => n.kind === 'actor').map(n => n.name.split(' ')[0])")
    said = {text.split(" ")[0] for text in texts(picture(page))}
    assert sum(name in said for name in names) > shown


@pytest.mark.parametrize("name", HOSTILE, ids=lambda name: repr(name[:12]))
def test_a_hostile_name_is_text_in_a_picture_too(open_page: Open, name: str) -> None:
    opened = open_page(draw(named(name), lang="en"), accept_downloads=True)
    content = saved(ready(opened.page), "svg")[1]
    root = ET.fromstring(content)
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= {"svg", "title", "desc", "path", "text"}
    assert not [key for element in root.iter() for key in element.attrib if key.startswith("on") or "href" in key]
    assert saved(opened.page, "png")[1].startswith(b"\x89PNG")
    assert opened.complaints == []


def test_a_phone_saves_the_map_as_it_stands_there(open_page: Open) -> None:
    page = ready(open_page(small(), width=360, height=800, accept_downloads=True).page)
    root = picture(page)
    assert {"Voisins", "Ville"} <= set(texts(root))


def test_the_picture_opens_by_itself(open_page: Open, tmp_path: Path) -> None:
    opened = open_page(real("93"), accept_downloads=True)
    file = tmp_path / "map.svg"
    file.write_bytes(saved(ready(opened.page), "svg")[1])
    page = opened.page
    opened.complaints.clear()
    page.goto(file.as_uri())
    box = page.evaluate("(() => { const b = document.documentElement.getBBox(); return [b.width, b.height]; })()")
    assert box[0] > 800 and box[1] > 600
    assert opened.complaints == []
