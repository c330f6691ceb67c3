"""Contribution C3: what nobody else brings to an action, or answers in a territory."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from odas_graph.analysis.draws import Draws
from odas_graph.analysis.graphs import spread
from odas_graph.panel import CONTRIBUTIONS, NEEDS, ROLES, SILENT, Bools, Floats, Ints, Panel

# Who pays for an action or observes it does not answer the need by that alone.
BESIDE: Final = frozenset((ROLES.index("financeur"), ROLES.index("evaluateur")))
# Who is in a cell, where it is not one house.
NOBODY: Final = -1
SEVERAL: Final = -2


@dataclass(frozen=True)
class SoleCells:
    """The cells that one house alone fills, one row for each actor of that house that fills it.

    `bringer` alone brings `contribution` to `action`; `answerer` alone answers `need` in `territory`. Numbers in
    `Panel.actors`, `CONTRIBUTIONS`, `Panel.actions`, `NEEDS`, `Panel.territories`; sorted by actor.
    """

    bringer: Ints
    action: Ints
    contribution: Ints
    answerer: Ints
    need: Ints
    territory: Ints


def irreplaceability(panel: Panel, draws: Draws) -> Floats:
    """C3 of every actor, B × actors: how many cells its house alone fills, of those that it fills itself.

    `sole_cells` says which. From 0. The action left out of a reading takes its own cells with it; what another action
    answers may then be answered by one house alone. O(distinct actions left out × participations × territories that
    hold one).
    """
    left_out, which = np.unique(draws.left_out, return_inverse=True)
    found = np.zeros((len(left_out), len(panel.actors)))
    for row, action in zip(found, left_out.tolist(), strict=True):
        cells = _cells(panel, action)
        row += np.bincount(np.concatenate([cells.bringer, cells.answerer]), minlength=len(row))
    return found[which]


def sole_cells(panel: Panel) -> SoleCells:
    """The cells of the panel as stated that one house alone fills.

    An action and a contribution: no other house brings it to that action. Of an action where one house takes part,
    that is all it brings, by definition.

    A need and a territory that one of its actions states: no other house takes part in an action on this need there,
    or at a territory that holds it, as a wider action answers too; one at a part of it does not answer for the whole.
    Needs are as stated, not rolled up. An action of no stated territory answers nowhere. A part of which every role
    is to pay or to observe (`BESIDE`) answers nothing and takes nothing from who does: a funder of all does not make
    each replaceable, nor does it stand alone where it only pays. What it pays is a contribution to the action, and
    counts there. A part without stated role does answer.
    """
    return _cells(panel, SILENT)


def _cells(panel: Panel, left_out: int) -> SoleCells:
    return SoleCells(*_brought(panel, left_out), *_answered(panel, left_out))


def _brought(panel: Panel, left_out: int) -> tuple[Ints, Ints, Ints]:
    rows = panel.participations
    row, contribution = rows.brought_row, rows.brought
    here = rows.action[row] != left_out
    row, contribution = row[here], contribution[here]
    actor, action = rows.actor[row], rows.action[row]
    cell = action * len(CONTRIBUTIONS) + contribution
    alone = _only(cell, panel.actors.house[actor], len(panel.actions) * len(CONTRIBUTIONS))[cell] != SEVERAL
    return actor[alone], action[alone], contribution[alone]


def _answered(panel: Panel, left_out: int) -> tuple[Ints, Ints, Ints]:
    rows, actions, width = panel.participations, panel.actions, max(len(panel.territories), 1)
    answering = ~_beside(rows.role_sets)[rows.roles] & (rows.action != left_out)
    actor, action = rows.actor[answering], rows.action[answering]
    house = _only(action, panel.actors.house[actor], len(actions))
    # The cells of each action that anybody answers in: its needs by its territories.
    owner, place = spread(_pointers(actions.site_action, len(actions)), actions.need_action)
    of = actions.need_action[owner]
    cell = actions.need[owner] * width + actions.site_territory[place]
    answered = house[of] != NOBODY
    of, cell = of[answered], cell[answered]
    size = len(NEEDS) * width
    alone = _alone(panel, _only(cell, house[of], size))[cell]
    of, cell = of[alone], cell[alone]
    # All who answer in an action with such a cell are of the one house.
    owner, place = spread(_pointers(of, len(actions)), action)
    answerer, cell = np.divmod(np.unique(actor[owner] * size + cell[place]), size)
    return answerer, cell // width, cell % width


def _alone(panel: Panel, house: Ints) -> Bools:
    """For each cell of need and territory, does one house answer there, and no other in what holds the territory?"""
    width = max(len(panel.territories), 1)
    filled = np.flatnonzero(house != NOBODY)
    owner, place = spread(_pointers(panel.held, width), filled % width)
    above = house[filled[owner] // width * width + panel.holder[place]]
    wider = np.flatnonzero(above != NOBODY)
    only = _only(np.concatenate([np.arange(len(filled)), owner[wider]]),
                 np.concatenate([house[filled], above[wider]]), len(filled))
    found = np.zeros(len(house), dtype=bool)
    found[filled] = only != SEVERAL
    return found


def _only(cell: Ints, house: Ints, size: int) -> Ints:
    """The one house in each of `size` cells, or `NOBODY`, or `SEVERAL`."""
    found = np.full(size, NOBODY)
    found[cell] = house
    found[cell[found[cell] != house]] = SEVERAL
    return found


def _beside(sets: tuple[tuple[int, ...], ...]) -> Bools:
    """The sets of roles that only pay or observe."""
    return np.array([bool(roles) and BESIDE.issuperset(roles) for roles in sets], dtype=bool)


def _pointers(keys: Ints, size: int) -> Ints:
    """Where the rows of each key begin, in rows sorted by it."""
    found = np.zeros(size + 1, np.int64)
    np.cumsum(np.bincount(keys, minlength=size), out=found[1:])
    return found
