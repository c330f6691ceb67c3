"""Key players: the best set of all, what the search finds of it, and the bound that it states."""

from __future__ import annotations

import itertools
from typing import Any, Literal

import networkx as nx
import pytest

from odas_graph.analysis import key_players
from tests.analysis.networks import graphs

Mode = Literal["fragment", "reach"]


def score(graph: nx.Graph[Any], chosen: Any, mode: Mode) -> float:
    if mode == "fragment":
        left: nx.Graph[Any] = nx.Graph(graph)
        left.remove_nodes_from(chosen)
        n = len(left)
        return 1 - sum(len(c) * (len(c) - 1) for c in nx.connected_components(left)) / (n * (n - 1))
    nearest: dict[Any, int] = {}
    for node in chosen:
        for other, distance in nx.single_source_shortest_path_length(graph, node).items():
            nearest[other] = min(nearest.get(other, distance or 1), distance or 1)
    return sum(1 / distance for distance in nearest.values()) / len(graph)


@pytest.mark.parametrize("mode", ["fragment", "reach"])
@pytest.mark.parametrize("graph", graphs(8), ids=str)
def test_the_best_of_all_sets(graph: nx.Graph[Any], mode: Mode, monkeypatch: pytest.MonkeyPatch) -> None:
    sets = list(itertools.combinations(graph, 2))
    best = max(score(graph, chosen, mode) for chosen in sets)
    found = key_players(graph, 2, mode)
    assert found.exact
    assert found.score == found.bound == pytest.approx(best)
    assert found.nodes == next(chosen for chosen in sets if score(graph, chosen, mode) > best - 1e-12)
    assert found.before == pytest.approx(score(graph, (), mode))
    monkeypatch.setattr("odas_graph.analysis.players.ALL_TRIED", 0)
    searched = key_players(graph, 2, mode)
    assert searched.score == pytest.approx(score(graph, searched.nodes, mode))
    assert 0.63 * best <= searched.score <= best + 1e-12 <= searched.bound + 2e-12


@pytest.mark.parametrize("mode", ["fragment", "reach"])
def test_the_search_is_mostly_right_and_its_bound_always(mode: Mode, monkeypatch: pytest.MonkeyPatch) -> None:
    right = 0
    for seed in range(20):
        graph = nx.gnp_random_graph(15, 0.15, seed=seed)
        monkeypatch.undo()
        best = key_players(graph, 3, mode)
        monkeypatch.setattr("odas_graph.analysis.players.ALL_TRIED", 0)
        found = key_players(graph, 3, mode)
        assert found.score <= best.score + 1e-12 <= found.bound + 2e-12
        right += found.score > best.score - 1e-12
    assert right >= 18


def test_known_shapes() -> None:
    assert set(key_players(nx.barbell_graph(4, 1), 1)) == {4}
    assert key_players(nx.barbell_graph(4, 1), 1).score == pytest.approx(1 - 24 / 56)
    star = key_players(nx.star_graph(5), 1, "reach")
    assert (star.nodes, star.score, star.before, len(star), 0 in star) == ((0,), 1.0, 0.0, 1, True)
    assert key_players(nx.path_graph(9), 2, "reach").nodes == (1, 6)
    # Along the arcs: the end of the chain reaches nobody.
    chain = nx.DiGraph([(0, 1), (1, 2), (2, 3)])
    assert key_players(chain, 1, "reach").nodes == (0,)


@pytest.mark.parametrize("mode", ["fragment", "reach"])
def test_only_candidates_are_chosen(mode: Mode, monkeypatch: pytest.MonkeyPatch) -> None:
    graph = nx.gnp_random_graph(16, 0.2, seed=4)
    free = range(0, 16, 2)
    best = max(score(graph, chosen, mode) for chosen in itertools.combinations(free, 2))
    found = key_players(graph, 2, mode, candidates=free)
    assert set(found) <= set(free)
    assert found.score == pytest.approx(best)
    monkeypatch.setattr("odas_graph.analysis.players.ALL_TRIED", 0)
    searched = key_players(graph, 2, mode, candidates=free)
    assert set(searched) <= set(free)
    assert searched.score <= best + 1e-12 <= searched.bound + 2e-12
    with pytest.raises(ValueError, match="9 key players of 8 nodes"):
        key_players(graph, 9, mode, candidates=free)


def test_a_larger_graph_is_searched(monkeypatch: pytest.MonkeyPatch) -> None:
    graph = nx.connected_caveman_graph(30, 5)
    for mode in ("fragment", "reach"):
        found = key_players(graph, 4, mode)
        assert not found.exact
        assert found.score == pytest.approx(score(graph, found.nodes, mode))
        assert found.score < found.bound <= 1
        assert found.nodes == key_players(graph, 4, mode).nodes
    many = key_players(graph, 80, "reach")
    assert (len(set(many)), many.score) == (80, 1.0)
    # Fewer nodes may be looked at: still a right score and a right bound.
    free = key_players(graph, 4, "reach")
    monkeypatch.setattr("odas_graph.analysis.players.KEPT", 0)
    monkeypatch.setattr("odas_graph.analysis.paths.WORD", 8)
    bound = key_players(graph, 4, "reach")
    assert bound.score == pytest.approx(score(graph, bound.nodes, "reach"))
    assert bound.score <= free.bound
    assert free.score <= bound.bound


@pytest.mark.parametrize("mode", ["fragment", "reach"])
def test_the_edges(mode: Mode) -> None:
    assert key_players(nx.Graph(), 0, mode).nodes == ()
    alone = key_players(nx.empty_graph(1), 1, mode)
    assert (alone.nodes, alone.score) == ((0,), 1.0)
    assert key_players(nx.empty_graph(3), 1, mode).score == (1.0 if mode == "fragment" else pytest.approx(1 / 3))
    everyone = key_players(nx.path_graph(3), 3, mode)
    assert (everyone.nodes, everyone.score, everyone.exact) == ((0, 1, 2), 1.0, True)
    for wrong in (-1, 4):
        with pytest.raises(ValueError, match=f"{wrong} key players of 3 nodes"):
            key_players(nx.path_graph(3), wrong, mode)
    with pytest.raises(ValueError, match="with itself"):
        key_players(nx.Graph([(0, 0)]), 1, mode)
    with pytest.raises(ValueError, match="fame"):
        key_players(nx.path_graph(3), 1, "fame")  # type: ignore[arg-type]
