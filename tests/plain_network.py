"""The networks read row by row and fact by fact, as their definitions are written: what `network` has to equal.

Slow, and the same whatever the size; where a thing has two values for what has one, it may take either.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, Final

import networkx as nx

from odas_graph import vocab
from odas_graph.network import CIRCLES, ActorNode, Contact
from odas_graph.store import GraphStore, python_value
from odas_graph.vocab import CV, FOAF, ORG


def _slug(iri: str) -> str:
    return iri.rsplit("/", 1)[-1]


def _rows(store: GraphStore, query: str) -> Iterator[dict[str, Any]]:
    for row in store.select(query):
        yield {name: python_value(term) for name, term in row.to_dict().items() if term is not None}


_ACTORS = """
SELECT ?actor ?label ?class ?type ?sphere ?circle ?institution ?generic ?parent ?based WHERE {
  ?actor a odas:Actor, ?class ; skos:prefLabel ?label ; odas:actorType ?typeCode .
  FILTER(?class IN (org:FormalOrganization, cv:PublicOrganisation, org:OrganizationalUnit, foaf:Group, foaf:Person))
  BIND(STRAFTER(STR(?typeCode), "/type-acteur/") AS ?type)
  OPTIONAL { ?typeCode odas:sphere ?sphere } OPTIONAL { ?typeCode odas:circle ?circle }
  OPTIONAL { ?typeCode odas:institution ?institution } OPTIONAL { ?actor odas:generic ?generic }
  OPTIONAL { ?actor odas:partOf ?parent } OPTIONAL { ?actor odas:basedIn ?based }
}"""
_ACTOR_TERRITORIES = "SELECT ?actor ?territory WHERE { ?actor odas:basedIn|odas:operatesIn ?territory }"
_ACTIONS = """
SELECT ?action ?label ?stage ?territory ?year WHERE {
  ?action a odas:Action ; skos:prefLabel ?label . FILTER(LANG(?label) = "fr")
  OPTIONAL { ?action odas:stage ?stage } OPTIONAL { ?action dct:spatial ?territory }
}"""
_PARTICIPATIONS = """
SELECT ?action ?participation ?actor ?role ?contribution ?contact WHERE {
  ?action prov:qualifiedAssociation ?participation . ?participation prov:agent ?actor ; prov:hadRole ?role .
  OPTIONAL { ?participation odas:contribution ?contribution }
  OPTIONAL { ?participation odas:directContact ?contact }
}"""
_TIES = """
SELECT ?tie ?partner ?form ?origin ?action ?funding WHERE {
  ?tie a odas:Partnership ; odas:partner ?partner .
  OPTIONAL { ?tie odas:formalisation ?form } OPTIONAL { ?tie odas:origin ?origin }
  OPTIONAL { ?tie odas:withinAction ?action } OPTIONAL { ?tie odas:funder ?funding }
}"""
_ABSENCES = """
SELECT ?tie ?party ?unaware ?moment WHERE {
  ?tie a odas:AbsentTie ; odas:party ?party .
  OPTIONAL { ?tie odas:unawareParty ?unaware } OPTIONAL { ?tie odas:moment ?moment }
}"""
# Types whose sphere is that of the body they are part of.
_OF_ITS_PARENT: Final = ("service", "professionnel")
_WITHIN = "SELECT ?territory ?holder WHERE { ?territory odas:within ?holder }"


def actors(store: GraphStore) -> dict[str, ActorNode]:
    """Every actor by IRI; circle, sphere and institution come from its type, else from what it is part of."""
    found: dict[str, ActorNode] = {}
    parents: dict[str, set[str]] = defaultdict(set)
    # Sorted, so that an actor described twice is read alike by every store.
    for row in sorted(_rows(store, _ACTORS), key=lambda r: sorted((k, str(v)) for k, v in r.items())):
        iri = row["actor"]
        if iri not in found:
            type_, public = row["type"], row["class"] == CV.PublicOrganisation
            found[iri] = ActorNode(
                iri=iri, label=row["label"], kind=_kind(row["class"]), type=type_,
                sphere=_slug(row["sphere"]) if "sphere" in row else None,
                circle=_slug(row["circle"]) if "circle" in row else None,
                # A public body is an institution; a public landlord is one of those the report calls unseen.
                institution=bool(row.get("institution")) or (public and type_ != "bailleur-social"),
                generic=bool(row.get("generic")), based_in=row.get("based"),
                unit=row["class"] == ORG.OrganizationalUnit)
        if "parent" in row:
            parents[iri].add(row["parent"])
    for iri, above in parents.items():
        found[iri].parents = tuple(sorted(above))
    for row in _rows(store, _ACTOR_TERRITORIES):
        if row["actor"] in found:
            found[row["actor"]].territories.add(row["territory"])
    for node in found.values():
        _inherit(node, list(_ancestors(node, found)))
        node.house = _house(node, found)
    return found


def _house(node: ActorNode, found: Mapping[str, ActorNode]) -> str:
    """The body an actor belongs to: itself, unless it is a service, a trade or a person that is part of one."""
    house = node
    for ancestor in _ancestors(node, found):
        if house.kind == "organisation" and not house.unit:
            break
        house = ancestor
    return house.iri


def _inherit(node: ActorNode, above: list[ActorNode]) -> None:
    """A service, a trade and an élue are of the institution they are part of."""
    for ancestor in above:
        node.circle = node.circle or ancestor.circle
        # A person who acts for a circle recognises; one whom a body without circle employs (a lycée) may be unseen.
        if ancestor.institution and (node.kind != "person" or ancestor.circle):
            node.institution = True
    if node.type in _OF_ITS_PARENT and above:
        node.sphere = next((a.sphere for a in above if a.type not in _OF_ITS_PARENT), above[-1].sphere)


def _kind(class_iri: str) -> str:
    return {FOAF.Group: "collective", FOAF.Person: "person"}.get(class_iri, "organisation")


def _ancestors(node: ActorNode, found: Mapping[str, ActorNode]) -> Iterator[ActorNode]:
    """What an actor is part of, nearest first; a loop in the data ends the walk."""
    seen, queue = {node.iri}, list(node.parents)
    while queue:
        parent = queue.pop(0)
        if parent in seen or parent not in found:
            continue
        seen.add(parent)
        yield found[parent]
        queue += found[parent].parents


def within(store: GraphStore) -> dict[str, set[str]]:
    """For each territory, all that hold it (not itself)."""
    holders: dict[str, set[str]] = defaultdict(set)
    for row in _rows(store, _WITHIN):
        holders[row["territory"]].add(row["holder"])
    return holders


def told_in(store: GraphStore) -> dict[str, str]:
    """A collected initiative, and the action that tells it in full: both are one."""
    labels = {row["action"] for row in _rows(store, _ACTIONS)}
    told: dict[str, str] = {}
    for row in sorted(_rows(store, "SELECT ?one ?other WHERE { ?one odas:detailedBy ?other }"), key=str):
        if row["one"] in labels and row["other"] in labels and row["one"] != row["other"]:
            told[row["one"]] = min(row["other"], told.get(row["one"], row["other"]))
    return {one: other for one, other in told.items() if other not in told}


def affiliation(store: GraphStore) -> nx.Graph[str]:
    """The two-mode network: actors (`bipartite` 0) and actions (`bipartite` 1).

    Actor nodes carry the fields of `ActorNode`; actions carry `label`, `stage`, `territories`; edges carry
    `participations` (IRIs), `roles`, `contributions` (sorted slugs) and `contact` (True, False or None where silent).
    """
    graph: nx.Graph[str] = nx.Graph(name="affiliation")
    known = actors(store)
    for iri in sorted(known):
        _add_actor(graph, known[iri])
    told = told_in(store)
    for row in sorted(_rows(store, _ACTIONS), key=lambda r: (r["action"] in told, r["action"], r.get("territory", ""))):
        row["action"] = told.get(row["action"], row["action"])
        if row["action"] not in graph:
            graph.add_node(row["action"], bipartite=1, kind="action", label=row["label"], territories=set(),
                           stage=_slug(row["stage"]) if "stage" in row else None)
        if "territory" in row:
            graph.nodes[row["action"]]["territories"].add(row["territory"])
    edges: dict[tuple[str, str], dict[str, Any]] = {}
    for row in _rows(store, _PARTICIPATIONS):
        row["action"] = told.get(row["action"], row["action"])
        edge = edges.setdefault((row["actor"], row["action"]), {
            "participations": set(), "roles": set(), "contributions": set(), "contact": None})
        edge["participations"].add(row["participation"])
        edge["roles"].add(_slug(row["role"]))
        if "contribution" in row:
            edge["contributions"].add(_slug(row["contribution"]))
        if "contact" in row:
            edge["contact"] = bool(edge["contact"]) or row["contact"]
    for (actor, action), edge in sorted(edges.items()):
        if actor in known and action in graph:
            graph.add_edge(actor, action, contact=edge["contact"],
                           **{key: sorted(edge[key]) for key in ("participations", "roles", "contributions")})
    return graph


def places(graph: nx.Graph[str]) -> dict[str, set[str]]:
    """The territories of each actor of an `affiliation`: where it is based or active, and those of its actions."""
    return {iri: set(data["territories"]).union(*(graph.nodes[a]["territories"] for a in graph[iri]))
            for iri, data in graph.nodes(data=True) if data["bipartite"] == 0}


def _add_actor(graph: nx.Graph[str], node: ActorNode) -> None:
    graph.add_node(node.iri, bipartite=0, label=node.label, kind=node.kind, type=node.type, sphere=node.sphere,
                   circle=node.circle, institution=node.institution, generic=node.generic, based_in=node.based_in,
                   territories=set(node.territories), house=node.house)


def _ties(store: GraphStore) -> dict[str, dict[str, Any]]:
    """Each partnership or funding by IRI: partners, footing, origin, kind, action, formal (None where silent)."""
    found: dict[str, dict[str, Any]] = {}
    told = told_in(store)
    for row in _rows(store, _TIES):
        tie = found.setdefault(row["tie"], {
            "partners": set(), "footing": set(), "origin": _slug(row["origin"]) if "origin" in row else None,
            "kind": "funding" if "funding" in row else "partnership",
            "action": told.get(row.get("action", ""), row.get("action"))})
        tie["partners"].add(row["partner"])
        if "form" in row:
            tie["footing"].add(_slug(row["form"]))
    for tie in found.values():
        stated = bool(tie["footing"]) or tie["kind"] == "funding"
        tie["formal"] = (tie["kind"] == "funding" or bool(tie["footing"] & vocab.FORMAL)) if stated else None
        tie["footing"] = sorted(tie["footing"])
    return found


def ties(store: GraphStore) -> nx.Graph[str]:
    """The stated ties between actors; a tie of n actors gives each pair the weight 1/(n−1) (Newman 2001, eq. 2).

    Edges carry `weight` (sum of the shares) and `ties`, a list of mappings with `iri`, `kind` (partnership, funding),
    `footing` (sorted slugs, empty where silent), `formal`, `origin` and `action`.
    """
    graph: nx.Graph[str] = nx.Graph(name="ties")
    known = actors(store)
    for iri, tie in sorted(_ties(store).items()):
        partners = sorted(p for p in tie["partners"] if p in known)
        if len(partners) < 2:
            continue
        share = 1 / (len(partners) - 1)
        entry = {"iri": iri, **{key: tie[key] for key in ("kind", "footing", "formal", "origin", "action")}}
        for partner in partners:
            if partner not in graph:
                _add_actor(graph, known[partner])
        for i, one in enumerate(partners):
            for other in partners[i + 1:]:
                edge = graph.get_edge_data(one, other) or {"weight": 0.0, "ties": []}
                graph.add_edge(one, other, weight=edge["weight"] + share, ties=[*edge["ties"], entry])
    return graph


def contacts(store: GraphStore, graph: nx.Graph[str] | None = None) -> list[Contact]:
    """Every fact on whether an institution competent on the territory of an actor knew it.

    Sorted by actor, circle, ties first, fact. `graph` is the `affiliation` of the store, where it is at hand.
    """
    known, holders = actors(store), within(store)
    own = places(affiliation(store) if graph is None else graph)
    found: list[Contact] = []

    def add(actor: str, other: str, fact: str, absent: bool, **details: Any) -> None:
        circle = known[other].circle if other in known else None
        if (actor in known and circle and not _same_house(known[actor], known[other], known)
                and _is_competent(known[other], own.get(actor, set()), holders)):
            found.append(Contact(actor, other, circle, fact, absent, **details))

    for iri, tie in _ties(store).items():
        for actor in tie["partners"]:
            for other in tie["partners"] - {actor}:
                add(actor, other, iri, False, formal=tie["formal"], origin=tie["origin"], partners=len(tie["partners"]))
    for iri, absence in _absences(store).items():
        for actor in absence["parties"]:
            for other in absence["parties"] - {actor}:
                if not absence["unaware"] or other in absence["unaware"]:
                    add(actor, other, iri, True, moment=absence["moment"], unaware=other in absence["unaware"])
    return sorted(found, key=lambda c: (c.actor, c.circle, c.absent, c.fact, c.institution))


def _is_competent(institution: ActorNode, own: set[str], holders: Mapping[str, set[str]]) -> bool:
    """Does a territory of the institution hold one of `own`, or lie in it? Where either is not known: yes."""
    theirs = institution.territories
    return not own or not theirs or any(
        one == other or one in holders.get(other, ()) or other in holders.get(one, ())
        for one in theirs for other in own)


def _absences(store: GraphStore) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for row in _rows(store, _ABSENCES):
        absence = found.setdefault(row["tie"], {
            "parties": set(), "unaware": set(), "moment": _slug(row["moment"]) if "moment" in row else None})
        absence["parties"].add(row["party"])
        if "unaware" in row:
            absence["unaware"].add(row["unaware"])
    return found


def _same_house(one: ActorNode, other: ActorNode, known: Mapping[str, ActorNode]) -> bool:
    """Is one of the two part of the other, so that knowing it says nothing?"""
    return (any(a.iri == other.iri for a in _ancestors(one, known))
            or any(a.iri == one.iri for a in _ancestors(other, known)))


def recognition(store: GraphStore) -> nx.DiGraph[str]:
    """Actors → circles competent on their territory, with the facts known (`contacts`); see `analysis.recognition`.

    Every actor that is no institution has an edge to each of the circles; an edge without contacts is unknown.
    """
    graph: nx.DiGraph[str] = nx.DiGraph(name="recognition")
    for circle in CIRCLES:
        graph.add_node(vocab.code("cercle", circle), kind="circle", label=circle)
    facts: dict[tuple[str, str], list[Contact]] = defaultdict(list)
    for contact in contacts(store):
        facts[contact.actor, contact.circle].append(contact)
    for iri, node in sorted(actors(store).items()):
        if node.institution:
            continue
        graph.add_node(iri, kind=node.kind, label=node.label, type=node.type)
        for circle in CIRCLES:
            graph.add_edge(iri, vocab.code("cercle", circle), contacts=facts.get((iri, circle), []))
    return graph
