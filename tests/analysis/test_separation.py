"""Pairs that only one node joins: as removal shows, whichever way they are counted."""

from __future__ import annotations

from typing import Any

import networkx as nx
import numpy as np
import pytest

from odas_graph.analysis import cut_structure, separation
from odas_graph.analysis.engines import LARGE
from odas_graph.analysis.separation import _by_search, _by_tree, pairs_lost
from odas_graph.panel import Ints
from tests.analysis.networks import graphs

WAYS = pytest.mark.parametrize("way", [_by_search, _by_tree], ids=["search", "tree"])


def columns(graph: nx.Graph[Any]) -> tuple[Ints, Ints]:
    found = np.array(list(nx.Graph(graph).edges), np.int64).reshape(-1, 2)
    return found[:, 0], found[:, 1]


def expected(graph: nx.Graph[Any]) -> list[int]:
    points = cut_structure(nx.Graph(graph)).points
    return [points[node].pairs if node in points else 0 for node in range(len(graph))]


@WAYS
@pytest.mark.parametrize("graph", graphs(24), ids=str)
def test_what_removal_shows(graph: nx.Graph[Any], way: Any) -> None:
    assert way(*columns(graph), len(graph)).tolist() == expected(graph)


@WAYS
@pytest.mark.parametrize(("edges", "pairs"), [
    ([(0, 1), (0, 2), (0, 3)], [3, 0, 0, 0]),
    ([(0, 1), (1, 2), (2, 3)], [0, 2, 2, 0]),
    ([(0, 1), (1, 2), (2, 0), (2, 3)], [0, 0, 2, 0]),
    ([(3, 2), (1, 0)], [0, 0, 0, 0]),
    ([], [0, 0, 0, 0]),
], ids=["star", "chain", "triangle and tail", "two pairs", "nothing"])
def test_by_hand(edges: list[tuple[int, int]], pairs: list[int], way: Any) -> None:
    found = np.array(edges, np.int64).reshape(-1, 2)
    assert way(found[:, 0], found[:, 1], 4).tolist() == pairs


@pytest.mark.parametrize("seed", range(12))
def test_both_ways_agree_where_a_graph_is_as_large_as_that(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    dice = np.random.default_rng(seed)
    n = LARGE // 2
    # From a forest, where nearly all nodes part something, to graphs where hardly one does; a few hubs.
    m = int(n * (.8, 1, 1.2, 2)[seed % 4])
    hubs = dice.integers(0, n, n) if seed % 3 else dice.integers(0, 20, n)
    pairs = np.unique(np.sort(np.stack([dice.integers(0, n, m), hubs[dice.integers(0, n, m)]], 1), axis=1), axis=0)
    one, other = dice.permutation(n)[pairs[pairs[:, 0] != pairs[:, 1]]].T
    found = _by_tree(one, other, n)
    assert (found == _by_search(one, other, n)).all()
    monkeypatch.setattr(separation, "CHUNK", 700)
    assert (_by_tree(one, other, n) == found).all()


def test_a_long_chain_and_a_large_star() -> None:
    n = 2 * LARGE
    before, after = np.arange(n, dtype=np.int64), np.arange(n, dtype=np.int64)[::-1]
    chain = pairs_lost(before[:-1], before[:-1] + 1, n)
    assert (chain == before * after).all()
    star = pairs_lost(np.full(n - 1, n - 1), before[:-1], n)
    assert star[-1] == (n - 1) * (n - 2) // 2 and not star[:-1].any()


def test_no_node_and_no_tie() -> None:
    nobody = np.zeros(0, np.int64)
    assert pairs_lost(nobody, nobody, 0).tolist() == []
    assert pairs_lost(nobody, nobody, LARGE + 1).sum() == 0


def test_a_tie_with_oneself_is_refused() -> None:
    with pytest.raises(ValueError, match="with itself"):
        pairs_lost(np.array([0]), np.array([0]), 1)
