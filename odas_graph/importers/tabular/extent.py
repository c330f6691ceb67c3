"""How far the sheets of a workbook stretch, from its XML alone, before a reader makes room for every cell."""

from __future__ import annotations

import re
from typing import Any, Final
from xml.parsers import expat

from odas_graph.i18n import gettext as _
from odas_graph.importers.tabular.table import MAX_COLUMNS, too_wide, unreadable

# Readers make room for the whole rectangle: two cells at opposite corners of a sheet would ask for 500 GB. Thirty
# million cells are a million rows of thirty columns.
MAX_AREA: Final = 30_000_000
MAX_SHEET_ROWS: Final = 1_048_576
_REFERENCE: Final = re.compile(r"\$?([A-Za-z]{1,7})\$?(\d{1,10})")


class Extent:
    """Watches the XML members of one workbook; raises UnreadableInputError for what would harm its reader."""

    def __init__(self, file: str) -> None:
        self.file, self.area = file, 0

    def parser(self, member: str) -> expat.XMLParserType:
        """A parser to feed the member to."""
        parser = expat.ParserCreate()
        parser.StartDoctypeDeclHandler = self._refuse_doctype
        watch = _Sheet(self, member)
        parser.StartElementHandler, parser.EndElementHandler = watch.start, watch.end
        parser.CharacterDataHandler = watch.text
        return parser

    def _refuse_doctype(self, *_declared: Any) -> None:
        raise unreadable(self.file, _("it declares entities of its own (DOCTYPE), which no spreadsheet does. It may be "
                                      "hostile: ask the one who sent it."))

    def check(self, rows: int, columns: int, member: str) -> None:
        """Refuses a rectangle that is too wide, too high or too big."""
        if columns > MAX_COLUMNS:
            raise too_wide(self.file, columns)
        if rows > MAX_SHEET_ROWS or rows * columns > MAX_AREA:
            raise unreadable(self.file, _(
                "its sheet “{name}” stretches over {rows} rows and {columns} columns, nearly all of them empty or "
                "repeated. Delete what lies far from the table, and save it again.").format(
                    name=member[:80], rows=rows, columns=columns))


class _Sheet:
    """The rectangle of one member: cells by reference (xlsx), or counted and repeated (ods)."""

    def __init__(self, extent: Extent, member: str) -> None:
        self.extent, self.member = extent, member
        self.rows = self.columns = 0
        # ods: where the row stands, and what it holds.
        self.row = self.column = self.last = self.row_repeat = self.cell_repeat = 0
        self.full = False

    def start(self, name: str, given: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        if name == "c":
            self.column += 1
            at = _REFERENCE.fullmatch(given.get("r", ""))
            if at:
                self.column, row = _number(at[1]), int(at[2])
                if row > self.rows:
                    self.rows = row
            if self.column > self.columns:
                self.columns = self.column
                self.extent.check(self.rows, self.columns, self.member)
        elif name == "row":
            self.row, self.column = self.row + 1, 0
            self.rows = max(self.rows, self.row, _whole(given.get("r", "0")))
            self.extent.check(self.rows, self.columns, self.member)
        elif name == "table":
            self.rows = self.columns = self.row = 0
        elif name == "table-row":
            self.column = self.last = 0
            self.row_repeat = _whole(given.get("table:number-rows-repeated", "1"))
        elif name in ("table-cell", "covered-table-cell"):
            self.cell_repeat = _whole(given.get("table:number-columns-repeated", "1"))
            self.full = any(key.endswith((":value-type", ":formula")) for key in given)

    def text(self, _text: str) -> None:
        self.full = True

    def end(self, name: str) -> None:
        name = name.rpartition(":")[2]
        if name in ("table-cell", "covered-table-cell"):
            self.column += self.cell_repeat
            if self.full:
                self.last = self.column
            self.full = False
        elif name == "table-row":
            self.row += self.row_repeat
            if self.last:
                self.rows, self.columns = self.row, max(self.columns, self.last)
                self.extent.check(self.rows, self.columns, self.member)


def _whole(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 12 else 10**12 if text.isdecimal() else 1


def _number(letters: str) -> int:
    """The number of a column from its letters."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number
