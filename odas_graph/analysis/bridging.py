"""Contribution C2: what an actor holds together, among actors and actions and between spheres."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from odas_graph.analysis.contribution import in_chunks
from odas_graph.analysis.draws import Draws
from odas_graph.analysis.graphs import Arrays, spread, triangles
from odas_graph.analysis.separation import pairs_lost
from odas_graph.panel import ORIGINS, SILENT, SPHERES, Bools, Floats, Ints, Panel

# A tie that is only planned holds nothing together yet.
PLANNED: Final = ORIGINS.index("envisage")


@dataclass(frozen=True)
class Bridging:
    """The two sides of bridging, each B × actors, raw counts: they are of different things and are not to be added.

    `separated`: pairs of actors and actions, institutions among them and itself left out, that a way leads between in
    the two-mode network, and none without it. `brokered`: open pairs of actors of different spheres, no institutions,
    that have it as a common partner.
    """

    separated: Floats
    brokered: Floats


def bridging(panel: Panel, draws: Draws) -> Bridging:
    """C2 of every actor; see `Bridging` for what is counted, `separated` and `brokered` for how."""
    return Bridging(separated(panel, draws), brokered(panel, draws))


def separated(panel: Panel, draws: Draws) -> Floats:
    """The pairs that only the actor joins, B × actors; above 0 for articulation points of the two-mode network alone.

    O(actors + participations) for each action left out, whatever the number of readings; see `pairs_lost`.
    """
    rows, n = panel.participations, len(panel.actors)
    left_out, which = np.unique(draws.left_out, return_inverse=True)
    found = np.zeros((len(left_out), n))
    for row, action in zip(found, left_out.tolist(), strict=True):
        here = rows.action != action
        # Actors by their numbers, then actions by theirs.
        row[:] = pairs_lost(rows.actor[here], rows.action[here] + n, n + len(panel.actions))[:n]
    return found[which]


def brokered(panel: Panel, draws: Draws) -> Floats:
    """The open pairs a, b with a – v – b that v brokers, B × actors, where a and b are of different spheres.

    Half the gatekeeper, representative and liaison counts of `gould_fernandez` on the undirected ties, as each pair is
    counted once (Gould & Fernandez 1989, Sociological Methodology 19, p. 89–126). None of the three is an institution.
    A tie of several joins every pair of them; an absence and a planned tie join nobody and close nothing. A tie
    stands in a reading that keeps it and does not leave out the action it is stated within. An actor of unknown sphere
    is of none: it may broker, and be brokered by nobody. Who belong to one house know each other: they are no pair to
    link, nor is one's own house a partner.

    Pairs by sphere, less those that a triangle closes: O(m^1.5) for the triangles of m pairs, then O(B × (m +
    triangles)); a hub of d partners costs d, not d², but a tie of k has k² / 2 pairs and k³ / 6 triangles. Readings
    alike are counted once.
    """
    one, which = _unlike(draws)
    found = np.zeros((len(one), len(panel.actors)))
    tied = _tied(panel)
    if not len(tied.tie):
        return found[which]
    sphere = panel.actors.sphere[tied.actors]
    for some in in_chunks(len(one), len(tied.tie)):
        stands = _stands(tied, panel, draws, one[some])
        counts = _between(tied, sphere, stands)
        for closed in _closed(tied, sphere, stands):
            counts -= closed
        found[some, tied.actors] = counts
    return found[which]


def _unlike(draws: Draws) -> tuple[Ints, Ints]:
    """One reading of each kind that keeps the same ties and leaves out the same action, and the kind of each."""
    kinds: dict[tuple[int, bytes], int] = {}
    first: list[int] = []
    which: list[int] = []
    for i, action in enumerate(draws.left_out.tolist()):
        kind = kinds.setdefault((action, b"" if draws.kept is None else draws.kept[i].tobytes()), len(kinds))
        if kind == len(first):
            first.append(i)
        which.append(kind)
    return np.array(first, np.int64), np.array(which, np.int64)


@dataclass(frozen=True)
class _Tied:
    """The pairs that ties, or one house, join, as arcs of a graph of `actors`; the ties of each arc are a run in `tie`.

    A house stands as a tie of its own, after the others, that every reading keeps. `leads` tells the arcs between
    houses: by these alone one brokers.
    """

    actors: Ints
    graph: Arrays[int]
    tie: Ints
    starts: Ints
    leads: Bools


def _tied(panel: Panel) -> _Tied:
    ties = panel.ties
    joins = ~ties.absent & (ties.origin != PLANNED)
    held = joins[ties.member_tie] & ~panel.actors.institution[ties.member]
    tie, member = ties.member_tie[held], ties.member[held]
    own, other = spread(np.searchsorted(tie, np.arange(len(ties) + 1)), tie)
    apart = member[own] != member[other]
    own, other = own[apart], other[apart]
    partner = np.zeros(len(panel.actors), dtype=bool)
    partner[member[own]] = True
    actors, place = np.flatnonzero(partner), np.cumsum(partner) - 1
    one, two = _of_one_house(panel.actors.house[actors])
    keys = np.concatenate([place[member[own]] * len(actors) + place[member[other]], one * len(actors) + two])
    joined_by = np.concatenate([tie[own], np.full(len(one), len(ties), np.int64)])
    order = np.argsort(keys)
    keys = keys[order]
    starts = np.flatnonzero(np.diff(keys, prepend=-1))
    sources, targets = np.divmod(keys[starts], max(len(actors), 1))
    graph = Arrays(tuple(range(len(actors))), False, sources, targets, np.ones(len(sources)))
    house = panel.actors.house[actors]
    return _Tied(actors, graph, joined_by[order], starts, house[sources] != house[targets])


def _of_one_house(house: Ints) -> tuple[Ints, Ints]:
    """The pairs of different places that hold the same house, both ways round."""
    order = np.argsort(house, kind="stable")
    ordered = house[order]
    first = np.searchsorted(ordered, ordered)
    sizes = np.searchsorted(ordered, ordered, side="right") - first
    one = np.repeat(np.arange(len(house)), sizes)
    other = np.arange(len(one)) - np.repeat(np.cumsum(sizes) - sizes, sizes) + np.repeat(first, sizes)
    apart = one != other
    return order[one[apart]], order[other[apart]]


def _stands(tied: _Tied, panel: Panel, draws: Draws, readings: Ints) -> Bools:
    """Readings × arcs: is one of its ties kept, and not of the action left out?"""
    left_out = draws.left_out[readings, None]
    stands = (left_out == SILENT) | (panel.ties.action != left_out)
    if draws.kept is not None:
        stands &= draws.kept[readings]
    stands = np.concatenate([stands, np.ones((len(stands), 1), dtype=bool)], axis=1)
    return np.logical_or.reduceat(stands[:, tied.tie], tied.starts, axis=1)


def _between(tied: _Tied, sphere: Ints, stands: Bools) -> Ints:
    """Readings × nodes: how many pairs of its partners are of different spheres, tied or not."""
    graph = tied.graph
    found = np.zeros((len(stands), graph.n), np.int64)
    arcs = np.flatnonzero(tied.leads & (sphere[graph.targets] != SILENT))
    if not len(arcs):
        return found
    keys = graph.sources[arcs] * len(SPHERES) + sphere[graph.targets[arcs]]
    order = np.argsort(keys)
    by_sphere, keys = _sums(stands, arcs[order], keys[order])
    starts = np.flatnonzero(np.diff(keys // len(SPHERES), prepend=-1))
    all_of = np.add.reduceat(by_sphere, starts, axis=1)
    alike = np.add.reduceat(by_sphere ** 2, starts, axis=1)
    found[:, keys[starts] // len(SPHERES)] = (all_of ** 2 - alike) // 2
    return found


def _closed(tied: _Tied, sphere: Ints, stands: Bools) -> Iterator[Ints]:
    """Readings × nodes: how many of those pairs are tied themselves, or of one house; by parts, to be added up."""
    graph, leads = tied.graph, tied.leads
    for xy, yz, xz in triangles(graph):
        x, y, z = graph.sources[xy], graph.targets[xy], graph.targets[xz]
        corners = [(v, np.flatnonzero((sphere[a] != sphere[b]) & (sphere[a] != SILENT) & (sphere[b] != SILENT)
                                      & leads[va] & leads[vb]))
                   for v, a, b, va, vb in ((x, y, z, xy, xz), (y, x, z, xy, yz), (z, x, y, xz, yz))]
        node = np.concatenate([v[those] for v, those in corners])
        triangle = np.concatenate([those for _, those in corners])
        if not len(node):
            continue
        order = np.argsort(node)
        node, triangle = node[order], triangle[order]
        found = np.zeros((len(stands), graph.n), np.int64)
        for some in in_chunks(len(stands), len(xy) + len(node)):
            whole = stands[some][:, xy] & stands[some][:, yz] & stands[some][:, xz]
            counts, nodes = _sums(whole, triangle, node)
            found[some, nodes] = counts
        yield found


def _sums(holds: Bools, columns: Ints, keys: Ints) -> tuple[Ints, Ints]:
    """Readings × different keys: in how many of the columns of a key it holds. Keys are in order."""
    starts = np.flatnonzero(np.diff(keys, prepend=-1))
    return np.add.reduceat(holds[:, columns], starts, axis=1, dtype=np.int64), keys[starts]
