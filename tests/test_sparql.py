"""What a query may do, and how values enter it. Oxigraph itself judges what is SPARQL and what a value means."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad

from odas_graph.errors import QuerySyntaxError, StoreError, UnsafeQueryError, UsageError
from odas_graph.i18n import in_language
from odas_graph.pipeline import KnowledgeGraph
from odas_graph.queries import named_queries
from odas_graph.sparql import FORMS, UPDATES, guard, prepare, variables
from odas_graph.store import RemoteStore
from tests.analysis import shipped
from tests.test_remote_store import G1, G2, iri, outcome, running_server, sample

KEYWORDS = ("SERVICE", "FROM", "FROM NAMED", *UPDATES)
PREFIXES = {"ex": "http://example.org/"}


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with in_language("en"):
        yield


def parse_with_oxigraph(text: str) -> None:
    """Raises SyntaxError where `text` is no SPARQL."""
    ox.Store().query(text, custom_functions={NamedNode(f"http://example.org/{name}"): lambda *_: None
                                             for name in ("f", "#f")})


def mixed_case(word: str) -> st.SearchStrategy[str]:
    return st.lists(st.booleans(), min_size=len(word), max_size=len(word)).map(
        lambda ups: "".join(c.upper() if up else c.lower() for c, up in zip(word, ups, strict=True)))


# --- what is not refused -------------------------------------------------------------------------------------------

PROLOGUE = ("PREFIX service: <http://example.org/> PREFIX from: <http://example.org/#> PREFIX : <http://e.org/FROM#> "
            "PREFIX insert.into: <http://example.org/LOAD> ")
# Each hides a keyword where it is none: in strings of all four forms, comments, IRIs, names, variables, tags.
HIDDEN = (
    '"{k}"', "'{k} <http://x> {{'", '"""a "{k}" \\""" {k}\n{k}"""', "'''\n{k} '{k}' \\' '''", '"\\"{k}"', '"{k}\\\\"',
    '"x" . # {k} <http://x> "\n ?a ?b ?c', "<http://example.org/{k}#{k}>", "service:{b}", "from:{b}.{b}", ":{b}",
    "service:x\\-{b}", "insert.into:{b}%20", "?{b}", "${b}", '"x"@{b}', '"x"@en-{b}', "_:{b}",
    '"x"^^service:{b}', "(<http://e.org/{k}>)", "[ :{b} 'a' ]", '"\\u00e9{k}"',
)


def hidden() -> st.SearchStrategy[str]:
    words = st.sampled_from([k for k in KEYWORDS if " " not in k]).flatmap(mixed_case)
    return st.tuples(st.sampled_from(HIDDEN), words).map(lambda pair: pair[0].format(k=pair[1], b=pair[1]))


def groups() -> st.SearchStrategy[str]:
    glue = st.sampled_from([" . ", " .\n", " .", "\t.\r\n# {x\n"])
    statement = st.tuples(st.sampled_from(["?s ?p ", "?s?p ", "<a:s>service:p\t"]), hidden(), glue).map("".join)
    return st.lists(statement, max_size=6).map("".join)


@given(groups())
def test_a_keyword_inside_a_token_is_not_refused(group: str) -> None:
    query = f"{PROLOGUE} SELECT * WHERE {{ {group} }}"
    assert guard(query) == "select"
    parse_with_oxigraph(prepare(query, prefixes={}, values={}).text)


@pytest.mark.parametrize("query", [
    "ASK { GRAPH service:b { ?s ?p service:c } }",
    "ASK { ?s service:p from:o . { ?a ?b ?c } }",
    "DESCRIBE from:g service:b WHERE { }",
    "SELECT (service:f(?x) AS ?from) WHERE { ?x ?y ?z } ORDER BY from:f(?x)",
    "SELECT ?s { VALUES (?s ?service) { (<a:b#c> <a:d#e>) (service:x UNDEF) } }",
    'SELECT ?s { ?s ?p ?o FILTER(?o < 3 && ?o > 1 || ?o IN (<a:b#c>, <a:d#e>)) FILTER(?o<3) FILTER(?o >2)}',
    "SELECT ?s { ?s (<a:b#c>|^<a:d#e>)*/service:p? ?o }",
    "CONSTRUCT { ?s ?p service:x } WHERE { ?s ?p ?o }",
    "CONSTRUCT WHERE { ?s ?p ?o } LIMIT 3",
    "BASE <http://e.org/> SELECT * { <service> <from> <#insert> }",
    'ASK { ?s ?p "\\u0053ERVICE", "\\\\u0053", ?\\u0073ervice }',
    "SELECT * { ?été ?p ?œuvre }",
])
def test_lawful_queries_pass(query: str) -> None:
    assert guard(PROLOGUE + query) in [form.lower() for form in FORMS]
    parse_with_oxigraph(prepare(PROLOGUE + query, prefixes={}, values={}).text)


