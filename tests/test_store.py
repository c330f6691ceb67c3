"""The embedded store: answers, formats, deadlines, folders, and what it does not do."""

from __future__ import annotations

import gc
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from odas_graph.errors import (
    DataError,
    OdasGraphError,
    QuerySyntaxError,
    StoreError,
    UnreadableInputError,
    UnsafeQueryError,
    UsageError,
)
from odas_graph.i18n import in_language
from odas_graph.store import EmbeddedStore, Row, Solutions, Triples, canonical_nquads, embedded, python_value
from odas_graph.store.results import columns

EX = "http://example.org/"
XSD = "http://www.w3.org/2001/XMLSchema#"
G1, G2 = NamedNode(EX + "g1"), NamedNode(EX + "g2")


def iri(name: str) -> NamedNode:
    return NamedNode(EX + name)


def sample() -> list[Quad]:
    return [
        Quad(iri("a"), iri("label"), Literal("Été", language="fr"), G1),
        Quad(iri("a"), iri("size"), Literal(3), G1),
        Quad(iri("b"), iri("size"), Literal(5), G2),
        Quad(iri("b"), iri("with"), iri("a"), G2),
    ]


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with in_language("en"):
        yield


@pytest.fixture
def store() -> EmbeddedStore:
    store = EmbeddedStore()
    store.add(sample())
    return store


# --- answers -------------------------------------------------------------------------------------------------------

def test_rows_are_read_by_name(store: EmbeddedStore) -> None:
    rows = store.select("PREFIX ex: <http://example.org/> SELECT ?s ?label ?size "
                        "{ ?s ex:size ?size OPTIONAL { ?s ex:label ?label } } ORDER BY ?s")
    assert rows.variables == ("s", "label", "size")
    first, second = rows
    assert first["s"] == first.s == iri("a")
    assert first.label.value == "Été"
    assert second["label"] is second.label is second.get("label") is None
    assert second.get("label", Literal("?")) == Literal("?")
    assert second.get("nowhere") is None
    assert list(first.to_dict()) == ["s", "label", "size"]
    assert first.terms == tuple(first.to_dict().values())
    assert "label=" in repr(first)
    assert first == Row({"s": 0, "label": 1, "size": 2}, first.terms) != second
    assert len({first, second}) == 2
    with pytest.raises(KeyError):
        first["nowhere"]
    with pytest.raises(AttributeError, match=r"\?nowhere; it has s, label, size"):
        _ = first.nowhere
    assert list(rows) == []  # read once


@pytest.mark.parametrize("timeout", [None, 5.0])
def test_the_form_of_the_query_is_the_kind_of_the_answer(store: EmbeddedStore, timeout: float | None) -> None:
    assert store.query("ASK { ?s ?p 5 }", timeout=timeout) is True
    assert store.query("ASK { ?s ?p 6 }", timeout=timeout) is False
    triples = store.query("CONSTRUCT WHERE { ?s ?p 5 }", timeout=timeout)
    assert isinstance(triples, Triples)
    assert list(triples) == [Triple(iri("b"), iri("size"), Literal(5))]
    rows = store.query("SELECT ?s { ?s ?p ?o }", timeout=timeout)
    assert isinstance(rows, Solutions)
    assert len(list(rows)) == 4
    with pytest.raises(UsageError, match="SELECT"):
        store.select("ASK { }", timeout=timeout)


def test_the_default_graph_is_all_graphs_together(store: EmbeddedStore) -> None:
    assert [row.s for row in store.select(
        f"PREFIX ex: <{EX}> SELECT ?s {{ ?s ex:with/ex:size 3 }}")] == [iri("b")]
    assert [row.g for row in store.select(f"SELECT ?g {{ GRAPH ?g {{ ?s <{EX}size> 3 }} }}")] == [G1]


