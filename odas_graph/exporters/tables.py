"""Tables as CSV that a spreadsheet can open without running anything."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import Any, Final

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
