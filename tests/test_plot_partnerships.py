"""The picture of a partnership map on paper: the same shapes and lines as the map, readable on a sheet, honest on what
it leaves out."""

from __future__ import annotations

import re
import struct
import xml.etree.ElementTree as ET
from collections import Counter
from dataclasses import replace
from functools import cache

import pytest

from odas_graph.drawing import STYLES
from odas_graph.plots.canvas import Picture
from odas_graph.plots.partnerships import MOST_ACTIONS, MOST_SHAPES, picture
from odas_graph.plots.signs import RED, RING
from odas_graph.scene import Scene
from odas_graph.territory import territory
from odas_graph.views import MapView, map_view
from tests.analysis import iri, shipped
from tests.test_crowd import STAINS, all_at_work, body, crowded, department, tied
from tests.test_maps import HOSTILE, named, village

SVG = "{http://www.w3.org/2000/svg}"


@cache
def drawn(code: str) -> Picture:
    return picture(map_view(shipped().store, territory(code)), "fr")


@cache
def small(lang: str = "en") -> Picture:
    return picture(village(), lang)


def texts(found: Picture) -> list[str]:
    return ["".join(t.itertext()) for t in ET.fromstring(found.to_svg()).iter(f"{SVG}text")]


def fills(found: Picture) -> Counter[str]:
    """How often each colour fills a shape."""
    return Counter(colour.lower() for path in ET.fromstring(found.to_svg()).iter(f"{SVG}path")
                   for colour in re.findall(r"fill: (#\w{6})\b", path.get("style") or ""))


def lines_of(found: Picture) -> str:
    return " ".join(texts(found))


def size(found: Picture) -> tuple[int, int]:
    width, height = struct.unpack(">II", found.to_png()[16:24])
    return width, height


def test_actors_actions_and_lines_stand_on_the_picture() -> None:
    said = texts(small())
    assert said[0] == "Who works with whom: Stains (93)"
    assert {"Meals", "Voisins", "Ville", "Departement", "Etat", "Bailleur", "Elu", "Hopital"} <= set(said)
    # Each colour once more in the legend: three local authorities, one body of the State.
    assert fills(small())[STYLES["collectivite"].fill.lower()] == 3 + 1
    assert fills(small())[STYLES["etat"].fill.lower()] == 1 + 1
    svg = small().to_svg().decode()
    for colour in (RED, RING):
        assert colour in svg
    for words in ("tie with a written commitment, or funding", "tie by word of mouth, or without any agreement",
                  "tension stated by a source", "one tie between three actors or more"):
        assert words in lines_of(small()), words


def test_the_letters_of_a_shape_are_those_of_the_map() -> None:
    scene = Scene(village(), "en", lambda _iri: None)
    assert {scene.letters(a.sphere) for a in village().actors} <= set(texts(small()))


def test_only_signs_that_are_used_are_explained() -> None:
    plain = replace(village(), tensions=(), absences=(), ties=())
    said = lines_of(picture(plain, "en"))
    assert "takes part in the action" in said
    assert not [words for words in ("tension", "one tie between", "a source states") if words in said]


def test_the_picture_says_in_words_what_it_shows() -> None:
    assert "1 action, 7 actors, 5 ties, 1 tension, 1 absence of tie stated by a source." in small().description
    assert "written commitment or funding 2, oral or none 2, not stated by the sources 1" in small().description
    assert "an absent line is no proof" in small().description
    assert "Qui travaille avec qui" in small("fr").title


@pytest.mark.parametrize("code", ["06", "93", "29", "R11"])
def test_a_map_of_the_shipped_data_fits_a_sheet_and_names_everybody(code: str) -> None:
    found = drawn(code)
    width, height = size(found)
    assert height / width < 24.7 / 17  # what the margins leave of A4
    view = map_view(shipped().store, territory(code))
    scene = Scene(view, "fr", lambda _iri: None)
    starts = Counter(" ".join(str(n["label"]).split(" ")[:1]) for n in scene.nodes.values() if n["kind"] != "knot")
    said = Counter(text.split(" ")[0] for text in texts(found))
    assert {start for start, n in starts.items() if said[start] < n} == set()
    assert "pas trouvé de place" not in found.description


def test_names_stay_on_the_sheet() -> None:
    for code in ("06", "93", "29"):
        root = ET.fromstring(drawn(code).to_svg())
        assert root.get("viewBox") == f"0 0 675 {(root.get('viewBox') or '').split()[3]}"
        places = [re.findall(r"translate\(([\d.-]+) ([\d.-]+)\)", t.get("transform") or "") for t in
                  root.iter(f"{SVG}text")]
        assert all(0 <= float(x) <= 675 for found in places for x, _y in found)


def test_the_same_view_gives_the_same_bytes() -> None:
    again = picture(village(), "en")
    assert (again.to_svg(), again.to_png()) == (small().to_svg(), small().to_png())


@pytest.mark.parametrize("name", HOSTILE, ids=lambda name: repr(name[:12]))
def test_a_hostile_name_is_text(name: str) -> None:
    root = ET.fromstring(picture(named(name), "en").to_svg())
    assert not [e for e in root.iter() if e.tag in (f"{SVG}script", f"{SVG}image", f"{SVG}foreignObject")]
    assert not [key for e in root.iter() for key in e.attrib if key.startswith("on")]


def sixty_and_more(actions: int, actors: int) -> MapView:
    """Actions of falling size, in all of which the first actor takes part; the last actors take part in none."""
    base = all_at_work(crowded(*(body(n, STAINS) for n in range(actors))))
    act, part = base.actions[0], base.participations[0]
    acts = tuple(replace(act, iri=iri(f"k{n:03}", "action")) for n in range(actions))
    parts = tuple(replace(part, iri=iri(f"q{n}-{m}", "participation"), actor=base.actors[m].iri, action=acts[n].iri)
                  for n in range(actions) for m in range(1 + (actions - n) // 4))
    ties = tuple(tied(n, base.actors[n], base.actors[n + 1]) for n in range(actors - 1))
    return replace(base, actions=acts, participations=parts, ties=ties)


def test_above_sixty_shapes_the_most_tied_are_shown_and_the_others_counted() -> None:
    view = sixty_and_more(40, 100)
    found = picture(view, "en")
    left_out = 100 - (MOST_SHAPES - MOST_ACTIONS)
    assert f"left out: {40 - MOST_ACTIONS} actions, {left_out} actors" in found.description
    assert "40 actions, 100 actors, 99 ties" in found.description
    said = lines_of(found)
    assert "Corps 00000" in said and "Corps 00099" not in said


def test_up_to_sixty_shapes_nothing_is_left_out() -> None:
    assert "left out" not in picture(sixty_and_more(4, 50), "en").description


def test_a_crowd_stands_in_groups() -> None:
    found = picture(department(), "en")
    said = texts(found)
    assert {"Stains: 300", "Bobigny: 200", "Île-de-France: 1"} <= set(said)
    assert "Too much for one drawing: actors are shown in groups" in found.description
    assert "ties between two groups; the thicker, the more (the fewest are not drawn)" in lines_of(found)
    assert "Corps" not in lines_of(found)


def test_folded_initiatives_are_counted() -> None:
    assert "64 initiatives" in drawn("FR").description


def test_a_map_of_nothing_is_a_picture_too() -> None:
    found = picture(MapView(territory("23")), "en")
    assert "0 actions, 0 actors, 0 ties." in found.description
    assert found.to_png().startswith(b"\x89PNG")
