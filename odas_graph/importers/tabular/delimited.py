"""Delimited text: what separates the cells, quotes, line breaks in cells, a quote that was never closed."""

from __future__ import annotations

import csv
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from odas_graph.findings import Finding
from odas_graph.i18n import gettext as _
from odas_graph.importers.tabular.headings import LOOKED_AT, find_headings, repeated_headings
from odas_graph.importers.tabular.lines import Lines, text_lines
from odas_graph.importers.tabular.table import (
    MAX_COLUMNS,
    MAX_ROWS,
    Row,
    Table,
    too_long,
    too_wide,
    unreadable,
)

# In the order in which they are preferred where two fit alike.
DELIMITERS: Final = (";", "\t", ",", "|")
# A cell with more line breaks than this began with a quote that nothing closes.
MAX_BREAKS: Final = 200


def delimited_table(path: Path, file: str) -> Table:
    """The table of a text file; UnreadableInputError where there is none in it."""
    lines = text_lines(path, file)
    sample = list(islice(lines, LOOKED_AT * 4))
    if not any(line.strip() for line in sample):
        raise unreadable(file, _("it is empty. Check that it was saved whole."))
    delimiter = max(DELIMITERS, key=lambda d: (_fit(sample, d), -DELIMITERS.index(d)))
    records = _Records(lines, file, delimiter)
    headings, number = find_headings(list(islice(records, LOOKED_AT)))
    if len(headings) > MAX_COLUMNS:
        raise too_wide(file, len(headings))
    findings = repeated_headings(headings, number, file, None)
    encoding = "utf-16" if lines.encoding == "utf-16" else "cp1252" if lines.other else "utf-8"
    return Table(file, None, headings, number, _Below(records, number, len(headings), findings), findings, encoding,
                 delimiter)


def _fit(sample: list[str], delimiter: str) -> tuple[int, int]:
    """How many rows of the sample have as many cells as most have, and how many that is; (0, 1) for one cell."""
    try:
        widths = Counter(len(row) for row in csv.reader(sample, delimiter=delimiter) if len(row) > 1)
    except csv.Error:
        widths = Counter(line.count(delimiter) + 1 for line in sample if delimiter in line)
    if not widths:
        return 0, 1
    width, rows = max(widths.items(), key=lambda item: (item[1], item[0]))
    return rows, width


@dataclass(slots=True)
class _Records:
    """The rows of the file, empty ones left out, cells stripped."""

    lines: Lines
    file: str
    delimiter: str

    def __iter__(self) -> Iterator[Row]:
        for number, cells, _stray in self.told():
            yield Row(number, cells)

    def told(self) -> Iterator[tuple[int, tuple[str | None, ...], bool]]:
        """Number, cells, and whether a quote of the row had to be taken for a letter."""
        source = _Feed(iter(self.lines))
        reader = csv.reader(source, delimiter=self.delimiter)
        number = 0
        while True:
            stray = False
            try:
                record = next(reader)
            except StopIteration:
                return
            except (csv.Error, _UnclosedQuoteError):
                line = source.back_to_second()
                record = line.rstrip("\r\n").split(self.delimiter)
                reader, stray = csv.reader(source, delimiter=self.delimiter), True
            else:
                if source.ended and len(source.taken) > 1 and source.open_quote():
                    # The file ended within quotes: what looks like one row is many.
                    line = source.back_to_second()
                    record = line.rstrip("\r\n").split(self.delimiter)
                    reader, stray = csv.reader(source, delimiter=self.delimiter), True
            source.taken.clear()
            number += 1
            if number > MAX_ROWS:
                raise too_long(self.file)
            cells = tuple([cell.strip() or None for cell in record])
            if any(cells):
                yield number, cells, stray


class _UnclosedQuoteError(Exception):
    """A quote runs over too many lines."""


class _Feed:
    """Lines for a csv reader, kept as long as its record lasts, so that they can be read again otherwise."""

    def __init__(self, lines: Iterator[str]) -> None:
        self.lines, self.ahead, self.ended = lines, deque[str](), False
        self.taken: list[str] = []

    def __iter__(self) -> _Feed:
        return self

    def __next__(self) -> str:
        if len(self.taken) > MAX_BREAKS:
            raise _UnclosedQuoteError
        if self.ahead:
            line = self.ahead.popleft()
        else:
            try:
                line = next(self.lines)
            except StopIteration:
                self.ended = True
                raise
        self.taken.append(line)
        return line

    def open_quote(self) -> bool:
        """Whether the quotes of the record do not pair."""
        return sum(line.count('"') for line in self.taken) % 2 == 1

    def back_to_second(self) -> str:
        """The first line of the record; the others will be read again."""
        self.ended = False
        self.ahead.extendleft(reversed(self.taken[1:]))
        return self.taken[0]


@dataclass(slots=True)
class _Below:
    """The rows below the headings, filled up to their width; what reading them finds goes to `findings`."""

    records: _Records
    heading_row: int
    width: int
    findings: list[Finding]

    def __iter__(self) -> Iterator[Row]:
        blank: tuple[None, ...] = (None,) * self.width
        file, width = self.records.file, self.width
        for number, cells, stray in self.records.told():
            if number <= self.heading_row:
                continue
            count = len(cells)
            if count < width:
                cells += blank[count:]
            elif count > width:
                if count > MAX_COLUMNS:
                    raise too_wide(file, count)
                while len(cells) > width and cells[-1] is None:
                    cells = cells[:-1]
            if stray:
                self._find(Finding(level="warning", code="stray-quote", file=file, row=number, message=_(
                    "A quotation mark that opens here is never closed: it was read as a letter. Check this row.")))
            yield Row(number, cells)
        for finding in self.records.lines.findings():
            self._find(finding)

    def _find(self, finding: Finding) -> None:
        if finding not in self.findings:
            self.findings.append(finding)
