"""How many pairs of nodes are no longer reached from one another without each node, at the size of a country."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from odas_graph.analysis.cuts import depth_first, pieces_below
from odas_graph.analysis.engines import LARGE
from odas_graph.analysis.graphs import CHUNK, from_columns
from odas_graph.panel import Ints

Levels = list[tuple[int, int]]


def pairs_lost(one: Ints, other: Ints, n: int) -> Ints:
    """For each of n nodes, how many pairs of others only the ways through it join; ties are two columns, each once.

    0 to (n − 1)(n − 2)/2, that of the centre of a star; above 0 for articulation points alone. O(n + m) time and
    memory, exact whichever way it is counted: up to `LARGE` nodes and ties by one depth-first search (Hopcroft &
    Tarjan 1973, Commun. ACM 16, p. 372–378), beyond by sums over any spanning tree, which arrays do faster.
    ValueError for a tie of a node with itself.
    """
    return _by_search(one, other, n) if n + len(one) <= LARGE else _by_tree(one, other, n)


def _by_search(one: Ints, other: Ints, n: int) -> Ints:
    forest = depth_first(from_columns(range(n), one, other))
    found = np.zeros(n, np.int64)
    roots = list(range(n))
    for node in forest.order:
        if forest.parent[node] >= 0:
            roots[node] = roots[forest.parent[node]]
    for node, branches in enumerate(pieces_below(forest)):
        others = forest.end[roots[node]] - forest.met[roots[node]] - 1
        sizes = [forest.end[branch] - forest.met[branch] for branch in branches]
        rest = others - sum(sizes)
        found[node] = (others ** 2 - rest ** 2 - sum(size ** 2 for size in sizes)) // 2
    return found


def _by_tree(one: Ints, other: Ints, n: int) -> Ints:
    """By the blocks of the graph, found on a breadth-first tree.

    Tarjan & Vishkin (1985), "An efficient parallel biconnectivity algorithm", SIAM J. Comput. 14, p. 862–874: each
    node stands for the tie to its parent, and the ties of one block are a component. The branches of a node
    that are of one block, other than that of its own tie to its parent, are one piece without it.
    """
    label = _joined(one, other, n)
    order, parent, ahead = _tree(one, other, label)
    met = np.empty(n, np.int64)
    met[order] = np.arange(1, n + 1)
    levels = _levels(parent)
    size = np.ones(n + 1, np.int64)
    _up(np.add, size, parent, levels)
    walked = _preorder(parent, size, levels)
    low, high = walked.copy(), walked.copy()
    outside: list[tuple[Ints, Ints]] = []
    for start in range(0, len(one), CHUNK):  # by parts that a processor keeps at hand
        u, v = met[one[start:start + CHUNK]], met[other[start:start + CHUNK]]
        apart = (parent[u] != v) & (parent[v] != u)
        u, v = u[apart], v[apart]
        for near, far in ((u, walked[v]), (v, walked[u])):
            np.minimum.at(low, near, far)
            np.maximum.at(high, near, far)
        outside.append((u, v))
    _up(np.minimum, low, parent, levels)
    _up(np.maximum, high, parent, levels)
    # Two ties are of one block where a tie outside the tree joins their lower ends, or leads from below the one to
    # beyond the other.
    beyond = np.flatnonzero((low < walked[parent]) | (high >= (walked + size)[parent]))
    outside.append((parent[beyond], beyond))
    lower, upper = (np.concatenate(column) for column in zip(*outside, strict=True))
    block = _joined(lower, upper, n + 1)
    branch = np.flatnonzero(block != block[parent])
    branch = branch[branch >= ahead]
    pieces, piece = np.unique(parent[branch] * (n + 1) + block[branch], return_inverse=True)
    sizes = np.zeros(len(pieces), np.int64)
    np.add.at(sizes, piece, size[branch])
    node = order[pieces // (n + 1) - 1]
    others = np.bincount(label)[label] - 1
    rest = others.copy()
    np.subtract.at(rest, node, sizes)
    found = others ** 2 - rest ** 2
    np.subtract.at(found, node, sizes ** 2)
    return found // 2


def _tree(one: Ints, other: Ints, label: Ints) -> tuple[Ints, Ints, int]:
    """A breadth-first forest: the nodes as met, the parent of each, and the first number that is no root.

    From here on nodes are numbered as they are met, from 1, so that the children of a node, and each level, are runs;
    0 is one more, the parent of all roots: one search meets all components.
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import breadth_first_order

    n, roots = len(label), np.unique(label, return_index=True)[1]
    ends = np.concatenate([one, np.full(len(roots), n)]), np.concatenate([other, roots])
    ties = coo_array((np.ones(len(ends[0])), ends), shape=(n + 1, n + 1)).tocsr()
    order, before = breadth_first_order(ties, n, directed=False)
    met = np.empty(n + 1, np.int64)
    met[order] = np.arange(n + 1)
    parent = np.zeros(n + 1, np.int64)
    parent[1:] = met[before[order[1:]]]
    return order[1:], parent, len(roots) + 1


def _joined(one: Ints, other: Ints, n: int) -> Ints:
    """The number of the component of each of n nodes, each tie given once.

    A few ties join nearly all that is joined, and the others are only looked at where they join more (Sutton et al.
    2018, "Optimizing parallel graph connectivity computation via subgraph sampling", IPDPS, p. 12–21).
    """
    step = len(one) // n + 1
    label = _components(one[::step], other[::step], n)
    more = np.flatnonzero(label[one] != label[other])
    return _components(label[one[more]], label[other[more]], int(label.max()) + 1)[label]


def _components(one: Ints, other: Ints, n: int) -> Ints:
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    found: Ints = connected_components(coo_array((np.ones(len(one)), (one, other)), shape=(n, n)), directed=False)[1]
    return found


def _up(together: np.ufunc, values: Ints, parent: Ints, levels: Levels) -> None:
    """Bring the values of all below a node together in it, from the farthest level on."""
    for start, stop in reversed(levels):
        # A copy: numpy would make one of the whole array, as the two overlap.
        together.at(values, parent[start:stop], values[start:stop].copy())


def _levels(parent: Ints) -> Levels:
    """The runs of nodes as far from the first, from the nearest on; parents are in order."""
    bounds = [1]
    while bounds[-1] < len(parent):
        bounds.append(int(np.searchsorted(parent, bounds[-1])))
    return list(pairwise(bounds))


def _preorder(parent: Ints, size: Ints, levels: Levels) -> Ints:
    """The number of each node in a walk that goes down each branch before the next: all below a node are a run."""
    ahead = np.cumsum(size) - size
    eldest = np.searchsorted(parent[1:], parent) + 1
    ahead -= ahead[np.minimum(eldest, len(parent) - 1)]
    found = np.zeros(len(parent), np.int64)
    for start, stop in levels:
        found[start:stop] = found[parent[start:stop]] + 1 + ahead[start:stop]
    return found
