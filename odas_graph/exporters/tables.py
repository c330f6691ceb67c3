"""Tables as CSV that a spreadsheet can open without running anything."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from odas_graph.i18n import gettext as _

if TYPE_CHECKING:
    from odas_graph.exporters.sheets import Sheet

# A cell that begins so is read as a formula by spreadsheets (OWASP, CSV Injection), which may first drop white space,
# control characters, a byte order mark and characters without width.
_FORMULA: Final = re.compile("[\\s\x00-\x1f\u200b-\u200d\u2060\ufeff]*[=+\\-@|\t\r\n＝＋－＠]")
_NUMBER: Final = re.compile(r"-[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")


def safe_cell(value: Any) -> Any:
    """The value as a cell: text that a spreadsheet would run as a formula gets an apostrophe in front.

    None is an empty cell; a negative number is no formula.
    """
    if value is None:
        return ""
    if isinstance(value, str) and _FORMULA.match(value) and not _NUMBER.fullmatch(value):
        return f"'{value}"
    return value


def to_csv(headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """RFC 4180 text with `\\r\\n` line ends, headings first, formula starts neutralised."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow([safe_cell(h) for h in headings])
    for row in rows:
        writer.writerow([safe_cell(value) for value in row])
    return buffer.getvalue()


def write_csv(folder: Path, tables: Iterable[Sheet]) -> None:
    """Writes each table to `<name>.csv` in UTF-8: headings as people read them, the items of a list side by side."""
    for sheet in tables:
        rows = ([cell_text(value) for value in row] for row in sheet.rows)
        content = to_csv([column.heading for column in sheet.columns], rows)
        (folder / f"{sheet.name}.csv").write_text(content, "utf-8", newline="")


def cell_text(value: Any) -> Any:
    """The value as one cell: a list as text, yes and no in words; numbers and text as they are."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return " ; ".join(value) if isinstance(value, tuple) else value
