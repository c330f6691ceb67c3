"""Gould–Fernandez brokerage: who stands between whom, by the groups of the three, against what chance would give.

A node v brokers the ordered pair (a, b) iff a → v → b and not a → b. Five roles by the groups of a, v and b:

    coordinator      A → A → A    itinerant        A → B → A
    representative   A → A → B    gatekeeper       A → B → B    liaison   A → B → C

Equal to R sna 2.7.1 `brokerage` (columns w_I, w_O, b_IO, b_OI, b_O, t, in the meaning its results bear; the labels of
gatekeeper and representative are swapped in its manual). An undirected tie is a tie both ways, so that each unordered
pair counts twice, once each way. Weights play no part.

Chance is the random graph of the same groups in which each of the n(n − 1) arcs is there with probability d, the
density observed. A brokered pair has probability p = d²(1 − d); let S be the set of the |S| ordered pairs that v could
broker in a role. Then, for a node,

    E = |S| p        Var = |S| p(1 − p) + Q d³(1 − d)³        z = (raw − E) / √Var

where Q counts the couples of distinct pairs of S with one end in common: they share the arc to v or the arc from v, so
E[XX'] = d³(1 − d)² against p². Pairs without a common end share no arc and are independent.

For the whole graph, S holds ordered triples (a, v, b), and couples of them share arcs that are asked to be there in
both (covariance d³(1 − d)³), absent in both (d⁵(1 − d)), or there in one and absent in the other (−p²):

    Var = |S| p(1 − p) + N₊₊ d³(1 − d)³ + N₋₋ d⁵(1 − d) − N₊₋ p²

counted from the arcs: with c₊ and c₋ the triples of S that ask an arc to be there or absent, N₊₊ = Σ c₊(c₊ − 1),
N₋₋ = Σ c₋(c₋ − 1) and N₊₋ = 2 Σ c₊c₋ less the couples of the same three nodes, which share two arcs.

Where ties are undirected the two directions of a tie are no independent arcs, and chance varies more than this says: as
in sna, z is then to be read as a rank among nodes, not as a test.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Generic

import numpy as np

from odas_graph.analysis.graphs import Arrays, Floats, Ints, N, to_arrays, triangles

if TYPE_CHECKING:
    import networkx as nx

ROLES: Final = ("coordinator", "itinerant", "gatekeeper", "representative", "liaison", "total")
COORDINATOR, ITINERANT, GATEKEEPER, REPRESENTATIVE, LIAISON, TOTAL = range(6)


@dataclass(frozen=True, slots=True)
class Roles(Mapping[str, float | None]):
    """One value by role, as attributes and by name; None where it is not defined."""

    coordinator: float | None
    itinerant: float | None
    gatekeeper: float | None
    representative: float | None
    liaison: float | None
    total: float | None

    def __getitem__(self, role: str) -> float | None:
        if role not in ROLES:
            raise KeyError(role)
        value: float | None = getattr(self, role)
        return value

    def __iter__(self) -> Iterator[str]:
        return iter(ROLES)

    def __len__(self) -> int:
        return len(ROLES)


@dataclass(frozen=True, slots=True)
class Broker(Roles):
    """The pairs that a node brokers, by role; `expected` and `z` say what chance gives.

    `z` is None where chance leaves no room: nobody to broker between, no tie, or every tie.
    """

    expected: Roles
    z: Roles


@dataclass(frozen=True, slots=True)
class Brokerage(Mapping[N, Broker], Generic[N]):
    """A `Broker` by node; `overall` is that of the whole graph, `groups` how many nodes each group has."""

    by_node: Mapping[N, Broker] = field(repr=False)
    overall: Broker
    groups: Mapping[Hashable, int]

    def __getitem__(self, node: N) -> Broker:
        return self.by_node[node]

    def __iter__(self) -> Iterator[N]:
        return iter(self.by_node)

    def __len__(self) -> int:
        return len(self.by_node)

    @property
    def expected(self) -> dict[N, Roles]:
        """What chance gives, by node."""
        return {node: broker.expected for node, broker in self.by_node.items()}

    @property
    def z(self) -> dict[N, Roles]:
        """The standardised values, by node."""
        return {node: broker.z for node, broker in self.by_node.items()}


def gould_fernandez(graph: nx.Graph[N] | Arrays[N], groups: Mapping[N, Hashable] | str) -> Brokerage[N]:
    """The pairs that each node brokers by role, what chance gives, and the z of the difference.

    `groups` says the group of every node, or names the node attribute that does; None is a group like another, so give
    those whose group is not known one each if they are not to pass for akin. ValueError for a node without group.
    O(m^1.5) time, O(m) memory. `overall` bears the z of R sna, whose variances leave out N₊₋ for gatekeeper and
    representative, and the couples of the same three nodes for coordinator and total; the others are exact.
    Gould & Fernandez (1989), "Structures of Mediation", Sociological Methodology 19, p. 89–126.
    """
    arrays = to_arrays(graph)
    if isinstance(groups, str):
        if isinstance(graph, Arrays):
            raise ValueError(f"arrays have no attribute {groups!r}: give the group of each node")
        name = groups
        groups = {node: data[name] for node, data in graph.nodes(data=True) if name in data}
    missing = next((node for node in arrays.nodes if node not in groups), None)
    if missing is not None:
        raise ValueError(f"{missing!r} has no group: give it one, or leave it out of the graph")
    place: dict[Hashable, int] = {}
    of = np.fromiter((place.setdefault(groups[node], len(place)) for node in arrays.nodes), np.int64, arrays.n)
    sizes = np.bincount(of, minlength=len(place))
    raw = _open_pairs(arrays, of)
    density = len(arrays.keys) / (arrays.n * (arrays.n - 1)) if arrays.n > 1 else 0.0
    expected, z = _by_chance(raw, sizes[of], sizes, density)
    whole = raw.sum(axis=0)
    whole_expected, whole_z = _whole_by_chance(whole, sizes, density)
    return Brokerage(
        {node: _broker(*row) for node, *row in zip(arrays.nodes, raw, expected, z, strict=True)},
        _broker(whole, whole_expected, whole_z),
        dict(zip(place, sizes.tolist(), strict=True)))


def _broker(raw: Ints, expected: Floats, z: Floats) -> Broker:
    counts: dict[str, int] = dict(zip(ROLES, raw.tolist(), strict=True))
    standard = (None if value != value else value for value in z.tolist())
    return Broker(**counts, expected=Roles(*expected.tolist()), z=Roles(*standard))


def _open_pairs(arrays: Arrays[Any], of: Ints) -> Ints:
    """The pairs brokered, a row per node and a column per role: the two-paths by group, less the closed ones."""
    n, count = arrays.n, int(of.max()) + 1 if len(of) else 0
    found = np.zeros((n, 6), np.int64)
    # Each contact of each node, with how many arcs of its group come and go: one line per node and group met.
    lines, where = np.unique(np.concatenate([arrays.sources * count + of[arrays.targets],
                                             arrays.targets * count + of[arrays.sources]]), return_inverse=True)
    m = len(arrays.keys)
    going = np.bincount(where[:m], minlength=len(lines))
    coming = np.bincount(where[m:], minlength=len(lines))
    _, returned = arrays.find(arrays.targets, arrays.sources)
    mutual = np.bincount(where[:m][returned], minlength=len(lines))
    who = lines // max(count, 1)
    own = lines % max(count, 1) == of[who]
    out_all, in_all = arrays.degrees, np.bincount(arrays.targets, minlength=n)
    out_own, in_own = np.zeros(n, np.int64), np.zeros(n, np.int64)
    out_own[who[own]], in_own[who[own]] = going[own], coming[own]
    within = coming * going - mutual
    np.add.at(found[:, COORDINATOR], who[own], within[own])
    np.add.at(found[:, ITINERANT], who[~own], within[~own])
    found[:, GATEKEEPER] = (in_all - in_own) * out_own
    found[:, REPRESENTATIVE] = in_own * (out_all - out_own)
    found[:, LIAISON] = (in_all - in_own) * (out_all - out_own)
    np.subtract.at(found[:, LIAISON], who[~own], (coming * going)[~own])
    _take_closed(arrays, of, found)
    found[:, TOTAL] = found[:, :TOTAL].sum(axis=1)
    return found


def _take_closed(arrays: Arrays[Any], of: Ints, found: Ints) -> None:
    """Take off the two-paths a → v → b that an arc a → b closes."""
    ties = arrays.symmetric
    there = arrays.find(ties.sources, ties.targets)[1]
    for xy, yz, xz in triangles(ties):
        x, y, z = ties.sources[xy], ties.targets[xy], ties.targets[xz]
        yx, zy, zx = ties.back[xy], ties.back[yz], ties.back[xz]
        for a, v, b, to, on, across in ((x, y, z, xy, yz, xz), (z, y, x, zy, yx, zx), (y, x, z, yx, xz, yz),
                                        (z, x, y, zx, xy, zy), (x, z, y, xz, zy, xy), (y, z, x, yz, zx, yx)):
            closed = there[to] & there[on] & there[across]
            role = _role(of[a[closed]], of[v[closed]], of[b[closed]])
            found -= np.bincount(v[closed] * 6 + role, minlength=6 * arrays.n).reshape(-1, 6)


def _role(a: Ints, v: Ints, b: Ints) -> Ints:
    return np.select([(a == v) & (v == b), a == b, v == b, a == v],
                     [COORDINATOR, ITINERANT, GATEKEEPER, REPRESENTATIVE], LIAISON).astype(np.int64)


def _by_chance(raw: Ints, mine: Ints, sizes: Ints, density: float) -> tuple[Floats, Floats]:
    """Expected and z of each node, whose group has `mine` members."""
    size = mine.astype(np.float64)
    n, each = float(sizes.sum()), sizes.astype(np.float64)
    own, out = size - 1, n - size
    pairs, couples = np.zeros((2, len(mine), 6))
    pairs[:, COORDINATOR], couples[:, COORDINATOR] = own * (own - 1), 2 * own * (own - 1) * (own - 2)
    among = each * (each - 1)
    pairs[:, ITINERANT] = among.sum() - size * own
    couples[:, ITINERANT] = 2 * ((among * (each - 2)).sum() - size * own * (own - 1))
    for role in (GATEKEEPER, REPRESENTATIVE):
        pairs[:, role], couples[:, role] = own * out, own * out * (own - 1 + out - 1)
    # One end in a group g, the other in the rest of those outside: Σ_g n_g (out − n_g), then twice … (out − n_g − 1).
    one, two, three = (float((each ** power).sum()) for power in (1, 2, 3))
    others = one - size, two - size ** 2, three - size ** 3
    pairs[:, LIAISON] = out * others[0] - others[1]
    couples[:, LIAISON] = 2 * (out * (out - 1) * others[0] - (2 * out - 1) * others[1] + others[2])
    pairs[:, TOTAL], couples[:, TOTAL] = (n - 1) * (n - 2), 2 * (n - 1) * (n - 2) * (n - 3)
    p = density ** 2 * (1 - density)
    return _standard(raw, pairs * p, pairs * p * (1 - p) + couples * (density * (1 - density)) ** 3)


def _whole_by_chance(raw: Ints, sizes: Ints, density: float) -> tuple[Floats, Floats]:
    """Expected and z of the whole graph; groups of one size are counted together."""
    n = float(sizes.sum())
    kinds, times = np.unique(sizes, return_counts=True)
    size, many = kinds.astype(np.float64), times.astype(np.float64)
    # Arcs within the groups of each size, and from a group of one size (rows) to another group of a size (columns).
    inside = many * size * (size - 1)
    between = np.outer(many * size, many * size) - np.diag(many * size ** 2)
    here, there = np.broadcast_arrays(size[:, None], size[None, :])
    flat, wide = np.zeros_like(inside), np.zeros_like(between)
    # For each role: triples that ask an arc of each kind to be there, as a → v and as v → b, and to be absent, a → b.
    asked = {
        COORDINATOR: ((size - 2, size - 2, size - 2), (wide, wide, wide)),
        ITINERANT: ((flat, flat, n - size), (here - 1, there - 1, wide)),
        GATEKEEPER: ((flat, n - size, flat), (there - 1, wide, there - 1)),
        REPRESENTATIVE: ((n - size, flat, flat), (wide, here - 1, here - 1)),
        LIAISON: ((flat, flat, flat), (n - here - there,) * 3),
        TOTAL: ((flat + n - 2,) * 3, (wide + n - 2,) * 3)}
    d = density
    p = d ** 2 * (1 - d)
    triples, variance = np.zeros((2, 6))
    for role, kinds_of_arc in asked.items():
        both = absent = mixed = 0.0
        for arcs, (first, second, closing) in zip((inside, between), kinds_of_arc, strict=True):
            present = first + second
            triples[role] += float((arcs * closing).sum())
            both += float((arcs * present * (present - 1)).sum())
            absent += float((arcs * closing * (closing - 1)).sum())
            mixed += 2 * float((arcs * present * closing).sum())
        if role in (GATEKEEPER, REPRESENTATIVE):
            mixed = 0.0  # as sna does
        elif role in (COORDINATOR, TOTAL):
            mixed -= 4 * triples[role]  # as sna does; each couple of the same three nodes was counted twice
        elif role == LIAISON:
            mixed -= 2 * triples[role]
        variance[role] = (triples[role] * p * (1 - p) + both * (d * (1 - d)) ** 3 + absent * d ** 5 * (1 - d)
                          - mixed * p ** 2)
    return _standard(raw, triples * p, variance)


def _standard(raw: Ints, expected: Floats, variance: Floats) -> tuple[Floats, Floats]:
    """z, not a number where nothing varies."""
    spread = np.sqrt(np.where(variance > 0, variance, np.nan))
    return expected + 0.0, (raw - expected) / spread  # + 0.0: no minus zero is to be read
