"""The classic centralities of the nodes of a graph, each by its name (`MEASURES` says what it is).

Ties are of length 1 in every distance; weights, where asked for, say how strong a tie is (eigenvector, PageRank,
constraint, effective size). A value that is not defined is None, never not-a-number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Generic

import numpy as np

from odas_graph.analysis import paths
from odas_graph.analysis.engines import engine, to_igraph, to_networkx
from odas_graph.analysis.graphs import Arrays, Floats, Ints, N, components, parts, to_arrays
from odas_graph.analysis.holes import constraint_in, effective_size_in

if TYPE_CHECKING:
    import networkx as nx

# The share of steps that follow a tie, in PageRank; the rest jump anywhere (Brin & Page 1998).
DAMPING: Final = 0.85
# DAMPING to this power is under 1e-14: further rounds of PageRank change nothing that can be read.
ROUNDS: Final = 200
# Up to so many nodes, all eigenvectors of a component are found faster than one alone.
DENSE: Final = 64

Values = dict[N, Any]


def centrality(graph: nx.Graph[N] | Arrays[N], measures: Iterable[str] | None = None, *, weight: str | None = None,
               backend: str | None = None, modes: Ints | None = None) -> dict[str, dict[N, float | None]]:
    """For each measure, the value of each node, in the order of the graph; `DEFAULT` measures where none are named.

    `weight` names the edge attribute of strength; an edge without it weighs 1; of arrays, any name stands for their own
    weights. `modes` (0 or 1 by node) says what else the node attribute `bipartite` does. Up to `engines.LARGE` nodes
    and ties, networkx counts betweenness, coreness and PageRank, and igraph beyond (UsageError where it is missing);
    `backend` chooses: "networkx", "igraph", or a backend that networkx dispatches to. Values are exact and the same
    whoever counts; for estimates with their error see `sampling`. Cost of the whole: that of the dearest measure.
    ValueError for an unknown measure, a self-loop, a multigraph, a two-mode measure of a graph that has not two modes.
    """
    wanted = tuple(DEFAULT if measures is None else measures)
    unknown = next((name for name in wanted if name not in MEASURES), None)
    if unknown is not None:
        raise ValueError(f"no measure is called {unknown!r}: choose among {', '.join(MEASURES)}")
    reading = _Reading(graph, weight, backend, modes)
    return {name: MEASURES[name](reading) if reading.arrays.n else {} for name in wanted}


class _Reading(Generic[N]):
    """A graph with what several measures need of it, computed once."""

    def __init__(self, graph: nx.Graph[N] | Arrays[N], weight: str | None, backend: str | None,
                 modes: Ints | None) -> None:
        self.given, self.weight, self.stated = graph, weight, modes
        self.arrays: Arrays[N] = to_arrays(graph, weight)
        self.engine = engine(self.arrays, backend)

    @cached_property
    def graph(self) -> nx.Graph[N]:
        return to_networkx(self.arrays) if isinstance(self.given, Arrays) else self.given

    @cached_property
    def igraph(self) -> Any:
        return to_igraph(self.arrays)

    @cached_property
    def component(self) -> Ints:
        return components(self.arrays.symmetric)

    @cached_property
    def sums(self) -> tuple[Floats, Ints, Ints]:
        return paths.sums(self.arrays)

    @cached_property
    def betweenness(self) -> Floats:
        if self.engine == "igraph":
            return np.asarray(self.igraph.betweenness(directed=self.arrays.directed))
        import networkx as nx

        return self.ordered(nx.betweenness_centrality(self.graph, normalized=False, backend=self.engine))

    @cached_property
    def modes(self) -> tuple[Ints, Ints]:
        """The mode of each node, and how many nodes each mode has."""
        found = ([data.get("bipartite") for _, data in self.graph.nodes(data=True)] if self.stated is None
                 else self.stated.tolist())
        if len(found) != self.arrays.n or any(mode not in (0, 1) for mode in found):
            raise ValueError("a two-mode measure needs the attribute `bipartite`, 0 or 1, on every node")
        mode = np.asarray(found, np.int64)
        if (mode[self.arrays.sources] == mode[self.arrays.targets]).any():
            raise ValueError("a two-mode measure needs every tie to run between the modes")
        return mode, np.bincount(mode, minlength=2)

    def ordered(self, values: Mapping[Any, float]) -> Floats:
        return np.fromiter((values[node] for node in self.arrays.nodes), np.float64, self.arrays.n)

    def own(self, values: Any) -> Values[N]:
        return self.arrays.named(np.asarray(values))


def _degree(of: _Reading[N]) -> Values[N]:
    """The number of ties; for a directed graph, of arcs in and out. 0 to n − 1 (2n − 2). O(m)."""
    going = of.arrays.degrees
    return of.own(going + of.arrays.reversed.degrees if of.arrays.directed else going)


def _in_degree(of: _Reading[N]) -> Values[N]:
    """The number of arcs that arrive; of ties, for an undirected graph. 0 to n − 1. O(m)."""
    return of.own(of.arrays.reversed.degrees)


def _out_degree(of: _Reading[N]) -> Values[N]:
    """The number of arcs that leave; of ties, for an undirected graph. 0 to n − 1. O(m)."""
    return of.own(of.arrays.degrees)


def _closeness(of: _Reading[N]) -> Values[N]:
    """r / Σ d, over the r nodes it reaches. 0 to 1; None where it reaches nobody. O(n m / 64). As R igraph ≥ 1.3.

    Freeman (1979), Social Networks 1, p. 225–226, within the component. A node of a small component looks close: prefer
    harmonic where there are several.
    """
    _, total, count = of.sums
    return {node: r / d if r else None
            for node, r, d in zip(of.arrays.nodes, count.tolist(), total.tolist(), strict=True)}


def _harmonic(of: _Reading[N]) -> Values[N]:
    """Σ 1/d over the nodes it reaches, those it does not reach adding 0. 0 to n − 1. O(n m / 64).

    Rochat (2009), "Closeness centrality extended to unconnected graphs"; Boldi & Vigna (2014), Internet Mathematics 10,
    p. 222–262. Of a directed graph, along the arcs from the node.
    """
    if of.engine in ("igraph", "networkx"):
        return of.own(of.sums[0])
    import networkx as nx

    outward = of.graph.reverse() if of.arrays.directed else of.graph  # type: ignore[attr-defined]
    return of.own(of.ordered(nx.harmonic_centrality(outward, backend=of.engine)))


def _harmonic_normalized(of: _Reading[N]) -> Values[N]:
    """The harmonic closeness over n − 1. 0 to 1, reached by a node tied to all. O(n m / 64)."""
    return of.own(np.asarray(list(_harmonic(of).values())) / max(of.arrays.n - 1, 1))


def _betweenness(of: _Reading[N]) -> Values[N]:
    """Σ σ_st(v) / σ_st over the pairs (s, t): the share of the shortest ways that pass by v. O(n m).

    0 to (n − 1)(n − 2)/2, twice that for a directed graph. Freeman (1977), Sociometry 40, p. 35–41; Brandes (2001),
    J. Math. Sociology 25, p. 163–177.
    """
    return of.own(of.betweenness)


def _betweenness_normalized(of: _Reading[N]) -> Values[N]:
    """The betweenness over its maximum, that of the centre of a star. 0 to 1. O(n m). Freeman (1979), p. 224."""
    n = of.arrays.n
    return of.own(of.betweenness / max((n - 1) * (n - 2) / (1 if of.arrays.directed else 2), 1))


def _eigenvector(of: _Reading[N]) -> Values[N]:
    """The leading eigenvector of the ties of each component, whatever their direction. O(m) a step.

    0 to 1, the greatest value of a component being 1; 0 for an isolate. Bonacich (1972), J. Math. Sociology 2,
    p. 113–120.
    """
    from scipy.sparse import csr_array
    from scipy.sparse.linalg import eigsh

    found = np.zeros(of.arrays.n)
    for nodes, part in parts(of.arrays.symmetric, of.component):
        if not part.weights.any():
            continue
        size = part.n
        if size <= DENSE:
            matrix = np.zeros((size, size))
            matrix[part.sources, part.targets] = part.weights
            vector = np.linalg.eigh(matrix)[1][:, -1]
        else:  # started from ones, so that the result is the same each time
            matrix = csr_array((part.weights, part.targets, part.pointers), shape=(size, size))
            vector = eigsh(matrix, k=1, which="LA", v0=np.ones(size))[1][:, 0]
        found[nodes] = np.abs(vector) / np.abs(vector).max()
    return of.own(found)


def _pagerank(of: _Reading[N]) -> Values[N]:
    """The share of time that a walk spends on each node of the whole graph. They sum to 1. O(m) a step.

    The walk follows an arc with probability 0.85, in proportion to the weights, and else jumps to any node, as it does
    where no arc leaves. Brin & Page (1998), Computer Networks 30, p. 107–117.
    """
    if of.engine == "igraph":
        once = None if of.arrays.directed else of.arrays.sources < of.arrays.targets
        weights = None if of.weight is None else (of.arrays.weights if once is None else of.arrays.weights[once])
        return of.own(of.igraph.pagerank(damping=DAMPING, weights=None if weights is None else weights.tolist()))
    import networkx as nx

    weight = "weight" if of.weight and isinstance(of.given, Arrays) else of.weight
    return of.own(of.ordered(nx.pagerank(of.graph, alpha=DAMPING, weight=weight, tol=1e-12, max_iter=ROUNDS * 2,
                                         backend=of.engine)))


def _pagerank_component(of: _Reading[N]) -> Values[N]:
    """PageRank in each component as if there were no other; each component sums to 1. O(m) a step."""
    from scipy.sparse import csr_array

    arrays, label = of.arrays, of.component
    size = np.bincount(label)[label].astype(np.float64)
    going = np.bincount(arrays.sources, arrays.weights, arrays.n)
    stays = going == 0
    share = arrays.weights / np.where(stays, 1, going)[arrays.sources]
    step = csr_array((share, (arrays.targets, arrays.sources)), shape=(arrays.n, arrays.n))
    value = 1 / size
    for _ in range(ROUNDS):
        idle = np.bincount(label, np.where(stays, value, 0))[label]
        value = DAMPING * (step @ value + idle / size) + (1 - DAMPING) / size
    return of.own(value)


def _coreness(of: _Reading[N]) -> Values[N]:
    """The greatest k such that the node is in a part where all have k ties or more, whatever their direction. O(m).

    0 to n − 1. Seidman (1983), Social Networks 5, p. 269–287; Batagelj & Zaveršnik (2011), Adv. Data Anal. Classif. 5.
    """
    if of.engine == "igraph":
        simple = of.igraph if not of.arrays.directed else to_igraph(of.arrays.symmetric)
        return of.own(simple.coreness())
    import networkx as nx

    undirected = nx.Graph(of.graph) if of.arrays.directed else of.graph
    found = nx.core_number(undirected, backend=of.engine)
    return {node: int(found[node]) for node in of.arrays.nodes}


def _two_mode_degree(of: _Reading[N]) -> Values[N]:
    """The share of the other mode that a node is tied to. 0 to 1. O(m). Borgatti & Everett (1997)."""
    mode, size = of.modes
    return of.own(of.arrays.degrees / np.maximum(size[1 - mode], 1))


def _two_mode_closeness(of: _Reading[N]) -> Values[N]:
    """(n_other + 2(n_own − 1)) / Σ d: the least sum of distances there can be, over that of the node. O(n m / 64).

    Sizes and distances are those of its component. 0 to 1; None for an isolate. Borgatti & Everett (1997), p. 243–269.
    """
    mode, _ = of.modes
    label = of.component
    sizes = np.bincount(2 * label + mode, minlength=2 * (int(label.max()) + 1))
    least = sizes[2 * label + 1 - mode] + 2 * (sizes[2 * label + mode] - 1)
    return {node: low / far if far else None
            for node, low, far in zip(of.arrays.nodes, least.tolist(), of.sums[1].tolist(), strict=True)}


def most_between(size: Ints) -> Floats:
    """The greatest betweenness that a node of each mode can have, the modes having so many nodes; 1 where it is 0."""
    most = np.ones(2)
    for own in (0, 1):
        n, m = int(size[own]), int(size[1 - own])
        if n and m:
            s, t = divmod(n - 1, m)
            most[own] = (m ** 2 * (s + 1) ** 2 + m * (s + 1) * (2 * t - s - 1) - t * (2 * s - t + 3)) / 2 or 1
    return most


def _two_mode_betweenness(of: _Reading[N]) -> Values[N]:
    """The betweenness over the greatest that a node of its mode can have. 0 to 1. O(n m).

    For n nodes in its mode and m in the other, s and t being the quotient and remainder of n − 1 by m, that greatest is
    (m²(s + 1)² + m(s + 1)(2t − s − 1) − t(2s − t + 3)) / 2. Borgatti & Everett (1997), Social Networks 19, p. 243–269.
    """
    mode, size = of.modes
    return of.own(of.betweenness / most_between(size)[mode])


def _constraint(of: _Reading[N]) -> Values[N]:
    """Burt's constraint: `holes.constraint`."""
    return constraint_in(of.arrays)


def _effective_size(of: _Reading[N]) -> Values[N]:
    """Burt's effective size: `holes.effective_size`."""
    return effective_size_in(of.arrays)


MEASURES: Final[Mapping[str, Callable[[_Reading[Any]], Values[Any]]]] = {
    "degree": _degree, "in_degree": _in_degree, "out_degree": _out_degree,
    "closeness": _closeness, "harmonic": _harmonic, "harmonic_normalized": _harmonic_normalized,
    "betweenness": _betweenness, "betweenness_normalized": _betweenness_normalized,
    "eigenvector": _eigenvector, "pagerank": _pagerank, "pagerank_component": _pagerank_component,
    "coreness": _coreness, "constraint": _constraint, "effective_size": _effective_size,
    "two_mode_degree": _two_mode_degree, "two_mode_closeness": _two_mode_closeness,
    "two_mode_betweenness": _two_mode_betweenness}
# One of each kind; the code list `mesure` has them all.
DEFAULT: Final = ("degree", "harmonic", "betweenness", "eigenvector", "pagerank", "coreness", "constraint",
                  "effective_size")
