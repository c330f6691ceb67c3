"""Constraint and effective size: as R igraph, as networkx where it can, and at the edges."""

from __future__ import annotations

from typing import Any

import networkx as nx
import pytest

from odas_graph.analysis import constraint, effective_size
from odas_graph.analysis.graphs import to_arrays, triangles
from tests.analysis.networks import ONE_MODE, assert_near, graphs, needs_reference, network, projection, reference


@needs_reference
@pytest.mark.parametrize("name", ONE_MODE)
def test_equal_to_igraph(name: str) -> None:
    graph, known = network(name), reference(name)["igraph"]
    assert_near(constraint(graph), known["constraint_directed_or_undirected"])
    assert_near(constraint(nx.Graph(graph)), known["constraint_undirected"])
    assert_near(effective_size(nx.Graph(graph)), known["effective_size_undirected_formula"])


@needs_reference
@pytest.mark.parametrize("mode", ["projection_false", "projection_true"])
def test_projections_equal_to_igraph(mode: str) -> None:
    known = reference("twomode_southern_women")[mode]
    graph = projection(known)
    assert_near(constraint(graph), known["constraint_unweighted"])
    assert_near(constraint(graph, "weight"), known["constraint_weighted"])


@pytest.mark.parametrize("graph", graphs(), ids=str)
@pytest.mark.parametrize("weight", [None, "weight"])
def test_equal_to_networkx(graph: nx.Graph[Any], weight: str | None) -> None:
    for i, (_, _, data) in enumerate(graph.edges(data=True)):
        if i % 4:  # the others weigh 1
            data["weight"] = 0.5 + i % 5
    alone = [node for node in graph if not graph.degree(node)]
    tied = [node for node in graph if graph[node]]  # networkx knows no contact that only an arc inwards makes
    for mine, theirs in ((constraint, nx.constraint), (effective_size, nx.effective_size)):
        found = mine(graph, weight)
        known = theirs(graph, nodes=tied, weight=weight)
        assert_near({node: found[node] for node in tied}, [known[node] for node in tied])
        assert [node for node in graph if found[node] is None] == alone


def test_known_shapes() -> None:
    assert constraint(nx.path_graph(2)) == {0: 1.0, 1: 1.0}
    assert constraint(nx.complete_graph(3))[0] == pytest.approx(9 / 8)
    star = nx.star_graph(5)
    assert constraint(star)[0] == pytest.approx(1 / 5)
    assert effective_size(star)[0] == 5
    assert effective_size(nx.complete_graph(5))[0] == pytest.approx(1)


def test_the_edges() -> None:
    assert constraint(nx.Graph()) == {} == effective_size(nx.Graph())
    assert constraint(nx.empty_graph(2)) == {0: None, 1: None} == effective_size(nx.empty_graph(2))
    nothing: nx.Graph[int] = nx.Graph()
    nothing.add_edge(0, 1, weight=0)
    assert constraint(nothing, "weight") == {0: None, 1: None} == effective_size(nothing, "weight")


@pytest.mark.parametrize("measure", [constraint, effective_size])
def test_what_no_measure_accepts(measure: Any) -> None:
    loop = nx.path_graph(3)
    loop.add_edge("a", "a")
    with pytest.raises(ValueError, match=r"'a' with itself"):
        measure(loop)
    with pytest.raises(ValueError, match="multigraph"):
        measure(nx.MultiGraph([(0, 1), (0, 1)]))
    for wrong in (-1, float("nan"), float("inf")):
        with pytest.raises(ValueError, match="no finite number of at least 0"):
            measure(nx.Graph([(0, 1, {"weight": wrong})]), "weight")


def test_triangles_are_found_once_whatever_the_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    graph = nx.gnp_random_graph(60, 0.2, seed=3)
    monkeypatch.setattr("odas_graph.analysis.graphs.CHUNK", 50)
    ties = to_arrays(graph)
    chunks = list(triangles(ties))
    found = [frozenset((int(ties.sources[xy]), int(ties.targets[xy]), int(ties.targets[yz])))
             for chunk in chunks for xy, yz, _ in zip(*chunk, strict=True)]
    assert len(chunks) > 5
    assert len(found) == len(set(found)) == len([c for c in nx.enumerate_all_cliques(graph) if len(c) == 3])