# --- what is refused -----------------------------------------------------------------------------------------------

CLAUSES = ("{k} <http://x.org/> {{}}", "{k}<http://x.org/>{{}}", "{k} ?s {{ }}", "{k}?s{{}}",
           "{k}\n# a\nservice:b {{}}", "FILTER(1=1){k} <http://x.org/> {{}}",
           "?s ?p 1{k} <http://x.org/> {{}}", "?s ?p 'a'{k} $s {{}}")


@given(groups(), st.sampled_from(CLAUSES), st.sampled_from(KEYWORDS).flatmap(mixed_case), groups())
def test_a_keyword_outside_is_refused_wherever_it_stands(before: str, clause: str, keyword: str, after: str) -> None:
    query = f"{PROLOGUE} SELECT * WHERE {{ {before} {clause.format(k=keyword)} {after} }}"
    with pytest.raises(UnsafeQueryError, match=keyword.split()[0].upper()):
        guard(query)


@given(st.sampled_from(KEYWORDS), st.data())
def test_escapes_do_not_hide_a_keyword(keyword: str, data: Any) -> None:
    forms = ["{}", "\\u{:04x}", "\\u{:04X}", "\\U{:08x}"]
    spelt = "".join(form.format(c if form == "{}" else ord(c)) for c in keyword
                    for form in [data.draw(st.sampled_from(forms))])
    with pytest.raises(UnsafeQueryError, match=keyword.split()[0]):
        guard(f"SELECT * {{ {spelt} <http://x.org/> {{ }} }}")


@pytest.mark.parametrize("query", [
    "SELECT * FROM <http://x.org/> { ?s ?p ?o }", "SELECT * FROM NAMED <http://x.org/> { ?s ?p ?o }",
    "SELECT*FROM<file:///etc/passwd>{?s ?p ?o}", "SELECT ?x FROMNAMED:g {}", "SELECT * FROM:g {}", "SELECT * from:g {}",
    "CONSTRUCT {} FROM:g WHERE {}", "ASK FROM:g {}", "DESCRIBE * from:g {}", "DESCRIBE ?x FROMx:g {}",
    "SELECT (EXISTS {} AS ?x) FROM:g {}",
])
def test_from_is_refused_with_its_remedy(query: str) -> None:
    with pytest.raises(UnsafeQueryError, match=r"Line 1: FROM and FROM NAMED are refused.* GRAPH <…>"):
        guard(PROLOGUE + query)


@pytest.mark.parametrize("clause", [
    "SERVICE:b {}", "service:b{}", "SERVICEx:b {}", "SERVICESILENTx:b {}", "SERVICE SILENT:b {}",
    "?s ?p ?o SERVICE:b {}", "?s ?p true.SERVICEx:b {}", "?s ?p 1.SERVICEx:b {}",
    "?s ?p trueSERVICE:b {}", "{} SERVICE:b#\n{}",
])
@pytest.mark.parametrize("prefix", ["SERVICE", "other"])
def test_what_oxigraph_reads_as_service_is_refused(clause: str, prefix: str) -> None:
    query = (f"PREFIX {prefix}: <http://e.org/> PREFIX : <http://127.0.0.1:1/> PREFIX x: <http://127.0.0.1:1/> "
             f"SELECT * {{ {clause} }}")
    with pytest.raises(UnsafeQueryError, match="SERVICE"):
        guard(query)
    store = ox.Store()
    for value in (Literal(1), Literal(True)):
        store.add(Quad(NamedNode("a:s"), NamedNode("a:p"), value))
    # No idle fears: unguarded, the engine reaches out.
    with pytest.raises(OSError, match="The port 1 is not allowed"):
        list(store.query(query.replace("SILENT", "")))  # type: ignore[arg-type]


