"""Tables as CSV that a spreadsheet can open without running anything."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from odas_graph.formulas import safe_cell
from odas_graph.i18n import gettext as _

if TYPE_CHECKING:
    from odas_graph.exporters.sheets import Sheet


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
