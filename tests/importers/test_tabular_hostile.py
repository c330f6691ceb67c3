"""Files that would harm who opens them: refused, each with its reason."""

from __future__ import annotations

import gzip
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter

from odas_graph.errors import UnreadableInputError
from odas_graph.i18n import in_language
from odas_graph.importers.tabular import open_tables
from odas_graph.importers.tabular.workbooks import read_cells

TYPES = "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'/>"


def archive(path: Path, members: dict[str, bytes | str], *, link: str | None = None) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in members.items():
            out.writestr(name, content)
        if link:
            info = zipfile.ZipInfo(link)
            info.external_attr = 0o120777 << 16
            out.writestr(info, "/etc/passwd")
    return path


def a_book(path: Path, write: Callable[[xlsxwriter.Workbook], object]) -> Path:
    book = xlsxwriter.Workbook(str(path))
    write(book)
    book.close()
    return path


def changed(path: Path, member: str, change: Callable[[str], str]) -> Path:
    """The workbook with one of its parts rewritten."""
    with zipfile.ZipFile(path) as source:
        members: dict[str, bytes | str] = {name: source.read(name) for name in source.namelist()}
    members[member] = change(bytes(members[member]).decode())  # type: ignore[arg-type]
    return archive(path.with_name("changed.xlsx"), members)


def refused(path: Path, words: str) -> None:
    with in_language("en"), pytest.raises(UnreadableInputError, match=words):
        open_tables(path)


def test_a_bomb_in_a_workbook(tmp_path: Path) -> None:
    sheet = "<worksheet><sheetData>" + " " * 60_000_000 + "</sheetData></worksheet>"
    refused(archive(tmp_path / "b.xlsx", {"[Content_Types].xml": TYPES, "xl/workbook.xml": "<workbook/>",
                                          "xl/worksheets/sheet1.xml": sheet}), "bomb")


def test_a_bomb_that_lies_about_its_size(tmp_path: Path) -> None:
    path = archive(tmp_path / "b.xlsx", {"xl/workbook.xml": "<workbook/>", "xl/a.bin": b"\0" * 50_000_000})
    raw = path.read_bytes()
    size = (50_000_000).to_bytes(4, "little")
    path.write_bytes(raw.replace(size, (100).to_bytes(4, "little")))
    refused(path, "damaged")


def test_a_bomb_in_gzip(tmp_path: Path) -> None:
    path = tmp_path / "b.csv.gz"
    path.write_bytes(gzip.compress(b"a;b\n" + b"1;2\n" * 10_000_000))
    refused(path, "bomb")


def test_gzip_in_gzip(tmp_path: Path) -> None:
    path = tmp_path / "b.csv.gz"
    path.write_bytes(gzip.compress(gzip.compress(b"a;b\n1;2\n")))
    refused(path, "twice")


@pytest.mark.parametrize("name", ["/etc/passwd", "../../outside.xml", "..\\outside.xml", "C:/outside.xml"])
def test_members_that_lead_outside(tmp_path: Path, name: str) -> None:
    refused(archive(tmp_path / "b.xlsx", {"xl/workbook.xml": "<workbook/>", name: "x"}), "outside")


def test_links_in_an_archive(tmp_path: Path) -> None:
    refused(archive(tmp_path / "b.xlsx", {"xl/workbook.xml": "<workbook/>"}, link="xl/link.xml"), "link")


def test_too_many_members(tmp_path: Path) -> None:
    refused(archive(tmp_path / "b.xlsx", {f"xl/{n}": "" for n in range(5001)}), "5001 files")


@pytest.mark.parametrize("doctype", [
    '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>', '<!DOCTYPE x SYSTEM "file:///etc/passwd">'])
def test_entities(tmp_path: Path, doctype: str) -> None:
    path = a_book(tmp_path / "b.xlsx", lambda book: book.add_worksheet("A").write(0, 0, "a"))
    refused(changed(path, "xl/sharedStrings.xml", lambda text: text.replace("?>", f"?>{doctype}", 1)), "DOCTYPE")


def test_entities_in_utf_16(tmp_path: Path) -> None:
    text = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x [<!ENTITY a "a">]><x>&a;</x>'
    refused(archive(tmp_path / "b.xlsx", {"xl/workbook.xml": text.encode("utf-16")}), "DOCTYPE")


