"""What is true of each actor before anything is observed: what it did, who knew it, and who is invisible by both."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from odas_graph.panel import Bools, Floats, Ints
from odas_graph.simulation.deeds import Deeds
from odas_graph.simulation.parameters import INSTITUTIONS, Parameters
from odas_graph.simulation.people import People
from odas_graph.simulation.ties import Strangers


@dataclass(frozen=True)
class Truth:
    """One row an actor; nothing holds for institutions.

    `work` is its effort summed over all that it took part in, `known` how many of the institutions in charge of its
    commune knew it before (0 to 10). `planted` and `pillars` did most; the ones are least known, the others best.
    `by_draw` are those that the engagement and the visibility they drew would plant, chance left out.
    """

    work: Floats
    known: Ints
    planted: Bools
    pillars: Bools
    by_draw: Bools


def truth(folk: People, acts: Deeds, strangers: Strangers, parameters: Parameters) -> Truth:
    """The truth on every actor. Actors known to as many institutions are told apart by the visibility they drew."""
    count, others = len(folk), folk.others
    work: Floats = np.bincount(acts.actor, np.exp(acts.effort), minlength=count).astype(np.float64)
    work[:folk.institutions] = 0
    known = sum(len(sorts) for sorts in INSTITUTIONS) - np.bincount(strangers.actor, minlength=count)
    known[:folk.institutions] = 0
    most = round(parameters.doing_most * len(others))
    few = round(parameters.least_known * len(others))
    busy, unseen, seen = np.zeros((3, count), bool)
    busy[others[np.argsort(-work[others], kind="stable")[:most]]] = True
    ranked = others[np.lexsort((folk.visibility[others], known[others]))]
    unseen[ranked[:few]], seen[ranked[len(ranked) - few:]] = True, True
    normal = NormalDist()
    drawn = (folk.engagement > normal.inv_cdf(1 - parameters.doing_most)) & (
        folk.visibility < normal.inv_cdf(parameters.least_known))
    drawn[:folk.institutions] = False
    return Truth(work, known, busy & unseen, busy & seen, drawn)
