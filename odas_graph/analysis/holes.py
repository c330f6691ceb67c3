"""Structural holes: Burt's constraint and effective size, from the triangles of the graph.

Both rest on p_uv, the share of its ties that u spends on v: p_uv = (a_uv + a_vu) / Σ_w (a_uw + a_wu), a being the
weights, or 1 for a tie where no weight is asked for. Direction counts: a tie both ways weighs twice one of one way.
Contacts are those whom u has a tie with in either direction. O(m^1.5) time, O(m) memory, at any size.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from odas_graph.analysis.graphs import Arrays, Floats, N, to_arrays, triangles

if TYPE_CHECKING:
    import networkx as nx


def constraint(graph: nx.Graph[N] | Arrays[N], weight: str | None = None) -> dict[N, float | None]:
    """How far the contacts of each node are tied to one another, so that it can do nothing without them.

    c(u) = Σ_v (p_uv + Σ_w p_uw p_wv)², over the contacts v of u and the contacts w common to both. Above 0 and below 2:
    1 for a node of one contact, 9/8 for the members of a triangle. None where there is no contact, or where all ties
    weigh 0. Burt (1992), Structural Holes, chapter 2, p. 54–55; equal to R igraph 1.3.5 `constraint`.
    """
    return constraint_in(to_arrays(graph, weight))


def constraint_in(arrays: Arrays[N]) -> dict[N, float | None]:
    """`constraint`, of a graph already read."""
    ties = arrays.symmetric
    share, total = _shares(ties)
    indirect = np.zeros(len(share))
    for xy, yz, xz in triangles(ties):
        yx, zy, zx = ties.back[xy], ties.back[yz], ties.back[xz]
        for arc, to, on in ((xy, xz, zy), (yx, yz, zx), (xz, xy, yz), (zx, zy, yx), (yz, yx, xz), (zy, zx, xy)):
            indirect += np.bincount(arc, share[to] * share[on], len(share))
    values = np.bincount(ties.sources, (share + indirect) ** 2, ties.n).astype(np.float64)
    return _known(ties, values, total)


def effective_size(graph: nx.Graph[N] | Arrays[N], weight: str | None = None) -> dict[N, float | None]:
    """How many contacts each node has once those tied to one another are discounted.

    e(u) = Σ_v (1 − Σ_w p_uw m_vw), over the contacts v and w ≠ v of u, with m_vw = (a_vw + a_wv) / max_x (a_vx + a_xv).
    Between 1 and the number of contacts. For undirected ties that weigh alike it is k − 2t/k, k being the contacts and
    t the ties among them (Borgatti 1997). None where there is no contact, or where all ties weigh 0.
    Burt (1992), Structural Holes, chapter 2, p. 51–53; Borgatti (1997), Connections 20(1), p. 35–38.
    """
    return effective_size_in(to_arrays(graph, weight))


def effective_size_in(arrays: Arrays[N]) -> dict[N, float | None]:
    """`effective_size`, of a graph already read."""
    ties = arrays.symmetric
    share, total = _shares(ties)
    strongest = np.zeros(ties.n)
    np.maximum.at(strongest, ties.sources, ties.weights)
    strength = np.divide(ties.weights, strongest[ties.sources], where=strongest[ties.sources] > 0,
                         out=np.zeros(len(share)))
    values = ties.degrees.astype(np.float64)
    for xy, yz, xz in triangles(ties):
        yx, zy, zx = ties.back[xy], ties.back[yz], ties.back[xz]
        for one, other, between in ((xy, xz, yz), (yx, yz, xz), (zx, zy, xy)):
            lost = share[other] * strength[between] + share[one] * strength[ties.back[between]]
            values -= np.bincount(ties.sources[one], lost, ties.n)
    return _known(ties, values, total)


def _shares(ties: Arrays[N]) -> tuple[Floats, Floats]:
    """p of each arc, and the sum of the weights of each node."""
    total = np.bincount(ties.sources, ties.weights, ties.n).astype(np.float64)
    mine = total[ties.sources]
    return np.divide(ties.weights, mine, where=mine > 0, out=np.zeros(len(ties.weights))), total


def _known(ties: Arrays[N], values: Floats, total: Floats) -> dict[N, float | None]:
    defined = total > 0
    return {node: value if known else None
            for node, value, known in zip(ties.nodes, values.tolist(), defined.tolist(), strict=True)}
