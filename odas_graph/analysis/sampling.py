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

# Pairs searched side by side: enough for numpy to work on long arrays, few enough to hold in memory.
SIDE_BY_SIDE: Final = 256
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
    met, drawn, bound = np.zeros(n), 0, math.inf
    for size in sizes:
        while drawn < size:
            count = min(SIDE_BY_SIDE, size - drawn)
            sources = generator.integers(n, size=count)
            targets = (sources + generator.integers(1, n, size=count)) % n
            met += np.bincount(_inner(arrays, sources, targets, generator), minlength=n)
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
    """The search from one end of each pair: what was reached, in how many ways, how far; keys are pair × n + node."""

    def __init__(self, arrays: Arrays[Any], ends: Ints) -> None:
        self.arrays, self.n = arrays, arrays.n
        self.keys = np.arange(len(ends), dtype=np.int64) * self.n + ends
        self.ways = np.ones(len(ends))
        self.depth = np.zeros(len(ends), np.int64)
        self.front, self.front_ways = self.keys, self.ways
        self.reach = np.zeros(len(ends), np.int64)

    def costs(self, pairs: int) -> Ints:
        """How many arcs the next step of each pair looks at."""
        arcs = self.arrays.degrees[self.front % self.n]
        found: Ints = np.bincount(self.front // self.n, arcs, pairs).astype(np.int64)
        return found

    def step(self, chosen: Any) -> Ints:
        """Goes one arc further for the chosen pairs; the keys newly reached."""
        moving = chosen[self.front // self.n]
        front, ways = self.front[moving], self.front_ways[moving]
        owner, arc = spread(self.arrays.pointers, front % self.n)
        new: Ints
        new, where = np.unique((front // self.n)[owner] * self.n + self.arrays.targets[arc], return_inverse=True)
        count = np.bincount(where, ways[owner], len(new))
        fresh = ~self.has(new)[1]
        new, count = new[fresh], count[fresh]
        self.reach += chosen
        self.front = np.concatenate([self.front[~moving], new])
        self.front_ways = np.concatenate([self.front_ways[~moving], count])
        keys = np.concatenate([self.keys, new])
        order = np.argsort(keys, kind="stable")
        self.keys = keys[order]
        self.ways = np.concatenate([self.ways, count])[order]
        self.depth = np.concatenate([self.depth, self.reach[new // self.n]])[order]
        return new

    def has(self, keys: Ints) -> tuple[Ints, Any]:
        places = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        return places, self.keys[places] == keys

    def drop(self, over: Any) -> None:
        """Stops the search of the pairs that are over."""
        kept = ~over[self.front // self.n]
        self.front, self.front_ways = self.front[kept], self.front_ways[kept]

    def walk_back(self, keys: Ints, generator: np.random.Generator) -> list[Ints]:
        """The nodes strictly between these and the end, along one of the shortest ways, each way as likely."""
        inner = []
        back = self.arrays.reversed
        keys = keys[self.depth[self.has(keys)[0]] > 1]
        while len(keys):
            depth = self.depth[self.has(keys)[0]]
            owner, arc = spread(back.pointers, keys % self.n)
            before = (keys // self.n)[owner] * self.n + back.targets[arc]
            places, known = self.has(before)
            known &= self.depth[places] == depth[owner] - 1
            keys = before[known][_draw(owner[known], self.ways[places[known]], len(keys), generator)]
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


def _inner(arrays: Arrays[Any], sources: Ints, targets: Ints, generator: np.random.Generator) -> Ints:
    """The nodes strictly within one shortest path, drawn at random, of each pair that has one."""
    pairs = len(sources)
    sides = _Side(arrays, sources), _Side(arrays.reversed, targets)
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
            places, met = sides[1 - i].has(new)
            if met.any():
                found = new[met]
                ways = side.ways[side.has(found)[0]] * sides[1 - i].ways[places[met]]
                pair, owner = np.unique(found // arrays.n, return_inverse=True)
                meeting.append(found[_draw(owner, ways, len(pair), generator)])
                over[pair] = True
        for side in sides:
            side.drop(over)
    keys = np.concatenate(meeting) if meeting else np.zeros(0, np.int64)
    between = (keys % arrays.n != sources[keys // arrays.n]) & (keys % arrays.n != targets[keys // arrays.n])
    return np.concatenate([keys[between] % arrays.n, *sides[0].walk_back(keys, generator),
                           *sides[1].walk_back(keys, generator)])