# What a query can be made of without space between: the engine reads it without tokens, the guard with.
SHREDS = ("SERVICE", "SERVICESILENT", ":b", "a:b", "a:", "SERVICEa:b", "SERVICE:b", "<http://127.0.0.1:1/>", "{", "}",
          "{}", "(", ")", ".", ";", ",", "?s", "?p", "?s ?p ?o.", "1", "1.", '"x"', '""" """', '"x"@en', "^^", "true",
          "#", "#>", "\n", " ", "<", ">", "<a:b#>", "[]", "FILTER(", "EXISTS", "OPTIONAL", "UNION", "GRAPH", "BIND(",
          "AS", "VALUES ?s {", "*", "/", "|", "^", "!", "-", "=", "&&", "\\", "\\u0053", "_:b", "$", "%20", "LATERAL",
          "NOT")


@settings(max_examples=300)
@given(*[st.lists(st.sampled_from(SHREDS), max_size=5).map("".join)] * 3)
def test_nothing_the_guard_lets_pass_reaches_out(before: str, between: str, after: str) -> None:
    query = ("PREFIX a: <http://127.0.0.1:1/> PREFIX : <http://127.0.0.1:1/> PREFIX SERVICE: <http://e.org/> "
             f"PREFIX SERVICEa: <http://e.org/> SELECT * {{ {before} SERVICE{between}:b {{}} {after} }}")
    try:
        text = prepare(query, prefixes={}, values={}).text
    except (QuerySyntaxError, UnsafeQueryError):
        return
    with suppress(SyntaxError):
        list(ox.Store().query(text))  # type: ignore[arg-type]  # OSError if it tried to reach port 1


@pytest.mark.parametrize(("query", "why"), [
    ("", "begins with"), ("PREFIX", "begins with"), ("FOO {}", "begins with"), ("SELECTDISTINCT ?s {}", "begins with"),
    ("ASK { } }", "} closes nothing"), ("ASK { ( }", "} closes nothing"), ("ASK {", "never closed"),
    ('ASK { ?s ?p "a }', "not expected"), ('ASK { ?s ?p """a" }', "not expected"),
    ("ASK { ?s\u00a0SERVICE ?o }", "not expected"), ("ASK {\u00a0}", "not expected"), ("ASK {} \x00", "not expected"),
    ('ASK { ?s ?p "\\u0022 }', "delimiter"), ("ASK { # \\u000a SERVICE\n }", "delimiter"),
    ('ASK { ?s ?p "\\u005c" }', "delimiter"),
    ('ASK { ?s ?p "\\uD83D\\uDE00" }', "no character"), ('ASK { ?s ?p "\\U00110000" }', "no character"),
    ('ASK { ?s ?p "\\u00\\u00353ERVICE" }', "escape inside another"), ('ASK { ?s ?p "\ud800" }', "no Unicode"),
    ('ASK { FILTER(?a<ex:b#>"""\n) SERVICE <http://x> {} #"""\n}', "comparison"),
    ("ASK { FILTER(?a<ex:f(?b>?c) }", "comparison"), ("ASK { FILTER(?a<?b&&?c>?d) }", "comparison"),
    ("ASK { FILTER(?a<<a:b>) }", "two signs"), ("ASK { << ?s ?p ?o >> ?q ?r }", "two signs"),
])
def test_what_could_be_read_in_two_ways_is_refused(query: str, why: str) -> None:
    with pytest.raises(QuerySyntaxError, match=why):
        guard(query)


@settings(max_examples=300)
@given(st.lists(st.sampled_from([*KEYWORDS, *FORMS, *'{}()[]<>"\'#?:.;,*/|^!=&\\@_\n \x00é', "a:b", "PREFIX", "VALUES",
                                 "AS", "WHERE", "\\u0041", '"""', "<a:b>", "?x", "_:b", "GRAPH", "HAVING", "ORDER BY"]),
                max_size=25))
def test_any_text_is_read_or_refused(parts: list[str]) -> None:
    for text in ("".join(parts), " ".join(parts), "SELECT * { " + " ".join(parts) + " }"):
        try:
            assert guard(text) in ("select", "construct", "describe", "ask")
            prepare(text, prefixes=PREFIXES, values=dict.fromkeys(variables(text), "<a:b>"))
        except (QuerySyntaxError, UnsafeQueryError) as error:
            assert str(error).startswith("Line ")


