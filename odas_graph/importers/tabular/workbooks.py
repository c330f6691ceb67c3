"""Workbooks: xlsx, xlsm, ods, xls; their values only, for formulas and macros never run."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from odas_graph.findings import Finding
from odas_graph.i18n import gettext as _
from odas_graph.importers.tabular import cells
from odas_graph.importers.tabular.archive import unpacked
from odas_graph.importers.tabular.headings import LOOKED_AT, find_headings, repeated_headings
from odas_graph.importers.tabular.scratch import Scratch
from odas_graph.importers.tabular.table import Row, Table, unreadable
from odas_graph.naming import folded


def workbook_tables(path: Path, file: str, sheets: Collection[str] | None, *, packed: bool) -> list[Table]:
    """The table of each sheet that holds something, in the order of the sheets; only those of `sheets` if given.

    `packed` says that the file is a ZIP archive. Raises UnreadableInputError.
    """
    scratch, findings = Scratch(), []
    if packed:
        # The reader goes by the extension; the copy has none of the stranger's.
        members = unpacked(path, file, scratch.folder / "book.zip")
        if "content.xml" in members:
            kind = "ods"
        elif "xl/workbook.xml" in members:
            kind = "xlsx"
        else:
            raise unreadable(file, _("it is an archive, but no workbook that can be read (.xlsx or .ods). Unpack it, "
                                     "or save it as .xlsx."))
        path = (scratch.folder / "book.zip").rename(scratch.folder / f"book.{kind}")
        if any(name.lower().endswith("vbaproject.bin") or name.startswith("Basic/") for name in members):
            findings.append(Finding(level="info", code="macros-ignored", file=file, message=_(
                "The workbook holds macros: they were not run, only the values of cells were read.")))
    told = read_cells(path, file, scratch.folder)
    wanted = None if sheets is None else {folded(name) for name in sheets}
    found = []
    for about in told:
        if wanted is not None and folded(about["name"]) not in wanted:
            continue
        rows = _Sheet(scratch, about["file"])
        headings, number = find_headings(list(islice(rows, LOOKED_AT)))
        if headings:
            own = [*findings, *repeated_headings(headings, number, file, about["name"])]
            found.append(Table(file, about["name"], headings, number, _Below(rows, number, len(headings)), own))
    return found


def read_cells(path: Path, file: str, folder: Path) -> list[dict[str, Any]]:
    """What `cells` says of the sheets, once it has written their cells into the folder.

    Raises UnreadableInputError where it refuses the workbook, or was ended by it.
    """
    # By its file, for the process need not find the package; -P keeps what lies beside that file from being imported.
    command = [sys.executable, "-P", cells.__file__, str(path.resolve()), str(folder)]
    subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,  # noqa: S603
                   check=False)  # our own module and two paths, without a shell
    try:
        told = json.loads((folder / "sheets.json").read_text("utf-8"))
    except (OSError, ValueError):
        told = {"error": "crash"}
    match told.get("error"):
        case None:
            return list(told["sheets"])
        case "password":
            raise unreadable(file, _("it is under a password. Open it, and save it again without one."))
        case "crash":
            raise unreadable(file, _("its reader gave up: it is damaged, or asks for more memory than a table needs. "
                                     "Open it in a spreadsheet and save it again as .xlsx."))
        case reason:
            raise unreadable(file, _("it is damaged ({reason}). Open it in a spreadsheet and save it again as "
                                     ".xlsx.").format(reason=reason))


@dataclass(frozen=True, slots=True)
class _Sheet:
    """The filled rows of a sheet, from the file that holds its cells."""

    scratch: Scratch
    name: str

    def __iter__(self) -> Iterator[Row]:
        with (self.scratch.folder / self.name).open(encoding="utf-8") as lines:
            for line in lines:
                number, cells = json.loads(line)
                yield Row(number, tuple(cells))


@dataclass(frozen=True, slots=True)
class _Below:
    rows: _Sheet
    heading_row: int
    width: int

    def __iter__(self) -> Iterator[Row]:
        blank: tuple[None, ...] = (None,) * self.width
        for row in self.rows:
            if row.number > self.heading_row:
                yield Row(row.number, row.cells + blank[len(row.cells):]) if len(row.cells) < self.width else row
