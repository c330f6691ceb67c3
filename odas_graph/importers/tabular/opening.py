"""What a file holds, by its first bytes, and who reads it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from odas_graph.errors import UnreadableInputError, reason
from odas_graph.i18n import gettext as _
from odas_graph.importers.folders import printable
from odas_graph.importers.tabular.archive import gunzipped
from odas_graph.importers.tabular.delimited import delimited_table
from odas_graph.importers.tabular.lines import text_lines
from odas_graph.importers.tabular.scratch import Scratch
from odas_graph.importers.tabular.structured import json_lines_table, json_tables, parquet_table
from odas_graph.importers.tabular.table import Row, Table, unreadable
from odas_graph.importers.tabular.workbooks import workbook_tables
from odas_graph.naming import folded

_ZIP, _OLE, _GZIP, _PARQUET, _PDF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\x1f\x8b", b"PAR1", b"%PDF"
_HEAD: Final = 4096


def open_tables(path: Path, *, sheets: Collection[str] | None = None) -> list[Table]:
    """The tables of a file, one a sheet that holds something (those named in `sheets`, if given); at least one.

    CSV and its kin, xlsx, xlsm, xls, ods, JSON, JSON lines, parquet, and any of them in a .gz. Raises
    UnreadableInputError, which says what the matter is and what to do, for anything else and for what is hostile.
    """
    file = printable(path.name)
    try:
        tables = _tables(path, file, sheets, packed=False)
    except OSError as error:
        raise unreadable(file, _("{reason}. Check its name and your rights to it.").format(
            reason=reason(error))) from error
    if not tables:
        raise unreadable(file, _("it holds no table. Check that it was saved whole, and the names of its sheets."))
    return tables


def _tables(path: Path, file: str, sheets: Collection[str] | None, *, packed: bool) -> list[Table]:
    if path.exists() and not path.is_file():
        # A pipe would wait for ever for someone to write, a device would never end.
        raise unreadable(file, _("it is no file. Name a file."))
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    if head.startswith(_GZIP):
        if packed:
            raise unreadable(file, _("it is packed twice. Unpack it once."))
        return _unpacked(path, file, sheets)
    if head.startswith((_ZIP, _OLE)):
        return workbook_tables(path, file, sheets, packed=head.startswith(_ZIP))
    if head.startswith(_PARQUET):
        return [parquet_table(path, file)]
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith(b"<") or head.startswith(_PDF):
        raise _no_table(file, start)
    if start.startswith((b"[", b"{")):
        return _json(path, file, start)
    return [table] if (table := delimited_table(path, file)).headings else []


def _json(path: Path, file: str, start: bytes) -> list[Table]:
    """A list or one object is JSON; an object on its own line with another below is a record a line."""
    first, _end, below = start.partition(b"\n")
    if first.rstrip().endswith(b"}") and first.startswith(b"{") and below.lstrip().startswith(b"{"):
        return [json_lines_table(text_lines(path, file), file)]
    try:
        return json_tables(path, file)
    except UnreadableInputError:
        if not first.startswith(b"{"):
            raise
        # A first line longer than what was looked at, perhaps.
        return [json_lines_table(text_lines(path, file), file)]


def _unpacked(path: Path, file: str, sheets: Collection[str] | None) -> list[Table]:
    scratch = Scratch()
    inside = scratch.folder / "inside"
    gunzipped(path, file, inside)
    # The folder has to last as long as the rows.
    return [replace(table, rows=_Kept(table.rows, scratch)) for table in _tables(inside, file, sheets, packed=True)]


class _Kept:
    """Rows, and the folder that they are read from."""

    def __init__(self, rows: Iterable[Row], scratch: Scratch) -> None:
        self.rows, self.scratch = rows, scratch

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)


def _no_table(file: str, start: bytes) -> UnreadableInputError:
    word = folded(start[:200].decode("latin-1"))
    if start.startswith(_PDF):
        return unreadable(file, _("it is a PDF. Ask for the table itself, or copy it into a spreadsheet."))
    if "html" in word:
        return unreadable(file, _("it is a web page, whatever its name. Open it in a spreadsheet and save it as "
                                  ".xlsx."))
    return unreadable(file, _("it is XML. Open it in a spreadsheet and save it as .xlsx."))
