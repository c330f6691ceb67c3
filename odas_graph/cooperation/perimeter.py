"""What of a panel belongs to a territory, and the networks of that part as arrays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from odas_graph.analysis.graphs import Arrays, from_columns
from odas_graph.panel import SILENT, Bools, Ints, Panel
from odas_graph.vocab import ID

# All that the data holds is in the country, also what no source places.
COUNTRY: Final = f"{ID}territory/pays-fr"
# The networks whose places can be measured; recognition runs from actors to circles, and is no network of places.
NETWORKS: Final = ("affiliation", "ties")


@dataclass(frozen=True)
class Perimeter:
    """Which actors, actions and ties (absences left out) of a panel belong to a territory."""

    actors: Bools
    actions: Bools
    ties: Bools


@dataclass(frozen=True)
class Web:
    """A network as arrays whose nodes are IRIs: actors first, each numbered in the panel by `actors`.

    In `affiliation`, actions follow (`actions` numbers them) and all ties weigh 1; in `ties`, a tie of n actors gives
    each pair the weight 1/(n − 1), as in `network.ties`, and only actors with a tie are nodes.
    """

    name: str
    arrays: Arrays[str]
    actors: Ints
    actions: Ints

    @property
    def modes(self) -> Ints:
        """0 for an actor, 1 for an action, by node."""
        return np.repeat(np.arange(2, dtype=np.int64), [len(self.actors), len(self.actions)])

    @property
    def count(self) -> int:
        """How many ties, or participations, there are."""
        return len(self.arrays.sources) // 2


def perimeter(panel: Panel, territory: str | None = None) -> Perimeter:
    """What belongs to the territory of this IRI; all of the panel where none, or the country, is named.

    An action is of the territories that its sources state and of all that hold them. A tie is where the action is that
    it is stated within, or else where at least two of its partners are. An actor is where it is based or active, where
    its actions are, and where such a tie has it as a partner. O(rows).
    """
    facts = ~panel.ties.absent
    if territory in (None, COUNTRY):
        return Perimeter(np.ones(len(panel.actors), bool), np.ones(len(panel.actions), bool), facts)
    inside = np.zeros(len(panel.territories), bool)
    if territory in panel.territories:
        here = panel.territories.index(territory)
        inside[here] = True
        inside[panel.held[panel.holder == here]] = True
    actors, actions = np.zeros(len(panel.actors), bool), np.zeros(len(panel.actions), bool)
    actors[panel.actors.place_actor[inside[panel.actors.place_territory]]] = True
    actions[panel.actions.site_action[inside[panel.actions.site_territory]]] = True
    ties = panel.ties
    within = ties.action != SILENT
    of_action = facts & within & np.append(actions, False)[ties.action]  # SILENT finds the last one
    partners = np.bincount(ties.member_tie[actors[ties.member]], minlength=len(ties))
    actors[ties.member[of_action[ties.member_tie]]] = True
    return Perimeter(actors, actions, of_action | (facts & ~within & (partners > 1)))


def members(panel: Panel, within: Perimeter, name: str) -> tuple[Ints, Ints]:
    """Who stands together, one row each, sorted: the number of the tie (or action), and of an actor of its.

    Ties of fewer than two partners within the perimeter have no row. ValueError for another network.
    """
    if name == "ties":
        of = panel.ties
        kept = within.ties[of.member_tie] & within.actors[of.member]
        kept &= (np.bincount(of.member_tie[kept], minlength=len(of)) > 1)[of.member_tie]
        team, member = of.member_tie[kept], of.member[kept]
    elif name == "affiliation":
        parts = panel.participations
        kept = within.actions[parts.action] & within.actors[parts.actor]
        team, member = parts.action[kept], parts.actor[kept]
    else:
        raise ValueError(f"network {name!r}: choose one of {', '.join(NETWORKS)}")
    order = np.lexsort((member, team))
    return team[order], member[order]


def pairs(team: Ints) -> tuple[Ints, Ints]:
    """Of rows sorted by team, the numbers of each two of the same team, the earlier first. O(their number)."""
    starts = np.flatnonzero(np.concatenate([[True], team[1:] != team[:-1]])) if len(team) else np.zeros(0, np.int64)
    sizes = np.diff(np.append(starts, len(team)))
    later = np.repeat(starts + sizes, sizes) - np.arange(len(team)) - 1
    one = np.repeat(np.arange(len(team), dtype=np.int64), later)
    ahead = np.cumsum(later) - later
    return one, np.arange(len(one), dtype=np.int64) - ahead[one] + one + 1


def web(panel: Panel, name: str, within: Perimeter | None = None) -> Web:
    """The network of that name (`NETWORKS`) within a perimeter; ValueError for another. O(rows log rows).

    In `affiliation` every actor and action of the perimeter is there, tied or not.
    """
    here = within or perimeter(panel)
    team, member = members(panel, here, name)
    if name == "ties":
        nodes, ends = np.unique(member, return_inverse=True)
        one, other = pairs(team)
        # The partners outside count too: a tie of many is as weak wherever it is looked at.
        share = 1.0 / (np.bincount(panel.ties.member_tie, minlength=len(panel.ties))[team] - 1)
        arrays = from_columns([panel.actors.iris[i] for i in nodes.tolist()], ends[one], ends[other], share[one])
        return Web(name, arrays, nodes, np.zeros(0, np.int64))
    actors, actions = np.flatnonzero(here.actors), np.flatnonzero(here.actions)
    iris = [panel.actors.iris[i] for i in actors.tolist()] + [panel.actions.iris[i] for i in actions.tolist()]
    return Web(name, from_columns(iris, np.searchsorted(actors, member),
                                  len(actors) + np.searchsorted(actions, team)), actors, actions)
