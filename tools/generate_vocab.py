"""Writes `odas_graph/vocab.py` from `ontology/odas.ttl` and `ontology/codes/*.ttl`; `--check` only compares."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

import pyoxigraph as ox

ROOT = Path(__file__).resolve().parent.parent
ONTOLOGY = ROOT / "ontology" / "odas.ttl"
CODES = ROOT / "ontology" / "codes"
TARGET = ROOT / "odas_graph" / "vocab.py"
WIDTH = 120

BASE = "https://w3id.org/odas-graph/"
OWN = f"{BASE}def#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
IDENTIFIER = "http://purl.org/dc/terms/identifier"
RDF_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
ANNOTATION = ox.NamedNode("http://www.w3.org/2002/07/owl#AnnotationProperty")
CONCEPT = ox.NamedNode(f"{SKOS}Concept")

PREFIXES: Mapping[str, str] = {
    "odas": OWN,
    "cv": "http://data.europa.eu/m8g/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "igeo": "http://rdf.insee.fr/def/geo#",
    "oa": "http://www.w3.org/ns/oa#",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": SKOS,
    "vann": "http://purl.org/vocab/vann/",
    "void": "http://rdfs.org/ns/void#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

# What describing needs of the vocabularies reused, beyond what odas.ttl declares.
EXTRA: Mapping[str, str] = {
    "cv": "Participation PublicOrganisation",
    "dcat": "Dataset Distribution distribution downloadURL endDate mediaType startDate",
    "dct": "PeriodOfTime abstract conformsTo created creator description format identifier isPartOf issued language "
    "license modified provenance publisher source spatial subject temporal title type",
    "foaf": "Agent Document Group Person homepage name page",
    "igeo": "Commune Departement Intercommunalite Pays Region codeINSEE nom subdivisionDe",
    "oa": "SpecificResource hasSource",
    "org": "FormalOrganization Organization OrganizationalUnit classification identifier subOrganizationOf unitOf",
    "owl": "Class Ontology sameAs versionIRI versionInfo",
    "prov": "Activity Agent Association Entity SoftwareAgent agent endedAtTime generatedAtTime hadRole "
    "qualifiedAssociation startedAtTime used wasAssociatedWith wasAttributedTo wasDerivedFrom wasGeneratedBy",
    "rdf": "Property langString type value",
    "rdfs": "Class comment isDefinedBy label seeAlso subClassOf subPropertyOf",
    "skos": "Concept ConceptScheme altLabel broader closeMatch definition hasTopConcept inScheme narrower notation "
    "note prefLabel topConceptOf",
    "void": "Dataset dataDump distinctSubjects entities inDataset sparqlEndpoint subset triples vocabulary",
    "xsd": "anyURI boolean date dateTime decimal double gYear gYearMonth integer string",
}

HEAD = '''\
# ruff: noqa: N815
# fmt: off
"""The terms of the ontology and of what it reuses, and the code lists: a closed namespace, where a typo is an error.

