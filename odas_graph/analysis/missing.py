"""Missing ties: which institution an actor could meet, what that would make reachable, and who could introduce them.

Bodies are compared, each with its services, staff and members. Institutions are competent where their own territory
holds a place of the actor, or, failing such a one, lies in one of the finest of its places.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from odas_graph.analysis.fragility import network, standing
from odas_graph.analysis.graphs import Arrays
from odas_graph.panel import SILENT, YES, Bools, Ints, Panel

if TYPE_CHECKING:
    from scipy.sparse import csr_array

# Institutions compared for one actor and one circle: an actor at work in a whole region may have hundreds.
COMPARED: Final = 50


@dataclass(frozen=True, slots=True)
class Meeting:
    """An actor and an institution between which no tie is stated, and what one would change.

    `others` are further institutions of the same circle that would do. `covers` holds where a place of the actor lies
    in the territory of the institution. `actions` are those in which the actor meets inhabitants and that neither an
    action nor a tie of the institution reaches today, `matters` what they are about that nothing it reaches is about
    (keys as given to `Meetings`). `joined` counts the pairs of bodies that a chain of ties would link for the first
    time.
    """

    actor: int
    circle: int
    institution: int
    others: tuple[int, ...]
    covers: bool
    actions: tuple[int, ...]
    matters: tuple[int, ...]
    joined: int


class Competences:
    """Which institutions are competent for whom, from pairs of institution and the territories it is competent on.

    Only bodies of a circle count: one signs with a council, not with its service.
    """

    def __init__(self, panel: Panel, institution: Ints, territory: Ints) -> None:
        actors = panel.actors
        self._places = _grouped(actors.place_actor, actors.place_territory)
        self._above = _grouped(panel.held, panel.holder)
        self._at: dict[tuple[int, int], list[int]] = defaultdict(list)
        self._under: dict[tuple[int, int], list[int]] = defaultdict(list)
        body = actors.institution & (actors.circle != SILENT) & (actors.house == np.arange(len(actors)))
        for one, place in zip(institution.tolist(), territory.tolist(), strict=True):
            if body[one]:
                circle = int(actors.circle[one])
                self._at[circle, place].append(one)
                for above in self._above.get(place, ()):
                    self._under[circle, above].append(one)

    def institutions(self, actor: int, circle: int) -> tuple[list[int], bool]:
        """Those of a circle whose territory holds a place of the actor, else those whose territory lies in one of the
        finest of its places; and whether they are of the first sort. None for an actor of no known place."""
        own = self._places.get(actor, frozenset())
        above: frozenset[int] = frozenset().union(*(self._above.get(p, frozenset()) for p in own))
        covering = {i for place in own | above for i in self._at.get((circle, place), ())}
        inside = {i for place in own - above for i in self._under.get((circle, place), ())}
        return sorted(covering or inside), bool(covering)


class Meetings:
    """The missing ties of a panel.

    `matters` pairs actions and what they are about, as any numbers; `generic` tells actors that stand for several, who
    come after those that have a name.
    """

    def __init__(self, panel: Panel, competences: Competences, matters: tuple[Ints, Ints], generic: Bools) -> None:
        self._panel = panel
        self._competences = competences
        self._generic = generic
        self._matters = _grouped(*matters)
        self._house = panel.actors.house.tolist()
        self._reach: dict[int, tuple[frozenset[int], frozenset[int]]] = {}

    def of(self, actor: int, circles: Iterable[int]) -> tuple[list[Meeting], list[int]]:
        """The ties that are missing between an actor and these circles, one a circle; and the circles of which the
        data hold no institution for it. A circle with which it has a tie misses none."""
        found, empty = [], []
        body = self._house[actor]
        for circle in circles:
            known, covers = self._competences.institutions(actor, circle)
            if not known:
                if (actor, circle) not in self._met:
                    empty.append(circle)
            elif (actor, circle) not in self._met and body not in known and not any(
                    body in self._tied.get(i, ()) for i in known):
                found.append(self._best(actor, circle, known, covers))
        return found, empty

    def way(self, actor: int, institution: int, through: Bools) -> list[int]:
        """The shortest chain between the two today, as numbers: bodies and, between them, what they share, an action
        (from the number of actors on) or a tie (from that of actors and actions on); empty where there is none.

        Only bodies that `through` tells may stand in the middle. A lone go-between is the one with stated ties to
        both, then the one that shares most with them, then the first. O(participations + members of ties).
        """
        from scipy.sparse.csgraph import breadth_first_order

        start, end = self._house[actor], self._house[institution]
        open_ = np.append(through, np.ones(self._network.n - len(through), dtype=bool))
        open_[[start, end]] = True
        links = self._network
        kept = open_[links.sources] & open_[links.targets]
        before = breadth_first_order(_matrix(links, kept), start)[1].tolist()
        way = [end]
        while before[way[-1]] >= 0:
            way.append(before[way[-1]])
        way = way[::-1]
        if len(way) == 5:
            return self._introduced(start, end, open_)
        return way if way[0] == start and len(way) > 1 else []

    @cached_property
    def pieces(self) -> tuple[Ints, Ints]:
        """The number of the piece of each body in the network of ties (SILENT for one that does not act), and the
        sizes of the pieces."""
        from scipy.sparse import coo_array
        from scipy.sparse.csgraph import connected_components

        panel = self._panel
        n, ties = len(panel.actors), panel.ties
        kept = standing(panel)[ties.member_tie]
        one, other = panel.actors.house[ties.member[kept]], n + ties.member_tie[kept]
        links = coo_array((np.ones(len(one), np.int8), (one, other)), shape=(n + len(ties), n + len(ties)))
        label = connected_components(links, directed=False)[1][:n].astype(np.int64)
        acting = np.zeros(n, dtype=bool)
        acting[one] = True
        acting[panel.actors.house[panel.participations.actor]] = True
        label[~acting] = SILENT
        return label, np.bincount(label[acting])

    def fragmentation(self, joined: int = 0) -> float:
        """The share of the pairs of bodies between which no chain of ties leads, once so many more pairs are joined.

        1 − Σ s (s − 1) / n (n − 1) over pieces of s of the n bodies (Borgatti 2006, Comput. Math. Organ. Theory 12,
        p. 24); 0 of fewer than two bodies.
        """
        sizes = self.pieces[1]
        pairs = int(sizes.sum()) * (int(sizes.sum()) - 1)
        return 1 - (int((sizes * (sizes - 1)).sum()) + 2 * joined) / pairs if pairs else 0.0

    # --- what is known of each ------------------------------------------------------------------------------------

    @cached_property
    def _met(self) -> frozenset[tuple[int, int]]:
        """Actors and circles that a stated tie links."""
        contacts = self._panel.contacts
        tied = standing(self._panel)[contacts.tie]
        return frozenset(zip(contacts.actor[tied].tolist(), contacts.circle[tied].tolist(), strict=True))

    @cached_property
    def _tied(self) -> Mapping[int, frozenset[int]]:
        """For each body, those with which it has a stated tie."""
        ties = self._panel.ties
        kept = standing(self._panel)[ties.member_tie]
        members = _grouped(ties.member_tie[kept], self._panel.actors.house[ties.member[kept]])
        found: dict[int, set[int]] = defaultdict(set)
        for bodies in members.values():
            for body in bodies:
                found[body] |= bodies - {body}
        return {body: frozenset(others) for body, others in found.items()}

    @cached_property
    def _acts(self) -> Mapping[int, frozenset[int]]:
        """The actions of each body."""
        rows = self._panel.participations
        return _grouped(self._panel.actors.house[rows.actor], rows.action)

    @cached_property
    def _contacts(self) -> Mapping[int, frozenset[int]]:
        """The actions in which each actor meets inhabitants itself."""
        rows = self._panel.participations
        return _grouped(rows.actor[rows.contact == YES], rows.action[rows.contact == YES])

    def _reached(self, institution: int) -> tuple[frozenset[int], frozenset[int]]:
        """The actions that an institution takes part in, or that one with which it has a tie takes part in; and what
        they are about."""
        if institution not in self._reach:
            bodies = {institution, *self._tied.get(institution, ())}
            actions: frozenset[int] = frozenset().union(*(self._acts.get(body, frozenset()) for body in bodies))
            self._reach[institution] = actions, self._about(actions)
        return self._reach[institution]

    def _about(self, actions: Iterable[int]) -> frozenset[int]:
        return frozenset().union(*(self._matters.get(action, frozenset()) for action in actions))

    # --- what a tie would change ----------------------------------------------------------------------------------

    def _best(self, actor: int, circle: int, known: Sequence[int], covers: bool) -> Meeting:
        named = sorted(known, key=lambda i: (bool(self._generic[i]), i))[:COMPARED]
        found = [self._meeting(actor, circle, i, covers) for i in named]
        best = min(found, key=lambda m: (bool(self._generic[m.institution]), -len(m.matters), -len(m.actions),
                                         -m.joined, m.institution))
        others = tuple(i for i in named if i != best.institution)
        return Meeting(actor, circle, best.institution, others, covers, best.actions, best.matters, best.joined)

    def _meeting(self, actor: int, circle: int, institution: int, covers: bool) -> Meeting:
        reached, known = self._reached(institution)
        actions = self._contacts.get(actor, frozenset()) - reached
        matters = self._about(actions) - known
        label, sizes = self.pieces
        one, other = int(label[self._house[actor]]), int(label[institution])
        # A body without any stated part or tie joins the network with this one, and leads nowhere else.
        joined = 0 if one == other or SILENT in (one, other) else int(sizes[one] * sizes[other])
        return Meeting(actor, circle, institution, (), covers, tuple(sorted(actions)), tuple(sorted(matters)), joined)

    @cached_property
    def _network(self) -> Arrays[int]:
        return network(self._panel, self._panel.actors.house)

    def _introduced(self, start: int, end: int, open_: Bools) -> list[int]:
        """The chain by the best of those who share something with both."""
        acts = len(self._panel.actors) + len(self._panel.actions)
        mine, theirs = self._shared(start, open_), self._shared(end, open_)
        between = min(mine.keys() & theirs.keys() - {start, end}, key=lambda b: (
            (mine[b][0] < acts) + (theirs[b][0] < acts), -len(mine[b]) - len(theirs[b]), b))
        return [start, mine[between][0], between, theirs[between][0], end]

    def _shared(self, body: int, open_: Bools) -> dict[int, list[int]]:
        """What a body shares with each other one, ties first."""
        links = self._network
        found: dict[int, list[int]] = defaultdict(list)
        for thing in links.targets[links.pointers[body]:links.pointers[body + 1]][::-1].tolist():
            for other in links.targets[links.pointers[thing]:links.pointers[thing + 1]].tolist():
                if open_[other]:
                    found[other].append(thing)
        return found


def _grouped(keys: Ints, values: Ints) -> dict[int, frozenset[int]]:
    """The values of each key."""
    found: dict[int, set[int]] = defaultdict(set)
    for key, value in zip(keys.tolist(), values.tolist(), strict=True):
        found[key].add(value)
    return {key: frozenset(values) for key, values in found.items()}


def _matrix(links: Arrays[int], kept: Bools) -> csr_array:
    from scipy.sparse import coo_array

    one, other = links.sources[kept], links.targets[kept]
    return coo_array((np.ones(len(one), np.int8), (one, other)), shape=(links.n, links.n)).tocsr()
