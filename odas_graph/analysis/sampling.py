"""Estimates of the measures that cost n times the graph, with the error they may bear: no exact value is replaced."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Generic

import numpy as np

from odas_graph.analysis import paths
from odas_graph.analysis.graphs import CHUNK, Arrays, Floats, Ints, N, spread, to_arrays

if TYPE_CHECKING:
    import networkx as nx

# Pairs searched side by side: enough for numpy to work on long arrays; fewer in a large graph, where each pair has a
# cell a node, on either side: some 250 MiB.
SIDE_BY_SIDE: Final = 256
CELLS: Final = 1 << 23
# Deeper than any search goes.
FAR: Final = np.iinfo(np.int32).max
# The bound is looked at again each time the sample has grown by this much.
GROWTH: Final = 1.5


@dataclass(frozen=True, slots=True)
class Sampled(Generic[N]):
    """Estimates by node on the scale of `measure`: with probability `confidence`, all are within `error` at once.

    `samples` is how many paths or nodes were drawn; `error` is 0 where that was all of them.
    """

    measure: str
    values: Mapping[N, float] = field(repr=False)
    error: float
    confidence: float
    samples: int


def sampled_betweenness(graph: nx.Graph[N] | Arrays[N], *, error: float = 0.01, confidence: float = 0.9,
                        seed: int = 0) -> Sampled[N]:
    """Estimates of `betweenness_normalized`, from shortest paths drawn at random between random pairs.

    A node's value is the share of the paths that pass by it (Riondato & Kornaropoulos 2016, Data Min. Knowl. Discov.
    30, p. 438–475). The sample grows until the greatest error falls under `error`: the empirical Bernstein bound of
    each node (Maurer & Pontil 2009, "Empirical Bernstein bounds and sample variance penalization", theorem 4), both
    sides, all nodes and all looks together (union bound), or Hoeffding's where it is less. No constant is guessed.
    Each path is searched from both ends. About 1/error samples where all nodes are little between, 1/error² at most.
    ValueError for an error or a confidence outside 0 to 1, a self-loop or a multigraph.
    """
    _check(error, confidence)
    arrays = to_arrays(graph)
    n = arrays.n
    # Paths pass only by nodes with two ties, so that only these are in doubt.
    doubtful = int((arrays.symmetric.degrees > 1).sum())
    if n < 3 or not doubtful:
        return Sampled("betweenness_normalized", dict.fromkeys(arrays.nodes, 0.0), 0.0, confidence, 0)
    scale = n / (n - 2)
    sizes = _looks(error / scale, doubtful, 1 - confidence)
    generator = np.random.default_rng(seed)
    width = max(1, min(SIDE_BY_SIDE, CELLS // n))
    sides = _Side(arrays, width), _Side(arrays.reversed, width)
    met, drawn, bound = np.zeros(n), 0, math.inf
    for size in sizes:
        while drawn < size:
            count = min(width, size - drawn)
            sources = generator.integers(n, size=count)
            targets = (sources + generator.integers(1, n, size=count)) % n
            met += np.bincount(_inner(sides, sources, targets, generator), minlength=n)
            drawn += count
        bound = _bound(met / drawn, drawn, doubtful * len(sizes), 1 - confidence) * scale
        if bound <= error:
            break
    return Sampled("betweenness_normalized", arrays.named(met / drawn * scale), bound, confidence, drawn)


def sampled_harmonic(graph: nx.Graph[N] | Arrays[N], *, error: float = 0.02, confidence: float = 0.9,
                     seed: int = 0) -> Sampled[N]:
    """Estimates of `harmonic_normalized`, from the distances to random nodes.

    ln(2n/(1 − confidence)) / (2 error²) nodes are drawn, without return (Hoeffding 1963, J. Am. Stat. Assoc. 58,
    theorems 2 and 4; Eppstein & Wang 2004, J. Graph Algorithms Appl. 8, p. 39–45); where there are no more, the values
    are exact. O(m / 64) time a node drawn, times the longest distance.
    """
    _check(error, confidence)
    arrays = to_arrays(graph)
    n = arrays.n
    scale = n / (n - 1) if n > 1 else 1.0
    wanted = math.ceil(math.log(2 * max(n, 1) / (1 - confidence)) / (2 * (error / scale) ** 2))
    ends = np.random.default_rng(seed).permutation(n)[:wanted] if wanted < n else np.arange(n)
    total = paths.sums(arrays, ends)[0]
    values = total / len(ends) * scale if n else total
    return Sampled("harmonic_normalized", arrays.named(values), error if wanted < n else 0.0, confidence, len(ends))


def _check(error: float, confidence: float) -> None:
    if not 0 < error < 1 or not 0 < confidence < 1:
        raise ValueError(f"error {error} and confidence {confidence} must lie between 0 and 1")


def _looks(error: float, doubtful: int, risk: float) -> list[int]:
    """The sample sizes at which to look at the bound; at the last, Hoeffding's is under `error` whatever was drawn."""
    sizes: list[int] = []
    for count in range(1, 100):
        first = math.ceil(14 * math.log(4 * doubtful * count / risk) / (3 * error))
        last = math.ceil(math.log(2 * doubtful * count / risk) / (2 * error ** 2))
        sizes = [min(math.ceil(first * GROWTH ** i), last) for i in range(count)]
        if sizes[-1] == last:
            break
    return sizes


