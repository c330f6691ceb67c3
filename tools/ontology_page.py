"""The ontology as one page, in French and English: terms, code lists, shapes, competency questions."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import jinja2
import pyoxigraph as ox

from odas_graph import resources
from odas_graph.queries import named_queries
from odas_graph.vocab import CODE, DCT, ODAS, PREFIXES, RDF, SKOS

ONTOLOGY = PREFIXES["odas"].removesuffix("#")
SHAPES = "https://w3id.org/odas-graph/shapes#"
LANGS = ("fr", "en")


class _Terms:
    """The triples of the ontology, asked one thing at a time."""

    def __init__(self) -> None:
        self.store = ox.Store()
        folder = resources.ontology_dir()
        for path in [folder / "odas.ttl", *sorted(folder.glob("codes/*.ttl")), *sorted(folder.glob("shapes/*.ttl"))]:
            self.store.bulk_load(path.read_bytes(), format=ox.RdfFormat.TURTLE)

    def values(self, subject: str | ox.BlankNode, predicate: str) -> list[Any]:
        node = subject if isinstance(subject, ox.BlankNode) else ox.NamedNode(subject)
        return [q.object for q in self.store.quads_for_pattern(node, ox.NamedNode(predicate), None)]

    def text(self, subject: str, predicate: str) -> dict[str, str]:
        """The literals of a property by language."""
        return {v.language or "": v.value for v in self.values(subject, predicate) if isinstance(v, ox.Literal)}

    def names(self, subject: str, predicate: str) -> list[str]:
        """The IRIs of a property as prefixed names; a union of classes as its members."""
        found: list[str] = []
        for value in self.values(subject, predicate):
            if isinstance(value, ox.NamedNode):
                found.append(short(value.value))
            elif isinstance(value, ox.BlankNode):
                for union in self.values(value, iri("owl:unionOf")):
                    found += [short(v) for v in self.members(union)]
        return sorted(found)

    def members(self, node: Any) -> Iterable[str]:
        while isinstance(node, ox.BlankNode):
            first, rest = self.values(node, iri("rdf:first")), self.values(node, iri("rdf:rest"))
            yield from (v.value for v in first)
            node = rest[0] if rest else None

    def instances(self, class_iri: str, start: str) -> list[str]:
        found = self.store.quads_for_pattern(None, ox.NamedNode(RDF.type), ox.NamedNode(class_iri))
        return sorted({q.subject.value for q in found if isinstance(q.subject, ox.NamedNode)
                       and q.subject.value.startswith(start)})

    def about(self, term: str, definition: str = SKOS.definition) -> dict[str, Any]:
        """What the page says of any term."""
        return {"iri": term, "name": short(term), "anchor": term.rpartition("#")[2].rpartition("/")[2],
                "label": self.text(term, iri("rdfs:label")) or self.text(term, SKOS.prefLabel),
                "definition": self.text(term, definition)}


def iri(name: str) -> str:
    """The IRI of a prefixed name."""
    prefix, _, local = name.partition(":")
    return PREFIXES[prefix] + local


def short(term: str) -> str:
    """The prefixed name of an IRI where a prefix fits."""
    for prefix, namespace in PREFIXES.items():
        if term.startswith(namespace):
            return f"{prefix}:{term[len(namespace):]}"
    return term


def _content() -> dict[str, Any]:
    terms = _Terms()
    classes = [{**terms.about(term), "parents": terms.names(term, iri("rdfs:subClassOf"))}
               for term in terms.instances(iri("owl:Class"), PREFIXES["odas"])]
    properties = [{**terms.about(term), **{key: terms.names(term, iri(name)) for key, name in (
                       ("domain", "rdfs:domain"), ("range", "rdfs:range"), ("parents", "rdfs:subPropertyOf"),
                       ("inverse", "owl:inverseOf"))}}
                  for kind in (iri("owl:ObjectProperty"), iri("owl:DatatypeProperty"), iri("owl:AnnotationProperty"))
                  for term in terms.instances(kind, PREFIXES["odas"])]
    schemes = []
    for scheme in terms.instances(SKOS.ConceptScheme, CODE):
        concepts = sorted(q.subject.value for q in terms.store.quads_for_pattern(
            None, ox.NamedNode(SKOS.inScheme), ox.NamedNode(scheme)) if isinstance(q.subject, ox.NamedNode))
        schemes.append({**terms.about(scheme), "concepts": [
            {**terms.about(c), "broader": [b.rpartition("/")[2] for b in terms.names(c, SKOS.broader)],
             "sphere": [s.rpartition("/")[2] for s in terms.names(c, ODAS.sphere)]} for c in concepts]})
    shapes = [{**terms.about(term), "message": terms.text(term, iri("sh:message")),
               "severity": [s.rpartition(":")[2] for s in terms.names(term, iri("sh:severity"))]}
              for kind in ("NodeShape", "PropertyShape")
              for term in terms.instances(iri(f"sh:{kind}"), SHAPES)]
    return {"title": terms.text(ONTOLOGY, DCT.title), "description": terms.text(ONTOLOGY, DCT.description),
            "version": next(v.value for v in terms.values(ONTOLOGY, iri("owl:versionIRI"))), "prefixes": PREFIXES,
            "iri": ONTOLOGY, "classes": classes, "properties": sorted(properties, key=lambda p: str(p["name"])),
            "schemes": schemes, "shapes": [s for s in shapes if s["message"]],
            "questions": [q for q in named_queries() if q.name.startswith("cq")], "langs": LANGS}


def render() -> str:
    """The page; it needs nothing but itself."""
    folder = Path(__file__).parent
    environment = jinja2.Environment(loader=jinja2.FileSystemLoader(folder), autoescape=True,
                                     undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.get_template("ontology_page.html.j2").render(_content())
