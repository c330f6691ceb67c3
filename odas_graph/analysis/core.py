"""Core and periphery: how far a graph is a dense core with a periphery that hangs on it (Borgatti & Everett 2000)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Generic

import numpy as np

from odas_graph.analysis.graphs import Arrays, Floats, Ints, N, to_arrays

if TYPE_CHECKING:
    import networkx as nx

# All cores of so many nodes are tried: a quarter of a million.
ALL_TRIED: Final = 18
# Where the least squares start from at least.
START: Final = 0.05
# Sizes, in each of two orders, from which the search for a core starts.
STARTS: Final = 10
# Moves of the search beyond that; each makes the correlation better, and a few dozen are enough in practice.
MOVES: Final = 1_000


@dataclass(frozen=True, slots=True)
class CorePeriphery(Generic[N]):
    """The core, and how well the graph fits it.

    `correlation` is that of the ties with the ideal, −1 to 1; None where it is not defined, with an empty core: fewer
    than three nodes, no tie or every tie. No core has one above `bound`; `exact` says that this is the best there is.
    `coreness` places each node between periphery (0) and core (1); its products correlate with the ties by
    `coreness_correlation`, None where they do not vary.
    """

    core: frozenset[N]
    correlation: float | None
    bound: float | None
    exact: bool
    coreness: Mapping[N, float] = field(repr=False)
    coreness_correlation: float | None


def core_periphery(graph: nx.Graph[N] | Arrays[N]) -> CorePeriphery[N]:
    """The core whose ideal pattern the ties fit best, and the coreness of each node, whatever directions and weights.

    In the ideal, two nodes are tied iff one of them at least is in the core; the fit is Pearson's correlation over the
    pairs of nodes (Borgatti & Everett 2000, Social Networks 21, p. 375–395, the discrete model). For N pairs, M ties, K
    tied pairs in the ideal and T ties among those, it is (N T − M K) / √(M (N − M) K (N − K)).
    Up to 18 nodes every core is tried. Beyond, nodes join by the ties they have left to the periphery, or by degree,
    and from several sizes the best single move or exchange is made as long as one helps. A core of k nodes has T no
    greater than the sum of the k greatest degrees, hence the `bound`.
    Coreness, in the continuous model, is the c between 0 and 1 with the least Σ (a_ij − c_i c_j)² over the pairs i < j,
    a_ij being 1 for a tie: minres (Boyd & al. 2010, Social Networks 32, p. 125–137) within the bounds that keep it from
    running away where a star fits (Harman & Fukuda 1966, Psychometrika 31), by L-BFGS-B from the degrees: nodes that
    the ties do not tell apart have the same. O(m) a step, O(n + m) memory.
    ValueError for a self-loop or a multigraph.
    """
    ties = to_arrays(graph).symmetric
    n, m = ties.n, len(ties.sources) // 2
    if n < 3 or m in (0, n * (n - 1) // 2):
        return CorePeriphery(frozenset(), None, None, True, dict.fromkeys(ties.nodes, 1.0 if m else 0.0), None)
    bound = float(np.nanmax(_fit(n, m, np.arange(1, n - 1),
                                 np.minimum(m, np.cumsum(np.sort(ties.degrees)[::-1])[:n - 2]))))
    inside, value = _all_tried(ties) if n <= ALL_TRIED else _searched(ties)
    exact = n <= ALL_TRIED or math.isclose(value, bound, abs_tol=1e-12)
    coreness, fit = _coreness(ties)
    return CorePeriphery(frozenset(ties.nodes[i] for i in np.flatnonzero(inside).tolist()), value,
                         value if exact else bound, exact, ties.named(coreness), fit)


def _fit(n: int, m: int, size: Any, touched: Any) -> Floats:
    """The correlation, for cores of `size` nodes that `touched` ties end in; not a number for 0 and n − 1 on."""
    pairs = n * (n - 1) / 2
    ideal = size * (n - size) + size * (size - 1) / 2
    spread = m * (pairs - m) * ideal * (pairs - ideal)
    with np.errstate(invalid="ignore", divide="ignore"):
        found: Floats = np.where(spread > 0, (pairs * touched - m * ideal) / np.sqrt(spread), np.nan)
    return found


def _all_tried(ties: Arrays[Any]) -> tuple[Any, float]:
    """The best of all cores, each a number whose bits are its nodes; the smallest number of several."""
    n = ties.n
    numbers = np.arange(1 << n, dtype=np.uint32)
    left = np.zeros(1 << n, np.int64)  # the ties within each set of nodes
    size = np.zeros(1 << n, np.int64)
    for i in range(n):
        row = ties.targets[ties.pointers[i]:ties.pointers[i + 1]]
        lower = numbers[:1 << i]
        shared = sum(((lower >> np.uint32(j)) & np.uint32(1)).astype(np.int64) for j in row.tolist() if j < i)
        left[1 << i:1 << (i + 1)] = left[:1 << i] + shared
        size[1 << i:1 << (i + 1)] = size[:1 << i] + 1
    m = len(ties.sources) // 2
    fits = _fit(n, m, size, m - left[::-1])  # the periphery of a number is the number read backwards in the table
    best = int(np.nanargmax(fits > np.nanmax(fits) - 1e-12))
    return (best >> np.arange(n)) & 1 == 1, float(fits[best])


def _searched(ties: Arrays[Any]) -> tuple[Any, float]:
    """A good core: the best of those that grow one node at a time, made better move by move."""
    n, m = ties.n, len(ties.sources) // 2
    grown: list[tuple[float, int, Ints]] = []
    for order, gains in (_by_ties_left(ties), _by_degree(ties)):
        fits = _fit(n, m, np.arange(1, n - 1), np.cumsum(gains)[:n - 2])
        grown += ((float(fits[k]), k + 1, order) for k in np.argsort(-fits, kind="stable")[:STARTS].tolist())
    best: tuple[Any, float] = np.zeros(n, dtype=bool), -math.inf
    for value, size, order in grown:
        inside = np.zeros(n, dtype=bool)
        inside[order[:size]] = True
        found = _moved(ties, inside, value)
        if found[1] > best[1] + 1e-12:
            best = found
    return best


def _moved(ties: Arrays[Any], inside: Any, value: float) -> tuple[Any, float]:
    """The core after the best single moves and exchanges, one at a time, as long as one makes it better."""
    n, m = ties.n, len(ties.sources) // 2
    free = np.bincount(ties.sources, ~inside[ties.targets], n).astype(np.int64)  # ties to the periphery
    size, touched = int(inside.sum()), m - int(free[~inside].sum()) // 2
    for _ in range(MOVES):
        enters = int(np.where(inside, -1, free).argmax())
        leaves = int(np.where(inside, free, n).argmin())
        tied = int((ties.targets[ties.pointers[enters]:ties.pointers[enters + 1]] == leaves).any())
        ways = (((enters,), 1, int(free[enters])), ((leaves,), -1, -int(free[leaves])),
                ((enters, leaves), 0, int(free[enters] - free[leaves]) + tied))
        fits = [float(np.nan_to_num(_fit(n, m, size + more, touched + gain), nan=-2)) for _, more, gain in ways]
        if max(fits) <= value + 1e-12:
            break
        value = max(fits)
        nodes, more, gain = ways[fits.index(value)]
        size, touched = size + more, touched + gain
        for node in nodes:
            inside[node] ^= True
            free[ties.targets[ties.pointers[node]:ties.pointers[node + 1]]] += -1 if inside[node] else 1
    return inside, value


def _by_degree(ties: Arrays[Any]) -> tuple[Ints, Ints]:
    """The nodes by falling degree, and the ties that each adds to those of the nodes before it."""
    order = np.argsort(-ties.degrees, kind="stable")
    rank = np.argsort(order)
    earlier = np.bincount(ties.sources, rank[ties.targets] < rank[ties.sources], ties.n).astype(np.int64)
    return order, (ties.degrees - earlier)[order]


def _by_ties_left(ties: Arrays[Any]) -> tuple[Ints, Ints]:
    """The nodes, each time the one with most ties to those not yet taken (the first of several), and those ties."""
    from heapq import heapify, heappop, heappush

    free = ties.degrees.tolist()
    pointers, targets = ties.pointers.tolist(), ties.targets.tolist()
    heap = [(-count, node) for node, count in enumerate(free)]
    heapify(heap)
    taken, order, gains = [False] * ties.n, [], []
    while heap:
        count, node = heappop(heap)
        if taken[node]:
            continue
        if -count != free[node]:  # it has lost ties since: back into the queue
            heappush(heap, (-free[node], node))
            continue
        taken[node] = True
        order.append(node)
        gains.append(free[node])
        for other in targets[pointers[node]:pointers[node + 1]]:
            free[other] -= 1
    return np.asarray(order, np.int64), np.asarray(gains, np.int64)


def _coreness(ties: Arrays[Any]) -> tuple[Floats, float | None]:
    """The coreness of each node, and how its products correlate with the ties: sums over pairs from sums over nodes."""
    from scipy.optimize import minimize
    from scipy.sparse import csr_array

    n, m = ties.n, len(ties.sources) // 2
    matrix = csr_array((np.ones(len(ties.targets)), ties.targets, ties.pointers), shape=(n, n))

    def misfit(c: Floats) -> tuple[float, Floats]:
        along, square = matrix @ c, c ** 2
        two = square.sum()
        return float(m - c @ along + (two ** 2 - (square ** 2).sum()) / 2), 2 * (c * two - c * square - along)

    # Above 0 everywhere, for where all of a component is 0 the slope is 0 as well.
    start = np.clip(ties.degrees / math.sqrt(2 * m), START, 1)
    found: Floats = minimize(misfit, start, jac=True, method="L-BFGS-B", bounds=[(0, 1)] * n,
                             options={"maxiter": 1_000, "ftol": 1e-14, "gtol": 1e-9}).x
    pairs, two = n * (n - 1) / 2, (found ** 2).sum()
    product = (found.sum() ** 2 - two) / 2
    spread = (two ** 2 - (found ** 4).sum()) / 2 - product ** 2 / pairs
    common = found @ (matrix @ found) / 2 - product * m / pairs
    return found, min(float(common / math.sqrt(spread * m * (1 - m / pairs))), 1.0) if spread > 1e-9 * pairs else None
