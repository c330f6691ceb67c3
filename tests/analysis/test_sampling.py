"""Estimates: within the error they state, the same for a seed, exact where nothing needs to be drawn."""

from __future__ import annotations

from typing import Any

import networkx as nx
import numpy as np
import pytest

from odas_graph.analysis import centrality, sampled_betweenness, sampled_harmonic
from odas_graph.analysis.graphs import to_arrays
from odas_graph.analysis.sampling import _inner, _Side
from tests.analysis.networks import graphs

SORTS = [nx.barabasi_albert_graph(150, 2, seed=1), nx.path_graph(40), nx.connected_caveman_graph(8, 6),
         nx.gnp_random_graph(120, 0.02, seed=2), nx.gnp_random_graph(90, 0.04, seed=3, directed=True)]


@pytest.mark.parametrize("graph", SORTS, ids=str)
def test_within_the_error_stated(graph: nx.Graph[Any]) -> None:
    known = centrality(graph, ["betweenness_normalized", "harmonic_normalized"])
    for estimate, error in ((sampled_betweenness, 0.03), (sampled_harmonic, 0.15)):
        found = estimate(graph, error=error, seed=1)
        assert found.error <= error
        assert found.samples
        far = max(abs(value - (known[found.measure][node] or 0)) for node, value in found.values.items())
        assert far <= found.error + 1e-12
        assert list(found.values) == list(graph)
        assert found == estimate(graph, error=error, seed=1)


def test_a_smaller_error_takes_a_larger_sample_and_confidence_costs() -> None:
    graph = SORTS[0]
    plain = sampled_betweenness(graph, error=0.05)
    assert sampled_betweenness(graph, error=0.025).samples > plain.samples
    assert sampled_betweenness(graph, error=0.05, confidence=0.999).samples > plain.samples
    assert sampled_betweenness(graph, error=0.05, seed=1).values != plain.values


def test_harmonic_is_exact_where_all_are_drawn() -> None:
    found = sampled_harmonic(nx.path_graph(30))
    assert (found.error, found.samples) == (0.0, 30)
    assert found.values == pytest.approx(centrality(nx.path_graph(30), ["harmonic_normalized"])["harmonic_normalized"])


@pytest.mark.parametrize("graph", graphs(6), ids=str)
def test_each_shortest_path_is_drawn_as_often(graph: nx.Graph[Any]) -> None:
    """What lies within the path of one pair, over many draws, against all shortest paths of the pair."""
    arrays, generator = to_arrays(graph), np.random.default_rng(0)
    for source, target in ((0, 5), (3, 9), (2, 11)):
        ways = list(nx.all_shortest_paths(graph, source, target)) if nx.has_path(graph, source, target) else []
        drawn = 2_000
        sides = _Side(arrays, drawn), _Side(arrays.reversed, drawn)
        inner = _inner(sides, np.full(drawn, source), np.full(drawn, target), generator)
        shares = np.bincount(inner, minlength=len(graph)) / drawn
        for node in graph:
            known = sum(node in way[1:-1] for way in ways) / max(len(ways), 1)
            assert abs(shares[node] - known) < 0.06


def test_few_pairs_at_a_time_change_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("odas_graph.analysis.sampling.CHUNK", 20)
    graph = SORTS[2]
    known = centrality(graph, ["betweenness_normalized"])["betweenness_normalized"]
    found = sampled_betweenness(graph, error=0.05)
    assert all(abs(value - (known[node] or 0)) <= found.error for node, value in found.values.items())


@pytest.mark.parametrize("estimate", [sampled_betweenness, sampled_harmonic])
def test_the_edges(estimate: Any) -> None:
    assert estimate(nx.Graph()).values == {}
    assert estimate(nx.empty_graph(1)).values == {0: 0.0}
    assert estimate(nx.empty_graph(5)).values == dict.fromkeys(range(5), 0.0)
    assert estimate(nx.path_graph(3), error=0.1).values[1] == pytest.approx(1, abs=0.1)
    for wrong in (0, 1):
        with pytest.raises(ValueError, match="between 0 and 1"):
            estimate(nx.path_graph(3), error=wrong)
        with pytest.raises(ValueError, match="between 0 and 1"):
            estimate(nx.path_graph(3), confidence=wrong)
    with pytest.raises(ValueError, match="with itself"):
        estimate(nx.Graph([(0, 0)]))
