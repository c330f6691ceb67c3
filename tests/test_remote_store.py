"""The remote store: against a real Oxigraph server, and against servers that misbehave."""

from __future__ import annotations

import gc
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar
from urllib.error import URLError
from urllib.parse import parse_qs
from urllib.request import urlopen

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from odas_graph.errors import (
    OdasGraphError,
    QuerySyntaxError,
    QueryTimeoutError,
    StoreError,
    UnreadableInputError,
    UnsafeQueryError,
    UsageError,
)
from odas_graph.i18n import in_language
from odas_graph.store import EmbeddedStore, GraphStore, RemoteStore, Solutions, Term, Triples, canonical_nquads

EX = "http://example.org/"
G1, G2 = NamedNode(EX + "g1"), NamedNode(EX + "g2 é".replace(" ", "%20"))


def iri(name: str) -> NamedNode:
    return NamedNode(EX + name)


def sample() -> list[Quad]:
    return [
        *(Quad(iri(f"a{i}"), iri("size"), Literal(i), G1) for i in range(20)),
        *(Quad(iri(f"a{i}"), iri("with"), iri(f"a{i * i % 20}"), G2) for i in range(20)),
        Quad(iri("a1"), iri("label"), Literal('Été "œ"\n\\u0041', language="fr"), G1),
        Quad(iri("a1"), iri("size"), Literal(1), G2),
    ]


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with in_language("en"):
        yield


def find_server() -> str | None:
    beside = Path(sys.executable).with_name("oxigraph")
    return str(beside) if beside.exists() else shutil.which("oxigraph")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


@contextmanager
def running_server(folder: Path, *, union: bool = True) -> Iterator[str]:
    """A real server over an empty folder, and its address; its default graph is the union of all graphs or apart."""
    binary = find_server()
    if binary is None:
        pytest.skip("the oxigraph server is not installed (package oxigraph)")
    place = f"127.0.0.1:{free_port()}"
    command = [binary, "serve", "--location", str(folder / "data"), "--bind", place, "--timeout-s", "5",
               *(["--union-default-graph"] if union else [])]
    with (folder / "log").open("wb") as log, subprocess.Popen(command, stdout=log, stderr=log) as server:
        try:
            wait_until_ready(server, f"http://{place}/", folder / "log")
            yield f"http://{place}"
        finally:
            server.kill()


def wait_until_ready(server: subprocess.Popen[bytes], url: str, log: Path) -> None:
    end = time.monotonic() + 20
    while True:
        try:
            urlopen(url, timeout=1).close()
            return
        except (URLError, OSError):
            assert server.poll() is None and time.monotonic() < end, log.read_text()
            time.sleep(0.05)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running_server(tmp_path_factory.mktemp("server")) as address:
        yield address


@pytest.fixture(params=["update", "graph store"])
def remote(address: str, request: pytest.FixtureRequest) -> RemoteStore:
    """A server without data, written to in each of the two ways."""
    store = (RemoteStore(f"{address}/query", update_url=f"{address}/update") if request.param == "update"
             else RemoteStore(f"{address}/query", graph_store_url=f"{address}/store"))
    store.clear()
    return store


@pytest.fixture(scope="module", params=["union", "apart"])
def both(tmp_path_factory: pytest.TempPathFactory,
         request: pytest.FixtureRequest) -> Iterator[tuple[GraphStore, GraphStore]]:
    """The same graph in an embedded store and on a server of its own, of either kind."""
    with running_server(tmp_path_factory.mktemp("server"), union=request.param == "union") as address:
        embedded, remote = EmbeddedStore(), RemoteStore(f"{address}/query", update_url=f"{address}/update")
        for store in (embedded, remote):
            store.add(sample())
        yield embedded, remote


# --- one behaviour, two stores -------------------------------------------------------------------------------------

