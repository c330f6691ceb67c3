"""Text that a spreadsheet would run as a formula, made harmless, and back."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import polars as pl

# A cell that begins so is read as a formula by spreadsheets (OWASP, CSV Injection), which may first drop white space,
# control characters, a byte order mark and characters without width. An apostrophe in front counts as well, so that
# `plain_cell` gives back what `safe_cell` was given, whatever that was.
_FORMULA: Final = re.compile("[\\s'\x00-\x1f\u200b-\u200d\u2060\ufeff]*[=+\\-@|\t\r\n＝＋－＠]")
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


def plain_cell(text: str) -> str:
    """The text that `safe_cell` made harmless."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text[1:]) else text