def test_a_byte_order_mark_is_no_part_of_the_query() -> None:
    assert guard("\ufeffSELECT * { }") == "select"
    assert prepare("\ufeffASK { }", prefixes={}, values={}).text == "ASK { }"


def test_messages_name_line_keyword_and_remedy() -> None:
    with pytest.raises(UnsafeQueryError, match=r"^Line 3: SERVICE is refused.* Leave it out") as caught:
        guard("SELECT *\n{ # SERVICE\n service <http://x> {} }")
    assert caught.value.exit_code == 2
    with pytest.raises(UnsafeQueryError, match=r"^Line 2: DELETE is refused, since a query only reads"):
        guard("PREFIX a: <a:>\ndelete data { a:b a:c a:d }")


# --- values and prefixes -------------------------------------------------------------------------------------------

EX = "http://example.org/"


@pytest.fixture(scope="module")
def store() -> ox.Store:
    store = ox.Store()
    store.load(b"""@prefix ex: <http://example.org/> .
        ex:a ex:in ex:t1 ; ex:with ex:b, ex:c ; ex:size 3 . ex:b ex:in ex:t1 ; ex:with ex:a ; ex:size 5 .
        ex:c ex:in ex:t2 ; ex:with ex:a ; ex:size 3 . ex:d ex:in ex:t2 ; ex:size 8 . ex:t1 ex:in ex:t3 .""",
               ox.RdfFormat.TURTLE, to_graph=NamedNode(EX + "g"))
    return store


def ask_store(store: ox.Store, text: str, **values: str) -> Any:
    query = prepare(text, prefixes=PREFIXES, values=values)
    result = store.query(query.text, use_default_graph_as_union=True)
    if isinstance(result, ox.QueryBoolean):
        return bool(result)
    if isinstance(result, ox.QueryTriples):
        return sorted(str(triple) for triple in result)
    return sorted(tuple(str(term) for term in row) for row in result)


# Each query, and the same with the value written in its place.
BOUND = [
    ("SELECT ?s { ?s ex:in ?t }", "SELECT ?s { ?s ex:in ex:t1 }"),
    ("SELECT ?s { ?s ex:size ?n FILTER EXISTS { ?s ex:in $t } }",
     "SELECT ?s { ?s ex:size ?n FILTER EXISTS { ?s ex:in ex:t1 } }"),
    ("SELECT ?s { ?s ex:size ?n FILTER NOT EXISTS { ?s ex:in ?t } }",
     "SELECT ?s { ?s ex:size ?n FILTER NOT EXISTS { ?s ex:in ex:t1 } }"),
    ("SELECT ?s ?x { ?s ex:size ?n OPTIONAL { ?s ex:in ?x FILTER(?x = ?t) } }",
     "SELECT ?s ?x { ?s ex:size ?n OPTIONAL { ?s ex:in ?x FILTER(?x = ex:t1) } }"),
    ("SELECT ?s { { ?s ex:in ?x FILTER(?x = ?t) } UNION { ?s ex:size ?n FILTER(?n > 7 && BOUND(?t)) } }",
     "SELECT ?s { { ?s ex:in ?x FILTER(?x = ex:t1) } UNION { ?s ex:size ?n FILTER(?n > 7) } }"),
    ("SELECT ?n { { SELECT (COUNT(?s) AS ?n) { ?s ex:in ?t } } }",
     "SELECT ?n { { SELECT (COUNT(?s) AS ?n) { ?s ex:in ex:t1 } } }"),
    ("SELECT ?n { SELECT (COUNT(?s) AS ?n) { ?s ex:in ?t } }",
     "SELECT ?n { SELECT (COUNT(?s) AS ?n) { ?s ex:in ex:t1 } }"),
    ("SELECT ?s ?m { ?s ex:in ?t { SELECT ?s (MAX(?n) AS ?m) { ?s ex:size ?n . ?s ex:in ?t } GROUP BY ?s } }",
     "SELECT ?s ?m { ?s ex:in ex:t1 { SELECT ?s (MAX(?n) AS ?m) { ?s ex:size ?n . ?s ex:in ex:t1 } GROUP BY ?s } }"),
    ("SELECT ?s { ?s ex:size ?n MINUS { ?s ex:in ?t } }", "SELECT ?s { ?s ex:size ?n MINUS { ?s ex:in ex:t1 } }"),
    ("SELECT (?t AS ?u) (COUNT(?s) AS ?n) { ?s ex:in ?t }",
     "SELECT (ex:t1 AS ?u) (COUNT(?s) AS ?n) { ?s ex:in ex:t1 }"),
    ("SELECT ?s ?t { ?s ex:size 3 }", "SELECT ?s (ex:t1 AS ?t) { ?s ex:size 3 }"),
    ("SELECT ?s { ?s ex:in+ ?t } ORDER BY DESC(?t) ?s", "SELECT ?s { ?s ex:in+ ex:t1 } ORDER BY ?s"),
    ("SELECT ?x { VALUES (?x ?t) { (1 ex:t1) (2 ex:t2) } }", "SELECT ?x { VALUES ?x { 1 } }"),
    ("SELECT ?s { GRAPH ?g { ?s ex:in ?t } }", "SELECT ?s { GRAPH ?g { ?s ex:in ex:t1 } }"),
    ("ASK { ?s ex:in ?t }", "ASK { ?s ex:in ex:t1 }"),
    ("CONSTRUCT WHERE { ?s ex:in ?t # note }\n }", "CONSTRUCT { ?s ex:in ex:t1 } WHERE { ?s ex:in ex:t1 }"),
    ("CONSTRUCT { ?t ex:holds ?s } WHERE { ?s ex:size 3 }", "CONSTRUCT { ex:t1 ex:holds ?s } WHERE { ?s ex:size 3 }"),
    ("DESCRIBE ?t", "DESCRIBE ex:t1"),
    ("DESCRIBE ?s ?t WHERE { ?s ex:in ?t }", "DESCRIBE ?s ex:t1 WHERE { ?s ex:in ex:t1 }"),
]