def _bound(share: Floats, drawn: int, times: int, risk: float) -> float:
    """The error that no node exceeds, at this look among all."""
    spread = 2 * share * (1 - share) * drawn / (drawn - 1) * math.log(4 * times / risk) / drawn
    bernstein = math.sqrt(float(spread.max())) + 7 * math.log(4 * times / risk) / (3 * (drawn - 1))
    return min(bernstein, math.sqrt(math.log(2 * times / risk) / (2 * drawn)))


class _Side:
    """The search from one end of each pair: what was reached, in how many ways, how far; keys are pair × n + node.

    A cell a key, so that nothing is sorted or looked for; `start` empties those that the last search has filled.
    """

    def __init__(self, arrays: Arrays[Any], pairs: int) -> None:
        self.arrays, self.n = arrays, arrays.n
        cells = pairs * self.n
        self.depth = np.full(cells, FAR, np.int32)
        self.ways = np.zeros(cells)
        self._last = np.zeros(cells, np.int32)
        self._filled: list[Ints] = []

    def start(self, ends: Ints) -> None:
        """Searches from these nodes, one a pair."""
        for keys in self._filled:
            self.depth[keys] = FAR
        self.front = np.arange(len(ends), dtype=np.int64) * self.n + ends
        self.depth[self.front], self.ways[self.front] = 0, 1.0
        self._filled = [self.front]
        self.reach = np.zeros(len(ends), np.int32)

    def costs(self, pairs: int) -> Ints:
        """How many arcs the next step of each pair looks at."""
        arcs = self.arrays.degrees[self.front % self.n]
        found: Ints = np.bincount(self.front // self.n, arcs, pairs).astype(np.int64)
        return found

    def step(self, chosen: Any) -> Ints:
        """Goes one arc further for the chosen pairs; the keys newly reached."""
        moving = chosen[self.front // self.n]
        front = self.front[moving]
        owner, arc = spread(self.arrays.pointers, front % self.n)
        keys = (front - front % self.n)[owner] + self.arrays.targets[arc]
        fresh = self.depth[keys] == FAR
        keys, owner = keys[fresh], owner[fresh]
        turn = np.arange(len(keys), dtype=np.int32)
        self._last[keys] = turn  # of several ways to a cell, the last to write stays
        new: Ints = keys[self._last[keys] == turn]
        self.ways[new] = 0.0
        np.add.at(self.ways, keys, self.ways[front][owner])
        self.reach += chosen
        self.depth[new] = self.reach[new // self.n]
        self.front = np.concatenate([self.front[~moving], new])
        self._filled.append(new)
        return new

    def drop(self, over: Any) -> None:
        """Stops the search of the pairs that are over."""
        self.front = self.front[~over[self.front // self.n]]

    def walk_back(self, keys: Ints, generator: np.random.Generator) -> list[Ints]:
        """The nodes strictly between these and the end, along one of the shortest ways, each way as likely."""
        inner = []
        back = self.arrays.reversed
        keys = keys[self.depth[keys] > 1]
        while len(keys):
            depth = self.depth[keys]
            owner, arc = spread(back.pointers, keys % self.n)
            before = (keys - keys % self.n)[owner] + back.targets[arc]
            known = self.depth[before] == depth[owner] - 1
            keys = before[known][_draw(owner[known], self.ways[before[known]], len(keys), generator)]
            inner.append(keys % self.n)
            keys = keys[depth > 2]
        return inner


def _draw(owners: Ints, weights: Floats, count: int, generator: np.random.Generator) -> Ints:
    """For each owner from 0 to count − 1, the place of one of its entries, as often as it weighs; owners are sorted."""
    total = np.bincount(owners, weights, count)
    # Shares rather than weights, which may be of very different sizes: each owner spans 1 of the running sum.
    running = np.cumsum(weights / total[owners])
    wanted = np.arange(count) + generator.random(count)
    last = np.searchsorted(owners, np.arange(count), side="right") - 1
    first = np.searchsorted(owners, np.arange(count), side="left")
    return np.clip(np.searchsorted(running, wanted, side="right"), first, last)


def _inner(sides: tuple[_Side, _Side], sources: Ints, targets: Ints, generator: np.random.Generator) -> Ints:
    """The nodes strictly within one shortest path, drawn at random, of each pair that has one."""
    n, pairs = sides[0].n, len(sources)
    for side, ends in zip(sides, (sources, targets), strict=True):
        side.start(ends)
    over = np.zeros(pairs, dtype=bool)
    meeting: list[Ints] = []
    while not over.all():
        costs = sides[0].costs(pairs), sides[1].costs(pairs)
        # A side that can go no further has met nothing: there is no way.
        over |= np.minimum(*costs) == 0
        cheaper = np.minimum(*costs)
        turn = ~over & (np.cumsum(np.where(over, 0, cheaper)) - cheaper <= CHUNK)
        for i, side in enumerate(sides):
            chosen = turn & ((costs[0] <= costs[1]) == (i == 0))
            if not chosen.any():
                continue
            new = side.step(chosen)
            found = np.sort(new[sides[1 - i].depth[new] != FAR])
            if len(found):
                ways = side.ways[found] * sides[1 - i].ways[found]
                pair, owner = np.unique(found // n, return_inverse=True)
                meeting.append(found[_draw(owner, ways, len(pair), generator)])
                over[pair] = True
        for side in sides:
            side.drop(over)
    keys = np.concatenate(meeting) if meeting else np.zeros(0, np.int64)
    between = (keys % n != sources[keys // n]) & (keys % n != targets[keys // n])
    return np.concatenate([keys[between] % n, *sides[0].walk_back(keys, generator),
                           *sides[1].walk_back(keys, generator)])
