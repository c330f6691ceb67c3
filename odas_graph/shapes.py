"""What a graph lacks or gets wrong, as findings: the SHACL shapes of ontology/shapes, run on quads.

Constraints of SHACL core go to pySHACL. Constraints in SPARQL run once for the whole graph in Oxigraph instead of once
for each node in rdflib: their queries name their targets themselves, so that the results are the same (a test compares
the two), and 30,000 triples take a second. Nothing is inferred: what is checked is what was said.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, QuerySolutions, Store, Triple, parse

from odas_graph import resources, vocab
from odas_graph.findings import LEVELS, Finding, Level
from odas_graph.i18n import gettext as _
from odas_graph.i18n import in_language
from odas_graph.vocab import RDF, RDFS, SKOS

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

SHAPES: Final = "https://w3id.org/odas-graph/shapes#"
SH: Final = "http://www.w3.org/ns/shacl#"
XSD_STRING: Final = NamedNode("http://www.w3.org/2001/XMLSchema#string")
# From a place of proof to the fact it proves, or from a territory to the action: one step is enough, two leave room.
STEPS_TO_A_PLACE: Final = 2
# A message is read in one glance; what was found is quoted, not reprinted.
MAX_QUOTE: Final = 80

Place = tuple[str, int | None, str | None]
Term = NamedNode | BlankNode | Literal


@dataclass(frozen=True, slots=True)
class Rule:
    """One shape: its code, how grave it is, its name and message by language, its SPARQL query if it has one."""

    code: str
    level: Level
    names: Mapping[str, str] = field(default_factory=dict, hash=False)
    messages: Mapping[str, str] = field(default_factory=dict, hash=False)
    select: str | None = None


class _Result(NamedTuple):
    """A rule broken by a node, and the value at fault if there is one."""

    rule: Rule
    focus: str
    value: Term | None


def validate(data: Iterable[Quad], *, lang: str = "fr", places: Mapping[str, Place] | None = None) -> list[Finding]:
    """The findings of the shapes on `data`, gravest first, then by file, line and field.

    `data` is read as one graph, whatever the named graphs; terms and code lists are added to it. `places` gives the
    file, line and field each thing was read from, by IRI; a thing without a place takes that of what points to it.
    """
    # An RDF 1.2 triple as object says nothing the shapes look at, and pySHACL knows RDF 1.1 only.
    quads = [*(quad for quad in data if not isinstance(quad.object, Triple)), *_vocabulary()]
    store = Store()
    store.bulk_extend(quads)
    results = {*_core_results(quads), *_sparql_results(store)}
    reader = _Reader(store, lang, places or {})
    with in_language(lang):
        return sorted((reader.finding(result) for result in results), key=lambda finding: finding.sort_key)


def conforms(findings: Iterable[Finding]) -> bool:
    """Whether none of the findings is a violation."""
    return all(finding.level != "violation" for finding in findings)


@cache
def rules() -> Mapping[str, Rule]:
    """Every rule by the IRI of its shape, in the order of the IRIs."""
    values: dict[str, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
    for quad in _shape_quads():
        assert not isinstance(quad.object, Triple)  # noqa: S101 - the shapes hold none
        values[_key(quad.subject)][quad.predicate.value].append(quad.object)
    prefixes = _prefixes(values)
    found = {}
    for iri in sorted(iri for iri in values if values[iri][f"{SH}severity"]):
        shape = values[iri]
        selects = [values[_key(node)][f"{SH}select"][0].value for node in shape[f"{SH}sparql"]]
        found[iri] = Rule(
            code=iri.removeprefix(SHAPES), level=_level(shape[f"{SH}severity"][0].value),
            names=_by_language(shape[f"{SH}name"]), messages=_by_language(shape[f"{SH}message"]),
            select=prefixes + selects[0] if selects else None)
    return MappingProxyType(found)


def _level(severity: str) -> Level:
    return next(level for level in LEVELS if severity == f"{SH}{level.capitalize()}")


def _prefixes(values: Mapping[str, Mapping[str, Sequence[Term]]]) -> str:
    """The prefixes the shapes declare, as the head of a SPARQL query."""
    declared = (values[_key(node)] for node in values[SHAPES.removesuffix("#")][f"{SH}declare"])
    return "".join(f"PREFIX {d[f'{SH}prefix'][0].value}: <{d[f'{SH}namespace'][0].value}>\n" for d in declared)


def _by_language(texts: Iterable[object]) -> dict[str, str]:
    return {text.language or "": text.value for text in texts if isinstance(text, Literal)}


@cache
def _shape_quads() -> tuple[Quad, ...]:
    folder = resources.ontology_dir() / "shapes"
    return tuple(quad for path in sorted(folder.glob("*.ttl")) for quad in parse(path=path))


@cache
def _vocabulary() -> tuple[Quad, ...]:
    """The terms and the code lists."""
    folder = resources.ontology_dir()
    return tuple(quad for path in (folder / "odas.ttl", *sorted((folder / "codes").glob("*.ttl")))
                 for quad in parse(path=path))


def _key(term: object) -> str:
    """The IRI of a node, or `_:` and the label of a blank one."""
    return term.value if isinstance(term, NamedNode) else str(term)


def _sparql_results(store: Store) -> Iterator[_Result]:
    for rule in rules().values():
        if rule.select is None:
            continue
        solutions = store.query(rule.select, use_default_graph_as_union=True)
        assert isinstance(solutions, QuerySolutions)  # noqa: S101 - a SHACL constraint is a SELECT
        has_value = any(variable.value == "value" for variable in solutions.variables)
        for solution in solutions:
            value = solution["value"] if has_value else None
            yield _Result(rule, _key(solution["this"]), value if isinstance(value, Term) else None)


def _core_results(quads: Iterable[Quad]) -> Iterator[_Result]:
    import pyshacl
    from rdflib import BNode, Namespace
    from rdflib.term import Literal as RdflibLiteral

    sh = Namespace(SH)
    with _silent_rdflib():
        core = [quad for quad in _shape_quads() if not _is_sparql(quad)]
        # A predicate no shape mentions can change no result, none of the shapes being closed.
        terms = (term for quad in core for term in (quad.predicate, quad.object))
        mentioned = {term.value for term in terms if isinstance(term, NamedNode)}
        graph = _to_rdflib(quads, mentioned | {RDF.type, RDFS.subClassOf})
        _conforms, report, _text = pyshacl.validate(
            graph, shacl_graph=_to_rdflib(core), inference="none", inplace=True)
    for result in report.objects(None, sh.result):
        rule = rules()[str(report.value(result, sh.sourceShape))]
        focus, value = report.value(result, sh.focusNode), report.value(result, sh.value)
        found: Term | None = None
        if isinstance(value, RdflibLiteral):
            found = Literal(str(value))
        elif value is not None and value != focus and not isinstance(value, BNode):
            found = NamedNode(str(value))
        yield _Result(rule, f"_:{focus}" if isinstance(focus, BNode) else str(focus), found)


def _is_sparql(quad: Quad) -> bool:
    rule = rules().get(_key(quad.subject))
    return rule is not None and rule.select is not None


@contextmanager
def _silent_rdflib() -> Iterator[None]:
    """The block runs without rdflib's warnings on literals such as `"mille"^^xsd:decimal`: findings tell of them."""
    logger = logging.getLogger("rdflib.term")

    def nothing(_record: logging.LogRecord) -> bool:
        return False

    logger.addFilter(nothing)
    try:
        yield
    finally:
        logger.removeFilter(nothing)


