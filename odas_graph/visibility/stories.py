"""What an actor does and whom it joins, in words with their facts: what the reasons of a verdict are told from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from odas_graph.analysis.between import Pair, cut_off, joined
from odas_graph.analysis.explain import Answer, Deed, Gift, Link, Story
from odas_graph.analysis.irreplaceability import SoleCells, sole_cells
from odas_graph.panel import CONTRIBUTIONS, NEEDS, NO, ROLES, SPHERES, YES, Ints, Panel
from odas_graph.visibility.words import Words


class Stories:
    """The facts of some actors, by number, to be told in one language or another.

    So many `links` of the pairs that each joins are named, and so many `actions` (all for None), those first in which
    it meets inhabitants.
    """

    def __init__(self, panel: Panel, actors: Sequence[int], links: int, actions: int | None) -> None:
        self._panel, self._most = panel, actions
        self._actors = list(actors)
        self._cells: SoleCells = sole_cells(panel)
        self._apart = cut_off(panel, self._actors)
        self._pairs = joined(panel, self._actors, links)

    def unnamed(self, actor: int) -> int:
        """How many actions of an actor are left out of its story; never one alone."""
        count = len(self._rows(self._panel.participations.actor, actor))
        return 0 if self._most is None or count <= self._most + 1 else count - self._most

    def told(self, words: Words, persons: bool) -> dict[int, Story]:
        """The story of each actor; natural persons among those it joins are named only with `persons`."""
        panel = self._panel
        rows = {actor: self._named(actor) for actor in self._actors}
        titles = words.titles({panel.actions.iris[a] for mine in rows.values()
                               for a in panel.participations.action[mine].tolist()})
        parts = words.parts(panel.actors.iris[actor] for actor in self._actors)
        ends = {end for pairs in self._pairs.values() for pair in pairs for end in (pair.one, pair.other)}
        names = words.actors(panel.actors.iris[end] for end in sorted(ends))

        def facts(actor: int, actions: Sequence[int]) -> list[str]:
            return [part for a in actions for part in parts.get((panel.actors.iris[actor], panel.actions.iris[a]), ())]

        def deeds(actor: int) -> list[Deed]:
            done = [(titles[panel.actions.iris[a]], a, row) for row, a in zip(
                rows[actor].tolist(), panel.participations.action[rows[actor]].tolist(), strict=True)]
            return [self._deed(row, title, words, facts(actor, [action])) for title, action, row in sorted(done)]

        def gifts(actor: int) -> list[Gift]:
            cells = self._cells
            by_action: dict[int, list[str]] = defaultdict(list)
            shown = set(panel.participations.action[rows[actor]].tolist())
            for row in self._rows(cells.bringer, actor).tolist():
                if int(cells.action[row]) not in shown:
                    continue
                by_action[int(cells.action[row])].append(
                    words.code("contribution", CONTRIBUTIONS[cells.contribution[row]]))
            return [Gift(found, titles[panel.actions.iris[action]], facts(actor, [action]))
                    for action, found in sorted(by_action.items(), key=lambda i: (titles[panel.actions.iris[i[0]]], i))]

        def answers(actor: int) -> list[Answer]:
            cells = self._cells
            by_place: dict[int, list[int]] = defaultdict(list)
            for row in self._rows(cells.answerer, actor).tolist():
                by_place[int(cells.territory[row])].append(int(cells.need[row]))
            return [Answer([words.code("problematique", NEEDS[need]) for need in needs],
                           words.territories.get(panel.territories[place], ("", panel.territories[place]))[1],
                           facts(actor, self._acting(self._rows(panel.participations.actor, actor), needs)))
                    for place, needs in sorted(by_place.items(), key=lambda item: panel.territories[item[0]])]

        def links(actor: int) -> list[Link]:
            found = []
            for pair in self._pairs[actor]:
                ends = [names[panel.actors.iris[end]] for end in (pair.one, pair.other)]
                if persons or not any(end.person for end in ends):
                    spheres = [words.code("sphere", SPHERES[panel.actors.sphere[e]]) for e in (pair.one, pair.other)]
                    found.append(Link(ends[0].label, spheres[0], ends[1].label, spheres[1], self._ties(pair)))
            return found

        return {actor: Story(deeds(actor), gifts(actor), answers(actor), self._apart.get(actor, 0), links(actor))
                for actor in self._actors}

    def _named(self, actor: int) -> Ints:
        """The rows of the participations of an actor that are told."""
        rows = self._rows(self._panel.participations.actor, actor)
        if not self.unnamed(actor):
            return rows
        first = np.argsort(self._panel.participations.contact[rows] != YES, kind="stable")[:self._most]
        named: Ints = np.sort(rows[first])
        return named

    def _deed(self, row: int, title: str, words: Words, facts: Sequence[str]) -> Deed:
        rows = self._panel.participations
        first, last = np.searchsorted(rows.brought_row, (row, row + 1)).tolist()
        roles = sorted(ROLES[role] for role in rows.role_sets[rows.roles[row]])
        brought = sorted(CONTRIBUTIONS[one] for one in rows.brought[first:last])
        return Deed(title, [words.code("role", slug) for slug in roles],
                    [words.code("contribution", slug) for slug in brought],
                    {YES: True, NO: False}.get(int(rows.contact[row])), facts)

    def _acting(self, mine: Ints, needs: Sequence[int]) -> list[int]:
        """The actions on these needs among those of some rows."""
        actions = self._panel.actions
        wanted = set(actions.need_action[np.isin(actions.need, list(needs))].tolist())
        return [a for a in self._panel.participations.action[mine].tolist() if a in wanted]

    def _ties(self, pair: Pair) -> list[str]:
        return [self._panel.ties.iris[tie] for tie in pair.ties]

    @staticmethod
    def _rows(column: Ints, actor: int) -> Ints:
        """The rows of an actor in a column sorted by actor."""
        first, last = np.searchsorted(column, (actor, actor + 1)).tolist()
        return np.arange(first, last)