def outcome(store: GraphStore, query: str, values: dict[str, Term] | None) -> object:
    try:
        answer = store.query(query, substitutions=values, timeout=20)
    except OdasGraphError as error:
        return type(error)
    if isinstance(answer, Solutions):
        return answer.variables, sorted(str(row.terms) for row in answer)
    return {str(triple) for triple in answer} if isinstance(answer, Triples) else answer


ALIKE: list[tuple[str, dict[str, Term]]] = [
    ("SELECT * { ?s ?p ?o }", {}),
    ("SELECT ?s ?g { GRAPH ?g { ?s ex:size ?n } }", {}),
    ("SELECT ?s ?label { ?s ex:with/ex:size 4 OPTIONAL { ?s ex:label ?label } }", {}),
    ("SELECT (COUNT(*) AS ?n) { ?s ex:size ?x }", {}),
    ("SELECT * { ?s ex:size ?n }", {"n": Literal(3)}),
    ("SELECT * { ?s ex:label ?l }", {"l": Literal('Été "œ"\n\\u0041', language="fr")}),
    ("SELECT ?s ?t { { ?s ex:with ?x FILTER(?x = ?t) } UNION { ?t ex:size ?s } }", {"t": iri("a4")}),
    ("SELECT ?s ?n { ?s ex:size ?k { SELECT ?s (COUNT(?o) AS ?n) { ?s ?p ?o . ?s ex:size ?k } GROUP BY ?s } }",
     {"k": Literal(1)}),
    ("SELECT ?o (COUNT(?s) AS ?n) { ?s ex:with ?o } GROUP BY ?o HAVING(COUNT(?s) > ?k)", {"k": Literal(2)}),
    ("SELECT ?s { ?s ex:size ?n FILTER NOT EXISTS { ?s ex:with ?t } }", {"t": iri("a0")}),
    ("SELECT ?s { GRAPH ?g { ?s ex:size ?n } }", {"g": G2}),
    ("ASK { ?s ex:size ?n }", {"n": Literal(19)}), ("ASK { ?s ex:size ?n }", {"n": Literal("19")}),
    ("CONSTRUCT WHERE { ?s ex:with ?o }", {"o": iri("a5")}),
    ("DESCRIBE ?s", {"s": iri("a1")}),
    ("SELECT ?s { ?s ex:size ?n }", {"nothing": iri("a")}), ("SELECT ?s { ?s ex:size ?n }", {"n": BlankNode()}),
    ("SELECT ?s { ?s skos:prefLabel ?o }", {}),
    ("SELECT ?s { ?s nowhere:at ?o }", {}), ("SELECT ?s { ?s ?p }", {}), ("SELECT", {}),
    ("DELETE WHERE { ?s ?p ?o }", {}),
    ("SELECT * { SERVICE <http://127.0.0.1:1/> { } }", {}), ("SELECT * FROM <http://127.0.0.1:1/> { ?s ?p ?o }", {}),
]


@pytest.mark.parametrize(("query", "values"), ALIKE)
def test_both_stores_answer_alike(both: tuple[GraphStore, GraphStore], query: str, values: dict[str, Term]) -> None:
    embedded, remote = both
    query = query if query.startswith("DELETE") else f"PREFIX ex: <{EX}> {query}"
    assert outcome(embedded, query, values) == outcome(remote, query, values)


@pytest.mark.parametrize("query", ["SELECT * { ?s ?p ?o }", "SELECT ?o ?none { ?s ex:size ?o }", "ASK { }",
                                   "SELECT (1 AS ?one) { }", "SELECT", "SELECT ?x FROM <a:b> { ?x ?p ?o }"])
def test_both_give_the_same_columns(both: tuple[GraphStore, GraphStore], query: str) -> None:
    def columns(store: GraphStore) -> object:
        try:
            found = store.columns(f"PREFIX ex: <{EX}> {query}")
        except OdasGraphError as error:
            return type(error)
        return tuple(found), sorted(zip(*found.values(), strict=True))

    assert columns(both[0]) == columns(both[1])


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"])), st.sampled_from([None, "fr"]))
def test_any_value_travels_unchanged(both: tuple[GraphStore, GraphStore], text: str, language: str | None) -> None:
    value = Literal(text, language=language) if language else Literal(text)
    [row] = both[1].select("SELECT ?x (STR(?x) AS ?y) { }", substitutions={"x": value})
    assert (row.x, row.y) == (value, Literal(text))


