"""Quads as bytes and back: one graph, one file, whatever the store and the order of its answers."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, RdfFormat, Triple, parse, serialize

from odas_graph.errors import DataError, UnreadableInputError, UsageError, reason
from odas_graph.findings import Finding
from odas_graph.i18n import gettext as _
from odas_graph.vocab import PREFIXES

if TYPE_CHECKING:
    from odas_graph.store.interface import GraphStore

# Names people use beside the file extensions that pyoxigraph knows.
_ALIASES: Final = {"turtle": "ttl", "ntriples": "nt", "nquads": "nq", "json-ld": "jsonld", "rdfxml": "rdf"}
FORMATS: Final = ("ttl", "nt", "nq", "trig", "jsonld", "rdf")


def rdf_format(name: RdfFormat | str) -> RdfFormat:
    """The format of that name or file extension; UsageError for one there is not."""
    if isinstance(name, RdfFormat):
        return name
    key = name.lower().removeprefix(".")
    found = RdfFormat.from_extension(_ALIASES.get(key, key))
    if found is None:
        raise UsageError(_("“{name}” is no RDF format. Choose one of {choices}.").format(
            name=name, choices=", ".join(FORMATS)))
    return found


def parse_quads(data: bytes, form: RdfFormat, graph: NamedNode | None = None) -> list[Quad]:
    """The quads of `data`; those outside any graph go to `graph`. Raises UnreadableInputError with the line."""
    try:
        quads = list(parse(data, form))
    except SyntaxError as error:
        raise unreadable(error) from error
    return quads if graph is None else [into(quad, graph) for quad in quads]


def read_file(path: Path) -> bytes:
    """What the file holds; UnreadableInputError where it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise unreadable_file(path, error) from error


def unreadable_file(path: Path, error: OSError) -> UnreadableInputError:
    """The error of a file that cannot be opened."""
    return UnreadableInputError(_("{path} cannot be read: {reason}. Check the path and your rights.").format(
        path=path, reason=reason(error)))


def into(quad: Quad, graph: NamedNode) -> Quad:
    """The quad, placed in `graph` where it was in none."""
    if isinstance(quad.graph_name, DefaultGraph):
        return Quad(quad.subject, quad.predicate, quad.object, graph)
    return quad


def unreadable(error: SyntaxError) -> UnreadableInputError:
    """The error of a text that is not in the RDF format it was said to be in."""
    return UnreadableInputError(_("This RDF cannot be read: {reason}. Check the format it is said to be in, then the "
                                  "place named.").format(reason=error.msg))


def to_bytes(quads: Iterable[Quad], form: RdfFormat) -> bytes:
    """The quads in that format, sorted, with the project's prefixes; a format of triples merges the graphs."""
    if form == RdfFormat.N_QUADS:
        return _lines(quads)
    if form.supports_datasets:
        return serialize(sorted(set(quads), key=str), format=form, prefixes=PREFIXES) or b""
    triples = {quad.triple for quad in quads}
    return serialize(sorted(triples, key=str), format=form, prefixes=PREFIXES) or b""


def canonical_nquads(source: GraphStore | Iterable[Quad]) -> bytes:
    """The quads as N-Quads, one a line, each once, sorted by codepoint: equal graphs give equal bytes.

    Raises DataError for a blank node, which has no name that lasts.
    """
    quads = list(source if isinstance(source, Iterable) else source.quads())
    unnamed = [quad for quad in quads if any(_is_unnamed(part) for part in quad)]
    if unnamed:
        findings = [Finding(level="violation", code="blank-node", message=str(quad)) for quad in unnamed]
        raise DataError(_("{n} statements hold a blank node, as does {example}. Give each thing an IRI.").format(
            n=len(unnamed), example=str(unnamed[0])[:200]), findings)
    return _lines(quads)


def _lines(quads: Iterable[Quad]) -> bytes:
    return "".join(sorted({f"{quad} .\n" for quad in quads})).encode()


def _is_unnamed(part: object) -> bool:
    return isinstance(part, BlankNode) or (isinstance(part, Triple) and any(_is_unnamed(inner) for inner in part))
