"""An entry of the registry as RDF."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from pyoxigraph import Literal, NamedNode

from odas_graph import vocab
from odas_graph.describe.facts import Facts, code, literal, thing
from odas_graph.describe.territories import territory_node
from odas_graph.fiche import Actor, Evidence
from odas_graph.records import Located
from odas_graph.vocab import CV, FOAF, ODAS, ORG, RDF, SKOS

NATURE_CLASS: Mapping[str, str] = {
    "organisation": ORG.FormalOrganization,
    "organisme-public": CV.PublicOrganisation,
    "service": ORG.OrganizationalUnit,
    "collectif": FOAF.Group,
    "personne": FOAF.Person,
}
ORGANISATION_CLASSES = frozenset({ORG.FormalOrganization, CV.PublicOrganisation, ORG.OrganizationalUnit})


def actor_class(actor: Actor) -> str:
    """The IRI of the RDF class of an actor: its stated nature, else the default of its type."""
    return NATURE_CLASS[actor.nature] if actor.nature else vocab.ACTOR_CLASS[actor.type]


def describe_actor(facts: Facts, located: Located[Actor], titles: Mapping[str, str], classes: Mapping[str, str],
                   default: Evidence) -> None:
    """Adds an actor; `classes` gives the RDF class of every actor of the registry by slug."""
    actor = located.record
    node = thing("actor", actor.slug)
    facts.note_places(node, located.file, located.line("slug"), None)
    own_class = actor_class(actor)
    facts.add(node, RDF.type, ODAS.Actor, own_class)
    facts.text(node, SKOS.prefLabel, actor.name)
    for alias in actor.aliases:
        facts.text(node, SKOS.altLabel, alias)
    facts.add(node, ODAS.actorType, code("type-acteur", actor.type))
    if own_class in ORGANISATION_CLASSES:
        facts.add(node, ORG.classification, code("type-acteur", actor.type))
    if actor.territory:
        facts.add(node, ODAS.basedIn, territory_node(actor.territory))
    for place in actor.operates_in:
        facts.add(node, ODAS.operatesIn, territory_node(place))
    for parent in actor.part_of:
        _add_parent(facts, node, own_class, parent, classes.get(parent))
    facts.add(node, ODAS.generic, literal(actor.generic))
    _add_identifiers(facts, node, actor)
    facts.text(node, ODAS.note, actor.note)
    facts.prove(node, actor.proof, default, titles)


def describe_also(facts: Facts, located: Located[Actor], names: Collection[str], titles: Mapping[str, str],
                  default: Evidence) -> None:
    """Adds to an actor whose entry another dataset holds, under `names`: other names, identifiers, proof."""
    actor = located.record
    node = thing("actor", actor.slug)
    facts.note_places(node, located.file, located.line("slug"), None)
    for name in (actor.name, *actor.aliases):
        if name not in names:
            facts.text(node, SKOS.altLabel, name)
    _add_identifiers(facts, node, actor)
    facts.prove(node, actor.proof, default, titles)


def _add_identifiers(facts: Facts, node: NamedNode, actor: Actor) -> None:
    if actor.identifiers:
        for kind, value in actor.identifiers.model_dump(exclude_none=True).items():
            facts.add(node, ORG.identifier, Literal(value, datatype=NamedNode(getattr(ODAS, kind))))


def _add_parent(facts: Facts, node: NamedNode, own_class: str, parent: str, parent_class: str | None) -> None:
    """`odas:partOf`, and its ORG counterpart where ORG allows the two classes (ORG, 4.1 and 4.5)."""
    target = thing("actor", parent)
    facts.add(node, ODAS.partOf, target)
    if parent_class not in ORGANISATION_CLASSES:
        return
    if own_class == ORG.OrganizationalUnit:
        facts.add(node, ORG.unitOf, target)
    elif own_class in ORGANISATION_CLASSES:
        facts.add(node, ORG.subOrganizationOf, target)
