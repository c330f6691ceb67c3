"""The tables as one workbook: a sheet a table, with its dictionary and its sources, that runs nothing."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from odas_graph.errors import OutputError
from odas_graph.exporters.sheets import Sheet
from odas_graph.exporters.tables import cell_text
from odas_graph.exporters.xml_text import xml_text
from odas_graph.i18n import gettext as _

# What the format can hold: rows of a sheet, characters of a cell and of a sheet's name.
MAX_ROWS: Final = 1_048_576
MAX_CELL: Final = 32_767
MAX_NAME: Final = 31
# Columns are as wide as what they hold, between these, in characters; only so many rows are looked at.
NARROW: Final = 9
WIDE: Final = 60
LOOKED_AT: Final = 500
# The date that the file says it was made: a clock would give other bytes each time. It is that of the ZIP format's own
# beginning, which xlsxwriter gives the parts of the file as well.
MADE: Final = datetime(1980, 1, 1)


def to_xlsx(tables: Sequence[Sheet]) -> bytes:
    """The workbook: headings frozen, with filters, numbers as numbers, text never read as a formula or a link.

    The same tables give the same bytes. A text longer than a cell can hold ends with an ellipsis; characters that XML
    has no place for are left out. OutputError for a table of more rows than a sheet can hold.
    """
    import xlsxwriter

    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
                                        "strings_to_numbers": False})
    book.set_properties({"title": "odas-graph", "author": "odas-graph", "created": MADE})
    head = book.add_format({"bold": True, "bg_color": "#DCE6F1", "border": 1, "text_wrap": True, "valign": "top"})
    for table in tables:
        if len(table.rows) >= MAX_ROWS:
            raise OutputError(_("The table “{name}” has {n} rows, more than a sheet can hold. Ask for parquet or csv, "
                                "or for one territory.").format(name=table.title, n=len(table.rows)))
        sheet = book.add_worksheet(table.title[:MAX_NAME])
        for i, column in enumerate(table.columns):
            sheet.write_string(0, i, xml_text(column.heading), head)
            longest = max([len(column.heading), *(len(str(cell_text(row[i]))) for row in table.rows[:LOOKED_AT]
                                                  if row[i] is not None)])
            sheet.set_column(i, i, min(max(longest + 2, NARROW), WIDE))
        for number, row in enumerate(table.rows, 1):
            for i, value in enumerate(row):
                _write(sheet, number, i, cell_text(value))
        sheet.freeze_panes(1, 0)
        if table.rows:
            sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)
    book.close()
    return stream.getvalue()


def changed(tables: Sequence[Sheet]) -> int:
    """How many cells the workbook holds otherwise than the tables do: cut, or cleaned of what XML has no place for."""
    texts = (str(cell_text(value)) for table in tables for row in table.rows for value in row if value is not None)
    return sum(len(text) > MAX_CELL or xml_text(text) != text for text in texts)


def _write(sheet: Any, row: int, column: int, value: Any) -> None:
    """Writes a cell by what it holds; nothing for None and for empty text."""
    if value is None or value == "":
        return
    if isinstance(value, int | float):
        sheet.write_number(row, column, value)
        return
    # A bare return would show as _x000D_ in readers that do not know the escape.
    text = xml_text(str(value)).replace("\r\n", "\n").replace("\r", "\n")
    sheet.write_string(row, column, text if len(text) <= MAX_CELL else text[:MAX_CELL - 1] + "…")
