"""Tables that leave the project, read back by others: spreadsheets, data frames."""

from __future__ import annotations

import csv
import io
import json
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from odas_graph.errors import OutputError
from odas_graph.exporters import xlsx
from odas_graph.exporters.parquet import write_parquet
from odas_graph.exporters.sheets import Column, Sheet, sheets
from odas_graph.exporters.tables import write_csv
from odas_graph.exporters.xlsx import MAX_CELL, to_xlsx
from odas_graph.exporters.xml_text import xml_text
from odas_graph.formulas import safe_cell
from odas_graph.i18n import in_language
from odas_graph.store import EmbeddedStore
from odas_graph.territory import territory
from odas_graph.visibility import assess
from tests.analysis import iri, shipped
from tests.exported import HOSTILE, ODD, odd_store, small_graph

anything = st.text(st.characters(codec=None), max_size=30)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with in_language("en"):
        yield


@pytest.fixture(scope="module")
def village() -> EmbeddedStore:
    return small_graph()


@pytest.fixture(scope="module")
def tables(village: EmbeddedStore) -> list[Sheet]:
    with in_language("en"):
        return sheets(village, assessments=assess(village))


def rows(tables: list[Sheet], name: str) -> list[dict[str, Any]]:
    sheet = next(sheet for sheet in tables if sheet.name == name)
    return [dict(zip((c.name for c in sheet.columns), row, strict=True)) for row in sheet.rows]


def test_each_table_holds_what_the_sources_say(tables: list[Sheet]) -> None:
    assert [sheet.name for sheet in tables] == ["actors", "actions", "participations", "ties", "invisibles",
                                                "dictionary", "sources"]
    by_name = {row["name"]: row for row in rows(tables, "actors")}
    # Gil has neither action nor tie, and is an actor all the same.
    assert set(by_name) == {HOSTILE, "Bea", "Ville", "Gil"}
    assert (by_name[HOSTILE]["actions"], by_name[HOSTILE]["ties"]) == (1, 3)
    assert by_name["Ville"]["institution"] is True and by_name["Bea"]["based_in"] == "Brest (29)"
    parts = {row["name"]: row for row in rows(tables, "participations")}
    assert parts[HOSTILE]["contact"] is True and parts["Ville"]["contact"] is False
    funding = next(row for row in rows(tables, "ties") if row["amount"])
    assert (funding["amount"], funding["year"], funding["funder"], funding["formal"]) == (3600.5, 2020, "Ville", True)
    three = next(row for row in rows(tables, "ties") if len(row["partners"]) == 3)
    assert three["formal"] is False and len(three["partner_ids"]) == 3
    assert rows(tables, "sources")[0]["source"] == "Un texte"


def test_persons_and_what_would_name_them_are_left_out(village: EmbeddedStore, tables: list[Sheet]) -> None:
    assert "Untel" not in str(tables) and iri("elue") not in str([sheet.rows for sheet in tables])
    assert "Natural persons are left out: 1." in str(rows(tables, "sources"))
    asked = sheets(village, persons=True)
    assert "Mme Untel" in str([sheet.rows for sheet in asked])
    assert len(rows(asked, "ties")) == len(rows(tables, "ties")) + 1
    assert rows(asked, "actions")[0]["actors"] == rows(tables, "actions")[0]["actors"] + 1


def test_a_territory_has_its_own_tables(village: EmbeddedStore) -> None:
    found = sheets(village, territory=territory("29"))
    assert rows(found, "actions") == [] and rows(found, "actors") == []
    found = sheets(village, territory=territory("93072"))
    assert {row["name"] for row in rows(found, "actors")} == {HOSTILE, "Bea", "Ville"}


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_dictionary_explains_every_column(village: EmbeddedStore, lang: str) -> None:
    with in_language(lang):
        found = sheets(village)
    explained = {(row["table"], row["heading"]): row for row in rows(found, "dictionary")}
    for sheet in found[:-2]:
        headings = [column.heading for column in sheet.columns]
        assert len(set(headings)) == len(headings) and len({c.name for c in sheet.columns}) == len(headings)
        for column in sheet.columns:
            row = explained[sheet.title, column.heading]
            assert row["meaning"] and row["source"] and row["kind"]
        assert all(len(row) == len(sheet.columns) for row in sheet.rows)


def test_cells_hold_what_their_column_says(tables: list[Sheet]) -> None:
    kinds = {"text": str, "list": tuple, "integer": int, "number": float, "flag": bool}
    for sheet in tables + sheets(shipped().store):
        for row in sheet.rows:
            for column, value in zip(sheet.columns, row, strict=True):
                assert value is None or type(value) is kinds[column.kind], (sheet.name, column.name, value)


def test_csv_opens_without_running_anything(tables: list[Sheet], tmp_path: Path) -> None:
    write_csv(tmp_path, tables)
    found = list(csv.reader(io.StringIO((tmp_path / "actors.csv").read_text("utf-8"))))
    assert found[0][:2] == ["Identifier", "Name"]
    assert "'" + HOSTILE in [row[1] for row in found[1:]]
    assert all(safe_cell(cell) == cell for row in found for cell in row)
    ties = (tmp_path / "ties.csv").read_text("utf-8")
    assert "\r\n" in (tmp_path / "ties.csv").read_bytes().decode() and " ; " in ties and ",yes," in ties


