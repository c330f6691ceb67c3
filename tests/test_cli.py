"""The commands: what each prints where, in which form, with which exit code."""

from __future__ import annotations

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from pyoxigraph import RdfFormat, parse

from odas_graph import __version__, vocab
from odas_graph.cli.app import run
from odas_graph.i18n import in_language
from odas_graph.pipeline import build
from odas_graph.store import EmbeddedStore

from .datasets import EPICERIE, write_dataset
from .test_remote_store import running_server

QUERY = "SELECT ?nom WHERE { ?a a odas:Actor ; skos:prefLabel ?nom } ORDER BY ?nom"


class Done(NamedTuple):
    code: int
    out: str
    err: str


Call = Callable[..., Done]


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with in_language("en"):
        yield


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Call:
    """Runs a command in this process; its exit code, stdout and stderr."""
    def do(*arguments: str | Path) -> Done:
        code = run([str(a) for a in arguments])
        return Done(code, *capsys.readouterr())

    return do


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a build of the tiny dataset wrote."""
    with in_language("en"):
        kg = build([write_dataset(tmp_path_factory.mktemp("data") / "village")])
        return kg.save(tmp_path_factory.mktemp("work") / "exports")


# build

def test_build_says_what_it_made_and_where_to_look(call: Call, tmp_path: Path) -> None:
    folder = write_dataset(tmp_path / "village")
    done = call("build", "--data", folder, "--out", tmp_path / "exports")
    assert done.code == 0
    assert re.findall(r"\d+", done.out.splitlines()[0]) == ["3", "8", "4", "5"]
    assert str(tmp_path / "exports" / "index.html") in done.out
    assert (tmp_path / "exports" / "cartes" / "FR.html").is_file()
    assert re.findall(r"\d+", done.err) == ["2", "11"] and "odas-graph validate" in done.err


def test_build_with_faults_writes_nothing_unless_told_to_go_on(call: Call, tmp_path: Path) -> None:
    changed = EPICERIE.replace("{acteur: hopital", "{acteur: hospital")
    folder = write_dataset(tmp_path / "village", {"fiches/epicerie.yaml": changed})
    done = call("build", "--data", folder, "--out", tmp_path / "exports")
    assert (done.code, done.out) == (1, "")
    assert "village/fiches/epicerie.yaml, line 30, field participants.2.acteur" in done.err
    assert "Did you mean “hopital”?" in done.err
    assert "nothing was written" in done.err
    assert not (tmp_path / "exports").exists()
    done = call("build", "--data", folder, "--out", tmp_path / "exports", "--keep-going")
    assert done.code == 1
    assert "“hospital”" in done.err
    assert (tmp_path / "exports" / "donnees" / "graph.nq").is_file()


def test_build_takes_several_folders_and_folders_of_folders(call: Call, tmp_path: Path) -> None:
    write_dataset(tmp_path / "data" / "village")
    assert call("build", "--data", tmp_path / "data", "--data", tmp_path / "data" / "village", "--out",
                tmp_path / "exports").code == 0


# validate

def test_validate_lists_findings_gravest_first(call: Call, tmp_path: Path) -> None:
    folder = write_dataset(tmp_path / "village")
    done = call("validate", folder)
    assert done.code == 0
    assert done.out.splitlines()[0].startswith("[doubtful] village/fiches/epicerie.yaml, line 38, field partenariats.1")
    assert "0 to mend, 2 doubtful, 11 to complete" in done.err
    wrong = write_dataset(tmp_path / "wrong", {"fiches/epicerie.yaml": "titre: ["})
    done = call("validate", wrong)
    assert done.code == 1
    assert done.out.startswith("[to mend] wrong/fiches/epicerie.yaml, line 2")
    done = call("validate", wrong, folder, "--format", "json")
    assert done.code == 1
    found = json.loads(done.out)
    assert found[0]["level"] == "violation"
    assert {"file", "line", "code", "message"} <= found[0].keys()


def test_validate_tells_of_names_nobody_can_print(call: Call, tmp_path: Path) -> None:
    folder = write_dataset(tmp_path / "village")
    (folder / "fiches" / "\udce9\u202e\x1b[31m.yaml").write_text("x")
    for form in ("table", "json"):
        done = call("validate", folder, "--format", form)
        assert done.code == 1
        assert "bad-file-name" in done.out or "lower-case" in done.out
        assert not any(c in done.out for c in "\u202e\x1b") or form == "json"
        done.out.encode()


# query

def test_query_in_every_form(call: Call, exports: Path) -> None:
    done = call("query", QUERY, "--store", exports, "--format", "csv")
    assert (done.code, done.err) == (0, "")
    names = [row[0] for row in csv.reader(io.StringIO(done.out))]
    assert names[:2] == ["nom", "CAF de la Seine-Saint-Denis"] and len(names) == 9
    bindings = json.loads(call("query", QUERY, "--store", exports, "--format", "json").out)["results"]["bindings"]
    assert bindings[0]["nom"] == {"type": "literal", "value": names[1], "xml:lang": "fr"}
    tree = ET.fromstring(call("query", QUERY, "--store", exports, "--format", "xml").out)
    assert len(tree.findall(".//{*}result")) == 8
    table = call("query", QUERY, "--store", exports).out.splitlines()
    assert [line.strip() for line in table[:1] + table[2:]] == names


@pytest.mark.parametrize(("text", "form", "code", "start"), [
    ("ASK { ?x a odas:Actor }", "table", 0, "true"), ("ASK { ?x a <urn:x:Nothing> }", "csv", 0, "false"),
    ("ASK {}", "json", 0, '{"head": {}, "boolean": true}'), ("ASK {}", "xml", 0, "<?xml"), ("ASK {}", "ttl", 2, ""),
    ("SELECT * { ?s a odas:Action }", "ttl", 2, ""),
    ("DESCRIBE <https://w3id.org/odas-graph/id/actor/ville>", "csv", 2, ""),
    ("DESCRIBE <https://w3id.org/odas-graph/id/actor/ville>", "ttl", 0, "@prefix"),
    ("DESCRIBE <https://w3id.org/odas-graph/id/actor/ville>", "json", 0, "{"),
    ("CONSTRUCT WHERE { ?s a odas:Action }", "xml", 2, ""),
    ("CONSTRUCT WHERE { ?s a odas:Action }", "table", 0, "@prefix"),
    ("SELECT * { ?s a <urn:x:Nothing> }", "table", 0, "s"), ("SELECT * { ?s a <urn:x:Nothing> }", "csv", 0, "s\r\n"),
])
def test_forms_that_fit_an_answer_and_those_that_do_not(call: Call, exports: Path, text: str, form: str, code: int,
                                                        start: str) -> None:
    done = call("query", text, "--store", exports, "--format", form)
    assert done.code == code
    assert done.out.startswith(start) and bool(done.err) == bool(code)
    assert bool(done.out) == (code == 0)


def test_triples_come_as_turtle_that_can_be_read(call: Call, exports: Path) -> None:
    done = call("query", "CONSTRUCT { ?a skos:prefLabel ?n } WHERE { ?a a odas:Actor ; skos:prefLabel ?n }", "--store",
                exports)
    assert len(list(parse(done.out.encode(), RdfFormat.TURTLE))) == 8


def test_named_queries_take_parameters(call: Call, exports: Path) -> None:
    done = call("query", "acteurs", "--param", "territoire=93072", "--store", exports, "--format", "csv")
    assert done.code == 0 and "Les Voisins" in done.out and "Service social" not in done.out
    assert call("query", "acteurs", "--param", "territoire=Stains", "--store", exports, "--format",
                "csv").out == done.out
    done = call("query", "SELECT ?p { ?action odas:page ?n ; ?p ?n }", "--param", "n=7", "--store", exports, "--format",
                "csv")
    assert done.code == 0 and "#page" in done.out
    done = call("query", "SELECT ?x { ?action odas:involves ?x }", "--param", f"action=<{vocab.ID}action/permanence>",
                "--store", exports, "--format", "csv")
    assert done.out.count("/actor/") == 3


@pytest.mark.parametrize(("arguments", "words"), [
    (["acteur"], "Did you mean acteurs?"), (["acteurs", "--param", "territoire"], "name=value"),
    (["acteurs", "--param", "x=1"], "territoire"), (["acteurs", "--param", "territoire=99999"], "99999"),
    (["SELECT * {?s ?p ?o", "--param", "a=1"], "never closed"), ([QUERY, "--param", "zzz=1"], "?nom"),
    (["SELECT * { SERVICE <http://x/> { ?s ?p ?o } }"], "another server"), (["SELECT * FROM <x:y> {}"], "GRAPH"),
    (["LOAD <file:///etc/passwd>"], "only reads"), (["INSERT DATA { <a:a> <a:a> <a:a> }"], "only reads"),
    (["../../../etc/passwd"], "begins with SELECT"), (["-x"], "No such option"), ([], "Missing argument"),
    (["ASK {}", "--format", "yaml"], "yaml"), (["ASK {}", "--timeout", "inf"], "86400"),
    (["ASK {}", "--timeout", "nan"], "number"),
    (["ASK {}", "--timeout", "-1"], "-1"), (["ASK {}", "--timeout", "soon"], "soon"), (["\udce9"], "Unicode"),
    (["ASK { ?x ?y ?z }", "--param", "z=\udce9"], "UTF-8"), (["ASK { ?x ?y ?z }", "--param", "z=<a b>"], None),
])
def test_wrong_use_of_query(call: Call, exports: Path, arguments: list[str], words: str | None) -> None:
    done = call("query", *arguments, "--store", exports)
    if words is None:
        assert (done.code, done.out) == (0, "false\n")
        return
    assert (done.code, done.out) == (2, "")
    assert words in done.err


def test_an_answer_too_long_to_hold_is_refused(call: Call, exports: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("odas_graph.cli.query.MAX_ROWS", 8)
    for form in ("table", "csv", "json", "xml"):
        assert call("query", QUERY, "--store", exports, "--format", form).code == 0
        done = call("query", "SELECT * { ?s ?p ?o }", "--store", exports, "--format", form)
        assert (done.code, done.out) == (3, "") and "LIMIT" in done.err
    assert call("query", "CONSTRUCT WHERE { ?s ?p ?o }", "--store", exports).code == 3


def test_query_files(call: Call, exports: Path, tmp_path: Path) -> None:
    path = tmp_path / "q.rq"
    path.write_text(QUERY, "utf-8")
    assert call("query", path, "--store", exports, "--format", "csv").out.startswith("nom\r\n")
    path.write_bytes(b"SELECT \xff")
    assert call("query", path, "--store", exports).code == 3
    done = call("query", tmp_path / "none.rq", "--store", exports)
    assert done.code == 3 and "none.rq" in done.err


def test_formulas_do_not_run_in_spreadsheets(call: Call, exports: Path) -> None:
    text = 'SELECT ("=cmd()" AS ?a) ("+1" AS ?b) ("@x" AS ?c) ("ok" AS ?d) ("a\\nb" AS ?e) {}'
    done = call("query", text, "--store", exports, "--format", "csv")
    assert list(csv.reader(io.StringIO(done.out, newline="")))[1] == ["'=cmd()", "'+1", "'@x", "ok", "a\nb"]


def test_a_table_shows_no_control_characters(call: Call, exports: Path) -> None:
    # The second is a right-to-left override, the third a no-break space, which is no danger.
    done = call("query", r'SELECT ("a\u001B[31mb\u202Ec\u00A0d\ne" AS ?x) {}', "--store", exports)
    assert done.out.splitlines()[-1] == "a\ufffd[31mb\ufffdc\u00a0d e"


# queries, map, invisible, export

def test_queries_lists_names_titles_and_parameters(call: Call) -> None:
    done = call("queries")
    assert done.code == 0 and "acteurs\n" in done.out and "--param territoire=" in done.out
    listed = json.loads(call("queries", "--format", "json").out)
    assert {"name", "title", "parameters"} == set(listed[0])
    assert len({q["name"] for q in listed}) == len(listed)


def test_every_named_query_answers(call: Call, exports: Path) -> None:
    for query in json.loads(call("queries", "--format", "json").out):
        values = {"territory": "FR", "actor": "les-voisins", "action": "epicerie", "number": "1", "text": "a"}
        given = [f"--param={p['name']}={values.get(p['kind'], 'x')}" for p in query["parameters"]
                 if p["default"] is None]
        done = call("query", query["name"], *given, "--store", exports, "--format", "json")
        assert done.code == 0, (query["name"], done.err)
        json.loads(done.out)


def test_map_draws_the_territories_asked(call: Call, exports: Path, tmp_path: Path) -> None:
    done = call("map", "93072", "Île-de-France", "--store", exports, "--out", tmp_path / "maps")
    assert done.code == 0
    assert done.out.splitlines() == [str(tmp_path / "maps" / f"{code}.html") for code in ("93072", "R11")]
    alone, linked = ((folder / "93072.html").read_text("utf-8") for folder in (tmp_path / "maps", exports / "cartes"))
    # The map of an atlas leads to its pages; the one that is drawn alone, to be sent, leads nowhere.
    assert "../acteurs/" in linked and "../acteurs/" not in alone
    assert len(call("map", "--store", exports, "--out", tmp_path / "all").out.splitlines()) == 5
    done = call("map", "99999", "--store", exports, "--out", tmp_path / "none")
    assert (done.code, done.out) == (2, "") and not (tmp_path / "none").exists()
    (tmp_path / "file").write_text("")
    assert call("map", "FR", "--store", exports, "--out", tmp_path / "file").code == 3


def test_invisible_in_every_form(call: Call, exports: Path) -> None:
    done = call("invisible", "--store", exports, "--format", "json")
    assert (done.code, done.err) == (0, "")
    listed = json.loads(done.out)
    assert listed and {"actor", "label", "kind", "territory", "archetype", "contribution", "recognition_before",
                       "recognition_after", "reasons", "evidence"} <= listed[0].keys()
    assert {entry["kind"] for entry in listed} <= {"organisation", "collective", "person"}
    rows = list(csv.reader(io.StringIO(call("invisible", "--store", exports, "--format", "csv").out)))
    assert len(rows) == len(listed) + 1
    assert call("invisible", "--store", exports).code == 0
    here = json.loads(call("invisible", "--store", exports, "--territory", "93072", "--top", "1", "--format",
                           "json").out)
    assert len(here) <= 1
    assert json.loads(call("invisible", "--store", exports, "--territory", "69123", "--format", "json").out) == []


def test_invisible_reads_as_sentences_with_reasons_and_proof(call: Call, tmp_path: Path) -> None:
    # Without its old tie to institutions, the association is one that the town did not know.
    changed = EPICERIE.replace("[les-voisins, ccas-de-la-ville, service-social, hopital]", "[les-voisins, hopital]")
    changed = changed.replace("financeur: conseil-departemental", "financeur: hopital")
    folder = write_dataset(tmp_path / "village", {"fiches/epicerie.yaml": changed})
    done = call("build", "--data", folder, "--out", tmp_path / "exports")
    assert done.code == 0 and "Les Voisins" in done.out
    done = call("invisible", "--store", tmp_path / "exports")
    assert done.code == 0
    assert done.out.startswith("1. Les Voisins – Stains (93) – invisible, attested\n")
    assert "   – " in done.out and "   Proof: Carnet de bord, Seine-Saint-Denis, Le porteur, p. 7\n" in done.out
    assert "1 (--format json" in done.err
    assert "1. Les Voisins" not in call("invisible", "--store", tmp_path / "exports", "--circles", "region").out


@pytest.mark.parametrize(("arguments", "words"), [
    (["--top", "0"], "0"), (["--territory", "99999"], "99999"), (["--circles", "amis"], "amis"),
    (["--format", "xml"], "xml")])
def test_wrong_use_of_invisible(call: Call, exports: Path, arguments: list[str], words: str) -> None:
    done = call("invisible", *arguments, "--store", exports)
    assert (done.code, done.out) == (2, "") and words in done.err


@pytest.mark.parametrize("form", ["trig", "ttl", "nq", "jsonld"])
def test_export_gives_what_build_wrote(call: Call, exports: Path, tmp_path: Path, form: str) -> None:
    written = (exports / "donnees" / f"graph.{form}").read_bytes()
    assert call("export", form, "--store", exports).out.encode() == written
    assert call("export", form, "--store", exports / "donnees" / "graph.nq", "--out", tmp_path / "x").out == ""
    assert (tmp_path / "x").read_bytes() == written
    assert call("export", "rdfxml", "--store", exports).code == 2


def test_export_writes_whole_or_not_at_all(call: Call, exports: Path, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    assert call("export", "nq", "--store", exports, "--out", tmp_path / "folder").code == 3
    assert call("export", "nq", "--store", exports, "--out", tmp_path / "none" / "x.nq").code == 3
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    assert call("export", "nq", "--store", exports, "--out", tmp_path / "loop").code == 3
    (tmp_path / "real.nq").write_text("old")
    (tmp_path / "link.nq").symlink_to(tmp_path / "real.nq")
    assert call("export", "nq", "--store", exports, "--out", tmp_path / "link.nq").code == 0
    assert (tmp_path / "link.nq").is_symlink()
    assert (tmp_path / "real.nq").read_bytes() == (exports / "donnees" / "graph.nq").read_bytes()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["folder", "link.nq", "loop", "real.nq"]


# Stores

def test_every_kind_of_store_answers_alike(call: Call, exports: Path, tmp_path: Path) -> None:
    expected = call("query", QUERY, "--store", exports, "--format", "csv").out
    with EmbeddedStore(tmp_path / "store") as store:
        store.load((exports / "donnees" / "graph.nq").read_bytes(), "nq")
    for place in (tmp_path / "store",
                  *(exports / "donnees" / f"graph.{form}" for form in ("nq", "trig", "ttl", "jsonld"))):
        assert call("query", QUERY, "--store", place, "--format", "csv").out == expected, place


def test_a_server_answers_as_a_folder_does(call: Call, exports: Path, tmp_path: Path) -> None:
    from odas_graph.store import RemoteStore

    with running_server(tmp_path) as address:
        RemoteStore(f"{address}/query", update_url=f"{address}/update").load(
            (exports / "donnees" / "graph.nq").read_bytes(), "nq")
        for arguments in (["query", QUERY, "--format", "csv"], ["query", "liens", "--format", "json"],
                          ["invisible", "--format", "json"], ["export", "nq"]):
            there, here = (call(*arguments, "--store", place) for place in (f"{address}/query", exports))
            assert (there.code, there.out) == (0, here.out), arguments
        assert call("map", "93072", "--store", f"{address}/query", "--out", tmp_path / "maps").code == 0


@pytest.mark.parametrize(("place", "code", "words"), [
    ("http://127.0.0.1:1/query", 3, "cannot be reached"), ("http://user:secret@x/", 2, "password"),
    ("http://", 2, "http://"),
    ("{tmp}/none", 3, "it does not exist"), ("{tmp}", 3, "graph.nq"), ("{tmp}/x.txt", 3, "neither"),
    ("{tmp}/bad.nq", 3, "line 1"),
])
def test_stores_that_are_none(call: Call, tmp_path: Path, place: str, code: int, words: str) -> None:
    (tmp_path / "x.txt").write_text("x")
    (tmp_path / "bad.nq").write_text("<a> <b>")
    done = call("query", "ASK {}", "--store", place.format(tmp=tmp_path))
    assert (done.code, done.out) == (code, "")
    assert words in done.err and "secret" not in done.err


def test_without_a_store_the_last_build_is_asked_and_else_the_shipped_data(
        call: Call, exports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(exports.parent)
    built = call("query", QUERY, "--format", "csv")
    assert built.code == 0 and built.err == ""
    monkeypatch.chdir(tmp_path)
    village = write_dataset(tmp_path / "village")
    monkeypatch.setattr("odas_graph.resources.shipped_datasets", lambda: [village])
    shipped = call("query", QUERY, "--format", "csv")
    assert (shipped.code, shipped.out) == (0, built.out) and "shipped data" in shipped.err


# The group

def test_version_and_wrong_commands(call: Call) -> None:
    assert call("--version") == (0, f"odas-graph {__version__}\n", "")
    done = call("bild")
    assert (done.code, done.out) == (2, "") and "Did you mean “build”?" in done.err
    assert call("xyz").err.rstrip().endswith("“xyz”.")
    assert call("build", "--ouput", "x").code == call("build", "x").code == call("--nope").code == 2
    assert call("build", "--lang", "de").code == 2


def test_faults_of_the_program_itself_do_not_look_like_faults_of_the_data(call: Call, exports: Path,
                                                                         monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr("odas_graph.cli.graph.open_store", fail)
    done = call("query", QUERY, "--store", exports)
    assert (done.code, done.out) == (3, "")
    assert "broken" in done.err and "report" in done.err


def test_help_of_every_command(call: Call) -> None:
    for name in ("build", "validate", "query", "queries", "map", "invisible", "export"):
        done = call(name, "--help")
        assert done.code == 0 and f"odas-graph {name}" in done.out and done.err == ""
