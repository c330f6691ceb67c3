"""Whom an actor joins, by name: what its bridging is made of, for the few actors that are shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import combinations, islice

import numpy as np

from odas_graph.analysis.cuts import cut_structure_in
from odas_graph.analysis.fragility import standing
from odas_graph.analysis.graphs import from_columns
from odas_graph.panel import SILENT, Panel


@dataclass(frozen=True, slots=True)
class Pair:
    """Two actors of different spheres, by number, that share a partner and no tie; and the ties to it, by number."""

    one: int
    other: int
    ties: tuple[int, ...]


def cut_off(panel: Panel, actors: Iterable[int]) -> dict[int, int]:
    """How many actors and actions are no longer linked to the largest piece of the rest without each of these actors.

    Those without whom all stay linked are left out. On the two-mode network, as `separated`. One depth-first search,
    O(actors + participations), however many are asked for.
    """
    n = len(panel.actors)
    network = from_columns(range(n + len(panel.actions)), panel.participations.actor, panel.participations.action + n)
    points = cut_structure_in(network).points
    return {actor: points[actor].separated for actor in actors if actor in points}


def joined(panel: Panel, actors: Iterable[int], most: int = 1) -> dict[int, list[Pair]]:
    """The first pairs, `most` of them, that each of these actors brokers, as `brokered` counts them; by number.

    Only pairs of different houses, neither its own: that it links a body and the volunteers of that body tells nobody
    anything. O(ties) once, and O(d²) for an actor of d partners all of whom are tied.
    """
    held = standing(panel)[panel.ties.member_tie] & ~panel.actors.institution[panel.ties.member]
    tie, member = panel.ties.member_tie[held], panel.ties.member[held]
    by_member, by_tie = np.argsort(member, kind="stable"), np.argsort(tie, kind="stable")
    members, ties = member[by_member], tie[by_tie]

    @cache
    def ties_of(actor: int) -> frozenset[int]:
        first, last = np.searchsorted(members, (actor, actor + 1))
        return frozenset(tie[by_member[first:last]].tolist())

    def pairs(actor: int) -> Iterator[Pair]:
        partners: set[int] = set()
        for one in ties_of(actor):
            first, last = np.searchsorted(ties, (one, one + 1))
            partners.update(member[by_tie[first:last]].tolist())
        sphere, house = panel.actors.sphere, panel.actors.house
        known = sorted(p for p in partners if sphere[p] != SILENT and house[p] != house[actor])
        for one, other in combinations(known, 2):
            if sphere[one] != sphere[other] and house[one] != house[other] and not ties_of(one) & ties_of(other):
                yield Pair(one, other, tuple(sorted(ties_of(actor) & (ties_of(one) | ties_of(other)))))

    return {actor: list(islice(pairs(actor), most)) for actor in actors}