def test_a_fact_told_by_two_graphs_counts_twice_without_distinct(store: EmbeddedStore) -> None:
    store.add([Quad(iri("a"), iri("size"), Literal(3), G2)])
    query = f"SELECT (COUNT(?s) AS ?all) (COUNT(DISTINCT ?s) AS ?once) {{ ?s <{EX}size> 3 }}"
    [row] = store.select(query)
    assert (python_value(row.all), python_value(row.once)) == (2, 1)


def test_prefixes_of_the_project_need_no_declaration(store: EmbeddedStore) -> None:
    assert store.query("ASK { ?s skos:prefLabel ?o }") is False
    with pytest.raises(QuerySyntaxError, match="is not declared"):
        store.query("ASK { ?s nowhere:at ?o }")


@settings(max_examples=200)
@given(st.text(st.characters(exclude_categories=["Cs"])), st.sampled_from([None, "fr"]))
def test_any_value_enters_a_query_unchanged(text: str, language: str | None) -> None:
    value = Literal(text, language=language) if language else Literal(text)
    [row] = EmbeddedStore().select("SELECT ?x (STR(?x) AS ?y) { }", substitutions={"x": value})
    assert (row.x, row.y) == (value, Literal(text))


def test_values_that_cannot_be_bound(store: EmbeddedStore) -> None:
    with pytest.raises(UsageError, match=r"\?s has to be an IRI or a literal"):
        store.query("SELECT * { ?s ?p ?o }", substitutions={"s": BlankNode()})
    with pytest.raises(UsageError, match=r"no variable \?t"):
        store.query("SELECT * { ?s ?p ?o }", substitutions={"t": iri("a")})


@pytest.mark.parametrize(("term", "expected"), [
    (Literal(3), 3), (Literal("2.50", datatype=NamedNode(XSD + "decimal")), Decimal("2.50")), (Literal(True), True),
    (Literal("0", datatype=NamedNode(XSD + "boolean")), False), (Literal(1.5), 1.5),
    (Literal("2020-03-17", datatype=NamedNode(XSD + "date")), date(2020, 3, 17)),
    (Literal("2020-03-17Z", datatype=NamedNode(XSD + "date")), "2020-03-17Z"),
    (Literal("2020-03-17T12:00:00", datatype=NamedNode(XSD + "dateTime")), datetime(2020, 3, 17, 12)),
    (Literal("2020", datatype=NamedNode(XSD + "gYear")), 2020),
    (Literal("2020-03", datatype=NamedNode(XSD + "gYearMonth")), "2020-03"),
    (Literal("x", datatype=NamedNode(XSD + "integer")), "x"), (Literal("x", datatype=NamedNode(XSD + "decimal")), "x"),
    (Literal("Été", language="fr"), "Été"), (iri("a"), EX + "a"), (BlankNode("b"), "b"), (None, None),
    (Triple(iri("a"), iri("b"), iri("c")), f"<{EX}a> <{EX}b> <{EX}c>"),
])
def test_python_values(term: ox.Literal | NamedNode | BlankNode | Triple | None, expected: object) -> None:
    value = python_value(term)
    assert value == expected
    assert type(value) is type(expected)


@pytest.mark.parametrize("timeout", [None, 5.0])
def test_errors_are_the_same_with_and_without_timeout(store: EmbeddedStore, timeout: float | None) -> None:
    with pytest.raises(QuerySyntaxError, match=r"This is no SPARQL query: error at 2:\d+") as caught:
        store.query("SELECT ?s {\n ?s ?p }", timeout=timeout)
    assert len(str(caught.value)) < 400
    with pytest.raises(UnsafeQueryError):
        store.query("SELECT * { SERVICE <http://x.org/> { } }", timeout=timeout)
    with pytest.raises(StoreError, match=r"custom function .* is not supported"):
        list(store.select("SELECT (<http://x.org/f>(?s) AS ?x) { ?s ?p ?o }", timeout=timeout))