def test_the_workbook_reads_as_it_was_written(tables: list[Sheet]) -> None:
    content = to_xlsx(tables)
    assert content == to_xlsx(tables)
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames == [sheet.title for sheet in tables]
    for sheet in tables:
        page = book[sheet.title]
        assert [cell.value for cell in page[1]] == [column.heading for column in sheet.columns]
        assert page.freeze_panes == "A2"
        assert page.max_row == len(sheet.rows) + 1
        assert (page.auto_filter.ref is not None) == bool(sheet.rows)
        assert all(cell.data_type != "f" and cell.hyperlink is None for line in page.iter_rows() for cell in line)
    names = [cell.value for cell in book["Actors"]["B"]]
    assert HOSTILE in names  # as it is: a workbook knows text from formulas
    amounts = [row["Amount"] for row in (dict(zip([c.value for c in book["Ties"][1]], [c.value for c in line],
                                                  strict=True)) for line in book["Ties"].iter_rows(min_row=2))]
    assert 3600.5 in amounts
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert all(ET.fromstring(parts.read(name)) is not None for name in parts.namelist())
        assert "1980-01-01T00:00:00Z" in parts.read("docProps/core.xml").decode()
    assert book["Dictionary"].max_row == 1 + sum(len(sheet.columns) for sheet in tables[:-2])


def test_headings_are_french_by_default(village: EmbeddedStore) -> None:
    with in_language("fr"):
        book = openpyxl.load_workbook(io.BytesIO(to_xlsx(sheets(village))))
    assert {"Acteurs", "Actions", "Participations", "Liens", "Dictionnaire", "Sources"} <= set(book.sheetnames)
    assert "Nom" in [cell.value for cell in book["Acteurs"][1]]


def odd(*values: Any, kind: str = "text") -> Sheet:
    return Sheet("odd", "Odd", (Column("value", "Value", "A value.", kind),), tuple((value,) for value in values))


@settings(max_examples=40, deadline=None)
@given(st.lists(anything, max_size=5))
def test_any_text_makes_a_workbook_that_can_be_read(values: list[str]) -> None:
    book = openpyxl.load_workbook(io.BytesIO(to_xlsx([odd(*values)])))
    back = [cell.value for cell in book["Odd"]["A"]][1:]
    for value, read in zip(values, back, strict=False):
        assert (read or "") == xml_text(value).replace("\r\n", "\n").replace("\r", "\n")


def test_what_a_sheet_cannot_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    book = openpyxl.load_workbook(io.BytesIO(to_xlsx([odd("x" * (MAX_CELL + 9), "_x0041_", "@SUM(A1)", "https://a")])))
    cells = [cell.value for cell in book["Odd"]["A"]]
    assert len(cells[1]) == MAX_CELL and cells[1].endswith("…")
    assert cells[2:] == ["_x0041_", "@SUM(A1)", "https://a"]
    monkeypatch.setattr(xlsx, "MAX_ROWS", 3)
    to_xlsx([odd("a", "b")])
    with pytest.raises(OutputError, match="3 rows, more than a sheet can hold"):
        to_xlsx([odd("a", "b", "c")])


def test_parquet_has_types_and_says_what_columns_mean(tables: list[Sheet], tmp_path: Path) -> None:
    write_parquet(tmp_path, tables)
    ties = pl.read_parquet(tmp_path / "ties.parquet")
    assert ties.schema["partners"] == pl.List(pl.String) and ties.schema["formal"] == pl.Boolean
    assert ties.schema["amount"] == pl.Float64 and ties.schema["year"] == pl.Int64
    assert ties["amount"].drop_nulls().to_list() == [3600.5] and ties["formal"].to_list().count(None) == 0
    actors = pl.read_parquet(tmp_path / "actors.parquet")
    assert HOSTILE in actors["name"].to_list()
    about = json.loads(pl.read_parquet_metadata(tmp_path / "ties.parquet")["odas-graph"])
    assert about["columns"]["amount"]["unit"] == "euros" and set(about["columns"]) == set(ties.columns)
    first = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    write_parquet(tmp_path, tables)
    assert first == {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    write_parquet(tmp_path, [Sheet("none", "None", (Column("a", "A", "A."), Column("b", "B", "B.", "list")), ())])
    assert pl.read_parquet(tmp_path / "none.parquet").schema == {"a": pl.String, "b": pl.List(pl.String)}


def test_cells_from_elsewhere_are_cleaned_and_counted() -> None:
    found = sheets(odd_store())
    assert ODD in [row[1] for row in found[0].rows]
    assert xlsx.changed(found) > 0 and xlsx.changed(sheets(shipped().store)) == 0
    book = openpyxl.load_workbook(io.BytesIO(to_xlsx(found)))
    assert "Bad \u202ename" in [cell.value for cell in book["Actors"]["B"]]
