"""The commands on cooperation, and bars of progress: what each prints where, in which form, with which exit code."""

from __future__ import annotations

import csv
import io
import json
import sys
import time
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import openpyxl
import polars as pl
import pytest

from odas_graph.cli.app import run
from odas_graph.cli.progress import progress
from odas_graph.i18n import in_language
from odas_graph.store import EmbeddedStore
from tests.analysis import action, actor, iri, takes_part, tie, world


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
def call(capsys: pytest.CaptureFixture[str], graph: Path) -> Call:
    """Runs a command on the small graph in this process; its exit code, stdout and stderr."""
    def do(*arguments: str | Path) -> Done:
        code = run([*map(str, arguments), "--store", str(graph)])
        return Done(code, *capsys.readouterr())

    return do


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two teams with one tie between, names that would run, colour or turn a terminal, a person, an institution."""
    team = [f"a{i}" for i in range(5)]
    store: EmbeddedStore = world(
        [actor("a0", nom="=1+1 </script>"), *(actor(slug) for slug in team[1:]), actor("elue", "elu", nom="Mme Untel"),
         actor("ville", "commune"), *(actor(f"b{i}", territoire="29019") for i in range(4))],
        {"une": action(takes_part("a0", "porteur"), titre="Une action", problematiques=["lien-social"],
                       participants=[takes_part(slug, "partenaire") for slug in [*team[1:], "elue", "ville"]],
                       partenariats=[*(tie(one, other) for i, one in enumerate(team) for other in team[i + 1:]),
                                     tie("a0", "ville", formalisation="convention"), tie("a1", "elue")]),
         "deux": action(takes_part("b0", "porteur"), titre="Une autre", territoires=["29019"],
                        participants=[takes_part("a0", "partenaire")],
                        partenariats=[*(tie("b0", f"b{i}") for i in range(1, 4)), tie("a0", "b0")])})
    path = tmp_path_factory.mktemp("store") / "graph.nq"
    path.write_bytes(store.dump("nq"))
    return path


# centrality

def test_centrality_as_table_csv_and_json(call: Call) -> None:
    done = call("centrality", "--network", "ties", "--top", "2")
    lines = done.out.splitlines()
    assert done.code == 0 and done.err == "" and lines[0].startswith("name") and lines[2].startswith("=1+1")
    assert len([line for line in lines[:lines.index("")] if line]) == 4
    assert any(line.startswith("betweenness: 0 for") for line in lines) and "Untel" not in done.out
    done = call("centrality", "--network", "ties", "--format", "csv", "--measure", "degre", "--measure", "brokerage")
    found = list(csv.reader(io.StringIO(done.out)))
    assert found[0][:5] == ["identifier", "name", "type", "kind", "degree"] and found[1][1] == "'=1+1 </script>"
    assert len(found[0]) == 5 + 18 and "Natural persons" in done.err
    done = call("centrality", "--format", "json", "--measure", "degree", "--with-persons")
    data = json.loads(done.out)
    assert (data["network"], data["actors"], data["actions"]) == ("affiliation", 11, 2)
    assert next(p for p in data["places"] if p["id"] == iri("elue"))["values"] == {"degree": 1}
    assert [p["kind"] for p in data["places"]][-2:] == ["action", "action"]


def test_centrality_inside_a_territory_and_estimated(call: Call) -> None:
    done = call("centrality", "--network", "ties", "--territory", "Brest", "--measure", "betweenness", "--approximate",
                "0.2", "--seed", "5")
    assert "Measured inside Brest (29)" in done.out and "≈" in done.out and "estimated from" in done.out
    assert done == call("centrality", "--network", "ties", "--territory", "29019", "--measure", "betweenness",
                        "--approximate", "0.2", "--seed", "5")


@pytest.mark.parametrize(("arguments", "message"), [
    (["centrality", "--network", "recognition"], "nobody has a place in it"),
    (["centrality", "--measure", "fame"], "No measure is called “fame”"),
    (["centrality", "--approximate", "1"], "--approximate"),
    (["centrality", "--territory", "Atlantis"], "Atlantis"),
    (["clusters", "--network", "recognition"], "circles of institutions"),
    (["clusters", "--seeds", "0"], "--seeds"),
    (["compare"], "CODE"),
    (["compare", "93", "--draws", "10"], "--draws"),
    (["compare", "93", "Atlantis"], "Atlantis"),
    (["export", "csv"], "name one with --out DIR"),
    (["export", "parquet", "--out", "-"], "name one with --out DIR"),
    (["export", "csv", "--out", "x", "--network", "ties"], "--network is for graphml and gexf"),
    (["export", "ttl", "--territory", "93"], "the whole graph"),
    (["export", "nq", "--with-persons"], "the whole graph"),
    (["export", "docx"], "docx"),
])
def test_wrong_use_says_so_and_prints_nothing(call: Call, arguments: list[str], message: str) -> None:
    done = call(*arguments)
    assert (done.code, done.out) == (2, "") and message in done.err


# clusters

def test_clusters_as_sentences_csv_and_json(call: Call) -> None:
    done = call("clusters", "--seeds", "4", "--draws", "30")
    assert done.code == 0 and done.err == ""
    first = done.out.splitlines()[0]
    assert first.startswith("1. Stains (93) – around =1+1 </script> – 7 actors") and "stability 100%" in first
    assert "1 not named" in done.out and "Untel" not in done.out and "modularity" in done.out
    done = call("clusters", "--seeds", "4", "--draws", "30", "--format", "csv")
    found = list(csv.DictReader(io.StringIO(done.out)))
    assert {row["cluster"] for row in found} == {"1", "2"} and all(row["sure"] in ("yes", "no") for row in found)
    data = json.loads(call("clusters", "--seeds", "4", "--draws", "30", "--format", "json", "--with-persons").out)
    assert sum(c["size"] for c in data["clusters"]) == 11 and data["persons_not_listed"] == 0
    assert data["runs"] == 4 and "Mme Untel" in str(data)


# compare

def test_compare_as_table_csv_and_json(call: Call) -> None:
    done = call("compare", "Stains", "29", "--draws", "100")
    assert done.code == 0 and done.err == ""
    head, *lines = done.out.splitlines()
    assert "Stains (93)" in head and "Finistère (29)" in head
    assert any(line.split()[:3] == ["actors", "7", "5"] for line in lines)
    assert "too few ties to compare" in done.out and "Densities are never set side by side" in done.out
    assert "no probability under 0.02 can be told" in done.out
    density = next(line for line in lines if line.startswith("pairs tied"))
    assert "times the reference" in density
    data = json.loads(call("compare", "Stains", "--draws", "100", "--format", "json").out)
    [side] = data["territories"]
    assert side["footing"] == {"formal": 1, "informal": 0, "silent": 11}
    assert "observed" not in side["networks"]["ties"]["density"]
    found = list(csv.DictReader(io.StringIO(call("compare", "Stains", "29", "--draws", "100", "--format",
                                                 "csv").out)))
    assert {row["territory"] for row in found} == {"Stains (93)", "Finistère (29)"}
    assert all(0 < float(row["p"]) <= 1 for row in found if row["p"])


# export

@pytest.mark.parametrize("form", ["gexf", "graphml"])
def test_export_of_a_network_to_stdout_and_file(call: Call, tmp_path: Path, form: str) -> None:
    done = call("export", form)
    assert done.code == 0 and done.err == "" and "Untel" not in done.out
    ET.fromstring(done.out.encode())
    file = tmp_path / f"network.{form}"
    assert call("export", form, "--out", file).code == 0 and file.read_text("utf-8") == done.out
    other = call("export", form, "--network", "affiliation", "--territory", "93", "--with-persons").out
    assert other != done.out and "Mme Untel" in other


def test_export_of_tables(call: Call, tmp_path: Path) -> None:
    for form, suffix in (("csv", "csv"), ("parquet", "parquet")):
        done = call("export", form, "--out", tmp_path / form)
        assert (done.code, done.out) == (0, "")
        names = {path.name for path in (tmp_path / form).iterdir()}
        assert names == {f"{name}.{suffix}" for name in (
            "actors", "actions", "participations", "ties", "invisibles", "dictionary", "sources")} | {
                f"manifest-{form}.json"}
    assert pl.read_parquet(tmp_path / "parquet" / "actors.parquet").height == 10
    assert len((tmp_path / "csv" / "actors.csv").read_text("utf-8").splitlines()) == 11
    assert call("export", "xlsx", "--out", tmp_path / "a.xlsx").code == 0
    assert openpyxl.load_workbook(tmp_path / "a.xlsx")["Actors"].max_row == 11
    assert call("export", "csv", "--out", tmp_path / "csv").code == 0  # its own former output


def test_export_leaves_other_folders_alone(call: Call, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("Dear")
    done = call("export", "csv", "--out", tmp_path / "mine")
    assert done.code == 3 and "letter.txt" in done.err
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["letter.txt"]
    call("export", "csv", "--out", tmp_path / "tables")
    done = call("export", "parquet", "--out", tmp_path / "tables")
    assert done.code == 3 and (tmp_path / "tables" / "actors.csv").is_file()


# progress

class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_no_bar_where_nobody_looks(capsys: pytest.CaptureFixture[str]) -> None:
    with progress("Long", 3, patience=0) as advance:
        time.sleep(0.05)
        advance()
    assert capsys.readouterr() == ("", "")


def test_no_bar_before_patience_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    with progress("Short", 3, patience=60) as advance:
        advance(3)
    assert terminal.getvalue() == ""


@pytest.mark.parametrize("total", [10, None])
def test_a_bar_on_a_terminal_leaves_stdout_alone(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
                                                 total: int | None) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    with progress("Draw \x1b[31m[red]", total, patience=0.01) as advance:
        deadline = time.monotonic() + 20
        while "Draw" not in terminal.getvalue() and time.monotonic() < deadline:
            advance()
            time.sleep(0.01)
        print("result")  # noqa: T201 — what a command would print
    assert "Draw \N{REPLACEMENT CHARACTER}[31m[red]" in terminal.getvalue()
    assert capsys.readouterr().out == "result\n"


def test_a_bar_ends_with_what_it_stands_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", Terminal())
    with pytest.raises(RuntimeError), progress("Fails", 2, patience=0.01):
        time.sleep(0.1)
        raise RuntimeError
    monkeypatch.setattr(sys, "stderr", None)
    with progress("Closed", 2, patience=0) as advance:
        advance()
