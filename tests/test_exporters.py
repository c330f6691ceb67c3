"""What leaves the project reads back as it was, whatever the strings: CSV, JSON, XML, JSON-LD, RDF."""

from __future__ import annotations

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import pytest
import rdflib
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    Triple,
    parse,
)
from rdflib.compare import isomorphic

from odas_graph import vocab
from odas_graph.errors import UsageError
from odas_graph.exporters.rdf import FORMATS, context, dump, dump_triples, to_jsonld
from odas_graph.exporters.results import rows_as_text, rows_to_csv, to_text
from odas_graph.exporters.tables import to_csv
from odas_graph.exporters.visibility import COLUMNS, assessments_to_csv, assessments_to_json
from odas_graph.formulas import safe_cell
from odas_graph.i18n import in_language
from odas_graph.store import EmbeddedStore, Solutions, Triples
from tests.analysis import action, actor, shipped, takes_part, world

HOSTILE = ("=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "|cmd", "＝1", " =1+1", "\ufeff=1", "\u200b@x",
           "'=1", '"', "a,b", 'x";=1', "</script><script>alert(1)</script>", "]]>", "<!--", "&amp;", "\x00\x01\x1f",
           "\ufffe\uffff", "\u202egnp.exe", "../../etc/passwd", "\r", "\r\n", "a\rb", "x" * 10_000,
           "é à œ", "🏘", "", " ", "{0}", "%s", "\x0b=1", "\x00=1", "\u2003@x")
TEXTS = st.sampled_from(HOSTILE) | st.text(max_size=20)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with in_language("en"):
        yield


# --- CSV -----------------------------------------------------------------------------------------------------------