def test_rows_left_unread_do_not_haunt_other_threads(store: EmbeddedStore) -> None:
    errors: list[BaseException] = []
    try:
        list(store.select("SELECT (<http://x.org/f>(?s) AS ?x) { ?s ?p ?o }"))
    except StoreError as error:
        errors += [error, RuntimeError(errors)]  # a cycle, which only the garbage collector undoes
    assert errors
    del errors
    collector = threading.Thread(target=gc.collect)  # pytest fails on what is raised while collecting
    collector.start()
    collector.join()


# --- no network, no files ------------------------------------------------------------------------------------------

@pytest.fixture
def trap() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        yield server


def is_sprung(trap: socket.socket) -> bool:
    try:
        trap.accept()[0].close()
    except TimeoutError:
        return False
    return True


def test_no_query_reaches_out(store: EmbeddedStore, trap: socket.socket, tmp_path: Path) -> None:
    address = f"http://127.0.0.1:{trap.getsockname()[1]}/"
    secret = tmp_path / "secret.ttl"
    secret.write_text("<a:secret> <a:secret> <a:secret> .")
    for query in (
        f"SELECT * {{ SERVICE <{address}> {{ ?s ?p ?o }} }}", f"SELECT * {{ SERVICE SILENT <{address}> {{ }} }}",
        f"PREFIX : <{address}> SELECT * {{ SERVICE:x {{ }} }}", f"SELECT * FROM <{address}> {{ ?s ?p ?o }}",
        f"SELECT * {{ ?s ?p ?o BIND(<{address}> AS ?x) \\u0053ERVICE ?x {{ }} }}",
        f"SELECT * FROM NAMED <{address}> {{ GRAPH ?g {{ ?s ?p ?o }} }}", f"LOAD <{address}>",
        f"LOAD <{secret.as_uri()}>", f"SELECT * FROM <{secret.as_uri()}> {{ ?s ?p ?o }}",
    ):
        with pytest.raises(UnsafeQueryError):
            store.query(query)
    assert list(store.select(f"SELECT * {{ GRAPH <{address}> {{ ?s ?p ?o }} }}")) == []
    assert list(store.select(f"SELECT * {{ GRAPH <{secret.as_uri()}> {{ ?s ?p ?o }} }}")) == []
    assert not is_sprung(trap)


def test_the_trap_works(store: EmbeddedStore, trap: socket.socket) -> None:
    caught: list[bool] = []
    watcher = threading.Thread(target=lambda: caught.append(is_sprung(trap)))
    watcher.start()
    query = f"SELECT * {{ SERVICE <http://127.0.0.1:{trap.getsockname()[1]}/> {{ }} }}"
    with pytest.raises(OSError):
        list(store.inner.query(query))  # type: ignore[arg-type]
    watcher.join()
    assert caught == [True]


# --- columns -------------------------------------------------------------------------------------------------------

@given(st.lists(st.tuples(st.text(st.characters(exclude_categories=["Cs"])), st.sampled_from([None, "fr"]))))
def test_columns_are_the_text_of_rows(texts: list[tuple[str, str | None]]) -> None:
    store = EmbeddedStore()
    store.add(Quad(iri(f"a{i}"), iri("p"), Literal(text, language=language), G1)
              for i, (text, language) in enumerate(texts))
    found = store.columns(f"SELECT ?s ?o ?none {{ ?s <{EX}p> ?o }}")
    assert sorted(zip(*found.values(), strict=True)) == sorted(
        (f"{EX}a{i}", text, "") for i, (text, _language) in enumerate(texts))


PLAIN: list[ox.Literal | NamedNode] = [
    iri("é"), iri("a,b"), iri("l'été_:x"), iri("a_b"), Literal(12), Literal(True), Literal(1.5)]


