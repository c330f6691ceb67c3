"""Who the actors are: what is stated of each, and what a service, a trade or a person has from what it is part of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from odas_graph.store import GraphStore
from odas_graph.things import KNOWN_BY_MORE
from odas_graph.vocab import CV, FOAF, ODAS, ORG

# Types whose sphere is that of the body they are part of.
OF_ITS_PARENT: Final = ("service", "professionnel")
_CLASSES: Final = {ORG.FormalOrganization: "organisation", CV.PublicOrganisation: "organisation",
                   ORG.OrganizationalUnit: "organisation", FOAF.Group: "collective", FOAF.Person: "person"}
_NAMED: Final = f"SELECT ?thing ?value WHERE {{ ?thing a odas:Actor ; skos:prefLabel ?value {KNOWN_BY_MORE} }}"
_CLASSED: Final = """
SELECT ?thing ?value WHERE { ?thing a odas:Actor, ?value .
  VALUES ?value { org:FormalOrganization cv:PublicOrganisation org:OrganizationalUnit foaf:Group foaf:Person } }"""
# Of actors, and of their types.
_STATED: Final = """
SELECT ?thing ?property ?value WHERE { ?thing ?property ?value . VALUES ?property {
  odas:actorType odas:generic odas:partOf odas:basedIn odas:operatesIn odas:sphere odas:circle odas:institution } }"""
_LAST: Final = "\U0010ffff"  # sorts after every IRI

Pairs = tuple[list[str], list[str]]


@dataclass(slots=True)
class ActorNode:
    """What analysis needs to know of an actor; territories are sets of IRIs."""

    iri: str
    label: str
    kind: str
    type: str
    sphere: str | None
    circle: str | None
    institution: bool
    generic: bool
    parents: tuple[str, ...] = ()
    based_in: str | None = None
    territories: set[str] = field(default_factory=set)
    unit: bool = False
    house: str = ""


def by_property(rows: Mapping[str, list[str]]) -> dict[str, Pairs]:
    """Rows of thing, property and value as two lists for each property: things, values. Empty where it has no row."""
    found: dict[str, Pairs] = defaultdict(lambda: ([], []))
    for thing, name, value in zip(rows["thing"], rows["property"], rows["value"], strict=True):
        things, values = found[name]
        things.append(thing)
        values.append(value)
    return found


def pairs(rows: Mapping[str, list[str]]) -> Pairs:
    """Rows of thing and value as two lists."""
    return rows["thing"], rows["value"]


def least(stated: Pairs) -> dict[str, str]:
    """The first value of each thing in sorted order: the same whatever the order in which the store tells them."""
    found: dict[str, str] = {}
    for thing, value in zip(*stated, strict=True):
        if thing not in found or value < found[thing]:
            found[thing] = value
    return found


def slug(iri: str) -> str:
    """The last part of an IRI."""
    return iri.rsplit("/", 1)[-1]


def is_true(text: str | None) -> bool:
    """Is it the text of a boolean that holds?"""
    return text in ("true", "1")


def read_actors(store: GraphStore) -> dict[str, ActorNode]:
    """Every actor by IRI, sorted, as stated: an actor has a class, a label and a type. `inherit` does the rest.

    Those that a list alone names are left out (`things.KNOWN_BY_MORE`).
    """
    rows = by_property(store.columns(_STATED))
    classes, labels = least(pairs(store.columns(_CLASSED))), least(pairs(store.columns(_NAMED)))
    generic, based, spheres, circles, institutions = (
        least(rows[name]) for name in (ODAS.generic, ODAS.basedIn, ODAS.sphere, ODAS.circle, ODAS.institution))
    type_of: dict[str, str] = {}
    for iri, code in zip(*rows[ODAS.actorType], strict=True):
        # An actor of two types is, above all, one of the circle that it may belong to.
        type_of[iri] = code if iri not in type_of else min(code, type_of[iri], key=lambda c: (
            circles.get(c, _LAST), institutions.get(c, _LAST), spheres.get(c, _LAST), c))
    found = {}
    for iri in sorted(classes.keys() & labels.keys() & type_of.keys()):
        code = type_of[iri]
        type_, public = code.partition("/type-acteur/")[2], classes[iri] == CV.PublicOrganisation
        found[iri] = ActorNode(
            iri=iri, label=labels[iri], kind=_CLASSES[classes[iri]], type=type_,
            sphere=slug(spheres[code]) if code in spheres else None,
            circle=slug(circles[code]) if code in circles else None,
            # A public body is an institution; a public landlord is one of those the report calls unseen.
            institution=is_true(institutions.get(code)) or (public and type_ != "bailleur-social"),
            generic=is_true(generic.get(iri)), based_in=based.get(iri),
            unit=classes[iri] == ORG.OrganizationalUnit, house=iri)
    for name in (ODAS.basedIn, ODAS.operatesIn):
        for iri, place in zip(*rows[name], strict=True):
            if iri in found:
                found[iri].territories.add(place)
    for iri, parent in zip(*rows[ODAS.partOf], strict=True):
        if iri in found:
            found[iri].parents += (parent,)
    for node in found.values():
        if len(node.parents) > 1:
            node.parents = tuple(sorted(set(node.parents)))
    return found


def inherit(found: Mapping[str, ActorNode]) -> dict[str, tuple[str, ...]]:
    """Gives each actor what it has from what it is part of (circle, sphere, institution), and its house.

    Answers with all that each actor is part of, nearest first, for those that are part of something. Actors are taken
    in the order of `found`, so that one may have from a parent what that parent has from its own.
    """
    ancestors = {}
    for iri, node in found.items():
        if node.parents and (above := list(_ancestors(node, found))):
            _inherit(node, above)
            node.house = _house(node, above)
            ancestors[iri] = tuple(a.iri for a in above)
    return ancestors


def _house(node: ActorNode, above: Iterable[ActorNode]) -> str:
    """The body an actor belongs to: itself, unless it is a service, a trade or a person that is part of one."""
    house = node
    for ancestor in above:
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
    if node.type in OF_ITS_PARENT:
        node.sphere = next((a.sphere for a in above if a.type not in OF_ITS_PARENT), above[-1].sphere)


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