def read_csv(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


NUMBER = re.compile(r"-[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")
FORMULA = re.compile("[\\s\x00-\x1f\u200b-\u200d\u2060\ufeff]*[=+\\-@|\t\r\n＝＋－＠]")


@given(st.lists(st.lists(TEXTS, min_size=3, max_size=3), max_size=5))
@example([[start + "1" for start in "=+-"], [start + "1" for start in "@\t\r"], ["\n1", "|1", "＝1"]])
def test_csv_reads_back_to_the_cells_and_no_cell_is_a_formula(rows: list[list[str]]) -> None:
    text = to_csv(["a", "b", "c"], rows)
    found = read_csv(text)
    assert found == [["a", "b", "c"], *[[str(safe_cell(cell)) for cell in row] for row in rows]]
    assert [[cell.removeprefix("'") if cell != was else cell for cell, was in zip(cells, row, strict=True)]
            for cells, row in zip(found[1:], rows, strict=True)] == rows
    for cell in (cell for cells in found for cell in cells):
        assert not FORMULA.match(cell) or NUMBER.fullmatch(cell)
    assert text.endswith("\r\n")


@pytest.mark.parametrize(("value", "cell"), [
    (None, ""), ("", ""), (" ", " "), ("=1", "'=1"), ("-1", "-1"), ("-1.5e-3", "-1.5e-3"), ("-1+1", "'-1+1"),
    ("-x", "'-x"), ("+33 1 23", "'+33 1 23"), (" =1", "' =1"), ("\xa0=1", "'\xa0=1"), ("'=1", "'=1"), ("a=1", "a=1"),
    (-3, -3), (0.5, 0.5), (True, True)])
def test_a_cell_that_would_run_is_text_and_a_number_stays_one(value: Any, cell: Any) -> None:
    assert safe_cell(value) == cell and type(safe_cell(value)) is type(cell)


def test_headings_are_neutralised_too() -> None:
    assert to_csv(["=a", "b"], []) == "'=a,b\r\n"


# --- answers to queries --------------------------------------------------------------------------------------------

IRIS = st.sampled_from([
    "http://example.org/a", "https://w3id.org/odas-graph/id/actor/apcis", "urn:x:é", "http://e.org/?a&b=c"])
TERMS = (st.none() | st.builds(NamedNode, IRIS) | st.builds(Literal, TEXTS)
         | st.builds(lambda text: Literal(text, language="fr"), TEXTS)
         | st.builds(Literal, st.integers(-2**63, 2**63 - 1) | st.booleans())
         | st.builds(lambda text: Literal(text, datatype=NamedNode("http://e.org/t?a=1&b=2")), TEXTS)
         | st.builds(BlankNode, st.sampled_from(["b0", "b1"])))
ROWS = st.lists(st.tuples(TERMS, TERMS), max_size=4)
NAMES = ("un", "deux")
SPARQL = "{http://www.w3.org/2005/sparql-results#}"


def solutions(rows: Sequence[tuple[Any, ...]], names: Sequence[str] = NAMES) -> Solutions:
    return Solutions(names, iter(rows))


def plain(term: Any) -> str:
    return "" if term is None else str(term) if isinstance(term, BlankNode) else str(term.value)


@given(ROWS)
def test_rows_as_csv(rows: list[tuple[Any, ...]]) -> None:
    found = read_csv(to_text(solutions(rows), "csv"))
    assert found == [list(NAMES), *[[str(safe_cell(plain(term))) for term in row] for row in rows]]
    assert to_text(solutions(rows), "csv") == rows_to_csv(solutions(rows))


@given(ROWS)
def test_rows_on_screen(rows: list[tuple[Any, ...]]) -> None:
    assert rows_as_text(solutions(rows)) == (NAMES, [[plain(term) for term in row] for row in rows])


def of_json(binding: dict[str, str]) -> Any:
    value = binding["value"]
    if binding["type"] == "uri":
        return NamedNode(value)
    if binding["type"] == "bnode":
        return BlankNode(value)
    if "xml:lang" in binding:
        return Literal(value, language=binding["xml:lang"])
    return Literal(value, datatype=NamedNode(binding["datatype"])) if "datatype" in binding else Literal(value)


@given(ROWS)
def test_rows_as_json_read_back_to_the_terms(rows: list[tuple[Any, ...]]) -> None:
    document = json.loads(to_text(solutions(rows), "json"))
    assert document["head"] == {"vars": list(NAMES)}
    found = [tuple(of_json(b[n]) if n in b else None for n in NAMES) for b in document["results"]["bindings"]]
    assert found == rows


def in_xml(text: str) -> str:
    """What XML 1.0 can hold of a text (2.2)."""
    return re.sub("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "", text)


def of_xml(binding: ET.Element) -> tuple[str, str, str | None]:
    term = binding[0]
    kind = term.tag.removeprefix(SPARQL)
    return kind, term.text or "", term.get("{http://www.w3.org/XML/1998/namespace}lang") or term.get("datatype")


@given(ROWS)
def test_rows_as_xml_read_back_to_the_terms(rows: list[tuple[Any, ...]]) -> None:
    root = ET.fromstring(to_text(solutions(rows), "xml").encode())
    assert root.tag == f"{SPARQL}sparql"
    assert [v.get("name") for v in root.iter(f"{SPARQL}variable")] == list(NAMES)
    for result, row in zip(root.iter(f"{SPARQL}result"), rows, strict=True):
        found = {b.get("name"): of_xml(b) for b in result}
        expected: dict[str, tuple[str, str, str | None]] = {}
        for name, term in zip(NAMES, row, strict=True):
            if isinstance(term, NamedNode):
                expected[name] = ("uri", term.value, None)
            elif isinstance(term, BlankNode):
                expected[name] = ("bnode", term.value, None)
            elif isinstance(term, Literal):
                type_ = None if term.datatype.value == vocab.XSD.string else term.datatype.value
                expected[name] = ("literal", in_xml(term.value), term.language or type_)
        assert found == expected


def test_the_words_of_the_standard_for_a_triple_term() -> None:
    triple = Triple(NamedNode("http://e.org/s"), NamedNode("http://e.org/p"), Literal("o"))
    parts = {"subject": {"type": "uri", "value": "http://e.org/s"}, "predicate": {"type": "uri", "value": "http://e.org/p"},
             "object": {"type": "literal", "value": "o"}}
    assert json.loads(to_text(solutions([(triple,)], ["t"]), "json"))["results"]["bindings"] == [
        {"t": {"type": "triple", "value": parts}}]
    root = ET.fromstring(to_text(solutions([(triple,)], ["t"]), "xml").encode())
    term = next(root.iter(f"{SPARQL}triple"))
    assert [part.tag.removeprefix(SPARQL) for part in term] == ["subject", "predicate", "object"]
    assert "http://e.org/s" in to_text(solutions([(triple,)], ["t"]), "csv")


@pytest.mark.parametrize("value", [True, False])
def test_an_answer_of_yes_or_no(value: bool) -> None:
    assert json.loads(to_text(value, "json")) == {"head": {}, "boolean": value}
    assert ET.fromstring(to_text(value, "xml").encode()).findtext(f"{SPARQL}boolean") == str(value).lower()
    assert to_text(value, "csv") == to_text(value, "table") == f"{str(value).lower()}\n"


TRIPLE = Triple(NamedNode("http://e.org/s"), NamedNode(vocab.SKOS.prefLabel), Literal('"}\n', language="fr"))


def test_an_answer_of_triples() -> None:
    assert [t.triple for t in parse(to_text(Triples(iter([TRIPLE])), "ttl").encode(), RdfFormat.TURTLE)] == [TRIPLE]
    again = parse(to_text(Triples(iter([TRIPLE])), "json").encode(), RdfFormat.JSON_LD)
    assert [t.triple for t in again] == [TRIPLE]
    assert to_text(Triples(iter([])), "ttl").strip().startswith("@prefix") or to_text(Triples(iter([])), "ttl") == ""


@pytest.mark.parametrize(("answer", "form"), [
    (solutions([]), "ttl"), (solutions([]), "table"), (True, "ttl"), (Triples(iter([])), "csv"),
    (Triples(iter([])), "xml")])
def test_a_form_that_does_not_fit_is_refused_with_those_that_do(answer: Any, form: str) -> None:
    with pytest.raises(UsageError, match="choose"):
        to_text(answer, form)


# --- RDF -----------------------------------------------------------------------------------------------------------


def as_rdflib(data: bytes | str, form: str) -> rdflib.Dataset:
    dataset = rdflib.Dataset()
    dataset.parse(data=data, format=form)
    return dataset


def graphs_of(dataset: rdflib.Dataset) -> dict[str, rdflib.Graph]:
    found = {}
    for graph in dataset.graphs():
        if len(graph):
            plain_graph = rdflib.Graph()
            for triple in graph:
                plain_graph.add(triple)
            found[str(graph.identifier) if isinstance(graph.identifier, rdflib.URIRef) else "_"] = plain_graph
    return found


def nquads(quads: Sequence[Quad]) -> str:
    return "".join(f"{quad} .\n" for quad in quads)


def assert_same_by_rdflib(quads: Sequence[Quad]) -> None:
    one, other = (graphs_of(as_rdflib(data, form)) for data, form in (
        (nquads(quads), "nquads"), (to_jsonld(quads).decode(), "json-ld")))
    assert one.keys() == other.keys()
    assert all(isomorphic(one[name], other[name]) for name in one)


NODES = st.builds(NamedNode, st.sampled_from([
    "http://example.org/a", f"{vocab.ID}actor/apcis", f"{vocab.CODE}role/porteur", "http://xmlns.com/foaf/0.1/",
    "https://schema.org//x", "urn:isbn:1", vocab.ODAS.Actor, "https://w3id.org/odas-graph/def#a:b", "http://e.org/%20é"]))
PREDICATES = st.builds(NamedNode, st.sampled_from([
    vocab.RDF.type, vocab.SKOS.prefLabel, "http://example.org/p", "urn:p:q"]))
LITERALS = (st.builds(Literal, TEXTS) | st.builds(lambda t: Literal(t, language="fr"), TEXTS)
            | st.builds(Literal, st.integers(-10, 10) | st.booleans()))
QUADS = st.lists(st.builds(
    Quad, NODES | st.just(BlankNode("n0")), PREDICATES, NODES | LITERALS | st.just(BlankNode("n1")),
    st.just(DefaultGraph()) | st.builds(NamedNode, st.just("http://example.org/g"))), max_size=8, unique=True)


@given(QUADS)
def test_json_ld_reads_back_to_the_quads(quads: list[Quad]) -> None:
    again = list(parse(to_jsonld(quads), RdfFormat.JSON_LD))
    if not any(isinstance(part, BlankNode) for quad in quads for part in quad):
        assert set(again) == set(quads)
    assert len(set(again)) == len(quads)


@settings(max_examples=40)
@given(QUADS)
def test_json_ld_expanded_by_rdflib_is_isomorphic(quads: list[Quad]) -> None:
    # rdflib drops what its N-Quads reader cannot hold: control characters in plain text.
    safe = [q for q in quads if not (isinstance(q.object, Literal) and re.search("[\x00-\x1f\x7f-\x9f\u2028\u2029]",
                                                                               q.object.value))]
    assert_same_by_rdflib(safe)


def canonical(quads: Iterable[Quad]) -> set[Quad]:
    """The quads with names for their blank nodes that depend on nothing else."""
    dataset = Dataset(quads)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return set(dataset)


def test_the_json_ld_of_a_dataset_is_isomorphic_by_rdflib() -> None:
    store = shipped().store
    for name in ("developpement-social-18-departements", "analysis"):
        assert_same_by_rdflib(list(store.quads(f"{vocab.GRAPH}{name}")))


@pytest.mark.parametrize("form", FORMATS)
def test_the_whole_graph_reads_back(form: str) -> None:
    store = shipped().store
    again = EmbeddedStore()
    again.load(dump(store, form), form)
    quads = store.quads()
    if form == "ttl":  # the union of all graphs
        quads = iter({Quad(q.subject, q.predicate, q.object) for q in quads})
    assert canonical(again.quads()) == canonical(quads)


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_facts_give_the_same_bytes(form: str) -> None:
    store = world([actor("une", nom="</script> \" ' ../ =1")], {"x": action(takes_part("une", "porteur"))})
    other = EmbeddedStore()
    other.add(sorted(store.quads(), key=str, reverse=True))
    assert dump(store, form) == dump(other, form)


def test_json_ld_is_for_people_too() -> None:
    quads = [Quad(NamedNode(f"{vocab.ID}actor/apcis"), NamedNode(p), o, NamedNode(f"{vocab.GRAPH}essai")) for p, o in (
        (vocab.RDF.type, NamedNode(vocab.ODAS.Actor)), (vocab.SKOS.prefLabel, Literal("APCIS", language="fr")),
        (vocab.ODAS.generic, Literal(False)), (vocab.SKOS.notation, Literal("93072")))]
    document = json.loads(to_jsonld(quads))
    assert document["@context"] == context() and list(document["@context"])[-2:] == ["id", "type"]
    assert document["@graph"] == [{"id": f"{vocab.GRAPH}essai", "@graph": [{
        "id": f"{vocab.ID}actor/apcis", "type": "odas:Actor",
        "odas:generic": {"@value": "false", "@type": "xsd:boolean"}, "skos:notation": "93072",
        "skos:prefLabel": {"@value": "APCIS", "@language": "fr"}}]}]


def test_prefixes_may_stand_for_namespaces_in_json_ld() -> None:
    # JSON-LD 1.1, 4.1.5: a simple term is a prefix if its IRI ends in one of these.
    assert all(iri.endswith((":", "/", "?", "#", "[", "]", "@")) for iri in vocab.PREFIXES.values())


def test_a_literal_type_is_kept() -> None:
    quad = Quad(NamedNode("http://e.org/s"), NamedNode(vocab.RDF.type), Literal("texte"), DefaultGraph())
    assert list(parse(to_jsonld([quad]), RdfFormat.JSON_LD)) == [quad]


def test_triples_of_an_answer_as_turtle_and_json_ld() -> None:
    for form, name in (("ttl", RdfFormat.TURTLE), ("jsonld", RdfFormat.JSON_LD)):
        assert [q.triple for q in parse(dump_triples([TRIPLE], form), name)] == [TRIPLE]


# --- the list of invisible actors ----------------------------------------------------------------------------------


def test_the_list_as_json_and_csv() -> None:
    found = shipped().invisible()
    as_json = json.loads(assessments_to_json(found))
    assert [one["actor"] for one in as_json] == [a.actor for a in found]
    rows = list(csv.DictReader(io.StringIO(assessments_to_csv(found), newline="")))
    assert tuple(rows[0]) == COLUMNS and len(rows) == len(found)
    assert ("APCIS", "invisible-atteste") in {(row["nom"], row["archetype"]) for row in rows if row["rang"]}
    for row, one in zip(rows, as_json, strict=True):
        assert row["acteur"] == one["actor"] and row["archetype"] == one["archetype"]
        assert row["contribution"] == ("" if one["contribution"] is None else str(one["contribution"]))
        # One place may prove several facts; it is named once.
        assert row["preuves"].split(" | ") == list(dict.fromkeys(proof["place"] for proof in one["evidence"]))
        assert row["generique"] == ("oui" if one["generic"] else "non")


def test_a_hostile_name_is_harmless_in_the_list() -> None:
    name = '=HYPERLINK("http://e.org";"</script>")'
    store = world([actor("une", nom=name)], {"x": action(takes_part("une", "porteur", contact=True))})
    from odas_graph.visibility import assess

    found = assess(store)
    assert json.loads(assessments_to_json(found))[0]["label"] == name
    assert read_csv(assessments_to_csv(found))[1][COLUMNS.index("nom")] == f"'{name}"


def test_an_empty_list() -> None:
    assert json.loads(assessments_to_json([])) == [] and read_csv(assessments_to_csv([])) == [list(COLUMNS)]