@pytest.mark.parametrize("values", [[v] for v in PLAIN] + [PLAIN, [*PLAIN, Literal("<b> \"\t")], []], ids=str)
def test_columns_hold_any_term(values: list[ox.Literal | NamedNode]) -> None:
    store = EmbeddedStore()
    store.add(Quad(iri("s"), iri("p"), value) for value in values)
    assert {name: sorted(terms) for name, terms in store.columns("SELECT ?o ?s { ?s ?p ?o }").items()} == {
        "o": sorted(value.value for value in values), "s": [f"{EX}s"] * len(values)}
    assert store.columns("SELECT ?none { ?s ?p ?o }") == {"none": [""] * len(values)}


def test_columns_of_blank_nodes_and_triples() -> None:
    store = EmbeddedStore()
    store.load(f'_:a <{EX}p> <<( <{EX}s> <{EX}p> "x" )>> .'.encode(), "nt")
    [[subject], [value]] = store.columns("SELECT ?s ?o { ?s ?p ?o }").values()
    assert not subject.startswith("_:") and value == f'<{EX}s> <{EX}p> "x"'


def test_columns_are_of_a_select(store: EmbeddedStore) -> None:
    assert store.columns(f"SELECT ?n {{ ?x <{EX}size> ?n }}", substitutions={"x": iri("a")}) == {"n": ["3"]}
    for text, error in (("ASK { }", UsageError), ("CONSTRUCT WHERE { ?s ?p ?o }", UsageError),
                        ("SELECT", QuerySyntaxError), ("CLEAR ALL", UnsafeQueryError)):
        with pytest.raises(error):
            store.columns(text)
    store.close()
    with pytest.raises(StoreError, match="closed"):
        store.columns("SELECT ?x { }")


@pytest.mark.parametrize("rows", [b"x\ty\n1\t2\n", b"?x\t?y\n1\n", b'?x\n"oops\n', b"<html> </html>", b"?x\n\xff\n"])
def test_what_is_no_answer_has_no_columns(rows: bytes) -> None:
    with pytest.raises((SyntaxError, ValueError)):
        columns(rows)


# --- loading and saving --------------------------------------------------------------------------------------------

def test_loading(store: EmbeddedStore) -> None:
    store.clear()
    store.load(b"<a:s> <a:p> 1 .", "ttl", graph=EX + "g1")
    store.load(b"<a:s> <a:p> <a:o> .\n<a:s> <a:p> <a:o> <http://example.org/g2> .", "nq", graph=G1)
    store.load([Quad(iri("a"), iri("p"), iri("o"))], graph=G2)
    store.load([Quad(iri("a"), iri("p"), iri("o"), G1)])
    assert store.graphs() == [G1, G2]
    assert [len(list(store.quads(g))) for g in (G1, EX + "g2")] == [3, 2]
    assert len(store) == 5
    store.clear(G1)
    assert (store.graphs(), len(store)) == ([G2], 2)
    store.clear(EX + "nowhere")
    store.clear()
    assert (store.graphs(), len(store), bool(store)) == ([], 0, True)


def test_what_cannot_be_read_is_said_with_its_line_and_leaves_nothing(store: EmbeddedStore) -> None:
    for form, graph in (("ttl", None), ("ttl", G1), ("nq", None), ("nq", G1)):
        with pytest.raises(UnreadableInputError, match=r"line 2"):
            store.load(b"<a:s> <a:p> <a:o> .\n<a:s> <a:p> oops .", form, graph)
    assert len(store) == 4
    with pytest.raises(UsageError, match=r"“xyz” is no RDF format. Choose one of ttl, nt, nq"):
        store.load(b"", "xyz")
    with pytest.raises(UsageError, match="“g 1” cannot name a graph"):
        store.load(b"", "ttl", graph="g 1")


def many(count: int) -> Iterator[Quad]:
    return (Quad(iri(f"s{i}"), iri("p"), Literal(i), G1) for i in range(count))


