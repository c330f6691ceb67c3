"""What chance gives for a network of its size: the same ties (or actions), of as many partners each, filled at random.

Densities of networks of different sizes do not compare, nor do most figures of a network: each falls or rises with the
number of actors alone (Anderson, Butts & Carley 1999, Social Networks 21, p. 239–267). A tie of ten partners also
makes 45 pairs and as many triangles by itself. So a network is set against draws of its own size: as many actors, each
with a tie at least, as many ties, each with as many partners (Robins & Alexander 2004, Comput. Math. Organ. Theory 10,
p. 69–94, for two-mode networks). Draws are counted together, as one graph of so many separate blocks.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from odas_graph.analysis.graphs import CHUNK, Arrays, components, from_columns, triangles
from odas_graph.analysis.paths import WORD, ones
from odas_graph.cooperation.perimeter import pairs
from odas_graph.panel import Floats, Ints

# The figures of a network, in the order of reading.
FIGURES: Final = ("density", "centralisation", "fragmentation", "clustering", "distance")
# The share of the draws between the two ends of a reference.
LOW: Final = 5.0
HIGH: Final = 95.0
DRAWS: Final = 1000
# Distances are averaged from at most so many actors of a draw; from all of them in a network that is no larger.
SOURCES: Final = 512


@dataclass(frozen=True, slots=True)
class Against:
    """An observed figure against `draws` random ones; None where it, or all of them, is not defined.

    `low` and `high` hold 90 % of the draws between them; `place` is the share of the draws below (equal ones count for
    half); `p` is the probability of a value as far out, either way, never below what so many draws can tell:
    2 / (draws + 1) (North, Curtis & Sham 2002, Am. J. Hum. Genet. 71, p. 439–441).
    """

    observed: float | None
    low: float | None
    high: float | None
    middle: float | None
    place: float | None
    p: float | None
    draws: int

    @property
    def verdict(self) -> str:
        """above, below or within the reference; fixed where it does not vary, unknown where nothing is defined."""
        if self.observed is None or self.low is None or self.high is None:
            return "unknown"
        if self.low == self.high == self.observed:
            return "fixed"
        return "above" if self.observed > self.high else "below" if self.observed < self.low else "within"


def against(observed: float, drawn: Floats) -> Against:
    """An observed figure against random ones; those that are no number are left out."""
    known = drawn[np.isfinite(drawn)]
    if not np.isfinite(observed) or not len(known):
        return Against(float(observed) if np.isfinite(observed) else None, None, None, None, None, None, len(known))
    low, middle, high = np.percentile(known, [LOW, 50, HIGH])
    # Sums of the same numbers in another order differ by their last digit.
    slack = 1e-9 * max(1.0, abs(float(observed)))
    below, above = int((known < observed - slack).sum()), int((known > observed + slack).sum())
    equal = len(known) - below - above
    p = min(1.0, 2 * (min(below, above) + equal + 1) / (len(known) + 1))
    if not below + above:
        low = middle = high = observed
    return Against(float(observed), float(low), float(high), float(middle), (below + equal / 2) / len(known), p,
                   len(known))


def placed(team: Ints, actors: int, draws: int, generator: np.random.Generator) -> Ints:
    """Who fills each row of teams sorted by number, at random: draws × rows, actors from 0.

    Every actor gets one row, drawn among all of them, as every actor of the network observed has one; the other rows
    are filled at random, none twice in a team. O(draws × rows × log rows), a few rounds. ValueError where a team is
    larger than the number of actors, or where there are fewer rows than actors.
    """
    rows = len(team)
    if rows < actors or (rows and int(np.bincount(team).max()) > actors):
        raise ValueError(f"{actors} actors cannot fill {rows} rows so that each has one and none two in a team")
    order = np.argsort(generator.random((draws, rows)), axis=1)
    found = np.zeros((draws, rows), np.int64)
    np.put_along_axis(found, order[:, :actors], np.arange(actors), axis=1)
    free = np.ones((draws, rows), dtype=bool)
    np.put_along_axis(free, order[:, :actors], False, axis=1)
    again = free.copy()
    while again.any():
        found[again] = generator.integers(actors, size=int(again.sum()))
        # Of equal actors in a team the fixed one stays, or else the first.
        keys = ((team * actors + found) * 2 + free) * rows + np.arange(rows)
        by = np.argsort(keys, axis=1)
        who = np.take_along_axis(keys, by, axis=1) // (2 * rows)
        twice = np.zeros((draws, rows), dtype=bool)
        np.put_along_axis(twice, by[:, 1:], who[:, 1:] == who[:, :-1], axis=1)
        again = twice & free
    return found


def figures(team: Ints, members: Ints, actors: int, *, two_mode: bool = False, sources: int | None = None) -> Floats:
    """The `FIGURES` of each draw (rows × 5): teams sorted by number, `members` draws × rows.

    Of the pairs of actors that share a team: density is their share of all pairs. Centralisation is Freeman's
    Σ (max − d) / ((n − 1)(n − 2)), d being partners (1979, Social Networks 1, p. 228); in a two-mode network d is
    actions, of a, and the greatest sum is (n − 1)(a − 1). Fragmentation is the share of pairs with no way between.
    Clustering is the share of the two-paths that are closed (Newman 2003, SIAM Rev. 45, p. 167–256); in a two-mode
    network 4 C4 / L3, the share of the paths of three steps that are closed (Robins & Alexander 2004). Distance is the
    mean over the pairs with a way, in steps from partner to partner, from 1; from `sources` actors alone, the first,
    where given. The others are 0 to 1. Not a number where there is no pair, path or way.
    """
    count = len(members)
    one, other = pairs(team)
    block = np.arange(count, dtype=np.int64)[:, None] * actors
    ends = (block + members[:, one]).ravel(), (block + members[:, other]).ravel()
    graph = from_columns(range(count * actors), *ends)
    degrees = graph.degrees.reshape(count, actors)
    n = actors
    with np.errstate(invalid="ignore", divide="ignore"):
        density = degrees.sum(axis=1) / (n * (n - 1))
        label = components(graph)
        size = np.bincount(label)
        joined = np.bincount(np.arange(count * n) // n, (size[label] - 1).astype(np.float64), count)
        fragmentation = 1 - joined / (n * (n - 1))
        if two_mode:
            central, cluster = _two_mode(team, members, actors, graph)
        else:
            central = _central(degrees, (n - 1) * (n - 2))
            closed = np.zeros(count)
            for places, _, _ in triangles(graph):
                closed += np.bincount(graph.sources[places] // n, minlength=count)
            cluster = 3 * closed / (degrees * (degrees - 1) / 2).sum(axis=1)
        distance = _distance(graph, count, n, sources)
    return np.column_stack([density, central, fragmentation, cluster, distance])


def _two_mode(team: Ints, members: Ints, actors: int, graph: Arrays[int]) -> tuple[Floats, Floats]:
    """Centralisation and clustering of actors in teams; the ties of `graph` weigh how many teams a pair shares."""
    count, teams = len(members), np.bincount(team)
    teams = teams[teams > 0]
    _, number = np.unique(team, return_inverse=True)
    block = np.arange(count, dtype=np.int64)[:, None]
    own = np.bincount((block * actors + members).ravel(), minlength=count * actors).reshape(count, actors)
    shared = graph.weights * (graph.weights - 1) / 4  # each pair is two arcs
    cycles = np.bincount(graph.sources // actors, shared, count)
    paths = ((np.take_along_axis(own, members, axis=1) - 1) * (teams[number] - 1)).sum(axis=1)
    return _central(own, (actors - 1) * (len(teams) - 1)), 4 * cycles / paths


def _central(degrees: Ints, most: int) -> Floats:
    """How far the greatest of each row stands above the others, of the most it can."""
    found: Floats = (degrees.max(axis=1)[:, None] - degrees).sum(axis=1) / (most or np.nan)
    return found


def _distance(graph: Arrays[int], count: int, n: int, sources: int | None) -> Floats:
    """The mean length of the ways of each block: bit j of a word is the j-th source of every block at once."""
    total, ways = np.zeros(count), np.zeros(count)
    rows = np.flatnonzero(graph.degrees)
    if not len(rows):
        return np.full(count, np.nan)
    starts = graph.pointers[rows]
    block = np.arange(count * n) // n
    for start in range(0, min(n, sources or n), WORD):
        stop = min(start + WORD, n, sources or n)
        ends = np.zeros((count, n), np.uint64)
        ends[:, start:stop] = np.uint64(1) << np.arange(stop - start, dtype=np.uint64)
        reached = front = ends.ravel()
        step = 0
        while front.any():
            step += 1
            new = np.zeros(count * n, np.uint64)
            new[rows] = np.bitwise_or.reduceat(front[graph.targets], starts)
            front = new & ~reached
            found = np.bincount(block, ones(front), count)
            total += step * found
            ways += found
            reached = reached | front
    return total / ways


def set_against(team: Ints, members: Ints, *, two_mode: bool = False, draws: int = DRAWS, seed: int = 0,
                advance: Callable[[int], Any] = lambda _draws: None) -> dict[str, Against]:
    """Each of the `FIGURES` of a network against draws of its size: rows sorted by team, of actors by any numbers.

    The same seed gives the same draws. `advance` is called with the number of draws done. O(draws × rows) and, for
    distances, times n / 64, in chunks of bounded memory.
    """
    nodes, own = np.unique(members, return_inverse=True)
    n = len(nodes)
    seen = figures(team, own[None, :], n, two_mode=two_mode)[0]
    generator = np.random.default_rng(seed)
    size = max(1, CHUNK // max(len(pairs(team)[0]) + len(team) + n, 1))
    found = []
    for start in range(0, draws, size):
        count = min(size, draws - start)
        drawn = placed(team, n, count, generator)
        # The first actors are any actors: each draw fills its rows with all of them alike.
        found.append(figures(team, drawn, n, two_mode=two_mode, sources=min(n, SOURCES)))
        advance(count)
    drawn_figures = np.concatenate(found)
    return {name: against(float(seen[i]), drawn_figures[:, i]) for i, name in enumerate(FIGURES)}
