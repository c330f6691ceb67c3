"""Clusters: the components, then what hangs together within each, and how sure that is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Generic

import numpy as np

from odas_graph.analysis.engines import LARGE, require_igraph
from odas_graph.analysis.graphs import Arrays, Ints, N, components, parts, relabelled, to_arrays

if TYPE_CHECKING:
    import networkx as nx

SEEDS: Final = 20
# Rounds of Leiden in one run: on 10^6 ties without clear parts, more add under 1 % of modularity and take minutes.
ROUNDS: Final = 5
# No way to part so few nodes that hang together has a higher modularity than to leave them together.
WHOLE: Final = 3


@dataclass(frozen=True, slots=True)
class Cluster(Generic[N]):
    """Nodes that hang together.

    `stability` is the share of runs in which two of its members, drawn at random, were together (1 for a single node);
    `component` numbers the component that the cluster is part of, the largest being 0.
    """

    members: frozenset[N]
    stability: float
    component: int


@dataclass(frozen=True, slots=True)
class Clusters(Sequence[Cluster[N]], Generic[N]):
    """The clusters, the largest first; a component that falls into no parts is one cluster.

    By node, from 0 to 1: `stability`, the share of runs in which it was with one of its mates, on average over mates
    and runs; `outside`, the share of those it was with that are no mates of its own. A sure place has 1 and 0.
    `modularity` is that of each component, weighed by its ties: 0 where nothing was parted.
    """

    clusters: tuple[Cluster[N], ...]
    of: Mapping[N, int] = field(repr=False)
    stability: Mapping[N, float] = field(repr=False)
    outside: Mapping[N, float] = field(repr=False)
    modularity: float
    runs: int

    def __getitem__(self, place: Any) -> Any:
        return self.clusters[place]

    def __len__(self) -> int:
        return len(self.clusters)


def clusters(graph: nx.Graph[N] | Arrays[N], seeds: int | Sequence[int] = SEEDS, *, weight: str | None = None,
             backend: str | None = None) -> Clusters[N]:
    """The consensus of as many runs as there are seeds (a number n stands for the seeds 0 to n − 1).

    Each component of more than three nodes is parted apart from the others, whatever else the graph holds: by Louvain
    (networkx) where it has up to `engines.LARGE` nodes and ties, by Leiden beyond (igraph; UsageError where it is
    missing); `backend` chooses. A part that does not hold together counts as its connected pieces. The consensus is
    the run from which all others differ least, in pairs of nodes put together or not (Mirkin distance): no partition
    differs from them less than half as much (Filkov & Skiena 2004, Int. J. Artif. Intell. Tools 13, p. 863–880). The
    same graph, in the same order, gives the same clusters. Directions play no part. O(m) a run, O(runs² n log n) for
    the consensus. Blondel & al. (2008), J. Stat. Mech. P10008; Traag & al. (2019), Sci. Rep. 9, 5233; Lancichinetti &
    Fortunato (2012), Sci. Rep. 2, 336, on consensus.
    ValueError where there is no seed, for a self-loop or a multigraph.
    """
    tried = tuple(range(seeds)) if isinstance(seeds, int) else tuple(seeds)
    if not tried:
        raise ValueError("no seed: at least one run is needed")
    ties = to_arrays(graph, weight).symmetric
    part_of = components(ties)
    runs = np.tile(part_of, (len(tried), 1))
    beyond = ties.n
    for nodes, part in parts(ties, part_of):
        if part.n <= WHOLE or not part.weights.any():
            continue
        fast = backend == "igraph" or (backend is None and part.n + len(part.sources) // 2 > LARGE)
        found = _leiden(part, tried) if fast else _louvain(part, tried, backend)
        for run, labels in zip(runs, found, strict=True):
            run[nodes] = beyond + _pieces(part, labels)
        beyond += part.n
    runs = np.stack([relabelled(run) for run in runs])
    return _described(ties, runs, runs[_central(runs)], part_of)


def _louvain(part: Arrays[int], seeds: Sequence[int], backend: str | None) -> list[Ints]:
    import networkx as nx

    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(part.nodes)
    once = part.sources < part.targets
    graph.add_weighted_edges_from(zip(part.sources[once].tolist(), part.targets[once].tolist(),
                                      part.weights[once].tolist(), strict=True))
    runs = []
    for seed in seeds:
        labels = np.zeros(part.n, np.int64)
        found = nx.community.louvain_communities(graph, seed=seed, backend=backend or "networkx")
        for number, nodes in enumerate(found):
            labels[list(nodes)] = number
        runs.append(labels)
    return runs


def _leiden(part: Arrays[int], seeds: Sequence[int]) -> list[Ints]:
    import random

    igraph = require_igraph()
    once = part.sources < part.targets
    graph = igraph.Graph(n=part.n, edges=list(zip(part.sources[once].tolist(), part.targets[once].tolist(),
                                                  strict=True)))
    weights = part.weights[once].tolist()
    runs = []
    try:
        for seed in seeds:
            igraph.set_random_number_generator(random.Random(seed))  # noqa: S311 — to repeat a run, not to hide one
            found = graph.community_leiden(objective_function="modularity", weights=weights, n_iterations=ROUNDS)
            runs.append(np.asarray(found.membership, np.int64))
    finally:
        igraph.set_random_number_generator(random)
    return runs


def _pieces(part: Arrays[int], labels: Ints) -> Ints:
    """The connected pieces of each part: Louvain may leave one that a lost node held together (Traag & al. 2019)."""
    kept = labels[part.sources] == labels[part.targets]
    return components(Arrays(part.nodes, False, part.sources[kept], part.targets[kept], part.weights[kept]))


def _central(runs: Ints) -> int:
    """The run with the least sum of Mirkin distances to all, Σ a² + Σ b² − 2 Σ (a ∩ b)²; the first of several."""
    squares = [float((np.bincount(run).astype(np.float64) ** 2).sum()) for run in runs]
    far = np.zeros(len(runs))
    for i, one in enumerate(runs):
        for j in range(i):
            _, common = _crossed(one, runs[j])
            distance = squares[i] + squares[j] - 2 * float((common.astype(np.float64) ** 2).sum())
            far[i] += distance
            far[j] += distance
    return int(far.argmin())


def _crossed(one: Ints, other: Ints) -> tuple[Ints, Ints]:
    """For each node, the number of the pair of groups it is in; for each such pair, how many nodes."""
    _, where, count = np.unique(one * (int(other.max(initial=0)) + 1) + other, return_inverse=True, return_counts=True)
    return where, count


def _described(ties: Arrays[N], runs: Ints, labels: Ints, part_of: Ints) -> Clusters[N]:
    size = np.bincount(labels)
    mates = (size[labels] - 1).astype(np.float64)
    together, strangers = np.zeros(ties.n), np.zeros(ties.n)
    for run in runs:
        where, common = _crossed(labels, run)
        met = np.bincount(run)[run] - 1
        kept = common[where] - 1
        together += np.divide(kept, mates, where=mates > 0, out=np.ones(ties.n))
        strangers += np.divide(met - kept, met, where=met > 0, out=np.zeros(ties.n))
    together, strangers = together / len(runs), strangers / len(runs)
    order = np.argsort(-size, kind="stable")
    rank = np.argsort(order)
    stability = np.bincount(labels, together) / np.maximum(size, 1)
    largest = np.argsort(np.argsort(-np.bincount(part_of), kind="stable"))
    first = np.unique(labels, return_index=True)[1]
    groups = np.split(np.argsort(rank[labels], kind="stable"), np.cumsum(size[order])[:-1]) if ties.n else []
    return Clusters(
        tuple(Cluster(frozenset(ties.nodes[i] for i in nodes.tolist()), float(stability[number]),
                      int(largest[part_of[first[number]]])) for nodes, number in zip(groups, order, strict=True)),
        ties.named(rank[labels]), ties.named(together), ties.named(strangers),
        _modularity(ties, labels, part_of), len(runs))


def _modularity(ties: Arrays[Any], labels: Ints, part_of: Ints) -> float:
    """Σ over the components, by their share of the ties, of their own modularity: (within − Σ degree² / 2m) / 2m."""
    if not len(ties.weights):
        return 0.0
    strength = np.bincount(ties.sources, ties.weights, ties.n)
    whole = np.bincount(part_of, strength)
    within = float(ties.weights[labels[ties.sources] == labels[ties.targets]].sum())
    ends = np.bincount(labels, strength)
    of = np.zeros(len(ends), np.int64)
    of[labels] = part_of
    chance = np.divide(ends ** 2, whole[of], where=whole[of] > 0, out=np.zeros(len(ends)))
    total = float(whole.sum())
    return (within - float(chance.sum())) / total if total else 0.0