@pytest.fixture(params=["memory", "folder"])
def empty(tmp_path: Path, request: pytest.FixtureRequest) -> EmbeddedStore:
    return EmbeddedStore(None if request.param == "memory" else tmp_path / "graph")


@pytest.mark.parametrize("threshold", [1, 10**9])
def test_loading_a_file(empty: EmbeddedStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, threshold: int) -> None:
    monkeypatch.setattr(embedded, "LARGE", threshold)
    (tmp_path / "x.nq").write_bytes(canonical_nquads(sample()))
    (tmp_path / "x.ttl").write_bytes(b"<a:s> <a:p> <a:o> .")
    empty.load(tmp_path / "x.nq")
    assert canonical_nquads(empty) == canonical_nquads(sample())
    empty.load(tmp_path / "x.ttl", "ttl", graph=G2)
    empty.load(tmp_path / "x.nq", graph=G2)
    assert len(empty) == 5 and len(list(empty.quads(G2))) == 3
    with pytest.raises(UnreadableInputError, match=r"nowhere\.nq cannot be read: .* Check the path"):
        empty.load(tmp_path / "nowhere.nq")
    with pytest.raises(UnreadableInputError, match="cannot be read"):
        empty.load(tmp_path)


@pytest.mark.parametrize("from_file", [True, False])
def test_a_large_load_that_fails_leaves_nothing(empty: EmbeddedStore, tmp_path: Path, from_file: bool,
                                                monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "LARGE", 1000)
    data = canonical_nquads(many(2000)) + b"<a:s> <a:p> oops .\n"
    (tmp_path / "x.nq").write_bytes(data)
    with pytest.raises(UnreadableInputError, match="line 2001"):
        empty.load(tmp_path / "x.nq" if from_file else data)
    assert len(empty) == 0 and empty.graphs() == []
    empty.add(sample())
    with pytest.raises(UnreadableInputError, match="line 2001"):
        empty.load(data)
    assert canonical_nquads(empty) == canonical_nquads(sample())


def test_adding_many_that_fails_leaves_nothing(empty: EmbeddedStore) -> None:
    def broken() -> Iterator[Quad]:
        yield from many(embedded.MANY + 10)
        raise LookupError("no more")

    with pytest.raises(LookupError, match="no more"):
        empty.add(broken())
    assert len(empty) == 0
    empty.add(many(embedded.MANY + 10))
    assert len(empty) == embedded.MANY + 10
    with pytest.raises(LookupError, match="no more"):
        empty.add(broken())
    assert len(empty) == embedded.MANY + 10


@pytest.mark.parametrize("form", ["nq", "trig", "jsonld", ox.RdfFormat.N_QUADS, "nquads", ".NQ"])
def test_what_is_dumped_loads_again(store: EmbeddedStore, form: str) -> None:
    other = EmbeddedStore()
    other.load(store.dump(form), form)
    assert canonical_nquads(other) == canonical_nquads(store)


@pytest.mark.parametrize("form", ["ttl", "nt", "rdf"])
def test_a_format_of_triples_merges_graphs(store: EmbeddedStore, form: str) -> None:
    store.add([Quad(iri("a"), iri("size"), Literal(3), G2)])
    other = EmbeddedStore()
    other.load(store.dump(form), form, graph=G1)
    assert len(other) == 4
    assert len(store.dump("nt", graph=G2).splitlines()) == 3


@given(st.permutations(sample()))
def test_equal_graphs_give_equal_bytes(quads: list[Quad]) -> None:
    store = EmbeddedStore()
    store.add(quads)
    assert canonical_nquads(store) == canonical_nquads(sample() * 2) == store.dump()
    assert canonical_nquads(store).splitlines() == sorted(canonical_nquads(quads).splitlines())
    for form in ("trig", "ttl", "jsonld"):
        twin = EmbeddedStore()
        twin.add(reversed(quads))
        assert store.dump(form) == twin.dump(form)


