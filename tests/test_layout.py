"""Places on a map: the same at every build, on the page, nothing on anything else, actions amid their actors."""

from __future__ import annotations

import itertools
import random
import subprocess
import sys

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from odas_graph.layout import Point, positions

CORE = (36.0, 36.0)


def starry(actions: int, actors: int, shared: int = 1) -> nx.Graph[str]:
    """Actions with their actors, each action tied to the next by `shared` actors."""
    graph: nx.Graph[str] = nx.Graph()
    for a in range(actions):
        graph.add_node(f"action{a}", width=206, height=66, core=(160, 66))
        for i in range(actors):
            graph.add_edge(f"action{a}", f"actor{a}-{i}")
        for i in range(min(shared, actors) if a else 0):
            graph.add_edge(f"action{a}", f"actor{a - 1}-{i}")
    return graph


def core(graph: nx.Graph[str], node: str) -> tuple[float, float]:
    width, height = graph.nodes[node].get("core", CORE)
    return width, height


def overlapping(graph: nx.Graph[str], places: dict[str, Point]) -> list[tuple[str, str]]:
    """The pairs whose shapes, names apart, reach into one another by more than rounding."""
    found = []
    for one, other in itertools.combinations(places, 2):
        (w1, h1), (w2, h2) = core(graph, one), core(graph, other)
        dx, dy = (abs(a - b) for a, b in zip(places[one], places[other], strict=True))
        if dx < (w1 + w2) / 2 - 2 and dy < (h1 + h2) / 2 - 2:
            found.append((one, other))
    return found


@pytest.mark.parametrize(("actions", "actors"), [(1, 2), (1, 8), (1, 30), (4, 12), (13, 20)])
def test_nothing_stands_on_anything_else(actions: int, actors: int) -> None:
    graph = starry(actions, actors)
    assert overlapping(graph, positions(graph)) == []


@pytest.mark.parametrize("page", [(800, 610), (470, 720)])
def test_a_drawing_has_the_shape_of_its_page(page: tuple[int, int]) -> None:
    width, height = page
    places = positions(starry(3, 14), width=width, height=height)
    across = max(x for x, _y in places.values()) - min(x for x, _y in places.values())
    down = max(y for _x, y in places.values()) - min(y for _x, y in places.values())
    assert across <= width and down <= height
    assert 0.4 < (across / down) / (width / height) < 2.2


def test_a_small_drawing_stays_on_its_page() -> None:
    places = positions(starry(1, 8), width=800, height=610)
    assert all(abs(x) <= 400 and abs(y) <= 305 for x, y in places.values())


def test_an_action_stands_amid_its_actors() -> None:
    places = positions(starry(1, 12))
    x, y = places.pop("action0")
    assert min(px for px, _ in places.values()) < x < max(px for px, _ in places.values())
    assert min(py for _, py in places.values()) < y < max(py for _, py in places.values())


def test_neighbours_stand_nearer_than_strangers() -> None:
    graph = starry(4, 8, shared=0)
    places = positions(graph)

    def apart(one: str, other: str) -> float:
        (x1, y1), (x2, y2) = places[one], places[other]
        return float(((x1 - x2) ** 2 + (y1 - y2) ** 2) ** 0.5)

    tied = [apart(u, v) for u, v in graph.edges]
    loose = [apart(u, v) for u, v in itertools.combinations(graph, 2) if not nx.has_path(graph, u, v)]
    assert sum(tied) / len(tied) < sum(loose) / len(loose) / 2


def test_a_pair_stands_level_and_the_lone_stand_in_rows() -> None:
    graph = starry(1, 9)
    graph.add_edge("x", "y")
    graph.add_nodes_from([f"lone{n:02}" for n in range(7)], width=112, height=72, core=(44, 44))
    places = positions(graph)
    assert places["x"][1] == places["y"][1]
    rows = {places[f"lone{n:02}"][1] for n in range(7)}
    assert len(rows) <= 2
    assert places["lone00"][0] < places["lone01"][0]


def test_the_order_of_nodes_and_edges_changes_nothing() -> None:
    graph = starry(3, 9)
    graph.add_nodes_from(["p", "q", "r"])
    shuffled: nx.Graph[str] = nx.Graph()
    nodes, edges = list(graph.nodes(data=True)), list(graph.edges(data=True))
    random.Random(7).shuffle(nodes)
    random.Random(8).shuffle(edges)
    shuffled.add_nodes_from(nodes)
    shuffled.add_edges_from((v, u, data) for u, v, data in edges)
    assert positions(graph) == positions(shuffled)


def test_another_process_finds_the_same_places() -> None:
    code = ("from tests.test_layout import positions, starry; "
            "print(sorted(positions(starry(3, 11)).items()))")
    runs = [subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True,
                           env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(filter(None, sys.path))}).stdout
            for seed in ("1", "2")]
    assert runs[0] == runs[1]
    assert runs[0].strip() == str(sorted(positions(starry(3, 11)).items()))


def test_the_given_graph_is_left_as_it_was() -> None:
    graph = starry(2, 5)
    copy = graph.copy()
    positions(graph)
    assert nx.utils.graphs_equal(graph, copy)


def test_nothing_to_place() -> None:
    assert positions(nx.Graph()) == {}


def test_one_node_stands_in_the_middle() -> None:
    graph: nx.Graph[str] = nx.Graph()
    graph.add_node("only")
    assert positions(graph) == {"only": (0, 0)}


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 40), st.lists(st.tuples(st.integers(0, 39), st.integers(0, 39)), max_size=60))
def test_any_graph_finds_room(count: int, pairs: list[tuple[int, int]]) -> None:
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(f"n{i:02}" for i in range(count))
    graph.add_edges_from((f"n{u % count:02}", f"n{v % count:02}") for u, v in pairs if u % count != v % count)
    places = positions(graph)
    assert places.keys() == set(graph)
    assert overlapping(graph, places) == []


def test_a_chain_of_three_hundred_ends() -> None:
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from((f"n{i:03}" for i in range(300)), core=(40, 40))
    graph.add_edges_from(itertools.pairwise(sorted(graph)))
    assert overlapping(graph, positions(graph)) == []