@pytest.mark.parametrize(("query", "written"), BOUND)
def test_a_value_means_what_it_means_written_in_its_place(store: ox.Store, query: str, written: str) -> None:
    expected = ask_store(store, written)
    assert ask_store(store, query, t=f"<{EX}t1>") == expected
    assert expected  # an empty answer would prove little


def test_a_value_reaches_grouped_conditions(store: ox.Store) -> None:
    query = ("SELECT ?s (COUNT(?o) > ?k AS ?many) { ?s ex:with ?o } GROUP BY ?s "
             "HAVING(COUNT(?o) > ?k && EXISTS { ?s ex:in ?t })")
    found = ask_store(store, query, k=str(Literal(1)), t=f"<{EX}t1>")
    assert found == [(f"<{EX}a>", str(Literal(True)))]
    assert ask_store(store, query, k=str(Literal(1)), t=f"<{EX}t2>") == []


def test_two_values_and_the_variables_of_a_query() -> None:
    query = "SELECT ?s { ?s ex:in ?t . { ?s ex:size $n } } # ?no"
    assert variables(query) == {"s", "t", "n"}
    text = prepare(query, prefixes=PREFIXES, values={"t": "<a:t>", "n": "3"}).text
    assert text.count("VALUES (?t ?n) { (<a:t> 3) }") == 1
    assert text.count("VALUES (?n) { (3) }") == 1


def test_a_value_for_a_variable_that_is_not_there_is_an_error() -> None:
    with pytest.raises(UsageError, match=r"no variable \?territory.*: \?s, \?t\."):
        prepare("SELECT ?s { ?s a ?t }", prefixes={}, values={"territory": "<a:b>"})


def test_missing_prefixes_are_declared_and_own_ones_kept() -> None:
    bare = prepare("ASK { ?s ex:p ?o }", prefixes=PREFIXES, values={}).text
    assert bare == "PREFIX ex: <http://example.org/> ASK { ?s ex:p ?o }"
    own = "PREFIX ex: <http://other.org/> ASK { ?s ex:p ?o }"
    assert prepare(own, prefixes=PREFIXES, values={}).text == own
    assert prepare("ASK { ?s ?p ?o }", prefixes=PREFIXES, values={}).text == "ASK { ?s ?p ?o }"