def test_canonical_form_has_no_blank_node() -> None:
    assert canonical_nquads([]) == b""
    assert canonical_nquads(sample()[:1]).decode() == f'<{EX}a> <{EX}label> "Été"@fr <{EX}g1> .\n'
    inside = Triple(iri("a"), iri("p"), BlankNode("x"))
    with pytest.raises(DataError, match="2 statements hold a blank node") as caught:
        canonical_nquads([Quad(BlankNode("x"), iri("p"), iri("o")), Quad(iri("a"), iri("p"), inside), *sample()])
    assert caught.value.exit_code == 1
    assert [finding.code for finding in caught.value.findings] == ["blank-node"] * 2


# --- folders -------------------------------------------------------------------------------------------------------

def test_a_folder_keeps_the_graph_and_is_read_by_many(tmp_path: Path) -> None:
    with EmbeddedStore(tmp_path / "graph") as store:
        store.add(sample())
        with pytest.raises(StoreError, match="open in another program"):
            EmbeddedStore(tmp_path / "graph")
    with pytest.raises(StoreError, match="closed"):
        store.query("ASK { }")
    one, two = EmbeddedStore.read_only(tmp_path / "graph"), EmbeddedStore.read_only(str(tmp_path / "graph"))
    assert canonical_nquads(one) == canonical_nquads(two) == canonical_nquads(sample())
    assert len(one.rdflib) == 4
    code = "import sys; from odas_graph.store import EmbeddedStore; print(len(EmbeddedStore.read_only(sys.argv[1])))"
    command = [sys.executable, "-c", code, str(tmp_path / "graph")]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == "4\n"
    changes: list[Callable[[], None]] = [lambda: one.add(sample()), lambda: one.load(b"<a:s> <a:p> 1 .", "ttl"),
                                         lambda: one.clear(), lambda: one.clear(G1)]
    for change in changes:
        with pytest.raises(StoreError, match="cannot be written to"):
            change()


def test_folders_that_are_no_store(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear all")
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "CURRENT").write_text("nonsense")
    with pytest.raises(StoreError, match="holds files that are no graph store"):
        EmbeddedStore(tmp_path / "mine")
    assert [p.name for p in (tmp_path / "mine").iterdir()] == ["letter.txt"]
    for path in (tmp_path / "mine", tmp_path / "nowhere"):
        with pytest.raises(StoreError, match="holds no graph store"):
            EmbeddedStore.read_only(path)
    for path in (tmp_path / "broken", tmp_path / "mine" / "letter.txt"):
        with pytest.raises(OdasGraphError, match=r"cannot be opened as a graph store|holds no graph store"):
            EmbeddedStore.read_only(path)
        with pytest.raises(StoreError, match="cannot be opened as a graph store"):
            EmbeddedStore(path)


# --- the rdflib view, and the cost of an import --------------------------------------------------------------------

def test_rdflib_sees_the_same_graph(store: EmbeddedStore) -> None:
    from rdflib import Literal as RdflibLiteral
    from rdflib import URIRef

    view = store.rdflib
    assert view is store.rdflib
    assert view.value(URIRef(EX + "a"), URIRef(EX + "label")) == RdflibLiteral("Été", lang="fr")
    assert {str(g.identifier) for g in view.graphs()} >= {EX + "g1", EX + "g2"}
    store.add([Quad(iri("c"), iri("size"), Literal(9), G1)])
    assert len(view) == 5
    assert [str(row[0]) for row in view.query("SELECT ?s { ?s ?p 9 . ?s a?/^skos:x? ?s }")] == [EX + "c"]  # type: ignore[index]


def test_importing_the_store_is_light() -> None:
    code = ("import sys, odas_graph.store; print([m for m in ('rdflib', 'oxrdflib', 'pydantic', 'http.client', 'ssl', "
            "'urllib.request', 'email', 'json', 'networkx') if m in sys.modules])")
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "[]\n"
