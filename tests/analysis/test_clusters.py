"""Clusters: components first, parts that were planted, how sure each place is, the same whoever counts."""

from __future__ import annotations

import random
import sys
from typing import Any

import networkx as nx
import pytest

from odas_graph.analysis import clusters
from odas_graph.errors import UsageError
from tests.analysis.networks import ENGINES, graphs


def planted(seed: int) -> tuple[nx.Graph[int], set[frozenset[int]]]:
    graph = nx.planted_partition_graph(5, 20, 0.6, 0.02, seed=seed)
    return graph, {frozenset(range(i, i + 20)) for i in range(0, 100, 20)}


@pytest.mark.parametrize("backend", ENGINES)
@pytest.mark.parametrize("seed", range(3))
def test_what_was_planted_is_found_whoever_counts(seed: int, backend: str | None) -> None:
    graph, known = planted(seed)
    found = clusters(graph, 5, backend=backend)
    assert {cluster.members for cluster in found} == known
    assert all(cluster.stability == 1 for cluster in found)
    assert set(found.stability.values()) == {1.0}
    assert set(found.outside.values()) == {0.0}
    assert found.modularity == pytest.approx(nx.community.modularity(graph, [set(part) for part in known]))


def test_beyond_the_size_igraph_takes_over(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("igraph")
    graph, known = planted(0)
    monkeypatch.setattr("odas_graph.analysis.communities.LARGE", 50)
    state = random.getstate()
    assert {cluster.members for cluster in clusters(graph, 3)} == known
    assert random.getstate() == state
    monkeypatch.setitem(sys.modules, "igraph", None)
    with pytest.raises(UsageError, match=r"odas-graph\[large\]"):
        clusters(graph, 3)
    assert len(clusters(graph, 3, backend="networkx")) == 5


@pytest.mark.parametrize("backend", ENGINES)
def test_the_same_every_time(backend: str | None) -> None:
    graph = nx.gnp_random_graph(60, 0.08, seed=1)
    assert clusters(graph, 8, backend=backend) == clusters(graph, range(8), backend=backend)


def test_components_are_parted_apart_from_one_another() -> None:
    here, there = nx.connected_watts_strogatz_graph(40, 4, 0.4, seed=1), nx.connected_caveman_graph(6, 6)
    alone = clusters(here)
    both = clusters(nx.disjoint_union(here, there))
    assert {c.members for c in both if min(c.members) < 40} == {c.members for c in alone}
    assert {node: both.stability[node] for node in here} == dict(alone.stability)
    assert {(min(c.members) >= 40, c.component) for c in both} == {(False, 0), (True, 1)}


@pytest.mark.parametrize("graph", graphs(6), ids=str)
def test_every_node_has_one_cluster_that_holds_together(graph: nx.Graph[Any]) -> None:
    found = clusters(graph, 6)
    undirected: nx.Graph[Any] = nx.Graph(graph)
    assert sorted(node for cluster in found for node in cluster.members) == sorted(graph)
    assert all(node in found[number].members for node, number in found.of.items())
    sizes = [len(cluster.members) for cluster in found]
    assert sizes == sorted(sizes, reverse=True)
    for cluster in found:
        assert nx.is_connected(undirected.subgraph(cluster.members))
        inside = [found.stability[node] for node in cluster.members]
        assert cluster.stability == pytest.approx(sum(inside) / len(inside))
        assert 0 <= min(inside) <= max(inside) <= 1


def test_stability_is_the_share_of_runs_together() -> None:
    """Against a count of all pairs in all runs."""
    graph = nx.gnp_random_graph(40, 0.12, seed=5)
    runs = [clusters(graph, [seed]) for seed in range(10)]
    found = clusters(graph, 10)
    assert found.of in [run.of for run in runs]
    for node in graph:
        mates = found[found.of[node]].members - {node}
        met = [run[run.of[node]].members - {node} for run in runs]
        assert found.stability[node] == pytest.approx(
            sum(len(mates & others) / len(mates) for others in met) / 10 if mates else 1)
        assert found.outside[node] == pytest.approx(
            sum(len(others - mates) / len(others) for others in met if others) / 10)
    assert min(found.stability.values()) < 1


def test_noise_is_not_stable() -> None:
    noise, (plain, _) = nx.gnp_random_graph(100, 0.1, seed=2), planted(2)
    assert max(c.stability for c in clusters(noise, 10)) < 0.9 < min(c.stability for c in clusters(plain, 10))


def test_weights_part_what_ties_alone_do_not() -> None:
    graph = nx.complete_graph(8)
    for a, b, data in graph.edges(data=True):
        if (a < 4) != (b < 4):
            data["weight"] = 0.05  # the others weigh 1
    assert len(clusters(graph, 4)) == 1
    assert {c.members for c in clusters(graph, 4, weight="weight")} == {frozenset(range(4)), frozenset(range(4, 8))}


def test_the_edges() -> None:
    assert len(clusters(nx.Graph())) == 0
    alone = clusters(nx.empty_graph(2))
    assert [(set(c.members), c.stability) for c in alone] == [({0}, 1.0), ({1}, 1.0)]
    assert [len(c.members) for c in clusters(nx.path_graph(3))] == [3]
    nothing = nx.path_graph(6)
    nx.set_edge_attributes(nothing, dict.fromkeys(nothing.edges, 0), "weight")
    assert [len(c.members) for c in clusters(nothing, weight="weight")] == [6]
    with pytest.raises(ValueError, match="no seed"):
        clusters(nx.path_graph(5), [])
    with pytest.raises(ValueError, match="with itself"):
        clusters(nx.Graph([(0, 0)]))
