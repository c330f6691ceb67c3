"""What an actor does with inhabitants itself (C1, proximity), and where a value stands among its peers.

The other parts of contribution are `bridging` (C2) and `irreplaceability` (C3). None of them looks at ties to
institutions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import numpy as np

from odas_graph.analysis.draws import Draws
from odas_graph.analysis.weights import Weights
from odas_graph.panel import ROLES, SILENT, Floats, Ints, Panel

# Numbers worked on in one go: some hundred megabytes at most, however many readings.
CELLS: Final = 4_000_000
# Sums of the same terms in another order differ after the fifteenth figure: they are the same standing.
DECIMALS: Final = 12


def proximity(panel: Panel, draws: Draws) -> Floats:
    """C1 of every actor: Σ over its actions of role weight × direct contact ÷ number of houses that take part.

    B × actors. A body and its own services, staff and members (`Actors.house`) count as one participant, institutions
    as others, so that listing the staff of one body by trade, and that of another as a whole, changes nothing. The
    role weight is that of its heaviest role, 0 for no role. 0 to its number of actions, rounded to `DECIMALS`; NaN
    for an actor of whom no source says, for any action left in the reading, whether it met inhabitants. An action
    whose contact is not stated adds nothing. O(B × participations), and O(m log m) once, for the houses.
    """
    rows = panel.participations
    found = np.full((len(draws), len(panel.actors)), np.nan)
    told = rows.contact != SILENT
    if not told.any():
        return found
    actor, action, roles, contact = (column[told] for column in (rows.actor, rows.action, rows.roles, rows.contact))
    shared = _houses(panel)[action]
    starts = np.flatnonzero(np.diff(actor, prepend=-1))
    weights = _heaviest(draws.roles, rows.role_sets)
    for some in in_chunks(len(draws), len(actor)):
        here = action != draws.left_out[some, None]
        worth = weights[some][:, roles] * draws.contact[some][:, contact]
        worth /= shared
        worth[~here] = 0
        sums = np.add.reduceat(worth, starts, axis=1)
        known = np.logical_or.reduceat(here, starts, axis=1)
        found[some, actor[starts]] = np.where(known, sums.round(DECIMALS), np.nan)
    return found


def role_weight(roles: Iterable[str], weights: Weights) -> float:
    """The weight of the heaviest of these roles; 0 for a role of a later code list, which has none."""
    return max((weights.roles.get(role, 0.0) for role in roles), default=0.0)


def percentiles(values: Floats, groups: Ints) -> Floats:
    """The share of the others of its group that each value exceeds, ties counted half: 0 to 1, 0.5 for a lone value.

    `values` is B × m, each row apart; `groups` (m) tells who is whose peer. NaN is nobody's peer and stays NaN.
    Mid-rank percentile (Parzen 2004, mid-distribution function, Statistical Science 19, p. 652–662, without the value
    itself). O(B × m log m).
    """
    found = np.full(values.shape, np.nan)
    for group in np.unique(groups):
        peers = np.flatnonzero(groups == group)
        for some in in_chunks(len(values), len(peers)):
            found[some, peers] = _among(values[some][:, peers])
    return found


def standings(values: Floats, groups: Ints) -> Floats:
    """`percentiles`, but 0 for a value of 0: to do nothing is no standing, however many do nothing either."""
    found = percentiles(values, groups)
    found[values == 0] = 0
    return found


def in_chunks(count: int, width: int) -> Iterator[slice]:
    """`count` rows of `width` numbers, in runs of at most `CELLS` numbers, or of one row."""
    step = max(1, CELLS // max(width, 1))
    return (slice(start, min(start + step, count)) for start in range(0, count, step))


def _houses(panel: Panel) -> Ints:
    """How many houses take part in each action."""
    rows, n = panel.participations, max(len(panel.actors), 1)
    pairs = np.sort(rows.action * n + panel.actors.house[rows.actor])
    first = np.diff(pairs, prepend=-1) > 0
    return np.bincount(pairs[first] // n, minlength=len(panel.actions))


def _heaviest(roles: Floats, sets: tuple[tuple[int, ...], ...]) -> Floats:
    """For each reading, the weight of each set of roles. A role that weighs nothing stands in every set."""
    padded = np.concatenate([roles, np.zeros((len(roles), 1))], axis=1)
    members = [role for roles_of_one in sets for role in (*roles_of_one, len(ROLES))]
    sizes = np.array([len(roles_of_one) + 1 for roles_of_one in sets])
    return np.maximum.reduceat(padded[:, members], np.cumsum(sizes) - sizes, axis=1)


def _among(values: Floats) -> Floats:
    """The percentile of each value of a row among all of that row."""
    order = np.argsort(values, axis=1)  # NaN comes last
    ranked = np.take_along_axis(values, order, axis=1)
    places = np.arange(values.shape[1])
    bounds = np.ones((len(values), len(places) + 1), dtype=bool)
    bounds[:, 1:-1] = ranked[:, 1:] != ranked[:, :-1]
    first = np.maximum.accumulate(np.where(bounds[:, :-1], places, 0), axis=1)
    last = np.minimum.accumulate(np.where(bounds[:, 1:], places, len(places))[:, ::-1], axis=1)[:, ::-1]
    others = (~np.isnan(values)).sum(axis=1, keepdims=True) - 1
    share = np.where(others > 0, (first + last) / 2 / np.maximum(others, 1), 0.5)
    share[np.isnan(ranked)] = np.nan
    found = np.empty_like(share)
    np.put_along_axis(found, order, share, axis=1)
    return found
