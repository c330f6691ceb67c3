"""What the tests of the shapes share: the examples, and graphs written on the spot."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import rdflib
from pyoxigraph import Quad, RdfFormat, Triple, parse, serialize

from odas_graph import resources, vocab
from odas_graph.findings import Finding

SHAPES_DIR = resources.ontology_dir() / "shapes"
EXAMPLES = resources.ontology_dir() / "examples"
EX = "https://example.org/fictif/"


def quads(path: Path) -> list[Quad]:
    """The quads of a Turtle file."""
    return list(parse(path=str(path)))


def example(code: str, kind: str = "invalid") -> list[Quad]:
    """The `valid` or `invalid` example of a shape."""
    return quads(EXAMPLES / kind / f"{code}.ttl")


def read(turtle: str) -> list[Quad]:
    """The quads of a text in Turtle that uses our prefixes, and `ex:`."""
    prefixes = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in vocab.PREFIXES.items())
    return list(parse(f"{prefixes}@prefix ex: <{EX}> .\n{turtle}", format=RdfFormat.TURTLE))


def rdflib_graph(data: Iterable[Quad]) -> rdflib.Graph:
    """The quads as one rdflib graph, by way of N-Triples."""
    triples = [Triple(quad.subject, quad.predicate, quad.object) for quad in data]
    return rdflib.Graph().parse(data=serialize(triples, format=RdfFormat.N_TRIPLES), format="nt")


def shapes_graph() -> rdflib.Graph:
    """All the shapes."""
    return rdflib_graph(quad for path in sorted(SHAPES_DIR.glob("*.ttl")) for quad in quads(path))


def codes(findings: Iterable[Finding]) -> set[str]:
    """The codes of these findings."""
    return {finding.code for finding in findings}