def test_both_dump_alike(both: tuple[GraphStore, GraphStore]) -> None:
    embedded, remote = both
    assert canonical_nquads(remote) == canonical_nquads(embedded) == canonical_nquads(sample())
    assert remote.graphs() == embedded.graphs() == [G1, G2]
    assert len(remote) == len(embedded) == len(sample())
    for form, graph in (("trig", None), ("ttl", None), ("nt", G2), ("jsonld", EX + "g1")):
        assert remote.dump(form, graph) == embedded.dump(form, graph)


def test_writing(remote: RemoteStore, tmp_path: Path) -> None:
    (tmp_path / "x.ttl").write_bytes(b"<a:s> <a:p> 1 .")
    remote.load(tmp_path / "x.ttl", "ttl", graph=EX + "g1")
    with pytest.raises(UnreadableInputError, match="cannot be read"):
        remote.load(tmp_path / "nowhere.ttl", "ttl")
    remote.load([Quad(iri("a"), iri("p"), iri("o"))], graph=G2)
    remote.add([Quad(iri("a"), iri("p"), Literal('"} ; DROP ALL #\n')), Quad(iri("b"), iri("p"), iri("o"), G1)])
    assert remote.graphs() == [G1, G2]
    assert len(remote) == 3
    assert remote.query('ASK { ?s ?p "\\"} ; DROP ALL #\\n" }') is True
    remote.clear(G1)
    remote.clear(EX + "nowhere")
    assert remote.graphs() == [G2]
    with pytest.raises(UnreadableInputError, match="line 1"):
        remote.load(b"<a:s> oops", "ttl")
    remote.clear()
    assert remote.query("ASK { ?s ?p ?o }") is False


def test_reading_alone_is_the_default(address: str) -> None:
    with RemoteStore(f"{address}/query") as store:
        with pytest.raises(StoreError, match=r"is only read: no address for writing is known\. Give the update"):
            store.add(sample())
        with pytest.raises(StoreError, match="is only read"):
            store.clear()
    with pytest.raises(StoreError, match="closed"):
        store.query("ASK { }")


CROSS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n1 ?o }"


def test_a_query_that_never_ends_ends_at_its_deadline(both: tuple[GraphStore, GraphStore]) -> None:
    start = time.monotonic()
    with pytest.raises(QueryTimeoutError, match=r"within 0\.5 s"):
        both[1].query(CROSS, timeout=0.5)
    assert 0.5 <= time.monotonic() - start < 20


# --- servers that misbehave ----------------------------------------------------------------------------------------

JSON = "application/sparql-results+json"
ROWS = b'{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"literal","value":"1"}}]}}'
GRAPHS = b'{"head":{"vars":["g"]},"results":{"bindings":[{"g":{"type":"uri","value":"http://example.org/g1"}}]}}'
XML = (b'<sparql xmlns="http://www.w3.org/2005/sparql-results#"><head><variable name="x"/></head><results><result>'
       b'<binding name="x"><literal>1</literal></binding></result></results></sparql>')
SECRET = "file:///etc/passwd"


def yes_or_no(answer: bool) -> bytes:
    return f'{{"head":{{}},"boolean":{str(answer).lower()}}}'.encode()