Generated from ontology/ by tools/generate_vocab.py; do not edit.
"""

from __future__ import annotations

from typing import Final
'''

FUNCTION = '''

def code(scheme: str, slug: str) -> str:
    """The IRI of a code; raises KeyError, saying which of the two is unknown."""
    if scheme not in CODES:
        raise KeyError(f"no code list {scheme!r}; there are {', '.join(sorted(CODES))}")
    if slug not in CODES[scheme]:
        raise KeyError(f"{slug!r} is not in the code list {scheme!r}")
    return f"{CODE}{scheme}/{slug}"
'''

Graph = dict[str, dict[str, list[ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple]]]


def read(paths: Iterable[Path]) -> Graph:
    """Subject → predicate → objects of all files, in the order of the files."""
    graph: Graph = {}
    for path in paths:
        for quad in ox.parse(path=path, format=ox.RdfFormat.TURTLE):
            if isinstance(quad.subject, ox.NamedNode):
                graph.setdefault(quad.subject.value, {}).setdefault(quad.predicate.value, []).append(quad.object)
    return graph


def terms(graph: Graph) -> dict[str, list[str]]:
    """Prefix → local names the ontology declares (annotations of others apart) or EXTRA adds; capitals first."""
    names = {prefix: set(extra.split()) for prefix, extra in EXTRA.items()} | {"odas": set()}
    for iri, facts in graph.items():
        for prefix, base in PREFIXES.items():
            local = iri.removeprefix(base)
            kinds = facts.get(RDF_TYPE.value, [])
            if local != iri and local.isidentifier() and kinds and (prefix == "odas" or ANNOTATION not in kinds):
                names.setdefault(prefix, set()).add(local)
    return {prefix: sorted(names[prefix]) for prefix in PREFIXES if prefix in names}


def one(facts: Mapping[str, list[ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple]], iri: str) -> str | None:
    """The only value of a property, as text."""
    values = [v.value for v in facts.get(iri, []) if isinstance(v, (ox.NamedNode, ox.BlankNode, ox.Literal))]
    if len(values) > 1:
        raise SystemExit(f"{iri}: one value expected, got {values}")
    return values[0] if values else None


def broader(graph: Graph, iri: str) -> str | None:
    """The broader concept of a concept in the same scheme."""
    scheme = iri.rpartition("/")[0]
    for parent in graph[iri].get(f"{SKOS}broader", []):
        if isinstance(parent, ox.NamedNode) and parent.value.rpartition("/")[0] == scheme:
            return parent.value
    return None


def inherited(graph: Graph, iri: str, property_: str) -> str | None:
    """The value of a property of a concept, else that of its broader concept in the same scheme."""
    own = one(graph[iri], property_)
    parent = broader(graph, iri)
    return inherited(graph, parent, property_) if own is None and parent else own


def packed(before: str, items: Iterable[str], after: str, indent: int = 4) -> list[str]:
    """`before`, the items separated by commas, and `after`, on as few lines as fit."""
    *others, last = items
    lines, line = [], before
    for item in (*(f"{other}, " for other in others), f"{last}{after}"):
        if len(line) + len(item.rstrip()) > WIDTH:
            lines.append(line.rstrip())
            line = " " * indent
        line += item
    return [*lines, line]


def quoted(text: str) -> str:
    """The text as a Python string."""
    return f'"{text}"'


def mapping(before: str, pairs: Mapping[str, str], after: str = "}", indent: int = 4) -> list[str]:
    """A dictionary, packed."""
    return packed(f"{before}{{", (f"{quoted(key)}: {value}" for key, value in pairs.items()), after, indent)


def render(graph: Graph) -> str:
    """The text of vocab.py."""
    out = [HEAD, f'ID: Final = "{BASE}id/"', f'CODE: Final = "{BASE}code/"', f'GRAPH: Final = "{BASE}graph/"', ""]
    out += [*mapping("PREFIXES: Final[dict[str, str]] = ", {k: quoted(v) for k, v in PREFIXES.items()}), ""]
    for prefix, names in terms(graph).items():
        out += ["", f"class {prefix.upper()}:"]
        out += [f"    {name}: Final = {quoted(PREFIXES[prefix] + name)}" for name in names]
    return "\n".join([*out, "", "", *render_codes(graph)]) + "\n" + FUNCTION


def render_codes(graph: Graph) -> list[str]:
    """The lines of the code lists, and of what the types of actor say."""
    schemes: dict[str, dict[str, str]] = {}
    for iri, facts in graph.items():
        if iri.startswith(f"{BASE}code/") and CONCEPT in facts.get(RDF_TYPE.value, []):
            scheme, _, slug = iri.removeprefix(f"{BASE}code/").partition("/")
            schemes.setdefault(scheme, {})[slug] = iri
    out = ["CODES: Final[dict[str, tuple[str, ...]]] = {"]
    for scheme in sorted(schemes):
        out += packed(f"    {quoted(scheme)}: (", map(quoted, schemes[scheme]), "),", 8)
    out += ["}", "", "# Scheme → slug → slug of the broader code in the same scheme."]
    out += ["BROADER: Final[dict[str, dict[str, str]]] = {"]
    for scheme in sorted(schemes):
        pairs = {slug: parent for slug, iri in schemes[scheme].items() if (parent := broader(graph, iri))}
        if pairs:
            named = {slug: quoted(name(parent)) for slug, parent in pairs.items()}
            out += mapping(f"    {quoted(scheme)}: ", named, "},", 8)
    out += ["}", "", "# Type of actor → its sphere, its circle of institutions where it has one, its RDF class."]

    types = schemes["type-acteur"]
    spheres = {slug: value for slug, iri in types.items() if (value := inherited(graph, iri, f"{OWN}sphere"))}
    circles = {slug: value for slug, iri in types.items() if (value := inherited(graph, iri, f"{OWN}circle"))}
    classes = {slug: value for slug, iri in types.items() if (value := inherited(graph, iri, f"{OWN}actorClass"))}
    out += mapping("SPHERE: Final[dict[str, str]] = ", {slug: quoted(name(iri)) for slug, iri in spheres.items()})
    out += mapping("CIRCLE: Final[dict[str, str]] = ", {slug: quoted(name(iri)) for slug, iri in circles.items()})
    out += mapping("ACTOR_CLASS: Final[dict[str, str]] = ", {slug: short(iri) for slug, iri in classes.items()})

    institutions = [slug for slug, iri in types.items() if inherited(graph, iri, f"{OWN}institution") == "true"]
    formal = [slug for slug, iri in schemes["formalisation"].items() if one(graph[iri], f"{OWN}formal") == "true"]
    out += ["", "# Types of actor whose job includes social cohesion: they recognise, they are not candidates."]
    out += packed("INSTITUTIONS: Final[frozenset[str]] = frozenset({", map(quoted, institutions), "})")
    out += ["", "# Footings that leave a written trace."]
    out += packed("FORMAL: Final[frozenset[str]] = frozenset({", map(quoted, formal), "})")
    measures = {own: slug for slug, iri in schemes["mesure"].items() if (own := one(graph[iri], IDENTIFIER))}
    out += ["", "# Measure, as analysis names its column → its code."]
    return [*out, *mapping("MEASURE: Final[dict[str, str]] = ", {n: quoted(slug) for n, slug in measures.items()})]


def name(iri: str) -> str:
    """The last segment of an IRI."""
    return iri.rpartition("/")[2]


def short(iri: str) -> str:
    """The class attribute that holds an IRI, such as `FOAF.Group`."""
    for prefix, base in PREFIXES.items():
        if iri.startswith(base):
            return f"{prefix.upper()}.{iri.removeprefix(base)}"
    raise SystemExit(f"no prefix for {iri}")


def main(arguments: list[str] | None = None) -> int:
    """Writes the file, or with `--check` returns 1 where it is out of date."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if vocab.py is out of date")
    options = parser.parse_args(arguments)
    text = render(read([ONTOLOGY, *sorted(CODES.glob("*.ttl"))]))
    if options.check:
        if TARGET.exists() and TARGET.read_text(encoding="utf-8") == text:
            return 0
        print(f"{TARGET.relative_to(ROOT)} is out of date: run python tools/generate_vocab.py", file=sys.stderr)
        return 1
    TARGET.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
