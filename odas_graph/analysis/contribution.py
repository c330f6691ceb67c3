"""Contribution C1, proximity: what an actor does itself with inhabitants. It never looks at ties to institutions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from odas_graph.analysis.weights import Weights

if TYPE_CHECKING:
    import networkx as nx


def proximity(affiliation: nx.Graph[str], weights: Weights) -> dict[str, float | None]:
    """C1 of every actor: Σ over its actions of role weight × direct contact ÷ number of houses that take part.

    A body and its own services, staff and members (node attribute `house`) count as one participant, so that listing
    the staff of one body by trade, and that of another as a whole, changes nothing. The role weight is that of
    its heaviest role. Range 0 to its number of actions; None for an actor of whom no source says, for any action,
    whether it met inhabitants. An action whose contact is not stated adds nothing.
    """
    scores: dict[str, float | None] = {}
    for actor, data in affiliation.nodes(data=True):
        if data["bipartite"] != 0:
            continue
        score, stated = 0.0, False
        for _, action, edge in affiliation.edges(actor, data=True):
            if edge["contact"] is None:
                continue
            stated = True
            contact = weights.contact["oui" if edge["contact"] else "non"]
            houses = {affiliation.nodes[other].get("house", other) for other in affiliation[action]}
            score += role_weight(edge["roles"], weights) * contact / len(houses)
        scores[actor] = score if stated else None
    return scores


def role_weight(roles: Iterable[str], weights: Weights) -> float:
    """The weight of the heaviest of these roles; 0 for a role of a later code list, which has none."""
    return max((weights.roles.get(role, 0.0) for role in roles), default=0.0)


def percentiles(values: dict[str, float]) -> dict[str, float]:
    """The share of the others that each value exceeds, ties counted half: 0 to 1, 0.5 for a lone value.

    Mid-rank percentile (Parzen 2004, mid-distribution function, without the value itself).
    """
    from bisect import bisect_left, bisect_right

    ordered = sorted(values.values())
    count = len(ordered)
    shares = {}
    for key, value in values.items():
        below, same = bisect_left(ordered, value), bisect_right(ordered, value) - bisect_left(ordered, value)
        shares[key] = (below + (same - 1) / 2) / (count - 1) if count > 1 else 0.5
    return shares
