"""The graph as N-Quads, TriG, Turtle or JSON-LD, sorted so that the same facts give the same bytes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import groupby
from typing import Any, Final

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Triple

from odas_graph import vocab
from odas_graph.store import GraphStore
from odas_graph.store.serialisation import rdf_format, to_bytes
from odas_graph.vocab import RDF, XSD

FORMATS: Final = ("trig", "ttl", "nq", "jsonld")
# Longest namespace first, so that the nearest prefix wins.
_NAMESPACES: Final = sorted(vocab.PREFIXES.items(), key=lambda item: (-len(item[1]), item[0]))


def dump(store: GraphStore, form: str) -> bytes:
    """The whole store in one of `FORMATS`; Turtle holds the union of the graphs."""
    return to_jsonld(store.quads()) if form == "jsonld" else store.dump(form)


def dump_triples(triples: Iterable[Triple], form: str) -> bytes:
    """Triples (an answer to CONSTRUCT) as Turtle or JSON-LD."""
    quads = [Quad(t.subject, t.predicate, t.object) for t in triples]
    return to_jsonld(quads) if form == "jsonld" else to_bytes(quads, rdf_format(form))


def context() -> dict[str, Any]:
    """The JSON-LD context: the prefixes of the project, and `id` and `type` for the keywords people read most."""
    return {**dict(sorted(vocab.PREFIXES.items())), "id": "@id", "type": "@type"}


def to_jsonld(quads: Iterable[Quad]) -> bytes:
    """JSON-LD 1.1: one object a named graph, one object a thing in it, a line each, keys as prefixed names."""
    graphs: list[str] = []
    for graph, of_graph in groupby(sorted(quads, key=_order), key=lambda q: q.graph_name):
        nodes = [_line(_node(subject, list(items))) for subject, items in groupby(of_graph, key=lambda q: q.subject)]
        graphs += nodes if isinstance(graph, DefaultGraph) else [
            f'{{"id": {_line(_name(graph))}, "@graph": [\n' + ",\n".join(nodes) + "\n]}"]
    head = json.dumps(context(), ensure_ascii=False, indent=1)
    return (f'{{"@context": {head},\n"@graph": [\n' + ",\n".join(graphs) + "\n]}\n").encode()


def _line(value: Any) -> str:
    # Without `indent`, which would leave it to the encoder written in Python: five times slower.
    return json.dumps(value, ensure_ascii=False)


def _order(quad: Quad) -> tuple[str, ...]:
    return (str(quad.graph_name), str(quad.subject), quad.predicate.value, str(quad.object))


def _node(subject: NamedNode | BlankNode | Triple, quads: Sequence[Quad]) -> dict[str, Any]:
    node: dict[str, Any] = {"id": _name(subject)}
    for predicate, items in groupby(quads, key=lambda q: q.predicate.value):
        objects = [q.object for q in items]
        # The keyword "type" takes names alone.
        if predicate == RDF.type and not any(isinstance(o, Literal) for o in objects):
            key, values = "type", [_name(o) for o in objects if not isinstance(o, Literal)]
        else:
            key, values = _compact(predicate), [_value(o) for o in objects]
        node[key] = values[0] if len(values) == 1 else values
    return node


def _name(term: NamedNode | BlankNode | Triple | DefaultGraph) -> str:
    if isinstance(term, NamedNode):
        return _compact(term.value)
    if isinstance(term, BlankNode):
        return f"_:{term.value}"
    raise TypeError(f"JSON-LD has no place for {term}")


def _value(term: NamedNode | BlankNode | Literal | Triple) -> Any:
    if not isinstance(term, Literal):
        return {"id": _name(term)}
    if term.language:
        return {"@value": term.value, "@language": term.language}
    if term.datatype.value == XSD.string:
        return term.value
    return {"@value": term.value, "@type": _compact(term.datatype.value)}


@lru_cache(maxsize=1 << 16)
def _compact(iri: str) -> str:
    for prefix, namespace in _NAMESPACES:
        local = iri[len(namespace):]
        # A local part that starts with // would read as an absolute IRI (JSON-LD 1.1 API, 5.2.2).
        if iri.startswith(namespace) and local and not local.startswith("//"):
            return f"{prefix}:{local}"
    return iri
