"""Articulation points and bridges, and what each parts: as networkx finds them, and as removal shows."""

from __future__ import annotations

from typing import Any

import networkx as nx
import pytest

from odas_graph.analysis import cut_structure
from tests.analysis.networks import ONE_MODE, graphs, needs_reference, network, reference


@needs_reference
@pytest.mark.parametrize("name", ONE_MODE)
def test_the_cutpoints_of_igraph_and_sna(name: str) -> None:
    known = reference(name)
    found = set(cut_structure(network(name)).points)
    for points in (known["igraph"]["articulation_points"], known["sna"]["cutpoints_undirected"]):
        names = {points} if isinstance(points, str) else set(points)
        assert found >= names
        if points is known["igraph"]["articulation_points"]:
            assert found == names


@pytest.mark.parametrize("graph", graphs(24), ids=str)
def test_what_removal_shows(graph: nx.Graph[Any]) -> None:
    found = cut_structure(graph)
    undirected: nx.Graph[Any] = nx.Graph(graph)
    assert set(found.points) == set(nx.articulation_points(undirected))
    assert {frozenset(ends) for ends in found.bridges} == {frozenset(ends) for ends in nx.bridges(undirected)}
    for node, cut in found.points.items():
        left = undirected.subgraph(nx.node_connected_component(undirected, node) - {node})
        assert set(cut.pieces) == {frozenset(piece) for piece in nx.connected_components(left)}
        assert list(cut.sizes) == sorted(map(len, cut.pieces), reverse=True) == [len(piece) for piece in cut.pieces]
    for ends, cut in found.bridges.items():
        without = undirected.copy()
        without.remove_edge(*ends)
        assert set(cut.pieces) == {frozenset(nx.node_connected_component(without, end)) for end in ends}


def test_what_is_lost_is_counted() -> None:
    found = cut_structure(nx.star_graph(["hub", "a", "b", "c"]))
    hub = found.points["hub"]
    assert (hub.sizes, hub.separated, hub.pairs) == ((1, 1, 1), 2, 3)
    assert set(found.points) == {"hub"}
    assert set(found.bridges) == {("hub", "a"), ("hub", "b"), ("hub", "c")}
    assert found.bridges["hub", "a"].pairs == 3


def test_only_those_asked_for_are_counted() -> None:
    # Three actors, each alone on an action of its own, meet in a fourth action.
    graph: nx.Graph[str] = nx.Graph([("a", "w"), ("b", "w"), ("c", "w"), ("a", "x"), ("b", "y")])
    found = cut_structure(graph, among={"a", "b", "c"})
    assert found.points["w"].sizes == (1, 1, 1)
    assert found.points["w"].pairs == 3
    assert found.points["a"].sizes == (2, 0)
    assert found.points["a"].pairs == 0
    assert found.points["a"].pieces == (frozenset({"b", "c", "w", "y"}), frozenset({"x"}))


def test_a_long_chain_takes_no_recursion_and_little_memory() -> None:
    n = 20_000
    found = cut_structure(nx.path_graph(n))
    assert len(found.points) == n - 2
    assert len(found.bridges) == n - 1
    assert found.points[100].sizes == (n - 101, 100)
    assert found.points[100].pieces[1] == frozenset(range(100))


def test_the_edges() -> None:
    graph: nx.Graph[Any]
    for graph in (nx.Graph(), nx.empty_graph(3), nx.complete_graph(4)):
        assert not cut_structure(graph).points
        assert not cut_structure(graph).bridges
    with pytest.raises(ValueError, match="with itself"):
        cut_structure(nx.Graph([(0, 0)]))
