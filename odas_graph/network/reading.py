"""What a store says of actors, actions and ties, in columns: each matter read once, when it is first asked for.

One simple pattern a query and the joins here: half the time of queries that join, over a million participations. A
fact that two graphs tell is one fact.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import numpy as np

from odas_graph import vocab
from odas_graph.network.pairing import Relation, index, known, matched, numbered, unique
from odas_graph.network.people import ActorNode, Pairs, by_property, inherit, is_true, least, pairs, read_actors, slug
from odas_graph.panel import NO, SILENT, YES, Bools, Ints
from odas_graph.store import GraphStore
from odas_graph.vocab import DCT, ODAS

_ACTIONS: Final = """
SELECT ?thing ?value WHERE { ?thing a odas:Action ; skos:prefLabel ?value . FILTER(LANG(?value) = "fr") }"""
_OF_ACTIONS: Final = """
SELECT ?thing ?property ?value WHERE { ?thing ?property ?value .
  VALUES ?property { odas:stage odas:addresses dct:spatial odas:detailedBy } }"""
_PARTS: Final = "SELECT ?thing ?value WHERE { ?value prov:qualifiedAssociation ?thing }"
_AGENTS: Final = "SELECT ?thing ?value WHERE { ?thing prov:agent ?value }"
_ROLES: Final = "SELECT ?thing ?value WHERE { ?thing prov:hadRole ?value }"
_BROUGHT: Final = "SELECT ?thing ?value WHERE { ?thing odas:contribution ?value }"
_CONTACT: Final = "SELECT ?thing ?value WHERE { ?thing odas:directContact ?value }"
_TIES: Final = "SELECT ?thing ?value WHERE { ?thing a ?value . VALUES ?value { odas:Partnership odas:AbsentTie } }"
# Apart from what follows, for a country would make one answer larger than a remote store takes.
_PARTNERS: Final = "SELECT ?thing ?value WHERE { ?thing odas:partner ?value }"
_OF_TIES: Final = """
SELECT ?thing ?property ?value WHERE { ?thing ?property ?value . VALUES ?property { odas:formalisation odas:origin
  odas:funder odas:party odas:unawareParty odas:moment odas:withinAction } }"""
_WITHIN: Final = "SELECT ?thing ?value WHERE { ?thing odas:within ?value }"


@dataclass(frozen=True, slots=True)
class Coded:
    """Pairs of a row and a code, sorted by row then code, each once; `code` numbers `slugs`, sorted."""

    row: Ints
    code: Ints
    slugs: tuple[str, ...]

    def within(self, scheme: Sequence[str]) -> Relation:
        """The same pairs with the numbers that codes have in a scheme; a code from elsewhere is left out."""
        row, code = known(self.row, numbered(self.slugs, index(scheme))[self.code])
        return unique(row, code)


@dataclass(frozen=True, slots=True)
class Actions:
    """Actions by IRI, with their label in French and stage; pairs with needs, and with IRIs of territories.

    A collected initiative that another action tells in full is that action, and counts once: `number` gives the number
    of either.
    """

    iris: tuple[str, ...]
    number: Mapping[str, int] = field(repr=False)
    labels: tuple[str, ...]
    stages: tuple[str | None, ...]
    needs: Coded
    sites: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Parts:
    """One row for an actor in an action, sorted, each pair once, however often it is entered.

    `entry_row` and `entry` pair rows with the participations that say so, numbers in `entries` (IRIs).
    """

    actor: Ints
    action: Ints
    contact: Ints
    roles: Coded
    brought: Coded
    entry_row: Ints
    entry: Ints
    entries: list[str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Held:
    """Facts that hold actors together, or apart, by IRI: partnerships and fundings, or absences.

    `tie` and `actor` pair facts with the actors known that they hold, `sizes` counts all that they name. `origins`
    are slugs, `actions` IRIs. For ties: `footing`, `funded`; for absences: `moments`, `says_who` where the source tells
    who did not know the others, and `unaware`, pairs of absences and those actors.
    """

    iris: tuple[str, ...]
    tie: Ints
    actor: Ints
    sizes: Ints
    actions: tuple[str | None, ...]
    origins: tuple[str | None, ...]
    moments: tuple[str | None, ...]
    footing: Coded
    funded: Bools
    unaware: Relation
    says_who: Bools

    @property
    def formal(self) -> Ints:
        """Is the tie on a written footing: YES, NO or SILENT? A payment leaves a written trace."""
        found = np.full(len(self.iris), SILENT, np.int64)
        found[self.footing.row] = NO
        written = np.array([name in vocab.FORMAL for name in self.footing.slugs], bool)
        found[self.footing.row[written[self.footing.code]]] = YES
        found[self.funded] = YES
        return found


class Facts:
    """All that networks are made of, read once. Where several are wanted, give it in place of the store."""

    def __init__(self, store: GraphStore) -> None:
        self.store = store
        self._ancestors: dict[str, tuple[str, ...]] = {}

    @cached_property
    def actors(self) -> dict[str, ActorNode]:
        """Every actor by IRI, sorted, with what it has from what it is part of."""
        found = read_actors(self.store)
        self._ancestors = inherit(found)
        return found

    @cached_property
    def number(self) -> dict[str, int]:
        """The number of each actor, in the order of `actors`."""
        return index(self.actors)

    @cached_property
    def kin(self) -> Relation:
        """Pairs of actors, the second of which is something that the first is part of, directly or not."""
        number = self.number
        pairs = [(number[one], number[other]) for one, above in self._ancestors.items() for other in above]
        columns = np.array(pairs, np.int64).reshape(-1, 2).T
        return columns[0], columns[1]

    @cached_property
    def actions(self) -> Actions:
        """Every action with a label in French, by IRI."""
        rows = by_property(self.store.columns(_OF_ACTIONS))
        labels, stages = least(pairs(self.store.columns(_ACTIONS))), least(rows[ODAS.stage])
        told = {one: other for one, other in least(rows[ODAS.detailedBy]).items() if other in labels and other != one}
        iris = tuple(sorted(iri for iri in labels if told.get(iri) is None or told[iri] in told))
        number = index(iris)
        number |= {one: number[other] for one, other in told.items() if one not in number}
        sites = {(number[action], place) for action, place in zip(*rows[DCT.spatial], strict=True)
                 if action in number}
        return Actions(iris, number, tuple(labels[iri] for iri in iris),
                       tuple(slug(stages[iri]) if iri in stages else None for iri in iris),
                       _coded(rows[ODAS.addresses], number), tuple(sorted(sites)))

    @cached_property
    def parts(self) -> Parts:
        """Who takes part in what: an entry needs an agent, an action and a role."""
        number = self.actions.number
        things, values = pairs(self.store.columns(_PARTS))
        entries = index(dict.fromkeys(things))
        entry, action = known(numbered(things, entries), numbered(values, number))
        things, values = pairs(self.store.columns(_AGENTS))
        agent_entry, agent = known(numbered(things, entries), numbered(values, self.number))
        roles = _coded(pairs(self.store.columns(_ROLES)), entries)
        has_role = np.zeros(len(entries), bool)
        has_role[roles.row] = True
        one, other = matched(entry, agent_entry)
        keep = has_role[entry[one]]
        entry, action, actor = entry[one][keep], action[one][keep], agent[other][keep]
        count = max(len(self.actions.iris), 1)
        cells, row = np.unique(actor * count + action, return_inverse=True)
        row, entry = unique(row, entry)
        contact = np.full(len(cells), SILENT, np.int64)
        things, values = pairs(self.store.columns(_CONTACT))
        met = np.fromiter(map(is_true, values), np.int64, len(values))
        one, other = matched(entry, numbered(things, entries))
        np.maximum.at(contact, row[one], met[other])
        brought = _coded(pairs(self.store.columns(_BROUGHT)), entries)
        return Parts(cells // count, cells % count, contact, _carried(roles, row, entry),
                     _carried(brought, row, entry), row, entry, list(entries))

    @cached_property
    def ties(self) -> Held:
        """Partnerships and fundings, by IRI."""
        return self._held(ODAS.Partnership, ODAS.partner)

    @cached_property
    def absences(self) -> Held:
        """Stated absences, by IRI."""
        return self._held(ODAS.AbsentTie, ODAS.party)

    @cached_property
    def _of_ties(self) -> tuple[dict[str, set[str]], dict[str, Pairs]]:
        classes: dict[str, set[str]] = defaultdict(set)
        for iri, name in zip(*pairs(self.store.columns(_TIES)), strict=True):
            classes[name].add(iri)
        rows = by_property(self.store.columns(_OF_TIES))
        rows[ODAS.partner] = pairs(self.store.columns(_PARTNERS))
        return classes, rows

    def _held(self, class_: str, holds: str) -> Held:
        classes, rows = self._of_ties
        ties, names = rows[holds]
        iris = tuple(sorted(classes[class_].intersection(ties)))
        number, named = index(iris), index(dict.fromkeys(names))
        # Those who are no actor of the graph still are partners.
        tie, name = unique(*known(numbered(ties, number), numbered(names, named)))
        known_tie, actor = known(tie, numbered(list(named), self.number)[name])
        unaware = tuple(map(numbered, rows[ODAS.unawareParty], (number, self.number)))
        says_who, funded = np.zeros((2, len(iris)), bool)
        says_who[known(unaware[0])] = True
        funded[known(numbered(rows[ODAS.funder][0], number))] = True
        actions, origins, moments = (least(rows[name]) for name in (ODAS.withinAction, ODAS.origin, ODAS.moment))
        return Held(
            iris, *unique(known_tie, actor), np.bincount(tie, minlength=len(iris)),
            tuple(self._action(actions.get(iri)) for iri in iris),
            tuple(slug(origins[iri]) if iri in origins else None for iri in iris),
            tuple(slug(moments[iri]) if iri in moments else None for iri in iris),
            _coded(rows[ODAS.formalisation], number), funded, unique(*known(*unaware)), says_who)

    def _action(self, iri: str | None) -> str | None:
        number = self.actions.number.get(iri) if iri else None
        return iri if number is None else self.actions.iris[number]

    @cached_property
    def within(self) -> Pairs:
        """Territories, and those that hold them: two lists, sorted, each pair once."""
        held = sorted(set(zip(*pairs(self.store.columns(_WITHIN)), strict=True)))
        return [territory for territory, _ in held], [holder for _, holder in held]


def _coded(stated: Pairs, number: Mapping[str, int]) -> Coded:
    """Things and their codes, as numbers of both."""
    codes = {iri: slug(iri) for iri in dict.fromkeys(stated[1])}
    slugs = tuple(sorted(set(codes.values())))
    place = index(slugs)
    code_of = {iri: place[name] for iri, name in codes.items()}
    row, code = known(numbered(stated[0], number), numbered(stated[1], code_of))
    return Coded(*unique(row, code), slugs)


def _carried(codes: Coded, row: Ints, entry: Ints) -> Coded:
    """The codes of entries as codes of the rows that these make up."""
    one, other = matched(entry, codes.row)
    return Coded(*unique(row[one], codes.code[other]), codes.slugs)
