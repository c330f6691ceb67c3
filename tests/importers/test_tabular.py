"""Tables of all kinds: charset, delimiter, headings, rows with the number that a spreadsheet shows."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from odas_graph.errors import UnreadableInputError
from odas_graph.importers.tabular import Table, column_letters, open_tables
from odas_graph.naming import folded

REFERENCE = Path(__file__).resolve().parents[3] / "shared" / "reference"
needs_reference = pytest.mark.skipif(not REFERENCE.is_dir(), reason="the reference data is not here")


def written(folder: Path, content: bytes | str, name: str = "table.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def only(path: Path) -> Table:
    tables = open_tables(path)
    assert len(tables) == 1
    return tables[0]


def cells(table: Table) -> list[tuple[str | None, ...]]:
    return [row.cells for row in table.rows]


def workbook(path: Path, rows: Sequence[Sequence[object]], *, first: int = 0, name: str = "Feuille") -> Path:
    book = xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet(name)
    for number, row in enumerate(rows, first):
        for column, value in enumerate(row):
            if value is not None:
                sheet.write(number, column, value)
    book.close()
    return path


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_the_delimiter_is_found(tmp_path: Path, delimiter: str) -> None:
    rows = [["nom", "ville", "montant"], ["Les Voisins", "Stains", "1"], ["Épicerie, bar", "Le Mans", "2"]]
    text = "\n".join(delimiter.join(f'"{c}"' if delimiter in c else c for c in row) for row in rows)
    table = only(written(tmp_path, text))
    assert table.delimiter == delimiter and table.headings == ("nom", "ville", "montant")
    assert [row.number for row in table.rows] == [2, 3]
    assert cells(table)[1] == ("Épicerie, bar", "Le Mans", "2")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_charsets_and_line_ends(tmp_path: Path, encoding: str, end: str) -> None:
    table = only(written(tmp_path, f"né;où{end}Évry;œuvre €{end}".encode(encoding)))
    assert table.headings == ("né", "où") and cells(table) == [("Évry", "œuvre €")]
    assert [f.code for f in table.findings] == (["not-utf8"] if encoding == "cp1252" else [])


def test_two_charsets_in_one_file_are_read_line_by_line_and_said_once(tmp_path: Path) -> None:
    table = only(written(tmp_path, "nom;ville\nÉvry;é\n".encode() + "Nîmes;è\n".encode("cp1252")))
    assert cells(table) == [("Évry", "é"), ("Nîmes", "è")] == cells(table)
    assert [(f.code, f.line) for f in table.findings] == [("mixed-encoding", 3)]


def test_headings_below_a_cover_and_with_line_breaks(tmp_path: Path) -> None:
    text = ('Subventions 2018;;\n\nSource : direction des finances;;\n"Nom\ndu bénéficiaire";Ville;Montant\n'
            "A;B;1\n\n;;\nC;D;2")
    table = only(written(tmp_path, text))
    assert table.headings == ("Nom du bénéficiaire", "Ville", "Montant") and table.heading_row == 4
    assert [tuple(row) for row in table.rows] == [(5, ("A", "B", "1")), (8, ("C", "D", "2"))]


def test_a_heading_merged_over_two_rows_is_found(tmp_path: Path) -> None:
    path = workbook(tmp_path / "t.xlsx", [["Nom", "Ville", "Montants", None], [None, None, "versé", "voté"],
                                          ["A", "B", 1, 2], ["C", "D", 3, 4]])
    table = only(path)
    assert table.headings == ("Nom", "Ville", "Montants versé", "Montants voté") and table.heading_row == 2
    assert cells(table) == [("A", "B", "1", "2"), ("C", "D", "3", "4")]


def test_rows_are_filled_up_and_may_run_past_the_headings(tmp_path: Path) -> None:
    table = only(written(tmp_path, "a;b;c\n1\n1;2;3;4;;\n"))
    assert cells(table) == [("1", None, None), ("1", "2", "3", "4")]


def test_repeated_headings_are_said(tmp_path: Path) -> None:
    assert [f.code for f in only(written(tmp_path, "Nom;Ville;nom\na;b;c\n")).findings] == ["repeated-heading"]


def test_a_quote_that_nothing_closes_costs_one_row(tmp_path: Path) -> None:
    rows = [f"{n};texte" for n in range(1000)]
    rows[300] = '300;"texte'
    table = only(written(tmp_path, "\n".join(["n;t", *rows])))
    found = list(table.rows)
    assert len(found) == 1000 and found[300] == (302, ("300", '"texte'))
    assert [(f.code, f.row) for f in table.findings] == [("stray-quote", 302)]


def test_a_quote_open_to_the_end_costs_one_row(tmp_path: Path) -> None:
    found = list(only(written(tmp_path, 'n;t\n1;"a\n2;b\n3;c\n')).rows)
    assert [row.cells for row in found] == [("1", '"a'), ("2", "b"), ("3", "c")]


def test_cells_of_a_workbook_are_text(tmp_path: Path) -> None:
    path = workbook(tmp_path / "t.xlsx", [
        ["a", "b", "c", "d", "e", "f"],
        ["oui", True, 12.0, 0.1, date(2020, 3, 17), datetime(2020, 3, 17, 10, 30)],
        ["x", False, 52499120500013, "#N/A", "  ", "=1+1"]], first=3)
    table = only(path)
    assert table.heading_row == 4
    assert [tuple(row) for row in table.rows] == [
        (5, ("oui", "oui", "12", "0.1", "2020-03-17", "2020-03-17 10:30:00")),
        (6, ("x", "non", "52499120500013", None, None, "0"))]  # xlsxwriter leaves 0 as the value of a formula


def test_sheets_are_tables_and_can_be_chosen(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "t.xlsx"))
    for name in ("Actions", "Vide", "Acteurs"):
        sheet = book.add_worksheet(name)
        if name != "Vide":
            sheet.write_row(0, 0, ["nom", "ville"])
    book.close()
    assert [t.sheet for t in open_tables(tmp_path / "t.xlsx")] == ["Actions", "Acteurs"]
    assert [t.sheet for t in open_tables(tmp_path / "t.xlsx", sheets=["ACTEURS"])] == ["Acteurs"]


def test_the_extension_does_not_count(tmp_path: Path) -> None:
    path = workbook(tmp_path / "t.xlsx", [["a", "b"], ["1", "2"]]).rename(tmp_path / "t.csv")
    assert only(path).headings == ("a", "b")


RECORDS = [{"nom": "A", "themes": ["x", "y"], "n": 1.0, "vrai": True}, {"nom": "B", "themes": [], "autre": {"k": 1}}]
EXPECTED = [("A", "x;y", "1", "oui", None), ("B", None, None, None, '{"k": 1}')]


@pytest.mark.parametrize("content", [
    json.dumps(RECORDS), json.dumps({"data": RECORDS, "meta": 1}), "\n".join(map(json.dumps, RECORDS))])
def test_json(tmp_path: Path, content: str) -> None:
    table = only(written(tmp_path, content, "t.json"))
    assert table.headings == ("nom", "themes", "n", "vrai", "autre") and cells(table) == EXPECTED
    assert [row.number for row in table.rows] == [2, 3]


def test_parquet(tmp_path: Path) -> None:
    pl.DataFrame({"nom": ["A", "B"], "l": [["x", "y"], []], "d": [date(2020, 1, 2), None]}).write_parquet(
        tmp_path / "t.parquet")
    table = only(tmp_path / "t.parquet")
    assert table.headings == ("nom", "l", "d") and cells(table) == [("A", "x;y", "2020-01-02"), ("B", None, None)]


def test_gzip(tmp_path: Path) -> None:
    table = only(written(tmp_path, gzip.compress(b"nom;ville\nA;B\n"), "t.csv.gz"))
    assert table.file == "t.csv.gz" and cells(table) == [("A", "B")] == cells(table)


@pytest.mark.parametrize(("content", "words"), [
    (b"", "empty"), (b"\n\n", "empty"), (b"%PDF-1.7", "PDF"), (b"<html><body>", "web page"), (b"\0\1\2\0", "text"),
    (b"[1, 2]", "records"), (b"[[[[", "JSON"), (b"PAR1 nothing else", "parquet"), (b"\x1f\x8bxx", "damaged"),
    (b"PK\x03\x04 nothing else", "damaged"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 nothing else", "save it again")])
def test_what_is_no_table_is_refused_with_its_reason(tmp_path: Path, content: bytes, words: str) -> None:
    from odas_graph.i18n import in_language

    with in_language("en"), pytest.raises(UnreadableInputError, match=words):
        open_tables(written(tmp_path, content, "t.bin"))


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "rien.csv", tmp_path):
        with pytest.raises(UnreadableInputError):
            open_tables(path)


texts = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Zl", "Zp", "Zs")), min_size=1, max_size=8)


@settings(max_examples=60, deadline=None)
@given(rows=st.lists(st.lists(st.one_of(texts, st.just("")), min_size=3, max_size=3), min_size=1, max_size=8))
def test_what_a_csv_writer_writes_comes_back(tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]) -> None:
    import csv
    import io

    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=";", quoting=csv.QUOTE_ALL).writerows([["alpha", "beta", "gamma"], *rows])
    table = only(written(tmp_path_factory.mktemp("t"), buffer.getvalue()))
    assert table.headings == ("alpha", "beta", "gamma")
    expected = [(n, tuple(c or None for c in row)) for n, row in enumerate(rows, 2) if any(row)]
    assert [tuple(row) for row in table.rows] == expected


def test_words_are_compared_without_accents_case_and_signs() -> None:
    assert [column_letters(place) for place in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
    assert folded("  Cœur de l'Été – n° 3 ") == "coeur de l ete n 3"


@needs_reference
@pytest.mark.parametrize(("name", "encoding", "columns", "rows"), [
    ("sarthe_2018.csv", "cp1252", 9, 1625), ("loire_atlantique.csv", "utf-8", 18, 18148),
    ("exemple_valide.csv", "utf-8", 16, 29)])
def test_real_subsidies(name: str, encoding: str, columns: int, rows: int) -> None:
    table = only(REFERENCE / "subventions" / name)
    assert (table.encoding, len(table.headings), sum(1 for _row in table.rows)) == (encoding, columns, rows)


@needs_reference
def test_a_real_workbook() -> None:
    tables = {t.sheet: t for t in open_tables(REFERENCE / "data-inclusion" / "dataset_fixture.xlsx")}
    assert "nom" in tables["Structures"].headings and len(cells(tables["Réseaux porteurs"])) == 107
