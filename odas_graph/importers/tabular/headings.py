"""Which row holds the headings: below a cover, above the data, perhaps over two rows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from odas_graph.findings import Finding
from odas_graph.i18n import gettext as _
from odas_graph.importers.tabular.table import Row
from odas_graph.naming import folded

# Rows looked at: a cover of more lines is a document.
LOOKED_AT: Final = 60
# A row of headings fills at least this share of the columns that the rows below it fill.
SHARE: Final = 0.6
_FIGURE: Final = re.compile(r"[\d\s.,/%€:()+-]+")


def find_headings(first: Sequence[Row]) -> tuple[tuple[str, ...], int]:
    """The headings among the first rows and the number of their row; (), 0 where all rows are empty.

    It is the first row that fills most of the columns and holds words rather than figures. Headings merged over two
    rows are put together: a group above its columns ("Montant" over "voté" and "versé"), a heading beside them.
    """
    filled = [sum(cell is not None for cell in row.cells) for row in first]
    best = next((i for i, row in enumerate(first) if filled[i] >= max(1, SHARE * max(filled[i:])) and _is_words(row)),
                next((i for i, count in enumerate(filled) if count), None))
    if best is None:
        return (), 0
    cells = list(first[best].cells)
    if best and filled[best - 1] > 1 and _fills_gaps(first[best - 1], first[best]):
        cells = _together(first[best - 1].cells, first[best].cells)
    elif best + 1 < len(first) and _is_below(first[best], first[best + 1]):
        best += 1
        cells = _together(first[best - 1].cells, first[best].cells)
    while cells and cells[-1] is None:
        cells.pop()
    return tuple(" ".join((cell or "").split()) for cell in cells), first[best].number


def repeated_headings(headings: Sequence[str], row: int, file: str, sheet: str | None) -> list[Finding]:
    """A finding for each heading that stands twice: the first column counts."""
    seen: set[str] = set()
    found = []
    for heading in headings:
        key = folded(heading)
        if key and key in seen:
            found.append(Finding(level="warning", code="repeated-heading", file=file, sheet=sheet, row=row,
                                 column=heading[:80], message=_("This heading stands twice: only the first column of "
                                                                "that name is read. Rename or remove the other.")))
        seen.add(key)
    return found


def _fills_gaps(above: Row, row: Row) -> bool:
    """Whether the row above names a column that this one does not."""
    return above.number == row.number - 1 and any(
        cell is not None and (i >= len(row.cells) or row.cells[i] is None) for i, cell in enumerate(above.cells))


def _is_below(row: Row, below: Row) -> bool:
    """Whether the row below goes on with the headings: words alone, not under the first, some where there are none."""
    gaps = {i for i, cell in enumerate(row.cells) if cell is None} | set(range(len(row.cells), len(below.cells)))
    return (below.number == row.number + 1 and below.cells[0] is None
            and any(below.cells[i] is not None for i in gaps if i < len(below.cells))
            and not any(cell is not None and _FIGURE.fullmatch(cell) for cell in below.cells))


def _together(above: Sequence[str | None], below: Sequence[str | None]) -> list[str | None]:
    """The headings of two rows as one: where the lower one says something, behind the group that stands above it."""
    found: list[str | None] = []
    group = None
    for i in range(max(len(above), len(below))):
        over, under = (row[i] if i < len(row) else None for row in (above, below))
        group = over or group
        found.append(over if under is None else f"{group} {under}" if group else under)
    return found


def _is_words(row: Row) -> bool:
    """Whether at least half of the filled cells hold words, all short enough to be headings."""
    cells = [cell for cell in row.cells if cell is not None]
    return sum(not _FIGURE.fullmatch(cell) for cell in cells) * 2 >= len(cells)
