"""Lists of records: JSON, JSON a line, parquet; a list in a cell is parted by “;”."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from odas_graph.i18n import gettext as _
from odas_graph.importers.tabular.cells import cell_text
from odas_graph.importers.tabular.lines import Lines
from odas_graph.importers.tabular.table import MAX_COLUMNS, MAX_ROWS, Row, Table, too_long, too_wide, unreadable

# JSON is read whole; a line of it is not: bigger lists come as JSON lines, CSV or parquet.
MAX_JSON: Final = 1_000_000_000
BATCH: Final = 50_000
# Where the list stands, in files that wrap it.
WRAPPERS: Final = ("data", "results", "records", "items", "structures", "services")


def json_tables(path: Path, file: str) -> list[Table]:
    """The tables of a JSON file: a list of records, or an object that holds lists of records.

    A row is numbered as in a sheet whose first row holds the headings.
    """
    if path.stat().st_size > MAX_JSON:
        raise unreadable(file, _("it has more than {n} MB of JSON. Save it as CSV, parquet or one record a "
                                  "line.").format(n=MAX_JSON // 1_000_000))
    try:
        content = json.loads(path.read_bytes())
    except (ValueError, RecursionError) as error:
        raise unreadable(file, _("it is no valid JSON ({reason}). Save it again from where it came.").format(
            reason=str(error)[:120])) from error
    lists: dict[str | None, Any] = {}
    if isinstance(content, list):
        lists = {None: content}
    elif isinstance(content, dict):
        lists = {name: content[name] for name in WRAPPERS if _is_records(content.get(name))}
        lists = {None: next(iter(lists.values()))} if len(lists) == 1 else lists
    lists = {name: records for name, records in lists.items() if _is_records(records)}
    if not lists:
        raise unreadable(file, _("it holds no list of records: [{…}, {…}], or such a list under “data”."))
    return [_records_table(file, name, records) for name, records in lists.items()]


def json_lines_table(lines: Lines, file: str) -> Table:
    """The table of a file with a JSON record a line, streamed."""
    rows = _JsonLines(lines, file)
    return _records_table(file, None, rows)


def parquet_table(path: Path, file: str) -> Table:
    """The table of a parquet file, a batch of rows at a time."""
    import polars as pl

    try:
        lazy = pl.scan_parquet(path)
        headings = tuple(lazy.collect_schema().names())
        count = int(lazy.select(pl.len()).collect().item())
    except BaseException as error:
        raise _bad_parquet(file, error) from error
    if len(headings) > MAX_COLUMNS:
        raise too_wide(file, len(headings))
    if count > MAX_ROWS:
        raise too_long(file)
    return Table(file, None, headings, 1, _Parquet(path, file, count))


@dataclass(frozen=True, slots=True)
class _Parquet:
    path: Path
    file: str
    count: int

    def __iter__(self) -> Iterator[Row]:
        import polars as pl

        number = 1
        for start in range(0, self.count, BATCH):
            try:
                batch = pl.scan_parquet(self.path).slice(start, BATCH).collect().rows()
            except BaseException as error:
                raise _bad_parquet(self.file, error) from error
            for values in batch:
                number += 1
                cells = tuple([_text(value) for value in values])
                if any(cells):
                    yield Row(number, cells)


def _bad_parquet(file: str, error: BaseException) -> BaseException:
    # What its library does not expect ends in a panic, which is no Exception.
    if isinstance(error, (KeyboardInterrupt, SystemExit, MemoryError)):
        return error
    return unreadable(file, _("it is a damaged parquet file. Save it again from where it came."))


@dataclass(frozen=True, slots=True)
class _JsonLines:
    lines: Lines
    file: str

    def __iter__(self) -> Iterator[Any]:
        for number, line in enumerate(self.lines, 1):
            if not line.strip():
                continue
            try:
                record = json.loads(line)
            except (ValueError, RecursionError):
                record = None
            if not isinstance(record, dict):
                raise unreadable(self.file, _("line {n} is no JSON record. Save it again from where it came.").format(
                    n=number))
            yield record


def _is_records(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, dict) for item in value)


def _records_table(file: str, sheet: str | None, records: Iterable[dict[str, Any]]) -> Table:
    headings: dict[str, None] = {}
    for record in records:
        for key in record:
            headings[key] = None
        if len(headings) > MAX_COLUMNS:
            raise too_wide(file, len(headings))
    return Table(file, sheet, tuple(headings), 1, _Records(records, tuple(headings)))


@dataclass(frozen=True, slots=True)
class _Records:
    records: Iterable[dict[str, Any]]
    headings: tuple[str, ...]

    def __iter__(self) -> Iterator[Row]:
        for number, record in enumerate(self.records, 2):
            cells = tuple([_text(record.get(key)) for key in self.headings])
            if any(cells):
                yield Row(number, cells)


def _text(value: Any) -> str | None:
    """The value as a cell: the items of a list parted by “;”, a group of fields as JSON."""
    if isinstance(value, (list, tuple)):
        return ";".join(text for item in value if (text := _text(item))) or None
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str) if value else None
    return cell_text(value)
