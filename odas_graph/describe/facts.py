"""A named graph under construction: triples one by one, IRIs that people can read, the place each thing is from."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache

from pyoxigraph import Literal, NamedNode, Quad, parse

from odas_graph import resources, vocab
from odas_graph.fiche import Evidence
from odas_graph.naming import MAX_SLUG, slugify
from odas_graph.vocab import DCT, OA, ODAS, RDF, RDFS, SKOS, XSD

Place = tuple[str, int | None, str | None]


def thing(kind: str, slug: str) -> NamedNode:
    """The IRI of a thing of the data."""
    return NamedNode(f"{vocab.ID}{kind}/{slug}")


def code(scheme: str, slug: str) -> NamedNode:
    """The IRI of a code."""
    return NamedNode(vocab.code(scheme, slug))


def code_label(scheme: str, slug: str) -> str:
    """The French label of a code."""
    return _labels(scheme)[vocab.code(scheme, slug)]


@cache
def _labels(scheme: str) -> Mapping[str, str]:
    path = resources.ontology_dir() / "codes" / f"{scheme}.ttl"
    return {q.subject.value: q.object.value for q in parse(path=path) if q.predicate.value == SKOS.prefLabel
            and isinstance(q.subject, NamedNode) and isinstance(q.object, Literal) and q.object.language == "fr"}


def date_literal(text: str) -> Literal:
    """A date typed by its precision: year, month or day (XML Schema 1.1 part 2, 3.3)."""
    datatype = {4: XSD.gYear, 7: XSD.gYearMonth, 10: XSD.date}[len(text)]
    return Literal(text, datatype=NamedNode(datatype))


def literal(value: str | int | bool | Decimal, lang: str | None = None) -> Literal:
    """A literal of the type that fits the Python value; text with its language."""
    if isinstance(value, bool):
        return Literal("true" if value else "false", datatype=NamedNode(XSD.boolean))
    if isinstance(value, int):
        return Literal(str(value), datatype=NamedNode(XSD.integer))
    if isinstance(value, Decimal):
        return Literal(decimal_text(value), datatype=NamedNode(XSD.decimal))
    return Literal(value, language=lang) if lang else Literal(value)


def decimal_text(value: Decimal) -> str:
    """The decimal without exponent nor idle zeros, as a store gives it back."""
    text = format(value, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


@dataclass(slots=True)
class Names:
    """The IRIs given to facts so far, so that no two things share one; one for all graphs of a build."""

    given: dict[str, int] = field(default_factory=dict)
    keys: dict[str, object] = field(default_factory=dict)

    def fresh(self, wanted: NamedNode) -> NamedNode:
        """`wanted`, or the first of `wanted--2`, `wanted--3`… that is free."""
        count, name = self.given.get(wanted.value, 0) + 1, wanted.value
        while name in self.given:
            name = f"{wanted.value}--{count}"
            count += 1
        self.given[wanted.value] = max(count - 1, 1)
        self.given.setdefault(name, 1)
        return NamedNode(name)

    def known_by(self, wanted: NamedNode, key: object) -> NamedNode:
        """`wanted`, or, where another key has that name ("Impacts" and "impacts"), `wanted` with a digest of `key`."""
        if self.keys.setdefault(wanted.value, key) == key:
            return wanted
        return NamedNode(f"{wanted.value}--{hashlib.sha256(repr(key).encode()).hexdigest()[:10]}")


@dataclass(slots=True)
class Facts:
    """The triples of one named graph, and where each described thing was read (`places`)."""

    graph: NamedNode
    triples: set[tuple[NamedNode, NamedNode, NamedNode | Literal]] = field(default_factory=set)
    places: dict[str, Place] = field(default_factory=dict)
    names: Names = field(default_factory=Names)

    def add(self, subject: NamedNode, predicate: str, *objects: NamedNode | Literal | str) -> None:
        """Adds one triple an object; plain text is an IRI."""
        for value in objects:
            term = NamedNode(value) if isinstance(value, str) else value
            self.triples.add((subject, NamedNode(predicate), term))

    def text(self, subject: NamedNode, predicate: str, value: str | None, lang: str | None = "fr") -> None:
        """Adds a text, or nothing where there is none."""
        if value:
            self.add(subject, predicate, literal(value, lang))

    def mint(self, kind: str, *parts: str) -> NamedNode:
        """A fresh readable IRI from `parts`, the first of which it always begins with; the second of one name gets
        `--2`."""
        slugs = [slugify(part) for part in parts if part]
        slug = "--".join(slugs)
        if len(slug) > 2 * MAX_SLUG:
            slug = f"{slugs[0]}--{slugify(' '.join(slugs[1:]))}"
        return self.names.fresh(thing(kind, slug))

    def prove(self, subject: NamedNode, proof: Iterable[Evidence], default: Evidence,
              titles: Mapping[str, str]) -> None:
        """Links `subject` to the places of its proof; what a place leaves out comes from `default`.

        `default.section` is the chapter the fiche stands in; the page of the fiche holds only within its own source. A
        place without any source is left out.
        """
        for place in proof:
            source = place.source or default.source
            if source is None:  # a finding asks for it
                continue
            # A place with a page of its own stands elsewhere in the source than the chapter of the fiche.
            inherited = place.source in (None, default.source) and place.page in (None, default.page)
            chapter = default.section if inherited and place.section != default.section else None
            page = place.page or (default.page if inherited else None)
            sections = [part for part in (chapter, place.section) if part]
            where = [*sections, *([f"p. {page}"] if page else []), *([f"ligne {place.row}"] if place.row else [])]
            section = ", ".join(sections)
            slug = "--".join(slugify(part) for part in (source, *where))
            node = self.names.known_by(
                thing("evidence", slug if len(slug) <= 2 * MAX_SLUG else slugify(slug.replace("--", " "))),
                (source, section, page, place.row))
            self.add(subject, ODAS.evidence, node)
            self.add(node, RDF.type, OA.SpecificResource)
            self.add(node, OA.hasSource, thing("source", source))
            self.text(node, RDFS.label, ", ".join([titles.get(source, source), *where]))
            self.text(node, ODAS.section, section)
            if page:
                self.add(node, ODAS.page, literal(page))
            if place.row:
                self.add(node, ODAS.row, literal(place.row))

    def note_places(self, subject: NamedNode, file: str, line: int | None, path: str | None) -> None:
        """Remembers the file, line and field a thing was described in."""
        self.places.setdefault(subject.value, (file, line, path))

    def quads(self) -> list[Quad]:
        """The triples as quads of the graph, in no particular order."""
        return [Quad(s, p, o, self.graph) for s, p, o in self.triples]


def add_period(facts: Facts, subject: NamedNode, start: str | None, end: str | None) -> None:
    """Adds a `dct:PeriodOfTime` with the dates given (DCAT 3, 6.14)."""
    if not (start or end):
        return
    node = thing("period", f"{start or ''}_{end or ''}")
    facts.add(subject, DCT.temporal, node)
    facts.add(node, RDF.type, DCT.PeriodOfTime)
    if start:
        facts.add(node, vocab.DCAT.startDate, date_literal(start))
    if end:
        facts.add(node, vocab.DCAT.endDate, date_literal(end))