class Misbehaving(BaseHTTPRequestHandler):
    """Answers each path in its own way, and counts what it is asked."""

    asked: ClassVar[list[str]] = []
    answers: ClassVar[dict[str, tuple[int, str, bytes]]] = {
        "/rows": (200, JSON, ROWS), "/rows-alone": (200, JSON, ROWS),
        "/xml": (200, "application/sparql-results+xml; charset=utf-8", XML),
        "/turtle": (200, "text/turtle", b"@prefix a: <a:> . a:s a:p a:o ."),
        "/page": (200, "text/html", b"<!DOCTYPE html><h1>Welcome</h1>"),
        "/tsv": (200, "text/tab-separated-values", b"?x\n1\n"),
        "/broken-tsv": (200, "text/tab-separated-values", b'?x\n"1\n'), "/yes": (200, JSON, yes_or_no(True)),
        "/broken": (200, JSON, ROWS[:50]), "/late": (200, JSON, ROWS[:-30] + b",{oops"),
        "/big": (200, JSON, b" " * 200_000 + ROWS), "/missing": (404, "text/html", b"<h1>no</h1>"),
        "/closed": (401, "text/plain", b"\n\x1b[31mname yourself\n" + b"x" * 5000),
        "/long": (500, "text/plain", b"why " * 5000), "/syntax": (400, "text/plain", b"error at 1:8"),
    }

    def do_POST(self) -> None:
        self.asked.append(self.path)
        asked = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())["query"][0]
        if self.path == "/deaf":  # to the parameters that say which graphs to read
            self.answer(200, JSON, GRAPHS if asked.startswith("SELECT") else yes_or_no("GRAPH" in asked))
        elif asked == "ASK { ?s ?p ?o }" and self.path not in ("/rows-alone", "/missing"):
            self.answer(200, JSON, yes_or_no(True))
        elif self.path in ("/to-file", "/to-rows"):
            self.send_response(302)
            self.send_header("Location", SECRET if self.path == "/to-file" else "/rows")
            self.end_headers()
        elif self.path == "/cut":
            self.send_response(200)
            self.send_header("Content-Type", "application/n-triples")
            self.send_header("Content-Length", "1000")
            self.end_headers()
            self.wfile.write(b"<a:s> <a:p> <a:o> .\n")
        elif self.path == "/drip":
            self.send_response(200)
            self.send_header("Content-Type", JSON)
            self.end_headers()
            for _ in range(30):
                self.wfile.write(b" ")
                time.sleep(0.1)
        else:
            self.answer(*self.answers[self.path])

    def answer(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keeps quiet."""


class QuietServer(ThreadingHTTPServer):
    def handle_error(self, *_: object) -> None:
        """A reader that hangs up is what the tests want."""


@pytest.fixture(scope="module")
def strange() -> Iterator[str]:
    with QuietServer(("127.0.0.1", 0), Misbehaving) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("path", ["/rows", "/xml"])
def test_any_result_format_is_read(strange: str, path: str) -> None:
    assert [row.x.value for row in RemoteStore(strange + path).select("SELECT ?x { }")] == ["1"]


@pytest.mark.parametrize("path", ["/rows", "/xml", "/tsv"])
def test_columns_of_any_result_format(strange: str, path: str) -> None:
    assert RemoteStore(strange + path).columns("SELECT ?x { }") == {"x": ["1"]}


@pytest.mark.parametrize(("path", "message"), [
    ("/broken", "cannot be read"), ("/broken-tsv", "cannot be read"), ("/page", "answers with text/html"),
    ("/yes", "answers with application/sparql-results"), ("/big", "answers with more than 0 MiB")])
def test_odd_answers_have_no_columns(strange: str, path: str, message: str) -> None:
    with pytest.raises(StoreError, match=message):
        RemoteStore(strange + path, max_answer=100_000).columns("SELECT ?x { }")


def test_turtle_is_read_where_triples_are_wanted(strange: str) -> None:
    answer = RemoteStore(strange + "/turtle").query("CONSTRUCT WHERE { ?s ?p ?o }")
    assert isinstance(answer, Triples)
    assert len(list(answer)) == 1


@pytest.mark.parametrize(("path", "message"), [
    ("/page", "answers with text/html, which is no answer to a query. Check that it is the address of a SPARQL"),
    ("/turtle", "answers with text/turtle"), ("/broken", "cannot be read"), ("/late", "cannot be read"),
    ("/big", "answers with more than 0 MiB"), ("/missing", "refuses with status 404: Not Found. Check the address"),
    ("/closed", "refuses with status 401:  \\[31mname yourself. Check"), ("/long", "refuses with status 500: why why"),
    ("/rows-alone", "which is no answer to a query"), ("/deaf", r"leaves its named graphs \(1\) out"),
    ("/to-file", f"has moved to {SECRET}. Give that address, if you trust it"), ("/to-rows", "has moved to /rows"),
])
@pytest.mark.parametrize("timeout", [None, 5.0])
def test_odd_answers_are_store_errors(strange: str, path: str, message: str, timeout: float | None) -> None:
    with pytest.raises(StoreError, match=message) as caught:
        list(RemoteStore(strange + path, max_answer=100_000).select("SELECT ?x { }", timeout=timeout))
    assert str(caught.value).startswith((strange, "The answer of " + strange))
    assert len(str(caught.value)) < 500
    assert "\x1b" not in str(caught.value)


def test_a_broken_answer_does_not_haunt_other_threads(strange: str) -> None:
    errors: list[BaseException] = []
    try:
        RemoteStore(strange + "/broken").select("SELECT ?x { }")
    except StoreError as error:
        errors += [error, RuntimeError(errors)]  # a cycle, which only the garbage collector undoes
    assert errors
    del errors
    collector = threading.Thread(target=gc.collect)  # pytest fails on what is raised while collecting
    collector.start()
    collector.join()


def test_an_answer_cut_short_is_no_answer(strange: str) -> None:
    with pytest.raises(StoreError, match="broke off in the middle of its answer"):
        RemoteStore(strange + "/cut").query("CONSTRUCT WHERE { ?s ?p ?o }")


def test_a_bad_request_is_a_syntax_error(strange: str) -> None:
    with pytest.raises(QuerySyntaxError, match="This is no SPARQL query: error at 1:8"):
        RemoteStore(strange + "/syntax").query("SELECT ?x { }")


def test_an_answer_that_drips_ends_at_the_deadline(strange: str) -> None:
    start = time.monotonic()
    with pytest.raises(QueryTimeoutError):
        RemoteStore(strange + "/drip").query("SELECT ?x { }", timeout=0.5)
    assert time.monotonic() - start < 20


def test_a_refused_query_is_never_sent(strange: str) -> None:
    Misbehaving.asked.clear()
    store = RemoteStore(strange + "/rows")
    for query in ("SELECT * { SERVICE <http://x.org/> { } }", "SELECT * FROM <file:///etc/passwd> { }", "CLEAR ALL"):
        with pytest.raises(UnsafeQueryError):
            store.query(query)
    assert Misbehaving.asked == []
    assert store.select("SELECT ?x { }").variables == ("x",)
    assert Misbehaving.asked == ["/rows"] * 2  # what its default graph is, and the query
    assert store.select("SELECT ?x { }").variables == ("x",)
    assert Misbehaving.asked == ["/rows"] * 3


@pytest.mark.parametrize("timeout", [None, 5.0])
def test_nobody_there(timeout: float | None) -> None:
    url = f"http://127.0.0.1:{free_port()}/query"
    with pytest.raises(StoreError, match=rf"{url} cannot be reached: .*refused.* Check the address") as caught:
        RemoteStore(url).query("ASK { }", timeout=timeout)
    assert caught.value.exit_code == 3


@pytest.mark.parametrize("url", ["", "query", SECRET, "ftp://example.org/", "http://", "http://[::1", "http://x:y/"])
def test_addresses_that_are_no_endpoint(url: str) -> None:
    with pytest.raises(UsageError, match="is not the address of an endpoint"):
        RemoteStore(url)
    with pytest.raises(UsageError, match="is not the address of an endpoint"):
        RemoteStore("http://example.org/", update_url=url or "x")


def test_an_address_with_a_password_is_refused_without_repeating_it() -> None:
    with pytest.raises(UsageError, match=r"address of example\.org without it") as caught:
        RemoteStore("https://me:secret@example.org/query")
    assert "secret" not in str(caught.value)