@pytest.mark.parametrize(("query", "message"), [
    ("SELECT *\n{ ?s foo:x ?o }", "Line 2: The prefix “foo:” is not declared. Declare it (PREFIX foo: <…>), or use one "
                                  "of those known here: ex:."),
    ("PREFIX b: <b:> ASK { ?s b:p :x }", "Line 1: The prefix “:” is not declared. Declare it (PREFIX : <…>), or use "
                                         "one of those known here: b:, ex:."),
    ("ASK { ?s ex:p/^Ex:q ?o }", "“Ex:”"), ("ASK { ?s ?p '1'^^xsd:integer }", "“xsd:”"), ("DESCRIBE d.e:x", "“d.e:”"),
    ("ASK { ?s?p:q ?o }", "“:”"), ("SELECT (foo:f(?x) AS ?y) { }", "“foo:”"), ("ASK { ?s ?p 1.foo:x ?q ?r }", "“foo:”"),
    ("ASK { FILTER(?a<foo:x) }", "“foo:”"), ("ASK { ?é ?p é:x:y }", "“é:”"), ("ASK { VALUES ?x { foo: } }", "“foo:”"),
])
def test_a_prefix_that_is_not_declared_is_named(query: str, message: str) -> None:
    with pytest.raises(SyntaxError):
        parse_with_oxigraph("PREFIX ex: <http://example.org/> " + query)
    with pytest.raises(QuerySyntaxError) as caught:
        prepare(query, prefixes=PREFIXES, values={})
    assert message in str(caught.value)


@pytest.mark.parametrize("query", [
    "ASK { ?s ?p 'foo:x', \"foo:x\"@en-GB, <foo:x>, _:foo, 1.5 } # foo:x",
    "BASE <foo:x> PREFIX : <c:> PREFIX a.b: <b:> ASK { ?s?p:x:y, :, a.b:c.d\\-e . ?o ^:x|!(:y|^ex:z) ?u }",
    'ASK { ?s ?p """foo:x""", \'\'\'\nfoo:x\'\'\' }', "prefix é: <e:> ASK { ?s é:p true, é: }",
    "PREFIX foo: <a:> PREFIX foo: <b:> ASK { ?s a foo:x. foo:y a ex:z; ex:p foo:. }",
])
def test_what_only_looks_like_a_prefix_needs_no_declaration(query: str) -> None:
    parse_with_oxigraph(prepare(query, prefixes=PREFIXES, values={}).text)


# --- a query reads all graphs together, on a server whose default graph is apart, too -----------------------------

@pytest.fixture(scope="module")
def apart(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running_server(tmp_path_factory.mktemp("server"), union=False) as address:
        yield address


def test_named_queries_answer_as_in_the_embedded_store(apart: str) -> None:
    embedded = shipped().store
    remote = RemoteStore(f"{apart}/query", update_url=f"{apart}/update")
    remote.clear()
    remote.load(embedded.quads())
    queries = {q.name: q.text for q in named_queries() if not q.parameters}
    assert "figures" in queries
    for text in queries.values():
        assert outcome(remote, text, None) == outcome(embedded, text, None)
    assert KnowledgeGraph(remote).figures() == shipped().figures()
    assert shipped().figures()


def test_graphs_that_appear_later_are_read(apart: str) -> None:
    store, other = (RemoteStore(f"{apart}/query", update_url=f"{apart}/update") for _ in range(2))
    store.clear()
    assert store.query("ASK { ?s ?p ?o }") is False
    count = "SELECT ?s ?g { ?s ?p ?o OPTIONAL { GRAPH ?g { ?s ?p ?o } } }"
    for graphs in ([G1], [G1, G2]):
        other.add([Quad(iri(f"in{len(graphs)}"), iri("p"), iri("o"), graphs[-1])])
        assert sorted(row.g.value for row in store.select(count, timeout=5)) == [g.value for g in graphs]
    store.clear()
    assert list(store.select(count)) == []


def test_too_many_graphs_to_name(apart: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("odas_graph.store.remote.MAX_NAMED", 1)
    store = RemoteStore(f"{apart}/query", update_url=f"{apart}/update")
    store.clear()
    store.add(sample())
    with pytest.raises(StoreError, match=r"leaves its named graphs \(2\) out.* --union-default-graph"):
        store.query("ASK { ?s ?p ?o }")
