"""The library, whole: build, ask, assess, save, load; and what it does when the data does not conform."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import rdflib

import odas_graph as og
from odas_graph import vocab
from odas_graph.errors import (
    DataError,
    OutputError,
    QueryTimeoutError,
    UnknownQueryError,
    UnknownTerritoryError,
    UnreadableInputError,
    UnsafeQueryError,
    UsageError,
)
from odas_graph.exporters.folder import MANIFEST
from odas_graph.i18n import in_language
from odas_graph.pipeline import KnowledgeGraph, check
from odas_graph.store import RemoteStore

from .datasets import ACTORS, EPICERIE, PERMANENCE, write_dataset


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with in_language("en"):
        yield


@pytest.fixture(scope="module")
def kg(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeGraph:
    return og.build([write_dataset(tmp_path_factory.mktemp("data") / "village")], lang="en")


@pytest.fixture(scope="module")
def saved(kg: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    with in_language("fr"):
        return kg.save(tmp_path_factory.mktemp("out") / "exports")


def test_a_folder_may_be_named_alone(tmp_path: Path, kg: KnowledgeGraph) -> None:
    folder = write_dataset(tmp_path / "village")
    assert len(og.build(str(folder)).store) == len(og.build(folder).store) == len(kg.store)
    assert check(str(folder)) == check([folder])


def test_figures_count_what_the_files_hold(kg: KnowledgeGraph) -> None:
    figures = kg.figures()
    assert {k: v for k, v in figures.items() if k != "triples"} == {
        "actions": 3, "actors": 8, "participations": 9, "ties": 4, "tensions": 1, "absences": 1, "territories": 5}
    assert figures["triples"] == len(kg.store)


def test_territories_go_from_the_country_down(kg: KnowledgeGraph) -> None:
    assert [t.code for t in kg.territories()] == ["FR", "R11", "93", "200054781", "93072"]


def test_queries_are_answered(kg: KnowledgeGraph) -> None:
    rows = list(kg.query("SELECT ?name { ?a a odas:Actor ; skos:prefLabel ?name } ORDER BY ?name"))
    assert rows[0].name.value == "CAF de la Seine-Saint-Denis"
    assert kg.query("ASK { ?x odas:moment ?m }") is True
    named = list(kg.query("acteurs", territoire="93072"))
    assert {row["nom"].value for row in named} >= {"Les Voisins", "Hôpital public"}
    [row] = kg.query("SELECT (COUNT(?x) AS ?n) { ?x dct:title ?title }", title="Une permanence sociale")
    assert row.n.value == "0"  # a plain text is not the text in French


@pytest.mark.parametrize(("text", "error"), [
    ("no-such-query", UnknownQueryError), ("DROP ALL", UnsafeQueryError), ("SELECT * FROM <x> {}", UnsafeQueryError),
    ("SELECT * { SERVICE <http://x> {} }", UnsafeQueryError), ("SELECT", UsageError), ("", UsageError),
    ("acteurs", None),
])
def test_queries_that_are_refused(kg: KnowledgeGraph, text: str, error: type[Exception] | None) -> None:
    if error is None:
        with pytest.raises(UsageError, match="no parameter"):
            kg.query(text, nowhere="x")
        return
    with pytest.raises(error):
        kg.query(text)


def test_queries_stop_in_time(kg: KnowledgeGraph) -> None:
    with pytest.raises(QueryTimeoutError, match=r"0\.1 s\."):
        # Rows that never end, but come one by one: what the engine is at can be called off.
        list(kg.query("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", timeout=0.1))


def test_the_rdflib_view_is_over_the_same_store(kg: KnowledgeGraph) -> None:
    assert (rdflib.URIRef(f"{vocab.ID}action/epicerie"), rdflib.RDF.type, rdflib.URIRef(vocab.ODAS.Action)) in kg.rdflib


def test_a_remote_store_has_no_view_and_is_not_saved(tmp_path: Path) -> None:
    remote = KnowledgeGraph(RemoteStore("http://127.0.0.1:1/query"))
    with pytest.raises(UsageError, match="query"):
        remote.rdflib  # noqa: B018 - a property
    with pytest.raises(UsageError):
        remote.save(tmp_path / "x")
    assert not (tmp_path / "x").exists()


def test_networks_are_those_of_the_graph(kg: KnowledgeGraph) -> None:
    affiliation = kg.network("affiliation")
    assert affiliation.has_edge(f"{vocab.ID}actor/les-voisins", f"{vocab.ID}action/epicerie")
    assert {data["bipartite"] for _node, data in affiliation.nodes(data=True)} == {0, 1}
    edges = list(kg.network("recognition").edges(data=True))
    assert all({"before", "after", "status"} <= data.keys() for _actor, _circle, data in edges)
    with pytest.raises((UsageError, ValueError, KeyError)):
        kg.network("friends")


def test_assessments_are_of_the_place_asked(kg: KnowledgeGraph) -> None:
    everywhere, here = kg.invisible(), kg.invisible("93072")
    assert {a.actor for a in here} <= {a.actor for a in everywhere}
    assert f"{vocab.ID}actor/habitants-du-bourg" in {a.actor for a in here}
    assert not any("ville" in a.actor or "departement" in a.actor for a in everywhere), "institutions are no candidates"
    assert kg.invisible("Stains") == here
    assert kg.invisible("93072", top=1) == here[:1]
    assert kg.invisible("69123") == []
    with pytest.raises(UnknownTerritoryError):
        kg.invisible("99999")


# Saved and read again.

def test_everything_is_written_under_its_name(saved: Path) -> None:
    found = {p.relative_to(saved).as_posix() for p in saved.rglob("*") if p.is_file()}
    maps = {f"cartes/{code}.html" for code in ("FR", "R11", "93", "200054781", "93072")}
    assert {name for name in found if name.startswith("cartes/")} == maps
    assert {f"en/{name}" for name in maps} <= found
    assert {"index.html", "territoires/93.html", "acteurs/les-voisins.html", "actions/epicerie.html", "invisibles.html",
            "methode.html", "rapport/93.html", "rapport/93.docx", "assets/atlas.css", "en/index.html"} <= found
    assert sorted(name for name in found if name.startswith("donnees/")) == sorted([
        *(f"donnees/graph.{form}" for form in ("nq", "trig", "ttl", "jsonld")),
        *(f"donnees/{name}" for name in ("actors.csv", "ties.csv", "participations.csv", "invisibles.csv",
                                         "actors.xlsx", "network.graphml", "network.gexf", "invisibles.json",
                                         "manifest.json"))])


def test_what_is_saved_is_what_is_loaded(kg: KnowledgeGraph, saved: Path) -> None:
    assert set(og.load(saved).store.quads()) == set(kg.store.quads())


def test_tables_are_csv_that_spreadsheets_read(saved: Path) -> None:
    for path in saved.glob("donnees/*.csv"):
        raw = path.read_bytes().decode("utf-8")
        assert raw.endswith("\r\n") and raw.count("\r\n") == raw.count("\n")
        head, *rows = csv.reader(io.StringIO(raw, newline=""))
        assert rows or path.name == "invisibles.csv"
        assert all(len(row) == len(head) for row in rows)
    listed = json.loads((saved / "donnees" / "invisibles.json").read_text("utf-8"))
    assert isinstance(listed, list)


def test_saving_again_gives_the_same_bytes(kg: KnowledgeGraph, saved: Path, tmp_path: Path) -> None:
    with in_language("fr"):
        again = og.load(saved).save(tmp_path / "again")
    for path in sorted(p for p in saved.rglob("*") if p.is_file()):
        other = again / path.relative_to(saved)
        assert other.read_bytes() == path.read_bytes(), path.name


def test_saving_keeps_the_readme_and_refuses_others_folders(kg: KnowledgeGraph, tmp_path: Path) -> None:
    (tmp_path / "exports").mkdir()
    (tmp_path / "exports" / "README.md").write_text("readme")
    kg.save(tmp_path / "exports")
    kg.save(str(tmp_path / "exports"))
    assert (tmp_path / "exports" / "README.md").read_text() == "readme"
    (tmp_path / "exports" / MANIFEST).unlink()
    with pytest.raises(OutputError, match="other files"):
        kg.save(tmp_path / "exports")


@pytest.mark.parametrize("break_it", ["none", "empty", "folder", "garbage"])
def test_loading_what_is_not_there(tmp_path: Path, break_it: str) -> None:
    file = tmp_path / "exports" / "donnees" / "graph.nq"
    if break_it != "none":
        file.parent.mkdir(parents=True)
    if break_it == "folder":
        file.mkdir()
    if break_it == "garbage":
        file.write_text("<a> <b> .")
    with pytest.raises(UnreadableInputError) as caught:
        og.load(tmp_path / "exports")
    assert "odas-graph build" in str(caught.value) or break_it == "garbage"


def test_the_clock_is_recorded_only_if_given(tmp_path: Path, kg: KnowledgeGraph) -> None:
    ask = "ASK { ?run prov:endedAtTime ?when }"
    assert kg.query(ask) is False
    assert og.build([write_dataset(tmp_path / "village")], built_at="2021-01-01T00:00:00Z").query(ask) is True


HOSTILE = "</script><script>alert(1)</script>"


def test_hostile_names_are_harmless_in_every_file(tmp_path: Path) -> None:
    actors = ACTORS.replace('nom: "Les Voisins"',
                            f'nom: "{HOSTILE}"').replace('nom: "Hôpital public"', 'nom: "=cmd()\u202e\'\\""')
    fiche = EPICERIE.replace("Une épicerie d'entraide", f"../../{HOSTILE}").replace("La salle.", HOSTILE)
    out = og.build(write_dataset(tmp_path / "village", {"actors.yaml": actors, "fiches/epicerie.yaml": fiche})).save(
        tmp_path / "work" / "exports")
    assert sorted(p.name for p in (tmp_path / "work").iterdir()) == ["exports"]
    for path in (p for p in out.rglob("*") if p.is_file()):
        assert re.fullmatch(r"[\w.-]+", path.name)
        if path.suffix in (".docx", ".xlsx"):  # zips, which tests of their own open
            continue
        text = path.read_text("utf-8")
        assert "\u202e" not in text, path.name
        if path.suffix == ".html":
            assert "<script>alert" not in text
    table = (out / "donnees" / "actors.csv").read_bytes().decode()
    names = [cell for row in csv.reader(io.StringIO(table, newline="")) for cell in row]
    assert "'=cmd()'\"" in names and HOSTILE in names
    assert set(og.load(out).store.quads())


# Data that does not conform.

def test_faults_stop_a_build_and_come_along(tmp_path: Path) -> None:
    folder = write_dataset(tmp_path / "village", {"fiches/epicerie.yaml": EPICERIE.replace('"93072"', '"93999"')})
    with pytest.raises(DataError, match=r"1 faults? to mend; nothing was written") as caught:
        og.build([folder])
    [finding] = caught.value.findings
    assert (finding.file, finding.code) == ("village/fiches/epicerie.yaml", "unknown-territory")


def test_shapes_stop_a_build_too(tmp_path: Path) -> None:
    wrong = ACTORS.replace("732 829 320", "732 829 321")
    folder = write_dataset(tmp_path / "village", {"actors.yaml": wrong})
    with pytest.raises(DataError) as caught:
        og.build([folder])
    faults = [f for f in caught.value.findings if f.level == "violation"]
    assert [(f.file, f.line) for f in faults] == [("village/actors.yaml", 1)]
    assert "siren" in faults[0].message.lower()


def test_going_on_builds_what_is_right(tmp_path: Path) -> None:
    folder = write_dataset(tmp_path / "village", {"fiches/permanence.yaml": PERMANENCE.replace("caf-93", "caf-69"),
                                                  "fiches/epicerie.yaml": "titre: ["})
    kg = og.build([folder], keep_going=True)
    assert {f.code for f in kg.findings if f.level == "violation"} == {"unknown-actor", "yaml-syntax"}
    assert kg.figures()["actions"] == 3
    kg.save(tmp_path / "out")


def test_checking_tells_faults_and_doubts_gravest_first(tmp_path: Path) -> None:
    folder = write_dataset(tmp_path / "village", {"fiches/permanence.yaml": PERMANENCE.replace("caf-93", "caf-69")})
    levels = [f.level for f in check([folder])]
    assert levels[0] == "violation"
    assert levels == sorted(levels, key=["violation", "warning", "info"].index)


def test_a_dataset_taken_away_is_told(tmp_path: Path) -> None:
    folder = write_dataset(tmp_path / "village")
    shutil.rmtree(folder)
    with pytest.raises(UnreadableInputError, match="it does not exist"):
        og.build([folder])
