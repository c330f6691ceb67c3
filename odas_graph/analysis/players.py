"""Key players: the k nodes that, together, reach the most, or whose loss parts the most (Borgatti 2006)."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any, Final, Generic, Literal

import numpy as np
from numpy.typing import NDArray

from odas_graph.analysis import paths
from odas_graph.analysis.cuts import depth_first, pieces_below
from odas_graph.analysis.graphs import Arrays, Floats, Ints, N, to_arrays

if TYPE_CHECKING:
    import networkx as nx

# Sets times nodes: about a second. All sets are tried up to there.
ALL_TRIED: Final = 1_000_000
# Nodes and ties, times nodes, times k: a few seconds. Up to there, every node is tried as the first.
EACH_FIRST: Final = 2_000_000
# Distances kept, two bytes each: those of a thousand nodes to all others in a graph of 10^5. No more are looked at.
KEPT: Final = 100_000_000
# Rounds of exchanges; each makes the set better, and few are ever needed.
ROUNDS: Final = 20


@dataclass(frozen=True, slots=True)
class KeyPlayers(Collection[N], Generic[N]):
    """The key players, in the order of the graph, and what they achieve.

    `before` is the score of nobody. No set of as many nodes scores above `bound`, which is `score` itself where the set
    is known to be the best (`exact`).
    """

    nodes: tuple[N, ...]
    mode: str
    score: float
    before: float
    bound: float
    exact: bool

    def __contains__(self, node: object) -> bool:
        return node in self.nodes

    def __iter__(self) -> Iterator[N]:
        return iter(self.nodes)

    def __len__(self) -> int:
        return len(self.nodes)


def key_players(graph: nx.Graph[N] | Arrays[N], k: int, mode: Literal["fragment", "reach"] = "fragment",
                candidates: Collection[N] | None = None) -> KeyPlayers[N]:
    """The k nodes that together score best, chosen among the candidates (all nodes by default; say the actors alone, in
    a two-mode graph); the first in the order of the graph, of several sets.

    fragment (KPP-Neg): 1 − Σ_c s_c (s_c − 1) / (r (r − 1)), the share of the pairs of the r nodes left, once the k are
    taken out, that no way leads between, s_c being the sizes of the components, whatever the direction of ties. 0 to 1;
    1 where fewer than two nodes are left. Borgatti (2006), Comput. Math. Organ. Theory 12, p. 24–26.
    reach (KPP-Pos): Σ_j 1/d_Kj / n, d_Kj being the distance from the nearest of the k to the node j along the arcs, 1
    for the k themselves. 0 to 1, reached where each node is one of them or next to one. Borgatti (2006), p. 27–29.

    Where the number of sets times n is at most `ALL_TRIED`, all are tried. Beyond, the best node joins until there are
    k (the one with most ties, of several that fragment alike; from each node as the first one, in a graph small enough
    for it), then each is exchanged for a better one as long as there is any.
    For fragment, nothing is promised then, and `bound` only says how far k nodes of these degrees could part a graph:
    they leave at most c − k + Σ degrees pieces of c components, and pieces of one size part the most pairs. Sets that
    leave a graph in one piece fragment alike.
    For reach, whose gains can only shrink as the set grows, that is at least 1 − 1/e = 63 % of the best (Nemhauser,
    Wolsey & Fisher 1978, Math. Program. 14), if every node that could add more than the one taken was looked at; past
    10^8 distances, only those that reach most in two steps are. `bound` holds anyway: the score, and the k greatest
    gains that may be left.
    Fragment: O(n + m) a node looked for. Reach: O(m) for 64 nodes looked at. ValueError for a k below 0 or above the
    number of candidates, another mode, a self-loop, a multigraph.
    """
    if mode not in ("fragment", "reach"):
        raise ValueError(f"no mode is called {mode!r}: choose fragment or reach")
    arrays = to_arrays(graph)
    wanted = None if candidates is None else set(candidates)
    free = np.fromiter((wanted is None or node in wanted for node in arrays.nodes), bool, arrays.n)
    count = int(free.sum())
    if not 0 <= k <= count:
        raise ValueError(f"{k} key players of {count} nodes: choose 0 to {count}")
    task: _Fragment | _Reach = _Fragment(arrays.symmetric, free) if mode == "fragment" else _Reach(arrays, free)
    before = task.score(())
    if not k or math.comb(count, k) * arrays.n <= ALL_TRIED:
        best, score = task.tried(k)
        bound = score
    else:
        best, score = max((_improved(task, _greedy(task, k, first)) for first in task.firsts(k)),
                          key=lambda found: found[1])
        bound = max(score, task.bound(best, score))
    return KeyPlayers(tuple(arrays.nodes[i] for i in sorted(best)), mode, score, before, bound,
                      bool(math.isclose(bound, score, abs_tol=1e-12)))


def _greedy(task: _Fragment | _Reach, k: int, chosen: tuple[int, ...]) -> tuple[int, ...]:
    while len(chosen) < k:
        chosen = (*chosen, task.best(chosen)[0])
    return chosen


def _improved(task: _Fragment | _Reach, chosen: tuple[int, ...]) -> tuple[tuple[int, ...], float]:
    """The set after exchanging each of its nodes for the best in its place, until none helps."""
    score = task.score(chosen)
    for _ in range(ROUNDS):
        start = score
        for one in chosen:
            others = tuple(i for i in chosen if i != one)
            node, better = task.best(others)
            if better > score + 1e-12:
                chosen, score = (*others, node), better
        if score == start:
            break
    return chosen, score


class _Fragment:
    """Nodes whose loss parts pairs of the others."""

    def __init__(self, ties: Arrays[Any], free: NDArray[np.bool_]) -> None:
        self.ties, self.n, self.free = ties, ties.n, free

    def firsts(self, k: int) -> list[tuple[int, ...]]:
        """With whom to begin: nobody; also each node, as one alone may part nothing that two part."""
        alone = self.n * (self.n + len(self.ties.sources)) * k <= EACH_FIRST
        return [(), *((i,) for i in np.flatnonzero(self.free & (alone and k > 1)).tolist())]

    def share(self, joined: int, left: int) -> float:
        return 1 - joined / (left * (left - 1)) if left > 1 else 1.0

    def score(self, chosen: tuple[int, ...]) -> float:
        forest = depth_first(self.ties, chosen)
        sizes = [forest.end[root] - forest.met[root] for root in forest.order if forest.parent[root] < 0]
        return self.share(sum(size * (size - 1) for size in sizes), self.n - len(chosen))

    def best(self, chosen: tuple[int, ...]) -> tuple[int, float]:
        """The node whose loss leaves the fewest pairs joined, once these are gone, and the score then."""
        forest = depth_first(self.ties, chosen)
        below = pieces_below(forest)
        size = {root: forest.end[root] - forest.met[root] for root in forest.order if forest.parent[root] < 0}
        joined = sum(s * (s - 1) for s in size.values())
        degrees, free = self.ties.degrees.tolist(), self.free.tolist()
        root, found, lead = -1, -1, (0, 0)
        for node in forest.order:
            root = node if forest.parent[node] < 0 else root
            if not free[node]:
                continue
            pieces = [forest.end[child] - forest.met[child] for child in below[node]]
            pieces.append(size[root] - 1 - sum(pieces))
            gain = size[root] * (size[root] - 1) - sum(s * (s - 1) for s in pieces)
            if found < 0 or (gain, degrees[node]) > lead or ((gain, degrees[node]) == lead and node < found):
                found, lead = node, (gain, degrees[node])
        return found, self.share(joined - lead[0], self.n - len(chosen) - 1)

    def tried(self, k: int) -> tuple[tuple[int, ...], float]:
        """The best of all sets of k: nodes as bits of a number, so that a step looks at all neighbours at once."""
        pointers, targets = self.ties.pointers.tolist(), self.ties.targets.tolist()
        near = [sum(1 << j for j in targets[pointers[i]:pointers[i + 1]]) for i in range(self.n)]
        everyone, fewest = (1 << self.n) - 1, -1
        best: tuple[int, ...] = ()
        for chosen in combinations(np.flatnonzero(self.free).tolist(), k):
            left, joined = everyone - sum(1 << i for i in chosen), 0
            while left:
                front = piece = left & -left
                while front:
                    lowest = front & -front
                    new = near[lowest.bit_length() - 1] & left & ~piece
                    piece |= new
                    front = (front ^ lowest) | new
                left ^= piece
                size = piece.bit_count()
                joined += size * (size - 1)
            if fewest < 0 or joined < fewest:
                best, fewest = chosen, joined
        return best, self.share(fewest, self.n - k)

    def bound(self, chosen: tuple[int, ...], score: float) -> float:
        k, left = len(chosen), self.n - len(chosen)
        if left < 2:
            return 1.0
        whole = sum(parent < 0 for parent in depth_first(self.ties).parent)
        pieces = min(left, whole - k + int(np.sort(self.ties.degrees[self.free])[::-1][:k].sum()))
        each, more = divmod(left, max(pieces, 1))
        return self.share(more * (each + 1) * each + (max(pieces, 1) - more) * each * (each - 1), left)


class _Reach:
    """Nodes that reach the others by short ways; a node not looked at yet has a hopeful value, never too low."""

    def __init__(self, arrays: Arrays[Any], free: NDArray[np.bool_]) -> None:
        self.arrays, self.n, self.free = arrays, arrays.n, free
        self.kept: dict[int, NDArray[np.int16]] = {}
        self.allowed = max(KEPT // max(self.n, 1), 4 * paths.WORD)
        one = arrays.degrees
        # Two steps away there are at most the neighbours of the neighbours, less the way back along an undirected tie.
        two = np.bincount(arrays.sources, one[arrays.targets], self.n) - (0 if arrays.directed else one)
        two = np.minimum(two, self.n - 1 - one)
        self.hope: Floats = 1 + one + two / 2 + (self.n - 1 - one - two) / 3

    def firsts(self, k: int) -> list[tuple[int, ...]]:
        return [()]

    def row(self, node: int) -> Floats:
        """1/d to every node from one looked at, 1 for itself and 0 where there is no way."""
        distance = self.kept[node]
        return np.divide(1.0, distance, where=distance > 0, out=np.zeros(self.n))

    def look(self, nodes: Collection[int]) -> None:
        new = [i for i in nodes if i not in self.kept]
        if not new:
            return
        found = paths.distances(self.arrays, np.asarray(new, np.int64)).clip(max=np.iinfo(np.int16).max)
        found[np.arange(len(new)), new] = 1
        for i, distance in zip(new, found.astype(np.int16), strict=True):
            self.kept[i] = distance
            self.hope[i] = self.row(i).sum()

    def covered(self, chosen: tuple[int, ...]) -> Floats:
        self.look(chosen)
        found = np.zeros(self.n)
        for node in chosen:
            np.maximum(found, self.row(node), out=found)
        return found

    def score(self, chosen: tuple[int, ...]) -> float:
        return float(self.covered(chosen).sum()) / self.n if self.n else 0.0

    def best(self, chosen: tuple[int, ...]) -> tuple[int, float]:
        """The node that adds most to these, among those looked at, and the score then."""
        known, gains, covered = self.gains(chosen, 1)
        node = int(np.where(known, gains, -1).argmax())
        return node, (float(covered.sum()) + float(gains[node])) / self.n

    def gains(self, chosen: tuple[int, ...], wanted: int) -> tuple[NDArray[np.bool_], Floats, Floats]:
        """Whether what each node adds to these is known, what it adds (never too low), and what these cover.

        The `wanted` best are known, unless that needs more nodes than may be looked at.
        """
        covered = self.covered(chosen)
        gains = self.hope.copy()
        known = ~self.free
        known[list(chosen)] = True
        gains[known] = -1
        while True:
            # Best first; of equal ones those known first, then in the order of the graph.
            order = np.lexsort((~known, -gains))
            if known[order[:wanted]].all():
                return known, gains, covered
            ahead = order[~known[order]][:paths.WORD].tolist()
            if len(self.kept) >= self.allowed + len(chosen):
                ahead = [i for i in self.kept if not known[i]]
                if not ahead:
                    return known, gains, covered
            self.look(ahead)
            for i in ahead:
                gains[i] = np.maximum(self.row(i) - covered, 0).sum()
            known[ahead] = True

    def tried(self, k: int) -> tuple[tuple[int, ...], float]:
        """The best of all sets of k."""
        if not k:
            return (), self.score(())
        nodes = np.flatnonzero(self.free).tolist()
        self.look(nodes)
        near = np.stack([self.row(i) for i in nodes])
        best: tuple[tuple[int, ...], float] = (), -1.0
        for chosen in combinations(range(len(nodes)), k - 1):
            later = near[chosen[-1] + 1 if chosen else 0:]
            if not len(later):
                continue
            sums: Ints = (np.maximum(later, near[list(chosen)].max(axis=0)) if chosen else later).sum(axis=1)
            last = int(sums.argmax())
            if sums[last] / self.n > best[1] + 1e-12:
                best = (*chosen, len(nodes) - len(later) + last), float(sums[last]) / self.n
        return tuple(nodes[i] for i in best[0]), best[1]

    def bound(self, chosen: tuple[int, ...], score: float) -> float:
        gains = self.gains(chosen, min(len(chosen), self.n - len(chosen)))[1]
        return min(1.0, score + float(np.sort(gains)[::-1][:len(chosen)].clip(0).sum()) / self.n)
