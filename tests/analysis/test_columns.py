"""Ties given as columns: the same network, the same measures, and no graph of objects in between."""

from __future__ import annotations

from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from odas_graph.analysis import (
    centrality,
    clusters,
    core_periphery,
    gould_fernandez,
    key_players,
    sampled_betweenness,
    sampled_harmonic,
)
from odas_graph.analysis.graphs import Arrays, from_columns, to_arrays
from odas_graph.analysis.measures import MEASURES

ONE_MODE = [name for name in MEASURES if not name.startswith("two_mode")]


def columns(*ties: tuple[int, int]) -> tuple[Any, Any]:
    found = np.array(ties, np.int64).reshape(-1, 2)
    return found[:, 0], found[:, 1]


def as_columns(graph: nx.Graph[int]) -> Arrays[int]:
    weights = np.array([data.get("weight", 1.0) for _, _, data in graph.edges(data=True)])
    return from_columns(list(graph), *columns(*graph.edges), weights=weights)


def test_rows_of_the_same_two_are_one_tie_in_any_direction() -> None:
    arrays = from_columns("abc", *columns((0, 1), (1, 0), (2, 1)), weights=np.array([1.0, 0.5, 2.0]))
    assert list(zip(arrays.sources.tolist(), arrays.targets.tolist(), arrays.weights.tolist(), strict=True)) == [
        (0, 1, 1.5), (1, 0, 1.5), (1, 2, 2.0), (2, 1, 2.0)]
    assert arrays.nodes == ("a", "b", "c") and not arrays.directed
    counted = from_columns("abc", *columns((0, 1), (1, 0), (2, 1)))
    assert counted.weights.tolist() == [2, 2, 1, 1]


@pytest.mark.parametrize("count", [0, 3])
def test_no_tie_at_all(count: int) -> None:
    arrays = from_columns(range(count), *columns())
    assert (arrays.n, len(arrays.sources)) == (count, 0)
    assert centrality(arrays, ["degree"]) == {"degree": dict.fromkeys(range(count), 0)}


def test_what_is_no_tie_is_refused() -> None:
    with pytest.raises(ValueError, match="'b' with itself"):
        from_columns("ab", *columns((0, 1), (1, 1)))
    for wrong in (-1.0, float("nan"), float("inf")):
        with pytest.raises(ValueError, match="no finite number"):
            from_columns("ab", *columns((0, 1)), weights=np.array([wrong]))


@given(st.integers(1, 25), st.integers(0, 60), st.integers(0, 10**6))
def test_arrays_are_those_of_the_same_graph(n: int, m: int, seed: int) -> None:
    graph = nx.gnm_random_graph(n, m, seed=seed)
    mine, theirs = as_columns(graph), to_arrays(graph, "weight")
    for name in ("sources", "targets", "weights"):
        assert getattr(mine, name).tolist() == getattr(theirs, name).tolist()


@pytest.fixture
def weighted() -> nx.Graph[int]:
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(36))
    generator = np.random.default_rng(3)
    # Two isolates, and a part of its own.
    graph.add_weighted_edges_from(
        (u, v, float(generator.integers(1, 5))) for u, v in nx.gnm_random_graph(30, 55, seed=2).edges)
    graph.add_weighted_edges_from([(30, 31, 2.0), (31, 32, 1.0), (32, 33, 1.0)])
    return graph


@pytest.mark.parametrize("weight", [None, "weight"])
@pytest.mark.parametrize("backend", [None, "igraph"])
def test_every_measure_is_the_same(weighted: nx.Graph[int], weight: str | None, backend: str | None) -> None:
    mine = centrality(as_columns(weighted), ONE_MODE, weight=weight, backend=backend)
    theirs = centrality(weighted, ONE_MODE, weight=weight)
    for name, values in theirs.items():
        assert mine[name] == pytest.approx(values, abs=1e-9), name


def test_modes_may_be_a_column() -> None:
    graph = nx.Graph([("a", 1), ("b", 1), ("b", 2), ("c", 2)])
    for node in graph:
        graph.nodes[node]["bipartite"] = int(isinstance(node, int))
    names = [name for name in MEASURES if name.startswith("two_mode")]
    arrays = to_arrays(graph)
    modes = np.array([graph.nodes[node]["bipartite"] for node in arrays.nodes])
    assert centrality(arrays, names, modes=modes) == centrality(graph, names)
    for wrong in (None, modes[:2], modes + 1):
        with pytest.raises(ValueError, match="two-mode"):
            centrality(graph.__class__(graph.edges) if wrong is None else arrays, names, modes=wrong)


def test_the_other_measures_take_arrays(weighted: nx.Graph[int]) -> None:
    arrays = as_columns(weighted)
    groups = {node: node % 3 for node in weighted}
    assert gould_fernandez(arrays, groups) == gould_fernandez(weighted, groups)
    assert core_periphery(arrays).core == core_periphery(weighted).core
    assert key_players(arrays, 2) == key_players(weighted, 2)
    assert clusters(arrays, 3, weight="weight") == clusters(weighted, 3, weight="weight")
    assert sampled_betweenness(arrays, error=0.2).values == sampled_betweenness(weighted, error=0.2).values
    assert sampled_harmonic(arrays, error=0.2).values == sampled_harmonic(weighted, error=0.2).values
    with pytest.raises(ValueError, match="give the group of each node"):
        gould_fernandez(arrays, "sphere")
