"""Text that a spreadsheet would run as a formula, made harmless, and back."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import polars as pl

# A cell that begins so is read as a formula by spreadsheets (OWASP, CSV Injection), which may first drop white space,
# control characters, a byte order mark and characters without width.
_FORMULA: Final = re.compile("[\\s\x00-\x1f\u200b-\u200d\u2060\ufeff]*[=+\\-@|\t\r\n＝＋－＠]")
# The same behind apostrophes: one more in front can be told from those that were there.
_MARKED: Final = re.compile(f"'*{_FORMULA.pattern}")
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


def kept_cell(text: str) -> str:
    """The text as a cell of a file that is read again: harmless, and `plain_cell` gives it back to the letter."""
    return f"'{text}" if _MARKED.match(text) and not _NUMBER.fullmatch(text) else text


def plain_cell(text: str) -> str:
    """The text that `safe_cell` or `kept_cell` made harmless."""
    return text[1:] if text.startswith("'") and _MARKED.match(text[1:]) else text


def kept_cells(cells: pl.Expr) -> pl.Expr:
    """`kept_cell` of whole columns."""
    import polars as pl

    runs = cells.str.contains(f"^{_MARKED.pattern}") & ~cells.str.contains(f"^{_NUMBER.pattern}$")
    return pl.when(runs).then(cells.str.replace("^", "'")).otherwise(cells)


def plain_cells(cells: pl.Expr) -> pl.Expr:
    """`plain_cell` of whole columns."""
    import polars as pl

    return pl.when(cells.str.contains(f"^'{_MARKED.pattern}")).then(cells.str.slice(1)).otherwise(cells)
