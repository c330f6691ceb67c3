"""A networkx graph as arrays, read once for a measure; what no measure accepts is refused here.

Nodes are numbered in the order of the graph, so that equal values are always settled alike. Every function of the
classic measures goes through `to_arrays`: self-loops and multigraphs raise ValueError, an edge that bears no weight
weighs 1. Where ties are columns already, `from_columns` makes the arrays, which every measure takes in place of a
graph: of a million ties, no networkx graph is ever made.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import networkx as nx

N = TypeVar("N", bound=Hashable)
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

# Two-paths looked at in one go: some hundred megabytes at most, whatever the graph.
CHUNK: Final = 2_000_000


@dataclass(frozen=True)
class Arrays(Generic[N]):
    """The arcs of a graph, sorted by source then target; an undirected tie is two arcs.

    `weights` are those of the arcs, all 1 where none were asked for.
    """

    nodes: tuple[N, ...]
    directed: bool
    sources: Ints
    targets: Ints
    weights: Floats

    @property
    def n(self) -> int:
        """The number of nodes."""
        return len(self.nodes)

    @cached_property
    def even(self) -> Arrays[N]:
        """The same arcs, each weighing 1."""
        return Arrays(self.nodes, self.directed, self.sources, self.targets, np.ones(len(self.sources)))

    @cached_property
    def pointers(self) -> Ints:
        """Where the arcs of each node begin: those of node i are `pointers[i]:pointers[i + 1]`."""
        return _pointers(self.sources, self.n)

    @cached_property
    def keys(self) -> Ints:
        """Each arc as one number, sorted: to find an arc by its ends."""
        return self.sources * self.n + self.targets

    @cached_property
    def reversed(self) -> Arrays[N]:
        """The same arcs turned round."""
        if not self.directed:
            return self
        return _sorted(self.nodes, True, self.targets, self.sources, self.weights)

    @cached_property
    def symmetric(self) -> Arrays[N]:
        """The ties whatever their direction; a tie weighs what its two arcs weigh together, here and back alike."""
        if not self.directed:
            return self
        both = _sorted(self.nodes, False, np.concatenate([self.sources, self.targets]),
                       np.concatenate([self.targets, self.sources]), np.concatenate([self.weights, self.weights]))
        first = np.ones(len(both.keys), dtype=bool)
        first[1:] = both.keys[1:] != both.keys[:-1]
        starts = np.flatnonzero(first)
        weights = np.add.reduceat(both.weights, starts) if len(starts) else both.weights
        return Arrays(self.nodes, False, both.sources[starts], both.targets[starts], weights)

    @cached_property
    def back(self) -> Ints:
        """For each arc of a symmetric graph, the place of the arc back."""
        return np.searchsorted(self.keys, self.targets * self.n + self.sources)

    @cached_property
    def degrees(self) -> Ints:
        """The number of arcs that leave each node."""
        return np.diff(self.pointers)

    def find(self, sources: Ints, targets: Ints) -> tuple[Ints, NDArray[np.bool_]]:
        """The places of these arcs, and which of them exist."""
        if not len(self.keys):
            return np.zeros(len(sources), np.int64), np.zeros(len(sources), dtype=bool)
        wanted = sources * self.n + targets
        places = np.minimum(np.searchsorted(self.keys, wanted), len(self.keys) - 1)
        return places, self.keys[places] == wanted

    def named(self, values: NDArray[Any]) -> dict[N, Any]:
        """Plain Python values by node, in the order of the graph."""
        return dict(zip(self.nodes, values.tolist(), strict=True))


def from_columns(nodes: Sequence[N], one: Ints, other: Ints, weights: Floats | None = None) -> Arrays[N]:
    """The ties between the nodes numbered by two columns, each tie one row, in either direction; O(m log m).

    Rows of the same two nodes are one tie, of their weights together (1 a row where none are given). ValueError for a
    tie of a node with itself, for a weight that is negative or no finite number.
    """
    loops = np.flatnonzero(one == other)
    if len(loops):
        raise ValueError(f"a tie of {nodes[int(one[loops[0]])]!r} with itself: remove self-loops first")
    low, high = np.minimum(one, other), np.maximum(one, other)
    keys, row = np.unique(low * len(nodes) + high, return_inverse=True)
    share = np.bincount(row, weights, len(keys)).astype(np.float64)
    if not np.isfinite(share).all() or (weights is not None and (weights < 0).any()):
        raise ValueError("a weight is no finite number of at least 0")
    low, high = np.divmod(keys, max(len(nodes), 1))
    return _sorted(tuple(nodes), False, np.concatenate([low, high]), np.concatenate([high, low]),
                   np.concatenate([share, share]))


def to_arrays(graph: nx.Graph[N] | Arrays[N], weight: str | None = None) -> Arrays[N]:
    """The arcs of a graph, with the edge attribute `weight` where one is named; of arrays, their own weights then.

    ValueError for a self-loop (an actor is no partner of its own), for a multigraph (put parallel ties together
    first, as `network.ties` does), for a weight that is negative or no finite number.
    """
    if isinstance(graph, Arrays):
        return graph if weight is not None else graph.even
    if graph.is_multigraph():
        raise ValueError("a multigraph: put parallel ties together first, as nx.Graph(graph) does")
    nodes = tuple(graph)
    place = {node: i for i, node in enumerate(nodes)}
    lengths = np.fromiter((len(row) for _, row in graph.adjacency()), np.int64, len(nodes))
    count = int(lengths.sum())
    sources = np.repeat(np.arange(len(nodes), dtype=np.int64), lengths)
    others = chain.from_iterable(row for _, row in graph.adjacency())
    targets = np.fromiter(map(place.__getitem__, others), np.int64, count)
    loops = np.flatnonzero(sources == targets)
    if len(loops):
        raise ValueError(f"a tie of {nodes[int(sources[loops[0]])]!r} with itself: remove self-loops first")
    weights = np.ones(count)
    if weight is not None:
        rows = (data for _, row in graph.adjacency() for data in row.values())
        weights = np.fromiter((data.get(weight, 1) for data in rows), np.float64, count)
        wrong = np.flatnonzero(~np.isfinite(weights) | (weights < 0))
        if len(wrong):
            ends = nodes[int(sources[wrong[0]])], nodes[int(targets[wrong[0]])]
            raise ValueError(f"{weight} of the tie {ends}: {weights[wrong[0]]} is no finite number of at least 0")
    return _sorted(nodes, graph.is_directed(), sources, targets, weights)


def triangles(ties: Arrays[Any]) -> Iterator[tuple[Ints, Ints, Ints]]:
    """The triangles of a symmetric graph, by chunks, each once: the places of its arcs x → y, y → z and x → z.

    Arcs run from the lower to the higher degree, so that no node has more than √(2m) of them: O(m^1.5) time (Chiba &
    Nishizeki 1985, "Arboricity and subgraph listing algorithms", SIAM J. Comput. 14), memory bounded by `CHUNK`.
    """
    rank = np.empty(ties.n, np.int64)
    rank[np.argsort(ties.degrees, kind="stable")] = np.arange(ties.n)
    up = np.flatnonzero(rank[ties.sources] < rank[ties.targets])
    heads = ties.targets[up]
    pointers = _pointers(ties.sources[up], ties.n)
    onward = np.diff(pointers)[heads]
    before = np.concatenate([[0], np.cumsum(onward)])
    start = 0
    while start < len(up):
        stop = max(start + 1, int(np.searchsorted(before, before[start] + CHUNK, side="right")) - 1)
        first, second = _expand(pointers[heads[start:stop]], onward[start:stop])
        first += start
        closing, closed = ties.find(ties.sources[up[first]], heads[second])
        yield up[first[closed]], up[second[closed]], closing[closed]
        start = stop


def _expand(starts: Ints, lengths: Ints) -> tuple[Ints, Ints]:
    """For each of the given runs, its own number and each place in it."""
    owners = np.repeat(np.arange(len(starts), dtype=np.int64), lengths)
    ahead = np.cumsum(lengths) - lengths
    return owners, np.arange(len(owners), dtype=np.int64) - ahead[owners] + starts[owners]


def spread(pointers: Ints, nodes: Ints) -> tuple[Ints, Ints]:
    """For each node of a list, its number in the list and the place of each of its arcs."""
    return _expand(pointers[nodes], pointers[nodes + 1] - pointers[nodes])


def components(ties: Arrays[Any]) -> Ints:
    """The number of the component of each node of a symmetric graph, from 0 in the order of the graph."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    if not ties.n:
        return np.zeros(0, np.int64)
    matrix = csr_array((np.ones(len(ties.targets), np.int8), ties.targets, ties.pointers), shape=(ties.n, ties.n))
    return relabelled(np.asarray(connected_components(matrix, directed=False)[1], np.int64))


