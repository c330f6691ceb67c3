"""What a table is to an importer: headings, and rows that know their number."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from odas_graph.errors import UnreadableInputError
from odas_graph.findings import Finding
from odas_graph.i18n import gettext as _

# What a spreadsheet can show; a table with more columns is no table that a person keeps.
MAX_COLUMNS: Final = 16_384
# What csv readers accept in a cell, four times what a spreadsheet can hold.
MAX_CELL: Final = 131_072
# Fifty times the sheet of a spreadsheet: the list of all associations of France has two million.
MAX_ROWS: Final = 50_000_000


class Row(NamedTuple):
    """A row: its number as a spreadsheet shows it (the first is 1), and its cells; an empty cell is None.

    There are at least as many cells as headings; more where the row runs past them.
    """

    number: int
    cells: tuple[str | None, ...]


@dataclass(slots=True)
class Table:
    """A table of a file: `file` and `sheet` as people name them, `headings` of the row `heading_row`, `rows` below it.

    Cells are text: dates YYYY-MM-DD, whole numbers without decimals, oui and non, lists parted by “;”. A column
    without heading has an empty one. `rows` may be gone through more than once; `findings` grows meanwhile, never
    twice the same. `encoding` and `delimiter` are those of text, else None.
    """

    file: str
    sheet: str | None
    headings: tuple[str, ...]
    heading_row: int
    rows: Iterable[Row]
    findings: list[Finding] = field(default_factory=list)
    encoding: str | None = None
    delimiter: str | None = None


def column_letters(place: int) -> str:
    """The letters of a column as a spreadsheet shows them; `place` counts from 0."""
    letters = ""
    while place >= 0:
        place, rest = place // 26 - 1, place % 26
        letters = chr(65 + rest) + letters
    return letters


def unreadable(file: str, why: str) -> UnreadableInputError:
    """The error that says which file cannot be read, and why with its remedy."""
    return UnreadableInputError(_("{file} cannot be read: {why}").format(file=file, why=why))


def too_wide(file: str, count: int) -> UnreadableInputError:
    """The error for more columns than a table has."""
    return unreadable(file, _("it has {n} columns, more than the {limit} that a table can have. Keep the columns that "
                              "matter, or check what separates them.").format(n=count, limit=MAX_COLUMNS))


def too_long(file: str) -> UnreadableInputError:
    """The error for more rows than a table has."""
    return unreadable(file, _("it has more than {n} rows. Split it.").format(n=MAX_ROWS))
