"""simulate and evaluate on the command line: what they write where, and what they refuse."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest

from odas_graph.cli.app import run
from odas_graph.i18n import in_language

Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Call:
    """Runs a command in an empty folder; its exit code, stdout and stderr."""
    monkeypatch.chdir(tmp_path)

    def do(*arguments: str) -> tuple[int, str, str]:
        with in_language("en"):
            code = run([*arguments, "--lang", "en"])
        out, err = capsys.readouterr()
        return code, out, err

    return do


def test_a_country_as_files_is_read_without_fault(call: Call, tmp_path: Path) -> None:
    code, out, err = call("simulate", "--actors", "40", "--seed", "5", "--out", "pays")
    assert code == 0 and out.startswith("Fictional actors: 40;") and "build --data pays" in err
    assert {p.name for p in (tmp_path / "pays").iterdir()} == {"dataset.yaml", "actors.yaml", "fiches", "donnees"}
    with (tmp_path / "pays/donnees/verite.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 28 and {row["invisible"] for row in rows} <= {"oui", "non"}
    code, out, err = call("validate", "pays")
    assert code == 0 and "[to mend]" not in out, err


def test_a_country_as_a_graph_is_read_by_other_commands(call: Call, tmp_path: Path) -> None:
    assert call("simulate", "--actors", "150", "--seed", "5", "--out", "pays", "--format", "nquads")[0] == 0
    code, out, _err = call("invisible", "--store", "pays", "--format", "json", "--perturbations", "0")
    assert code == 0
    listed = json.loads(out)
    assert any(row["rank"] == 1 for row in listed)
    assert all("fictif" in row["actor"] for row in listed)


def test_the_same_command_writes_the_same_bytes_and_replaces_its_own(call: Call, tmp_path: Path) -> None:
    def content() -> dict[str, bytes]:
        return {p.relative_to(tmp_path).as_posix(): p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}

    call("simulate", "--actors", "40", "--out", "pays")
    once = content()
    assert call("simulate", "--actors", "40", "--out", "pays")[0] == 0
    assert content() == once
    assert call("simulate", "--actors", "40", "--seed", "2", "--out", "pays")[0] == 0
    changed = content()
    assert changed != once
    assert not any("fiction-0-" in name for name in changed), "files of the former country are left"


def test_what_others_wrote_is_left_alone(call: Call, tmp_path: Path) -> None:
    (tmp_path / "travail").mkdir()
    (tmp_path / "travail/notes.txt").write_text("à moi", "utf-8")
    code, _out, err = call("simulate", "--actors", "40", "--out", "travail")
    assert code == 3 and "notes.txt" in err
    # What a build wrote is this program's own, and still not to be replaced by fiction.
    built = tmp_path / "exports/donnees"
    built.mkdir(parents=True)
    (built / "manifest.json").write_text('{"files": ["donnees/manifest.json"]}', "utf-8")
    code, _out, err = call("simulate", "--actors", "40", "--out", "exports")
    assert code == 3 and "another command" in err
    assert [p.name for p in built.iterdir()] == ["manifest.json"]
    assert not list(tmp_path.glob(".*"))


@pytest.mark.parametrize("arguments", [
    ("--actors", "10"), ("--actors", "40", "--loss", "1"), ("--actors", "40", "--loss", "nan"),
    ("--actors", "40", "--correlation", "1"), ("--actors", "40", "--per-actor", "0"), ("--actors", "50000"),
    ("--actors", "40", "--seed", "-1"), ("--actors", "many")])
def test_wrong_use_is_told_and_writes_nothing(call: Call, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    code, out, err = call("simulate", *arguments, "--out", "pays")
    assert (code, out) == (2, "") and err.strip()
    assert not (tmp_path / "pays").exists()


def test_options_change_the_story(call: Call, tmp_path: Path) -> None:
    sizes = {}
    for name, options in (("a", ()), ("b", ("--loss", "0.8")), ("c", ("--per-actor", "2")),
                          ("d", ("--documentation", "1")), ("e", ("--correlation", "0.9"))):
        assert call("simulate", "--actors", "60", "--out", name, *options)[0] == 0
        sizes[name] = (tmp_path / name / "donnees/verite.csv").read_bytes(), len(list(
            (tmp_path / name / "fiches").iterdir()))
    assert sizes["b"][0] == sizes["a"][0] and sizes["b"][1] < sizes["a"][1]
    assert sizes["c"][1] < sizes["a"][1] and sizes["d"][0] == sizes["a"][0] and sizes["e"][0] != sizes["a"][0]


def test_the_method_is_evaluated_as_table_json_and_markdown(call: Call) -> None:
    call("simulate", "--actors", "40", "--out", "pays", "--format", "nquads")
    common = ("evaluate", "--store", "pays", "--seeds", "1", "--sizes", "1200", "--only", "planted")
    code, out, _err = call(*common)
    assert code == 0
    assert "Made-up countries in which the invisible actors are known" in out
    assert sum(line.startswith(("reached: ", "not reached: ")) for line in out.splitlines()) == 7
    code, out, _err = call(*common, "--format", "json")
    found = json.loads(out)
    assert [table["name"] for table in found["tables"]] == ["planted"]
    assert {target["name"] for target in found["targets"]} >= {"planted-auc", "planted-above-actions"}
    code, out, _err = call(*common, "--format", "markdown")
    assert code == 0 and out.startswith("- ") and "\n### Made-up countries" in out and "\n| --- |" in out


def test_the_command_offers_every_part() -> None:
    from odas_graph.cli.evaluate import PARTS as OFFERED
    from odas_graph.evaluation import PARTS, SEEDS, SIZES

    assert OFFERED == PARTS
    defaults = {p.name: p.default for p in import_module("odas_graph.cli.evaluate").command.params}
    assert (defaults["seeds"], defaults["sizes"]) == (SEEDS, ",".join(map(str, SIZES)))


def test_a_target_that_is_missed_is_told_and_is_no_failure(call: Call, tmp_path: Path) -> None:
    call("simulate", "--actors", "40", "--out", "pays", "--format", "nquads")
    (tmp_path / "poids.yaml").write_text("reconnaissance:\n" + "".join(
        f"  {name}: {{valeur: 0}}\n" for name in ("nee-de-l-action", "informelle-avant", "formelle-avant")), "utf-8")
    code, out, _err = call("evaluate", "--store", "pays", "--seeds", "1", "--sizes", "1200", "--only", "planted",
                           "--weights", "poids.yaml")
    assert code == 0 and "not reached: " in out


@pytest.mark.parametrize("arguments", [
    ("--sizes", "abc"), ("--sizes", ""), ("--sizes", "10"), ("--seeds", "0"), ("--only", "nothing"),
    ("--weights", "none.yaml")])
def test_wrong_use_of_evaluate(call: Call, arguments: tuple[str, ...]) -> None:
    code, out, err = call("evaluate", *arguments)
    assert code in (2, 3) and not out and err.strip()
