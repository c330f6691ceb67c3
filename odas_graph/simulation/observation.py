"""What observers see of what happens: some of it is lost, some is never said, and a source always names a lead."""

from __future__ import annotations

from typing import Any

import numpy as np

from odas_graph.network.pairing import is_among
from odas_graph.panel import NO, SILENT, YES, Bools, Ints
from odas_graph.simulation.deeds import Deeds
from odas_graph.simulation.parameters import Parameters
from odas_graph.simulation.ties import Bonds, Strangers


def observe(acts: Deeds, ties: Bonds, strangers: Strangers,
            generator: np.random.Generator, parameters: Parameters) -> dict[str, Any]:
    """The observed columns of a `World`.

    Each participation, thing brought, tie, footing and origin is lost with the same probability. An action of which
    all participations are lost is not seen. Where the lead is lost, the source calls lead whom it sees nearest to the
    heart of the action. What an institution knew before is told in one fiche of the actor, drawn at random.
    """
    def seen(count: int) -> Bools:
        return generator.random(count) >= parameters.loss

    rows = np.flatnonzero(seen(len(acts.actor)))
    actor, number = acts.actor[rows], acts.action[rows]
    numbers, action = np.unique(number, return_inverse=True)
    told = np.full(len(acts), SILENT)
    told[numbers] = np.arange(len(numbers))
    pair = told[acts.need_action] != SILENT
    row_of = np.full(len(acts.actor), SILENT)
    row_of[rows] = np.arange(len(rows))
    thing = (row_of[acts.brought_row] != SILENT) & seen(len(acts.brought))
    return {
        "action_number": numbers, "site": acts.site[numbers],
        "need_action": told[acts.need_action[pair]], "need": acts.need[pair],
        "actor": actor, "action": action, "lead": _leads(action, acts.weight[rows]), "role": acts.role[rows],
        "contact": _contact(acts.contact[rows], generator, parameters),
        "brought_row": row_of[acts.brought_row[thing]], "brought": acts.brought[thing],
        **_ties(ties, told, actor, action, seen, generator),
        **_absences(strangers, actor, action, generator, parameters)}


def _leads(action: Ints, weight: Any) -> Bools:
    """The participation nearest to the heart of each action."""
    order = np.lexsort((-weight, action))
    first = np.ones(len(order), bool)
    first[1:] = action[order][1:] != action[order][:-1]
    lead = np.zeros(len(order), bool)
    lead[order[first]] = True
    return lead


def _contact(met: Bools, generator: np.random.Generator, parameters: Parameters) -> Ints:
    """YES and NO where a source speaks, which it does more readily where there was contact."""
    told = generator.random(len(met)) < np.where(met, parameters.contact_told, parameters.no_contact_told)
    return np.where(told, np.where(met, YES, NO), SILENT)


def _a_fiche_of(wanted: Ints, actor: Ints, action: Ints, generator: np.random.Generator) -> Ints:
    """For each actor wanted, one of its observed actions at random; SILENT where it has none. `actor` is sorted."""
    first, last = np.searchsorted(actor, wanted, side="left"), np.searchsorted(actor, wanted, side="right")
    at = first + (generator.random(len(wanted)) * (last - first)).astype(np.int64)
    found = np.full(len(wanted), SILENT)
    found[last > first] = action[at[last > first]]
    return found


def _ties(ties: Bonds, told: Ints, actor: Ints, action: Ints, seen: Any,
          generator: np.random.Generator) -> dict[str, Any]:
    before = ties.action == SILENT
    told_in = np.where(before, SILENT, told[ties.action])
    # The second member of what an institution knew before is the actor; the first, the institution.
    told_in[before] = _a_fiche_of(ties.members[before, 1], actor, action, generator)
    kept = np.flatnonzero((told_in != SILENT) & seen(len(ties)))
    members, told_in = ties.members[kept], told_in[kept]
    # It is part of the action where the institution takes part in it too.
    outside = before[kept] & ~is_among(members[:, 0], told_in, (actor, action))
    footing = np.where(seen(len(kept)), ties.footing[kept], SILENT)
    origin = np.where(seen(len(kept)), ties.origin[kept], SILENT)
    return {"members": members, "told_in": told_in, "outside": outside, "footing": footing, "origin": origin,
            "paid": ties.paid[kept]}


def _absences(strangers: Strangers, actor: Ints, action: Ints, generator: np.random.Generator,
              parameters: Parameters) -> dict[str, Any]:
    """The pairs of strangers that a source states as such, each in one fiche of the actor."""
    said = generator.random(len(strangers.actor)) < parameters.documentation
    told_in = _a_fiche_of(strangers.actor[said], actor, action, generator)
    kept = told_in != SILENT
    return {"absence_institution": strangers.institution[said][kept], "absence_actor": strangers.actor[said][kept],
            "absence_action": told_in[kept]}
