"""What would be lost if an actor stopped: actions, leads, contributions, needs answered, ways from one to another.

A body stops with its services, its staff and its members; one of these stops alone. Only what the sources state is
counted: that nobody else is known in an action is no proof that it had nobody else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final

import numpy as np

from odas_graph.analysis.cuts import Cut, cut_structure_in
from odas_graph.analysis.graphs import Arrays, from_columns
from odas_graph.analysis.irreplaceability import BESIDE
from odas_graph.panel import CONTRIBUTIONS, ORIGINS, ROLES, Bools, Ints, Panel

LEADING: Final = (ROLES.index("porteur"), ROLES.index("copilote"))
PLANNED: Final = ORIGINS.index("envisage")
# What is counted of each actor, in the order in which actors are compared: the first that differs decides.
LOSSES: Final = ("needs", "actions", "leads", "contributions", "cut_off", "narrowed", "ties")


@dataclass(frozen=True)
class Losses:
    """What stops with each actor, one row each, sorted; the first column numbers the actor.

    `actions`: in which nobody else is known; `leads`: in which others are, none of whom leads; `contributions`: (actor,
    action, contribution) that nobody else brings to it; `needs`: (actor, need, territory) that nobody else answers;
    `narrowed`: (actor, need, territory, body) that one single other body would still answer; `ties`: stated ties with
    another body in which it stands, planned ones left out. `cuts` says for an actor what the network of bodies falls
    into without it; `bodies` tells the actors that are no part of another.
    """

    actions: Ints
    leads: Ints
    contributions: Ints
    needs: Ints
    narrowed: Ints
    ties: Ints
    cuts: Mapping[int, Cut[int]] = field(repr=False)
    bodies: Bools = field(repr=False)

    @cached_property
    def counts(self) -> Ints:
        """How much of each of `LOSSES` stops with each actor: n × 7."""
        found = np.zeros((len(self.bodies), len(LOSSES)), np.int64)
        for column, name in enumerate(LOSSES):
            if name == "cut_off":
                for actor, cut in self.cuts.items():
                    found[actor, column] = cut.separated
            else:
                found[:, column] = np.bincount(getattr(self, name)[:, 0], minlength=len(self.bodies))
        return found

    def within(self, actions: Bools, territories: Bools) -> Losses:
        """What of this concerns these actions and territories; ties and ways stay as they are."""
        return replace(self, **{name: rows[kept[rows[:, column]]] for name, column, kept in (
            ("actions", 1, actions), ("leads", 1, actions), ("contributions", 1, actions), ("needs", 2, territories),
            ("narrowed", 2, territories)) for rows in [getattr(self, name)]})

    def pieces(self, actor: int) -> list[list[int]]:
        """The bodies that would be linked to each other no more, by piece, the largest first; none where all would."""
        found = [[m for m in piece if m < len(self.bodies) and self.bodies[m]]
                 for piece in (self.cuts[actor].pieces if actor in self.cuts else ())]
        return [sorted(piece) for piece in found if piece]

    def cut_off(self, actor: int) -> list[int]:
        """The bodies no longer in the largest piece of what the actor holds together, by number."""
        return sorted(member for piece in self.pieces(actor)[1:] for member in piece)

    def order(self, actors: Ints) -> Ints:
        """These actors, those with which most stops first: compared on each of `LOSSES` in turn, then by number."""
        keys = -self.counts[actors]
        return actors[np.lexsort((actors, *keys.T[::-1]))]


def losses(panel: Panel) -> Losses:
    """What stops with each actor of a panel. O(rows log rows), then one depth-first search of the network."""
    rows = panel.participations
    actions = _solely(panel, rows.action, rows.actor)
    leading = np.isin(rows.roles, [i for i, roles in enumerate(panel.participations.role_sets)
                                   if any(role in LEADING for role in roles)])
    led = _solely(panel, rows.action[leading], rows.actor[leading])
    gift = rows.action[rows.brought_row] * len(CONTRIBUTIONS) + rows.brought
    alone = _solely(panel, gift, rows.actor[rows.brought_row])
    answered, places, of, who = answers(panel)
    needs = _solely(panel, of, who)
    narrowed = _narrowed(panel, of, who)
    kept = (standing(panel) & _between(panel))[panel.ties.member_tie]
    return Losses(
        actions=actions, leads=_less(led, actions),
        contributions=np.column_stack([alone[:, 0], *np.divmod(alone[:, 1], len(CONTRIBUTIONS))]),
        needs=np.column_stack([needs[:, 0], answered[needs[:, 1]], places[needs[:, 1]]]),
        narrowed=np.column_stack([narrowed[:, 0], answered[narrowed[:, 1]], places[narrowed[:, 1]], narrowed[:, 2]]),
        ties=_held(panel, panel.ties.member_tie[kept], panel.ties.member[kept]),
        cuts=_cuts(panel), bodies=panel.actors.house == np.arange(len(panel.actors)))


def answers(panel: Panel) -> tuple[Ints, Ints, Ints, Ints]:
    """Who answers which need where: needs and territories of the cells, then pairs of cell and actor, sorted.

    A cell is a need and a territory that one of its actions states. An actor answers it by a part, other than that of
    one who only pays or observes, in an action on this need there or at a territory that holds it (as `sole_cells`).
    An action without a stated territory answers nowhere.
    """
    acts, rows, width = panel.actions, panel.participations, max(len(panel.territories), 1)
    acting = ~np.array([bool(roles) and BESIDE.issuperset(roles) for roles in rows.role_sets], dtype=bool)[rows.roles]
    need, site = joined(acts.need_action, acts.site_action)
    part, row = joined(acts.need_action[need], rows.action[acting])
    cell = (acts.need[need] * width + acts.site_territory[site])[part]
    actor = rows.actor[acting][row]
    cells = np.unique(cell)
    # What is answered at a territory that holds it is answered there too.
    held, holder = joined(cells % width, panel.held)
    above, wider = joined(cells[held] // width * width + panel.holder[holder], cell)
    pairs = _distinct(np.concatenate([np.searchsorted(cells, cell), held[above]]),
                      np.concatenate([actor, actor[wider]]))
    return cells // width, cells % width, pairs[:, 0], pairs[:, 1]


def standing(panel: Panel) -> Bools:
    """The ties that are stated as real: neither an absence nor a plan."""
    found: Bools = ~panel.ties.absent & (panel.ties.origin != PLANNED)
    return found


def _between(panel: Panel) -> Bools:
    """The ties that hold more than one body: what a body has with its own service does not end with either alone."""
    ties = panel.ties
    pairs = _distinct(ties.member_tie, panel.actors.house[ties.member])
    found: Bools = np.bincount(pairs[:, 0], minlength=len(ties)) > 1
    return found


def _solely(panel: Panel, thing: Ints, actor: Ints) -> Ints:
    """Pairs (actor, thing) such that all the actors of the thing stop with that actor."""
    house = panel.actors.house[actor]
    found = np.concatenate([_alone(thing, house), _unhoused(panel, _alone(thing, actor))])
    return _distinct(*found.T)


def _alone(thing: Ints, who: Ints) -> Ints:
    """Pairs (who, thing) of the things that are of one alone."""
    pairs = _distinct(thing, who)
    _, first, count = np.unique(pairs[:, 0], return_index=True, return_counts=True)
    found: Ints = pairs[first[count == 1]][:, ::-1]
    return found


def _unhoused(panel: Panel, pairs: Ints) -> Ints:
    """Those of the actors that are part of another: what is of a body alone is counted with the body."""
    found: Ints = pairs[panel.actors.house[pairs[:, 0]] != pairs[:, 0]]
    return found


def _narrowed(panel: Panel, thing: Ints, actor: Ints) -> Ints:
    """Triples (actor, thing, body): without the actor, that body alone is left of two."""
    house = panel.actors.house[actor]
    width = max(len(panel.actors), 1)
    members, count = np.unique(thing * width + house, return_counts=True)
    members = np.stack(np.divmod(members, width), 1)
    _, first, bodies = np.unique(members[:, 0], return_index=True, return_counts=True)
    one = first[bodies == 2]
    two = np.concatenate([np.column_stack([members[one, 1], members[one, 0], members[one + 1, 1], count[one]]),
                          np.column_stack([members[one + 1, 1], members[one, 0], members[one, 1], count[one + 1]])])
    # A member stops alone: it narrows a thing where it is all that its body has there.
    keys = two[:, 1] * width + two[:, 0]
    order = np.argsort(keys)
    mine = thing * width + house
    place = np.minimum(np.searchsorted(keys[order], mine), max(len(keys) - 1, 0))
    found = two[:, :3]
    if len(keys):
        row = order[place]
        part = (keys[row] == mine) & (two[row, 3] == 1) & (house != actor)
        found = np.concatenate([found, np.column_stack([actor[part], thing[part], two[row[part], 2]])])
    return _distinct(*found.T)


def _held(panel: Panel, thing: Ints, actor: Ints) -> Ints:
    """Pairs (actor, thing) of every thing in which it, or one that stops with it, stands."""
    return _distinct(np.concatenate([actor, panel.actors.house[actor]]), np.concatenate([thing, thing]))


def _distinct(*columns: Ints) -> Ints:
    """The rows of these columns of numbers from 0, each once and sorted. As single numbers they sort much faster."""
    widths = [int(column.max(initial=0)) + 1 for column in columns]
    key = np.zeros(len(columns[0]), np.int64)
    for column, width in zip(columns, widths, strict=True):
        key = key * width + column
    # Sorted, not hashed as np.unique does since numpy 2.3: several times slower on such numbers.
    key = np.sort(key)
    key, found = key[np.diff(key, prepend=-1) != 0], []
    for width in reversed(widths):
        key, last = np.divmod(key, width)
        found.append(last)
    return np.stack(found[::-1], 1)


def _less(pairs: Ints, others: Ints) -> Ints:
    """The pairs that are not among the others."""
    width = 1 + max((int(a[:, 1].max(initial=0)) for a in (pairs, others)), default=0)
    return pairs[~np.isin(pairs[:, 0] * width + pairs[:, 1], others[:, 0] * width + others[:, 1])]


def joined(one: Ints, other: Ints) -> tuple[Ints, Ints]:
    """The places of all pairs of rows of two columns that hold the same key."""
    order = np.argsort(other, kind="stable")
    low, high = (np.searchsorted(other[order], one, side=side) for side in ("left", "right"))
    count = high - low
    left = np.repeat(np.arange(len(one)), count)
    offset = np.arange(len(left)) - np.repeat(np.cumsum(count) - count, count)
    return left, order[np.repeat(low, count) + offset]


def _cuts(panel: Panel) -> dict[int, Cut[int]]:
    """What the network falls into without each actor that holds it together; sizes count the bodies that act.

    Actors, actions and ties are its nodes. A body and its members are one node while a body is taken out; for a member,
    they are apart, each linked to its body.
    """
    house = panel.actors.house
    bodies = np.arange(len(house)) == house
    acting = np.union1d(panel.participations.actor, panel.ties.member[standing(panel)[panel.ties.member_tie]])
    among = set(np.unique(house[acting]).tolist())
    whole = cut_structure_in(network(panel, house), among).points
    found = {actor: cut for actor, cut in whole.items() if actor < len(house) and bodies[actor]}
    if not bodies[acting].all():
        apart = cut_structure_in(network(panel, np.arange(len(house)), house), among).points
        found |= {actor: cut for actor, cut in apart.items() if actor < len(house) and not bodies[actor]}
    return {actor: found[actor] for actor in sorted(found) if found[actor].separated}


def network(panel: Panel, number: Ints, part_of: Ints | None = None) -> Arrays[int]:
    """Who stands in which action and in which tie, as a symmetric graph; `number` renames actors."""
    n, acts = len(panel.actors), len(panel.actions)
    kept = standing(panel)[panel.ties.member_tie]
    sources = [number[panel.participations.actor], number[panel.ties.member[kept]]]
    targets = [n + panel.participations.action, n + acts + panel.ties.member_tie[kept]]
    if part_of is not None:
        member = np.flatnonzero(part_of != np.arange(n))
        sources.append(member)
        targets.append(part_of[member])
    return from_columns(range(n + acts + len(panel.ties)), np.concatenate(sources), np.concatenate(targets))
