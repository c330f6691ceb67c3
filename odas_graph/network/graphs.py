"""Facts to networkx graphs, for exploring: nodes are IRIs, attributes plain Python values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from odas_graph import vocab
from odas_graph.errors import UsageError
from odas_graph.i18n import gettext as _
from odas_graph.network.panels import facts, panel
from odas_graph.network.people import ActorNode
from odas_graph.network.reading import Coded, Facts
from odas_graph.panel import MOMENTS, ORIGINS, SILENT, YES, Ints
from odas_graph.store import GraphStore

if TYPE_CHECKING:
    import networkx as nx

NETWORKS: Final = ("affiliation", "ties", "recognition")
CIRCLES: Final = vocab.CODES["cercle"]


@dataclass(frozen=True, slots=True)
class Contact:
    """One fact on whether an institution knew an actor: a tie of so many partners, or a stated absence.

    `unaware` holds where the source says that the institution did not know the actor, beyond not working with it.
    """

    actor: str
    institution: str
    circle: str
    fact: str
    absent: bool
    formal: bool | None = None
    origin: str | None = None
    partners: int = 2
    moment: str | None = None
    unaware: bool = False


def actors(source: GraphStore | Facts) -> dict[str, ActorNode]:
    """Every actor by IRI; circle, sphere and institution come from its type, else from what it is part of."""
    return facts(source).actors


def within(source: GraphStore | Facts) -> dict[str, set[str]]:
    """For each territory, all that hold it (not itself)."""
    holders: dict[str, set[str]] = defaultdict(set)
    for held, holder in zip(*facts(source).within, strict=True):
        holders[held].add(holder)
    return holders


def affiliation(source: GraphStore | Facts) -> nx.Graph[str]:
    """The two-mode network: actors (`bipartite` 0) and actions (`bipartite` 1).

    Actor nodes carry the fields of `ActorNode`; actions carry `label`, `stage`, `territories`; edges carry
    `participations` (IRIs), `roles`, `contributions` (sorted slugs) and `contact` (True, False or None where silent).
    """
    import networkx as nx

    read = facts(source)
    graph: nx.Graph[str] = nx.Graph(name="affiliation")
    for node in read.actors.values():
        _add_actor(graph, node)
    actions, parts = read.actions, read.parts
    for iri, label, stage in zip(actions.iris, actions.labels, actions.stages, strict=True):
        graph.add_node(iri, bipartite=1, kind="action", label=label, territories=set(), stage=stage)
    for number, place in actions.sites:
        graph.nodes[actions.iris[number]]["territories"].add(place)
    people = list(read.actors)
    rows = zip(parts.actor.tolist(), parts.action.tolist(), parts.contact.tolist(),
               _runs(parts.entry_row, parts.entry, len(parts.actor)), _slugs(parts.roles, len(parts.actor)),
               _slugs(parts.brought, len(parts.actor)), strict=True)
    for actor, action, contact, entries, roles, brought in rows:
        graph.add_edge(people[actor], actions.iris[action], contact=None if contact == SILENT else contact == YES,
                       participations=sorted(parts.entries[entry] for entry in entries), roles=roles,
                       contributions=brought)
    return graph


def places(graph: nx.Graph[str]) -> dict[str, set[str]]:
    """The territories of each actor of an `affiliation`: where it is based or active, and those of its actions."""
    return {iri: set(data["territories"]).union(*(graph.nodes[a]["territories"] for a in graph[iri]))
            for iri, data in graph.nodes(data=True) if data["bipartite"] == 0}


def ties(source: GraphStore | Facts) -> nx.Graph[str]:
    """The stated ties between actors; a tie of n actors gives each pair the weight 1/(n−1) (Newman 2001, eq. 2).

    Edges carry `weight` (sum of the shares) and `ties`, a list of mappings with `iri`, `kind` (partnership, funding),
    `footing` (sorted slugs, empty where silent), `formal`, `origin` and `action`.
    """
    import networkx as nx

    read = facts(source)
    graph: nx.Graph[str] = nx.Graph(name="ties")
    people, held = list(read.actors), read.ties
    size = len(held.iris)
    rows = zip(held.iris, held.funded.tolist(), held.formal.tolist(), held.origins, held.actions,
               _slugs(held.footing, size), _runs(held.tie, held.actor, size), strict=True)
    for iri, funded, formal, origin, action, footing, members in rows:
        if len(members) < 2:
            continue
        share = 1 / (len(members) - 1)
        entry = {"iri": iri, "kind": "funding" if funded else "partnership", "footing": footing,
                 "formal": None if formal == SILENT else formal == YES, "origin": origin, "action": action}
        partners = [people[member] for member in members]
        for partner in partners:
            if partner not in graph:
                _add_actor(graph, read.actors[partner])
        for i, one in enumerate(partners):
            for other in partners[i + 1:]:
                if not graph.has_edge(one, other):
                    graph.add_edge(one, other, weight=0.0, ties=[])
                edge = graph.edges[one, other]
                edge["weight"] += share
                edge["ties"].append(entry)
    return graph


def contacts(source: GraphStore | Facts) -> list[Contact]:
    """Every fact on whether an institution competent on the territory of an actor knew it.

    Sorted by actor, circle, ties first, fact; the columns `contacts` of a `panel` say the same.
    """
    read = panel(source)
    people, facts_, ties_ = read.actors.iris, read.contacts, read.ties
    found = []
    for actor, circle, institution, tie, partners, moment, unaware in zip(
            facts_.actor.tolist(), facts_.circle.tolist(), facts_.institution.tolist(), facts_.tie.tolist(),
            facts_.partners.tolist(), facts_.moment.tolist(), facts_.unaware.tolist(), strict=True):
        known = people[actor], people[institution], CIRCLES[circle], ties_.iris[tie]
        if ties_.absent[tie]:
            found.append(Contact(*known, True, moment=None if moment == SILENT else MOMENTS[moment], unaware=unaware))
        else:
            formal, origin = int(ties_.formal[tie]), int(ties_.origin[tie])
            found.append(Contact(*known, False, None if formal == SILENT else formal == YES,
                                 None if origin == SILENT else ORIGINS[origin], partners))
    return sorted(found, key=lambda c: (c.actor, c.circle, c.absent, c.fact, c.institution))


def recognition(source: GraphStore | Facts) -> nx.DiGraph[str]:
    """Actors → circles competent on their territory, with the facts known (`contacts`); see `analysis.recognition`.

    Every actor that is no institution has an edge to each of the circles; an edge without contacts is unknown.
    """
    import networkx as nx

    read = facts(source)
    graph: nx.DiGraph[str] = nx.DiGraph(name="recognition")
    for circle in CIRCLES:
        graph.add_node(vocab.code("cercle", circle), kind="circle", label=circle)
    known: dict[tuple[str, str], list[Contact]] = defaultdict(list)
    for contact in contacts(read):
        known[contact.actor, contact.circle].append(contact)
    for iri, node in read.actors.items():
        if node.institution:
            continue
        graph.add_node(iri, kind=node.kind, label=node.label, type=node.type)
        for circle in CIRCLES:
            graph.add_edge(iri, vocab.code("cercle", circle), contacts=known.get((iri, circle), []))
    return graph


def network(source: GraphStore | Facts, name: str) -> nx.Graph[str]:
    """The network of that name; UsageError with the three names for any other."""
    builders = {"affiliation": affiliation, "ties": ties, "recognition": recognition}
    if name not in builders:
        raise UsageError(_("There is no network “{name}”. Choose one of {choices}.").format(
            name=name, choices=", ".join(NETWORKS)))
    return builders[name](source)


def _add_actor(graph: nx.Graph[str], node: ActorNode) -> None:
    graph.add_node(node.iri, bipartite=0, label=node.label, kind=node.kind, type=node.type, sphere=node.sphere,
                   circle=node.circle, institution=node.institution, generic=node.generic, based_in=node.based_in,
                   territories=set(node.territories), house=node.house)


def _runs(rows: Ints, values: Ints, size: int) -> Iterator[list[int]]:
    """The values of each row in turn; `rows` is sorted."""
    bounds = np.searchsorted(rows, np.arange(size + 1)).tolist()
    found = values.tolist()
    return (found[start:end] for start, end in pairwise(bounds))


def _slugs(codes: Coded, size: int) -> Iterator[list[str]]:
    return ([codes.slugs[code] for code in run] for run in _runs(codes.row, codes.code, size))