def parts(ties: Arrays[Any], label: Ints) -> Iterator[tuple[Ints, Arrays[int]]]:
    """For each component, numbered by `label`: its nodes, and its ties among them, numbered from 0. O(m log m)."""
    members = np.argsort(label, kind="stable")
    sizes = np.bincount(label)
    place = np.empty(ties.n, np.int64)
    place[members] = np.arange(ties.n) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    arcs = np.argsort(label[ties.sources], kind="stable")
    sources, targets, weights = place[ties.sources[arcs]], place[ties.targets[arcs]], ties.weights[arcs]
    ends = np.cumsum(np.bincount(label[ties.sources], minlength=len(sizes))).tolist()
    begin = first = 0
    for size, end in zip(sizes.tolist(), ends, strict=True):
        yield members[first:first + size], Arrays(tuple(range(size)), False, sources[begin:end], targets[begin:end],
                                                  weights[begin:end])
        first, begin = first + size, end


def relabelled(labels: Ints) -> Ints:
    """The same groups, numbered from 0 in the order in which they first come."""
    _, first, inverse = np.unique(labels, return_index=True, return_inverse=True)
    rank = np.empty(len(first), np.int64)
    rank[np.argsort(first, kind="stable")] = np.arange(len(first))
    return rank[inverse]


def _sorted(nodes: tuple[N, ...], directed: bool, sources: Ints, targets: Ints, weights: Floats) -> Arrays[N]:
    order = np.argsort(sources * len(nodes) + targets, kind="stable")
    return Arrays(nodes, directed, sources[order], targets[order], weights[order])


def _pointers(sources: Ints, n: int) -> Ints:
    found = np.zeros(n + 1, np.int64)
    np.cumsum(np.bincount(sources, minlength=n), out=found[1:])
    return found