def _to_rdflib(quads: Iterable[Quad], predicates: set[str] | None = None) -> Graph:
    """The quads as one rdflib graph, those of `predicates` only where it is given; each term is converted once."""
    from rdflib import BNode, Graph, URIRef
    from rdflib.term import Literal as RdflibLiteral

    graph = Graph(bind_namespaces="none")
    known: dict[object, Node] = {}

    def converted(term: object) -> Node:
        if term in known:
            return known[term]
        node: Node
        if isinstance(term, NamedNode):
            node = URIRef(term.value)
        elif isinstance(term, BlankNode):
            node = BNode(term.value)
        else:
            assert isinstance(term, Literal)  # noqa: S101 - see validate
            if term.language:
                node = RdflibLiteral(term.value, lang=term.language)
            else:
                datatype = None if term.datatype == XSD_STRING else URIRef(term.datatype.value)
                node = RdflibLiteral(term.value, datatype=datatype, normalize=False)
        known[term] = node
        return node

    for quad in quads:
        if predicates is None or quad.predicate.value in predicates:
            graph.add((converted(quad.subject), converted(quad.predicate), converted(quad.object)))
    return graph


@dataclass(slots=True)
class _Reader:
    """Turns results into findings: says what was found, and where."""

    store: Store
    lang: str
    places: Mapping[str, Place]

    def finding(self, result: _Result) -> Finding:
        file, line, path = self._place(result.focus)
        rule = result.rule
        message = rule.messages[self.lang]
        if result.value is not None:
            message += " " + _("Found: “{value}”.").format(value=self._quote(result.value))
        return Finding(level=rule.level, code=rule.code, message=message, file=file, line=line, field=path,
                       focus=result.focus)

    def _quote(self, value: Term) -> str:
        text = value.value
        if isinstance(value, NamedNode):
            labels = self._labels(value)
            short = text.removeprefix(vocab.ID).removeprefix(vocab.CODE)
            text = labels.get(self.lang) or labels.get("fr") or short
        text = " ".join(text.split())
        return text if len(text) <= MAX_QUOTE else f"{text[:MAX_QUOTE - 1]}…"

    def _labels(self, node: NamedNode) -> dict[str, str]:
        """The names of a thing by language; evidence and figures have an rdfs:label instead of a skos:prefLabel."""
        found = (quad.object for predicate in (RDFS.label, SKOS.prefLabel)
                 for quad in self.store.quads_for_pattern(node, NamedNode(predicate), None, None))
        return _by_language(found)

    def _place(self, focus: str) -> tuple[str | None, int | None, str | None]:
        """The place of a node, else the first of those of the nodes that point to it."""
        near = {focus}
        for _step in range(STEPS_TO_A_PLACE + 1):
            known = [self.places[iri] for iri in near if iri in self.places]
            if known:
                return min(known, key=lambda place: (place[0], place[1] or 0, place[2] or ""))
            near = {_key(quad.subject) for iri in near for quad in self._pointing_to(iri)}
        return None, None, None

    def _pointing_to(self, iri: str) -> Iterator[Quad]:
        node = BlankNode(iri.removeprefix("_:")) if iri.startswith("_:") else NamedNode(iri)
        return self.store.quads_for_pattern(None, None, node, None)
