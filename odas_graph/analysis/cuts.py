"""What holds a graph together: articulation points, bridges, and what falls apart without them.

One depth-first search numbers the nodes so that what hangs on a cut is a run of numbers; the members of a piece are
only looked up when asked for, as a chain of n nodes has n²/2 of them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic

from odas_graph.analysis.graphs import Arrays, N, to_arrays

if TYPE_CHECKING:
    import networkx as nx

Run = tuple[int, int]


@dataclass(frozen=True)
class Cut(Generic[N]):
    """What a component falls into without a node or a tie, the largest piece first."""

    sizes: tuple[int, ...]
    order: Sequence[N] = field(repr=False)
    runs: tuple[tuple[Run, ...], ...] = field(repr=False)

    @property
    def separated(self) -> int:
        """How many nodes are no longer in the largest piece."""
        return sum(self.sizes[1:])

    @property
    def pairs(self) -> int:
        """How many pairs of nodes that a way led between have none left."""
        total = sum(self.sizes)
        return (total * total - sum(size * size for size in self.sizes)) // 2

    @cached_property
    def pieces(self) -> tuple[frozenset[N], ...]:
        """The members of each piece, all of them whatever `sizes` counts. O(their number)."""
        return tuple(frozenset(node for start, stop in piece for node in self.order[start:stop]) for piece in self.runs)


@dataclass(frozen=True, slots=True)
class CutStructure(Generic[N]):
    """The articulation points and the bridges of a graph, each with the cut that it makes.

    A bridge is named by its ends in the order of the graph.
    """

    points: Mapping[N, Cut[N]]
    bridges: Mapping[tuple[N, N], Cut[N]]


@dataclass(frozen=True, slots=True)
class Forest:
    """A depth-first search: by node, when it was met, when all below it was, how far up a tie from below leads, and
    from whom it was met (−1 for a root); `order` lists the nodes as they were met.
    """

    met: list[int]
    end: list[int]
    low: list[int]
    parent: list[int]
    order: list[int]


def cut_structure(graph: nx.Graph[N], among: Collection[N] | None = None) -> CutStructure[N]:
    """The nodes and ties without which a component falls apart, and into what, whatever their direction.

    Sizes and pairs count the nodes `among` (all by default; say the actors alone, in a two-mode graph), never the node
    taken out; every articulation point is there, whatever it parts. O(n + m) time and memory, then O(members).
    Hopcroft & Tarjan (1973), "Algorithm 447", Commun. ACM 16, p. 372–378.
    ValueError for a self-loop or a multigraph.
    """
    return cut_structure_in(to_arrays(graph).symmetric, among)


def cut_structure_in(ties: Arrays[N], among: Collection[N] | None = None) -> CutStructure[N]:
    """`cut_structure` of a symmetric graph that is at hand as arrays."""
    forest = depth_first(ties)
    order = [ties.nodes[i] for i in forest.order]
    counted = None if among is None else set(among)
    before = [0]
    for node in order:
        before.append(before[-1] + (counted is None or node in counted))
    points: dict[N, Cut[N]] = {}
    bridges: dict[tuple[N, N], Cut[N]] = {}
    roots = _roots(forest)
    below = pieces_below(forest)
    for i, node in enumerate(ties.nodes):
        start = forest.met[roots[i]]
        whole = (start, forest.end[roots[i]])
        runs = [[(forest.met[child], forest.end[child])] for child in below[i]]
        if forest.parent[i] >= 0:
            runs.append(_without(whole, [(forest.met[i], forest.met[i] + 1), *(run[0] for run in runs)]))
            up = forest.parent[i]
            if forest.low[i] > forest.met[up]:
                mine = (forest.met[i], forest.end[i])
                ends = (node, ties.nodes[up]) if i < up else (ties.nodes[up], node)
                bridges[ends] = _cut(order, before, [[mine], _without(whole, [mine])])
        if len(runs) > 1:
            points[node] = _cut(order, before, runs)
    return CutStructure(points, bridges)


def depth_first(ties: Arrays[Any], without: Collection[int] = ()) -> Forest:
    """A depth-first search of a symmetric graph, from its first node on, as if the nodes `without` were not there."""
    n, pointers, targets = ties.n, ties.pointers.tolist(), ties.targets.tolist()
    met, end, low, parent = [-1] * n, [0] * n, [0] * n, [-1] * n
    order: list[int] = []
    following = pointers[:-1]
    for i in without:
        met[i] = n  # later than all: no way leads there, nor up from there
    for root in range(n):
        if met[root] >= 0:
            continue
        met[root] = low[root] = len(order)
        order.append(root)
        path = [root]
        while path:
            node = path[-1]
            arc = following[node]
            if arc < pointers[node + 1]:
                following[node] = arc + 1
                other = targets[arc]
                if met[other] < 0:
                    parent[other] = node
                    met[other] = low[other] = len(order)
                    order.append(other)
                    path.append(other)
                elif met[other] < low[node] and other != parent[node]:
                    low[node] = met[other]
            else:
                path.pop()
                end[node] = len(order)
                if path and low[node] < low[path[-1]]:
                    low[path[-1]] = low[node]
    return Forest(met, end, low, parent, order)


def pieces_below(forest: Forest) -> list[list[int]]:
    """For each node, those met from it whose branch has no tie to above it: without it, each branch is a piece."""
    below: list[list[int]] = [[] for _ in forest.met]
    for node in forest.order:
        up = forest.parent[node]
        if up >= 0 and forest.low[node] >= forest.met[up]:
            below[up].append(node)
    return below


def _roots(forest: Forest) -> list[int]:
    roots = list(range(len(forest.met)))
    for node in forest.order:
        if forest.parent[node] >= 0:
            roots[node] = roots[forest.parent[node]]
    return roots


def _without(whole: Run, runs: list[Run]) -> list[Run]:
    """What is left of a run of numbers without these."""
    left, start = [], whole[0]
    for first, last in sorted(runs):
        if start < first:
            left.append((start, first))
        start = last
    if start < whole[1]:
        left.append((start, whole[1]))
    return left


def _cut(order: Sequence[N], before: list[int], pieces: list[list[Run]]) -> Cut[N]:
    sized = sorted(((sum(before[stop] - before[start] for start, stop in piece), tuple(piece)) for piece in pieces),
                   key=lambda item: -item[0])
    return Cut(tuple(size for size, _ in sized), order, tuple(piece for _, piece in sized))
