"""The questionnaire to fill: one definition for what is written and what is read back."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest
import yaml

from odas_graph import vocab
from odas_graph.errors import UsageError
from odas_graph.exporters.template import GUIDE, columns, template
from odas_graph.fiche import Action
from odas_graph.importers.tabular import open_tables
from odas_graph.importers.workbook.filled import read_filled
from odas_graph.questionnaire import ACTORS, LISTS, actions, code_named, is_example, labels, sheets


@pytest.fixture(params=["fiche.xlsx", "fiche.ods", "fiche.csv"])
def made(request: pytest.FixtureRequest, tmp_path: Path) -> list[Path]:
    """The files of a template."""
    for name, content in template(request.param).items():
        (tmp_path / name).write_bytes(content)
    return sorted(tmp_path.iterdir())


def test_every_sheet_has_the_columns_of_its_definition(made: list[Path]) -> None:
    tables = [table for path in made for table in open_tables(path)]
    by_headings = {table.headings: table for table in tables}
    for sheet in sheets():
        table = by_headings[tuple(cell.heading for cell in columns(sheet))]
        assert table.heading_row == 1 and table.sheet in (None, sheet.name)
        assert is_example(next(cell for cell in next(iter(table.rows)).cells if cell))


def test_an_empty_template_says_nothing(made: list[Path]) -> None:
    filled, = read_filled(made)
    assert not any(filled.rows.values()) and not filled.findings


@pytest.mark.parametrize("name", ["fiche.xlsx", "fiche.ods", "fiche.csv", "fiche.yaml"])
def test_the_same_bytes_each_time(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    first = template(name)
    monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)
    assert template(name) == first


def test_drop_down_lists_offer_the_words_of_the_code_lists() -> None:
    book = openpyxl.load_workbook(io.BytesIO(template("f.xlsx")["f.xlsx"]))
    assert book.sheetnames == [GUIDE, *(sheet.name for sheet in sheets()), LISTS]
    words = [cell.value for cell in book[LISTS]["A"] if cell.value]
    assert words
    sheet = book[ACTORS.name]
    rule = next(rule for rule in sheet.data_validations.dataValidation if "B2" in rule.sqref)
    assert rule.type == "list" and rule.formula1.startswith(f"{LISTS}!") and not rule.showErrorMessage
    column, rows = rule.formula1.split("!")[1].replace("$", "").split(":")[0][0], len(labels("type-acteur"))
    assert [book[LISTS][f"{column}{n}"].value for n in range(2, rows + 2)] == list(labels("type-acteur").values())
    assert sheet["A1"].comment and sheet["A2"].number_format == "@"


def test_every_label_and_every_slug_means_its_code() -> None:
    for scheme in {column.scheme for sheet in sheets() for column in sheet.columns if column.scheme}:
        assert list(labels(scheme)) == list(vocab.CODES[scheme])
        for slug, label in labels(scheme).items():
            assert code_named(scheme, slug) == code_named(scheme, label.upper()) == slug
    assert code_named("type-acteur", "ccas") == "ccas" and code_named("type-acteur", "CAF") == "caf"
    assert code_named("role", "rien de tel") is None


def test_the_questions_of_the_grid_are_all_asked() -> None:
    keys = {column.key for column in actions().columns}
    assert {f"rubrique:{slug}" for slug in vocab.CODES["rubrique"]} - keys == {"rubrique:suite"}
    assert {f"caracteristique:{slug}" for slug in vocab.CODES["caracteristique"]} <= keys


def test_a_draft_is_written_instead_of_the_example(tmp_path: Path) -> None:
    draft = {"Actions": [{"titre": ["=cmd|' /C calc'!A0"], "problematiques": ["accès aux soins", "autre", "a", "b"]}]}
    for name in ("f.xlsx", "f.ods", "f.csv"):
        for file, content in template(name, draft).items():
            (tmp_path / file).write_bytes(content)
    for path in (tmp_path / "f.xlsx", tmp_path / "f.ods", tmp_path / "f-actions.csv"):
        row, = read_filled([path])[0].rows["Actions"]
        assert row.text("titre") == "=cmd|' /C calc'!A0"
        assert row.values("problematiques") == ["accès aux soins", "autre", "a", "b"]
    assert b"'=cmd" in (tmp_path / "f-actions.csv").read_bytes()


def test_the_fiche_is_an_action() -> None:
    content = yaml.safe_load(template("f.yaml")["f.yaml"])
    assert Action.model_validate(content).title.startswith("EXEMPLE")


def test_another_ending_is_refused() -> None:
    with pytest.raises(UsageError):
        template("fiche.doc")
