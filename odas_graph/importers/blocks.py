"""The rows of a big table as blocks of columns: by polars where the file is well formed, else row by row.

Both ways give the same cells: text without spaces around it, null where there is none, and the number of the row.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from odas_graph.importers.tabular import Row, Table

if TYPE_CHECKING:
    import polars as pl

LINE: Final = "ligne"
TWINS: Final = ("twin1", "twin2")
# Sixteen megabytes of text become some hundred of columns: enough to be fast, little enough for any machine.
BLOCK: Final = 16 * 1024 * 1024
ROWS: Final = 65_536
_QUOTE: Final = 34

Columns = Mapping[str, int]
# What to do with a row that runs past the headings: its cells mended, or None where it cannot be known.
Repair = Callable[[Row], tuple[str | None, ...] | None]


class NotWellFormedError(Exception):
    """The file has to be read row by row."""


def fast_blocks(path: Path, table: Table, columns: Columns, size: int = BLOCK) -> Iterator[pl.DataFrame]:
    """The columns of a UTF-8 file, `size` bytes at a time; `columns` gives the place of each by its name.

    Raises NotWellFormedError, perhaps after some blocks, for any other charset, a row with too many cells, a quote that
    is none, a line of a gigabyte.
    """
    if table.delimiter is None or table.encoding != "utf-8":
        raise NotWellFormedError
    with path.open("rb") as stream:
        row = _skip_headings(stream.readline, table)
        rest = b""
        while True:
            read = stream.read(size)
            data = rest + read
            end = _last_row_end(data) if read else len(data)
            if end == 0 and len(data) > 4 * size:
                raise NotWellFormedError
            block, rest = data[:end], data[end:]
            if block:
                if not _quotes_are_quotes(block, table.delimiter.encode()):
                    raise NotWellFormedError
                frame = _parsed(block, table, columns, row)
                row += frame.height
                yield _cells(frame, columns)
            if not read:
                return


def _skip_headings(readline: Callable[[], bytes], table: Table) -> int:
    """How many rows there are down to the headings, which stand in one line."""
    line = b""
    for _row in range(table.heading_row):
        line = readline()
        if line.count(b'"') % 2 or b"\r" in line[:-2]:
            raise NotWellFormedError
    try:
        cells = next(csv.reader([line.decode("utf-8-sig")], delimiter=table.delimiter or ","), [])
    except (UnicodeDecodeError, csv.Error) as error:  # what was unpacked is not what lies there
        raise NotWellFormedError from error
    headings = [" ".join(cell.split()) for cell in cells]
    if headings[:len(table.headings)] != list(table.headings) or any(headings[len(table.headings):]):
        raise NotWellFormedError
    return table.heading_row


def _last_row_end(data: bytes) -> int:
    """Where the last row that is there whole ends."""
    end = data.rfind(b"\n") + 1
    quotes = data.count(b'"', 0, end)
    # Quotes pair up before the end of a row; each step back passes one line.
    while end and quotes % 2:
        before = data.rfind(b"\n", 0, end - 1) + 1
        quotes -= data.count(b'"', before, end)
        end = before
    return end


def _quotes_are_quotes(block: bytes, delimiter: bytes) -> bool:
    """Whether quotes open at the beginning of a cell, close at its end, or stand beside another, and all pair up."""
    if b'"' not in block:
        return True
    codes = np.frombuffer(block, np.uint8)
    places = np.flatnonzero(codes == _QUOTE)
    if len(places) % 2:
        return False
    edges = np.zeros(256, bool)
    edges[[_QUOTE, 10, 13, delimiter[0]]] = True
    opening, closing = places[::2], places[1::2]
    before = (opening == 0) | edges[codes[np.maximum(opening - 1, 0)]]
    after = (closing == len(codes) - 1) | edges[codes[np.minimum(closing + 1, len(codes) - 1)]]
    return bool(before.all() and after.all())


def _parsed(block: bytes, table: Table, columns: Columns, row: int) -> pl.DataFrame:
    import polars as pl

    names = [f"c{i}" for i in range(len(table.headings))]
    if b"\0" in block or re.search(rb"\r(?!\n)", block):
        raise NotWellFormedError
    try:
        frame = pl.read_csv(block, separator=table.delimiter or ",", has_header=False,
                            schema=dict.fromkeys(names, pl.String))
    except pl.exceptions.PolarsError as error:
        raise NotWellFormedError from error
    return frame.with_columns(pl.int_range(row + 1, row + 1 + pl.len(), dtype=pl.UInt32).alias(LINE))


def slow_blocks(table: Table, columns: Columns, repair: Repair, size: int = ROWS) -> Iterator[pl.DataFrame]:
    """The same columns, row by row: rows past the headings go through `repair`, which tells of those it leaves out."""
    import polars as pl

    width = len(table.headings)
    schema = {LINE: pl.UInt32, **{f"c{i}": pl.String for i in range(width)}}
    rows: list[tuple[str | int | None, ...]] = []
    for row in table.rows:
        cells = row.cells if len(row.cells) <= width else repair(row)
        if cells is None:
            continue
        rows.append((row.number, *cells))
        if len(rows) == size:
            yield _cells(pl.DataFrame(rows, schema=schema, orient="row"), columns)
            rows.clear()
    if rows:
        yield _cells(pl.DataFrame(rows, schema=schema, orient="row"), columns)


def _cells(frame: pl.DataFrame, columns: Columns) -> pl.DataFrame:
    """The columns of the rows that hold something, stripped; rows with equal cells share their `TWINS`."""
    import polars as pl

    cells = [name for name in frame.columns if name != LINE]
    stripped = pl.col(cells).str.strip_chars()
    frame = frame.select(LINE, pl.when(stripped != "").then(stripped).name.keep())
    frame = frame.filter(~pl.all_horizontal(pl.col(name).is_null() for name in cells))
    # Twice 64 bits: of a hundred million different rows no two share both.
    bare = frame.select(cells)
    twins = [bare.hash_rows(seed=seed).alias(name) for seed, name in enumerate(TWINS, 1)]
    return frame.select(LINE, *(pl.col(f"c{place}").alias(name) for name, place in columns.items()), *twins)
