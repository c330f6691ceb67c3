"""The commands that say who is invisible, which ties are missing, and what rests on whom."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from odas_graph.analysis.fragility import LOSSES
from odas_graph.cli.app import run
from odas_graph.exporters.rdf import dump
from odas_graph.exporters.visibility import COLUMNS, LOSS_COLUMNS, TIE_COLUMNS
from odas_graph.i18n import in_language, set_language
from odas_graph.pipeline import KnowledgeGraph, build, load_ontology
from odas_graph.simulation import story
from odas_graph.simulation.quads import to_nquads
from odas_graph.store import EmbeddedStore
from odas_graph.visibility import assess
from odas_graph.visibility.matrix import CODES
from tests.analysis import iri, shipped
from tests.datasets import write_dataset
from tests.test_cli import Call, Done


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


def written(graph: KnowledgeGraph, folder: Path) -> Path:
    assert isinstance(graph.store, EmbeddedStore)
    (folder / "donnees").mkdir()
    (folder / "donnees" / "graph.nq").write_bytes(dump(graph.store, "nq"))
    return folder


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The graph of the shipped data, where a build puts it."""
    return written(shipped(), tmp_path_factory.mktemp("built"))


@pytest.fixture(scope="module")
def village(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The graph of the tiny dataset."""
    with in_language("en"):
        return written(build([write_dataset(tmp_path_factory.mktemp("data") / "village")]),
                       tmp_path_factory.mktemp("work"))


# --- invisible -----------------------------------------------------------------------------------------------------


def test_the_list_is_read_as_sentences_with_how_firm_they_are(call: Call, exports: Path) -> None:
    done = call("invisible", "--store", exports, "--perturbations", "30")
    assert done.code == 0
    listed = [a for a in assess(shipped().store) if a.rank]
    for number, one in enumerate(listed, 1):
        assert f"{number}. {one.label} – {one.territory_label} – " in done.out
    assert done.out.count("Of 30 trials that change data and weights a little") == len(listed)
    assert "(proximity " in done.out and "Proof: Odas, 2022, Seine-Saint-Denis, Les partenariats, p. 27" in done.out
    # Whom to ask about, by name, and why bridging is often 0.
    asked = done.out.partition("To ask about: ")[2].splitlines()[1:]
    assert 0 < len(asked) <= 10 and all(line.startswith("   – ") for line in asked)
    assert "Linuxmaine – Le Mans (72)" in done.out
    assert "Bridging is 0 for " in done.err and "Actors without rank" in done.err
    assert "Géraldine" not in done.out + done.err


def test_the_same_seed_gives_the_same_bytes_and_none_no_trials(call: Call, exports: Path) -> None:
    def listed(*more: str) -> str:
        done = call("invisible", "--store", exports, "--format", "json", *more)
        assert done.code == 0
        return done.out

    first = listed("--perturbations", "24")
    assert listed("--perturbations", "24") == first == listed("--perturbations", "24", "--seed", "0")
    assert listed("--perturbations", "24", "--seed", "1") != first
    assert all(a["stability"] is None for a in json.loads(listed("--perturbations", "0")))
    held = next(a["stability"] for a in json.loads(first) if a["rank"] == 1)
    assert held["readings"] == 24 and set(held) == {"holds", "listed", "rank_low", "rank_high", "readings", "by_family"}
    assert call("invisible", "--store", exports, "--seed", "-1").code == 2


def test_csv_and_top(call: Call, exports: Path) -> None:
    done = call("invisible", "--store", exports, "--format", "csv", "--top", "4", "--perturbations", "12")
    rows = list(csv.reader(io.StringIO(done.out)))
    assert rows[0] == list(COLUMNS) and len(rows) == 5
    first = dict(zip(rows[0], rows[1], strict=True))
    assert first["rang"] == "1" and 0 <= float(first["liste_tient"]) <= 1 and first["profils"]
    # Without a rank, nothing was tried.
    assert dict(zip(rows[0], rows[-1], strict=True))["liste_tient"] == ""


def test_weights_of_ones_own(call: Call, exports: Path, tmp_path: Path) -> None:
    weights = tmp_path / "poids.yaml"
    weights.write_text("seuils:\n  reconnaissance-faible: {valeur: 0}\n", "utf-8")
    mine = json.loads(call("invisible", "--store", exports, "--weights", weights, "--perturbations", "0", "--format",
                           "json").out)
    # Nobody is little known then, but by what a source states.
    assert {a["archetype"] for a in mine if a["rank"]} == {"invisible-atteste"} != {
        a.archetype for a in assess(shipped().store) if a.rank}
    weights.write_text("seuils:\n  contribution: {valeur: 1.0}\n", "utf-8")
    done = call("invisible", "--store", exports, "--weights", weights)
    assert (done.code, done.out) == (2, "") and "poids.yaml, line 2" in done.err
    done = call("invisible", "--store", exports, "--weights", tmp_path / "nowhere.yaml")
    assert (done.code, done.out) == (3, "") and "nowhere.yaml" in done.err


def test_kinds_and_persons(call: Call, exports: Path) -> None:
    def kinds(*more: str) -> set[str]:
        done = call("invisible", "--store", exports, "--perturbations", "0", "--format", "json", *more)
        assert done.code == 0, done.err
        return {a["kind"] for a in json.loads(done.out)}

    assert kinds() == {"organisation", "collective"} == kinds("--kind", "organisation", "--kind", "collective")
    assert kinds("--kind", "collective") == {"collective"}
    assert kinds("--with-persons") == {"organisation", "collective", "person"}
    assert kinds("--kind", "person", "--with-persons") == {"person"}
    done = call("invisible", "--store", exports, "--kind", "person")
    assert (done.code, done.out) == (2, "") and "--with-persons" in done.err
    done = call("invisible", "--store", exports, "--explain", "Geraldine LOISEAU")
    assert (done.code, done.out) == (2, "") and "--with-persons" in done.err


def test_everything_on_one_actor(call: Call, exports: Path) -> None:
    done = call("invisible", "--store", exports, "--explain", "linuxmaine", "--perturbations", "30")
    assert done.code == 0
    assert done.out.startswith("Linuxmaine – Le Mans (72)\n   Not on the list: not enough data.")
    parts = done.out.split("\n\n")
    assert [p.splitlines()[0] for p in parts[1:]] == [
        "What the sources say, and where:", "What they leave unsaid, and what the answer would settle:"]
    assert "5% of the stated ties dropped: " in parts[0] and "Bridging is 0 for " in parts[0]
    # Each sentence is followed by its proof, silence by none.
    lines = parts[1].splitlines()[1:]
    told = [i for i, line in enumerate(lines) if line.startswith("   – ")]
    for i, after in zip(told, [*told[1:], len(lines)], strict=True):
        proofs = lines[i + 1:after]
        assert all(line.startswith("     Proof: ") for line in proofs)
        assert bool(proofs) != lines[i].startswith("   – No source says")
    assert "is the tie older than the action? (ask Département de la Sarthe)" in parts[2]
    data = json.loads(call("invisible", "--store", exports, "--explain", iri("linuxmaine"), "--perturbations", "12",
                           "--format", "json").out)
    assert data["actor"] == iri("linuxmaine") and data["questions"] and data["sentences"] and data["stability"]


@pytest.mark.parametrize(("actor", "said"), [
    ("commune-de-stains", "institution"), ("Linuxmane", "“Linuxmaine” (linuxmaine)"), ("", "No actor")])
def test_who_cannot_be_explained_is_told_why(call: Call, exports: Path, actor: str, said: str) -> None:
    done = call("invisible", "--store", exports, "--explain", actor)
    assert (done.code, done.out) == (2, "") and said in done.err


def test_the_matrix(call: Call, exports: Path) -> None:
    done = call("invisible", "--store", exports, "--matrix")
    assert done.code == 0
    lines = done.out.splitlines()
    assert lines[0].startswith("rank  actor") and "regional council" in lines[0]
    assert next(line for line in lines if "APCIS" in line).count("known, in writing") == 2
    assert lines[-1].lstrip().startswith("share of actors of whom no source says what it knew before")
    data = json.loads(call("invisible", "--store", exports, "--matrix", "--format", "json", "--territory", "93").out)
    assert {cell["status"] for row in data["rows"] for cell in row["cells"].values()} <= set(CODES)
    done = call("invisible", "--store", exports, "--matrix", "--territory", "Stains")
    assert "hold no institution competent" in done.err and "intermunicipal body" in done.err
    assert call("invisible", "--store", exports, "--matrix", "--explain", "apcis").code == 2


def test_large_data_get_fewer_trials_and_say_so(call: Call, village: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "trials rather than" not in call("invisible", "--store", village).err
    monkeypatch.setattr(sys.modules["odas_graph.visibility.figures"], "_READ", 300)
    done = call("invisible", "--store", village)
    assert done.code == 0 and "37 trials rather than 1000" in done.err
    assert "trials rather than" not in call("invisible", "--store", village, "--perturbations", "7").err


def test_a_place_without_a_matter_says_so(call: Call, exports: Path) -> None:
    done = call("invisible", "--store", exports, "--territory", "976")
    assert (done.code, done.out) == (0, "") and "No actor to show here" in done.err
    done = call("invisible", "--store", exports, "--territory", "72", "--perturbations", "0")
    assert done.code == 0 and "No actor on the list here" in done.err and "Linuxmaine" in done.out
    assert call("invisible", "--store", exports, "--territory", "Nowhere at all").code == 2
    assert call("invisible", "--store", exports, "--circles", "mairie").code == 2


# --- missing ties, fragility -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A made-up country, in which most circles have an institution."""
    store = EmbeddedStore()
    store.load(b"".join(to_nquads(story(300, 1))), "nq")
    load_ontology(store)
    path = tmp_path_factory.mktemp("country") / "graph.nq"
    path.write_bytes(store.dump("nq"))
    return path


def test_missing_ties_in_every_form(call: Call, exports: Path, country: Path) -> None:
    done = call("missing-ties", "--store", country, "--unranked", "--top", "3")
    assert done.code == 0 and done.out.startswith("1. ") and " ↔ " in done.out.splitlines()[0]
    assert "   – With a written agreement, recognition by the circles that count: " in done.out
    assert "Order: " in done.err
    data = json.loads(call("missing-ties", "--store", country, "--unranked", "--format", "json").out)
    assert set(data) == {"ties", "to_complete"} and data["ties"]
    rows = list(csv.reader(io.StringIO(call("missing-ties", "--store", country, "--format", "csv").out)))
    assert rows[0] == list(TIE_COLUMNS) and len(rows) > 1
    name = data["ties"][0]["label"]
    one = json.loads(call("missing-ties", "--store", country, "--actor", name, "--format", "json").out)
    assert {t["label"] for t in one["ties"]} == {name}
    # Of the two on the list of the shipped data, the sources name no other institution that is competent.
    done = call("missing-ties", "--store", exports)
    assert done.code == 0 and "To complete: the data hold no institution" in done.out
    done = call("missing-ties", "--store", exports, "--actor", "commune-de-stains")
    assert (done.code, done.out) == (2, "") and "institution" in done.err
    done = call("missing-ties", "--store", exports, "--territory", "976")
    assert (done.code, done.out) == (0, "") and "No tie to propose" in done.err


def test_fragility_in_every_form(call: Call, exports: Path) -> None:
    done = call("fragility", "--store", exports, "--top", "5")
    assert done.code == 0 and done.out.count(". If ") == 5 and "Proof: " not in done.out
    assert "rests on one body alone" in done.out and "Nothing is summed up" in done.err
    assert "64 actions of which the sources give only the title" in done.err
    one = call("fragility", "--store", exports, "--actor", "Caisse d'allocations familiales de l'Aisne")
    assert one.code == 0 and "1. If Caisse d'allocations familiales de l'Aisne stopped" in one.out
    assert "Proof: " in one.out and "rests on" not in one.out
    data = json.loads(call("fragility", "--store", exports, "--need", "lien-social", "--format", "json").out)
    assert data["order"] == list(LOSSES) and [n["need"] for n in data["needs"]] == ["lien-social"]
    rows = list(csv.reader(io.StringIO(call("fragility", "--store", exports, "--format", "csv").out)))
    assert rows[0] == list(LOSS_COLUMNS) and len(rows) > 100
    assert call("fragility", "--store", exports, "--need", "chocolat").code == 2
    assert call("fragility", "--store", exports, "--actor", "geraldine-loiseau").code == 2
    done = call("fragility", "--store", exports, "--territory", "976")
    assert (done.code, done.out) == (0, "") and "No actor here" in done.err


@pytest.mark.parametrize("command", [
    ["invisible", "--perturbations", "12"], ["invisible", "--matrix"], ["invisible", "--explain", "apcis"],
    ["missing-ties", "--unranked"], ["fragility"]])
def test_french_says_as_much_as_english(call: Call, exports: Path, command: list[str]) -> None:
    english_lines = call(*command, "--store", exports).out.splitlines()
    set_language("fr")
    french_lines = call(*command, "--store", exports).out.splitlines()
    assert len(french_lines) == len(english_lines)
    assert french_lines != english_lines


def test_the_list_of_the_shipped_data_comes_within_two_seconds_from_a_cold_start(exports: Path) -> None:
    command = [sys.executable, "-m", "odas_graph", "invisible", "--store", str(exports), "--lang", "en"]
    times = []
    for _ in range(3):
        start = time.perf_counter()
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        times.append(time.perf_counter() - start)
        assert "Of 1000 trials" in done.stdout
    # The best of three: the machine may have other work.
    assert min(times) < 2, times
