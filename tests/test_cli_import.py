"""Commands that collect: new, template, import."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from odas_graph.cli.app import run
from odas_graph.i18n import in_language
from tests.importers.questionnaires import ACTION, ACTOR, questionnaire


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.chdir(tmp_path)
    with in_language("en"):
        yield


def test_a_new_dataset_has_nothing_to_mend(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["new", "mon jeu", "--date", "2021-05-04"]) == 0
    assert run(["validate", "mon jeu", "--format", "json"]) == 0
    assert {finding["level"] for finding in json.loads(capsys.readouterr().out)} <= {"info"}
    assert "fictif: oui" in Path("mon jeu/dataset.yaml").read_text("utf-8")
    schema = Path("mon jeu/schema/fiche.schema.json")
    assert json.loads(schema.read_text("utf-8"))["title"].startswith("Fiche")
    assert run(["new", "mon jeu"]) == 2  # not a second time
    Path("vide").mkdir()
    assert run(["new", "vide"]) == 0 and Path("vide/fiches").is_dir()


def test_schemas_of_a_new_dataset_are_those_of_the_docs() -> None:
    from odas_graph.exporters.template_yaml import schemas

    docs = Path(__file__).parents[1] / "docs" / "schema"
    if not docs.is_dir():
        pytest.skip("the docs are not part of an installed wheel")
    assert schemas() == {path.name: path.read_text("utf-8") for path in docs.glob("*.json")}


@pytest.mark.parametrize("name", ["fiche.xlsx", "fiche.ods", "fiche.csv", "fiche.yaml"])
def test_a_template_is_written_once(name: str) -> None:
    assert run(["template", name]) == 0
    written = sorted(path.name for path in Path().iterdir())
    assert len(written) == (5 if name.endswith("csv") else 1)
    assert run(["template", name]) == 2
    assert run(["template", name, "--force"]) == 0
    assert run(["template", "fiche.doc"]) == 2


def test_import_tells_counts_and_findings(capsys: pytest.CaptureFixture[str]) -> None:
    questionnaire(Path("Fiche 93.xlsx"), {
        "Actions": [ACTION | {"Public 1": "martiens", "Couleur": "bleu"}, {"Porteur": "X", "Territoire": "93"}],
        "Acteurs": [ACTOR]})
    command = ["import", "workbook", "Fiche 93.xlsx", "--into", "data", "--date", "2021-05-04"]
    assert run(command) == 1
    shown = capsys.readouterr()
    assert "rows read" in shown.out and "martiens" in shown.out and "row 2, column Public 1" in shown.out
    assert "constats.csv" in shown.err
    assert run([*command, "--format", "json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert report["source"] == "fiche-93" and report["state"] == "unchanged"
    assert report["read"] == report["kept"] + report["refused"] == 3 and report["refused"] == 1
    assert {finding["code"] for finding in report["findings"]} == {"unknown-code", "unknown-column", "missing-title"}
    assert run(["import", "--remove", "fiche-93", "--into", "data"]) == 0
    assert not Path("data/imports/fiche-93").exists()
    assert run(["import", "--remove", "fiche-93", "--into", "data"]) == 2


def test_import_refuses_what_it_cannot_do(capsys: pytest.CaptureFixture[str]) -> None:
    questionnaire(Path("q.xlsx"), {"Actions": [ACTION], "Acteurs": [ACTOR]})
    assert run(["import", "workbok", "q.xlsx", "--into", "data"]) == 2
    assert "Did you mean “workbook”?" in capsys.readouterr().err
    assert run(["import", "--into", "data"]) == 2
    assert run(["import", "workbook", "rien.xlsx", "--into", "data"]) == 3
    assert run(["import", "workbook", "q.xlsx", "--into", "data", "--date", "hier"]) == 2
    assert run(["import", "workbook", "q.xlsx", "--into", "data", "--territory", "Nulleparville"]) == 2
    assert run(["import", "workbook", "q.xlsx", "--into", "q.xlsx"]) in (2, 3)
    assert not Path("data").exists()
    assert run(["import", "workbook", "q.xlsx", "--into", "data", "--dry-run"]) == 0
    assert not Path("data").exists()


def test_import_of_what_is_there_already(capsys: pytest.CaptureFixture[str]) -> None:
    questionnaire(Path("q.xlsx"), {"Actions": [ACTION], "Acteurs": [ACTOR]})
    assert run(["import", "workbook", "q.xlsx", "--into", "data"]) == 0
    assert run(["import", "workbook", "q.xlsx", "--into", "data", "--name", "autre"]) == 0
    assert "q" in capsys.readouterr().err and not Path("data/imports/autre").exists()


def test_the_folder_one_stands_in_gives_its_name(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
                                                 tmp_path: Path) -> None:
    assert run(["new", "mes fiches", "--date", "2021-05-04"]) == 0
    monkeypatch.chdir("mes fiches")
    capsys.readouterr()
    run(["import", "fiches", ".", "--into", str(tmp_path / "data"), "--dry-run", "--format", "json"])
    assert json.loads(capsys.readouterr().out)["source"] == "mes-fiches"
    assert run(["import", "scdl-subventions", ".", "--into", str(tmp_path / "data")]) == 3
    assert "mes fiches" in capsys.readouterr().err
