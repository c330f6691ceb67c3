"""A dataset, its sources and contradictions as RDF; and the build itself (PROV-O, VoID, DCAT)."""

from __future__ import annotations

from collections.abc import Container, Mapping

from pyoxigraph import Literal, NamedNode

from odas_graph import vocab
from odas_graph.describe.facts import Facts, add_period, date_literal, literal, thing
from odas_graph.fiche import Dataset, Evidence
from odas_graph.naming import slugify
from odas_graph.records import Located
from odas_graph.vocab import DCAT, DCT, FOAF, ODAS, PROV, RDF, RDFS, VOID, XSD

DESCRIPTION_GRAPH = NamedNode(f"{vocab.GRAPH}description")
LICENCES = {
    "etalab-2.0": "https://spdx.org/licenses/etalab-2.0",
    "CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/",
    "CC0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
    "ODbL-1.0": "https://opendatacommons.org/licenses/odbl/1-0/",
}


def dataset_graph(slug: str) -> NamedNode:
    """The named graph of a dataset."""
    return NamedNode(f"{vocab.GRAPH}{slug}")


def default_evidence(dataset: Dataset) -> Evidence:
    """Where a proof is from that names no source: the source of the dataset, if it has only one."""
    return Evidence(source=dataset.sources[0].slug if len(dataset.sources) == 1 else None)


def describe_dataset(facts: Facts, located: Located[Dataset], titles: Mapping[str, str],
                     actors: Container[str]) -> None:
    """Adds what a dataset says of itself: sources, licence, gaps, contradictions between its sources.

    A contradiction concerns an actor where its slug is in `actors`, else an action.
    """
    dataset = located.record
    node = thing("dataset", dataset.slug)
    facts.note_places(node, located.file, None, None)
    facts.add(node, RDF.type, ODAS.Dataset)
    facts.text(node, DCT.title, dataset.title)
    facts.text(node, DCT.title, dataset.title_en, "en")
    facts.text(node, DCT.description, dataset.description)
    facts.text(node, DCT.description, dataset.description_en, "en")
    facts.add(node, DCT.license, LICENCES[dataset.licence])
    facts.text(node, DCT.creator, dataset.creator, None)
    facts.add(node, DCT.issued, date_literal(dataset.date))
    facts.text(node, DCT.provenance, dataset.collection)
    for gap in dataset.gaps:
        facts.text(node, RDFS.comment, gap)
    facts.add(node, ODAS.fictional, literal(dataset.fictional))
    if dataset.period:
        add_period(facts, node, dataset.period.start, dataset.period.end)
    for source in dataset.sources:
        place = thing("source", source.slug)
        facts.add(node, DCT.source, place)
        facts.add(place, RDF.type, ODAS.Source)
        facts.text(place, DCT.title, source.title)
        for author in source.authors:
            facts.text(place, DCT.creator, author, None)
        facts.text(place, DCT.publisher, source.publisher, None)
        facts.text(place, DCT.type, source.kind, None)
        facts.text(place, DCT.identifier, f"ISSN {source.issn}" if source.issn else None, None)
        facts.text(place, ODAS.note, source.note)
        if source.date:
            facts.add(place, DCT.issued, date_literal(source.date))
    _contradictions(facts, located, titles, actors)


def _contradictions(facts: Facts, located: Located[Dataset], titles: Mapping[str, str],
                    actors: Container[str]) -> None:
    for contradiction in located.record.contradictions:
        about = slugify(contradiction.about[:60])
        node = facts.mint("contradiction", located.slug, about)
        facts.add(node, RDF.type, ODAS.Contradiction)
        facts.text(node, ODAS.about, contradiction.about)
        for slug in contradiction.concerns:
            facts.add(node, ODAS.concerns, thing("actor" if slug in actors else "action", slug))
        facts.note_places(node, located.file, None, "contradictions")
        for number, claim in enumerate(contradiction.claims, 1):
            said = facts.mint("claim", located.slug, about, str(number))
            facts.add(node, ODAS.claim, said)
            facts.add(said, RDF.type, ODAS.Claim)
            facts.text(said, ODAS.text, claim.text)
            facts.prove(said, claim.proof, default_evidence(located.record), titles)


def describe_build(triples: Mapping[str, int], inputs: Mapping[str, str], version: str,
                   ended_at: str | None) -> Facts:
    """What made the graphs: `triples` by graph IRI, SHA-256 of `inputs` by file name, version, clock if given."""
    facts = Facts(DESCRIPTION_GRAPH)
    run, agent, catalogue = thing("run", "build"), thing("agent", "odas-graph"), thing("catalogue", "odas-graph")
    facts.add(run, RDF.type, PROV.Activity)
    facts.add(run, PROV.wasAssociatedWith, agent)
    facts.text(run, RDFS.label, "Construction du graphe")
    if ended_at:
        facts.add(run, PROV.endedAtTime, Literal(ended_at, datatype=NamedNode(XSD.dateTime)))
    facts.add(agent, RDF.type, PROV.SoftwareAgent)
    facts.text(agent, FOAF.name, f"odas-graph {version}", None)
    facts.add(catalogue, RDF.type, VOID.Dataset)
    for name, digest in inputs.items():
        entity = facts.mint("input", name)
        facts.add(run, PROV.used, entity)
        facts.add(entity, RDF.type, PROV.Entity)
        facts.text(entity, RDFS.label, name, None)
        facts.text(entity, DCT.identifier, f"sha256:{digest}", None)
    for iri, count in triples.items():
        graph = NamedNode(iri)
        facts.add(catalogue, VOID.subset, graph)
        facts.add(graph, RDF.type, VOID.Dataset, DCAT.Dataset)
        facts.text(graph, DCT.title, iri.removeprefix(vocab.GRAPH), None)
        facts.add(graph, VOID.triples, literal(count))
        facts.add(graph, PROV.wasGeneratedBy, run)
    return facts
