"""The territories the data speak of, with all that holds them, as RDF."""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import NamedNode

from odas_graph import vocab
from odas_graph.describe.facts import Facts, literal, thing
from odas_graph.territory import Territory, ancestors, label, territory
from odas_graph.vocab import IGEO, ODAS, RDF, SKOS

CLASS_OF_KIND = {
    "commune": IGEO.Commune,
    "epci": IGEO.Intercommunalite,
    "departement": IGEO.Departement,
    "region": IGEO.Region,
    "pays": IGEO.Pays,
}
TERRITORY_GRAPH = NamedNode(f"{vocab.GRAPH}territories")


def territory_node(code: str) -> NamedNode:
    """The IRI of the territory that `code` names."""
    return thing("territory", territory(code).iri_slug)


def describe_territories(codes: Iterable[str]) -> Facts:
    """A graph of these territories and of all that holds them."""
    facts = Facts(TERRITORY_GRAPH)
    wanted: dict[str, Territory] = {}
    for code in codes:
        found = territory(code)
        for item in (found, *ancestors(found)):
            wanted.setdefault(item.code, item)
    for item in wanted.values():
        _describe(facts, item)
    return facts


def _describe(facts: Facts, item: Territory) -> None:
    node = thing("territory", item.iri_slug)
    facts.add(node, RDF.type, CLASS_OF_KIND[item.kind])
    facts.text(node, SKOS.prefLabel, item.name)
    facts.text(node, SKOS.altLabel, label(item))
    facts.add(node, IGEO.codeINSEE, literal(item.insee))
    facts.add(node, SKOS.notation, literal(item.code))
    facts.text(node, IGEO.nom, item.name, None)
    if item.population:
        facts.add(node, ODAS.population, literal(item.population))
    holders = ancestors(item)
    for holder in holders:
        facts.add(node, ODAS.within, thing("territory", holder.iri_slug))
        # INSEE links a commune to its département and its EPCI, a département to its region, a region to France.
        if (item.kind, holder.kind) in (("commune", "departement"), ("commune", "epci"), ("departement", "region"),
                                        ("region", "pays")):
            facts.add(node, IGEO.subdivisionDe, thing("territory", holder.iri_slug))