def test_two_cells_at_opposite_corners(tmp_path: Path) -> None:
    def write(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet("A")
        sheet.write(0, 0, "a")
        sheet.write(1_048_575, 16_383, "z")

    refused(a_book(tmp_path / "b.xlsx", write), "1048576 rows and 16384 columns")


def test_a_cell_beyond_every_sheet(tmp_path: Path) -> None:
    path = a_book(tmp_path / "b.xlsx", lambda book: book.add_worksheet("A").write(0, 0, "a"))
    refused(changed(path, "xl/worksheets/sheet1.xml", lambda text: text.replace('r="A1"', 'r="ZZZZZ1"')), "columns")


def test_a_sheet_that_says_it_is_huge_is_read(tmp_path: Path) -> None:
    path = a_book(tmp_path / "b.xlsx", lambda book: book.add_worksheet("A").write_row(0, 0, ["a", "b"]))
    huge = changed(path, "xl/worksheets/sheet1.xml", lambda t: t.replace('ref="A1:B1"', 'ref="A1:XFD1048576"'))
    assert open_tables(huge)[0].headings == ("a", "b")


def test_a_million_columns_in_text(tmp_path: Path) -> None:
    path = tmp_path / "b.csv"
    path.write_text(";".join(["c"] * 1_000_000) + "\n1\n")
    refused(path, "1000000 columns")


def test_a_row_of_a_million_columns(tmp_path: Path) -> None:
    path = tmp_path / "b.csv"
    path.write_text("a;b\n1;2\n" * 100 + ";".join(["c"] * 1_000_000) + "\n")
    with in_language("en"), pytest.raises(UnreadableInputError, match="columns"):
        list(open_tables(path)[0].rows)


def test_repeated_cells_of_opendocument(tmp_path: Path) -> None:
    content = ("<office:document-content xmlns:office='o' xmlns:table='t' xmlns:text='x'><office:body>"
               "<office:spreadsheet><table:table table:name='A'><table:table-row table:number-rows-repeated='1000000'>"
               "<table:table-cell table:number-columns-repeated='1000' office:value-type='string'><text:p>a</text:p>"
               "</table:table-cell></table:table-row></table:table></office:spreadsheet></office:body>"
               "</office:document-content>")
    refused(archive(tmp_path / "b.ods", {"mimetype": "application/vnd.oasis.opendocument.spreadsheet",
                                         "content.xml": content}), "stretches over 1000000 rows and 1000 columns")


def test_a_line_without_end(tmp_path: Path) -> None:
    path = tmp_path / "b.csv"
    path.write_bytes(b"a;b\n" + b"x" * 5_000_000)
    refused(path, "million characters")


def test_nested_json(tmp_path: Path) -> None:
    path = tmp_path / "b.json"
    path.write_text("[" * 200_000)
    refused(path, "JSON")


def test_an_old_workbook_that_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "b.xls"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(22) + b"\xff" * 4096)
    refused(path, "save it again")


def test_a_reader_that_asks_for_all_memory_ends_no_process_of_ours(tmp_path: Path) -> None:
    def write(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet("A")
        sheet.write(0, 0, "a")
        sheet.write(1_048_575, 16_383, "z")

    path = a_book(tmp_path / "b.xlsx", write)
    # What `open_tables` would have refused already, as if its checks had let it through.
    with in_language("en"), pytest.raises(UnreadableInputError, match="gave up"):
        read_cells(path, "b.xlsx", tmp_path)


def test_macros_never_run_and_are_said(tmp_path: Path) -> None:
    path = a_book(tmp_path / "b.xlsx", lambda book: book.add_worksheet("A").write_row(0, 0, ["a", "b"]))
    with zipfile.ZipFile(path, "a") as out:
        out.writestr("xl/vbaProject.bin", b"Sub AutoOpen()")
    assert [f.code for f in open_tables(path)[0].findings] == ["macros-ignored"]


def test_formulas_are_text_in_csv_and_values_in_workbooks(tmp_path: Path) -> None:
    path = tmp_path / "b.csv"
    path.write_text("a;b\n=cmd|'/C calc'!A0;@SUM(1)\n")
    assert [row.cells for row in open_tables(path)[0].rows] == [("=cmd|'/C calc'!A0", "@SUM(1)")]

    def write(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet("A")
        sheet.write_row(0, 0, ["a", "b"])
        sheet.write_formula(1, 0, '=HYPERLINK("http://x")', None, "valeur")

    assert [row.cells for row in open_tables(a_book(tmp_path / "b.xlsx", write))[0].rows] == [("valeur", None)]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes on this system")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "b.csv")
    refused(tmp_path / "b.csv", "no file")
