"""Core and periphery: the best core of all, found again by the search, and a coreness that fits."""

from __future__ import annotations

import itertools
from typing import Any

import networkx as nx
import numpy as np
import pytest

from odas_graph.analysis import core_periphery
from tests.analysis.networks import graphs


def fit(graph: nx.Graph[Any], pattern: Any) -> float:
    """Pearson's correlation of the ties with a pattern, over the pairs of nodes."""
    pairs = np.triu_indices(len(graph), 1)
    return float(np.corrcoef(nx.to_numpy_array(nx.Graph(graph))[pairs], np.asarray(pattern, float)[pairs])[0, 1])


def ideal(graph: nx.Graph[Any], core: Any) -> list[list[bool]]:
    return [[i in core or j in core for j in graph] for i in graph]


@pytest.mark.parametrize("graph", [nx.gnp_random_graph(7, 0.4, seed=seed) for seed in range(6)], ids=str)
def test_no_core_fits_better(graph: nx.Graph[Any]) -> None:
    found = core_periphery(graph)
    best = max(fit(graph, ideal(graph, core)) for size in range(1, 6) for core in itertools.combinations(graph, size))
    assert found.correlation == found.bound == pytest.approx(best)
    assert fit(graph, ideal(graph, found.core)) == pytest.approx(best)
    assert found.exact


@pytest.mark.parametrize("graph", graphs(9), ids=str)
def test_the_search_finds_what_trying_all_finds(graph: nx.Graph[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("odas_graph.analysis.core.ALL_TRIED", 22)
    known = core_periphery(graph)
    monkeypatch.setattr("odas_graph.analysis.core.ALL_TRIED", 2)
    found = core_periphery(graph)
    assert known.correlation is not None
    assert found.correlation == pytest.approx(known.correlation)
    assert found.bound is not None
    assert found.bound >= known.correlation - 1e-12
    assert fit(graph, ideal(graph, found.core)) == pytest.approx(found.correlation)
    assert found.coreness == known.coreness
    products = np.outer(list(found.coreness.values()), list(found.coreness.values()))
    assert fit(graph, products) == pytest.approx(found.coreness_correlation)
    assert all(0 <= value <= 1 for value in found.coreness.values())


@pytest.mark.parametrize("size", [6, 40])
def test_a_star_is_all_core_and_periphery(size: int) -> None:
    found = core_periphery(nx.star_graph(size))
    assert found.core == {0}
    assert found.correlation == found.bound == pytest.approx(1)
    assert found.coreness_correlation == pytest.approx(1)
    assert found.exact
    assert found.coreness[0] == pytest.approx(1, abs=1e-4)
    assert found.coreness[1] == pytest.approx(found.coreness[size])
    assert found.coreness[1] < 0.6


def test_a_core_of_a_larger_graph_is_found() -> None:
    graph = nx.complete_graph(8)
    graph.add_edges_from((node, i) for node in range(8, 120) for i in range(8) if (node + i) % 4)
    found = core_periphery(graph)
    assert found.core == set(range(8))
    assert min(found.coreness[i] for i in range(8)) > 2 * max(found.coreness[i] for i in range(8, 120))


@pytest.mark.parametrize("graph", [nx.Graph(), nx.path_graph(2), nx.empty_graph(30), nx.complete_graph(30)], ids=str)
def test_where_there_is_nothing_to_fit(graph: nx.Graph[Any]) -> None:
    found = core_periphery(graph)
    assert (found.core, found.correlation, found.bound, found.coreness_correlation) == (frozenset(), None, None, None)
    assert set(found.coreness.values()) <= {1.0 if graph.number_of_edges() else 0.0}
    with pytest.raises(ValueError, match="with itself"):
        core_periphery(nx.Graph([(0, 0)]))
